/**
 * Depth and damage: programs nested deeper than any stack, calls without end,
 * and a real program with wrong bytes in it, run and not only read.
 *
 * hostile.test.ts judges damaged programs; here those that pass are run. What
 * may come of it: a typed error, a trap, an exit, a normal end, or a program
 * that would go on. Never another exception, never a hang.
 */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  createMachine,
  decode,
  deterministicWorld,
  instantiate,
  invoke,
  Invalid,
  Malformed,
  preview1,
  resume,
  run,
  sections,
  Trap,
  Unlinkable,
  validate,
  wasiImports,
} from '../../engine/index.ts';
import type { Instance, Machine, Stop, Value } from '../../engine/index.ts';
import {
  func,
  hex,
  pairs,
  section,
  sized,
  text,
  uleb,
} from './binary/bytes.ts';
import { random } from './generate.ts';

const lowerings = ['fused', 'plain'] as const;

const moduleOf = (name: string) =>
  new Uint8Array(readFileSync(`lessons/programs/${name}/${name}.wasm`));

/** An instance of bytes that are valid. */
function instanceOf(
  bytes: Uint8Array,
  lowering: (typeof lowerings)[number] = 'fused',
): Instance {
  const module = decode(bytes);
  validate(module);
  return instantiate(module, {}, { lowering });
}

/** Calls an export; how the machine stops. */
function call(
  machine: Machine,
  { exports }: Instance,
  name: string,
  fuel: number,
  ...args: Value[]
): Stop {
  const found = exports.get(name);
  if (found?.kind !== 'func') throw new Error(`no function ${name}`);
  invoke(machine, found, args);
  return run(machine, fuel);
}

const exported = section(7, `01 ${text('f')} 00 00`);

describe.each(lowerings)('50,000 deep, %s', (lowering) => {
  const depth = 50_000;
  const out = uleb(depth - 1);
  test.each([
    ['blocks', '02 7f', '41 2a', '0b'],
    ['loops', '03 7f', '41 2a', '0b'],
    ['ifs', '41 01 04 7f', '41 2a', '05 41 07 0b'],
    ['elses', '41 00 04 7f 41 07 05', '41 2a', '0b'],
    ['a branch out of all blocks', '02 7f', `41 2a 0c ${out}`, '0b 41 07 6a'],
    ['a table', '02 7f', `41 2a 41 01 0e 01 00 ${out}`, '0b 41 07 6a'],
  ])('%s', (_, open, inside, close) => {
    const nest = `${open.repeat(depth)} ${inside} ${close.repeat(depth)} 0b`;
    const bytes = func(nest, { results: '7f', before: exported });
    const instance = instanceOf(bytes, lowering);
    const stop = call(createMachine(), instance, 'f', 1e9);
    // Only what stands behind the outermost block is added.
    const sum = /0c|0e/.test(inside) ? 42 + 7 : 42;
    expect(stop).toEqual({ why: 'done', values: [sum] });
  });

  test('operands', () => {
    const code = `${'41 01'.repeat(depth)} ${'6a'.repeat(depth - 1)} 0b`;
    const bytes = func(code, { results: '7f', before: exported });
    const stop = call(createMachine(), instanceOf(bytes, lowering), 'f', 1e9);
    expect(stop).toEqual({ why: 'done', values: [depth] });
  });

  test('calls', () => {
    // f(n) = n = 0 ? 0 : 1 + f(n − 1)
    const code = '20 00 45 04 7f 41 00 05 20 00 41 01 6b 10 00 41 01 6a 0b 0b';
    const before = exported;
    const bytes = func(code, { params: '7f', results: '7f', before });
    const stop = call(
      createMachine(),
      instanceOf(bytes, lowering),
      'f',
      1e9,
      depth,
    );
    expect(stop).toEqual({ why: 'done', values: [depth] });
  });
});

describe.each(lowerings)('calls without end, %s', (lowering) => {
  const exhausted = (stop: Stop) => {
    if (stop.why !== 'trapped') expect.fail(`it stopped: ${stop.why}`);
    expect(stop.trap.name).toBe('Exhaustion');
    expect(stop.trap.message).toBe('call stack exhausted');
  };

  test.each([
    ['of small frames', '00'],
    ['of large frames', '01 90 ce 00 7e'],
  ])('%s exhaust the call stack', (_, locals) => {
    const code = '10 00 41 01 6a 0b';
    const bytes = func(code, { results: '7f', locals, before: exported });
    exhausted(call(createMachine(), instanceOf(bytes, lowering), 'f', 1e9));
  });

  test('leave the machine as it was for the next call', () => {
    const machine = createMachine();
    const traps = instanceOf(moduleOf('wat-traps'), lowering);
    const add = instanceOf(moduleOf('wat-add'), lowering);
    for (let i = 0; i < 3; i++) {
      exhausted(call(machine, traps, 'endless-calls', 1e9));
      expect(call(machine, add, 'add', 1e9, 2, 40)).toEqual({
        why: 'done',
        values: [42],
      });
      const divided = call(machine, traps, 'divide-by-zero', 1e9);
      expect(divided.why === 'trapped' && divided.trap.message).toBe(
        'integer divide by zero',
      );
    }
  });
});

/** What can come of bytes: the name of a typed error, or how the machine stopped. */
type Fate = 'Malformed' | 'Invalid' | 'Unlinkable' | 'Trap' | Stop['why'];

/** Host calls that a program may wait for; a damaged one may poll for ever. */
const patience = 50;

/** Decodes, validates, instantiates and runs. Throws what must not be thrown. */
async function fate(bytes: Uint8Array, fuel: number): Promise<Fate> {
  try {
    const module = decode(bytes);
    validate(module);
    const wasi = preview1(deterministicWorld({}));
    const instance = instantiate(module, wasiImports(wasi));
    const start = instance.exports.get('_start');
    if (start?.kind !== 'func' || start.type.params.length > 0) return 'done';
    const machine = createMachine();
    invoke(machine, start, []);
    return await runOn(machine, fuel);
  } catch (error) {
    if (error instanceof Malformed) return error.name;
    if (error instanceof Invalid) return 'Invalid';
    if (error instanceof Unlinkable) return error.name;
    // A segment that does not fit.
    if (error instanceof Trap) return 'Trap';
    throw error;
  }
}

async function runOn(machine: Machine, fuel: number): Promise<Fate> {
  for (let waits = 0; waits < patience; waits++) {
    const stop = run(machine, Math.max(1, fuel - machine.executed));
    if (stop.why !== 'blocked') return stop.why;
    resume(machine, await stop.until);
  }
  return 'paused';
}

const program = moduleOf('go-hello');

test('the program itself ends; with less fuel it pauses', async () => {
  expect(await fate(program, 1e7)).toBe('exited');
  expect(await fate(program, 50_000)).toBe('paused');
});

test('a program cut off between two sections', async () => {
  const places = sections(program).map(({ start }) => start);
  const fates = new Set<Fate>();
  for (const end of places)
    fates.add(await fate(program.subarray(0, end), 50_000));
  // Anywhere else it is malformed: hostile.test.ts cuts it at 1,000 places.
  expect(places.length).toBeGreaterThan(10);
  expect([...fates].toSorted()).toEqual(['Malformed', 'done', 'paused']);
});

test('a damaged program, run: 10,000 bytes, one at a time', async () => {
  const next = random(20_261_120);
  const count = new Map<Fate, number>();
  const damage = async (bytes: Uint8Array, at: number, fuel: number) => {
    const was = bytes[at] ?? 0;
    bytes[at] = was ^ (1 + (next() % 255));
    const found = await fate(bytes, fuel).catch((error: unknown) => {
      throw new Error(`byte ${at}: ${was} made ${bytes[at]}`, { cause: error });
    });
    count.set(found, (count.get(found) ?? 0) + 1);
    bytes[at] = was;
  };
  const whole = program.slice();
  for (let i = 0; i < 50; i++) await damage(whole, next() % whole.length, 1e6);
  const fuel = 20_000;
  const first = beginning(fuel);
  expect(await fate(first, fuel)).toBe('paused');
  // Most of it is data, most of which is not looked at: code is more exposed.
  const data = sections(first).find(({ kind }) => kind === 'data')?.start ?? 0;
  for (let i = 0; i < 9950; i++) {
    const end = i % 5 === 0 ? first.length : data;
    await damage(first, next() % end, fuel);
  }
  expect([...count.values()].reduce((sum, n) => sum + n)).toBe(10_000);
  process.stdout.write(
    `damaged and run: ${[...count].map((each) => each.join(' ')).join(', ')}\n`,
  );
  for (const each of ['Malformed', 'Invalid', 'trapped', 'paused'] as const)
    expect([each, count.get(each)]).toEqual([each, expect.any(Number)]);
}, 300_000);

/**
 * The beginning of the program: the functions that it calls with `fuel`
 * instructions, while the bodies of the others only trap, and its many data
 * segments as one. To judge and run it takes a twentieth of the time.
 */
function beginning(fuel: number): Uint8Array {
  const module = decode(program);
  const wasi = preview1(deterministicWorld({}));
  const instance = instantiate(module, wasiImports(wasi));
  const image = instance.memories[0]?.bytes.slice() ?? expect.fail('no memory');
  const stop = call(createMachine(), instance, '_start', fuel);
  expect(stop.why).toBe('paused');
  const called = instance.funcs.flatMap(({ host, entry }) =>
    host === undefined ? [entry >= 0] : [],
  );
  const code = module.funcs.map(({ locals, body }, index) => {
    if (!called[index]) return '03 00 00 0b';
    const runs = locals.map(([count, type]) => uleb(count) + pairs([type]));
    const bytes = pairs(program.subarray(body.start, body.end));
    return sized(`${uleb(runs.length)} ${runs.join(' ')} ${bytes}`);
  });
  const data = image.subarray(0, image.findLastIndex((byte) => byte !== 0) + 1);
  const parts = sections(program).flatMap(({ kind, start, end }) => {
    if (kind === 'custom') return [];
    if (kind === 'code')
      return [hex(section(10, `${uleb(code.length)} ${code.join(' ')}`))];
    if (kind === 'data')
      return [hex(section(11, `01 00 41 00 0b ${sized(pairs(data))}`))];
    return [program.subarray(start, end)];
  });
  const head = program.subarray(0, 8);
  return new Uint8Array(Buffer.concat([head, ...parts]));
}

/**
 * Random valid modules: both lowerings and Node's own WebAssembly must agree on
 * results, traps, memory and globals, and both lowerings on the number of
 * instructions executed. `SUNABA_DIFFERENTIAL=100000` runs more of them.
 */

import { expect, test } from 'vitest';
import { createMachine, decode, instantiate } from '../../../engine/index.ts';
import { invoke, run, validate } from '../../../engine/index.ts';
import type { Value } from '../../../engine/index.ts';
import { generate, random } from '../generate.ts';

const count = Number(process.env['SUNABA_DIFFERENTIAL'] ?? 2000);

type Outcome = {
  calls: string[];
  memory: Uint8Array;
  globals: string[];
  executed: number;
};

const show = (value: unknown): string =>
  typeof value === 'number' && Number.isNaN(value)
    ? 'nan'
    : Object.is(value, -0)
      ? '-0'
      : String(value);

function argument(type: string, next: () => number): number | bigint {
  const word = next() | 0;
  if (type === 'i64') return BigInt.asIntN(64, BigInt(word) * BigInt(next()));
  return type === 'f32'
    ? Math.fround(word / 7)
    : type === 'i32'
      ? word
      : word / 3;
}

function ours(
  bytes: Uint8Array,
  calls: readonly Value[][],
  lowering: 'plain' | 'fused',
): Outcome {
  const module = decode(bytes);
  validate(module);
  const instance = instantiate(module, {}, { lowering });
  const machine = createMachine();
  const outcomes = calls.map((args, i) => {
    const func = instance.exports.get(`f${i}`);
    if (func?.kind !== 'func') throw new Error(`f${i} is not a function`);
    invoke(machine, func, args);
    // Small slices, so that stopping and going on is tried as well.
    for (;;) {
      const stop = run(machine, 50);
      if (stop.why === 'paused') continue;
      if (stop.why === 'done') return stop.values.map(show).join();
      return stop.why === 'trapped' ? 'trap' : stop.why;
    }
  });
  const globals = [0, 1, 2, 3].map((i) => {
    const global = instance.exports.get(`g${i}`);
    if (global?.kind !== 'global') throw new Error(`g${i} is not a global`);
    const { slots, at, type } = global;
    return type.type === 0x7c
      ? show(slots.f64[at / 2])
      : type.type === 0x7e
        ? show(slots.i64[at / 2])
        : show(slots.i32[at]);
  });
  const memory = instance.exports.get('memory');
  if (memory?.kind !== 'memory') throw new Error('no memory');
  const { executed } = machine;
  return { calls: outcomes, memory: memory.bytes, globals, executed };
}

function node(
  bytes: Uint8Array,
  calls: readonly Value[][],
): Omit<Outcome, 'executed'> {
  const { exports } = new WebAssembly.Instance(
    new WebAssembly.Module(new Uint8Array(bytes)),
  );
  const outcomes = calls.map((args, i) => {
    const func = exports[`f${i}`];
    if (typeof func !== 'function') throw new Error(`f${i} is not a function`);
    try {
      const result: unknown = func(...args);
      if (result === undefined) return '';
      return Array.isArray(result) ? result.map(show).join() : show(result);
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) return 'trap';
      throw error;
    }
  });
  const globals = [0, 1, 2, 3].map((i) => {
    const global = exports[`g${i}`];
    if (!(global instanceof WebAssembly.Global)) throw new Error('no global');
    return show(global.value);
  });
  const { memory } = exports;
  if (!(memory instanceof WebAssembly.Memory)) throw new Error('no memory');
  return { calls: outcomes, memory: new Uint8Array(memory.buffer), globals };
}

test(`${count} random modules run as in Node`, { timeout: 600_000 }, () => {
  let trapped = 0;
  let returned = 0;
  for (let seed = 1; seed <= count; seed++) {
    const { bytes, funcs } = generate(seed);
    const next = random(seed);
    const calls = funcs.map(({ params }) =>
      params.map((type) => argument(type, next)),
    );
    const expected = node(bytes, calls);
    const fused = ours(bytes, calls, 'fused');
    const plain = ours(bytes, calls, 'plain');
    for (const actual of [fused, plain]) {
      expect(actual.calls, `results, seed ${seed}`).toEqual(expected.calls);
      expect(actual.globals, `globals, seed ${seed}`).toEqual(expected.globals);
      expect(
        Buffer.compare(actual.memory, expected.memory),
        `memory, seed ${seed}`,
      ).toBe(0);
    }
    if (!expected.calls.includes('trap')) {
      expect(fused.executed, `count, seed ${seed}`).toBe(plain.executed);
    }
    trapped += expected.calls.filter((each) => each === 'trap').length;
    returned += expected.calls.filter((each) => each !== 'trap').length;
  }
  console.log(`${returned} calls returned, ${trapped} trapped`);
  expect(returned).toBeGreaterThan(count);
});

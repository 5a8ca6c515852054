/**
 * Random valid modules: both lowerings and Node's own WebAssembly must agree on
 * results, traps, memory and globals, and both lowerings on the number of
 * instructions executed. `SUNABA_DIFFERENTIAL=100000` runs more of them.
 */

import { expect, test } from 'vitest';
import { createMachine, decode, instantiate } from '../../../engine/index.ts';
import {
  instructions,
  invoke,
  load,
  run,
  validate,
} from '../../../engine/index.ts';
import type { Extern, Instance, Value } from '../../../engine/index.ts';
import { generate, random } from '../generate.ts';

const count = Number(process.env['SUNABA_DIFFERENTIAL'] ?? 2000);

type Outcome = {
  readonly calls: readonly string[];
  readonly memories: readonly Uint8Array[];
  readonly globals: readonly string[];
};

/** The globals and memories that every module exports. */
const globals = ['i32', 'i64', 'f64'] as const;
const memories = ['m', 'w'] as const;

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

/** What an instance exports under a name, of a kind. */
function exported<Kind extends Extern['kind']>(
  exports: Instance['exports'],
  name: string,
  kind: Kind,
): Extract<Extern, { kind: Kind }> {
  const isOne = (found: Extern): found is Extract<Extern, { kind: Kind }> =>
    found.kind === kind;
  const found = exports.get(name);
  if (found && isOne(found)) return found;
  throw new Error(`no ${kind} ${name}`);
}

function ours(
  bytes: Uint8Array,
  calls: readonly Value[][],
  lowering: 'plain' | 'fused',
): Outcome & { readonly executed: number } {
  const module = decode(bytes);
  validate(module);
  const { exports } = instantiate(module, {}, { lowering });
  const machine = createMachine();
  return {
    calls: calls.map((args, i) => {
      invoke(machine, exported(exports, `f${i}`, 'func'), args);
      // Small slices, so that stopping and going on is tried as well.
      for (;;) {
        const stop = run(machine, 50);
        if (stop.why === 'paused') continue;
        if (stop.why === 'done') return stop.values.map(show).join();
        if (stop.why !== 'trapped') return stop.why;
        return stop.trap.name === 'Uncaught' ? 'threw' : 'trapped';
      }
    }),
    globals: globals.map((name) => {
      const { slots, at, type } = exported(exports, name, 'global');
      return show(load(slots, at, type.type));
    }),
    memories: memories.map((name) => exported(exports, name, 'memory').bytes),
    executed: machine.executed,
  };
}

function node(bytes: Uint8Array, calls: readonly Value[][]): Outcome {
  const { exports } = new WebAssembly.Instance(
    new WebAssembly.Module(new Uint8Array(bytes)),
  );
  return {
    calls: calls.map((args, i) => {
      const func = exports[`f${i}`];
      if (typeof func !== 'function') throw new Error(`no function f${i}`);
      try {
        const result: unknown = func(...args);
        if (result === undefined) return '';
        return Array.isArray(result) ? result.map(show).join() : show(result);
      } catch (error) {
        if (error instanceof WebAssembly.RuntimeError) return 'trapped';
        if (error instanceof WebAssembly.Exception) return 'threw';
        throw error;
      }
    }),
    globals: globals.map((name) => {
      const global = exports[name];
      if (!(global instanceof WebAssembly.Global)) throw new Error('no global');
      return show(global.value);
    }),
    memories: memories.map((name) => {
      const memory = exports[name];
      if (!(memory instanceof WebAssembly.Memory)) throw new Error('no memory');
      return new Uint8Array(memory.buffer);
    }),
  };
}

/** Rows that no random module uses, and why. */
const unused: Readonly<Record<string, string>> = {};

test(`${count} random modules run as in Node`, { timeout: 3_600_000 }, () => {
  const ends = new Map<string, number>();
  const used = new Set<string>();
  for (let seed = 1; seed <= count; seed++) {
    const { bytes, funcs, used: rows } = generate(seed);
    for (const row of rows) used.add(row);
    const next = random(seed);
    const calls = funcs.map(({ params }) =>
      params.map((type) => argument(type, next)),
    );
    const wanted = node(bytes, calls);
    const [fused, plain] = [
      ours(bytes, calls, 'fused'),
      ours(bytes, calls, 'plain'),
    ];
    for (const { calls: found, globals: words, memories: held } of [
      fused,
      plain,
    ]) {
      expect(found, `results, seed ${seed}`).toEqual(wanted.calls);
      expect(words, `globals, seed ${seed}`).toEqual(wanted.globals);
      const same = held.map((each, i) =>
        Buffer.compare(each, wanted.memories[i] ?? new Uint8Array()),
      );
      expect(same, `memories, seed ${seed}`).toEqual([0, 0]);
    }
    // A trap is counted from its block's start; that is where fused code charges.
    if (!wanted.calls.some((each) => ['trapped', 'threw'].includes(each)))
      expect(fused.executed, `count, seed ${seed}`).toBe(plain.executed);
    for (const call of wanted.calls) {
      const end = ['trapped', 'threw'].includes(call) ? call : 'returned';
      ends.set(end, (ends.get(end) ?? 0) + 1);
    }
  }
  console.log([...ends].map(([end, n]) => `${n} calls ${end}`).join(', '));
  expect(ends.get('returned') ?? 0).toBeGreaterThan(count);
  // A few modules do not come by every row.
  if (count < 2000) return;
  const missed = instructions.filter(
    ({ name }) => !used.has(name) && !(name in unused),
  );
  expect(missed.map(({ name }) => name)).toEqual([]);
});

/**
 * Tail calls: a chain of them takes no room, whoever is called and however,
 * and can be stopped anywhere.
 */

import { describe, expect, test } from 'vitest';
import {
  createMachine,
  drive,
  hostFunc,
  instantiate,
  invoke,
  parseWat,
  run,
  validate,
} from '../../../engine/index.ts';
import type { Func, Imports, Instance } from '../../../engine/index.ts';
import { i32, i64 } from '../../../engine/syntax/types.ts';

function instanceOf(
  source: string,
  lowering: 'fused' | 'plain',
  imports: Imports = {},
): Instance {
  const module = parseWat(source);
  validate(module);
  return instantiate(module, imports, { lowering });
}

function exported({ exports }: Instance, name: string): Func {
  const found = exports.get(name);
  if (found?.kind === 'func') return found;
  throw new Error(`no function ${name}`);
}

/** Two functions that ask one another whether a number is even, in `calls` ways. */
const evenOdd = (call: (name: string) => string) => `(module
  (type $t (func (param i64 i32) (result i32)))
  (table funcref (elem $even $odd))
  (func $even (export "even") (param i64 i32) (result i32)
    (if (i64.eqz (local.get 0)) (then (return (local.get 1))))
    (i64.sub (local.get 0) (i64.const 1))
    (local.get 1) ${call('odd')})
  (func $odd (export "odd") (param i64 i32) (result i32)
    (if (i64.eqz (local.get 0)) (then (return (i32.const 0))))
    (i64.sub (local.get 0) (i64.const 1))
    (local.get 1) ${call('even')}))`;

describe.each(['fused', 'plain'] as const)('%s', (lowering) => {
  test.each([
    [10_000_000n, 'by name', (name: string) => `return_call $${name}`],
    [
      1_000_000n,
      'through a table',
      (name: string) =>
        `(return_call_indirect (type $t) (i32.const ${name === 'even' ? 0 : 1}))`,
    ],
  ])('%s tail calls %s', (count, _, call) => {
    const instance = instanceOf(evenOdd(call), lowering);
    const machine = createMachine();
    invoke(machine, exported(instance, 'even'), [count, 7]);
    const { length } = machine.calls;
    let pauses = 0;
    for (;;) {
      const stop = run(machine, 1_000_000);
      if (stop.why === 'paused') {
        expect(machine.depth).toBe(0);
        pauses++;
      } else {
        expect(stop).toEqual({ why: 'done', values: [7] });
        break;
      }
    }
    expect(machine.calls.length).toBe(length);
    // Each of them costs instructions, so that none can run on for ever.
    expect(pauses).toBeGreaterThan(Number(count) / 500_000);
  });

  test('between two instances', () => {
    // The second is known to the first by way of a table.
    const first = instanceOf(
      `(module (type $t (func (param i32) (result i32)))
        (table (export "t") 2 funcref)
        (func (export "down") (param i32) (result i32)
          (if (i32.eqz (local.get 0)) (then (return (i32.const 42))))
          (return_call_indirect (type $t)
            (i32.sub (local.get 0) (i32.const 1)) (i32.const 1)))
        (func (export "plus one") (param i32) (result i32)
          (i32.add (i32.const 1)
            (call_indirect (type $t) (local.get 0) (i32.const 1)))))`,
      lowering,
    );
    const table = first.exports.get('t') ?? expect.fail('no table');
    const down = exported(first, 'down');
    instanceOf(
      `(module (type $t (func (param i32) (result i32)))
        (import "a" "t" (table 2 funcref))
        (import "a" "down" (func $down (type $t)))
        (func $back (type $t) (return_call $down (local.get 0)))
        (elem (i32.const 1) $back))`,
      lowering,
      { a: { t: table, down } },
    );
    const machine = createMachine();
    for (const [name, value] of [
      ['down', 42],
      ['plus one', 43],
    ] as const) {
      invoke(machine, exported(first, name), [100_000]);
      expect(run(machine, 1e9)).toEqual({ why: 'done', values: [value] });
      expect(machine.away).toEqual([]);
    }
  });

  test('of the host, at once and later', async () => {
    const type = { params: [i32, i64], results: [i64] };
    const add = ([a, b]: readonly unknown[]) => BigInt(Number(a)) + BigInt(Number(b)); // prettier-ignore
    const instance = instanceOf(
      `(module (import "h" "now" (func $now (param i32 i64) (result i64)))
        (import "h" "later" (func $later (param i32 i64) (result i64)))
        (func $now2 (param i64 i32) (result i64)
          (return_call $now (local.get 1) (local.get 0)))
        (func $later2 (param i64 i32) (result i64)
          (return_call $later (local.get 1) (local.get 0)))
        (func (export "f") (result i64)
          (i64.mul (call $now2 (i64.const 3) (i32.const 4))
            (call $later2 (i64.const 5) (i32.const 6)))))`,
      lowering,
      {
        h: {
          now: hostFunc(type, add),
          later: hostFunc(type, (args) => Promise.resolve(add(args))),
        },
      },
    );
    const machine = createMachine();
    invoke(machine, exported(instance, 'f'), []);
    const between = () => Promise.resolve();
    const end = await drive(machine, { slice: 1e6, between });
    expect(end).toEqual({ why: 'done', values: [77n] });
  });
});

/**
 * Exceptions: who catches them, across calls, instances and the host, and
 * what is said of one that nobody catches.
 */

import { describe, expect, test } from 'vitest';
import {
  createException,
  createMachine,
  createTag,
  drive,
  Exception,
  hostFunc,
  instantiate,
  invoke,
  parseWat,
  run,
  Uncaught,
  validate,
  valuesOf,
  where,
} from '../../../engine/index.ts';
import type { Func, Imports, Instance, Stop, Value } from '../../../engine/index.ts'; // prettier-ignore
import { externref, f64, i32, i64 } from '../../../engine/syntax/types.ts';

type Lowering = 'fused' | 'plain';

function instanceOf(
  source: string,
  lowering: Lowering,
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

function call(instance: Instance, name: string, ...args: Value[]): Stop {
  const machine = createMachine();
  invoke(machine, exported(instance, name), args);
  return run(machine, 1e9);
}

function exceptionOf(stop: Stop): Exception {
  if (stop.why !== 'trapped' || !(stop.trap instanceof Uncaught))
    throw new Error(`it stopped: ${stop.why}`);
  return stop.trap.exception;
}

const tag = createTag({ params: [i32, i64, f64, externref], results: [] });

/** Catches what `h.f` throws, wherever it throws it, and gives back the values; or throws by itself. */
const catcher = `(module
  (import "h" "tag" (tag $t (param i32 i64 f64 externref)))
  (import "h" "f" (func $f (param i32)))
  (tag $other (export "other") (param i32))
  (func $deep (param i32 i32)
    (if (local.get 0)
      (then (call $deep (i32.sub (local.get 0) (i32.const 1)) (local.get 1)))
      (else (call $f (local.get 1)))))
  (func (export "catch") (param i32 i32) (result i32 i64 f64 externref)
    (local $kept i32)
    (local.set $kept (i32.const 7))
    (block $caught (result i32 i64 f64 externref)
      (try_table (catch $t $caught)
        (call $deep (local.get 0) (local.get 1)))
      (return (local.get $kept) (i64.const 0) (f64.const 0) (ref.null extern))))
  (func (export "rethrow") (param i32)
    (local $e exnref)
    (block $caught (result exnref)
      (try_table (catch_all_ref $caught) (call $deep (i32.const 3) (local.get 0)))
      (return))
    (local.set $e)
    (throw_ref (local.get $e)))
  (func (export "count") (param i32) (result i32)
    (local $n i32)
    (loop $again
      (block $caught (result i32)
        (try_table (catch $other $caught)
          (throw $other (local.get 0)))
        (unreachable))
      (local.set $n (i32.add (local.get $n)))
      (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
    (local.get $n))
  (func (export "null") (throw_ref (ref.null exn)))
  (func (export "mine") (param i32) (throw $other (local.get 0)))
  (func $tail (param i32)
    (try_table (catch_all 0) (return_call $f (local.get 0))))
  (func (export "tail") (param i32) (result i32)
    (block $b
      (try_table (catch_all $b) (call $tail (local.get 0)))
      (return (i32.const 0)))
    (i32.const 1)))`;

describe.each(['fused', 'plain'] as const)('%s', (lowering: Lowering) => {
  const thing = { some: 'thing' };
  const values = [1, -2n, 0.5, thing];
  const h = {
    tag,
    f: hostFunc({ params: [i32], results: [] }, ([what]) => {
      // An Exception is no Error: programs throw by the million.
      // oxlint-disable-next-line typescript/only-throw-error
      if (what === 1) throw createException(tag, values);
      if (what === 2) throw new RangeError('the host is broken');
      if (what === 3) return Promise.reject(createException(tag, values)); // oxlint-disable-line typescript/prefer-promise-reject-errors
      return undefined;
    }),
  };
  const instance = instanceOf(catcher, lowering, { h });

  test.each([0, 1, 20_000])('the host throws, %i calls deep', (depth) => {
    expect(call(instance, 'catch', depth, 1)).toEqual({ why: 'done', values });
    const none = { why: 'done', values: [7, 0n, 0, null] };
    expect(call(instance, 'catch', depth, 0)).toEqual(none);
  });

  test('the host throws later', async () => {
    const machine = createMachine();
    invoke(machine, exported(instance, 'catch'), [5, 3]);
    const between = () => Promise.resolve();
    const drives = { slice: 1e6, between };
    expect(await drive(machine, drives)).toEqual({ why: 'done', values });
    invoke(machine, exported(instance, 'rethrow'), [3]);
    const end = await drive(machine, drives);
    expect(valuesOf(exceptionOf(end))).toEqual(values);
  });

  test('other errors of the host are not caught', () => {
    expect(() => call(instance, 'rethrow', 2)).toThrow('the host is broken');
  });

  test('one that was caught and thrown again is the same', () => {
    const first = exceptionOf(call(instance, 'rethrow', 1));
    expect(first).toBeInstanceOf(Exception);
    expect(first.tag).toBe(tag);
    expect(valuesOf(first)).toEqual(values);
    const again = hostFunc({ params: [i32], results: [] }, () => {
      // oxlint-disable-next-line typescript/only-throw-error
      throw first;
    });
    const other = instanceOf(catcher, lowering, { h: { tag, f: again } });
    expect(exceptionOf(call(other, 'rethrow', 0))).toBe(first);
  });

  test('a hundred thousand, one after the other', () => {
    const sum = (100_000 * 100_001) / 2;
    const machine = createMachine();
    invoke(machine, exported(instance, 'count'), [100_000]);
    let pauses = 0;
    for (let stop = run(machine, 10_000); ; stop = run(machine, 10_000)) {
      if (stop.why === 'paused') pauses++;
      else {
        expect(stop).toEqual({ why: 'done', values: [sum | 0] });
        break;
      }
    }
    expect(pauses).toBeGreaterThan(60);
  });

  test('a function that was called in place of a return is out of the block', () => {
    expect(call(instance, 'tail', 1)).toEqual({ why: 'done', values: [1] });
  });

  test('nobody catches it', () => {
    const machine = createMachine();
    invoke(machine, exported(instance, 'mine'), [42]);
    const stop = run(machine, 1e9);
    expect(stop.why === 'trapped' && String(stop.trap)).toBe(
      'Uncaught: uncaught exception: tag "other" (42)',
    );
    // Both lowerings say where it was thrown.
    const [place] = where(machine);
    expect(place?.func.index).toBe(exported(instance, 'mine').index);
    const host = call(instance, 'rethrow', 1);
    expect(host.why === 'trapped' && host.trap.message).toBe(
      'uncaught exception: a tag of the host (1, -2, 0.5, a reference)',
    );
    const none = call(instance, 'null');
    expect(none.why === 'trapped' && none.trap.message).toBe(
      'null exception reference',
    );
  });

  test('between instances, each with a tag of its own', () => {
    const source = `(module
      (import "o" "mine" (func $mine (param i32)))
      (import "o" "other" (tag $other (param i32)))
      (tag $same (param i32))
      (func $down (param i32) (result i32)
        (block $wrong (result i32)
          (block $right (result i32)
            (try_table (catch $same $wrong) (catch $other $right)
              (call $mine (local.get 0)))
            (unreachable))
          (return (i32.add (i32.const 1))))
        (drop) (i32.const -1))
      (func (export "down") (param i32) (result i32)
        (i32.mul (call $down (local.get 0)) (i32.const 2))))`;
    const o = Object.fromEntries(instance.exports);
    const other = instanceOf(source, lowering, { o });
    const machine = createMachine();
    invoke(machine, exported(other, 'down'), [20]);
    expect(run(machine, 1e9)).toEqual({ why: 'done', values: [42] });
    expect(machine.away).toEqual([]);
  });
});

test('values that do not fit a tag are refused', () => {
  expect(() => createException(tag, [1n, 2n, 0.5, null])).toThrow(TypeError);
  expect(() => createException(tag, [1])).toThrow(TypeError);
});

/** Scripts: what passes, what fails, and what a failure says. The suite itself is run in tests/spec/. */

import { describe, expect, test } from 'vitest';
import { MalformedText, runScript } from '../../engine/index.ts';

const verdicts = (source: string) =>
  runScript(source).map(
    ({ line, passed, wanted, found }) =>
      `${line} ${passed ? 'ok' : `${wanted}; came ${found.split('\n')[0]}`}`,
  );

const module = `(module $m
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func (export "id") (param f32) (result f32) (local.get 0))
  (func (export "ref") (param externref) (result externref) (local.get 0))
  (func (export "two") (result i64 f64) (i64.const -1) (f64.const 0.5))
  (func (export "trap") (unreachable))
  (func $deep (export "deep") (call $deep))
  (global (export "g") i32 (i32.const 7)))`;

// prettier-ignore
const cases: [command: string, verdict: string][] = [
  ['(assert_return (invoke "add" (i32.const 1) (i32.const 2)) (i32.const 3))', 'ok'],
  ['(assert_return (invoke "add" (i32.const 1) (i32.const 2)) (i32.const 4))', 'i32 4; came i32 3'],
  ['(assert_return (invoke "add" (i32.const 1) (i32.const 2)) (i64.const 3))', 'i64 3; came i32 3'],
  ['(assert_return (invoke "add" (i32.const 1) (i32.const 2)))', 'nothing; came i32 3'],
  ['(assert_return (invoke $m "add" (i32.const 1) (i32.const 2)) (either (i32.const 4) (i32.const 3)))', 'ok'],
  ['(assert_return (invoke "add" (i32.const 1) (i32.const 2)) (either (i32.const 4) (i32.const 5)))', 'i32 4 or i32 5; came i32 3'],
  ['(assert_return (invoke "two") (i64.const 0xffffffffffffffff) (f64.const 0x1p-1))', 'ok'],
  ['(assert_return (get "g") (i32.const 7))', 'ok'],
  ['(assert_return (get $m "g") (i32.const 8))', 'i32 8; came i32 7'],
  // The bits of a NaN come through as they are.
  ['(assert_return (invoke "id" (f32.const nan:0x200000)) (f32.const nan:0x200000))', 'ok'],
  ['(assert_return (invoke "id" (f32.const nan:0x200000)) (f32.const nan:arithmetic))', 'an arithmetic nan; came f32 nan:0x200000'],
  ['(assert_return (invoke "id" (f32.const -nan)) (f32.const nan:canonical))', 'ok'],
  ['(assert_return (invoke "id" (f32.const nan:0x600000)) (f32.const nan:arithmetic))', 'ok'],
  ['(assert_return (invoke "id" (f32.const nan:0x600000)) (f32.const nan:canonical))', 'a canonical nan; came f32 nan:0x600000'],
  ['(assert_return (invoke "id" (f32.const -0)) (f32.const 0))', 'f32 0; came f32 -0'],
  ['(assert_return (invoke "id" (f32.const 1)) (f32.const nan:canonical))', 'a canonical nan; came f32 1'],
  ['(assert_return (invoke "ref" (ref.extern 3)) (ref.extern 3))', 'ok'],
  ['(assert_return (invoke "ref" (ref.extern 3)) (ref.extern))', 'ok'],
  ['(assert_return (invoke "ref" (ref.extern 3)) (ref.extern 4))', 'ref.extern 4; came externref'],
  ['(assert_return (invoke "ref" (ref.extern 3)) (ref.func))', 'ref.func; came externref'],
  ['(assert_return (invoke "ref" (ref.null extern)) (ref.null extern))', 'ok'],
  ['(assert_return (invoke "ref" (ref.null extern)) (ref.extern 0))', 'ref.extern 0; came null externref'],
  ['(assert_trap (invoke "trap") "unreachable")', 'ok'],
  ['(assert_trap (invoke "trap") "out of bounds")', 'trap: out of bounds; came Trap: unreachable'],
  ['(assert_trap (invoke "two") "unreachable")', 'trap: unreachable; came no error'],
  ['(assert_return (invoke "trap"))', 'nothing; came Trap: unreachable'],
  ['(assert_return (invoke "none"))', 'nothing; came Unlinkable: no export "none" to invoke'],
  ['(assert_exhaustion (invoke "deep") "call stack exhausted")', 'ok'],
  ['(assert_exhaustion (invoke "trap") "unreachable")', 'exhaustion: unreachable; came Trap: unreachable'],
  ['(assert_invalid (module (func (i32.const 1))) "type mismatch")', 'ok'],
  ['(assert_invalid (module (func)) "type mismatch")', 'invalid: type mismatch; came no error'],
  ['(assert_malformed (module quote "(func") "unexpected token")', 'ok'],
  ['(assert_malformed (module quote "(func \\80)") "malformed UTF-8")', 'ok'],
  ['(assert_malformed (module quote "(func (i32.const 1))") "")', 'malformed: ; came no error'],
  ['(assert_malformed (module binary "\\00asm") "unexpected end")', 'ok'],
  ['(assert_malformed (module (func $f) (func $f)) "duplicate func")', 'ok'],
  ['(assert_unlinkable (module (import "no" "f" (func))) "unknown import")', 'ok'],
  ['(assert_unlinkable (module (import "spectest" "print" (func))) "unknown import")', 'unlinkable: unknown import; came no error'],
  ['(assert_trap (module (func $f unreachable) (start $f)) "unreachable")', 'ok'],
];

describe('assertions', () => {
  test.each(cases)('%s', (command, verdict) => {
    expect(verdicts(`${module}\n${command}`)).toEqual([`9 ${verdict}`]);
  });
});

test('commands give a result only when they fail', () => {
  expect(
    verdicts(`(module definition $d (func (export "f") (result i32) (i32.const 1)))
      (module instance $i $d)
      (register "lib" $i)
      (module (import "lib" "f" (func $f (result i32))) (export "f" (func $f)))
      (invoke "f")
      (assert_return (invoke "f") (i32.const 1))
      (module instance $j $none)
      (module (func (result i32)))
      (invoke "f")
      (register "x" $none)`),
  ).toEqual([
    '6 ok',
    '7 an instance; came Unlinkable: no module none',
    '8 a module; came Invalid: type mismatch: expected i32, found nothing (function 0 at byte 0x18)',
    '9 an action; came Unlinkable: no instance yet',
    '10 an instance; came Unlinkable: no instance none',
  ]);
});

test('fields alone are a script', () => {
  expect(runScript('(func) (memory 0) (func (export "f"))')).toEqual([]);
});

test('what is no script is no script', () => {
  expect(() => runScript('(module) oops')).toThrow(MalformedText);
  expect(() => runScript('(module) oops')).toThrow('expected a command');
  expect(() => runScript('(assert_return (invoke "f") (i32.add))')).toThrow(
    'expected a value',
  );
});

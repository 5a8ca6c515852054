/** Annotations: custom sections, names and branch hints, and what is refused. The suite has more of the last. */

import { describe, expect, test } from 'vitest';
import { branchHints, names, parseWat, print } from '../../../engine/index.ts';

const text = (...fields: readonly string[]) =>
  print(parseWat(fields.join('\n')));

describe('custom sections', () => {
  // prettier-ignore
  test.each<[written: string, printed: string]>([
    ['(memory 1) (data "x") (@custom "a" "b" "\\00c")', '(@custom "a" "b\\00c")'],
    ['(@custom "a" (before first))', '(@custom "a" (before first) "")'],
    ['(memory 1) (@custom "a" (after memory) "x")', '(@custom "a" (after memory) "x")'],
    ['(memory 1) (data "") (@custom "a" (before data) "x")', '(@custom "a" (after memory) "x")'],
  ])('%s', (written, printed) => {
    expect(text(written)).toContain(printed);
    expect(text(text(written))).toBe(text(written));
  });

  test('what nobody knows is space', () => {
    expect(text('(func (@what ever (it "is")) (@"here") nop)')).toBe(
      text('(func nop)'),
    );
  });
});

describe('names', () => {
  test('are what an annotation says, or the identifier', () => {
    const found = names(
      parseWat(`(module $m (@name "the module")
      (type $t (@name "a type") (func (param $p (@name "a parameter") i32)))
      (type $s (struct (field $f i32) (field (@name "g") i64)))
      (memory $mem 1) (table $tab 1 funcref)
      (global $g (@name "a global") i32 (i32.const 0))
      (elem $e func $f) (data $d "x")
      (func $f (@name "two words") (param $x i32) (local (@name "y") i64)
        (block $out (loop $in (br $out)))))`),
    );
    expect(found).toEqual({
      module: 'the module',
      types: new Map([
        [0, 'a type'],
        [1, 's'],
      ]),
      funcs: new Map([[0, 'two words']]),
      locals: new Map([
        [
          0,
          new Map([
            [0, 'x'],
            [1, 'y'],
          ]),
        ],
      ]),
      labels: new Map([
        [
          0,
          new Map([
            [0, 'out'],
            [1, 'in'],
          ]),
        ],
      ]),
      fields: new Map([
        [
          1,
          new Map([
            [0, 'f'],
            [1, 'g'],
          ]),
        ],
      ]),
      tables: new Map([[0, 'tab']]),
      memories: new Map([[0, 'mem']]),
      globals: new Map([[0, 'a global']]),
      elems: new Map([[0, 'e']]),
      datas: new Map([[0, 'd']]),
      tags: new Map(),
    });
  });

  test('labels are numbered in the order of their code', () => {
    const nested = `(func (result i32)
      (if $a (result i32) (block $b (result i32) (i32.const 1))
        (then (block $c (result i32) (br $c (i32.const 2)))) (else (i32.const 3))))`;
    const { labels } = names(parseWat(nested));
    expect(labels.get(0)).toEqual(
      new Map([
        [0, 'b'],
        [1, 'a'],
        [2, 'c'],
      ]),
    );
    expect(print(parseWat(nested), { fold: true })).toContain(
      '(if $a (result i32)',
    );
    expect(text(text(nested))).toBe(text(nested));
  });

  test('a label that a nearer one hides is printed by its depth', () => {
    const hidden = text('(func (block $l (block $l (br $l) (br 1))))');
    expect(hidden).toContain('br $l\n');
    expect(hidden).toContain('br 1\n');
  });
});

describe('branch hints', () => {
  const hinted = `(func (param i32) (local i64 f32)
    (@metadata.code.branch_hint "\\01") (if (local.get 0) (then))
    local.get 0
    (@metadata.code.branch_hint "\\00")
    if (block (br_if 0 (local.get 0))) end)`;

  test('are data of the module', () => {
    const module = parseWat(hinted);
    expect([...branchHints(module).values()]).toEqual([1, 0]);
    for (const [at] of branchHints(module)) expect(module.bytes[at]).toBe(0x04);
    // What V8 makes of them it does not say, but it reads them.
    expect(WebAssembly.validate(new Uint8Array(module.bytes))).toBe(true);
  });

  test.each([{}, { fold: true }])('are printed: %j', (form) => {
    const printed = print(parseWat(hinted), form);
    expect(printed.match(/branch_hint "\\0[01]"\)/g)?.length).toBe(2);
    expect(print(parseWat(printed), form)).toBe(printed);
  });
});

// prettier-ignore
test.each<[wrong: string, message: string]>([
  ['(module (@name "a") (@name "b"))', '@name annotation: multiple module'],
  ['(func (@name 1))', '@name annotation: missing name'],
  ['(func (@name "a" "b"))', '@name annotation: unexpected token "b": expected )'],
  ['(func (nop (@name "a")))', 'misplaced @name annotation'],
  ['(@custom)', '@custom annotation: missing section name'],
  ['(@custom "a" (after last "x"))', '@custom annotation: unexpected token'],
  ['(func (@metadata.code.branch_hint "\\02") (if (i32.const 0) (then)))', '@metadata.code.branch_hint annotation: malformed hint'],
  ['(func (@metadata.code.branch_hint "\\01") (nop))', '@metadata.code.branch_hint annotation: invalid target'],
  ['(@custom "a"', 'unclosed annotation'],
])('%s', (wrong, message) => {
  expect(() => parseWat(wrong)).toThrow(message);
  expect(() => parseWat(wrong)).toThrow(/\(line 1, column \d+\)\n1 \| .*\n +\^$/);
});

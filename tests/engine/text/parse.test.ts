/** The text format: which bytes a text means, and what a text that means none is told. */

import { describe, expect, test } from 'vitest';
import { MalformedText, assemble, names } from '../../../engine/index.ts';
import { Invalid, parseWat, placeOf, validate } from '../../../engine/index.ts';
import { bytesOf } from './same.ts';

// prettier-ignore
const same: [what: string, text: string, plain: string][] = [
  ['fields alone', '(func)', '(module (func))'],
  ['an empty text', '', '(module)'],
  ['folded operands', '(func (drop (i32.add (i32.const 1) (i32.const 2))))', '(func i32.const 1 i32.const 2 i32.add drop)'],
  ['operands half folded', '(func i32.const 1 (i32.add (i32.const 2)) drop)', '(func i32.const 1 i32.const 2 i32.add drop)'],
  ['a folded if', '(func (if (i32.const 1) (then nop) (else unreachable)))', '(func i32.const 1 if nop else unreachable end)'],
  ['an if whose condition leaves another block', '(func (block $l (if $l (block (result i32) (br $l)) (then (br $l)))))', '(func block block (result i32) br 1 end if br 0 end end)'],
  ['labels by name', '(func (block $a (loop $b (br $a) (br $b))))', '(func (block (loop (br 1) (br 0))))'],
  ['labels that hide one another', '(func block $a block $a br $a end $a br $a end $a)', '(func block block br 0 end br 0 end)'],
  ['a quoted identifier', '(func $"a\\62") (func (call $ab))', '(func) (func (call 0))'],
  ['names used before they are given', '(func (call $f)) (export "f" (func $f)) (func $f)', '(func (call 1)) (export "f" (func 1)) (func)'],
  ['locals by name', '(func (param $a i32) (local $b i64) (local.set $b (i64.extend_i32_s (local.get $a))))', '(func (param i32) (local i64) (local.set 1 (i64.extend_i32_s (local.get 0))))'],
  ['locals behind the parameters of a named type', '(type $t (func (param i32 i32))) (func (type $t) (local $x i32) (drop (local.get $x)))', '(func (param i32 i32) (local i32) (drop (local.get 2)))'],
  ['types behind those that are defined', '(func (param i64)) (type (func (param i32))) (func (param i32)) (func (result i64) (i64.const 0))', '(type (func (param i32))) (type (func (param i64))) (type (func (result i64))) (func (type 1)) (func (type 0)) (func (type 2) (i64.const 0))'],
  ['a block of two results', '(func (block (result i32 i32) (i32.const 1) (i32.const 2)) (drop) (drop))', '(type (func)) (type (func (result i32 i32))) (func (type 0) (block (type 1) (i32.const 1) (i32.const 2)) (drop) (drop))'],
  ['inline exports', '(func (export "a") (export "b")) (memory (export "m") 1)', '(export "a" (func 0)) (export "b" (func 0)) (export "m" (memory 0)) (func) (memory 1)'],
  ['inline imports', '(func $f (import "a" "b") (param i32)) (global (import "a" "c") (mut i32))', '(import "a" "b" (func (param i32))) (import "a" "c" (global (mut i32)))'],
  ['a table with its elements', '(table funcref (elem $f $f)) (func $f)', '(table 2 2 funcref) (elem (i32.const 0) func 0 0) (func)'],
  ['a memory with its data', '(memory (data "ab" "c"))', '(memory 1 1) (data (i32.const 0) "abc")'],
  ['the short form of an offset', '(memory 1) (data (i32.const 1) "a")', '(memory 1) (data (memory 0) (offset i32.const 1) "a")'],
  ['segments by name', '(memory 1) (data $d "a") (func (memory.init $d (i32.const 0) (i32.const 0) (i32.const 0)) (data.drop $d))', '(memory 1) (data "a") (func i32.const 0 i32.const 0 i32.const 0 memory.init 0 data.drop 0)'],
  ['the table named first, written last', '(table $a 1 funcref) (table $b 1 funcref) (elem $e func) (func (table.init $b $e (i32.const 0) (i32.const 0) (i32.const 0)))', '(table 1 funcref) (table 1 funcref) (elem func) (func i32.const 0 i32.const 0 i32.const 0 table.init 1 0)'],
  ['an indirect call', '(table 1 funcref) (func (call_indirect (param i32) (i32.const 1) (i32.const 0)))', '(type (func)) (type (func (param i32))) (table 1 funcref) (func (type 0) i32.const 1 i32.const 0 call_indirect 0 (type 1))'],
  ['a select with a type', '(func (drop (select (result i32) (i32.const 1) (i32.const 2) (i32.const 3))))', '(func i32.const 1 i32.const 2 i32.const 3 select (result i32) drop)'],
  ['a natural alignment', '(memory 1) (func (drop (i64.load16_s (i32.const 0))))', '(memory 1) (func (drop (i64.load16_s offset=0 align=2 (i32.const 0))))'],
  ['comments and annotations', '(; a (; b ;) c ;) (func (@note (x) "(") nop ;; rest\n)', '(func nop)'],
  ['strings', '(export "\\61\\u{e9}\\t\\"é" (func 0)) (func)', '(export "a\\u{00_e9}\\09\\22\\c3\\a9" (func 0)) (func)'],
];

describe('means the same', () => {
  test.each(same)('%s', (_, text, plain) => {
    expect(bytesOf(parseWat(text))).toEqual(bytesOf(parseWat(plain)));
  });
});

const nested = (open: string, inner: string, close: string) =>
  `(func ${open.repeat(50_000)}${inner}${close.repeat(50_000)} drop)`;

test.each([
  ['operands', nested('(i32.eqz ', '(i32.const 1)', ')')],
  ['blocks', nested('(block (result i32) ', '(i32.const 1)', ')')],
  ['flat blocks', nested('block (result i32) ', 'i32.const 1', ' end')],
  ['arms', nested('(if (i32.const 1) (then ', 'nop', '))')],
  ['comments', nested('(; ', '', ' ;)')],
  ['annotations', nested('(@a ', '', ')')],
])('%s nested 50,000 deep', (_, text) => {
  expect(parseWat(text).funcs).toHaveLength(1);
});

// prettier-ignore
const malformed: [text: string, message: string, line: number, column: number][] = [
  ['(func i32.foo)', 'unknown operator i32.foo: expected an instruction', 1, 7],
  ['(func\n  br 0drop)', 'unknown operator 0drop: expected a label', 2, 6],
  ['(func (i32.const 1) (local i32))', 'unexpected token local: expected an instruction', 1, 22],
  ['(func', 'unexpected token the end of the text: expected )', 1, 6],
  ['(func))', 'unexpected token ): expected the end of the text', 1, 7],
  ['(func end)', 'unexpected token end: expected an instruction or )', 1, 7],
  ['(func block nop)', 'unexpected token ): expected an instruction or end', 1, 16],
  ['(func (block nop end))', 'unexpected token end: expected an instruction or )', 1, 18],
  ['(func (if (i32.const 1) nop))', 'unexpected token nop: expected a folded instruction or (then', 1, 25],
  ['(func block $a end $b)', 'mismatching label $b', 1, 20],
  ['(func br $a)', 'unknown label $a', 1, 10],
  ['(func call $f)', 'unknown function $f', 1, 12],
  ['(func $f) (func $f)', 'duplicate func $f', 1, 17],
  ['(func (param $a i32) (local $a i32))', 'duplicate local $a', 1, 29],
  ['(func (result i32) (param i32))', 'unexpected token param: expected parameters before results', 1, 21],
  ['(type $t (func)) (func (type $t) (param i32))', 'inline function type: type 0 is () -> ()', 1, 24],
  ['(func) (import "a" "b" (func))', 'import after function', 1, 16],
  ['(start 0) (start 0)', 'multiple start sections', 1, 18],
  ['(func (i32.const 4294967296))', 'constant out of range: 4294967296', 1, 18],
  ['(func (br 4294967296))', 'i32 constant out of range: 4294967296', 1, 11],
  ['(func (f32.const 1e39))', 'constant out of range: 1e39', 1, 18],
  ['(func (i32.load align=3 (i32.const 0)))', 'alignment must be a power of two', 1, 17],
  ['(export "\\80" (func 0))', 'malformed UTF-8 encoding', 1, 9],
  ['(export "\\q" (func 0))', 'illegal escape', 1, 10],
  ['(export "\\u{110000}" (func 0))', 'illegal escape', 1, 10],
  ['(export "a\nb" (func 0))', 'unclosed string', 1, 9],
  ['(; (; ;)', 'unclosed comment', 1, 1],
  ['(@a (', 'unclosed annotation', 1, 1],
  ['(@ a)', 'empty annotation id', 1, 1],
  ['(func $)', 'empty identifier', 1, 7],
  ['(func é)', 'illegal character', 1, 7],
  ['(global funcref (ref.null i32))', 'unexpected token i32: expected a heap type', 1, 27],
  ['(table 1 i32)', 'unexpected token i32: expected a reference type', 1, 10],
  ['(module) (module)', 'unexpected token (: expected the end of the text', 1, 10],
  ['(constructor)', 'unknown operator constructor: expected a field of a module', 1, 2],
];

describe('malformed', () => {
  test.each(malformed)('%s', (text, message, line, column) => {
    let found: unknown;
    try {
      parseWat(text);
    } catch (error) {
      found = error;
    }
    expect(found).toBeInstanceOf(MalformedText);
    const [first] = String(found).split('\n');
    const place = `(line ${line}, column ${column})`;
    expect(first).toBe(`MalformedText: ${message} ${place}`);
  });

  test('is shown with its line', () => {
    expect(() => parseWat('(module\n\t(func\n\t\tcall $f))')).toThrow(
      'unknown function $f (line 3, column 8)\n3 | \t\tcall $f))\n    \t\t     ^',
    );
  });

  test('is shown with a part of a long line', () => {
    const line = '(func) '.repeat(100_000);
    let text = '';
    try {
      parseWat(`${line}oops`);
    } catch (error) {
      text = String(error);
    }
    expect(text.length).toBeLessThan(300);
    expect(text).toContain('(func) oops\n');
  });
});

test('identifiers become the name section', () => {
  const { module, funcs, locals } = names(
    parseWat(
      '(module $m (import "a" "b" (func $f)) (func (param $p i32) (local i32) (local $"q r" i32)) (func $g))',
    ),
  );
  expect(module).toBe('m');
  expect([...funcs]).toEqual([
    [0, 'f'],
    [2, 'g'],
  ]);
  expect([...locals].map(([x, all]) => [x, [...all]])).toEqual([
    [
      1,
      [
        [0, 'p'],
        [2, 'q r'],
      ],
    ],
  ]);
});

describe('places', () => {
  const text = `(module
  (global i32 (i32.const 7))
  (func (result i32)
    (i32.add (i64.const 1) (i32.const 2)))
  (elem func))`;

  test('an invalid instruction is found in the text', () => {
    const { module, places } = assemble(text);
    let offset: number | undefined;
    try {
      validate(module);
    } catch (error) {
      if (error instanceof Invalid) offset = error.offset;
    }
    const at = placeOf(places, offset ?? -1);
    expect(text.slice(at).startsWith('i32.add')).toBe(true);
  });

  test('every instruction has its place', () => {
    const { module, places } = assemble(text);
    const [body] = module.funcs;
    const words = places.offsets.flatMap((offset, i) =>
      offset >= (body?.body.start ?? Infinity)
        ? [text.slice(places.places[i]).split(/[ )]/)[0]]
        : [],
    );
    expect(words).toEqual(['i64.const', 'i32.const', 'i32.add', '']);
    expect(placeOf(places, 0)).toBeUndefined();
  });
});

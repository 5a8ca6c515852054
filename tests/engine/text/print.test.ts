/** The printer: what a module looks like, flat and folded. */

import { describe, expect, test } from 'vitest';
import { decode, parseWat, print } from '../../../engine/index.ts';
import { func, pairs, section, sized, text, wasm } from '../binary/bytes.ts';

const module = parseWat(`
  (import "host" "print" (func $print (param i32)))
  (memory (export "memory") 1 2)
  (table 1 funcref)
  (global $g (mut i64) (i64.const -1))
  (elem (i32.const 0) $"two words")
  (data (i32.const 8) "a\\00\\"é")
  (func $"two words" (export "run") (param $n i32) (param i32) (result i32)
    (local $x f32) (local i64)
    (if (result i32) (i32.lt_s (local.get $n) (i32.const 2))
      (then (call $print (local.get 1)) (i32.const 1))
      (else
        (block $out (br_table $out 1 (local.get 1)))
        (i32.add
          (i32.mul (local.get $n) (call $"two words" (i32.sub (local.get $n) (i32.const 1)) (local.get 1)))
          (i32.load16_u offset=4 align=1 (i32.const 0)))))
    (local.set $x (f32.const 0.1)))`);

const head = `(module
  (type (;0;) (func (param i32)))
  (type (;1;) (func (param i32 i32) (result i32)))
  (import "host" "print" (func $print (;0;) (type 0) (param i32)))
  (func $"two words" (;1;) (type 1) (param $n i32) (param i32) (result i32)
    (local $x f32) (local i64)
`;

const tail = `  (table (;0;) 1 funcref)
  (memory (;0;) 1 2)
  (global $g (;0;) (mut i64) (i64.const -1))
  (export "memory" (memory 0))
  (export "run" (func $"two words"))
  (elem (;0;) (i32.const 0) func $"two words")
  (data (;0;) (i32.const 8) "a\\00\\22\\c3\\a9"))
`;

test('flat', () => {
  expect(print(module)).toBe(`${head}    local.get $n
    i32.const 2
    i32.lt_s
    if (result i32)
      local.get 1
      call $print
      i32.const 1
    else
      block $out
        local.get 1
        br_table $out 1
      end
      local.get $n
      local.get $n
      i32.const 1
      i32.sub
      local.get 1
      call $"two words"
      i32.mul
      i32.const 0
      i32.load16_u offset=4 align=1
      i32.add
    end
    f32.const 0.1
    local.set $x)
${tail}`);
});

test('folded', () => {
  expect(print(module, { fold: true }))
    .toBe(`${head}    (if (result i32) (i32.lt_s (local.get $n) (i32.const 2))
      (then
        (call $print (local.get 1))
        (i32.const 1))
      (else
        (block $out
          (br_table $out 1 (local.get 1)))
        (i32.add
          (i32.mul
            (local.get $n)
            (call $"two words"
              (i32.sub (local.get $n) (i32.const 1))
              (local.get 1)))
          (i32.load16_u offset=4 align=1 (i32.const 0)))))
    (local.set $x (f32.const 0.1)))
${tail}`);
});

test('with places in the file', () => {
  const bytes = func('41 01 1a 0b');
  expect(print(decode(bytes), { offsets: true })).toContain(
    '    (;0x17;) i32.const 1\n    (;0x19;) drop))\n',
  );
});

describe('what is not valid is printed all the same', () => {
  test.each([
    [
      'indices that mean nothing',
      func('20 07 10 09 0c 05 02 03 0b 0b'),
      'local.get 7\n    call 9\n    br 5\n    block (type 3)\n    end',
    ],
    ['operands that are not there', func('6a 1a 0b'), 'i32.add\n    drop)'],
    [
      'a function of no type',
      wasm(section(3, '01 05'), section(10, `01 ${sized('00 0b')}`)),
      '(func (;0;) (type 5))',
    ],
    [
      'an empty constant',
      wasm(section(6, '01 7f 00 0b')),
      '(global (;0;) i32 )',
    ],
    [
      'an empty offset',
      wasm(section(11, `01 00 0b ${sized('61')}`)),
      '(data (;0;) (offset ) "a")',
    ],
    [
      'the largest offset',
      func('41 00 28 02 ff ff ff ff ff ff ff ff ff 01 1a 0b'),
      'i32.load offset=18446744073709551615',
    ],
    [
      'a segment of the second table',
      wasm(section(9, '01 02 01 41 00 0b 00 01 07')),
      '(elem (;0;) (table 1) (i32.const 0) func 7)',
    ],
    [
      'a declared segment of expressions',
      wasm(section(9, '01 07 6f 01 d0 6f 0b')),
      '(elem (;0;) declare externref (ref.null extern))',
    ],
  ])('%s', (_, bytes, expected) => {
    const flat = print(decode(bytes));
    expect(flat).toContain(expected);
    for (const fold of [false, true]) {
      expect(print(parseWat(print(decode(bytes), { fold })))).toBe(flat);
    }
  });
});

test('locals that no text could hold are counted', () => {
  const billions = func('0b', { locals: '01 ff ff ff ff 0f 7f' });
  expect(print(decode(billions))).toContain('(; 4294967295 locals ;)');
});

test('a name that is taken or empty is told in an annotation', () => {
  const names = section(
    0,
    `${text('name')} 01 ${sized(`03 00 ${text('f')} 01 ${text('f')} 02 ${text('')}`)}`,
  );
  const three = wasm(
    section(1, '01 60 00 00'),
    section(3, '03 00 00 00'),
    section(10, `03 ${`${sized('00 0b')} `.repeat(3)}`),
    names,
  );
  const printed = print(decode(three));
  expect(printed.match(/^  \(func .*/gm)).toEqual([
    '  (func $f (;0;) (type 0))',
    '  (func (@name "f") (;1;) (type 0))',
    '  (func (@name "") (;2;) (type 0)))',
  ]);
});

test('blocks nested 50,000 deep', () => {
  const depth = 50_000;
  const code = `${'02 40 '.repeat(depth)}${'0b '.repeat(depth)}0b`;
  const deep = decode(func(code));
  for (const fold of [false, true]) {
    const read = parseWat(print(deep, { fold }));
    const { start, end } = read.funcs[0]?.body ?? { start: 0, end: 0 };
    expect(pairs(read.bytes.subarray(start, end))).toBe(code);
  }
});

/**
 * What the engine refuses, and in which words: the class of the error, the
 * test suite's message, and the place. The host's own WebAssembly has to
 * refuse the same modules.
 */

import { describe, expect, test } from 'vitest';
import wabt from 'wabt';
import { decode } from '../../engine/binary/decode.ts';
import { Invalid, Malformed } from '../../engine/syntax/errors.ts';
import { validate } from '../../engine/valid/module.ts';
import { func, hex, section, sized, text, wasm } from './binary/bytes.ts';

/** What decoding and validating throw. */
function refusal(bytes: Uint8Array): unknown {
  try {
    validate(decode(bytes));
  } catch (error) {
    return error;
  }
  return undefined;
}

const type = section(1, '01 60 00 00');
const functions = section(3, '01 00');
const memory = section(5, '01 00 01');

// prettier-ignore
const malformed: [what: string, bytes: Uint8Array<ArrayBuffer>, message: string, offset: number][] = [
  ['an empty file', hex(''), 'unexpected end', 0],
  ['half a magic', hex('00 61 73'), 'unexpected end', 0],
  ['another kind of file', hex('7f 45 4c 46 02 01 01 00'), 'magic header not detected', 0],
  ['a module in capitals', hex('00 41 53 4d 01 00 00 00'), 'magic header not detected', 0],
  ['half a version', hex('00 61 73 6d 01 00'), 'unexpected end', 4],
  ['another version', hex('00 61 73 6d 02 00 00 00'), 'unknown binary version', 4],
  ['a component', hex('00 61 73 6d 0d 00 01 00'), 'unknown binary version', 4],
  ['an unknown section', wasm(section(14, '00')), 'malformed section id', 8],
  ['a section without a size', wasm('01'), 'unexpected end', 9],
  ['a section longer than the file', wasm('01 05 00'), 'length out of bounds', 9],
  ['two type sections', wasm(section(1, '00'), section(1, '00')), 'unexpected content after last section', 11],
  ['exports before functions', wasm(section(7, '00'), section(3, '00')), 'unexpected content after last section', 11],
  ['a data count after the code', wasm(section(10, '00'), section(12, '00')), 'unexpected content after last section', 11],
  ['a module in a module', wasm('00 61 73 6d 01 00 00 00'), 'length out of bounds', 9],
  ['a section with a byte too many', wasm(section(1, '00 00')), 'section size mismatch', 10],
  ['a section with a byte too few', wasm('01 01 01 60 00 00'), 'section size mismatch', 10],
  ['a custom section without a name', wasm(section(0, '')), 'unexpected end', 10],
  ['a custom section with too long a name', wasm(section(0, '05 61')), 'length out of bounds', 10],
  ['a name with an overlong form', wasm(section(0, '02 c0 80')), 'malformed UTF-8 encoding', 11],
  ['a name with half a surrogate pair', wasm(section(2, '01 03 ed a0 80')), 'malformed UTF-8 encoding', 12],
  ['a type of no kind', wasm(section(1, '01 5d 00 00')), 'malformed definition type', 11],
  ['a parameter of no type', wasm(section(1, '01 60 01 7a 00')), 'malformed value type', 13],
  ['a type in two bytes', wasm(section(1, '01 60 01 ff 7f 00')), 'integer representation too long', 13],
  ['fewer types than it says', wasm(section(1, '02 60 00 00')), 'unexpected end', 14],
  ['a count of six bytes', wasm(section(1, '80 80 80 80 80 00')), 'integer representation too long', 14],
  ['a count of 33 bits', wasm(section(1, '80 80 80 80 10')), 'integer too large', 14],
  ['an unknown import', wasm(section(2, `01 ${text('a')} ${text('b')} 05 00`)), 'malformed import kind', 15],
  ['a table of numbers', wasm(section(4, '01 7f 00 00')), 'malformed reference type', 11],
  ['bounds of an unknown kind', wasm(section(5, '01 08 00')), 'malformed limits flags', 11],
  ['a bound missing', wasm(section(5, '01 01 00')), 'unexpected end', 13],
  ['a global of unknown mutability', wasm(section(6, '01 7f 02 41 00 0b')), 'malformed mutability', 12],
  ['a global without an end', wasm(section(6, '01 7f 00 41 00')), 'unexpected end', 15],
  ['an unknown export', wasm(section(7, `01 ${text('a')} 05 00`)), 'malformed export kind', 13],
  ['two starts', wasm(section(8, '00'), section(8, '00')), 'unexpected content after last section', 11],
  ['an unknown element segment', wasm(section(9, '01 08 00')), 'malformed elements segment kind', 11],
  ['elements of an unknown kind', wasm(section(9, '01 01 01 00')), 'malformed element kind', 12],
  ['elements that are numbers', wasm(section(9, '01 05 7f 01 d2 00 0b')), 'malformed reference type', 12],
  ['an unknown data segment', wasm(section(11, '01 03 00')), 'malformed data segment kind', 11],
  ['data shorter than it says', wasm(section(11, '01 01 05 61 62')), 'unexpected end', 13],
  ['functions without code', wasm(type, functions), 'function and code section have inconsistent lengths', 18],
  ['code without functions', wasm(type, section(10, '01 02 00 0b')), 'function and code section have inconsistent lengths', 20],
  ['more data than counted', wasm(section(12, '01'), section(11, '02 01 00 01 00')), 'data count and data section have inconsistent lengths', 18],
  ['counted data that is not there', wasm(section(12, '01')), 'data count and data section have inconsistent lengths', 11],
  ['data used without a count', func('fc 09 00 0b'), 'data count section required', 23],
  ['locals beyond 32 bits', func('0b', { locals: '02 ff ff ff ff 0f 7f 02 7e' }), 'too many locals', 22],
  ['a body without an end', func('41 00 1a'), 'unexpected end', 26],
  ['a body without an end before another', wasm(type, section(3, '02 00 00'), section(10, `02 ${sized('00 01')} ${sized('00 01 01 01 0b')}`)), 'END opcode expected', 25],
  ['a body that is too long', func('0b 0b'), 'section size mismatch', 22],
  ['a block without an end', func('02 40 0b'), 'unexpected end', 26],
  ['an else without an if', func('02 40 05 0b 0b'), 'END opcode expected', 25],
  ['an else after an else', func('41 00 04 40 05 05 0b 0b'), 'END opcode expected', 28],
  ['a block of no type', func('02 7a 0b 0b'), 'malformed block type', 24],
  ['a block of a negative type', func('02 80 7f 0b 0b'), 'integer representation too long', 24],
  ['an unknown opcode', func('ff 0b'), 'illegal opcode ff', 23],
  ['an unknown opcode behind a prefix', func('fc 7f 0b'), 'illegal opcode fc 7f', 23],
  ['a reference to nothing known', func('d0 7f 1a 0b'), 'malformed heap type', 24],
  ['an alignment of 2¹²⁸', func('41 00 28 80 01 00 1a 0b', { before: memory }), 'malformed memop flags', 31],
  ['an i32 of six bytes', func('41 80 80 80 80 80 00 1a 0b'), 'integer representation too long', 28],
  ['an i32 of 33 bits', func('41 80 80 80 80 08 1a 0b'), 'integer too large', 28],
  ['an i64 of 65 bits', func('42 ff ff ff ff ff ff ff ff ff 01 1a 0b'), 'integer too large', 33],
  ['a float that is cut short', func('43 00 00'), 'unexpected end', 24],
  ['a local of no type', func('0b', { locals: '01 01 40' }), 'malformed value type', 24],
];

describe('malformed', () => {
  test.each(malformed)('%s', (_, bytes, message, offset) => {
    const error = refusal(bytes);
    expect(error).toBeInstanceOf(Malformed);
    const { message: found, offset: at } =
      error instanceof Malformed ? error : expect.fail();
    expect(found.startsWith(message), found).toBe(true);
    expect(at).toBe(offset);
    expect(found.endsWith(` (at byte 0x${offset.toString(16)})`)).toBe(true);
    expect(WebAssembly.validate(bytes)).toBe(false);
  });
});

/** The binary of a module in text, checked by nothing but a parser. */
const wat = await (async () => {
  const parser = await wabt();
  const features = {
    ...{ reference_types: true, bulk_memory: true },
    ...{ multi_value: true, multi_memory: true },
  };
  return (source: string): Uint8Array<ArrayBuffer> => {
    const module = parser.parseWat(
      'refused.wat',
      `(module ${source})`,
      features,
    );
    const { buffer } = module.toBinary({ write_debug_names: true });
    module.destroy();
    return Uint8Array.from(buffer);
  };
})();

// prettier-ignore
const invalid: [wat: string, message: string, place: string][] = [
  // Operands
  ['(func (result i32))', 'type mismatch: expected i32, found nothing', 'function 0 at byte 0x18'],
  ['(func (i32.const 1))', 'type mismatch: expected nothing, found i32', 'function 0 at byte 0x19'],
  ['(func (result i64) (i32.const 1))', 'type mismatch: expected i64, found i32', 'function 0 at byte 0x1a'],
  ['(func (drop))', 'type mismatch: expected a value, found nothing', 'function 0 at byte 0x17'],
  ['(func $add (export "add") (param i32 i64) (result i32) (i32.add (local.get 0) (local.get 1)))', 'type mismatch: expected i32, found i64', 'function 0 "add" at byte 0x27'],
  ['(func (param externref) (drop (i32.eqz (local.get 0))))', 'type mismatch: expected i32, found externref', 'function 0 at byte 0x1a'],
  ['(func (param f64) (local.set 0 (f32.const 1)))', 'type mismatch: expected f64, found f32', 'function 0 at byte 0x1d'],
  ['(func (param f64) (drop (local.tee 0 (i64.const 1))))', 'type mismatch: expected f64, found i64', 'function 0 at byte 0x1a'],
  ['(func (if (f32.const 0) (then)))', 'type mismatch: expected i32, found f32', 'function 0 at byte 0x1c'],
  ['(func (drop (select (i32.const 1) (i64.const 1) (i32.const 1))))', 'type mismatch: expected i32, found i64', 'function 0 at byte 0x1d'],
  ['(func (param externref externref) (drop (select (local.get 0) (local.get 1) (i32.const 1))))', 'type mismatch: expected a number, found externref', 'function 0 at byte 0x1f'],
  ['(func (drop (select (result i32 i32) (i32.const 1) (i32.const 2) (i32.const 3))))', 'invalid result arity', 'function 0 at byte 0x1d'],
  ['(func (drop (ref.is_null (i32.const 0))))', 'type mismatch: expected a reference, found i32', 'function 0 at byte 0x19'],
  // Blocks
  ['(func (block (result i32) (drop (i32.const 1))))', 'type mismatch: expected i32, found nothing', 'function 0 at byte 0x1c'],
  ['(func (i32.const 1) (block (drop)))', 'type mismatch: expected a value, found nothing', 'function 0 at byte 0x1b'],
  ['(func (result i32) (if (result i32) (i32.const 1) (then (i32.const 1))))', 'type mismatch: an if without else must give what it takes', 'function 0 at byte 0x1e'],
  ['(func (result i32) (if (result i32) (i32.const 1) (then (i32.const 1)) (else (i64.const 1))))', 'type mismatch: expected i32, found i64', 'function 0 at byte 0x21'],
  ['(func (loop (param i32) (drop)))', 'type mismatch: expected i32, found nothing', 'function 0 at byte 0x1b'],
  ['(func (br 1))', 'unknown label 1', 'function 0 at byte 0x17'],
  ['(func (block (br_if 2 (i32.const 1))))', 'unknown label 2', 'function 0 at byte 0x1b'],
  ['(func (block (br_table 0 1 2 (i32.const 1))))', 'unknown label 2', 'function 0 at byte 0x1b'],
  ['(func (result i32) (block (result i64) (br 1)))', 'type mismatch: expected i32, found nothing', 'function 0 at byte 0x1a'],
  ['(func (block (result i32) (block (br_table 0 1 (i32.const 1) (i32.const 1)))) (drop))', 'type mismatch: expected labels of 1 values, found 0', 'function 0 at byte 0x1f'],
  ['(func (block (result i32) (block (result f32) (br_table 0 1 (i32.const 1) (i32.const 1))) (drop) (i32.const 1)) (drop))', 'type mismatch: expected f32, found i32', 'function 0 at byte 0x1f'],
  ['(func (result i32) (return))', 'type mismatch: expected i32, found nothing', 'function 0 at byte 0x18'],
  ['(func (unreachable) (i32.const 1))', 'type mismatch: expected nothing, found i32', 'function 0 at byte 0x1a'],
  ['(func (unreachable) (drop (i32.add (i64.const 1))))', 'type mismatch: expected i32, found i64', 'function 0 at byte 0x1a'],
  ['(func (result i32) (unreachable) (block (result i32) (drop)))', 'type mismatch: expected a value, found nothing', 'function 0 at byte 0x1b'],
  // Calls
  ['(func $f (param i32)) (func (call 0 (i64.const 1)))', 'type mismatch: expected i32, found i64', 'function 1 at byte 0x21'],
  ['(func (call 1))', 'unknown function 1', 'function 0 at byte 0x17'],
  ['(func (call_indirect (type 0) (i32.const 0))) (type (func))', 'unknown table 0', 'function 0 at byte 0x19'],
  ['(table 1 externref) (func (call_indirect (i32.const 0)))', 'type mismatch: expected funcref, found externref', 'function 0 at byte 0x1f'],
  ['(table 1 funcref) (func (call_indirect (type 7) (i32.const 0)))', 'unknown type 7', 'function 0 at byte 0x1f'],
  // Indices
  ['(func (local.get 0))', 'unknown local 0', 'function 0 at byte 0x17'],
  ['(func (param i32) (local i32) (local.set 2 (i32.const 0)))', 'unknown local 2', 'function 0 at byte 0x1c'],
  ['(func (drop (global.get 0)))', 'unknown global 0', 'function 0 at byte 0x17'],
  ['(func (drop (i32.load (i32.const 0))))', 'unknown memory 0', 'function 0 at byte 0x19'],
  ['(func (drop (memory.grow (i32.const 0))))', 'unknown memory 0', 'function 0 at byte 0x19'],
  ['(func (drop (table.get 3 (i32.const 0))))', 'unknown table 3', 'function 0 at byte 0x19'],
  ['(table 1 funcref) (func (elem.drop 0))', 'unknown elem segment 0', 'function 0 at byte 0x1d'],
  ['(memory 1) (data "a") (func (memory.init 1 (i32.const 0) (i32.const 0) (i32.const 0)))', 'unknown data segment 1', 'function 0 at byte 0x25'],
  ['(func (type 3))', 'unknown type 3', 'function 0'],
  ['(import "a" "b" (func (type 1)))', 'unknown type 1', 'import "a" "b"'],
  // Memories, tables, globals
  ['(memory 1) (func (drop (i32.load align=8 (i32.const 0))))', 'alignment must not be larger than natural', 'function 0 at byte 0x1e'],
  ['(memory 1) (func (i64.store8 align=2 (i32.const 0) (i64.const 0)))', 'alignment must not be larger than natural', 'function 0 at byte 0x20'],
  ['(memory 2 1)', 'size minimum must not be greater than maximum', 'memory 0'],
  ['(memory 65537)', 'memory size must be at most 65536 pages (4GiB)', 'memory 0'],
  ['(memory 0 65537)', 'memory size must be at most 65536 pages (4GiB)', 'memory 0'],
  ['(table 2 1 funcref)', 'size minimum must not be greater than maximum', 'table 0'],
  ['(global i32 (i32.const 0)) (func (global.set 0 (i32.const 1)))', 'immutable global', 'function 0 at byte 0x21'],
  ['(table 1 funcref) (table 1 externref) (func (table.copy 0 1 (i32.const 0) (i32.const 0) (i32.const 0)))', 'type mismatch: expected funcref, found externref', 'function 0 at byte 0x26'],
  ['(table 1 externref) (elem funcref) (func (table.init 0 0 (i32.const 0) (i32.const 0) (i32.const 0)))', 'type mismatch: expected externref, found (ref func)', 'function 0 at byte 0x29'],
  ['(table 1 externref) (func $f) (elem (i32.const 0) $f)', 'type mismatch: expected externref, found (ref func)', 'elem segment 0'],
  ['(table 1 funcref) (elem (i64.const 0))', 'type mismatch: expected i32, found i64', 'elem segment 0 at byte 0x14'],
  ['(elem (i32.const 0))', 'unknown table 0', 'elem segment 0'],
  ['(table 1 funcref) (elem (i32.const 0) 7)', 'unknown function 7', 'elem segment 0'],
  ['(data (i32.const 0) "a")', 'unknown memory 0', 'data segment 0'],
  ['(memory 1) (data (f32.const 0) "a")', 'type mismatch: expected i32, found f32', 'data segment 0 at byte 0x16'],
  // Constant expressions
  ['(global i32 (i64.const 0))', 'type mismatch: expected i32, found i64', 'global 0 at byte 0xf'],
  ['(global i32 (nop))', 'constant expression required', 'global 0 at byte 0xd'],
  ['(global i32 (i32.const 0) (i32.const 0))', 'type mismatch: expected nothing, found i32', 'global 0 at byte 0x11'],
  ['(global i32 (i32.ctz (i32.const 0)))', 'constant expression required', 'global 0 at byte 0xf'],
  ['(global i32 (global.get 0))', 'unknown global 0', 'global 0 at byte 0xd'],
  ['(import "a" "b" (global (mut i32))) (global i32 (global.get 0))', 'constant expression required', 'global 1 at byte 0x17'],
  ['(global funcref (ref.func 0))', 'unknown function 0', 'global 0 at byte 0xd'],
  ['(func $f) (func (drop (ref.func $f)))', 'undeclared function reference 0', 'function 1 at byte 0x1b'],
  // Exports and start
  ['(func (export "a")) (func (export "a"))', 'duplicate export name', 'export "a"'],
  ['(export "a" (func 0))', 'unknown function 0', 'export "a"'],
  ['(export "a" (memory 0))', 'unknown memory 0', 'export "a"'],
  ['(start 2)', 'unknown function 2', 'start'],
  ['(func (param i32)) (start 0)', 'start function must be () -> (), found (i32) -> ()', 'function 0'],
  ['(func (result i32) (i32.const 1)) (start 0)', 'start function must be () -> (), found () -> (i32)', 'function 0'],
];

describe('invalid', () => {
  test.each(invalid)('%s', (source, message, place) => {
    const bytes = wat(source);
    const error = refusal(bytes);
    expect(error).toBeInstanceOf(Invalid);
    expect(String(error)).toBe(`Invalid: ${message} (${place})`);
    expect(WebAssembly.validate(bytes)).toBe(false);
  });

  test.each([
    [
      'more locals than any browser takes',
      func('0b', { params: '7f', locals: '01 d0 86 03 7e' }),
      'too many locals (function 0 at byte 0x1c)',
    ],
    [
      'more parameters than any browser takes',
      func('0b', { params: '7f '.repeat(1001) }),
      'too many parameters or results (type 0)',
    ],
    [
      'an offset beyond all memory',
      func('41 00 28 00 80 80 80 80 10 1a 0b', { before: memory }),
      'offset out of range (function 0 at byte 0x1e)',
    ],
  ])('%s', (_, bytes, message) => {
    const error = refusal(bytes);
    expect(error).toBeInstanceOf(Invalid);
    expect(error).toHaveProperty('message', message);
    expect(WebAssembly.validate(bytes)).toBe(false);
  });
});

test('the table is as long as it should be', () => {
  expect(malformed.length + invalid.length).toBeGreaterThan(120);
});

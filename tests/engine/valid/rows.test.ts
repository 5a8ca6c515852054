/**
 * Every row of the instruction table, in a module made for it: decoded,
 * validated, and refused when an operand or a result is of another type. The
 * host's own WebAssembly has to agree each time.
 */

import { describe, expect, test } from 'vitest';
import { decode } from '../../../engine/binary/decode.ts';
import {
  instructions,
  signature,
} from '../../../engine/syntax/instructions.ts';
import type { Immediate } from '../../../engine/syntax/instructions.ts';
import { validate } from '../../../engine/valid/module.ts';
import { pairs, section, sized, uleb, wasm } from '../binary/bytes.ts';

const types: Record<string, string> = {
  ...{ i32: '7f', i64: '7e', f32: '7d', f64: '7c', v128: '7b' },
  ...{ funcref: '70', externref: '6f', exnref: '69', addr: '7f' },
  ...{ anyref: '6e', eqref: '6d', i31ref: '6c', arrayref: '6a' },
  ...{ i31: '64 6c', extern: '64 6f', 'func 0?': '63 00' },
  // The types that stand behind those of the functions.
  ...{ struct: '64 02', 'struct?': '63 02', 'bytes?': '63 03' },
  ...{ array: '64 04', 'array?': '63 04', refs: '64 05', 'refs?': '63 05' },
  ...{ 'packed?': '63 06' },
};

const immediates: Record<Immediate, string> = {
  ...{ blockType: '40', labelIdx: '00', labelIdxs: '01 00 00', typeIdx: '00' },
  ...{ funcIdx: '00', tableIdx: '00', memIdx: '00', globalIdx: '00' },
  ...{
    localIdx: '00',
    elemIdx: '00',
    dataIdx: '00',
    memArg: '00 00',
    order: '00',
  },
  ...{ fieldIdx: '00', u32: '02', refType: '6c', cast: '03 00 6d 6c' },
  ...{ heapType: '70', valTypes: '01 7f', i32: '2a', i64: '2a' },
  ...{ tagIdx: '00', catches: '01 02 00' },
  ...{ f32: '00 00 80 3f', f64: '00 00 00 00 00 00 f0 3f' },
  ...{ v128: '2a '.repeat(16), lanes: '1f '.repeat(16), laneIdx: '01' },
};

/** What stands before an instruction that the table gives no type, what it takes and gives, what follows. */
type Use = {
  immediates?: string;
  takes?: string[];
  gives?: string[];
  before?: string;
  after?: string;
};

// Type 0 is () -> (); block types, labels and calls mean it or `40`.
const untyped: Record<string, Use> = {
  unreachable: { gives: ['i32'] },
  block: { after: '0b' },
  loop: { after: '0b' },
  if: { takes: ['i32'], after: '0b' },
  else: { before: '41 00 04 40', after: '0b' },
  end: { before: '02 40' },
  br: {},
  br_if: { takes: ['i32'] },
  br_table: { takes: ['i32'] },
  return: { takes: ['i64'], gives: ['i64'] },
  call: {},
  call_indirect: { takes: ['i32'] },
  return_call: {},
  return_call_indirect: { takes: ['i32'] },
  try_table: { after: '0b' },
  throw: { gives: ['i32'] },
  throw_ref: { takes: ['exnref'], gives: ['i32'] },
  drop: { takes: ['f64'] },
  select: { takes: ['f32', 'f32', 'i32'], gives: ['f32'] },
  'select t': { takes: ['i32', 'i32', 'i32'], gives: ['i32'] },
  'local.get': { gives: ['f64'] },
  'local.set': { takes: ['f64'] },
  'local.tee': { takes: ['f64'], gives: ['f64'] },
  'global.get': { gives: ['i64'] },
  'global.set': { takes: ['i64'] },
  'ref.null': { gives: ['funcref'] },
  'ref.is_null': { takes: ['externref'], gives: ['i32'] },
  'ref.func': { gives: ['funcref'] },
  call_ref: { takes: ['func 0?'] },
  return_call_ref: { takes: ['func 0?'] },
  // Label 0 is the function's: what they leave has its type.
  br_on_null: { takes: ['externref'], after: '1a' },
  br_on_non_null: {
    ...{ takes: ['externref'], gives: ['externref'], after: 'd0 6f' },
  },
  'ref.as_non_null': { takes: ['externref'], gives: ['extern'] },
  'ref.test': { takes: ['anyref'], gives: ['i32'] },
  'ref.test null': { takes: ['anyref'], gives: ['i32'] },
  'ref.cast': { takes: ['anyref'], gives: ['i31'] },
  'ref.cast null': { takes: ['anyref'], gives: ['i31ref'] },
  'any.convert_extern': { takes: ['externref'], gives: ['anyref'] },
  'extern.convert_any': { takes: ['anyref'], gives: ['externref'] },
  'ref.i31': { takes: ['i32'], gives: ['i31'] },
  'struct.new': { immediates: '02', takes: ['i64'], gives: ['struct'] },
  'struct.new_default': { immediates: '02', gives: ['struct'] },
  'struct.get': { immediates: '02 00', takes: ['struct?'], gives: ['i64'] },
  'struct.get_s': { immediates: '06 00', takes: ['packed?'], gives: ['i32'] },
  'struct.get_u': { immediates: '06 00', takes: ['packed?'], gives: ['i32'] },
  'struct.set': { immediates: '02 00', takes: ['struct?', 'i64'] },
  'array.new': {
    ...{ immediates: '04', takes: ['f64', 'i32'], gives: ['array'] },
  },
  'array.new_default': { immediates: '04', takes: ['i32'], gives: ['array'] },
  'array.new_fixed': {
    ...{ immediates: '04 02', takes: ['f64', 'f64'], gives: ['array'] },
  },
  'array.new_data': {
    ...{ immediates: '04 00', takes: ['i32', 'i32'], gives: ['array'] },
  },
  'array.new_elem': {
    ...{ immediates: '05 00', takes: ['i32', 'i32'], gives: ['refs'] },
  },
  'array.get': {
    ...{ immediates: '04', takes: ['array?', 'i32'], gives: ['f64'] },
  },
  'array.get_s': {
    ...{ immediates: '03', takes: ['bytes?', 'i32'], gives: ['i32'] },
  },
  'array.get_u': {
    ...{ immediates: '03', takes: ['bytes?', 'i32'], gives: ['i32'] },
  },
  'array.set': { immediates: '04', takes: ['array?', 'i32', 'f64'] },
  'array.fill': { immediates: '04', takes: ['array?', 'i32', 'f64', 'i32'] },
  'array.copy': {
    immediates: '04 04',
    takes: ['array?', 'i32', 'array?', 'i32', 'i32'],
  },
  'array.init_data': {
    immediates: '04 00',
    takes: ['array?', 'i32', 'i32', 'i32'],
  },
  'array.init_elem': {
    immediates: '05 00',
    takes: ['refs?', 'i32', 'i32', 'i32'],
  },
  br_on_cast: { takes: ['eqref'], gives: ['eqref'] },
  br_on_cast_fail: { takes: ['eqref'], gives: ['eqref'] },
  'table.get': { takes: ['i32'], gives: ['funcref'] },
  'table.set': { takes: ['i32', 'funcref'] },
  'table.init': { takes: ['i32', 'i32', 'i32'] },
  'table.copy': { takes: ['i32', 'i32', 'i32'] },
  'table.grow': { takes: ['funcref', 'i32'], gives: ['i32'] },
  'table.fill': { takes: ['i32', 'funcref', 'i32'] },
};

/** What never goes on behind itself. */
const leaving = new Set(
  'unreachable br br_table return throw throw_ref'.split(' '),
);
const others = ['i32', 'i64', 'f32', 'f64', 'v128', 'externref'];

const bytesOf = (names: readonly string[]) =>
  `${uleb(names.length)} ${names.map((name) => types[name] ?? '??').join(' ')}`;

/** A struct, arrays and a struct again: of i64, i8, f64, funcref, i8. */
const objects = [
  '5f 01 7e 01',
  '5e 78 01',
  '5e 7c 01',
  '5e 70 01',
  '5f 01 78 01',
];

/** A module in which each index space has something at 0, and function 1 is `code` after all operands but some. */
function around(code: string, takes: string[], gives: string[], less = 0) {
  const gets = takes.map((_, i) => `20 ${uleb(i + 1)}`).slice(less);
  // Local 0 is a parameter of its own, for the local instructions.
  const params = bytesOf(['f64', ...takes]);
  return wasm(
    section(
      1,
      `01 4e 07 60 00 00 60 ${params} ${bytesOf(gives)} ${objects.join(' ')}`,
    ),
    section(3, '02 00 01'),
    section(4, '01 70 00 01'),
    section(5, '01 00 01'),
    section(13, '01 00 00'),
    section(6, '01 7e 01 42 00 0b'),
    section(9, '01 01 00 01 00'),
    section(12, '01'),
    section(
      10,
      `02 ${sized('00 0b')} ${sized(`00 ${gets.join(' ')} ${code} 0b`)}`,
    ),
    section(11, '01 01 00'),
  );
}

const opcode = (code: number) =>
  code < 0x100 ? pairs([code]) : `${pairs([code >> 12])} ${uleb(code & 0xfff)}`;

/** What our validator says, or undefined if it has nothing against the module; the host must agree. */
function verdict(bytes: Uint8Array<ArrayBuffer>): string | undefined {
  const native = WebAssembly.validate(bytes);
  let refusal: string | undefined;
  try {
    validate(decode(bytes));
  } catch (error) {
    refusal = String(error);
  }
  expect(refusal === undefined, refusal).toBe(native);
  return refusal;
}

test('every instruction that the table gives no type has a use here', () => {
  const without = instructions.filter((row) => signature(row) === undefined);
  expect(without.map(({ name }) => name).sort()).toEqual(
    Object.keys(untyped).sort(),
  );
});

describe.each(instructions.map((row) => [row.name, row] as const))(
  '%s',
  (name, row) => {
    const { before = '', after = '', ...use } = untyped[name] ?? {};
    const takes = use.takes ?? [...(signature(row)?.params ?? [])];
    const gives = use.gives ?? [...(signature(row)?.results ?? [])];
    const exact = row.code >> 12 === 0xfe && row.width > 1;
    const named = row.immediates.map((each) =>
      exact ? `${uleb(Math.log2(row.width))} 00` : immediates[each],
    );
    const follows = use.immediates ?? named.join(' ');
    const code = `${before} ${opcode(row.code)} ${follows} ${after}`;
    // To these nothing that comes or is left is wrong.
    const takesAny = ['drop', 'unreachable'].includes(name);
    const leaves = leaving.has(name);

    test('is valid', () => {
      expect(verdict(around(code, takes, gives))).toBe(undefined);
    });

    if (!takesAny)
      test('refuses operands of other types', () => {
        for (const [i, wanted] of takes.entries()) {
          for (const other of others) {
            const wrong = takes.with(i, other);
            const same = types[other] === types[wanted];
            const refusal = verdict(around(code, wrong, gives));
            if (same || fitsAnyway(name, wrong))
              expect(refusal).toBe(undefined);
            else expect(refusal).toMatch(/^Invalid: type mismatch: expected/);
          }
        }
      });

    if (takes.length > 0)
      test('refuses to do with less', () => {
        expect(verdict(around(code, takes, gives, 1))).toMatch(
          /^Invalid: type mismatch: expected .*, found nothing/,
        );
      });

    if (!leaves)
      test('gives just what it gives', () => {
        const other = gives.map((each) => (each === 'f32' ? 'i64' : 'f32'));
        const wrong = gives.length > 0 ? other : ['f32'];
        expect(verdict(around(code, takes, wrong))).toMatch(
          /^Invalid: type mismatch: expected \[?(f32|i64|nothing)\]?, found/,
        );
      });
  },
);

/** `ref.is_null` takes any reference. */
const fitsAnyway = (name: string, [first]: readonly string[]) =>
  name === 'ref.is_null' && first === 'externref';

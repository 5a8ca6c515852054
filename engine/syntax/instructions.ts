/**
 * The instruction table: each instruction is one row, written once.
 *
 * A row gives the code, the name, the immediates in the order of the binary,
 * the type and, for what computes values from values, the meaning. Decoder,
 * validator, numerics, listings, the reference page and the tests all read
 * these rows. An empty type marks the instructions whose type depends on their
 * context: valid/body.ts has a rule for each. In a type, `addr` is the address
 * type of the memory or table that an immediate names. A code behind a prefix
 * byte is `prefix << 12 | code`.
 * Spec 2.4, 4.3 and 5.4 · lesson "What is in the file".
 */

import * as n from './numerics.ts';

/** What may follow an opcode, by the spec's names; binary/expr.ts reads each. */
export type Immediate =
  | 'blockType'
  | 'labelIdx'
  | 'labelIdxs'
  | 'typeIdx'
  | 'funcIdx'
  | 'tableIdx'
  | 'memIdx'
  | 'globalIdx'
  | 'localIdx'
  | 'elemIdx'
  | 'dataIdx'
  | 'memArg'
  | 'order'
  | 'heapType'
  | 'valTypes'
  | 'i32'
  | 'i64'
  | 'f32'
  | 'f64';

/** Computes i32, f32 and f64 as numbers, i64 as BigInt; the result is wrapped by whoever stores it. */
export type Meaning =
  | ((a: number, b: number) => number)
  | ((a: bigint, b: bigint) => bigint)
  | ((a: bigint, b: bigint) => number)
  | ((a: number) => bigint);

/** One row of the table. */
export type Instruction<Name extends string = string> = {
  readonly code: number;
  readonly name: Name;
  readonly immediates: readonly Immediate[];
  readonly type: string;
  readonly meaning: Meaning | undefined;
  /** Bytes that a load or store touches; 0 for the others. */
  readonly width: number;
};

const FC = 0xfc << 12;
const FE = 0xfe << 12;

const accesses =
  /^(?:[if](\d\d)|memory)\.(?:atomic\.)?(?:load|store|rmw|wait|notify)(\d*)/;

/** `i64.load16_u` touches 2 bytes, `f64.store` 8, `memory.atomic.notify` 4. */
function accessWidth(name: string): number {
  const [whole, bits = '32', access] = accesses.exec(name) ?? [];
  return whole === undefined ? 0 : Number(access || bits) / 8;
}

const row = <Name extends string>(
  code: number,
  name: Name,
  immediates: readonly Immediate[],
  type: string,
  meaning?: Meaning,
): Instruction<Name> => ({
  code,
  name,
  immediates,
  type,
  meaning,
  width: accessWidth(name),
});

/** The rows, by the chapters of the specification's instruction index. */
// prettier-ignore
export const groups = {
  control: [
    row(0x00, 'unreachable', [], ''),
    row(0x01, 'nop', [], '->'),
    row(0x02, 'block', ['blockType'], ''),
    row(0x03, 'loop', ['blockType'], ''),
    row(0x04, 'if', ['blockType'], ''),
    row(0x05, 'else', [], ''),
    row(0x0b, 'end', [], ''),
    row(0x0c, 'br', ['labelIdx'], ''),
    row(0x0d, 'br_if', ['labelIdx'], ''),
    row(0x0e, 'br_table', ['labelIdxs'], ''),
    row(0x0f, 'return', [], ''),
    row(0x10, 'call', ['funcIdx'], ''),
    row(0x11, 'call_indirect', ['typeIdx', 'tableIdx'], ''),
    row(0x12, 'return_call', ['funcIdx'], ''),
    row(0x13, 'return_call_indirect', ['typeIdx', 'tableIdx'], ''),
  ],
  parametric: [
    row(0x1a, 'drop', [], ''),
    row(0x1b, 'select', [], ''),
    row(0x1c, 'select t', ['valTypes'], ''),
  ],
  variable: [
    row(0x20, 'local.get', ['localIdx'], ''),
    row(0x21, 'local.set', ['localIdx'], ''),
    row(0x22, 'local.tee', ['localIdx'], ''),
    row(0x23, 'global.get', ['globalIdx'], ''),
    row(0x24, 'global.set', ['globalIdx'], ''),
  ],
  reference: [
    row(0xd0, 'ref.null', ['heapType'], ''),
    row(0xd1, 'ref.is_null', [], ''),
    row(0xd2, 'ref.func', ['funcIdx'], ''),
  ],
  table: [
    row(0x25, 'table.get', ['tableIdx'], ''),
    row(0x26, 'table.set', ['tableIdx'], ''),
    row(FC | 12, 'table.init', ['elemIdx', 'tableIdx'], ''),
    row(FC | 13, 'elem.drop', ['elemIdx'], '->'),
    row(FC | 14, 'table.copy', ['tableIdx', 'tableIdx'], ''),
    row(FC | 15, 'table.grow', ['tableIdx'], ''),
    row(FC | 16, 'table.size', ['tableIdx'], '-> addr'),
    row(FC | 17, 'table.fill', ['tableIdx'], ''),
  ],
  memory: [
    row(0x28, 'i32.load', ['memArg'], 'addr -> i32'),
    row(0x29, 'i64.load', ['memArg'], 'addr -> i64'),
    row(0x2a, 'f32.load', ['memArg'], 'addr -> f32'),
    row(0x2b, 'f64.load', ['memArg'], 'addr -> f64'),
    row(0x2c, 'i32.load8_s', ['memArg'], 'addr -> i32'),
    row(0x2d, 'i32.load8_u', ['memArg'], 'addr -> i32'),
    row(0x2e, 'i32.load16_s', ['memArg'], 'addr -> i32'),
    row(0x2f, 'i32.load16_u', ['memArg'], 'addr -> i32'),
    row(0x30, 'i64.load8_s', ['memArg'], 'addr -> i64'),
    row(0x31, 'i64.load8_u', ['memArg'], 'addr -> i64'),
    row(0x32, 'i64.load16_s', ['memArg'], 'addr -> i64'),
    row(0x33, 'i64.load16_u', ['memArg'], 'addr -> i64'),
    row(0x34, 'i64.load32_s', ['memArg'], 'addr -> i64'),
    row(0x35, 'i64.load32_u', ['memArg'], 'addr -> i64'),
    row(0x36, 'i32.store', ['memArg'], 'addr i32 ->'),
    row(0x37, 'i64.store', ['memArg'], 'addr i64 ->'),
    row(0x38, 'f32.store', ['memArg'], 'addr f32 ->'),
    row(0x39, 'f64.store', ['memArg'], 'addr f64 ->'),
    row(0x3a, 'i32.store8', ['memArg'], 'addr i32 ->'),
    row(0x3b, 'i32.store16', ['memArg'], 'addr i32 ->'),
    row(0x3c, 'i64.store8', ['memArg'], 'addr i64 ->'),
    row(0x3d, 'i64.store16', ['memArg'], 'addr i64 ->'),
    row(0x3e, 'i64.store32', ['memArg'], 'addr i64 ->'),
    row(0x3f, 'memory.size', ['memIdx'], '-> addr'),
    row(0x40, 'memory.grow', ['memIdx'], 'addr -> addr'),
    row(FC | 8, 'memory.init', ['dataIdx', 'memIdx'], 'addr i32 i32 ->'),
    row(FC | 9, 'data.drop', ['dataIdx'], '->'),
    row(FC | 10, 'memory.copy', ['memIdx', 'memIdx'], 'addr addr addr ->'),
    row(FC | 11, 'memory.fill', ['memIdx'], 'addr i32 addr ->'),
  ],
  numeric: [
    row(0x41, 'i32.const', ['i32'], '-> i32'),
    row(0x42, 'i64.const', ['i64'], '-> i64'),
    row(0x43, 'f32.const', ['f32'], '-> f32'),
    row(0x44, 'f64.const', ['f64'], '-> f64'),
    row(0x45, 'i32.eqz', [], 'i32 -> i32', (a: number) => +(a === 0)),
    row(0x46, 'i32.eq', [], 'i32 i32 -> i32', (a: number, b: number) => +(a === b)),
    row(0x47, 'i32.ne', [], 'i32 i32 -> i32', (a: number, b: number) => +(a !== b)),
    row(0x48, 'i32.lt_s', [], 'i32 i32 -> i32', (a: number, b: number) => +(a < b)),
    row(0x49, 'i32.lt_u', [], 'i32 i32 -> i32', (a: number, b: number) => +((a >>> 0) < (b >>> 0))),
    row(0x4a, 'i32.gt_s', [], 'i32 i32 -> i32', (a: number, b: number) => +(a > b)),
    row(0x4b, 'i32.gt_u', [], 'i32 i32 -> i32', (a: number, b: number) => +((a >>> 0) > (b >>> 0))),
    row(0x4c, 'i32.le_s', [], 'i32 i32 -> i32', (a: number, b: number) => +(a <= b)),
    row(0x4d, 'i32.le_u', [], 'i32 i32 -> i32', (a: number, b: number) => +((a >>> 0) <= (b >>> 0))),
    row(0x4e, 'i32.ge_s', [], 'i32 i32 -> i32', (a: number, b: number) => +(a >= b)),
    row(0x4f, 'i32.ge_u', [], 'i32 i32 -> i32', (a: number, b: number) => +((a >>> 0) >= (b >>> 0))),
    row(0x50, 'i64.eqz', [], 'i64 -> i32', (a: bigint) => +(a === 0n)),
    row(0x51, 'i64.eq', [], 'i64 i64 -> i32', (a: bigint, b: bigint) => +(a === b)),
    row(0x52, 'i64.ne', [], 'i64 i64 -> i32', (a: bigint, b: bigint) => +(a !== b)),
    row(0x53, 'i64.lt_s', [], 'i64 i64 -> i32', (a: bigint, b: bigint) => +(a < b)),
    row(0x54, 'i64.lt_u', [], 'i64 i64 -> i32', (a: bigint, b: bigint) => +(n.u64(a) < n.u64(b))),
    row(0x55, 'i64.gt_s', [], 'i64 i64 -> i32', (a: bigint, b: bigint) => +(a > b)),
    row(0x56, 'i64.gt_u', [], 'i64 i64 -> i32', (a: bigint, b: bigint) => +(n.u64(a) > n.u64(b))),
    row(0x57, 'i64.le_s', [], 'i64 i64 -> i32', (a: bigint, b: bigint) => +(a <= b)),
    row(0x58, 'i64.le_u', [], 'i64 i64 -> i32', (a: bigint, b: bigint) => +(n.u64(a) <= n.u64(b))),
    row(0x59, 'i64.ge_s', [], 'i64 i64 -> i32', (a: bigint, b: bigint) => +(a >= b)),
    row(0x5a, 'i64.ge_u', [], 'i64 i64 -> i32', (a: bigint, b: bigint) => +(n.u64(a) >= n.u64(b))),
    row(0x5b, 'f32.eq', [], 'f32 f32 -> i32', (a: number, b: number) => +(a === b)),
    row(0x5c, 'f32.ne', [], 'f32 f32 -> i32', (a: number, b: number) => +(a !== b)),
    row(0x5d, 'f32.lt', [], 'f32 f32 -> i32', (a: number, b: number) => +(a < b)),
    row(0x5e, 'f32.gt', [], 'f32 f32 -> i32', (a: number, b: number) => +(a > b)),
    row(0x5f, 'f32.le', [], 'f32 f32 -> i32', (a: number, b: number) => +(a <= b)),
    row(0x60, 'f32.ge', [], 'f32 f32 -> i32', (a: number, b: number) => +(a >= b)),
    row(0x61, 'f64.eq', [], 'f64 f64 -> i32', (a: number, b: number) => +(a === b)),
    row(0x62, 'f64.ne', [], 'f64 f64 -> i32', (a: number, b: number) => +(a !== b)),
    row(0x63, 'f64.lt', [], 'f64 f64 -> i32', (a: number, b: number) => +(a < b)),
    row(0x64, 'f64.gt', [], 'f64 f64 -> i32', (a: number, b: number) => +(a > b)),
    row(0x65, 'f64.le', [], 'f64 f64 -> i32', (a: number, b: number) => +(a <= b)),
    row(0x66, 'f64.ge', [], 'f64 f64 -> i32', (a: number, b: number) => +(a >= b)),
    row(0x67, 'i32.clz', [], 'i32 -> i32', (a: number) => Math.clz32(a)),
    row(0x68, 'i32.ctz', [], 'i32 -> i32', (a: number) => n.ctz32(a)),
    row(0x69, 'i32.popcnt', [], 'i32 -> i32', (a: number) => n.popcnt32(a)),
    row(0x6a, 'i32.add', [], 'i32 i32 -> i32', (a: number, b: number) => (a + b) | 0),
    row(0x6b, 'i32.sub', [], 'i32 i32 -> i32', (a: number, b: number) => (a - b) | 0),
    row(0x6c, 'i32.mul', [], 'i32 i32 -> i32', (a: number, b: number) => Math.imul(a, b)),
    row(0x6d, 'i32.div_s', [], 'i32 i32 -> i32', n.divS32),
    row(0x6e, 'i32.div_u', [], 'i32 i32 -> i32', n.divU32),
    row(0x6f, 'i32.rem_s', [], 'i32 i32 -> i32', n.remS32),
    row(0x70, 'i32.rem_u', [], 'i32 i32 -> i32', n.remU32),
    row(0x71, 'i32.and', [], 'i32 i32 -> i32', (a: number, b: number) => a & b),
    row(0x72, 'i32.or', [], 'i32 i32 -> i32', (a: number, b: number) => a | b),
    row(0x73, 'i32.xor', [], 'i32 i32 -> i32', (a: number, b: number) => a ^ b),
    row(0x74, 'i32.shl', [], 'i32 i32 -> i32', (a: number, b: number) => a << b),
    row(0x75, 'i32.shr_s', [], 'i32 i32 -> i32', (a: number, b: number) => a >> b),
    row(0x76, 'i32.shr_u', [], 'i32 i32 -> i32', (a: number, b: number) => (a >>> b) | 0),
    row(0x77, 'i32.rotl', [], 'i32 i32 -> i32', n.rotl32),
    row(0x78, 'i32.rotr', [], 'i32 i32 -> i32', (a: number, b: number) => n.rotl32(a, -b)),
    row(0x79, 'i64.clz', [], 'i64 -> i64', n.clz64),
    row(0x7a, 'i64.ctz', [], 'i64 -> i64', n.ctz64),
    row(0x7b, 'i64.popcnt', [], 'i64 -> i64', n.popcnt64),
    row(0x7c, 'i64.add', [], 'i64 i64 -> i64', (a: bigint, b: bigint) => a + b),
    row(0x7d, 'i64.sub', [], 'i64 i64 -> i64', (a: bigint, b: bigint) => a - b),
    row(0x7e, 'i64.mul', [], 'i64 i64 -> i64', (a: bigint, b: bigint) => a * b),
    row(0x7f, 'i64.div_s', [], 'i64 i64 -> i64', n.divS64),
    row(0x80, 'i64.div_u', [], 'i64 i64 -> i64', n.divU64),
    row(0x81, 'i64.rem_s', [], 'i64 i64 -> i64', n.remS64),
    row(0x82, 'i64.rem_u', [], 'i64 i64 -> i64', n.remU64),
    row(0x83, 'i64.and', [], 'i64 i64 -> i64', (a: bigint, b: bigint) => a & b),
    row(0x84, 'i64.or', [], 'i64 i64 -> i64', (a: bigint, b: bigint) => a | b),
    row(0x85, 'i64.xor', [], 'i64 i64 -> i64', (a: bigint, b: bigint) => a ^ b),
    row(0x86, 'i64.shl', [], 'i64 i64 -> i64', (a: bigint, b: bigint) => a << (b & 63n)),
    row(0x87, 'i64.shr_s', [], 'i64 i64 -> i64', (a: bigint, b: bigint) => a >> (b & 63n)),
    row(0x88, 'i64.shr_u', [], 'i64 i64 -> i64', (a: bigint, b: bigint) => n.u64(a) >> (b & 63n)),
    row(0x89, 'i64.rotl', [], 'i64 i64 -> i64', n.rotl64),
    row(0x8a, 'i64.rotr', [], 'i64 i64 -> i64', (a: bigint, b: bigint) => n.rotl64(a, -b)),
    row(0x8b, 'f32.abs', [], 'f32 -> f32', (a: number) => Math.abs(a)),
    row(0x8c, 'f32.neg', [], 'f32 -> f32', (a: number) => -a),
    row(0x8d, 'f32.ceil', [], 'f32 -> f32', (a: number) => Math.ceil(a)),
    row(0x8e, 'f32.floor', [], 'f32 -> f32', (a: number) => Math.floor(a)),
    row(0x8f, 'f32.trunc', [], 'f32 -> f32', (a: number) => Math.trunc(a)),
    row(0x90, 'f32.nearest', [], 'f32 -> f32', n.nearest),
    row(0x91, 'f32.sqrt', [], 'f32 -> f32', (a: number) => Math.fround(Math.sqrt(a))),
    row(0x92, 'f32.add', [], 'f32 f32 -> f32', (a: number, b: number) => Math.fround(a + b)),
    row(0x93, 'f32.sub', [], 'f32 f32 -> f32', (a: number, b: number) => Math.fround(a - b)),
    row(0x94, 'f32.mul', [], 'f32 f32 -> f32', (a: number, b: number) => Math.fround(a * b)),
    row(0x95, 'f32.div', [], 'f32 f32 -> f32', (a: number, b: number) => Math.fround(a / b)),
    row(0x96, 'f32.min', [], 'f32 f32 -> f32', (a: number, b: number) => Math.min(a, b)),
    row(0x97, 'f32.max', [], 'f32 f32 -> f32', (a: number, b: number) => Math.max(a, b)),
    row(0x98, 'f32.copysign', [], 'f32 f32 -> f32', n.copysign),
    row(0x99, 'f64.abs', [], 'f64 -> f64', (a: number) => Math.abs(a)),
    row(0x9a, 'f64.neg', [], 'f64 -> f64', (a: number) => -a),
    row(0x9b, 'f64.ceil', [], 'f64 -> f64', (a: number) => Math.ceil(a)),
    row(0x9c, 'f64.floor', [], 'f64 -> f64', (a: number) => Math.floor(a)),
    row(0x9d, 'f64.trunc', [], 'f64 -> f64', (a: number) => Math.trunc(a)),
    row(0x9e, 'f64.nearest', [], 'f64 -> f64', n.nearest),
    row(0x9f, 'f64.sqrt', [], 'f64 -> f64', (a: number) => Math.sqrt(a)),
    row(0xa0, 'f64.add', [], 'f64 f64 -> f64', (a: number, b: number) => a + b),
    row(0xa1, 'f64.sub', [], 'f64 f64 -> f64', (a: number, b: number) => a - b),
    row(0xa2, 'f64.mul', [], 'f64 f64 -> f64', (a: number, b: number) => a * b),
    row(0xa3, 'f64.div', [], 'f64 f64 -> f64', (a: number, b: number) => a / b),
    row(0xa4, 'f64.min', [], 'f64 f64 -> f64', (a: number, b: number) => Math.min(a, b)),
    row(0xa5, 'f64.max', [], 'f64 f64 -> f64', (a: number, b: number) => Math.max(a, b)),
    row(0xa6, 'f64.copysign', [], 'f64 f64 -> f64', n.copysign),
    row(0xa7, 'i32.wrap_i64', [], 'i64 -> i32', (a: bigint) => Number(BigInt.asIntN(32, a))),
    row(0xa8, 'i32.trunc_f32_s', [], 'f32 -> i32', n.truncS32),
    row(0xa9, 'i32.trunc_f32_u', [], 'f32 -> i32', n.truncU32),
    row(0xaa, 'i32.trunc_f64_s', [], 'f64 -> i32', n.truncS32),
    row(0xab, 'i32.trunc_f64_u', [], 'f64 -> i32', n.truncU32),
    row(0xac, 'i64.extend_i32_s', [], 'i32 -> i64', (a: number) => BigInt(a)),
    row(0xad, 'i64.extend_i32_u', [], 'i32 -> i64', (a: number) => BigInt(a >>> 0)),
    row(0xae, 'i64.trunc_f32_s', [], 'f32 -> i64', n.truncS64),
    row(0xaf, 'i64.trunc_f32_u', [], 'f32 -> i64', n.truncU64),
    row(0xb0, 'i64.trunc_f64_s', [], 'f64 -> i64', n.truncS64),
    row(0xb1, 'i64.trunc_f64_u', [], 'f64 -> i64', n.truncU64),
    row(0xb2, 'f32.convert_i32_s', [], 'i32 -> f32', (a: number) => Math.fround(a)),
    row(0xb3, 'f32.convert_i32_u', [], 'i32 -> f32', (a: number) => Math.fround(a >>> 0)),
    row(0xb4, 'f32.convert_i64_s', [], 'i64 -> f32', n.toF32),
    row(0xb5, 'f32.convert_i64_u', [], 'i64 -> f32', (a: bigint) => n.toF32(n.u64(a))),
    row(0xb6, 'f32.demote_f64', [], 'f64 -> f32', Math.fround),
    row(0xb7, 'f64.convert_i32_s', [], 'i32 -> f64', (a: number) => a),
    row(0xb8, 'f64.convert_i32_u', [], 'i32 -> f64', (a: number) => a >>> 0),
    row(0xb9, 'f64.convert_i64_s', [], 'i64 -> f64', (a: bigint) => Number(a)),
    row(0xba, 'f64.convert_i64_u', [], 'i64 -> f64', (a: bigint) => Number(n.u64(a))),
    row(0xbb, 'f64.promote_f32', [], 'f32 -> f64', (a: number) => a),
    row(0xbc, 'i32.reinterpret_f32', [], 'f32 -> i32'),
    row(0xbd, 'i64.reinterpret_f64', [], 'f64 -> i64'),
    row(0xbe, 'f32.reinterpret_i32', [], 'i32 -> f32'),
    row(0xbf, 'f64.reinterpret_i64', [], 'i64 -> f64'),
    row(0xc0, 'i32.extend8_s', [], 'i32 -> i32', (a: number) => (a << 24) >> 24),
    row(0xc1, 'i32.extend16_s', [], 'i32 -> i32', (a: number) => (a << 16) >> 16),
    row(0xc2, 'i64.extend8_s', [], 'i64 -> i64', (a: bigint) => BigInt.asIntN(8, a)),
    row(0xc3, 'i64.extend16_s', [], 'i64 -> i64', (a: bigint) => BigInt.asIntN(16, a)),
    row(0xc4, 'i64.extend32_s', [], 'i64 -> i64', (a: bigint) => BigInt.asIntN(32, a)),
    row(FC | 0, 'i32.trunc_sat_f32_s', [], 'f32 -> i32', n.satS32),
    row(FC | 1, 'i32.trunc_sat_f32_u', [], 'f32 -> i32', n.satU32),
    row(FC | 2, 'i32.trunc_sat_f64_s', [], 'f64 -> i32', n.satS32),
    row(FC | 3, 'i32.trunc_sat_f64_u', [], 'f64 -> i32', n.satU32),
    row(FC | 4, 'i64.trunc_sat_f32_s', [], 'f32 -> i64', n.satS64),
    row(FC | 5, 'i64.trunc_sat_f32_u', [], 'f32 -> i64', n.satU64),
    row(FC | 6, 'i64.trunc_sat_f64_s', [], 'f64 -> i64', n.satS64),
    row(FC | 7, 'i64.trunc_sat_f64_u', [], 'f64 -> i64', n.satU64),
  ],
  // A change in place (rmw) has for its meaning what becomes of what was there.
  atomic: [
    row(FE | 0x00, 'memory.atomic.notify', ['memArg'], 'addr i32 -> i32'),
    row(FE | 0x01, 'memory.atomic.wait32', ['memArg'], 'addr i32 i64 -> i32'),
    row(FE | 0x02, 'memory.atomic.wait64', ['memArg'], 'addr i64 i64 -> i32'),
    row(FE | 0x03, 'atomic.fence', ['order'], '->'),
    row(FE | 0x10, 'i32.atomic.load', ['memArg'], 'addr -> i32'),
    row(FE | 0x11, 'i64.atomic.load', ['memArg'], 'addr -> i64'),
    row(FE | 0x12, 'i32.atomic.load8_u', ['memArg'], 'addr -> i32'),
    row(FE | 0x13, 'i32.atomic.load16_u', ['memArg'], 'addr -> i32'),
    row(FE | 0x14, 'i64.atomic.load8_u', ['memArg'], 'addr -> i64'),
    row(FE | 0x15, 'i64.atomic.load16_u', ['memArg'], 'addr -> i64'),
    row(FE | 0x16, 'i64.atomic.load32_u', ['memArg'], 'addr -> i64'),
    row(FE | 0x17, 'i32.atomic.store', ['memArg'], 'addr i32 ->'),
    row(FE | 0x18, 'i64.atomic.store', ['memArg'], 'addr i64 ->'),
    row(FE | 0x19, 'i32.atomic.store8', ['memArg'], 'addr i32 ->'),
    row(FE | 0x1a, 'i32.atomic.store16', ['memArg'], 'addr i32 ->'),
    row(FE | 0x1b, 'i64.atomic.store8', ['memArg'], 'addr i64 ->'),
    row(FE | 0x1c, 'i64.atomic.store16', ['memArg'], 'addr i64 ->'),
    row(FE | 0x1d, 'i64.atomic.store32', ['memArg'], 'addr i64 ->'),
    row(FE | 0x1e, 'i32.atomic.rmw.add', ['memArg'], 'addr i32 -> i32', (a: bigint, b: bigint) => a + b),
    row(FE | 0x1f, 'i64.atomic.rmw.add', ['memArg'], 'addr i64 -> i64', (a: bigint, b: bigint) => a + b),
    row(FE | 0x20, 'i32.atomic.rmw8.add_u', ['memArg'], 'addr i32 -> i32', (a: bigint, b: bigint) => a + b),
    row(FE | 0x21, 'i32.atomic.rmw16.add_u', ['memArg'], 'addr i32 -> i32', (a: bigint, b: bigint) => a + b),
    row(FE | 0x22, 'i64.atomic.rmw8.add_u', ['memArg'], 'addr i64 -> i64', (a: bigint, b: bigint) => a + b),
    row(FE | 0x23, 'i64.atomic.rmw16.add_u', ['memArg'], 'addr i64 -> i64', (a: bigint, b: bigint) => a + b),
    row(FE | 0x24, 'i64.atomic.rmw32.add_u', ['memArg'], 'addr i64 -> i64', (a: bigint, b: bigint) => a + b),
    row(FE | 0x25, 'i32.atomic.rmw.sub', ['memArg'], 'addr i32 -> i32', (a: bigint, b: bigint) => a - b),
    row(FE | 0x26, 'i64.atomic.rmw.sub', ['memArg'], 'addr i64 -> i64', (a: bigint, b: bigint) => a - b),
    row(FE | 0x27, 'i32.atomic.rmw8.sub_u', ['memArg'], 'addr i32 -> i32', (a: bigint, b: bigint) => a - b),
    row(FE | 0x28, 'i32.atomic.rmw16.sub_u', ['memArg'], 'addr i32 -> i32', (a: bigint, b: bigint) => a - b),
    row(FE | 0x29, 'i64.atomic.rmw8.sub_u', ['memArg'], 'addr i64 -> i64', (a: bigint, b: bigint) => a - b),
    row(FE | 0x2a, 'i64.atomic.rmw16.sub_u', ['memArg'], 'addr i64 -> i64', (a: bigint, b: bigint) => a - b),
    row(FE | 0x2b, 'i64.atomic.rmw32.sub_u', ['memArg'], 'addr i64 -> i64', (a: bigint, b: bigint) => a - b),
    row(FE | 0x2c, 'i32.atomic.rmw.and', ['memArg'], 'addr i32 -> i32', (a: bigint, b: bigint) => a & b),
    row(FE | 0x2d, 'i64.atomic.rmw.and', ['memArg'], 'addr i64 -> i64', (a: bigint, b: bigint) => a & b),
    row(FE | 0x2e, 'i32.atomic.rmw8.and_u', ['memArg'], 'addr i32 -> i32', (a: bigint, b: bigint) => a & b),
    row(FE | 0x2f, 'i32.atomic.rmw16.and_u', ['memArg'], 'addr i32 -> i32', (a: bigint, b: bigint) => a & b),
    row(FE | 0x30, 'i64.atomic.rmw8.and_u', ['memArg'], 'addr i64 -> i64', (a: bigint, b: bigint) => a & b),
    row(FE | 0x31, 'i64.atomic.rmw16.and_u', ['memArg'], 'addr i64 -> i64', (a: bigint, b: bigint) => a & b),
    row(FE | 0x32, 'i64.atomic.rmw32.and_u', ['memArg'], 'addr i64 -> i64', (a: bigint, b: bigint) => a & b),
    row(FE | 0x33, 'i32.atomic.rmw.or', ['memArg'], 'addr i32 -> i32', (a: bigint, b: bigint) => a | b),
    row(FE | 0x34, 'i64.atomic.rmw.or', ['memArg'], 'addr i64 -> i64', (a: bigint, b: bigint) => a | b),
    row(FE | 0x35, 'i32.atomic.rmw8.or_u', ['memArg'], 'addr i32 -> i32', (a: bigint, b: bigint) => a | b),
    row(FE | 0x36, 'i32.atomic.rmw16.or_u', ['memArg'], 'addr i32 -> i32', (a: bigint, b: bigint) => a | b),
    row(FE | 0x37, 'i64.atomic.rmw8.or_u', ['memArg'], 'addr i64 -> i64', (a: bigint, b: bigint) => a | b),
    row(FE | 0x38, 'i64.atomic.rmw16.or_u', ['memArg'], 'addr i64 -> i64', (a: bigint, b: bigint) => a | b),
    row(FE | 0x39, 'i64.atomic.rmw32.or_u', ['memArg'], 'addr i64 -> i64', (a: bigint, b: bigint) => a | b),
    row(FE | 0x3a, 'i32.atomic.rmw.xor', ['memArg'], 'addr i32 -> i32', (a: bigint, b: bigint) => a ^ b),
    row(FE | 0x3b, 'i64.atomic.rmw.xor', ['memArg'], 'addr i64 -> i64', (a: bigint, b: bigint) => a ^ b),
    row(FE | 0x3c, 'i32.atomic.rmw8.xor_u', ['memArg'], 'addr i32 -> i32', (a: bigint, b: bigint) => a ^ b),
    row(FE | 0x3d, 'i32.atomic.rmw16.xor_u', ['memArg'], 'addr i32 -> i32', (a: bigint, b: bigint) => a ^ b),
    row(FE | 0x3e, 'i64.atomic.rmw8.xor_u', ['memArg'], 'addr i64 -> i64', (a: bigint, b: bigint) => a ^ b),
    row(FE | 0x3f, 'i64.atomic.rmw16.xor_u', ['memArg'], 'addr i64 -> i64', (a: bigint, b: bigint) => a ^ b),
    row(FE | 0x40, 'i64.atomic.rmw32.xor_u', ['memArg'], 'addr i64 -> i64', (a: bigint, b: bigint) => a ^ b),
    row(FE | 0x41, 'i32.atomic.rmw.xchg', ['memArg'], 'addr i32 -> i32', (_: bigint, b: bigint) => b),
    row(FE | 0x42, 'i64.atomic.rmw.xchg', ['memArg'], 'addr i64 -> i64', (_: bigint, b: bigint) => b),
    row(FE | 0x43, 'i32.atomic.rmw8.xchg_u', ['memArg'], 'addr i32 -> i32', (_: bigint, b: bigint) => b),
    row(FE | 0x44, 'i32.atomic.rmw16.xchg_u', ['memArg'], 'addr i32 -> i32', (_: bigint, b: bigint) => b),
    row(FE | 0x45, 'i64.atomic.rmw8.xchg_u', ['memArg'], 'addr i64 -> i64', (_: bigint, b: bigint) => b),
    row(FE | 0x46, 'i64.atomic.rmw16.xchg_u', ['memArg'], 'addr i64 -> i64', (_: bigint, b: bigint) => b),
    row(FE | 0x47, 'i64.atomic.rmw32.xchg_u', ['memArg'], 'addr i64 -> i64', (_: bigint, b: bigint) => b),
    row(FE | 0x48, 'i32.atomic.rmw.cmpxchg', ['memArg'], 'addr i32 i32 -> i32'),
    row(FE | 0x49, 'i64.atomic.rmw.cmpxchg', ['memArg'], 'addr i64 i64 -> i64'),
    row(FE | 0x4a, 'i32.atomic.rmw8.cmpxchg_u', ['memArg'], 'addr i32 i32 -> i32'),
    row(FE | 0x4b, 'i32.atomic.rmw16.cmpxchg_u', ['memArg'], 'addr i32 i32 -> i32'),
    row(FE | 0x4c, 'i64.atomic.rmw8.cmpxchg_u', ['memArg'], 'addr i64 i64 -> i64'),
    row(FE | 0x4d, 'i64.atomic.rmw16.cmpxchg_u', ['memArg'], 'addr i64 i64 -> i64'),
    row(FE | 0x4e, 'i64.atomic.rmw32.cmpxchg_u', ['memArg'], 'addr i64 i64 -> i64'),
  ],
} as const;

/** A chapter of the table. */
export type Group = keyof typeof groups;

/** The name of an instruction. */
export type InstructionName = (typeof groups)[Group][number]['name'];

/** All rows, in the order of the groups. */
export const instructions: readonly Instruction<InstructionName>[] =
  Object.values(groups).flat();

/** The row with this code, if there is one. */
export const instructionByCode: ReadonlyMap<
  number,
  Instruction<InstructionName>
> = new Map(instructions.map((each) => [each.code, each]));

/** The type of a row, taken apart: names of value types, or `addr`. */
export type Signature = {
  readonly params: readonly string[];
  readonly results: readonly string[];
};

/** The type column of a row as lists; undefined where the context decides. */
export function signature(row: Instruction): Signature | undefined {
  if (row.type === '') return undefined;
  const [params = '', results = ''] = row.type.split('->');
  const words = (text: string) => text.split(' ').filter((word) => word !== '');
  return { params: words(params), results: words(results) };
}

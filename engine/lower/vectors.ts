/**
 * Vector loads and stores: made of narrower ones, and of operations on lanes.
 *
 * A v128 is loaded in two halves, a splat is a number loaded and spread, and a
 * lane is stored as the number that is taken from it. So nothing that runs
 * touches memory in a way of its own, and what holds for an i64.load holds
 * here. Ours · lesson "Four numbers at once".
 */

import { instructions } from '../syntax/instructions.ts';
import type { InstructionName } from '../syntax/instructions.ts';
import { v128 } from '../syntax/types.ts';
import { op } from './code.ts';
import { address, emit, offsetWord, pop, push, rare } from './context.ts';
import { read } from './context.ts';
import type { Context } from './context.ts';

/** What an access to one lane is made of, by the lane's bytes. */
// prettier-ignore
const parts = new Map<number, Record<'load' | 'store' | 'splat' | 'put' | 'get', InstructionName>>([
  [1, { load: 'i32.load8_u', store: 'i32.store8', splat: 'i8x16.splat', put: 'i8x16.replace_lane', get: 'i8x16.extract_lane_u' }],
  [2, { load: 'i32.load16_u', store: 'i32.store16', splat: 'i16x8.splat', put: 'i16x8.replace_lane', get: 'i16x8.extract_lane_u' }],
  [4, { load: 'i32.load', store: 'i32.store', splat: 'i32x4.splat', put: 'i32x4.replace_lane', get: 'i32x4.extract_lane' }],
  [8, { load: 'i64.load', store: 'i64.store', splat: 'i64x2.splat', put: 'i64x2.replace_lane', get: 'i64x2.extract_lane' }],
]);

/** Loads of eight bytes that become lanes of twice the width. */
const extending: Partial<Record<InstructionName, InstructionName>> = {
  'v128.load8x8_s': 'i16x8.extend_low_i8x16_s',
  'v128.load8x8_u': 'i16x8.extend_low_i8x16_u',
  'v128.load16x4_s': 'i32x4.extend_low_i16x8_s',
  'v128.load16x4_u': 'i32x4.extend_low_i16x8_u',
  'v128.load32x2_s': 'i64x2.extend_low_i32x4_s',
  'v128.load32x2_u': 'i64x2.extend_low_i32x4_u',
};

const codes = new Map(instructions.map(({ name, code }) => [name, code]));

/** Emits a load or store of a number: its name, its slots, and how far behind the offset it lies. */
function access(
  c: Context,
  name: InstructionName,
  to: number,
  from: number,
  beyond = 0,
): void {
  const offset = (offsetWord(c) >>> 0) + beyond;
  // What is too large for a word is beyond all memory anyway.
  const words = [to, from, Math.min(offset, 0xffff_ffff)];
  if (c.r.x > 0) rare(c, name, ...words, c.r.x);
  else emit(c, codes.get(name) ?? 0, ...words);
}

/** Lowers a load or store of a vector, or of a part of one. */
export function vectorAccess(c: Context): void {
  const { row, y: lane } = c.r;
  const { name, width } = row;
  const part = parts.get(width);
  const vector = /store|lane/.test(name) ? pop(c) : undefined;
  const v = vector ? read(c, vector) : 0;
  const at = address(c, pop(c));
  if (vector && name.includes('store')) {
    const { home } = vector;
    if (part) {
      rare(c, part.get, home, v, lane);
      return access(c, part.store, at, home);
    }
    // If one half is out of bounds, it is the higher: nothing is stored then.
    access(c, 'i64.store', at, v + 2, 8);
    return access(c, 'i64.store', at, v);
  }
  // The address may lie where the vector will: the first half comes last.
  const { home: d } = push(c, v128);
  if (!part) access(c, 'i64.load', d + 2, at, 8);
  const zero = name.endsWith('zero');
  if (width === 4 && zero) access(c, 'i64.load32_u', d, at);
  else access(c, part?.load ?? 'i64.load', d, at);
  const extend = extending[name];
  if (zero) emit(c, op.const64, d + 2, 0, 0);
  else if (extend) rare(c, extend, d, d);
  else if (vector && part) rare(c, part.put, d, v, d, lane);
  else if (part) rare(c, part.splat, d, d);
}

/**
 * LEB128: the integers of the binary format, seven bits to a byte.
 *
 * The high bit of a byte says that another follows. An integer of N bits takes
 * at most ⌈N/7⌉ bytes, and the bits beyond N in the last one must be zero, or
 * copies of the sign: both are checked, with an error each.
 * Spec 5.2.2 · lesson "What is in the file".
 */

import { Malformed } from '../syntax/errors.ts';
import type { Size } from '../syntax/types.ts';
import { byte, room } from './cursor.ts';
import type { Cursor } from './cursor.ts';

const tooLong = 'integer representation too long';
const tooLarge = 'integer too large';

/** Reads an unsigned integer of 32 bits. */
export function u32(c: Cursor): number {
  let value = 0;
  for (let shift = 0; shift < 28; shift += 7) {
    const b = byte(c);
    value |= (b & 0x7f) << shift;
    if (b < 0x80) return value;
  }
  const last = byte(c);
  if (last & 0x80) throw new Malformed(tooLong, c.at - 1);
  if (last > 0x0f) throw new Malformed(tooLarge, c.at - 1);
  return (value | (last << 28)) >>> 0;
}

/** Reads a byte that none may follow: the last one of an integer, or a code, the bits of a signed integer of 7 bits as they stand. */
export function code7(c: Cursor): number {
  const code = byte(c);
  if (code & 0x80) throw new Malformed(tooLong, c.at - 1);
  return code;
}

/** Reads a signed integer of 32 bits. */
export const s32 = (c: Cursor): number => signed(c, 0x78);

/** Reads a signed integer of 33 bits: a type index, or a negative type code. */
export const s33 = (c: Cursor): number => signed(c, 0x70);

/** Reads a signed integer; in a fifth byte the bits `beyond` are copies of the sign. */
function signed(c: Cursor, beyond: number): number {
  let value = 0;
  for (let shift = 0; shift < 28; shift += 7) {
    const b = byte(c);
    value |= (b & 0x7f) << shift;
    if (b < 0x80) return (value << (25 - shift)) >> (25 - shift);
  }
  const last = code7(c);
  const sign = last & beyond;
  if (sign !== 0 && sign !== beyond) throw new Malformed(tooLarge, c.at - 1);
  const unsigned = (value | (last << 28)) >>> 0;
  return sign ? unsigned - 2 ** 32 : unsigned;
}

/** Reads a signed integer of 64 bits into two 32-bit words: `[low, high]`. */
export function s64(c: Cursor): [low: number, high: number] {
  let low = 0;
  let high = 0;
  for (let shift = 0; shift < 63; shift += 7) {
    const b = byte(c);
    const bits = b & 0x7f;
    if (shift < 28) low |= bits << shift;
    else if (shift === 28) {
      low |= bits << 28;
      high = bits >> 4;
    } else high |= bits << (shift - 32);
    if (b < 0x80) return signExtend(low, high, shift + 7);
  }
  const last = code7(c);
  if (last !== 0 && last !== 0x7f) throw new Malformed(tooLarge, c.at - 1);
  return [low, high | (last << 31)];
}

/** Copies bit `size - 1` of a two-word integer to all bits above it. */
function signExtend(low: number, high: number, size: number): [number, number] {
  if (size > 32) return [low, (high << (64 - size)) >> (64 - size)];
  const word = (low << (32 - size)) >> (32 - size);
  return [word, word >> 31];
}

/** Reads an unsigned integer of 64 bits. */
export function u64(c: Cursor): Size {
  let value = 0;
  for (let shift = 0; shift < 49; shift += 7) {
    const b = byte(c);
    value += (b & 0x7f) * 2 ** shift;
    if (b < 0x80) return value;
  }
  let high = 0;
  for (let shift = 0; shift < 14; shift += 7) {
    const b = byte(c);
    high |= (b & 0x7f) << shift;
    if (b < 0x80) return whole(value, high);
  }
  const last = code7(c);
  if (last > 1) throw new Malformed(tooLarge, c.at - 1);
  return whole(value, high | (last << 14));
}

/** The integer whose lowest 49 bits are `low`. */
const whole = (low: number, high: number): Size =>
  high < 16 ? low + high * 2 ** 49 : BigInt(low) + (BigInt(high) << 49n);

/** Reads the length in bytes of what follows. Throws Malformed when the input is shorter. */
export function length(c: Cursor): number {
  const start = c.at;
  const size = u32(c);
  if (size > c.end - c.at) throw new Malformed('length out of bounds', start);
  return size;
}

/** Reads how many items follow. None is smaller than a byte, so no count is larger than what is left. */
export function count(c: Cursor): number {
  const items = u32(c);
  room(c, items);
  return items;
}

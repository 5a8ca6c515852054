/**
 * LEB128 against the definition: every length that a value fits in, and every
 * way to be too long or too large.
 */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cursor } from '../../../engine/binary/cursor.ts';
import type { Cursor } from '../../../engine/binary/cursor.ts';
import { s32, s33, s64, u32, u64 } from '../../../engine/binary/leb128.ts';
import { hex } from './bytes.ts';

/** LEB128 as the specification words it, in as many bytes as asked for. */
function encode(value: bigint, length: number): number[] {
  return Array.from({ length }, (_, i) => {
    const low = Number((value >> BigInt(7 * i)) & 0x7fn);
    return i < length - 1 ? low | 0x80 : low;
  });
}

const wide = (c: Cursor): bigint => {
  const [low, high] = s64(c);
  return (BigInt(high) << 32n) | BigInt(low >>> 0);
};

/** Each reader: its bits, its longest form, and what it says as a BigInt. */
const readers = {
  u32: { read: (c: Cursor) => BigInt(u32(c)), signed: false, bits: 32n },
  s32: { read: (c: Cursor) => BigInt(s32(c)), signed: true, bits: 32n },
  s33: { read: (c: Cursor) => BigInt(s33(c)), signed: true, bits: 33n },
  s64: { read: wide, signed: true, bits: 64n },
  u64: { read: (c: Cursor) => BigInt(u64(c)), signed: false, bits: 64n },
};

describe.each(Object.entries(readers))('%s', (_, { read, signed, bits }) => {
  const low = signed ? -(1n << (bits - 1n)) : 0n;
  const high = signed ? (1n << (bits - 1n)) - 1n : (1n << bits) - 1n;
  const longest = bits === 53n ? 10 : Math.ceil(Number(bits) / 7);
  const fits = (value: bigint, length: number) => {
    const limit = 1n << BigInt(7 * length - (signed ? 1 : 0));
    return value < limit && value >= (signed ? -limit : 0n);
  };

  const agrees = (value: bigint) => {
    for (let length = 1; length <= longest; length++) {
      if (!fits(value, length)) continue;
      const c = cursor(Uint8Array.from([...encode(value, length), 0xee]));
      expect([read(c), c.at]).toEqual([value, length]);
    }
  };

  test('reads every value in every length that it fits in', () => {
    fc.assert(fc.property(fc.bigInt({ min: low, max: high }), agrees));
    for (const value of [low, low + 1n, -1n, 0n, 1n, 63n, 64n, high - 1n, high])
      if (value >= low) agrees(value);
  });

  test('refuses a byte too many', () => {
    const c = cursor(Uint8Array.from(encode(0n, longest + 1)));
    expect(() => read(c)).toThrow('integer representation too long');
  });

  test('refuses to read past the end', () => {
    for (let length = 0; length < longest; length++) {
      const c = cursor(new Uint8Array(length).fill(0x80));
      expect(() => read(c)).toThrow('unexpected end');
    }
  });
});

describe('bits beyond the number', () => {
  test.each([
    ['u32', 'ff ff ff ff 0f', 4_294_967_295n],
    ['u32', 'ff ff ff ff 1f', undefined],
    ['u32', '80 80 80 80 10', undefined],
    ['s32', 'ff ff ff ff 07', 2_147_483_647n],
    ['s32', '80 80 80 80 78', -2_147_483_648n],
    ['s32', '80 80 80 80 08', undefined],
    ['s32', 'ff ff ff ff 0f', undefined],
    ['s32', 'ff ff ff ff 70', undefined],
    ['s33', 'ff ff ff ff 0f', 4_294_967_295n],
    ['s33', '80 80 80 80 70', -4_294_967_296n],
    ['s33', '80 80 80 80 10', undefined],
    ['s64', 'ff ff ff ff ff ff ff ff ff 00', 9_223_372_036_854_775_807n],
    ['s64', '80 80 80 80 80 80 80 80 80 7f', -9_223_372_036_854_775_808n],
    ['s64', 'ff ff ff ff ff ff ff ff ff 01', undefined],
    ['s64', '80 80 80 80 80 80 80 80 80 7e', undefined],
    ['u64', 'ff ff ff ff ff ff ff ff ff 01', 18_446_744_073_709_551_615n],
    ['u64', '80 80 80 80 80 80 80 80 80 02', undefined],
  ] as const)('%s %s', (name, bytes, value) => {
    const c = cursor(hex(bytes));
    const read = () => readers[name].read(c);
    if (value === undefined) expect(read).toThrow('integer too large');
    else expect(read()).toBe(value);
  });
});

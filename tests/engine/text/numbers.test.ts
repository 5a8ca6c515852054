/** Numbers: what is one, which bits it has, and how bits are written. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { floatBits, floatText } from '../../../engine/text/numbers.ts';
import { integer, isNumber, natural } from '../../../engine/text/numbers.ts';

const hex = (bits: bigint | undefined) => bits?.toString(16);

const view = new DataView(new ArrayBuffer(8));

/** The bits that JavaScript gives a number. */
function bitsOf(value: number, width: 32 | 64): bigint {
  if (width === 64) view.setFloat64(0, value);
  else view.setFloat32(0, value);
  return width === 64 ? view.getBigUint64(0) : BigInt(view.getUint32(0));
}

describe('what is a number', () => {
  test.each(
    '0 -0 +1 1_000 0x0 0xAbCd_Ef 1. 1.5 1e5 1E-5 1.e+5 0x1p3 0x1.8P-3 inf -inf nan +nan nan:0x1 nan:0xf_f'.split(
      ' ',
    ),
  )('%s', (word) => expect(isNumber(word)).toBe(true));

  test.each(
    '. .5 1_ _1 1__0 0x 0X1 0xg 1e 1e+ 0x1p 0b1 1f INF Nan NaN nan: nan:1 nan:0x nan:0X1 infinity 1-2 + - 0x1.p_1 1._5'.split(
      ' ',
    ),
  )('%s is none', (word) => expect(isNumber(word)).toBe(false));
});

test.each([
  ['0xffff_ffff', 32, -1n],
  ['4294967295', 32, -1n],
  ['-0x8000_0000', 32, -0x8000_0000n],
  ['4294967296', 32, undefined],
  ['-2147483649', 32, undefined],
  ['0xffff_ffff_ffff_ffff', 64, -1n],
  ['-9_223_372_036_854_775_808', 64, -(2n ** 63n)],
  ['0x1_0000_0000_0000_0000', 64, undefined],
  ['1.0', 32, undefined],
])('the integer %s of %i bits is %s', (word, bits, value) => {
  expect(integer(word, bits)).toBe(value);
});

test('a natural number has no sign', () => {
  expect(natural('0x10', 32)).toBe(16n);
  expect(natural('4294967296', 32)).toBeUndefined();
  expect(natural('-1', 32)).toBeUndefined();
  expect(natural('+1', 32)).toBeUndefined();
  expect(natural('$x', 32)).toBeUndefined();
});

// prettier-ignore
test.each([
  // Halfway to the next f32, and a little on either side of it.
  ['16777217', 32, '4b800000'],
  ['16777217.0000000000000001', 32, '4b800001'],
  ['16777219', 32, '4b800002'],
  ['0x1.000001p0', 32, '3f800000'],
  ['0x1.0000010000000000001p0', 32, '3f800001'],
  // By way of f64 the second would be rounded twice.
  ['1.000000059604644775390625', 32, '3f800000'],
  ['1.00000005960464477539062500000000001', 32, '3f800001'],
  // The ends of the range.
  ['0x1p-149', 32, '1'],
  ['0x1p-150', 32, '0'],
  ['0x1.000001p-150', 32, '1'],
  ['-0x1p-1000', 32, '80000000'],
  ['0x1.fffffep127', 32, '7f7fffff'],
  ['0x1.fffffefp127', 32, '7f7fffff'],
  ['0x1.ffffffp127', 32, undefined],
  ['340282356779733661637539395458142568447', 32, '7f7fffff'],
  ['340282356779733661637539395458142568448', 32, undefined],
  ['2.2250738585072011e-308', 64, 'fffffffffffff'],
  ['4.9e-324', 64, '1'],
  ['2.4703282292062327e-324', 64, '0'],
  ['2.4703282292062328e-324', 64, '1'],
  ['1.7976931348623157e308', 64, '7fefffffffffffff'],
  ['1.7976931348623159e308', 64, undefined],
  ['1e999999999999999999', 64, undefined],
  ['1e-999999999999999999', 64, '0'],
  ['0e999999999999999999', 64, '0'],
  // What is no number.
  ['inf', 32, '7f800000'],
  ['-inf', 64, 'fff0000000000000'],
  ['nan', 32, '7fc00000'],
  ['-nan:0x1', 32, 'ff800001'],
  ['nan:0x7f_ffff', 32, '7fffffff'],
  ['nan:0x0', 32, undefined],
  ['nan:0x80_0000', 32, undefined],
  ['nan:0x8_0000_0000_0000', 64, '7ff8000000000000'],
  ['word', 32, undefined],
] as const)('the float %s of %i bits is %s', (word, width, bits) => {
  expect(hex(floatBits(word, width))).toBe(bits);
});

test('an f64 is read as JavaScript reads it', () => {
  fc.assert(
    fc.property(
      fc.bigInt(0n, 10n ** 25n),
      fc.integer({ min: -340, max: 300 }),
      (digits, exponent) => {
        const word = `${digits}e${exponent}`;
        const value = Number(word);
        fc.pre(Number.isFinite(value));
        expect(hex(floatBits(word, 64))).toBe(hex(bitsOf(value, 64)));
      },
    ),
  );
});

test('an f32 is the nearest of its neighbours', () => {
  const exact = (bits: bigint) => {
    view.setUint32(0, Number(bits));
    return view.getFloat32(0);
  };
  fc.assert(
    fc.property(fc.double({ noNaN: true, min: 1e-44, max: 3e38 }), (value) => {
      // A double's own value is exact, so that the nearest f32 is `fround`'s.
      const bits = floatBits(value.toPrecision(17), 32) ?? 0n;
      const near = exact(bits);
      const error = Math.abs(near - value);
      for (const beside of [bits - 1n, bits + 1n]) {
        if (beside < 0n || beside >= 0x7f80_0000n) continue;
        const other = Math.abs(exact(beside) - value);
        expect(error).toBeLessThanOrEqual(other * (1 + 1e-9));
      }
    }),
  );
});

test.each([32, 64] as const)('all bits of %i are written and read', (width) => {
  const most = (1n << BigInt(width)) - 1n;
  fc.assert(
    fc.property(fc.bigInt(0n, most), (bits) => {
      const word = floatText(bits, width);
      expect(isNumber(word)).toBe(true);
      expect(hex(floatBits(word, width))).toBe(hex(bits));
    }),
  );
});

test.each([
  [0.1, 32, '0.1'],
  [-0, 32, '-0'],
  [666.6, 32, '666.6'],
  [16777216, 32, '16777216'],
  [1e21, 64, '1e+21'],
  [0.1, 64, '0.1'],
  [Infinity, 64, 'inf'],
] as const)('the float %s of %i bits is written %s', (value, width, word) => {
  expect(floatText(bitsOf(value, width), width)).toBe(word);
});

/**
 * What vector instructions do to lanes, where that takes more than an operator.
 *
 * A lane that is an integer of 64 bits comes as a BigInt, every other one as a
 * number, and what comes back is cut to its lane by whoever stores it: so one
 * function serves every shape. Where a NaN must keep its bits, the lane of a
 * float comes as an integer. Spec 4.3.5 · lesson "Four numbers at once".
 */

type Lane = number | bigint;

// #region one by one
/** The same number, in a lane of another shape. */
export const same = <T extends Lane>(a: T): T => a;

/** A comparison gives −1, which is all ones, or 0. */
const mask = (holds: boolean): number => (holds ? -1 : 0);

/** Compares for equality. */
export const eq = <T extends Lane>(a: T, b: T): number => mask(a === b);
/** Compares for inequality: NaN differs from itself. */
export const ne = <T extends Lane>(a: T, b: T): number => mask(a !== b);
/** Compares for less. */
export const lt = <T extends Lane>(a: T, b: T): number => mask(a < b);
/** Compares for greater. */
export const gt = <T extends Lane>(a: T, b: T): number => mask(a > b);
/** Compares for less or equal. */
export const le = <T extends Lane>(a: T, b: T): number => mask(a <= b);
/** Compares for greater or equal. */
export const ge = <T extends Lane>(a: T, b: T): number => mask(a >= b);
// #endregion

// #region bits
/** Bits of `a` where `mask` is one, of `b` where it is zero. */
export const bitselect = (a: number, b: number, mask: number): number =>
  (a & mask) | (b & ~mask);

/** Whether any bit of any lane is one. */
export const anyTrue = (...lanes: Lane[]): number => +lanes.some(Boolean);
/** Whether no lane is zero. */
export const allTrue = (...lanes: Lane[]): number => +lanes.every(Boolean);
/** The sign bits of all lanes, the first lane's lowest. */
export const bitmask = (...lanes: Lane[]): number =>
  lanes.reduce<number>((bits, lane, i) => bits | (+(lane < 0) << i), 0);
// #endregion

// #region sums
const saturate = (low: number, high: number) => (a: number) =>
  Math.max(low, Math.min(high, a));

/** The nearest integer of 8 bits, signed. */
export const satS8 = saturate(-0x80, 0x7f);
/** The nearest integer of 8 bits, unsigned. */
export const satU8 = saturate(0, 0xff);
/** The nearest integer of 16 bits, signed. */
export const satS16 = saturate(-0x8000, 0x7fff);
/** The nearest integer of 16 bits, unsigned. */
export const satU16 = saturate(0, 0xffff);

/** The absolute value of an i64. */
export const abs64 = (a: bigint): bigint => (a < 0n ? -a : a);

/** The product of two fractions of 15 bits, rounded. */
export const q15mulr = (a: number, b: number): number =>
  satS16((a * b + 0x4000) >> 15);

/** The sum of two products: two lanes of one vector, times two of another. */
export const dot = (a: number, b: number, x: number, y: number): number =>
  a * x + b * y;

/** Two dot products of 16 bits, and a third number. */
export const dotAdd = (...[a, b, c, d, w, x, y, z, sum]: number[]): number =>
  ((dot(a, b, w, x) << 16) >> 16) + ((dot(c, d, y, z) << 16) >> 16) + sum;
// #endregion

const view = new DataView(new ArrayBuffer(8));

function f32(bits: number): number {
  view.setInt32(0, bits);
  return view.getFloat32(0);
}

function f64(bits: bigint): number {
  view.setBigInt64(0, bits);
  return view.getFloat64(0);
}

// #region picks
/** f32x4.pmin: `b` where it is less, else `a`, bit by bit. */
export const pmin32 = (a: number, b: number): number =>
  f32(b) < f32(a) ? b : a;
/** f32x4.pmax: `b` where it is greater, else `a`. */
export const pmax32 = (a: number, b: number): number =>
  f32(b) > f32(a) ? b : a;
/** f64x2.pmin: `b` where it is less, else `a`. */
export const pmin64 = (a: bigint, b: bigint): bigint =>
  f64(b) < f64(a) ? b : a;
/** f64x2.pmax: `b` where it is greater, else `a`. */
export const pmax64 = (a: bigint, b: bigint): bigint =>
  f64(b) > f64(a) ? b : a;
// #endregion

/**
 * The numeric operations that need more than an operator, as pure functions.
 *
 * An i32, f32 or f64 is a JavaScript number here and an i64 a BigInt: the
 * plainest way to say what an operation means. How a running program keeps its
 * values is another matter (exec/values.ts); its fast ways are checked against
 * these. Spec 4.3 · lesson "What a module may touch".
 */

import { Trap } from './errors.ts';

const overflow = () => new Trap('integer overflow');
const divideByZero = () => new Trap('integer divide by zero');

/** i32.div_s. Traps on zero and on −2³¹ / −1. */
export function divS32(a: number, b: number): number {
  if (b === 0) throw divideByZero();
  if (a === -0x8000_0000 && b === -1) throw overflow();
  return (a / b) | 0;
}

/** i32.div_u. Traps on zero. */
export function divU32(a: number, b: number): number {
  if (b === 0) throw divideByZero();
  return ((a >>> 0) / (b >>> 0)) | 0;
}

/** i32.rem_s. Traps on zero; −2³¹ rem −1 is 0. */
export function remS32(a: number, b: number): number {
  if (b === 0) throw divideByZero();
  return (a % b) | 0;
}

/** i32.rem_u. Traps on zero. */
export function remU32(a: number, b: number): number {
  if (b === 0) throw divideByZero();
  return ((a >>> 0) % (b >>> 0)) | 0;
}

/** How many zero bits stand at the low end of an i32. */
export const ctz32 = (a: number): number => (a ? 31 - Math.clz32(a & -a) : 32);

/** How many bits of an i32 are one, counted in pairs, nibbles and bytes at once. */
export function popcnt32(a: number): number {
  const pairs = a - ((a >>> 1) & 0x5555_5555);
  const nibbles = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return (
    Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24
  );
}

/** Rotates an i32 to the left by `n` modulo 32 bits. */
export const rotl32 = (a: number, n: number): number => (a << n) | (a >>> -n);

/** An i64 read as unsigned. */
export const u64 = (a: bigint): bigint => BigInt.asUintN(64, a);

/** i64.div_s. Traps on zero and on −2⁶³ / −1. */
export function divS64(a: bigint, b: bigint): bigint {
  if (b === 0n) throw divideByZero();
  if (b === -1n && a === -0x8000_0000_0000_0000n) throw overflow();
  return a / b;
}

/** i64.div_u. Traps on zero. */
export function divU64(a: bigint, b: bigint): bigint {
  if (b === 0n) throw divideByZero();
  return u64(a) / u64(b);
}

/** i64.rem_s. Traps on zero. */
export function remS64(a: bigint, b: bigint): bigint {
  if (b === 0n) throw divideByZero();
  return a % b;
}

/** i64.rem_u. Traps on zero. */
export function remU64(a: bigint, b: bigint): bigint {
  if (b === 0n) throw divideByZero();
  return u64(a) % u64(b);
}

const high = (a: bigint): number => Number(BigInt.asIntN(32, a >> 32n));
const low = (a: bigint): number => Number(BigInt.asIntN(32, a));

/** How many zero bits stand at the high end of an i64. */
export const clz64 = (a: bigint): bigint =>
  BigInt(high(a) ? Math.clz32(high(a)) : 32 + Math.clz32(low(a)));

/** How many zero bits stand at the low end of an i64. */
export const ctz64 = (a: bigint): bigint =>
  BigInt(low(a) ? ctz32(low(a)) : 32 + ctz32(high(a)));

/** How many bits of an i64 are one. */
export const popcnt64 = (a: bigint): bigint =>
  BigInt(popcnt32(low(a)) + popcnt32(high(a)));

/** Rotates an i64 to the left by `n` modulo 64 bits. */
export function rotl64(a: bigint, n: bigint): bigint {
  const by = n & 63n;
  return (a << by) | (u64(a) >> (64n - by));
}

/** Rounds to the nearest integer, halves to even; keeps the sign of zero. */
export function nearest(a: number): number {
  if (Math.abs(a) >= 2 ** 52 || a === 0 || Number.isNaN(a)) return a;
  const floor = Math.floor(a);
  const rest = a - floor;
  const even = floor % 2 === 0 ? floor : floor + 1;
  const rounded = rest < 0.5 ? floor : rest > 0.5 ? floor + 1 : even;
  return rounded === 0 && a < 0 ? -0 : rounded;
}

/** The magnitude of `a` with the sign of `b`. */
export const copysign = (a: number, b: number): number =>
  b < 0 || Object.is(b, -0) ? -Math.abs(a) : Math.abs(a);

/** A float to the integers `min` to `max`, toward zero. Traps on NaN and what does not fit. */
function truncTo(a: number, min: number, max: number): number {
  if (Number.isNaN(a)) throw new Trap('invalid conversion to integer');
  const whole = Math.trunc(a);
  if (whole < min || whole > max) throw overflow();
  return whole;
}

const I32: [number, number] = [-(2 ** 31), 2 ** 31 - 1];
const U32: [number, number] = [0, 2 ** 32 - 1];
// 2⁶³ and 2⁶⁴ are floats, their predecessors as integers are not.
const I64: [number, number] = [-(2 ** 63), 2 ** 63 - 1024];
const U64: [number, number] = [0, 2 ** 64 - 2048];

/** i32.trunc_f32_s and i32.trunc_f64_s. */
export const truncS32 = (a: number): number => truncTo(a, ...I32);
/** i32.trunc_f32_u and i32.trunc_f64_u. */
export const truncU32 = (a: number): number => truncTo(a, ...U32) | 0;
/** i64.trunc_f32_s and i64.trunc_f64_s. */
export const truncS64 = (a: number): bigint => BigInt(truncTo(a, ...I64));
/** i64.trunc_f32_u and i64.trunc_f64_u. */
export const truncU64 = (a: number): bigint => BigInt(truncTo(a, ...U64));

/** A float to the nearest integer in range, toward zero; NaN gives 0. Never traps. */
function saturate(a: number, min: number, max: number): number {
  return Number.isNaN(a) ? 0 : Math.min(Math.max(Math.trunc(a), min), max);
}

/** i32.trunc_sat_f32_s and i32.trunc_sat_f64_s. */
export const satS32 = (a: number): number => saturate(a, ...I32) | 0;
/** i32.trunc_sat_f32_u and i32.trunc_sat_f64_u. */
export const satU32 = (a: number): number => saturate(a, ...U32) | 0;

/** i64.trunc_sat_f32_s and i64.trunc_sat_f64_s. */
export const satS64 = (a: number): bigint =>
  a >= 2 ** 63 ? 2n ** 63n - 1n : BigInt(saturate(a, ...I64));

/** i64.trunc_sat_f32_u and i64.trunc_sat_f64_u. */
export const satU64 = (a: number): bigint =>
  a >= 2 ** 64 ? 2n ** 64n - 1n : BigInt(saturate(a, ...U64));

/**
 * An integer to the nearest f32. Rounding to f64 first would round twice, so
 * what lies below an f64's last bit is kept as one sticky bit: then f64 holds
 * enough to round once.
 */
export function toF32(a: bigint): number {
  const size = a < 0n ? -a : a;
  if (size < 1n << 53n) return Math.fround(Number(a));
  const sticky = (size & 0xfffn) === 0n ? 0n : 0x1000n;
  const kept = Number((size & ~0xfffn) | sticky);
  return Math.fround(a < 0n ? -kept : kept);
}

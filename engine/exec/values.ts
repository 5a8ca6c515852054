/**
 * How values are kept, and why. Decided here and nowhere else.
 *
 * A slot is 64 bits of one buffer, seen through several views. An i32 or f32
 * fills the first 32-bit word. An i64 is two words, low before high: BigInt
 * costs 50 to 190 ns an operation in some browsers, two words a few. A float
 * moves as integer words and is read as a number only to calculate with it,
 * because JavaScript may change the bits of a NaN that passes through a
 * variable. A reference cannot be bits: it stands in an array beside, at the
 * number of its slot. A v128 is a slot of four words. Spec 4.2.1 · lesson "What a module may touch".
 */

import { slotWords } from '../lower/operands.ts';
import { f32, f64, i32, i64, isRef, v128 } from '../syntax/types.ts';
import type { ValType } from '../syntax/types.ts';

/** A reference: a function of an instance, an object of the host, or null. */
export type Ref = object | null;

/** A value outside the machine: i32 (signed), f32, f64 as number, i64 (signed) as BigInt, v128 as its 16 bytes. */
export type Value = number | bigint | Ref;

/** Room for values: views of one buffer, and the references beside it. */
export type Slots = {
  readonly i32: Int32Array;
  readonly f32: Float32Array;
  readonly i64: BigInt64Array;
  readonly f64: Float64Array;
  readonly refs: Ref[];
};

/** Room for `words` 32-bit words (an even number), all zero. */
export function createSlots(words: number, refs: Ref[] = []): Slots {
  const buffer = new ArrayBuffer(words * 4);
  return {
    i32: new Int32Array(buffer),
    f32: new Float32Array(buffer),
    i64: new BigInt64Array(buffer),
    f64: new Float64Array(buffer),
    refs,
  };
}

/** The value of a type in the slot at word `at`. */
export function load(slots: Slots, at: number, type: ValType): Value {
  switch (type) {
    case i32:
      return slots.i32[at];
    case i64:
      return slots.i64[at >> 1];
    case f32:
      return slots.f32[at];
    case f64:
      return slots.f64[at >> 1];
    case v128:
      return new Uint8Array(slots.i32.slice(at, at + 4).buffer);
    default:
      return slots.refs[at >> 1] ?? null;
  }
}

/**
 * Puts a value of a type into the slot at word `at`; a NaN becomes the canonical
 * one, for the bits of a JavaScript NaN mean nothing. Throws TypeError where the
 * value is of another type.
 */
export function store(
  slots: Slots,
  at: number,
  type: ValType,
  value: Value | undefined,
): void {
  if (type === i64) slots.i64[at >> 1] = typed(value, 'bigint');
  else if (type === i32) slots.i32[at] = typed(value, 'number');
  else if (type === f32) {
    slots.f32[at] = typed(value, 'number');
    if (Number.isNaN(value)) slots.i32[at] = 0x7fc0_0000;
  } else if (type === f64) {
    slots.f64[at >> 1] = typed(value, 'number');
    if (Number.isNaN(value)) slots.i64[at >> 1] = 0x7ff8_0000_0000_0000n;
  } else if (type === v128) {
    if (!(value instanceof Uint8Array) || value.length !== 16) {
      throw new TypeError('expected the 16 bytes of a v128');
    }
    slots.i32.set(new Int32Array(value.slice().buffer), at);
  } else if (typeof value === 'object') slots.refs[at >> 1] = value;
  else throw new TypeError(`expected a reference, not a ${typeof value}`);
}

/** Copies a value of a type from slot to slot, bits or reference. */
export function copySlot(
  to: Slots,
  at: number,
  from: Slots,
  source: number,
  type: ValType,
): void {
  if (isRef(type)) to.refs[at >> 1] = from.refs[source >> 1] ?? null;
  else {
    for (let i = 0; i < slotWords(type); i++) {
      to.i32[at + i] = from.i32[source + i];
    }
  }
}

/** The values of these types that lie one after the other from word `at`. */
export function loadAll(
  slots: Slots,
  at: number,
  types: readonly ValType[],
): Value[] {
  let next = at;
  return types.map((type) => {
    const value = load(slots, next, type);
    next += slotWords(type);
    return value;
  });
}

/** Lays values of these types one after the other from word `at`. Throws TypeError. */
export function storeAll(
  slots: Slots,
  at: number,
  types: readonly ValType[],
  values: readonly Value[],
): void {
  let next = at;
  types.forEach((type, i) => {
    store(slots, next, type, values[i]);
    next += slotWords(type);
  });
}

function typed(value: Value | undefined, type: 'bigint'): bigint;
function typed(value: Value | undefined, type: 'number'): number;
function typed(value: Value | undefined, type: string): number | bigint {
  const found = typeof value;
  if (found === type && typeof value !== 'object' && value !== undefined) {
    return value;
  }
  throw new TypeError(`expected a ${type}, not a ${found}`);
}

/**
 * Objects: what structs, arrays and small integers are while a program runs.
 *
 * They are objects of JavaScript, and its garbage collector is ours. Numbers
 * stand in words, as in a slot, and references beside them; where each field
 * stands was worked out once, when its type was defined. An array of numbers
 * has its words in an Int32Array.
 * Spec 4.2.11 to 4.2.14 · lesson "Types that refer".
 */

import { Exhaustion, Trap } from '../syntax/errors.ts';
import { most } from '../syntax/limits.ts';
import { heap, heapOf, isNullable, isSubtype } from '../syntax/types.ts';
import type { Defined, HeapType, ValType } from '../syntax/types.ts';
import { isFunc } from './calls.ts';
import type { Ref } from './values.ts';

/** An integer of 31 bits as a reference. */
export class I31 {
  readonly bits: number;
  constructor(bits: number) {
    this.bits = bits & 0x7fff_ffff;
  }
}

/** A struct or an array. */
export class Aggregate {
  readonly type: Defined;
  readonly words: number[] | Int32Array;
  readonly refs: Ref[];
  constructor(type: Defined, words: number[] | Int32Array, refs: Ref[]) {
    this.type = type;
    this.words = words;
    this.refs = refs;
  }
}

const noWords: number[] = [];
const noRefs: Ref[] = [];

function filled<T>(length: number, value: T): T[] {
  const list: T[] = [];
  for (let i = 0; i < length; i++) list.push(value);
  return list;
}

/** A struct of zeros and nulls. */
export const createStruct = (type: Defined): Aggregate =>
  new Aggregate(
    type,
    type.words > 0 ? filled(type.words, 0) : noWords,
    type.refs > 0 ? filled<Ref>(type.refs, null) : noRefs,
  );

/** An array of zeros or nulls. Throws Exhaustion where it would be too large. */
export function createArray(type: Defined, length: number): Aggregate {
  const { words, refs } = type;
  if (length * (words + refs) > most.arrayWords) {
    throw new Exhaustion(`array too large: ${length} elements`);
  }
  return refs > 0
    ? new Aggregate(type, noWords, filled<Ref>(length, null))
    : new Aggregate(type, new Int32Array(length * words), noRefs);
}

/** How many elements an array has. */
export const lengthOf = ({ type, words, refs }: Aggregate): number =>
  type.refs > 0 ? refs.length : words.length / type.words;

/** Whether two references are the same. Spec 4.6.8, ref.eq. */
export const sameRef = (a: Ref, b: Ref): boolean =>
  a === b || (a instanceof I31 && b instanceof I31 && a.bits === b.bits);

const { any, eq, i31, func, extern, exn } = heap;
const tops: ReadonlySet<HeapType> = new Set([any, func, extern, exn]);

/** Whether a reference is of a type of its hierarchy; `types` says what indices mean. Spec 4.6.8, ref.test. */
export function isOf(ref: Ref, t: ValType, types: readonly Defined[]): boolean {
  if (ref === null) return isNullable(t);
  const wanted = heapOf(t);
  if (tops.has(wanted)) return true;
  const aggregate = ref instanceof Aggregate;
  if (wanted >= 0) {
    return (aggregate || isFunc(ref)) && isSubtype(ref.type, types[wanted]);
  }
  if (wanted === i31 || !aggregate) {
    return ref instanceof I31 && (wanted === i31 || wanted === eq);
  }
  return wanted === eq || wanted === heap[ref.type.kind];
}

/** The struct or array that a reference is to. Throws the trap for null. */
export function aggregate(ref: Ref, what: string): Aggregate {
  if (ref instanceof Aggregate) return ref;
  throw new Trap(`null ${what} reference`);
}

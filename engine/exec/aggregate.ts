/**
 * The operations on structs, arrays and small integers, which stand outside
 * the machine's switch.
 * Spec 4.6.9 to 4.6.11 · lesson "Types that refer".
 */

import { slotWords } from '../lower/operands.ts';
import { fieldWords } from '../syntax/defined.ts';
import { Trap } from '../syntax/errors.ts';
import type { InstructionName } from '../syntax/instructions.ts';
import { i16, i8, isRef } from '../syntax/types.ts';
import type { Defined, ValType } from '../syntax/types.ts';
import type { Instance } from './instance.ts';
import { checkRange, outOfBounds } from './memory.ts';
import { I31, aggregate, createArray, createStruct } from './objects.ts';
import { isOf, lengthOf, sameRef } from './objects.ts';
import type { Aggregate } from './objects.ts';
import type { Operation } from './outside.ts';
import { outOfTable } from './table.ts';
import type { Ref, Slots } from './values.ts';

const refAt = ({ refs }: Slots, at: number): Ref => refs[at >> 1] ?? null;

/** An i32 operand, unsigned. */
const size = ({ i32 }: Slots, at: number): number => i32[at] >>> 0;

/** The bits of an element of type `t`. */
const bits = (t: ValType): number =>
  t === i8 ? 8 : t === i16 ? 16 : fieldWords(t) * 32;

/** Puts the value of the slot at word `from` into a field that stands at `i`. */
function put(
  { words, refs }: Aggregate,
  i: number,
  t: ValType,
  slots: Slots,
  from: number,
): void {
  if (isRef(t)) refs[i] = refAt(slots, from);
  else if (t === i8) words[i] = slots.i32[from] & 0xff;
  else if (t === i16) words[i] = slots.i32[from] & 0xffff;
  else {
    const count = fieldWords(t);
    for (let k = 0; k < count; k++) words[i + k] = slots.i32[from + k];
  }
}

/** Puts what a field holds into the slot at word `to`. */
function take(
  { words, refs }: Aggregate,
  i: number,
  t: ValType,
  slots: Slots,
  to: number,
): void {
  if (isRef(t)) slots.refs[to >> 1] = refs[i];
  else {
    const count = fieldWords(t);
    for (let k = 0; k < count; k++) slots.i32[to + k] = words[i + k];
  }
}

/** Repeats the sign of what was taken packed. */
function extend({ i32: w }: Slots, at: number, t: ValType): void {
  const shift = 32 - bits(t);
  w[at] = (w[at] << shift) >> shift;
}

const struct = (slots: Slots, at: number): Aggregate =>
  aggregate(refAt(slots, at), 'structure');

/** The array of a slot, in which `count` elements from `start` on must lie. */
function array(
  slots: Slots,
  at: number,
  start: number,
  count: number,
): Aggregate {
  const found = aggregate(refAt(slots, at), 'array');
  checkRange({ length: lengthOf(found) }, start, count, outOfArray);
  return found;
}

const outOfArray = () => new Trap('out of bounds array access');

/** Where an element stands among the words or the references. */
const place = ({ refs, words }: Defined, i: number): number =>
  refs > 0 ? i : i * words;

const getField =
  (signed: boolean): Operation =>
  (slots, _, fp, d, a, _b, _x, y) => {
    const from = struct(slots, fp + a);
    const { offsets, fields } = from.type;
    take(from, offsets[y], fields[y].type, slots, fp + d);
    if (signed) extend(slots, fp + d, fields[y].type);
  };

const getElement =
  (signed: boolean): Operation =>
  (slots, _, fp, d, a, b) => {
    const i = size(slots, fp + b);
    const from = array(slots, fp + a, i, 1);
    const { type } = from.type.fields[0];
    take(from, place(from.type, i), type, slots, fp + d);
    if (signed) extend(slots, fp + d, type);
  };

/** Bytes of a data segment for `count` elements of type `t`, or its references. Both throw the trap of what lies outside. */
function dataOf(
  { datas, module }: Instance,
  y: number,
  start: number,
  count: number,
  t: ValType,
): Uint8Array {
  const length = count * (bits(t) >> 3);
  const { start: first, end } = datas[y];
  checkRange({ length: end - first }, start, length, outOfBounds);
  return module.bytes.slice(first + start, first + start + length);
}

function elemsOf(
  { elems }: Instance,
  y: number,
  start: number,
  count: number,
): readonly Ref[] {
  checkRange(elems[y], start, count, outOfTable);
  return elems[y].slice(start, start + count);
}

/** Puts bytes into an array, from element `i` on. */
function putData(to: Aggregate, i: number, bytes: Uint8Array): void {
  const width = bits(to.type.fields[0].type) >> 3;
  const view = new DataView(bytes.buffer);
  const at = place(to.type, i);
  const { words } = to;
  const step = Math.min(width, 4);
  for (let k = 0; k * step < bytes.length; k++) {
    words[at + k] =
      step === 4
        ? view.getInt32(k * 4, true)
        : step === 2
          ? view.getUint16(k * 2, true)
          : bytes[k];
  }
}

const putElems = (to: Aggregate, i: number, from: readonly Ref[]): void =>
  from.forEach((ref, k) => (to.refs[i + k] = ref));

/** Finds a part of a segment, for elements of type `t`. */
type Find<T> = (
  instance: Instance,
  y: number,
  start: number,
  count: number,
  t: ValType,
) => T;

/** `array.new_data` and `array.new_elem`. */
const newFrom =
  <T>(find: Find<T>, fill: (to: Aggregate, i: number, from: T) => void) =>
  (...[slots, instance, fp, d, a, b, x, y]: Parameters<Operation>): void => {
    const [start, count] = [size(slots, fp + a), size(slots, fp + b)];
    const type = instance.types[x];
    const from = find(instance, y, start, count, type.fields[0].type);
    const made = createArray(type, count);
    fill(made, 0, from);
    slots.refs[(fp + d) >> 1] = made;
  };

/** `array.init_data` and `array.init_elem`. */
const initFrom =
  <T>(find: Find<T>, fill: (to: Aggregate, i: number, from: T) => void) =>
  (...[slots, instance, fp, d, a, b, x, y]: Parameters<Operation>): void => {
    const [i, start] = [size(slots, fp + a), size(slots, fp + b)];
    const count = size(slots, fp + x);
    const to = array(slots, fp + d, i, count);
    fill(to, i, find(instance, y, start, count, to.type.fields[0].type));
  };

const getI31 =
  (shift: number): Operation =>
  (slots, _, fp, d, a) => {
    const ref = refAt(slots, fp + a);
    if (!(ref instanceof I31)) throw new Trap('null i31 reference');
    slots.i32[fp + d] = (ref.bits << shift) >> shift;
  };

const cast: Operation = (slots, { types }, fp, d, _, t) => {
  if (!isOf(refAt(slots, fp + d), t, types)) throw new Trap('cast failure');
};

/** By the name of the instruction. */
export const aggregateOperations: {
  readonly [name in InstructionName]?: Operation;
} = {
  'ref.eq': (slots, _, fp, d, a, b) => {
    const same = sameRef(refAt(slots, fp + a), refAt(slots, fp + b));
    slots.i32[fp + d] = same ? 1 : 0;
  },
  'ref.as_non_null': (slots, _, fp, d) => {
    if (refAt(slots, fp + d) === null) throw new Trap('null reference');
  },
  'ref.test': (slots, { types }, fp, d, a, _, t) => {
    slots.i32[fp + d] = isOf(refAt(slots, fp + a), t, types) ? 1 : 0;
  },
  'ref.cast': cast,
  'ref.cast null': cast,
  'ref.i31': (slots, _, fp, d, a) => {
    slots.refs[(fp + d) >> 1] = new I31(slots.i32[fp + a]);
  },
  'i31.get_s': getI31(1),
  'i31.get_u': getI31(0),
  'struct.new': (slots, { types }, fp, d, base, _, x) => {
    const made = createStruct(types[x]);
    const { fields, offsets } = types[x];
    let from = fp + base;
    fields.forEach(({ type }, i) => {
      put(made, offsets[i], type, slots, from);
      from += slotWords(type);
    });
    slots.refs[(fp + d) >> 1] = made;
  },
  'struct.new_default': (slots, { types }, fp, d, _a, _b, x) => {
    slots.refs[(fp + d) >> 1] = createStruct(types[x]);
  },
  'struct.get': getField(false),
  'struct.get_s': getField(true),
  'struct.get_u': getField(false),
  'struct.set': (slots, _, fp, d, a, y) => {
    const to = struct(slots, fp + d);
    put(to, to.type.offsets[y], to.type.fields[y].type, slots, fp + a);
  },
  'array.new': (slots, { types }, fp, d, a, b, x) => {
    const count = size(slots, fp + b);
    const made = createArray(types[x], count);
    fill(made, 0, count, slots, fp + a);
    slots.refs[(fp + d) >> 1] = made;
  },
  'array.new_default': (slots, { types }, fp, d, a, _, x) => {
    slots.refs[(fp + d) >> 1] = createArray(types[x], size(slots, fp + a));
  },
  'array.new_fixed': (slots, { types }, fp, d, base, count, x) => {
    const made = createArray(types[x], count);
    const { type } = types[x].fields[0];
    const step = slotWords(type);
    for (let i = 0; i < count; i++) {
      put(made, place(types[x], i), type, slots, fp + base + i * step);
    }
    slots.refs[(fp + d) >> 1] = made;
  },
  'array.new_data': newFrom(dataOf, putData),
  'array.new_elem': newFrom(elemsOf, putElems),
  'array.get': getElement(false),
  'array.get_s': getElement(true),
  'array.get_u': getElement(false),
  'array.set': (slots, _, fp, d, a, b) => {
    const i = size(slots, fp + a);
    fill(array(slots, fp + d, i, 1), i, 1, slots, fp + b);
  },
  'array.len': (slots, _, fp, d, a) => {
    slots.i32[fp + d] = lengthOf(array(slots, fp + a, 0, 0));
  },
  'array.fill': (slots, _, fp, d, a, b, x) => {
    const [i, count] = [size(slots, fp + a), size(slots, fp + x)];
    fill(array(slots, fp + d, i, count), i, count, slots, fp + b);
  },
  'array.copy': (slots, _, fp, d, a, b, x, y) => {
    const [i, j, count] = [a, x, y].map((at) => size(slots, fp + at));
    const to = array(slots, fp + d, i, count);
    const from = array(slots, fp + b, j, count);
    const start = place(from.type, j);
    const end = place(from.type, j + count);
    const at = place(to.type, i);
    from.refs.slice(start, end).forEach((ref, k) => (to.refs[at + k] = ref));
    from.words.slice(start, end).forEach((w, k) => (to.words[at + k] = w));
  },
  'array.init_data': initFrom(dataOf, putData),
  'array.init_elem': initFrom(elemsOf, putElems),
};

/** Puts one value into `count` elements. */
function fill(
  to: Aggregate,
  start: number,
  count: number,
  slots: Slots,
  from: number,
): void {
  const { type } = to.type.fields[0];
  for (let i = start; i < start + count; i++) {
    put(to, place(to.type, i), type, slots, from);
  }
}

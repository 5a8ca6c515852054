/**
 * The operations outside the machine's switch: rare ones, one function each.
 *
 * They come from the instruction table. A numeric row needs no more than its
 * meaning and its type; the others are named here. Spec 4.3, 4.4 · lesson
 * "What a module may touch".
 */

import { variant } from '../lower/code.ts';
import { Trap } from '../syntax/errors.ts';
import { instructions, signature } from '../syntax/instructions.ts';
import type { Instruction, InstructionName } from '../syntax/instructions.ts';
import { typeNamed } from '../syntax/types.ts';
import { aggregateOperations } from './aggregate.ts';
import { atomic } from './atomics.ts';
import type { Instance } from './instance.ts';
import { checkRange, grow, reach } from './memory.ts';
import { growTable, outOfTable } from './table.ts';
import { copySlot, load, store } from './values.ts';
import type { Slots, Value } from './values.ts';
import { vector } from './vectors.ts';

/**
 * An operation outside the switch. `fp` is the frame's first word; the five
 * operands are as they stand in the code, most of them slots of the frame.
 */
export type Operation = (
  slots: Slots,
  instance: Instance,
  fp: number,
  d: number,
  a: number,
  b: number,
  x: number,
  y: number,
) => void;

/** The operation of a numeric row: read, calculate, write. */
function numeric(row: Instruction): Operation | undefined {
  const { meaning } = row;
  const { params = [], results = [] } = signature(row) ?? {};
  const [first, second, result] = [params[0], params[1] ?? params[0], results[0]]
    .map((name = '') => typeNamed(name)); // prettier-ignore
  if (!meaning || !first || !second || !result) return undefined;
  // The type column says which kind of numbers the meaning takes and gives.
  // oxlint-disable-next-line typescript/consistent-type-assertions
  const calculate = meaning as (a: Value, b: Value) => Value;
  return (slots, _, fp, d, a, b) => {
    const x = load(slots, fp + a, first);
    store(slots, fp + d, result, calculate(x, load(slots, fp + b, second)));
  };
}

/** A load or store in any memory, byte by byte: what a load does not fill is zero, or copies of the sign. */
function access({ name, width }: Instruction): Operation | undefined {
  if (width === 0) return undefined;
  if (name.includes('.store')) {
    return (slots, { memories }, fp, at, a, offset, x) => {
      const start = size(slots, fp + at) + (offset >>> 0);
      reach(memories[x], start, width).set(slotBytes(slots, fp + a, width));
    };
  }
  const signed = name.endsWith('_s');
  return (slots, { memories }, fp, d, at, offset, x) => {
    const start = size(slots, fp + at) + (offset >>> 0);
    const from = reach(memories[x], start, width);
    const negative = signed && from[width - 1] >= 0x80;
    const to = slotBytes(slots, fp + d, Math.max(width, 8));
    to.fill(negative ? 0xff : 0, width);
    to.set(from);
  };
}

/** The bytes of the slot at word `at`, the lowest first. */
const slotBytes = ({ i32 }: Slots, at: number, length: number): Uint8Array =>
  new Uint8Array(i32.buffer, at * 4, length);

/** A division of i64s that both fit 32 bits needs no BigInt. */
function division(row: Instruction): Operation | undefined {
  const signed = numeric(row);
  const quotient = row.name === 'i64.div_s';
  return (slots, instance, fp, d, a, b, x, y) => {
    const w = slots.i32;
    const [n, m] = [w[fp + a], w[fp + b]];
    const small = w[fp + a + 1] === n >> 31 && w[fp + b + 1] === m >> 31;
    if (!small || m === 0) return signed?.(slots, instance, fp, d, a, b, x, y);
    const value = quotient ? Math.trunc(n / m) : n % m;
    w[fp + d] = value;
    w[fp + d + 1] = value < 0 ? -1 : 0;
  };
}

/** A float's sign is its highest bit, and NaN has one too: only integers change it safely. */
const sign = (
  width: 4 | 8,
  change: (high: number, other: number) => number,
) => {
  const top = width / 4 - 1;
  const operation: Operation = ({ i32: w }, _, fp, d, a, b) => {
    const high = change(w[fp + a + top], w[fp + b + top]);
    w[fp + d] = w[fp + a];
    w[fp + d + top] = high;
  };
  return operation;
};

const SIGN = -0x8000_0000;
const abs = (high: number) => high & ~SIGN;
const neg = (high: number) => high ^ SIGN;
const copysign = (high: number, other: number) =>
  (high & ~SIGN) | (other & SIGN);

/** An i32 operand, read as unsigned: a size or an address. */
const size = ({ i32 }: Slots, at: number): number => i32[at] >>> 0;

/** Copies the reference of one slot to another. */
const copyRef = (slots: Slots, to: number, from: number): void => {
  slots.refs[to >> 1] = slots.refs[from >> 1] ?? null;
};

const named: Partial<Record<InstructionName, Operation>> = {
  ...aggregateOperations,
  'local.get': (slots, _, fp, d, a) => copyRef(slots, fp + d, fp + a),
  'select t': (slots, _, fp, d, a, b, when) =>
    copyRef(slots, fp + d, fp + (slots.i32[fp + when] !== 0 ? a : b)),
  'global.get': (slots, { globals }, fp, d, x) => {
    const { slots: from, at, type } = globals[x];
    copySlot(slots, fp + d, from, at, type.type);
  },
  'global.set': (slots, { globals }, fp, a, x) => {
    const { slots: to, at, type } = globals[x];
    copySlot(to, at, slots, fp + a, type.type);
  },
  'ref.null': (slots, _, fp, d) => {
    slots.refs[(fp + d) >> 1] = null;
  },
  'ref.is_null': (slots, _, fp, d, a) => {
    slots.i32[fp + d] = (slots.refs[(fp + a) >> 1] ?? null) === null ? 1 : 0;
  },
  'ref.func': (slots, { funcs }, fp, d, _a, _b, x) => {
    slots.refs[(fp + d) >> 1] = funcs[x];
  },
  'table.get': (slots, { tables }, fp, d, a, _, x) => {
    const { elements } = tables[x];
    const index = size(slots, fp + a);
    checkRange(elements, index, 1, outOfTable);
    slots.refs[(fp + d) >> 1] = elements[index];
  },
  'table.set': (slots, { tables }, fp, d, a, _, x) => {
    const { elements } = tables[x];
    const index = size(slots, fp + d);
    checkRange(elements, index, 1, outOfTable);
    elements[index] = slots.refs[(fp + a) >> 1] ?? null;
  },
  'table.size': (slots, { tables }, fp, d, _a, _b, x) => {
    slots.i32[fp + d] = tables[x].elements.length;
  },
  'table.grow': (slots, { tables }, fp, d, a, b, x) => {
    const init = slots.refs[(fp + a) >> 1] ?? null;
    slots.i32[fp + d] = growTable(tables[x], size(slots, fp + b), init);
  },
  'table.fill': (slots, { tables }, fp, d, a, b, x) => {
    const { elements } = tables[x];
    const [start, length] = [size(slots, fp + d), size(slots, fp + b)];
    checkRange(elements, start, length, outOfTable);
    elements.fill(slots.refs[(fp + a) >> 1] ?? null, start, start + length);
  },
  'table.copy': (slots, { tables }, fp, d, a, b, x, y) => {
    const to = tables[x].elements;
    const from = tables[y].elements;
    const [start, source, length] = triple(slots, fp, d, a, b);
    checkRange(to, start, length, outOfTable);
    checkRange(from, source, length, outOfTable);
    const refs = from.slice(source, source + length);
    refs.forEach((ref, i) => (to[start + i] = ref));
  },
  'table.init': (slots, { tables, elems }, fp, d, a, b, x, y) => {
    const to = tables[y].elements;
    const from = elems[x];
    const [start, source, length] = triple(slots, fp, d, a, b);
    checkRange(to, start, length, outOfTable);
    checkRange(from, source, length, outOfTable);
    for (let i = 0; i < length; i++) to[start + i] = from[source + i];
  },
  'elem.drop': (_slots, { elems }, _fp, _d, _a, _b, x) => {
    elems[x] = [];
  },
  'memory.size': (slots, { memories }, fp, d, _a, _b, x) => {
    slots.i32[fp + d] = memories[x].pages;
  },
  'memory.grow': (slots, { memories }, fp, d, a, _, x) => {
    slots.i32[fp + d] = grow(memories[x], size(slots, fp + a));
  },
  'memory.fill': (slots, { memories }, fp, d, a, b, x) => {
    const [start, length] = [size(slots, fp + d), size(slots, fp + b)];
    reach(memories[x], start, length).fill(slots.i32[fp + a]);
  },
  'memory.copy': (slots, { memories }, fp, d, a, b, x, y) => {
    const [start, source, length] = triple(slots, fp, d, a, b);
    const to = reach(memories[x], start, length);
    to.set(reach(memories[y], source, length));
  },
  'memory.init': (slots, { memories, datas, module }, fp, d, a, b, x, y) => {
    const { start: first, end } = datas[x];
    const [start, source, length] = triple(slots, fp, d, a, b);
    const to = reach(memories[y], start, length);
    checkRange({ length: end - first }, source, length);
    const from = first + source;
    to.set(module.bytes.subarray(from, from + length));
  },
  'data.drop': (_slots, { datas }, _fp, _d, _a, _b, x) => {
    datas[x] = { start: 0, end: 0 };
  },
  'f32.abs': sign(4, abs),
  'f32.neg': sign(4, neg),
  'f32.copysign': sign(4, copysign),
  'f64.abs': sign(8, abs),
  'f64.neg': sign(8, neg),
  'f64.copysign': sign(8, copysign),
};

/** Destination, source and length of the bulk operations, unsigned. */
const triple = (slots: Slots, fp: number, d: number, a: number, b: number) =>
  [size(slots, fp + d), size(slots, fp + a), size(slots, fp + b)] as const;

/** What stands where the machine never looks. */
const inside: Operation = () => {
  throw new Trap('internal: this operation is a case of the switch');
};

const dividing: ReadonlySet<string> = new Set(['i64.div_s', 'i64.rem_s']);

/** What the machine does outside its loop, by the operation's number. Divisions come by their own when they trap. */
export const operations: readonly Operation[] = (() => {
  const all = Array.from({ length: variant.outside }, () => inside);
  for (const row of instructions) {
    const special = dividing.has(row.name) ? division(row) : named[row.name];
    const atomics = row.code >> 12 === 0xfe ? atomic(row) : undefined;
    const operation =
      special ??
      atomics ??
      vector(row) ??
      numeric(row) ??
      access(row) ??
      inside;
    all.push(operation);
    if (row.code < variant.immediate) all[row.code] = operation;
  }
  return all;
})();

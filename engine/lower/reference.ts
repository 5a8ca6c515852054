/**
 * References, structs and arrays: where the operations on them find their
 * operands.
 *
 * The machine does all of them outside its switch. What makes an object of
 * many values takes them from their homes, which lie side by side.
 * Ours · lesson "Types that refer".
 */

import type { InstructionName } from '../syntax/instructions.ts';
import { heap, i16, i32, i8, refType } from '../syntax/types.ts';
import type { ValType } from '../syntax/types.ts';
import { defineRare, homeAt, pop, pops, rare, read } from './context.ts';
import { settle } from './context.ts';
import type { Context, Rule } from './context.ts';
import { slotOf } from './operands.ts';

/** The slot of the reference on top, which stays. */
const top = ({ stack }: Context): number => slotOf(stack[stack.length - 1]);

/** Puts on the stack whether the reference on top is null. */
export const isNull = (c: Context): void =>
  defineRare(c, i32, 'ref.is_null', top(c));

/** Puts on the stack whether the reference on top is of a type. */
export const isOf = (c: Context, type: ValType): void =>
  defineRare(c, i32, 'ref.test', top(c), 0, type);

const test: Rule = (c) =>
  defineRare(c, i32, 'ref.test', read(c, pop(c)), 0, c.r.type);

/** A reference that passes is where it was. */
const check: Rule = (c) => rare(c, c.r.row.name, top(c), 0, c.r.type);

/** Makes an object of the `count` values on top. */
function gather(c: Context, count: number): void {
  const { row, x, y } = c.r;
  settle(c);
  c.stack.length -= count;
  const base = homeAt(c, c.stack.length);
  defineRare(c, refType(x, false), row.name, base, y, x);
}

/** Takes `count` values and gives one. The type's index comes last, unless a segment does. */
const give =
  (count: number, type: (c: Context) => ValType): Rule =>
  (c) => {
    const { row, x, y } = c.r;
    const [a = 0, b = 0] = pops(c, count).map((each) => read(c, each));
    defineRare(c, type(c), row.name, a, b, x, y);
  };

/** Takes `count` values and gives none. */
const take =
  (count: number, ...more: ('x' | 'y')[]): Rule =>
  (c) => {
    const operands = pops(c, count).map((each) => read(c, each));
    rare(c, c.r.row.name, ...operands, ...more.map((each) => c.r[each]));
  };

const object = ({ r }: Context): ValType => refType(r.x, false);

/** What a field or element is on the stack. */
function content({ r, module }: Context): ValType {
  const { kind, fields } = module.types[r.x];
  const { type } = fields[kind === 'array' ? 0 : r.y];
  return type === i8 || type === i16 ? i32 : type;
}

/** By the name of the instruction. */
export const refRules: { readonly [name in InstructionName]?: Rule } = {
  'ref.test': test,
  'ref.test null': test,
  'ref.cast': check,
  'ref.cast null': check,
  'ref.as_non_null': check,
  'ref.i31': give(1, () => refType(heap.i31, false)),
  'struct.new': (c) => gather(c, c.module.types[c.r.x].fields.length),
  'struct.new_default': give(0, object),
  'struct.get': give(1, content),
  'struct.get_s': give(1, content),
  'struct.get_u': give(1, content),
  'struct.set': take(2, 'y'),
  'array.new': give(2, object),
  'array.new_default': give(1, object),
  'array.new_fixed': (c) => gather(c, c.r.y),
  'array.new_data': give(2, object),
  'array.new_elem': give(2, object),
  'array.get': give(2, content),
  'array.get_s': give(2, content),
  'array.get_u': give(2, content),
  'array.set': take(3),
  'array.fill': take(4),
  'array.copy': take(5),
  'array.init_data': take(4, 'y'),
  'array.init_elem': take(4, 'y'),
};

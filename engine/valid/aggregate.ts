/**
 * The rules of structs and arrays.
 *
 * What is stored in few bits comes and goes as an i32, and whoever reads it
 * says how its sign is meant.
 * Spec 3.4.13 and 3.4.14 · lesson "Types that refer".
 */

import type { InstructionName } from '../syntax/instructions.ts';
import { most } from '../syntax/limits.ts';
import { hasDefault, i16, i32, i8, isRef } from '../syntax/types.ts';
import { matchesVal, refType } from '../syntax/types.ts';
import type { FieldType, ValType } from '../syntax/types.ts';
import { pop, popAll, push } from './operands.ts';
import { typeDef } from './rule.ts';
import type { Body, Rule } from './rule.ts';

const isPacked = (t: ValType): boolean => t === i8 || t === i16;

/** The type of what a field holds once it is on the stack. */
const unpacked = (t: ValType): ValType => (isPacked(t) ? i32 : t);

const field = (b: Body, x: number, y: number): FieldType => {
  const found = typeDef(b, x, 'struct').fields[y];
  if (found === undefined) throw b.error(`unknown field ${y}`);
  return found;
};

const element = (b: Body, x: number): FieldType =>
  typeDef(b, x, 'array').fields[0];

/** The element of an array that is going to change. */
function writable(b: Body, x: number): FieldType {
  const found = element(b, x);
  if (!found.mutable) throw b.error('immutable array');
  return found;
}

/** Fails where something has no value to begin with. */
function defaults(b: Body, fields: readonly FieldType[]): void {
  if (fields.every(({ type }) => hasDefault(type))) return;
  throw b.error('type mismatch: a reference without null has no default');
}

/** Bytes make numbers, and nothing else. */
function numeric(b: Body, { type }: FieldType): void {
  if (isRef(type)) throw b.error('array type is not numeric or vector');
}

/** An element segment's type must fit the array. */
function fitting(b: Body, { type }: FieldType, y: number): void {
  if (matchesVal(b.c.module.elems[y].type, type, b.types)) return;
  throw b.error(`type mismatch: elem segment ${y} does not fit the array`);
}

/** Takes what is on the stack and gives a reference to a new object. */
function made(b: Body, x: number, takes: readonly ValType[]): void {
  popAll(b, takes);
  push(b, refType(x, false));
}

/** Gives what a field holds, whose sign the instruction speaks of or not. */
function got(b: Body, { type }: FieldType, takes: readonly ValType[]): void {
  const signed = /_[su]$/.test(b.r.row.name);
  if (signed !== isPacked(type)) {
    throw b.error(`type mismatch: the field is ${signed ? 'not ' : ''}packed`);
  }
  popAll(b, takes);
  push(b, unpacked(type));
}

const structGet: Rule = (b, x, y) => got(b, field(b, x, y), [refType(x, true)]);

const arrayGet: Rule = (b, x) => got(b, element(b, x), [refType(x, true), i32]);

/** By the name of the instruction. */
export const aggregateRules: { readonly [name in InstructionName]?: Rule } = {
  'struct.new': (b, x) => {
    const { fields } = typeDef(b, x, 'struct');
    made(
      b,
      x,
      fields.map(({ type }) => unpacked(type)),
    );
  },
  'struct.new_default': (b, x) => {
    defaults(b, typeDef(b, x, 'struct').fields);
    made(b, x, []);
  },
  'struct.get': structGet,
  'struct.get_s': structGet,
  'struct.get_u': structGet,
  'struct.set': (b, x, y) => {
    const { type, mutable } = field(b, x, y);
    if (!mutable) throw b.error('immutable field');
    popAll(b, [refType(x, true), unpacked(type)]);
  },
  'array.new': (b, x) => made(b, x, [unpacked(element(b, x).type), i32]),
  'array.new_default': (b, x) => {
    defaults(b, [element(b, x)]);
    made(b, x, [i32]);
  },
  'array.new_fixed': (b, x, y) => {
    const t = unpacked(element(b, x).type);
    if (y > most.fields) throw b.error('too many elements at once');
    for (let i = 0; i < y; i++) pop(b, t);
    made(b, x, []);
  },
  'array.new_data': (b, x) => {
    numeric(b, element(b, x));
    made(b, x, [i32, i32]);
  },
  'array.new_elem': (b, x, y) => {
    fitting(b, element(b, x), y);
    made(b, x, [i32, i32]);
  },
  'array.get': arrayGet,
  'array.get_s': arrayGet,
  'array.get_u': arrayGet,
  'array.set': (b, x) => {
    const t = unpacked(writable(b, x).type);
    popAll(b, [refType(x, true), i32, t]);
  },
  'array.fill': (b, x) => {
    const t = unpacked(writable(b, x).type);
    popAll(b, [refType(x, true), i32, t, i32]);
  },
  'array.copy': (b, x, y) => {
    const [to, from] = [writable(b, x).type, element(b, y).type];
    if (!matchesVal(from, to, b.types)) {
      throw b.error('array types do not match');
    }
    popAll(b, [refType(x, true), i32, refType(y, true), i32, i32]);
  },
  'array.init_data': (b, x) => {
    numeric(b, writable(b, x));
    popAll(b, [refType(x, true), i32, i32, i32]);
  },
  'array.init_elem': (b, x, y) => {
    fitting(b, writable(b, x), y);
    popAll(b, [refType(x, true), i32, i32, i32]);
  },
};

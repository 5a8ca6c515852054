/**
 * What the rules of instructions have in common: the expression that they look
 * at, and what they ask of it.
 *
 * Spec 3.4 · lesson "What is in the file".
 */

import type { Reader } from '../binary/expr.ts';
import type { IndexSpaces, Module } from '../syntax/module.ts';
import { bottom, bottomRef, heapOf, isRef } from '../syntax/types.ts';
import { matchesVal, typeName } from '../syntax/types.ts';
import type { Defined, FuncType, TableType, TypeDef } from '../syntax/types.ts';
import type { ValType } from '../syntax/types.ts';
import { leave, popAll, popAny, pushAll } from './operands.ts';
import type { Frame, Stacks } from './operands.ts';

/** What an expression may name. */
export type Context = {
  readonly module: Module;
  readonly spaces: IndexSpaces;
  readonly types: readonly Defined[];
  /** The functions that `ref.func` may refer to in code: those named outside of it. */
  readonly declared: Set<number>;
  /** Room for the locals of the function being checked. */
  readonly locals: Int32Array;
};

/** An expression being checked. */
export type Body = Stacks & {
  readonly c: Context;
  readonly r: Reader;
  readonly localCount: number;
  readonly constant: boolean;
};

/** The rule of an instruction with the indices `x` and `y`: pops and pushes. */
export type Rule = (b: Body, x: number, y: number) => void;

/** The open block that a label means. */
export const label = ({ frames }: Body, x: number): Frame =>
  frames[frames.length - 1 - x];

/** The type of a table. */
export const table = (b: Body, x: number): TableType => b.c.spaces.tables[x];

/** What addresses may be of. */
export type Place = 'memory' | 'table';

/** The type of addresses of a memory or table. */
export const address = (b: Body, what: Place, x: number): ValType =>
  (what === 'table' ? table(b, x) : b.c.spaces.memories[x]).limits.address;

/** Fails unless index `x` is in a space of `length`. */
export function known(b: Body, what: string, x: number, length: number): void {
  if (x >= length) throw b.error(`unknown ${what} ${x}`);
}

/** Fails unless a value type refers to a type that there is. */
export const valType = (b: Body, t: ValType): void =>
  known(b, 'type', isRef(t) ? heapOf(t) : -1, b.types.length);

/** Fails unless index `x` is of a type of functions, or of another kind. */
export function typeDef(
  b: Body,
  x: number,
  kind: TypeDef['kind'] = 'func',
): TypeDef {
  known(b, 'type', x, b.types.length);
  const def = b.c.module.types[x];
  if (def.kind === kind) return def;
  throw b.error(`type mismatch: type ${x} is of kind ${def.kind}, not ${kind}`);
}

/** Fails unless type `found` may stand where `wanted` is due. */
export function matching(b: Body, found: ValType, wanted: ValType): void {
  if (!matchesVal(found, wanted, b.types))
    throw mismatch(b, typeName(wanted), found);
}

/** The error for an operand that does not fit. */
export const mismatch = (b: Body, wanted: string, found: ValType) =>
  b.error(`type mismatch: expected ${wanted}, found ${typeName(found)}`);

/** Pops a reference, whatever it refers to. */
export function popRef(b: Body): ValType {
  const t = popAny(b);
  if (t === bottom) return bottomRef;
  if (!isRef(t)) throw mismatch(b, 'a reference', t);
  return t;
}

/** Fails unless values of the one list of types may stand where the other is due. */
export function fit(
  b: Body,
  given: readonly ValType[],
  wanted: readonly ValType[],
): void {
  const fits =
    given.length === wanted.length &&
    given.every((t, i) => matchesVal(t, wanted[i], b.types));
  if (fits) return;
  const text = `expected [${list(wanted)}], found [${list(given)}]`;
  throw b.error(`type mismatch: ${text}`);
}

/** Types with spaces between them. */
export const list = (types: readonly ValType[]): string =>
  types.map(typeName).join(' ');

/** Pops what a function takes and pushes what it gives. */
export function call(b: Body, { params, results }: FuncType): void {
  popAll(b, params);
  pushAll(b, results);
}

/** A call in place of a return: what it gives must be what the function gives. */
export function tailCall(b: Body, { params, results }: FuncType): void {
  popAll(b, params);
  fit(b, results, b.frames[0].results);
  leave(b);
}

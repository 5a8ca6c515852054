/**
 * Defined types: when two modules mean the same type.
 *
 * Types that refer to one another stand in a recursive group, and two of them
 * are the same where their groups are written alike and they have the same
 * place there. So each group is written down with its own types counted from
 * its start and all others by their number here; what reads the same gets the
 * same objects, in whatever module it stands. From then on equality is `===`,
 * and a subtype knows its supertypes by their depth.
 * Spec 3.1.3 (rolling) and 3.3.7 · lesson "Types that refer".
 */

import { Invalid, TooLarge } from './errors.ts';
import { most } from './limits.ts';
import { f64, heapOf, i64, isNullable, isRef, isSubtype } from './types.ts';
import { v128 } from './types.ts';
import { matchesVal, refType } from './types.ts';
import type { Defined, ExternType, FieldType, FuncType } from './types.ts';
import type { HeapType, Limits, TypeDef, ValType } from './types.ts';

const all: Defined[] = [];

/** All types that any module has defined so far, by number. */
export const definedTypes: readonly Defined[] = all;

/** Where each group begins in `all`, by what it says. */
const groups = new Map<string, number>();

const known = new WeakMap<readonly TypeDef[], readonly Defined[]>();

/** What the indices of a module mean. Throws Invalid where they mean nothing. */
export function defined(types: readonly TypeDef[]): readonly Defined[] {
  const before = known.get(types);
  if (before) return before;
  const found: Defined[] = [];
  for (const defs of recGroups(types)) {
    for (const each of group(defs, found)) found.push(each);
  }
  known.set(types, found);
  return found;
}

/** The recursive groups of a module. */
export function recGroups(types: readonly TypeDef[]): TypeDef[][] {
  const found: TypeDef[][] = [];
  for (const each of types) {
    if (each.group === each.index) found.push([each]);
    else found.at(-1)?.push(each);
  }
  return found;
}

/** What stands in a group for its own types: numbers below those of all abstract types. */
const ROLLED = -0x100;

/** A definition of the group from `start` to `end` as it is written down. Throws Invalid where it refers to what is not there. */
function rolled(
  def: TypeDef,
  start: number,
  end: number,
  before: readonly Defined[],
): TypeDef {
  const known = (x: number, limit: number): number => {
    if (x < limit) return x;
    throw new Invalid(`unknown type ${x}`, `type ${def.index}`);
  };
  for (const x of def.supers) known(x, def.index);
  return substitute(def, (x) =>
    known(x, end) < start ? before[x].index : ROLLED - (x - start),
  );
}

/** The objects of a group that stands behind the types `before`. */
function group(
  defs: readonly TypeDef[],
  before: readonly Defined[],
): readonly Defined[] {
  const start = before.length;
  const written = defs.map((def) =>
    rolled(def, start, start + defs.length, before),
  );
  const key = JSON.stringify(
    written.map(({ kind, final, supers, params, results, fields }) => [
      ...[kind, final, supers, params, results],
      fields.map(({ type, mutable }) => [type, mutable]),
    ]),
  );
  const first = groups.get(key) ?? all.length;
  if (first < all.length) return all.slice(first, first + defs.length);
  if (first + defs.length > most.types) throw new TooLarge('too many types');
  groups.set(key, first);
  const unroll = (x: number) => (x <= ROLLED ? first + ROLLED - x : x);
  for (const each of written) define(substitute(each, unroll), first);
  return all.slice(first);
}

/** Adds a type, whose indices are numbers among all types. */
function define(def: TypeDef, first: number): void {
  const [parent] = def.supers;
  const chain = parent === undefined ? [] : [...all[parent].chain];
  let [words, refs] = [0, 0];
  const offsets = def.fields.map(({ type }) => {
    if (isRef(type)) return refs++;
    words += fieldWords(type);
    return words - fieldWords(type);
  });
  const index = all.length;
  const made = { ...def, index, group: first, chain, offsets, words, refs };
  chain.push(made);
  all.push(made);
}

/** How many words of an object a field takes that is no reference. */
export const fieldWords = (type: ValType): number =>
  type === i64 || type === f64 ? 2 : type === v128 ? 4 : 1;

/** A definition with other numbers for the types that it refers to; abstract types stay. */
function substitute(def: TypeDef, number: (x: HeapType) => number): TypeDef {
  const type = (t: ValType) => renumbered(t, number);
  return {
    ...def,
    params: def.params.map(type),
    results: def.results.map(type),
    fields: def.fields.map((each): FieldType => ({
      type: type(each.type),
      mutable: each.mutable,
    })),
    supers: def.supers.map(number),
  };
}

/** A value type with another number for the type that it refers to, if it does. */
function renumbered(t: ValType, number: (x: HeapType) => number): ValType {
  const x = heapOf(t);
  const refers = isRef(t) && (x >= 0 || x <= ROLLED);
  return refers ? refType(number(x), isNullable(t)) : t;
}

/** A value type of a module as it is for all modules; `types` says what the module's indices mean. */
export const resolved = (t: ValType, types: readonly Defined[]): ValType =>
  renumbered(t, (x) => types[x].index);

/** A function type that stands alone and is written without more: what it is as a definition. */
export const funcDef = (
  { params, results }: FuncType,
  index: number,
): TypeDef => ({
  ...{ kind: 'func', params, results, fields: [], supers: [] },
  ...{ final: true, index, group: index },
});

/** The one object for a function type whose references, if any, are abstract. */
export const definedFunc = (type: FuncType): Defined =>
  defined([funcDef(type, 0)])[0];

/** Whether bounds `a` lie within bounds `b`. Spec 3.3.12. */
const matchesLimits = (a: Limits, b: Limits): boolean =>
  a.address === b.address &&
  !a.shared === !b.shared &&
  a.min >= b.min &&
  (b.max === undefined || (a.max !== undefined && a.max <= b.max));

/** Whether an extern of type `a` may be given for an import of type `b`, both as they are for all modules. Spec 3.3.15. */
export function matchesExtern(a: ExternType, b: ExternType): boolean {
  switch (b.kind) {
    case 'func':
      return a.kind === 'func' && isSubtype(a.type, b.type);
    case 'tag':
      return a.kind === 'tag' && a.type === b.type;
    case 'table':
      return (
        a.kind === 'table' &&
        a.type.element === b.type.element &&
        matchesLimits(a.type.limits, b.type.limits)
      );
    case 'memory':
      return a.kind === 'memory' && matchesLimits(a.type.limits, b.type.limits);
    case 'global':
      return (
        a.kind === 'global' &&
        a.type.mutable === b.type.mutable &&
        (a.type.mutable
          ? a.type.type === b.type.type
          : matchesVal(a.type.type, b.type.type, all))
      );
  }
}

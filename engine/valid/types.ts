/**
 * The types of a module: do they mean something, and is each a subtype of the
 * one that it names?
 *
 * Spec 3.2 and 3.5.1 · lesson "Types that refer".
 */

import { defined } from '../syntax/defined.ts';
import { Invalid, TooLarge } from '../syntax/errors.ts';
import { most } from '../syntax/limits.ts';
import type { Module } from '../syntax/module.ts';
import { heapOf, isRef, matchesVal } from '../syntax/types.ts';
import type { Defined, FieldType, TypeDef, ValType } from '../syntax/types.ts';

/** Checks the types that a module defines, and those that its definitions name. Throws Invalid. */
export function checkTypes(module: Module): readonly Defined[] {
  const types = defined(module.types);
  module.types.forEach((def, x) => checkType(module.types, def, x, types));
  for (const { desc, module: from, name } of module.imports) {
    const where = () => `import "${from}" "${name}"`;
    if (desc.kind === 'func') checkFuncType(types, desc.type, where);
    else if (desc.kind === 'tag') checkTag(types, desc.type, where);
    else if (desc.kind === 'table') checkVal(types, desc.type.element, where);
    else if (desc.kind === 'global') checkVal(types, desc.type.type, where);
  }
  const imported = (kind: string) =>
    module.imports.filter(({ desc }) => desc.kind === kind).length;
  const place = (kind: string, x: number) => () =>
    `${kind === 'func' ? 'function' : kind} ${imported(kind) + x}`;
  module.funcs.forEach(({ type, locals }, x) => {
    checkFuncType(types, type, place('func', x));
    for (const [, each] of locals) checkVal(types, each, place('func', x));
  });
  module.tags.forEach((type, x) => checkTag(types, type, place('tag', x)));
  module.tables.forEach(({ element }, x) =>
    checkVal(types, element, place('table', x)),
  );
  module.globals.forEach(({ type }, x) =>
    checkVal(types, type.type, place('global', x)),
  );
  module.elems.forEach(({ type }, x) =>
    checkVal(types, type, () => `elem segment ${x}`),
  );
  return types;
}

/** Checks that a value type refers to a type that there is. Throws Invalid. */
function checkVal(
  types: readonly unknown[],
  t: ValType,
  where: () => string,
): void {
  if (!isRef(t) || heapOf(t) < types.length) return;
  throw new Invalid(`unknown type ${heapOf(t)}`, where());
}

function checkFuncType(
  types: readonly Defined[],
  x: number,
  where: () => string,
): void {
  if (x >= types.length) throw new Invalid(`unknown type ${x}`, where());
  if (types[x].kind === 'func') return;
  throw new Invalid(`type mismatch: type ${x} is no function type`, where());
}

/** Checks the type of a tag, which gives nothing. */
function checkTag(
  types: readonly Defined[],
  x: number,
  where: () => string,
): void {
  checkFuncType(types, x, where);
  if (types[x].results.length === 0) return;
  throw new Invalid('non-empty tag result type', where());
}

/** Checks one definition against the sizes that are allowed, and against the type that it extends. */
function checkType(
  defs: readonly TypeDef[],
  def: TypeDef,
  x: number,
  types: readonly Defined[],
): void {
  const fail = (message: string) => new Invalid(message, `type ${x}`);
  const tooLarge = (what: string) =>
    new TooLarge(`too many ${what}`, `type ${x}`);
  const { params, results, fields, supers } = def;
  if (params.length > most.arity || results.length > most.arity) {
    throw tooLarge('parameters or results');
  }
  if (fields.length > most.fields) throw tooLarge('fields');
  if (supers.length > 1) throw fail('too many supertypes');
  if (types[x].chain.length > most.supertypes) throw tooLarge('supertypes');
  for (const y of supers) {
    if (defs[y].final) throw fail(`sub type of type ${y}, which is final`);
    if (!extendsType(def, defs[y], types)) {
      throw fail(`sub type must match type ${y}`);
    }
  }
}

/** Whether a definition may be a subtype of another one. Spec 3.3.9. */
function extendsType(
  a: TypeDef,
  b: TypeDef,
  types: readonly Defined[],
): boolean {
  const match = (from: readonly ValType[], to: readonly ValType[]) =>
    from.length === to.length &&
    from.every((t, i) => matchesVal(t, to[i], types));
  return (
    a.kind === b.kind &&
    match(b.params, a.params) &&
    match(a.results, b.results) &&
    b.fields.every((field, i) => matchesField(a.fields[i], field, types))
  );
}

/** Whether a field may stand for another one: what can be written must be the same. Spec 3.3.10. */
const matchesField = (
  a: FieldType | undefined,
  b: FieldType,
  types: readonly Defined[],
): boolean =>
  a?.mutable === b.mutable &&
  matchesVal(a.type, b.type, types) &&
  (!b.mutable || matchesVal(b.type, a.type, types));

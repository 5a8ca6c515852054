/**
 * A whole module: what stands around the bodies, then the bodies.
 *
 * Nothing that is checked here can go wrong when the module runs, so nothing
 * that runs checks it again.
 * Spec 3.5 · lesson "What is in the file".
 */

import { Invalid, TooLarge } from '../syntax/errors.ts';
import { most, mostParts, parts } from '../syntax/limits.ts';
import { indexSpaces } from '../syntax/module.ts';
import type { Module } from '../syntax/module.ts';
import { funcTypeName, hasDefault, i64, matchesVal } from '../syntax/types.ts';
import { refType, typeName } from '../syntax/types.ts';
import type { ExternType, Limits, ValType } from '../syntax/types.ts';
import { checkConst, checkFunc } from './body.ts';
import type { Context, Place } from './rule.ts';
import { checkTypes } from './types.ts';

/** Checks that a module keeps the rules of the specification, and within the limits of this engine. Throws Invalid, TooLarge. */
export function validate(module: Module): void {
  checkSizes(module);
  const types = checkTypes(module);
  const spaces = indexSpaces(module);
  const imported = spaces.globals.length - module.globals.length;
  const c: Context = {
    ...{ module, spaces, types },
    declared: new Set(),
    locals: new Int32Array(most.locals),
  };
  // A constant may ask for the globals that stand before it.
  const globals = spaces.globals.slice(0, imported);
  const early = { ...c, spaces: { ...spaces, globals } };
  checkStores(c);
  const tables = spaces.tables.length - module.tables.length;
  module.tables.forEach(({ element, init }, x) => {
    const where = () => `table ${tables + x}`;
    if (init) checkConst(early, init, element, where);
    else if (!hasDefault(element)) {
      throw new Invalid(
        `type mismatch: ${typeName(element)} needs a first value`,
        where(),
      );
    }
  });
  module.globals.forEach(({ type, init }, x) => {
    checkConst(early, init, type.type, () => `global ${imported + x}`);
    globals.push(type);
  });
  module.elems.forEach((_, x) => checkElem(c, x));
  module.datas.forEach(({ mode }, x) => {
    if (mode.kind !== 'active') return;
    const where = () => `data segment ${x}`;
    const { limits } = known('memory', mode.index, spaces.memories, where);
    checkConst(c, mode.offset, limits.address, where);
  });
  checkExports(c);
  checkStart(c);
  const first = spaces.funcs.length - module.funcs.length;
  for (let x = first; x < spaces.funcs.length; x++) checkFunc(c, x);
}

/** Checks that the module has not more of anything than this engine takes. Throws TooLarge. */
function checkSizes(module: Module): void {
  for (const part of parts) {
    const { length } = module[part];
    if (length > mostParts[part]) {
      throw new TooLarge(
        `too many ${part}: ${length}, ${mostParts[part]} at most`,
      );
    }
  }
}

/** The item at index `x`. Throws Invalid when there is none. */
function known<T>(
  what: string,
  x: number,
  space: readonly T[],
  where: () => string,
): T {
  const item = space[x];
  if (item === undefined) throw new Invalid(`unknown ${what} ${x}`, where());
  return item;
}

/** How large a store can be for addresses of 32 and of 64 bits, and how that is called. */
const reach = {
  table: [
    [2n ** 32n - 1n, '2^32-1'],
    [2n ** 64n - 1n, '2^64-1'],
  ],
  memory: [
    [2n ** 16n, '65536 pages (4GiB)'],
    [2n ** 48n, '2^48 pages'],
  ],
} as const;

/** Checks the bounds of tables and memories. */
function checkStores({ spaces: { tables, memories } }: Context): void {
  tables.forEach(({ limits }, x) => checkLimits(limits, 'table', x));
  memories.forEach(({ limits }, x) => {
    checkLimits(limits, 'memory', x);
    if (!limits.shared || limits.max !== undefined) return;
    throw new Invalid('shared memory must have maximum', `memory ${x}`);
  });
}

function checkLimits(
  { address, min, max = min }: Limits,
  what: Place,
  x: number,
): void {
  const where = `${what} ${x}`;
  const [bound, text] = reach[what][address === i64 ? 1 : 0];
  if (min > bound || max > bound) {
    throw new Invalid(`${what} size must be at most ${text}`, where);
  }
  if (min > max) {
    throw new Invalid('size minimum must not be greater than maximum', where);
  }
}

function checkElem(c: Context, x: number): void {
  const { type, items, mode } = c.module.elems[x];
  const where = () => `elem segment ${x}`;
  for (const item of items) {
    if (typeof item !== 'number') {
      checkConst(c, item, type, where);
      continue;
    }
    const { index } = known('function', item, c.spaces.funcs, where);
    c.declared.add(item);
    fits(c, refType(index, false), type, where);
  }
  if (mode.kind !== 'active') return;
  const place = known('table', mode.index, c.spaces.tables, where);
  fits(c, type, place.element, where);
  checkConst(c, mode.offset, place.limits.address, where);
}

/** Fails unless type `a` may stand for type `b`. */
function fits(c: Context, a: ValType, b: ValType, where: () => string): void {
  if (matchesVal(a, b, c.types)) return;
  const message = `expected ${typeName(b)}, found ${typeName(a)}`;
  throw new Invalid(`type mismatch: ${message}`, where());
}

function checkExports({ module, spaces, declared }: Context): void {
  const taken = new Set<string>();
  const space: Record<ExternType['kind'], readonly unknown[]> = {
    func: spaces.funcs,
    table: spaces.tables,
    memory: spaces.memories,
    tag: spaces.tags,
    global: spaces.globals,
  };
  for (const { name, kind, index } of module.exports) {
    const where = () => `export "${name}"`;
    known(kind === 'func' ? 'function' : kind, index, space[kind], where);
    if (taken.has(name)) throw new Invalid('duplicate export name', where());
    taken.add(name);
    if (kind === 'func') declared.add(index);
  }
}

function checkStart({ module: { start }, spaces }: Context): void {
  if (start === undefined) return;
  const type = known('function', start, spaces.funcs, () => 'start');
  if (type.params.length + type.results.length > 0) {
    throw new Invalid(
      `start function must be () -> (), found ${funcTypeName(type)}`,
      `function ${start}`,
    );
  }
}

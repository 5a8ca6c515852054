/**
 * Instantiation: link, allocate, initialise.
 *
 * The order is the specification's, and visible: segments are copied one by
 * one, and a segment that does not fit leaves what came before it in place.
 * The start function is not called here but left in `start`: to run anything
 * is the machine's part. Spec 4.7.2 · lesson "What a module may touch".
 */

import { next, reader } from '../binary/expr.ts';
import { Unlinkable } from '../syntax/errors.ts';
import { importedFuncs, indexSpaces } from '../syntax/module.ts';
import type { Expr, Import, ImportDesc, Module } from '../syntax/module.ts';
import type { SegmentMode } from '../syntax/module.ts';
import { defined, matchesExtern, resolved } from '../syntax/defined.ts';
import { funcTypeName, i32, i64, typeName, v128 } from '../syntax/types.ts';
import type { Defined, ExternType, GlobalType } from '../syntax/types.ts';
import type { Limits, MemoryType, TableType } from '../syntax/types.ts';
import type { ValType } from '../syntax/types.ts';
import type { Tag } from './exceptions.ts';
import { constantFunc, emptyCode, ownFunc } from './instance.ts';
import type { Extern, Func, Global, Instance } from './instance.ts';
import { createMachine, invoke, run } from './machine.ts';
import type { Machine } from './machine.ts';
import { checkRange, createMemory, reach } from './memory.ts';
import type { Memory } from './memory.ts';
import { createTable, outOfTable } from './table.ts';
import type { Table } from './table.ts';
import { copySlot, createSlots, store } from './values.ts';
import type { Ref, Slots, Value } from './values.ts';

/** What a module is given: module name, then name. */
export type Imports = Readonly<
  Record<string, Readonly<Record<string, Extern>>>
>;

/** How an instance is to run. */
export type InstantiateOptions = {
  /** `fused` (the default) is fast, `plain` keeps one operation an instruction. */
  readonly lowering?: 'fused' | 'plain';
};

/**
 * Makes an instance of a valid module. Throws Unlinkable for an import that is
 * missing or of another type, Trap for an active segment that does not fit.
 */
export function instantiate(
  module: Module,
  imports: Imports = {},
  options: InstantiateOptions = {},
): Instance {
  const given = module.imports.map((each) => lookUp(each, imports));
  return instantiateWith(module, given, options);
}

/** The same with what is found for each import, in the module's order. */
export function instantiateWith(
  module: Module,
  found: readonly (Extern | undefined)[],
  { lowering = 'fused' }: InstantiateOptions = {},
): Instance {
  const types = defined(module.types);
  const given = module.imports.map((each, i) => link(types, each, found[i]));
  const instance = allocate(module, given, lowering === 'fused');
  initialise(instance);
  return instance;
}

/** What there is under an import's names. */
function lookUp({ module, name }: Import, imports: Imports) {
  const names = own(imports, module);
  return names && own(names, name);
}

/** What is given for an import, if its type matches. Spec 4.7.2 step 3. */
function link(
  types: readonly Defined[],
  wanted: Import,
  found: Extern | undefined,
): Extern {
  const { desc } = wanted;
  const place = `"${wanted.module}" "${wanted.name}"`;
  if (!found) throw new Unlinkable(`unknown import ${place}`);
  const type = externType(desc, types);
  if (!matchesExtern(typeOf(found), type)) {
    const detail = `${describe(typeOf(found))} given, ${describe(type)} wanted`;
    throw new Unlinkable(`incompatible import type for ${place}: ${detail}`);
  }
  return found;
}

/** The type of an import as it is for all modules. */
function externType(desc: ImportDesc, types: readonly Defined[]): ExternType {
  switch (desc.kind) {
    case 'func':
    case 'tag':
      return { kind: desc.kind, type: types[desc.type] };
    case 'table':
      return { kind: 'table', type: tableType(desc.type, types) };
    case 'global':
      return { kind: 'global', type: globalType(desc.type, types) };
    case 'memory':
      return desc;
  }
}

const tableType = (type: TableType, types: readonly Defined[]): TableType => ({
  element: resolved(type.element, types),
  limits: type.limits,
});

const globalType = (
  { type, mutable }: GlobalType,
  types: readonly Defined[],
): GlobalType => ({ type: resolved(type, types), mutable });

const own = <T>(of: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(of, key) ? of[key] : undefined;

/** The type of an extern as it is now: a memory or table that grew has a larger minimum. */
function typeOf(extern: Extern): ExternType {
  switch (extern.kind) {
    case 'func':
    case 'tag':
      return { kind: extern.kind, type: extern.type };
    case 'global':
      return { kind: 'global', type: extern.type };
    case 'memory': {
      const limits = { ...extern.type.limits, min: extern.pages };
      return { kind: 'memory', type: { limits } };
    }
    case 'table': {
      const { element, limits } = extern.type;
      const now = { ...limits, min: extern.elements.length };
      return { kind: 'table', type: { element, limits: now } };
    }
  }
}

/** An extern's type in a sentence: `function (i32) -> ()`. */
function describe(extern: ExternType): string {
  switch (extern.kind) {
    case 'func':
      return `function ${funcTypeName(extern.type)}`;
    case 'tag':
      return `tag ${funcTypeName(extern.type)}`;
    case 'global':
      return `${extern.type.mutable ? 'mutable ' : ''}global ${typeName(extern.type.type)}`;
    case 'memory':
      return `${extern.type.limits.shared ? 'shared ' : ''}memory of ${bounds(extern.type)} pages`;
    case 'table':
      return `table of ${bounds(extern.type)} ${typeName(extern.type.element)}`;
  }
}

const bounds = ({ limits: { address, min, max } }: MemoryType): string =>
  (address === i64 ? 'i64 ' : '') +
  (max === undefined ? `${min} or more` : `${min} to ${max}`);

/** Allocates what the module defines, after what it imports. Spec 4.7.1. */
function allocate(
  module: Module,
  given: readonly Extern[],
  fused: boolean,
): Instance {
  const spaces = indexSpaces(module);
  const funcs: Func[] = [];
  const tables: Table[] = [];
  const memories: Memory[] = [];
  const tags: Tag[] = [];
  const globals: Global[] = [];
  for (const extern of given) {
    if (extern.kind === 'func') funcs.push(extern);
    else if (extern.kind === 'table') tables.push(extern);
    else if (extern.kind === 'memory') memories.push(extern);
    else if (extern.kind === 'tag') tags.push(extern);
    else globals.push(extern);
  }
  const types = defined(module.types);
  for (const type of module.tables) {
    tables.push(createTable(tableType(type, types)));
  }
  for (const { limits } of module.memories) memories.push(createMemory(limits));
  const globalSlots = createSlots(Math.max(module.globals.length, 1) * 2);
  module.globals.forEach((each, i) => {
    const type = globalType(each.type, types);
    const own = type.type === v128;
    const slots = own ? createSlots(4) : globalSlots;
    globals.push({ kind: 'global', type, slots, at: own ? 0 : i * 2 });
  });
  const exports = new Map<string, Extern>();
  const caller: { memory: Memory | undefined } = { memory: undefined };
  const instance: Instance = {
    ...{ module, spaces, types, funcs, tables, memories, tags },
    ...{ globals, globalSlots },
    elems: [],
    datas: module.datas.map(({ bytes }) => bytes),
    exports,
    caller,
    get start() {
      return module.start === undefined ? undefined : funcs[module.start];
    },
    ...emptyCode(spaces.funcs.length),
    fused,
  };
  for (const type of module.tags) {
    const index = tags.length;
    tags.push({ kind: 'tag', type: types[type], module, index });
  }
  const imported = importedFuncs(module);
  module.funcs.forEach(({ type }, i) =>
    funcs.push(ownFunc(instance, types[type], imported + i)),
  );
  offer(instance, exports);
  const memory = exports.get('memory');
  if (memory?.kind === 'memory') caller.memory = memory;
  return instance;
}

/** Offers what the module exports, by name. */
function offer(instance: Instance, exports: Map<string, Extern>): void {
  const { funcs, tables, memories, tags, globals } = instance;
  const byKind = {
    func: funcs,
    table: tables,
    memory: memories,
    tag: tags,
    global: globals,
  };
  for (const { name, kind, index } of instance.module.exports) {
    exports.set(name, byKind[kind][index]);
  }
}

/** Gives globals, tables and memories their first contents. Spec 4.7.2 steps 7 to 17. */
function initialise(instance: Instance): void {
  const { module, globals, elems } = instance;
  const m = createMachine();
  const imported = globals.length - module.globals.length;
  module.globals.forEach(({ type, init }, i) => {
    const { slots, at } = globals[imported + i];
    const from = evaluate(instance, m, init, type.type);
    copySlot(slots, at, from, 0, type.type);
  });
  const own = instance.tables.length - module.tables.length;
  module.tables.forEach(({ element, init }, i) => {
    if (!init) return;
    const { elements } = instance.tables[own + i];
    elements.fill(reference(instance, m, init, element));
  });
  for (const { items, type } of module.elems) {
    elems.push(items.map((item) => reference(instance, m, item, type)));
  }
  module.elems.forEach(({ mode }, i) => copyElems(instance, m, i, mode));
  module.datas.forEach(({ bytes, mode }, i) => {
    if (mode.kind !== 'active') return;
    const memory = instance.memories[mode.index];
    const from = module.bytes.subarray(bytes.start, bytes.end);
    const at = address(instance, m, mode.offset, memory.type);
    reach(memory, at, from.length).set(from);
    instance.datas[i] = { start: 0, end: 0 };
  });
}

function copyElems(
  instance: Instance,
  m: Machine,
  i: number,
  mode: SegmentMode,
): void {
  if (mode.kind === 'passive') return;
  if (mode.kind === 'active') {
    const { elements, type } = instance.tables[mode.index];
    const offset = address(instance, m, mode.offset, type);
    const refs = instance.elems[i];
    checkRange(elements, offset, refs.length, outOfTable);
    refs.forEach((ref, j) => (elements[offset + j] = ref));
  }
  instance.elems[i] = [];
}

function reference(
  instance: Instance,
  m: Machine,
  item: number | Expr,
  type: ValType,
): Ref {
  if (typeof item === 'number') return instance.funcs[item];
  return evaluate(instance, m, item, type).refs[0] ?? null;
}

/** An address, unsigned; one of 64 bits that is not exact as a number lies outside all the same. */
function address(
  instance: Instance,
  m: Machine,
  offset: Expr,
  { limits }: { readonly limits: Limits },
): number {
  // Nearly all are a single number: a program from Go has 30,000 of them.
  const r = reader(instance.module.bytes, offset);
  if (next(r).name === 'i32.const' && r.c.at + 1 === offset.end) {
    return r.x >>> 0;
  }
  const { i32: words, i64: wide } = evaluate(instance, m, offset, i32);
  return limits.address === i64
    ? Number(BigInt.asUintN(64, wide[0]))
    : words[0] >>> 0;
}

/** Runs a constant expression on the machine and leaves its value in the first slot. Spec 4.7.2, validated by 3.4.16. Throws its trap. */
function evaluate(
  instance: Instance,
  m: Machine,
  expr: Expr,
  type: ValType,
): Slots {
  invoke(m, constantFunc(instance, expr, type), []);
  const stop = run(m, 1_000_000_000);
  if (stop.why === 'trapped') throw stop.trap;
  return m.slots;
}

/** A global of the host, to be given as an import. */
export function createGlobal(type: GlobalType, value: Value): Global {
  const slots = createSlots(4);
  store(slots, 0, type.type, value);
  return { kind: 'global', type, slots, at: 0 };
}

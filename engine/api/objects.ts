/**
 * Objects: memories, tables, globals, tags and exceptions as JavaScript sees
 * them. Each is one JavaScript object, whichever way it is reached.
 * Spec (JavaScript API) "Memories", "Tables", "Globals", "Tags", "Exceptions" ·
 * lesson "The API of every browser".
 */

import { externref, f32, f64, funcref, i32, i64 } from '../syntax/types.ts';
import { isRef } from '../syntax/types.ts';
import type { Limits, ValType } from '../syntax/types.ts';
import { createGlobal } from '../exec/instantiate.ts';
import type { Extern } from '../exec/instance.ts';
import type { Global as EngineGlobal } from '../exec/instance.ts';
import { createMemory, grow, maxPages } from '../exec/memory.ts';
import type { Memory as EngineMemory } from '../exec/memory.ts';
import { createTable, growTable, maxElements } from '../exec/table.ts';
import type { Table as EngineTable } from '../exec/table.ts';
import { load, store } from '../exec/values.ts';
import type { Ref } from '../exec/values.ts';
import { dictionary, dress, fail, hidden, member, oneOf } from './idl.ts';
import { required, unsignedLong, unsignedLongLong } from './idl.ts';
import type { Hidden } from './idl.ts';
import { defaultValue, exportedFunction, toJs, toWasm } from './values.ts';

/** What stands behind the objects of each class. */
export const behind = {
  memory: hidden<EngineMemory>('Memory'),
  table: hidden<EngineTable>('Table'),
  global: hidden<EngineGlobal>('Global'),
} as const;

const objects = new WeakMap<Extern, object>();

/** The one JavaScript object for what an instance exports. */
export function objectOf(extern: Extern): object {
  if (extern.kind === 'func') return exportedFunction(extern);
  return objects.get(extern) ?? create(extern);
}

function create(extern: Exclude<Extern, { kind: 'func' }>): object {
  const object: object = Object.create(classes[extern.kind].prototype);
  switch (extern.kind) {
    case 'memory':
      return adopt(object, behind.memory, extern);
    case 'table':
      return adopt(object, behind.table, extern);
    case 'global':
      return adopt(object, behind.global, extern);
  }
}

/** Makes `object` the one that stands for `extern`. */
function adopt<T extends Extern>(
  object: object,
  place: Hidden<T>,
  extern: T,
): object {
  place.set(object, extern);
  objects.set(extern, object);
  return object;
}

const addressType = oneOf(['i32', 'i64']);

/** How a descriptor's addresses are read: it has a member of its own for that. */
function sizeOf(descriptor: object): typeof unsignedLong {
  const address = member(descriptor, 'address', addressType);
  return address === 'i64' ? wide : unsignedLong;
}

/** Reads bounds. Throws TypeError, and RangeError where they contradict each other. */
function limitsOf(
  descriptor: object,
  size: typeof unsignedLong,
  most: number,
): Limits {
  const min = required(member(descriptor, 'initial', size), 'initial');
  const max = member(descriptor, 'maximum', size);
  if (max !== undefined && min > max)
    throw new RangeError(`initial ${min} is more than maximum ${max}`);
  if (min > most) throw new RangeError(`initial ${min} is more than ${most}`);
  return { min, max };
}

const wide = (value: unknown, name: string): number =>
  Number(unsignedLongLong(value, name));

/** Grows by what `by` says. Throws RangeError where it answers −1. */
function grown(before: number, what: string): number {
  if (before >= 0) return before;
  throw new RangeError(`the ${what} cannot grow so far`);
}

/** `WebAssembly.Memory`. */
export class Memory {
  constructor(descriptor: unknown) {
    const from = dictionary(descriptor, 'the descriptor');
    const limits = limitsOf(from, sizeOf(from), maxPages);
    if (member(from, 'shared', Boolean) === true)
      throw new TypeError('shared memories are not offered here');
    adopt(this, behind.memory, createMemory(limits));
  }

  grow(delta: unknown): number {
    const memory = behind.memory.get(this);
    return grown(grow(memory, unsignedLong(delta, 'delta')), 'memory');
  }

  get buffer(): ArrayBufferLike {
    return behind.memory.get(this).bytes.buffer;
  }
}

const elementType = oneOf(['anyfunc', 'externref']);

/** `WebAssembly.Table`. */
export class Table {
  constructor(descriptor: unknown, ...init: readonly unknown[]) {
    const from = dictionary(descriptor, 'the descriptor');
    const name = required(member(from, 'element', elementType), 'element');
    const size = sizeOf(from);
    const limits = limitsOf(from, size, maxElements);
    const element = name === 'anyfunc' ? funcref : externref;
    const table = createTable({ element, limits });
    table.elements.fill(refFor(element, init));
    adopt(this, behind.table, table);
  }

  get length(): number {
    return behind.table.get(this).elements.length;
  }

  get(index: unknown): unknown {
    const { elements } = behind.table.get(this);
    return toJs(elements[within(elements, unsignedLong(index, 'index'))]);
  }

  set(index: unknown, ...value: readonly unknown[]): void {
    const { elements, type } = behind.table.get(this);
    const at = unsignedLong(index, 'index');
    const ref = refFor(type.element, value);
    elements[within(elements, at)] = ref;
  }

  grow(delta: unknown, ...init: readonly unknown[]): number {
    const table = behind.table.get(this);
    const by = unsignedLong(delta, 'delta');
    const ref = refFor(table.type.element, init);
    return grown(growTable(table, by, ref), 'table');
  }
}

const within = (elements: readonly unknown[], index: number): number =>
  index < elements.length
    ? index
    : fail(RangeError, `no element ${index} of ${elements.length}`);

/** What a table's element becomes: the type's default where nothing was given. */
function refFor(type: ValType, given: readonly unknown[]): Ref {
  const value =
    given.length === 0 ? defaultValue(type) : toWasm(given[0], type);
  return typeof value === 'object' ? value : null;
}

const valueTypes = { anyfunc: funcref, externref, f32, f64, i32, i64 } as const;

const valueType = oneOf([
  ...(['anyfunc', 'externref', 'f32', 'f64', 'i32', 'i64'] as const),
]);

/** `WebAssembly.Global`. */
export class Global {
  constructor(descriptor: unknown, ...init: readonly unknown[]) {
    const from = dictionary(descriptor, 'the descriptor');
    const mutable = member(from, 'mutable', Boolean) ?? false;
    const name = required(member(from, 'value', valueType), 'value');
    const type = valueTypes[name];
    // An undefined number is a missing one; an undefined reference is a value.
    const missing =
      init.length === 0 || (init[0] === undefined && !isRef(type));
    const value = missing ? defaultValue(type) : toWasm(init[0], type);
    adopt(this, behind.global, createGlobal({ type, mutable }, value));
  }

  get value(): unknown {
    return valueOf(behind.global.get(this));
  }

  set value(value: unknown) {
    const { slots, at, type } = behind.global.get(this);
    if (!type.mutable) throw new TypeError('the global is not mutable');
    store(slots, at, type.type, toWasm(value, type.type));
  }

  valueOf(): unknown {
    return valueOf(behind.global.get(this));
  }
}

const valueOf = ({ slots, at, type: { type } }: EngineGlobal): unknown =>
  toJs(load(slots, at, type));

const classes = {
  memory: dress(Memory),
  table: dress(Table),
  global: dress(Global),
} as const;

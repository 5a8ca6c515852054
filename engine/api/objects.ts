/**
 * Objects: memories, tables, globals, tags and exceptions as JavaScript sees
 * them. Each is one JavaScript object, whichever way it is reached.
 * Spec (JavaScript API) "Memories", "Tables", "Globals", "Tags", "Exceptions" ·
 * lesson "The API of every browser".
 */

import { most } from '../syntax/limits.ts';
import { externref, f32, f64, funcref, i32, i64 } from '../syntax/types.ts';
import { isRef } from '../syntax/types.ts';
import type { Limits, Size, ValType } from '../syntax/types.ts';
import { createTag } from '../exec/exceptions.ts';
import { createGlobal } from '../exec/instantiate.ts';
import type { Extern } from '../exec/instance.ts';
import type { Global as EngineGlobal } from '../exec/instance.ts';
import { createMemory, grow } from '../exec/memory.ts';
import type { Memory as EngineMemory } from '../exec/memory.ts';
import { createTable, growTable } from '../exec/table.ts';
import type { Table as EngineTable } from '../exec/table.ts';
import { load, store } from '../exec/values.ts';
import type { Ref } from '../exec/values.ts';
import { dictionary, dress, hidden, member, oneOf } from './idl.ts';
import { required, toList, unsignedLong, unsignedLongLong } from './idl.ts';
import type { Hidden } from './idl.ts';
import { defaultValue, exportedFunction, tags } from './values.ts';
import { toJs, toWasm } from './values.ts';

/** What stands behind the objects of each class. */
export const behind = {
  memory: hidden<EngineMemory>('Memory'),
  table: hidden<EngineTable>('Table'),
  global: hidden<EngineGlobal>('Global'),
  tag: tags,
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
    case 'tag':
      return adopt(object, behind.tag, extern);
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

/** The address type that a descriptor asks for. */
const addressOf = (descriptor: object): ValType =>
  member(descriptor, 'address', addressType) === 'i64' ? i64 : i32;

/** A size or an index as JavaScript gives it, in the engine's numbers. Throws TypeError. */
const sizeFrom = (value: unknown, address: ValType, name: string): Size =>
  address === i64 ? unsignedLongLong(value, name) : unsignedLong(value, name);

/** A size or an index as JavaScript gets it. */
const sizeTo = (size: number, { address }: Limits): number | bigint =>
  address === i64 ? BigInt(size) : size;

/** Reads bounds. Throws TypeError, and RangeError where they contradict each other. */
function limitsOf(descriptor: object, address: ValType, limit: number): Limits {
  const size = (value: unknown, name: string) => sizeFrom(value, address, name);
  const min = required(member(descriptor, 'initial', size), 'initial');
  const max = member(descriptor, 'maximum', size);
  if (max !== undefined && min > max)
    throw new RangeError(`initial ${min} is more than maximum ${max}`);
  if (min > limit) throw new RangeError(`initial ${min} is more than ${limit}`);
  return { address, min, max };
}

/** Grows by what `by` says. Throws RangeError where it answers −1. */
function grown(before: number, what: string): number {
  if (before >= 0) return before;
  throw new RangeError(`the ${what} cannot grow so far`);
}

/** `WebAssembly.Memory`. */
export class Memory {
  constructor(descriptor: unknown) {
    const from = dictionary(descriptor, 'the descriptor');
    const limits = limitsOf(from, addressOf(from), most.pages);
    if (member(from, 'shared', Boolean) === true)
      throw new TypeError('shared memories are not offered here');
    adopt(this, behind.memory, createMemory(limits));
  }

  grow(delta: unknown): number | bigint {
    const memory = behind.memory.get(this);
    const { limits } = memory.type;
    const by = Number(sizeFrom(delta, limits.address, 'delta'));
    return sizeTo(grown(grow(memory, by), 'memory'), limits);
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
    const address = addressOf(from);
    const limits = limitsOf(from, address, most.elements);
    const element = name === 'anyfunc' ? funcref : externref;
    const table = createTable({ element, limits });
    table.elements.fill(refFor(element, init));
    adopt(this, behind.table, table);
  }

  get length(): number | bigint {
    const { elements, type } = behind.table.get(this);
    return sizeTo(elements.length, type.limits);
  }

  get(index: unknown): unknown {
    const table = behind.table.get(this);
    return toJs(table.elements[within(table, index)]);
  }

  set(index: unknown, ...value: readonly unknown[]): void {
    const table = behind.table.get(this);
    const at = within(table, index);
    table.elements[at] = refFor(table.type.element, value);
  }

  grow(delta: unknown, ...init: readonly unknown[]): number | bigint {
    const table = behind.table.get(this);
    const { element, limits } = table.type;
    const by = Number(sizeFrom(delta, limits.address, 'delta'));
    const ref = refFor(element, init);
    return sizeTo(grown(growTable(table, by, ref), 'table'), limits);
  }
}

/** An index into a table. Throws TypeError for what is none, RangeError for one outside. */
function within({ elements, type }: EngineTable, index: unknown): number {
  const at = Number(sizeFrom(index, type.limits.address, 'index'));
  if (at < elements.length) return at;
  throw new RangeError(`no element ${at} of ${elements.length}`);
}

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

/** `WebAssembly.Tag`. */
export class Tag {
  constructor(descriptor: unknown) {
    const from = dictionary(descriptor, 'the descriptor');
    const names = member(from, 'parameters', toList);
    const params = required(names, 'parameters').map(
      (each) => valueTypes[valueType(each, 'a parameter')],
    );
    adopt(this, behind.tag, createTag({ params, results: [] }));
  }
}

const valueOf = ({ slots, at, type: { type } }: EngineGlobal): unknown =>
  toJs(load(slots, at, type));

const classes = {
  memory: dress(Memory),
  table: dress(Table),
  global: dress(Global),
  tag: dress(Tag),
} as const;

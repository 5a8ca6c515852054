/**
 * Instances: a module with its own memory, tables, globals and functions.
 *
 * A function is lowered when it is first called; its code is then placed at
 * the end of the instance's code. Spec 4.2.1 to 4.2.5 · lesson "What a module
 * may touch".
 */

import { lower } from '../lower/lower.ts';
import { slotWords, wordsOf } from '../lower/operands.ts';
import type { Expr, IndexSpaces, Module } from '../syntax/module.ts';
import { funcTypeName, isRef } from '../syntax/types.ts';
import type { FuncType, GlobalType } from '../syntax/types.ts';
import type { Caller, HostCall } from './host.ts';
import type { Memory } from './memory.ts';
import type { Table } from './table.ts';
import type { Ref, Slots } from './values.ts';

/** What functions have in common: one shape for both kinds, so that calls stay fast. */
type FuncShape = {
  readonly kind: 'func';
  /** Canonical: two functions have the same type where these are the same object. */
  readonly type: FuncType;
  /** Its index in the module's index space of functions; −1 for the host's. */
  readonly index: number;
  /** Where its code begins; −1 before the first call. */
  entry: number;
  /** The size of its frame, known once it is lowered; of its parameters; of all locals. */
  frameWords: number;
  readonly paramWords: number;
  readonly localWords: number;
  /** Whether a local or a result is a reference. */
  readonly hasRefs: boolean;
  /** Pairs of position in the code and byte offset in the module, rising. */
  positions: Int32Array;
};

/** A function of an instance. */
export type WasmFunc = FuncShape & {
  readonly instance: Instance;
  readonly host: undefined;
};

/** A function of the host. */
export type HostFunc = FuncShape & {
  readonly instance: undefined;
  readonly host: HostCall;
};

/** A function, of an instance or of the host. */
export type Func = WasmFunc | HostFunc;

/** A global: a slot among others of its instance. */
export type Global = {
  readonly kind: 'global';
  readonly type: GlobalType;
  readonly slots: Slots;
  /** The first word of its slot. */
  readonly at: number;
};

/** What may be imported and exported. */
export type Extern = Func | Table | Memory | Global;

/** A module that has come to life. */
export type Instance = {
  readonly module: Module;
  readonly spaces: IndexSpaces;
  /** The module's types, canonical. */
  readonly types: readonly FuncType[];
  readonly funcs: readonly Func[];
  readonly tables: readonly Table[];
  readonly memories: readonly Memory[];
  readonly globals: readonly Global[];
  /** The module's own globals, two words each. */
  readonly globalSlots: Slots;
  /** Segments that can still be copied; a dropped one is empty. */
  readonly elems: (readonly Ref[])[];
  readonly datas: Expr[];
  readonly exports: ReadonlyMap<string, Extern>;
  readonly caller: Caller;
  readonly start: Func | undefined;
  /** Lowered code, and how much of it is in use. */
  code: Int32Array;
  codeEnd: number;
  readonly fused: boolean;
};

const canonicalTypes = new Map<string, FuncType>();

/** The one object that stands for a function type. */
export function canonical(type: FuncType): FuncType {
  const key = funcTypeName(type);
  const known = canonicalTypes.get(key);
  if (known) return known;
  canonicalTypes.set(key, type);
  return type;
}

/** A function of the host, to be given as an import. */
export const hostFunc = (type: FuncType, host: HostCall): HostFunc => ({
  kind: 'func',
  type: canonical(type),
  host,
  instance: undefined,
  index: -1,
  entry: -1,
  frameWords: 0,
  paramWords: 0,
  localWords: 0,
  hasRefs: false,
  positions: new Int32Array(0),
});

/** A function of an instance, not lowered yet. `index` counts imports too. */
export function ownFunc(
  instance: Instance,
  type: FuncType,
  index: number,
  own: number,
): WasmFunc {
  const { locals } = instance.module.funcs[own];
  const paramWords = wordsOf(type.params);
  const declared = locals.reduce((n, [count, t]) => n + count * slotWords(t), 0);
  return {
    kind: 'func',
    type,
    host: undefined,
    instance,
    index,
    entry: -1,
    frameWords: 0,
    paramWords,
    localWords: paramWords + declared,
    hasRefs: type.results.some(isRef) || locals.some(([, t]) => isRef(t)),
    positions: new Int32Array(0),
  };
}

/** Words of code that an instance begins with. */
const firstRoom = 0x1000;

/** Code of an instance before any of its functions was called. */
export const emptyCode = () => new Int32Array(firstRoom);

/** Lowers a function and places its code. Nothing happens the second time. */
export function ready(func: WasmFunc): void {
  if (func.entry >= 0) return;
  const { instance } = func;
  const { module, spaces, fused, funcs } = instance;
  const own = func.index - (funcs.length - module.funcs.length);
  const lowered = lower(module, spaces, own, fused);
  const entry = instance.codeEnd;
  const end = entry + lowered.words.length;
  if (end > instance.code.length) {
    const code = new Int32Array(end * 2);
    code.set(instance.code);
    instance.code = code;
  }
  instance.code.set(lowered.words, entry);
  for (const target of lowered.targets) instance.code[entry + target] += entry;
  func.positions = Int32Array.from(lowered.positions, (each, i) =>
    i % 2 === 0 ? each + entry : each,
  );
  func.frameWords = lowered.frameWords;
  func.entry = entry;
  instance.codeEnd = end;
}

/**
 * Instances: a module with its own memory, tables, globals and functions.
 *
 * A function is lowered when it is first called; its code is then placed at
 * the end of the instance's code. Spec 4.2.1 to 4.2.5 · lesson "What a module
 * may touch".
 */

import { op } from '../lower/code.ts';
import type { Handler, Lowered } from '../lower/code.ts';
import { lower, lowerConstant } from '../lower/lower.ts';
import { definedFunc } from '../syntax/defined.ts';
import type { Expr, IndexSpaces, Module } from '../syntax/module.ts';
import { heap, heapOf, isRef, v128 } from '../syntax/types.ts';
import type { Defined, FuncType, GlobalType } from '../syntax/types.ts';
import type { ValType } from '../syntax/types.ts';
import type { Tag } from './exceptions.ts';
import type { Caller, HostCall } from './host.ts';
import type { Memory } from './memory.ts';
import type { Table } from './table.ts';
import type { Ref, Slots } from './values.ts';

/** What functions have in common: one shape for both kinds, so that calls stay fast. */
type FuncShape = {
  readonly kind: 'func';
  /** Two functions have the same type where these are the same object. */
  readonly type: Defined;
  /** Its index in the module's index space of functions; −1 for the host's. */
  readonly index: number;
  /** Where its code begins; −1 before the first call. */
  entry: number;
  /** Pairs of position, counted from its entry, and byte offset in the module, rising. */
  positions: Int32Array;
  handlers: readonly Handler[];
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
export type Extern = Func | Table | Memory | Global | Tag;

/** A module that has come to life. */
export type Instance = {
  readonly module: Module;
  readonly spaces: IndexSpaces;
  /** What the module's types are for all modules. */
  readonly types: readonly Defined[];
  readonly funcs: readonly Func[];
  readonly tables: readonly Table[];
  readonly memories: readonly Memory[];
  readonly tags: readonly Tag[];
  readonly globals: readonly Global[];
  /** The module's own globals, two words each; a v128 has slots of its own. */
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
  /** Of each function where its code begins: −1 for the host's, for those of others, and before the first call. */
  readonly entries: Int32Array;
  /** The functions that have code, in its order. */
  readonly placed: WasmFunc[];
  readonly fused: boolean;
};

/** Whether all values of a function can cross the border to JavaScript, which has no vectors and sees no exception as a reference. */
export const crosses = ({ params, results }: FuncType): boolean =>
  ![...params, ...results].some((type) => type === v128 || isExn(type));

const isExn = (type: ValType): boolean =>
  isRef(type) && [heap.exn, heap.noexn].some((each) => each === heapOf(type));

const refuse: HostCall = () => {
  throw new TypeError('a v128 or exnref cannot cross to the host');
};

/** A function of the host, to be given as an import. */
export const hostFunc = (type: FuncType, host: HostCall): HostFunc => ({
  kind: 'func',
  type: definedFunc(type),
  host: crosses(type) ? host : refuse,
  instance: undefined,
  index: -1,
  entry: -1,
  positions: new Int32Array(0),
  handlers: [],
});

/** A function of an instance, not lowered yet. `index` counts imports too. */
export const ownFunc = (
  instance: Instance,
  type: Defined,
  index: number,
): WasmFunc => ({
  kind: 'func',
  type,
  host: undefined,
  instance,
  index,
  entry: -1,
  positions: new Int32Array(0),
  handlers: [],
});

/** Words of code that an instance begins with. */
const firstRoom = 0x1000;

/** What every instance's code begins with. A call that came from elsewhere returns to word 0; a function of the host that was called in place of a return, to word 1. */
const start = [op.leave, op.return, 0, 0, 0] as const;

/** Code of an instance before any of its functions was called. */
export const emptyCode = (funcCount: number) => ({
  code: Int32Array.from({ length: firstRoom }, (_, i) => start[i] ?? 0),
  codeEnd: start.length,
  entries: new Int32Array(funcCount).fill(-1),
  placed: [],
});

/** The function to whose code `pc` belongs, if any. */
export const funcAt = (
  { placed }: Instance,
  pc: number,
): WasmFunc | undefined =>
  placed[last(placed.length, (i) => placed[i].entry <= pc)];

/** The last of `count` for which `holds` is true; it must be so of all before. −1 if there is none. */
export function last(count: number, holds: (i: number) => boolean): number {
  let [low, high] = [-1, count];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Lowers a function and places its code, the first time. Answers where that begins. */
export function ready(func: WasmFunc): number {
  if (func.entry >= 0) return func.entry;
  const { instance } = func;
  const { module, spaces, fused, funcs } = instance;
  const own = func.index - (funcs.length - module.funcs.length);
  const lowered = lower(module, spaces, own, fused);
  const entry = place(instance, lowered);
  func.positions = new Int32Array(lowered.positions);
  func.handlers = lowered.handlers;
  func.entry = entry;
  instance.entries[func.index] = entry;
  instance.placed.push(func);
  instance.codeEnd += lowered.words.length;
  return entry;
}

/** Places code at the end of what is in use, where the next one overwrites it if nobody keeps it. */
function place(instance: Instance, { words, targets }: Lowered): number {
  const entry = instance.codeEnd;
  const end = entry + words.length;
  if (end > instance.code.length) {
    const code = new Int32Array(end * 2);
    code.set(instance.code);
    instance.code = code;
  }
  instance.code.set(words, entry);
  for (const target of targets) instance.code[entry + target] += entry;
  return entry;
}

/** A constant expression as a function that can be called once, now. */
export function constantFunc(
  instance: Instance,
  expr: Expr,
  type: ValType,
): WasmFunc {
  const { module, spaces } = instance;
  const entry = place(instance, lowerConstant(module, spaces, expr, type));
  const func = ownFunc(instance, definedFunc({ params: [], results: [] }), -1);
  return { ...func, entry };
}

const noMemory = new DataView(new ArrayBuffer(0));

/** The view of an instance's memory as it is now; of one without memory, an empty one. */
export const viewOf = ({ memories }: Instance): DataView =>
  memories.length > 0 ? memories[0].view : noMemory;

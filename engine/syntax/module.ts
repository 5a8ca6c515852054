/**
 * A module: what the sections of a file say, as plain data.
 *
 * Function bodies and constant expressions stay bytes. An expression is a
 * range of the file, and one reader (binary/expr.ts) walks it for the
 * validator, for lowering and for every listing; so a module of megabytes
 * costs no tree, and an instruction's identity is its byte offset, which is
 * what a byte view, an error and a debugger speak of.
 * Spec 2.5 · lesson "What is in the file".
 */

import type { ExternType, GlobalType, MemoryType } from './types.ts';
import type { TableType, TypeDef, ValType } from './types.ts';

/** An instruction sequence: file offsets from its first byte to past its `end`. */
export type Expr = { readonly start: number; readonly end: number };

/** A function of the module: its type, its locals after the parameters, its code. */
export type FuncDef = {
  readonly type: number;
  /** Runs of locals: how many, of what type. */
  readonly locals: readonly (readonly [count: number, type: ValType])[];
  readonly body: Expr;
  /** Where in the file its locals begin; hints count from there. */
  readonly start: number;
};

/** A table and the constant expression for its elements, which are null where there is none. */
export type TableDef = TableType & { readonly init?: Expr | undefined };

/** A global and the constant expression that initialises it. */
export type GlobalDef = { readonly type: GlobalType; readonly init: Expr };

/** When a segment is copied: at instantiation, on request, or never (a declaration). */
export type SegmentMode =
  | { readonly kind: 'active'; readonly index: number; readonly offset: Expr }
  | { readonly kind: 'passive' }
  | { readonly kind: 'declarative' };

/** References for a table. Items are function indices or constant expressions. */
export type ElemSegment = {
  readonly type: ValType;
  readonly items: readonly (number | Expr)[];
  readonly mode: SegmentMode;
};

/** Bytes for a memory, as a range of the file. */
export type DataSegment = { readonly bytes: Expr; readonly mode: SegmentMode };

/** Something the module wants from outside; types of functions and tags by index. */
export type Import = {
  readonly module: string;
  readonly name: string;
  readonly desc: ImportDesc;
};

/** What an import must be. */
export type ImportDesc =
  | { readonly kind: 'func'; readonly type: number }
  | { readonly kind: 'tag'; readonly type: number }
  | Exclude<ExternType, { kind: 'func' | 'tag' }>;

/** Something the module offers, by index in its index space. */
export type Export = {
  readonly name: string;
  readonly kind: ExternType['kind'];
  readonly index: number;
};

/** A section that the specification leaves to others; `content` excludes the name. */
export type CustomSection = {
  readonly name: string;
  readonly content: Expr;
  /** The id of the section that it stands behind, other custom ones aside; 0 at the start. */
  readonly after: number;
};

/** A decoded module. Imports come first in each index space. */
export type Module = {
  readonly bytes: Uint8Array;
  readonly types: readonly TypeDef[];
  readonly imports: readonly Import[];
  readonly funcs: readonly FuncDef[];
  readonly tables: readonly TableDef[];
  readonly memories: readonly MemoryType[];
  /** Tags: for each the type that its values have as parameters. */
  readonly tags: readonly number[];
  readonly globals: readonly GlobalDef[];
  readonly exports: readonly Export[];
  readonly start: number | undefined;
  readonly elems: readonly ElemSegment[];
  readonly dataCount: number | undefined;
  readonly datas: readonly DataSegment[];
  readonly customs: readonly CustomSection[];
};

/** The index spaces of a module: imports first, then definitions. Spec 2.5.1. */
export type IndexSpaces = {
  readonly funcs: readonly TypeDef[];
  readonly tables: readonly TableType[];
  readonly memories: readonly MemoryType[];
  readonly tags: readonly TypeDef[];
  readonly globals: readonly GlobalType[];
};

/** Lays imports and definitions end to end. An unknown type index gives `undefined` in `funcs`. */
export function indexSpaces(module: Module): IndexSpaces {
  const spaces: {
    -readonly [space in keyof IndexSpaces]: IndexSpaces[space][number][];
  } = { funcs: [], tables: [], memories: [], tags: [], globals: [] };
  for (const { desc } of module.imports) {
    if (desc.kind === 'func') spaces.funcs.push(module.types[desc.type]);
    else if (desc.kind === 'table') spaces.tables.push(desc.type);
    else if (desc.kind === 'memory') spaces.memories.push(desc.type);
    else if (desc.kind === 'tag') spaces.tags.push(module.types[desc.type]);
    else spaces.globals.push(desc.type);
  }
  for (const { type } of module.funcs) spaces.funcs.push(module.types[type]);
  for (const type of module.tables) spaces.tables.push(type);
  for (const type of module.memories) spaces.memories.push(type);
  for (const type of module.tags) spaces.tags.push(module.types[type]);
  for (const { type } of module.globals) spaces.globals.push(type);
  return spaces;
}

/** How many of the functions are imported: the index of the first own one. */
export const importedFuncs = (module: Module): number =>
  module.imports.filter(({ desc }) => desc.kind === 'func').length;

/**
 * The encoder: a module in, bytes out, the decoder's way back.
 *
 * Sections are written anew from what they say. Expressions and the contents
 * of custom sections are copied as they stand, for they were bytes all along:
 * whoever makes a module from something else than a file puts them into the
 * module's `bytes`, in any order, and gets a file here.
 * Spec 5.3 to 5.5 · lesson "From text to bytes".
 */

import type { CustomSection, DataSegment } from '../syntax/module.ts';
import type { ElemSegment, Export, Expr, FuncDef } from '../syntax/module.ts';
import type { GlobalDef, Import, Module, TableDef } from '../syntax/module.ts';
import { recGroups } from '../syntax/defined.ts';
import { funcref, i64, someFunc } from '../syntax/types.ts';
import type { GlobalType, Limits, TableType } from '../syntax/types.ts';
import type { TypeDef } from '../syntax/types.ts';
import { order } from './sections.ts';
import type { SectionKind } from './sections.ts';
import { byte, counted, name, raw, sized, u64 } from './writer.ts';
import { unsigned, valType, vec, writer, written } from './writer.ts';
import type { Writer } from './writer.ts';

/** The bytes of a module, every integer in its shortest form; sections without content are left out. */
export function encode(module: Module): Uint8Array {
  const w = writer();
  raw(w, [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  customs(w, module, 0);
  for (const { id, kind } of order) {
    if (present(module, kind)) {
      byte(w, id);
      sized(w, () => contents[kind](w, module));
    }
    customs(w, module, id);
  }
  return written(w);
}

/** What a section holds: a list, a number, or neither. */
const parts: Record<SectionKind, keyof Module> = {
  type: 'types',
  import: 'imports',
  function: 'funcs',
  table: 'tables',
  memory: 'memories',
  tag: 'tags',
  global: 'globals',
  export: 'exports',
  start: 'start',
  element: 'elems',
  'data count': 'dataCount',
  code: 'funcs',
  data: 'datas',
};

function present(module: Module, kind: SectionKind): boolean {
  const part = module[parts[kind]];
  return typeof part === 'object' ? part.length > 0 : part !== undefined;
}

/** How the content of each section is written. */
const contents: Record<SectionKind, (w: Writer, m: Module) => void> = {
  type: typeSection,
  import: (w, { imports }) => vec(w, imports, importItem),
  function: (w, { funcs }) => vec(w, funcs, (_, { type }) => unsigned(w, type)),
  table: (w, m) => vec(w, m.tables, (_, each) => table(w, m, each)),
  memory: (w, { memories }) =>
    vec(w, memories, (_, type) => limits(w, type.limits)),
  tag: (w, { tags }) => vec(w, tags, tag),
  global: (w, m) => vec(w, m.globals, (_, each) => global(w, m, each)),
  export: (w, { exports }) => vec(w, exports, exportItem),
  start: (w, { start = 0 }) => unsigned(w, start),
  element: (w, m) => vec(w, m.elems, (_, each) => elem(w, m, each)),
  'data count': (w, { dataCount = 0 }) => unsigned(w, dataCount),
  code: (w, m) => vec(w, m.funcs, (_, each) => func(w, m, each)),
  data: (w, m) => vec(w, m.datas, (_, each) => data(w, m, each)),
};

/** Writes the custom sections that stand behind the section `id`. */
function customs(w: Writer, m: Module, id: number): void {
  for (const each of m.customs) {
    if (each.after !== id) continue;
    byte(w, 0);
    sized(w, () => custom(w, m, each));
  }
}

function custom(w: Writer, m: Module, each: CustomSection): void {
  name(w, each.name);
  copy(w, m, each.content);
}

const copy = (w: Writer, { bytes }: Module, { start, end }: Expr): void =>
  raw(w, bytes.subarray(start, end));

function typeSection(w: Writer, { types }: Module): void {
  vec(w, recGroups(types), (_, group) => {
    if (group.length === 1) return typeDef(w, group[0]);
    byte(w, 0x4e);
    return vec(w, group, typeDef);
  });
}

function typeDef(w: Writer, def: TypeDef): void {
  const { kind, params, results, fields, final, supers } = def;
  if (!final || supers.length > 0) {
    byte(w, final ? 0x4f : 0x50);
    vec(w, supers, unsigned);
  }
  byte(w, kindCodes[kind]);
  if (kind === 'func') vec(w, params, valType);
  if (kind === 'func') vec(w, results, valType);
  if (kind === 'struct') vec(w, fields, globalType);
  if (kind === 'array') globalType(w, fields[0]);
}

const kindCodes = { func: 0x60, struct: 0x5f, array: 0x5e } as const;

/** Bounds; for the bits of their flags see the decoder. */
function limits(w: Writer, { address, min, max, shared }: Limits): void {
  const maximum = max === undefined ? 0 : 1;
  byte(w, maximum | (shared ? 2 : 0) | (address === i64 ? 4 : 0));
  u64(w, min);
  if (max !== undefined) u64(w, max);
}

function tableType(w: Writer, type: TableType): void {
  valType(w, type.element);
  limits(w, type.limits);
}

function table(w: Writer, m: Module, def: TableDef): void {
  if (def.init) raw(w, [0x40, 0x00]);
  tableType(w, def);
  if (def.init) copy(w, m, def.init);
}

function globalType(w: Writer, { type, mutable }: GlobalType): void {
  valType(w, type);
  byte(w, mutable ? 1 : 0);
}

function tag(w: Writer, type: number): void {
  byte(w, 0);
  unsigned(w, type);
}

const externKinds = ['func', 'table', 'memory', 'global', 'tag'] as const;

function importItem(w: Writer, item: Import): void {
  const { desc } = item;
  name(w, item.module);
  name(w, item.name);
  byte(w, externKinds.indexOf(desc.kind));
  if (desc.kind === 'func') unsigned(w, desc.type);
  else if (desc.kind === 'table') tableType(w, desc.type);
  else if (desc.kind === 'memory') limits(w, desc.type.limits);
  else if (desc.kind === 'tag') tag(w, desc.type);
  else globalType(w, desc.type);
}

function exportItem(w: Writer, item: Export): void {
  name(w, item.name);
  byte(w, externKinds.indexOf(item.kind));
  unsigned(w, item.index);
}

function global(w: Writer, m: Module, { type, init }: GlobalDef): void {
  globalType(w, type);
  copy(w, m, init);
}

function func(w: Writer, m: Module, { locals, body }: FuncDef): void {
  sized(w, () => {
    writeLocals(w, locals);
    copy(w, m, body);
  });
}

const writeLocals = (w: Writer, locals: FuncDef['locals']): void =>
  vec(w, locals, (_, [count, type]) => {
    unsigned(w, count);
    valType(w, type);
  });

/** How many bytes stand between the size of a function and its code. */
export function localsSize(locals: FuncDef['locals']): number {
  const w = writer();
  writeLocals(w, locals);
  return w.length;
}

const REF_FUNC = 0xd2;
const END = 0x0b;

/** An element segment; for the bits of its flags see the decoder. */
function elem(w: Writer, m: Module, { type, items, mode }: ElemSegment): void {
  const exprs = items.some((item) => typeof item !== 'number');
  const typed = exprs || type !== someFunc;
  const kind = mode.kind === 'active' ? 0 : mode.kind === 'passive' ? 1 : 3;
  const index = mode.kind === 'active' ? mode.index : 0;
  const plain = typed ? funcref : someFunc;
  const named = kind === 0 && (index !== 0 || type !== plain);
  unsigned(w, kind | (named ? 2 : 0) | (typed ? 4 : 0));
  if (named) unsigned(w, index);
  if (mode.kind === 'active') copy(w, m, mode.offset);
  if (typed && (kind !== 0 || named)) valType(w, type);
  else if (kind !== 0 || named) byte(w, 0);
  vec(w, items, (_, item) => {
    if (typeof item !== 'number') return copy(w, m, item);
    if (typed) byte(w, REF_FUNC);
    unsigned(w, item);
    if (typed) byte(w, END);
  });
}

function data(w: Writer, m: Module, { bytes, mode }: DataSegment): void {
  const index = mode.kind === 'active' ? mode.index : 0;
  unsigned(w, mode.kind === 'active' ? (index ? 2 : 0) : 1);
  if (index) unsigned(w, index);
  if (mode.kind === 'active') copy(w, m, mode.offset);
  counted(w, m.bytes.subarray(bytes.start, bytes.end));
}

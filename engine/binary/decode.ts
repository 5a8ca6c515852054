/**
 * The decoder: bytes in, a module out, or a Malformed error.
 *
 * One cursor walks the file once, from section to section; a table says how
 * each is read. A content is measured when it has been read, not cut out
 * before, so that a wrong length is told from a wrong content. Code is stepped
 * over, instruction by instruction, and stays in the file. Whether it makes
 * sense is for valid/ to say.
 * Spec 5.3 to 5.5 · lesson "What is in the file".
 */

import { Malformed, TooLarge } from '../syntax/errors.ts';
import { most } from '../syntax/limits.ts';
import type { CustomSection, DataSegment } from '../syntax/module.ts';
import type { ElemSegment, Export, Expr, FuncDef } from '../syntax/module.ts';
import type { GlobalDef, Import, ImportDesc } from '../syntax/module.ts';
import type { Module, SegmentMode, TableDef } from '../syntax/module.ts';
import { funcref, i16, i32, i64, i8, someFunc } from '../syntax/types.ts';
import type { FieldType, FuncType, GlobalType } from '../syntax/types.ts';
import type { Limits, MemoryType, TableType } from '../syntax/types.ts';
import type { TypeDef, ValType } from '../syntax/types.ts';
import { byte, cursor, skip } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import { expr, reader, referenceType, stepOver, valType } from './expr.ts';
import { code7, count, u32, u64 } from './leb128.ts';
import { outline } from './sections.ts';
import type { SectionKind } from './sections.ts';
import { name } from './utf8.ts';

/** A module while it is being read. */
type Draft = { -readonly [Part in keyof Module]: Module[Part] } & {
  customs: CustomSection[];
  /** The function section: a type index for each body of the code section. */
  funcTypes: number[];
  /** Where code first names a data segment, if anywhere. */
  dataUse: number | undefined;
};

/** Decodes a module of the binary format. Throws Malformed. */
export function decode(bytes: Uint8Array): Module {
  if (bytes.length > most.moduleBytes) throw new TooLarge('a module too long');
  const c = cursor(bytes);
  const draft = emptyDraft(bytes);
  let last = 0;
  for (const { id, kind, bodyStart, end } of outline(c)) {
    if (kind === 'custom') draft.customs.push(custom(c, end, last));
    else {
      contents[kind](c, draft);
      last = id;
    }
    measured(c, bodyStart, end);
  }
  const { funcTypes, dataUse, ...module } = draft;
  const fail = (message: string, at = c.at) => new Malformed(message, at);
  if (funcTypes.length !== module.funcs.length) {
    throw fail('function and code section have inconsistent lengths');
  }
  if ((module.dataCount ?? module.datas.length) !== module.datas.length) {
    throw fail('data count and data section have inconsistent lengths');
  }
  if (module.dataCount === undefined && dataUse !== undefined) {
    throw fail('data count section required', dataUse);
  }
  return module;
}

const emptyDraft = (bytes: Uint8Array): Draft => ({
  bytes,
  types: [],
  imports: [],
  funcs: [],
  tables: [],
  memories: [],
  tags: [],
  globals: [],
  exports: [],
  start: undefined,
  elems: [],
  dataCount: undefined,
  datas: [],
  customs: [],
  funcTypes: [],
  dataUse: undefined,
});

/** How the content of each section is read. */
const contents: Record<SectionKind, (c: Cursor, draft: Draft) => void> = {
  type: (c, draft) => (draft.types = types(c)),
  import: (c, draft) => (draft.imports = vec(c, importItem)),
  function: (c, draft) => (draft.funcTypes = vec(c, u32)),
  table: (c, draft) => (draft.tables = vec(c, table)),
  memory: (c, draft) => (draft.memories = vec(c, memoryType)),
  tag: (c, draft) => (draft.tags = vec(c, tag)),
  global: (c, draft) => (draft.globals = vec(c, global)),
  export: (c, draft) => (draft.exports = vec(c, exportItem)),
  start: (c, draft) => (draft.start = u32(c)),
  element: (c, draft) => (draft.elems = vec(c, elem)),
  'data count': (c, draft) => (draft.dataCount = u32(c)),
  code: (c, draft) =>
    (draft.funcs = vec(c, (_, index) => func(c, draft, index))),
  data: (c, draft) => (draft.datas = vec(c, data)),
};

/** Reads a count and that many items. */
function vec<T>(c: Cursor, item: (c: Cursor, index: number) => T): T[] {
  const length = count(c);
  const items: T[] = [];
  for (let i = 0; i < length; i++) items.push(item(c, i));
  return items;
}

/** Checks that what began at `start` has been read up to its declared end. */
function measured(c: Cursor, start: number, end: number): void {
  if (c.at !== end) throw new Malformed('section size mismatch', start);
}

/** The error for the byte just read. */
const malformed = (what: string, c: Cursor) =>
  new Malformed(`malformed ${what}`, c.at - 1);

function custom(c: Cursor, end: number, after: number): CustomSection {
  const inside = cursor(c.bytes, c.at, end);
  const title = name(inside);
  c.at = end;
  return { name: title, content: { start: inside.at, end }, after };
}

/** The type section: recursive groups, of which most are a single type. */
function types(c: Cursor): TypeDef[] {
  const found: TypeDef[] = [];
  const one = (group: number) =>
    found.push({ ...subType(c), index: found.length, group });
  vec(c, () => {
    const group = found.length;
    if (c.bytes[c.at] !== 0x4e) return one(group);
    c.at++;
    return vec(c, () => one(group));
  });
  return found;
}

/** A definition, which may say of what it is a subtype, and that it has none. */
function subType(c: Cursor) {
  const code = code7(c);
  if (code !== 0x50 && code !== 0x4f) {
    return { ...compositeType(c, code), final: true, supers: [] };
  }
  const supers = vec(c, u32);
  return { ...compositeType(c, code7(c)), final: code === 0x4f, supers };
}

function compositeType(c: Cursor, code: number) {
  const none = { params: [], results: [], fields: [] };
  switch (code) {
    case 0x60:
      return { ...none, kind: 'func', ...funcType(c) } as const;
    case 0x5f:
      return { ...none, kind: 'struct', fields: vec(c, field) } as const;
    case 0x5e:
      return { ...none, kind: 'array', fields: [field(c)] } as const;
    default:
      throw malformed('definition type', c);
  }
}

const funcType = (c: Cursor): FuncType => ({
  params: vec(c, valType),
  results: vec(c, valType),
});

function field(c: Cursor): FieldType {
  const packed = [i8, i16].find((each) => c.bytes[c.at] === each);
  if (packed === undefined) return globalType(c);
  c.at++;
  return { type: packed, mutable: mutable(c) };
}

function mutable(c: Cursor): boolean {
  const code = byte(c);
  if (code > 1) throw malformed('mutability', c);
  return code === 1;
}

/** Bounds. The bits of their flags: 0 says that there is a maximum, 1 that a memory is shared, 2 that addresses are i64. */
function limits(c: Cursor, flagBits: number): Limits {
  const flags = byte(c);
  if (flags & ~flagBits) throw malformed('limits flags', c);
  const address = flags & 4 ? i64 : i32;
  const bounds = { address, min: u64(c), max: flags & 1 ? u64(c) : undefined };
  return flags & 2 ? { ...bounds, shared: true } : bounds;
}

const tableType = (c: Cursor): TableType => ({
  element: referenceType(c),
  limits: limits(c, 5),
});

/** A table, whose elements may have something else than null in them at first. */
function table(c: Cursor): TableDef {
  if (c.bytes[c.at] !== 0x40) return tableType(c);
  c.at++;
  if (byte(c) !== 0) throw malformed('table', c);
  return { ...tableType(c), init: expr(c) };
}

const memoryType = (c: Cursor): MemoryType => ({ limits: limits(c, 7) });

const globalType = (c: Cursor): GlobalType => ({
  type: valType(c),
  mutable: mutable(c),
});

const importItem = (c: Cursor): Import => ({
  module: name(c),
  name: name(c),
  desc: importDesc(c),
});

function importDesc(c: Cursor): ImportDesc {
  switch (byte(c)) {
    case 0:
      return { kind: 'func', type: u32(c) };
    case 1:
      return { kind: 'table', type: tableType(c) };
    case 2:
      return { kind: 'memory', type: memoryType(c) };
    case 3:
      return { kind: 'global', type: globalType(c) };
    case 4:
      return { kind: 'tag', type: tag(c) };
    default:
      throw malformed('import kind', c);
  }
}

/** A tag: a byte that says nothing yet, and its type. */
function tag(c: Cursor): number {
  if (byte(c) !== 0) throw malformed('tag attribute', c);
  return u32(c);
}

const externKinds = ['func', 'table', 'memory', 'global', 'tag'] as const;

function exportItem(c: Cursor): Export {
  const title = name(c);
  const kind = externKinds[byte(c)];
  if (kind === undefined) throw malformed('export kind', c);
  return { name: title, kind, index: u32(c) };
}

const global = (c: Cursor): GlobalDef => ({
  type: globalType(c),
  init: expr(c),
});

/** An entry of the code section: its size, its locals as runs, its body. */
function func(c: Cursor, draft: Draft, index: number): FuncDef {
  const size = u32(c);
  const start = c.at;
  const locals = vec(c, local);
  const total = locals.reduce((sum, [length]) => sum + length, 0);
  if (total >= 2 ** 32) throw new Malformed('too many locals', start);
  const r = reader(c.bytes, { start: c.at, end: c.end });
  const body = stepOver(r);
  c.at = body.end;
  draft.dataUse ??= r.dataUse;
  measured(c, start, start + size);
  return { type: draft.funcTypes[index], locals, body, start };
}

const local = (c: Cursor): [number, ValType] => [u32(c), valType(c)];

/**
 * An element segment. The bits of its flags: 0 is set unless it is active;
 * 1 says that an active one names its table, or that another is declarative;
 * 2 says that the items are expressions rather than function indices.
 */
function elem(c: Cursor): ElemSegment {
  const offset = c.at;
  const flags = u32(c);
  if (flags > 7) throw new Malformed('malformed elements segment kind', offset);
  const mode = segmentMode(c, flags);
  const exprs = (flags & 4) !== 0;
  const plain = exprs ? funcref : someFunc;
  const type =
    (flags & 3) === 0 ? plain : exprs ? referenceType(c) : elemKind(c);
  const items: (number | Expr)[] = exprs ? vec(c, expr) : vec(c, u32);
  return { type, items, mode };
}

function segmentMode(c: Cursor, flags: number): SegmentMode {
  if (flags & 1) return { kind: flags & 2 ? 'declarative' : 'passive' };
  return { kind: 'active', index: flags & 2 ? u32(c) : 0, offset: expr(c) };
}

function elemKind(c: Cursor): ValType {
  if (byte(c) !== 0) throw malformed('element kind', c);
  return someFunc;
}

function data(c: Cursor): DataSegment {
  const offset = c.at;
  const flags = u32(c);
  if (flags > 2) throw new Malformed('malformed data segment kind', offset);
  const mode = segmentMode(c, flags);
  const size = u32(c);
  const start = skip(c, size);
  return { bytes: { start, end: c.at }, mode };
}

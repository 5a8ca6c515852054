/**
 * The parser: a module's text in, a module out, or a MalformedText error.
 *
 * The text is read twice. The first reading counts and names what there is, so
 * that the second may refer to what comes later. The second writes every
 * expression into one buffer and everything else into the lists of a module
 * whose `bytes` are that buffer; the encoder makes a file of it, and the
 * decoder the module that is given out. So there is one kind of module, its
 * instructions are known by their place in a file, wherever it came from, and
 * the parser has no say in what a section looks like.
 * Spec 6.6 · lesson "From text to bytes".
 */

import { decode } from '../binary/decode.ts';
import { encode, localsSize } from '../binary/encode.ts';
import { hintSection, writeHints } from '../binary/hints.ts';
import { nonEmpty, writeNames } from '../binary/names.ts';
import { raw, writer } from '../binary/writer.ts';
import type { Expr, Import, ImportDesc, Module } from '../syntax/module.ts';
import type { SegmentMode } from '../syntax/module.ts';
import { funcref, i64, someFunc } from '../syntax/types.ts';
import type { ValType } from '../syntax/types.ts';
import { allTaken, customs, title } from './annotations.ts';
import { expression, foldedExpression } from './body.ts';
import { advance, isWord, lexer, opens, seek } from './lexer.ts';
import { text, unexpected } from './lexer.ts';
import type { Lexer } from './lexer.ts';
import { bind, close, fail, index, isIndex, name } from './parser.ts';
import { opened, optionalId, skip, space, strings } from './parser.ts';
import type { Draft, Parser } from './parser.ts';
import { placesOf } from './places.ts';
import type { Places } from './places.ts';
import { addressType, globalType, ignore, isType } from './types.ts';
import { limits, memoryType, referenceType } from './types.ts';
import { typeDefinition, typeList, typeUse } from './types.ts';
import type { OnId } from './types.ts';

/** A module, and where in the text each of its instructions stands. */
export type Assembled = { readonly module: Module; readonly places: Places };

/** Parses a module: `(module …)`, or its fields alone. Throws MalformedText. */
export const parseWat = (source: string): Module => assemble(source).module;

/** Parses a module and keeps the places of its instructions. Throws MalformedText. */
export function assemble(source: string): Assembled {
  const p = createParser(lexer(source));
  const whole = opened(p, 'module');
  if (whole) moduleName(p, optionalId(p));
  const assembled = parseFields(p);
  if (whole) close(p);
  if (p.l.token.kind === 'end') return assembled;
  throw unexpected(p.l, 'the end of the text');
}

/** Notes what a module is called, behind its identifier. */
export function moduleName(p: Parser, id: string | undefined): void {
  p.names.module = title(p, 'module') ?? id;
}

const emptyDraft = (): Draft => ({
  bytes: new Uint8Array(0),
  ...{ types: [], imports: [], funcs: [], tables: [], memories: [] },
  ...{ tags: [], globals: [], exports: [], elems: [], datas: [], customs: [] },
  start: undefined,
  dataCount: undefined,
});

const emptySpaces = (): Parser['spaces'] => ({
  ...{ type: space(), func: space(), table: space(), memory: space() },
  ...{ global: space(), elem: space(), data: space(), local: space() },
  ...{ tag: space(), field: space() },
});

/** A parser that has read nothing. */
export const createParser = (l: Lexer): Parser => ({
  l,
  w: writer(),
  marks: [],
  draft: emptyDraft(),
  spaces: emptySpaces(),
  fields: new Map(),
  labels: [],
  depths: new Map(),
  blocks: space(),
  hint: undefined,
  hints: new Map(),
  hinted: [],
  allHints: new Map(),
  names: { module: undefined, locals: new Map(), labels: new Map() },
});

/** Takes the fields of a module, up to something else. Throws MalformedText. */
export function parseFields(p: Parser): Assembled {
  const { l, draft, w } = p;
  const first = l.token.from;
  for (const { at, group } of firstReading(p)) {
    seek(l, at);
    draft.types.push(typeDefinition(p, group));
    close(p);
  }
  // What was counted in the first reading is met again in the second.
  for (const each of Object.values(p.spaces)) each.size = 0;
  seek(l, first);
  for (customs(p); l.token.kind === '('; customs(p)) field(p);
  allTaken(p);
  if (draft.dataCount !== undefined) draft.dataCount = draft.datas.length;
  ownSections(p);
  draft.bytes = w.bytes.subarray(0, w.length);
  const module = decode(encode(draft));
  return { module, places: placesOf(draft, module, p.marks) };
}

const definitions = ['func', 'table', 'memory', 'tag', 'global'] as const;

/** What can be defined, imported and exported. */
type Definition = (typeof definitions)[number];

const counted = [...definitions, 'type', 'elem', 'data'] as const;

/** Gives every definition its index; answers where types are defined, and of which group they are. */
function firstReading(p: Parser): { at: number; group: number }[] {
  const { l } = p;
  const types: { at: number; group: number }[] = [];
  const type = (group: number): void => {
    const at = l.token.start;
    bind(p, 'type', optionalId(p), at, title(p, 'type'));
    types.push({ at: l.token.start, group });
  };
  while (l.token.kind === '(') {
    advance(l);
    if (isWord(l, 'rec')) {
      advance(l);
      for (const group = types.length; opened(p, 'type'); close(p)) {
        type(group);
        skip(p);
      }
      close(p);
      continue;
    }
    const imported = isWord(l, 'import');
    if (imported) {
      advance(l);
      name(p);
      name(p);
      advance(l);
    }
    const what = counted.find((each) => isWord(l, each));
    advance(l);
    const at = l.token.start;
    if (what === 'type') type(types.length);
    else if (what !== undefined) {
      bind(p, what, optionalId(p), at, title(p, what));
    }
    skipDefinition(p, what);
    close(p);
    if (imported) close(p);
  }
  return types;
}

/** Goes to the end of a definition; counts a segment that is written inside its table or memory. */
function skipDefinition(p: Parser, what: string | undefined): void {
  skip(p, () => {
    if (what === 'table' && opens(p.l, 'elem')) bind(p, 'elem', undefined);
    if (what === 'memory' && opens(p.l, 'data')) bind(p, 'data', undefined);
  });
}

/** Takes a field. Throws MalformedText. */
function field(p: Parser): void {
  advance(p.l);
  const read = readers.get(text(p.l));
  if (!read) throw unexpected(p.l, 'a field of a module');
  advance(p.l);
  read(p);
  close(p);
}

/** How the fields of a module are read, each behind its first word. */
const readers: ReadonlyMap<string, (p: Parser) => void> = new Map([
  // Types are known by now.
  ['type', (p) => skip(p)],
  ['rec', (p) => skip(p)],
  ['import', importField],
  ['func', func],
  ['table', table],
  ['memory', memory],
  ['tag', tag],
  ['global', global],
  ['export', exportField],
  ['start', start],
  ['elem', elem],
  ['data', data],
]);

/** Takes the identifier of a definition, which is known by now, and answers its index. */
function begin(p: Parser, what: Definition | 'elem' | 'data'): number {
  optionalId(p);
  return p.spaces[what].size++;
}

function importField(p: Parser): void {
  const { start } = p.l.token;
  const [module, title] = [name(p), name(p)];
  const kind = kindOf(p);
  begin(p, kind);
  addImport(p, { module, name: title, desc: importDesc(p, kind) }, start);
  close(p);
}

/** Takes the opening of what is imported or exported, and answers its kind. */
function kindOf(p: Parser): Definition {
  const kind = definitions.find((each) => opened(p, each));
  if (kind !== undefined) return kind;
  advance(p.l);
  throw unexpected(p.l, definitions.join(', '));
}

/** Imports come first, so that no definition changes its index. */
function addImport(p: Parser, item: Import, at: number): void {
  const { imports, funcs, tables, memories, tags, globals } = p.draft;
  const own = {
    function: funcs,
    table: tables,
    memory: memories,
    tag: tags,
    global: globals,
  };
  for (const [kind, { length }] of Object.entries(own)) {
    if (length > 0) throw fail(p, `import after ${kind}`, at);
  }
  imports.push(item);
}

function importDesc(p: Parser, kind: Definition): ImportDesc {
  switch (kind) {
    case 'func':
    case 'tag':
      return { kind, type: typeUse(p, ignore) };
    case 'table': {
      const bounds = limits(p);
      return { kind, type: { element: referenceType(p), limits: bounds } };
    }
    case 'memory':
      return { kind, type: memoryType(p) };
    case 'global':
      return { kind, type: globalType(p) };
  }
}

/** Takes `(export "…")` and `(import "…" "…")` inside a definition; answers whether it was an import. */
function inline(p: Parser, kind: Definition, x: number): boolean {
  while (opened(p, 'export')) {
    p.draft.exports.push({ name: name(p), kind, index: x });
    close(p);
  }
  const at = p.l.token.start;
  if (!opened(p, 'import')) return false;
  const [module, title] = [name(p), name(p)];
  close(p);
  addImport(p, { module, name: title, desc: importDesc(p, kind) }, at);
  return true;
}

function func(p: Parser): void {
  const x = begin(p, 'func');
  if (inline(p, 'func', x)) return;
  const locals = space();
  p.spaces.local = locals;
  const onId: OnId = (id, at, called) => bind(p, 'local', id, at, called);
  const type = typeUse(p, onId);
  // Parameters that are not spelt out have no names, but take their places.
  locals.size ||= p.draft.types[type]?.params.length ?? 0;
  const own = runs(typeList(p, 'local', onId));
  p.blocks = space();
  p.hinted = [];
  const body = expression(p);
  p.draft.funcs.push({ type, locals: own, body, start: body.start });
  if (locals.titles.size > 0) p.names.locals.set(x, locals.titles);
  if (p.blocks.titles.size > 0) p.names.labels.set(x, p.blocks.titles);
  if (p.hinted.length > 0) {
    const before = localsSize(own) - body.start;
    const hints = p.hinted.map(
      ([at, likely]) => [at + before, likely] as const,
    );
    p.allHints.set(x, hints);
  }
}

/** Locals of one type side by side are written once, with their number. */
function runs(types: readonly ValType[]): [number, ValType][] {
  const found: [number, ValType][] = [];
  for (const type of types) {
    const last = found.at(-1);
    if (last?.[1] === type) last[0]++;
    else found.push([1, type]);
  }
  return found;
}

function table(p: Parser): void {
  const x = begin(p, 'table');
  if (inline(p, 'table', x)) return;
  const address = addressType(p);
  if (!isType(p)) {
    const type = { limits: limits(p, address), element: referenceType(p) };
    const init = p.l.token.kind === ')' ? undefined : expression(p);
    p.draft.tables.push({ ...type, init });
    return;
  }
  const element = referenceType(p);
  if (!opened(p, 'elem')) throw unexpected(p.l, '(elem');
  const mode = { kind: 'active', index: x, offset: zero(p, address) } as const;
  const plain = element === funcref && isIndex(p.l, p.l.token);
  const list = items(p);
  close(p);
  p.spaces.elem.size++;
  const type = plain ? someFunc : element;
  p.draft.elems.push({ type, items: list, mode });
  const { length } = list;
  const bounds = { address, min: length, max: length };
  p.draft.tables.push({ element, limits: bounds });
}

function memory(p: Parser): void {
  const x = begin(p, 'memory');
  if (inline(p, 'memory', x)) return;
  const address = addressType(p);
  if (!opened(p, 'data')) {
    p.draft.memories.push(memoryType(p, address));
    return;
  }
  const mode = { kind: 'active', index: x, offset: zero(p, address) } as const;
  const bytes = strings(p);
  close(p);
  p.spaces.data.size++;
  p.draft.datas.push({ bytes, mode });
  const pages = Math.ceil((bytes.end - bytes.start) / 0x1_0000);
  p.draft.memories.push({ limits: { address, min: pages, max: pages } });
}

/** Writes the expression `i32.const 0` or `i64.const 0`. */
function zero({ w }: Parser, address: ValType): Expr {
  const start = w.length;
  raw(w, [address === i64 ? 0x42 : 0x41, 0x00, 0x0b]);
  return { start, end: w.length };
}

function tag(p: Parser): void {
  const x = begin(p, 'tag');
  if (!inline(p, 'tag', x)) p.draft.tags.push(typeUse(p, ignore));
}

function global(p: Parser): void {
  const x = begin(p, 'global');
  if (inline(p, 'global', x)) return;
  const type = globalType(p);
  p.draft.globals.push({ type, init: expression(p) });
}

function exportField(p: Parser): void {
  const title = name(p);
  const kind = kindOf(p);
  p.draft.exports.push({ name: title, kind, index: index(p, kind) });
  close(p);
}

function start(p: Parser): void {
  if (p.draft.start !== undefined) throw fail(p, 'multiple start sections');
  p.draft.start = index(p, 'func');
}

function elem(p: Parser): void {
  begin(p, 'elem');
  const declared = isWord(p.l, 'declare');
  if (declared) advance(p.l);
  const mode = declared
    ? ({ kind: 'declarative' } as const)
    : place(p, 'table');
  const spelt = isWord(p.l, 'func');
  if (spelt) advance(p.l);
  // An active segment may give its indices without a word.
  const funcs = spelt || (mode.kind === 'active' && !isType(p));
  const type = funcs ? someFunc : referenceType(p);
  p.draft.elems.push({ type, items: funcs ? indices(p) : items(p), mode });
}

/** Takes where an active segment belongs; one without a place is passive. */
function place(p: Parser, what: 'table' | 'memory'): SegmentMode {
  const named = opened(p, what);
  // Version 1.0 let the index stand alone.
  const bare = !named && p.l.token.kind === 'word' && isIndex(p.l, p.l.token);
  const x = named || bare ? index(p, what) : 0;
  if (named) close(p);
  if (!named && !bare && (p.l.token.kind !== '(' || isType(p)))
    return { kind: 'passive' };
  if (!opened(p, 'offset')) {
    if (p.l.token.kind !== '(') throw unexpected(p.l, '(offset');
    return { kind: 'active', index: x, offset: foldedExpression(p) };
  }
  const offset = expression(p);
  close(p);
  return { kind: 'active', index: x, offset };
}

/** Takes references: indices of functions, or expressions. */
function items(p: Parser): (number | Expr)[] {
  const found: Expr[] = [];
  if (isIndex(p.l, p.l.token)) return indices(p);
  while (p.l.token.kind === '(') {
    if (opened(p, 'item')) {
      found.push(expression(p));
      close(p);
    } else found.push(foldedExpression(p));
  }
  return found;
}

function indices(p: Parser): number[] {
  const found: number[] = [];
  while (p.l.token.kind !== ')') found.push(index(p, 'func'));
  return found;
}

function data(p: Parser): void {
  begin(p, 'data');
  const mode = place(p, 'memory');
  p.draft.datas.push({ mode, bytes: strings(p) });
}

/** Writes a custom section of ours, unless there is nothing in it. */
function ownSection(
  { w, draft }: Parser,
  named: string,
  after: number,
  write: () => void,
): void {
  const start = w.length;
  write();
  const content = { start, end: w.length };
  if (w.length > start) draft.customs.push({ name: named, content, after });
}

/** The name section, and branch hints, which stand before the code. */
function ownSections(p: Parser): void {
  const { w, spaces, names, fields, allHints } = p;
  ownSection(p, 'name', 11, () =>
    writeNames(w, {
      ...{ ...names, funcs: spaces.func.titles, types: spaces.type.titles },
      ...{ tables: spaces.table.titles, memories: spaces.memory.titles },
      ...{ globals: spaces.global.titles, elems: spaces.elem.titles },
      ...{ datas: spaces.data.titles, tags: spaces.tag.titles },
      fields: nonEmpty(
        new Map([...fields].map(([x, { titles }]) => [x, titles])),
      ),
    }),
  );
  ownSection(p, hintSection, 12, () => {
    if (allHints.size > 0) writeHints(w, allHints);
  });
}

/**
 * The printer: a module in, its text out, the parser's way back.
 *
 * Whatever can be decoded can be printed, valid or not, and read again as the
 * same module. Names come from the name section; what has none is numbered in
 * a comment. Custom sections have no place in the text but the names.
 * Spec 6.6 · lesson "From bytes to text".
 */

import { names } from '../binary/names.ts';
import type { ElemSegment, Expr, ImportDesc } from '../syntax/module.ts';
import { importedFuncs, indexSpaces } from '../syntax/module.ts';
import type { Module, SegmentMode } from '../syntax/module.ts';
import { recGroups } from '../syntax/defined.ts';
import { i64, someFunc, typeName } from '../syntax/types.ts';
import type { FieldType, FuncType, GlobalType } from '../syntax/types.ts';
import type { Limits, TypeDef, ValType } from '../syntax/types.ts';
import { isPlain } from './lexer.ts';
import { flat, folded, indent, typeText } from './listing.ts';
import type { Context } from './listing.ts';

/** How a module is to be printed. */
export type PrintOptions = {
  /** Instructions around their operands rather than behind them. */
  readonly fold?: boolean;
  /** Before each instruction its place in the file, as a comment. */
  readonly offsets?: boolean;
};

/** Identifiers by index. */
type Ids = ReadonlyMap<number, string>;

/** The text of a module. */
export function print(
  module: Module,
  { fold = false, offsets = false }: PrintOptions = {},
): string {
  const given = names(module);
  const ids = identifiers(given.funcs);
  const c: Context = {
    ...{ module, offsets, spaces: indexSpaces(module), local: String },
    func: (x) => ids.get(x) ?? String(x),
  };
  const name = given.module ? ` ${identifier(given.module)}` : '';
  const lines = [`(module${name}`];
  const put = (text: string) => lines.push(`${indent(1)}(${text})`);
  for (const group of recGroups(module.types)) {
    const defs = group.map(typeDef);
    put(defs.length === 1 ? defs[0] : `rec (${defs.join(') (')})`);
  }
  imports(c, ids).forEach(put);
  const first = importedFuncs(module);
  module.funcs.forEach((_, i) => {
    const locals = identifiers(given.locals.get(first + i));
    for (const line of func(c, first + i, ids, locals, fold)) lines.push(line);
  });
  stores(c).forEach(put);
  for (const { name: title, kind, index } of module.exports) {
    const x = kind === 'func' ? c.func(index) : index;
    put(`export ${quoted(title)} (${kind} ${x})`);
  }
  if (module.start !== undefined) put(`start ${c.func(module.start)}`);
  module.elems.forEach((each, x) => put(`elem ${numbered(x)}${elem(c, each)}`));
  module.datas.forEach(({ bytes: { start, end }, mode }, x) => {
    const bytes = module.bytes.subarray(start, end);
    put(`data ${numbered(x)}${place(c, mode, 'memory')} ${byteText(bytes)}`);
  });
  return `${lines.join('\n')})\n`;
}

const numbered = (x: number): string => `(;${x};)`;

/** Identifiers from names; a name that is taken, or empty, gives none. */
function identifiers(given: Ids = new Map()): Ids {
  const taken = new Set(['']);
  const ids = new Map<number, string>();
  for (const [x, name] of given) {
    if (!taken.has(name)) ids.set(x, identifier(name));
    taken.add(name);
  }
  return ids;
}

const identifier = (name: string): string =>
  isPlain(name) ? `$${name}` : `$${quoted(name)}`;

/** A text as a string of the format. */
const quoted = (text: string): string =>
  `"${text.replace(/[\x22\\\x00-\x1f\x7f]/g, (c) => escaped(c.charCodeAt(0)))}"`;

const escaped = (byte: number): string =>
  `\\${byte.toString(16).padStart(2, '0')}`;

/** Bytes as a string of the format. */
const byteText = (bytes: Uint8Array): string =>
  `"${Array.from(bytes, (byte) =>
    byte < 0x20 || byte > 0x7e || byte === 0x22 || byte === 0x5c
      ? escaped(byte)
      : String.fromCharCode(byte),
  ).join('')}"`;

const boundsText = ({ address, min, max, shared }: Limits): string =>
  [address === i64 ? 'i64' : '', min, max ?? '', shared ? 'shared' : '']
    .filter((word) => word !== '')
    .join(' ');

/** A type definition, without its parentheses. */
function typeDef(def: TypeDef): string {
  const { index, kind, fields, final, supers } = def;
  const field = (each: FieldType) => `(field ${globalText(each)})`;
  const content = {
    func: () => typeText(def),
    struct: () => fields.map((each) => ` ${field(each)}`).join(''),
    array: () => fields.map((each) => ` ${globalText(each)}`).join(''),
  };
  const type = `(${kind}${content[kind]()})`;
  const head = `type ${numbered(index)}`;
  if (final && supers.length === 0) return `${head} ${type}`;
  return `${head} (${['sub', ...(final ? ['final'] : []), ...supers, type].join(' ')})`;
}

const globalText = ({ type, mutable }: GlobalType): string =>
  mutable ? `(mut ${typeName(type)})` : typeName(type);

function imports(c: Context, ids: Ids): string[] {
  const counts = { func: 0, table: 0, memory: 0, tag: 0, global: 0 };
  return c.module.imports.map(({ module, name, desc }) => {
    const x = counts[desc.kind]++;
    const id = desc.kind === 'func' ? ids.get(x) : undefined;
    const what = `${desc.kind} ${id ?? numbered(x)} ${descText(c, desc)}`;
    return `import ${quoted(module)} ${quoted(name)} (${what})`;
  });
}

function descText({ module }: Context, desc: ImportDesc): string {
  switch (desc.kind) {
    case 'func':
    case 'tag':
      return typeUse(module, desc.type);
    case 'table':
      return `${boundsText(desc.type.limits)} ${typeName(desc.type.element)}`;
    case 'memory':
      return boundsText(desc.type.limits);
    case 'global':
      return globalText(desc.type);
  }
}

/** `(type 0) (param i32)`: a function's type by its index and spelt out, its parameters under their names. */
function typeUse({ types }: Module, x: number, ids: Ids = new Map()): string {
  const type: FuncType | undefined = types[x];
  if (type === undefined) return `(type ${x})`;
  if (ids.size === 0) return `(type ${x})${typeText(type)}`;
  const params = variables('param', type.params, 0, ids);
  return `(type ${x})${params}${typeText({ ...type, params: [] })}`;
}

/** Parameters or locals, each under its name, from index `first` on. */
const variables = (
  word: string,
  types: readonly ValType[],
  first: number,
  ids: Ids,
): string =>
  types
    .map((type, i) => {
      const id = ids.get(first + i);
      return ` (${word}${id === undefined ? '' : ` ${id}`} ${typeName(type)})`;
    })
    .join('');

/** A function of the module itself: its head, its locals, its code. */
function* func(
  c: Context,
  x: number,
  ids: Ids,
  locals: Ids,
  fold: boolean,
): Generator<string> {
  const { module, spaces } = c;
  const def = module.funcs[x - importedFuncs(module)];
  const { params, results }: FuncType = spaces.funcs[x] ?? {
    params: [],
    results: [],
  };
  const id = ids.get(x);
  const name = id === undefined ? numbered(x) : `${id} ${numbered(x)}`;
  const own = { ...c, local: (i: number) => locals.get(i) ?? String(i) };
  const declared = localText(def.locals, params.length, locals);
  const body = fold
    ? folded(own, def.body, 2, results.length)
    : flat(own, def.body, 2);
  const lines = declared === '' ? body : [indent(2) + declared, ...body];
  yield `${indent(1)}(func ${name} ${typeUse(module, def.type, locals)}${lines.length > 0 ? '' : ')'}`;
  yield* lines.slice(0, -1);
  if (lines.length > 0) yield `${lines.at(-1)})`;
}

/** More locals than this are in no valid module, and are not written out. */
const mostLocals = 100_000;

/** `(local i32 i64)`, or each local under its name; nothing where there are none. */
function localText(
  runs: readonly (readonly [count: number, type: ValType])[],
  first: number,
  ids: Ids,
): string {
  const count = runs.reduce((sum, [length]) => sum + length, 0);
  if (count > mostLocals) return `(; ${count} locals ;)`;
  const types = runs.flatMap(([length, type]) =>
    Array.from({ length }, () => type),
  );
  if (ids.size > 0) return variables('local', types, first, ids).trimStart();
  return types.length > 0 ? `(local ${types.map(typeName).join(' ')})` : '';
}

/** Tables, memories and globals of the module itself. */
function stores(c: Context): string[] {
  const { module, spaces } = c;
  const from = (all: readonly unknown[], own: readonly unknown[]) =>
    all.length - own.length;
  const tables = from(spaces.tables, module.tables);
  const memories = from(spaces.memories, module.memories);
  const globals = from(spaces.globals, module.globals);
  return [
    ...module.tables.map(
      ({ element, limits, init }, x) =>
        `table ${numbered(tables + x)} ${boundsText(limits)} ${typeName(element)}${init ? ` ${expression(c, init)}` : ''}`,
    ),
    ...module.memories.map(
      ({ limits }, x) =>
        `memory ${numbered(memories + x)} ${boundsText(limits)}`,
    ),
    ...module.tags.map(
      (type, x) =>
        `tag ${numbered(spaces.tags.length - module.tags.length + x)} ${typeUse(module, type)}`,
    ),
    ...module.globals.map(
      ({ type, init }, x) =>
        `global ${numbered(globals + x)} ${globalText(type)} ${expression(c, init)}`,
    ),
  ];
}

/** A constant expression: one instruction in parentheses, several as they are, or in `(word …)`. */
function expression(c: Context, expr: Expr, word = ''): string {
  const lines = flat(c, expr, 0).map((line) => line.trim());
  if (lines.length === 1) return `(${lines[0]})`;
  const text = lines.join(' ');
  return word === '' ? text : `(${word} ${text})`;
}

/** Where an active segment goes, with a space in front. */
function place(c: Context, mode: SegmentMode, what: string): string {
  if (mode.kind !== 'active') return '';
  const index = mode.index === 0 ? '' : ` (${what} ${mode.index})`;
  return `${index} ${expression(c, mode.offset, 'offset')}`;
}

function elem(c: Context, { type, items, mode }: ElemSegment): string {
  const funcs = items.every((item) => typeof item === 'number');
  const how =
    mode.kind === 'declarative' ? ' declare' : place(c, mode, 'table');
  const plain = funcs && type === someFunc;
  const what = plain ? 'func' : typeName(type);
  const list = items.map((item) => {
    if (typeof item !== 'number') return expression(c, item, 'item');
    return plain ? c.func(item) : `(ref.func ${c.func(item)})`;
  });
  return `${how} ${[what, ...list].join(' ')}`;
}

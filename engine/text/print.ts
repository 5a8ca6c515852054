/**
 * The printer: a module in, its text out, the parser's way back.
 *
 * Whatever can be decoded can be printed, valid or not, and read again as the
 * same module. Names come from the name section; what has none is numbered in
 * a comment. Branch hints and other custom sections become annotations.
 * Spec 6.6 · lesson "From bytes to text".
 */

import { branchHints, hintSection } from '../binary/hints.ts';
import { names } from '../binary/names.ts';
import type { NameMap, Names } from '../binary/names.ts';
import type { ElemSegment, Expr, ImportDesc } from '../syntax/module.ts';
import { importedFuncs, indexSpaces } from '../syntax/module.ts';
import type { Module, SegmentMode } from '../syntax/module.ts';
import { recGroups } from '../syntax/defined.ts';
import { i64, someFunc, typeName } from '../syntax/types.ts';
import type { FuncType, GlobalType } from '../syntax/types.ts';
import type { Limits, TableType, TypeDef } from '../syntax/types.ts';
import type { ValType } from '../syntax/types.ts';
import { placement } from './annotations.ts';
import { isPlain } from './lexer.ts';
import { flat, folded, indent, typeText } from './listing.ts';
import type { Context, Named } from './listing.ts';

/** How a module is to be printed. */
export type PrintOptions = {
  /** Instructions around their operands rather than behind them. */
  readonly fold?: boolean;
  /** Before each instruction its place in the file, as a comment. */
  readonly offsets?: boolean;
};

/** How the things of one kind are called: where they are named, and where they are defined. */
type Calls = {
  readonly id: (x: number) => string;
  /** Empty where it has no name. */
  readonly name: (x: number) => string;
};

/** All that the printer knows of the module. */
type Printer = Context & {
  readonly calls: Readonly<Record<Exclude<Named, 'local'>, Calls>>;
  readonly given: Names;
  readonly fold: boolean;
};

function printer(module: Module, { fold, offsets }: PrintOptions): Printer {
  const given = names(module);
  const calls = {
    ...{ type: callsOf(given.types), func: callsOf(given.funcs) },
    ...{ table: callsOf(given.tables), memory: callsOf(given.memories) },
    ...{ global: callsOf(given.globals), elem: callsOf(given.elems) },
    ...{ data: callsOf(given.datas), tag: callsOf(given.tags) },
  };
  return {
    ...{ module, calls, given, spaces: indexSpaces(module) },
    ...{ fold: fold === true, offsets: offsets === true },
    ...{ hints: branchHints(module), labels: new Map(), open: [] },
    id: (what, x) => (what === 'local' ? String(x) : calls[what].id(x)),
  };
}

/** The text of a module. */
export function print(module: Module, options: PrintOptions = {}): string {
  const c = printer(module, options);
  const { calls, given } = c;
  const name = given.module === undefined ? '' : ` ${title(given.module)}`;
  const lines = [`(module${name}`];
  const put = (text: string) => lines.push(`${indent(1)}(${text})`);
  for (const group of recGroups(module.types)) {
    const defs = group.map((def) => typeDef(c, def));
    put(defs.length === 1 ? defs[0] : `rec (${defs.join(') (')})`);
  }
  imports(c).forEach(put);
  const first = importedFuncs(module);
  module.funcs.forEach((_, i) => {
    for (const line of func(c, first + i)) lines.push(line);
  });
  stores(c).forEach(put);
  for (const { name: exported, kind, index } of module.exports) {
    put(`export ${quoted(exported)} (${kind} ${calls[kind].id(index)})`);
  }
  if (module.start !== undefined) put(`start ${calls.func.id(module.start)}`);
  module.elems.forEach((each, x) =>
    put(`elem ${head(calls.elem, x)}${elem(c, each)}`),
  );
  module.datas.forEach(({ bytes, mode }, x) => {
    const where = place(c, mode, 'memory');
    put(`data ${head(calls.data, x)}${where} ${byteText(module, bytes)}`);
  });
  for (const { name: section, content, after } of module.customs) {
    if (section === 'name' || section === hintSection) continue;
    const where = placement(after);
    put(`@custom ${quoted(section)}${where} ${byteText(module, content)}`);
  }
  return `${lines.join('\n')})\n`;
}

/** Calls things by their names. One that is empty, or that another has, is no identifier, but can be told in an annotation. */
function callsOf(given: NameMap = new Map()): Calls {
  const ids = new Map<number, string>();
  const taken = new Set(['']);
  for (const [x, name] of given) {
    if (!taken.has(name)) ids.set(x, identifier(name));
    taken.add(name);
  }
  return {
    id: (x) => ids.get(x) ?? String(x),
    name: (x) => {
      const name = given.get(x);
      if (name === undefined) return '';
      return ids.get(x) ?? `(@name ${quoted(name)})`;
    },
  };
}

/** What a definition begins with: its name and its number. */
const head = ({ name }: Calls, x: number): string =>
  `${name(x)} (;${x};)`.trimStart();

const identifier = (name: string): string =>
  isPlain(name) ? `$${name}` : `$${quoted(name)}`;

/** A name where none can be like it. */
const title = (name: string): string =>
  name === '' ? '(@name "")' : identifier(name);

/** A text as a string of the format. */
const quoted = (text: string): string =>
  `"${text.replace(/[\x22\\\x00-\x1f\x7f]/g, (c) => escaped(c.charCodeAt(0)))}"`;

const escaped = (byte: number): string =>
  `\\${byte.toString(16).padStart(2, '0')}`;

/** Each byte as it stands in a string. */
const byteTexts = Array.from({ length: 0x100 }, (_, byte) =>
  byte < 0x20 || byte > 0x7e || byte === 0x22 || byte === 0x5c
    ? escaped(byte)
    : String.fromCharCode(byte),
);

/** Bytes of the module as a string of the format. */
function byteText({ bytes }: Module, { start, end }: Expr): string {
  const texts: string[] = [];
  for (let at = start; at < end; at++) texts.push(byteTexts[bytes[at]]);
  return `"${texts.join('')}"`;
}

const boundsText = ({ address, min, max, shared }: Limits): string =>
  [address === i64 ? 'i64' : '', min, max ?? '', shared ? 'shared' : '']
    .filter((word) => word !== '')
    .join(' ');

/** A type definition, without its parentheses. */
function typeDef({ calls, given }: Printer, def: TypeDef): string {
  const { index, kind, fields, final, supers } = def;
  const ids = callsOf(given.fields.get(index));
  const content = {
    func: () => typeText(def),
    struct: () => variables('field', fields.map(globalText), 0, ids),
    array: () => fields.map((each) => ` ${globalText(each)}`).join(''),
  };
  const type = `(${kind}${content[kind]()})`;
  const called = `type ${head(calls.type, index)}`;
  if (final && supers.length === 0) return `${called} ${type}`;
  return `${called} (${['sub', ...(final ? ['final'] : []), ...supers, type].join(' ')})`;
}

const tableText = ({ limits, element }: TableType): string =>
  `${boundsText(limits)} ${typeName(element)}`;

const globalText = ({ type, mutable }: GlobalType): string =>
  mutable ? `(mut ${typeName(type)})` : typeName(type);

function imports(c: Printer): string[] {
  const counts = { func: 0, table: 0, memory: 0, tag: 0, global: 0 };
  return c.module.imports.map(({ module, name, desc }) => {
    const x = counts[desc.kind]++;
    const called = head(c.calls[desc.kind], x);
    const what = `${desc.kind} ${called} ${descText(c, desc)}`;
    return `import ${quoted(module)} ${quoted(name)} (${what})`;
  });
}

function descText(c: Printer, desc: ImportDesc): string {
  switch (desc.kind) {
    case 'func':
    case 'tag':
      return typeUse(c, desc.type);
    case 'table':
      return tableText(desc.type);
    case 'memory':
      return boundsText(desc.type.limits);
    case 'global':
      return globalText(desc.type);
  }
}

/** `(type 0) (param i32)`: a function's type by its index and spelt out, its parameters under their names. */
function typeUse(
  { module: { types }, calls }: Printer,
  x: number,
  locals?: Calls,
): string {
  const type: FuncType | undefined = types[x];
  const use = `(type ${calls.type.id(x)})`;
  if (type === undefined) return use;
  if (!locals) return use + typeText(type);
  const params = variables('param', type.params.map(typeName), 0, locals);
  return use + params + typeText({ ...type, params: [] });
}

/** Parameters, locals or fields, each under its name, from index `first` on. */
const variables = (
  word: string,
  types: readonly string[],
  first: number,
  { name }: Calls,
): string =>
  types
    .map((type, i) => {
      const called = name(first + i);
      return ` (${word}${called === '' ? '' : ` ${called}`} ${type})`;
    })
    .join('');

/** A function of the module itself: its head, its locals, its code. */
function* func(c: Printer, x: number): Generator<string> {
  const { module, spaces, calls, given } = c;
  const def = module.funcs[x - importedFuncs(module)];
  const none = { params: [], results: [] };
  const { params, results }: FuncType = spaces.funcs[x] ?? none;
  const called = given.locals.get(x);
  const locals = called && callsOf(called);
  const labels = [...(given.labels.get(x) ?? [])].filter(([, id]) => id !== '');
  const own: Printer = {
    ...c,
    labels: new Map(labels.map(([i, id]) => [i, identifier(id)])),
    id: (what, i) =>
      what === 'local' ? (locals?.id(i) ?? String(i)) : calls[what].id(i),
  };
  const declared = localText(def.locals, params.length, locals);
  const body = c.fold
    ? folded(own, def.body, 2, results.length)
    : flat(own, def.body, 2);
  const lines = declared === '' ? body : [indent(2) + declared, ...body];
  const opening = `func ${head(calls.func, x)} ${typeUse(c, def.type, locals)}`;
  yield `${indent(1)}(${opening}${lines.length > 0 ? '' : ')'}`;
  yield* lines.slice(0, -1);
  if (lines.length > 0) yield `${lines.at(-1)})`;
}

/** More locals than this are in no valid module, and are not written out. */
const mostLocals = 100_000;

/** `(local i32 i64)`, or each local under its name; nothing where there are none. */
function localText(
  runs: readonly (readonly [count: number, type: ValType])[],
  first: number,
  locals: Calls | undefined,
): string {
  const count = runs.reduce((sum, [length]) => sum + length, 0);
  if (count > mostLocals) return `(; ${count} locals ;)`;
  const types = runs.flatMap(([length, type]) =>
    Array.from({ length }, () => typeName(type)),
  );
  if (locals) return variables('local', types, first, locals).trimStart();
  return types.length > 0 ? `(local ${types.join(' ')})` : '';
}

/** Tables, memories, tags and globals of the module itself. */
function stores(c: Printer): string[] {
  const { module, spaces, calls } = c;
  const all = <T>(
    kind: 'table' | 'memory' | 'tag' | 'global',
    space: readonly unknown[],
    own: readonly T[],
    text: (each: T) => string,
  ) =>
    own.map((each, i) => {
      const called = head(calls[kind], space.length - own.length + i);
      return `${kind} ${called} ${text(each)}`;
    });
  return [
    ...all('table', spaces.tables, module.tables, (table) => {
      const init = table.init ? ` ${expression(c, table.init)}` : '';
      return tableText(table) + init;
    }),
    ...all('memory', spaces.memories, module.memories, ({ limits }) =>
      boundsText(limits),
    ),
    ...all('tag', spaces.tags, module.tags, (type) => typeUse(c, type)),
    ...all(
      'global',
      spaces.globals,
      module.globals,
      ({ type, init }) => `${globalText(type)} ${expression(c, init)}`,
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
function place(
  c: Printer,
  mode: SegmentMode,
  what: 'table' | 'memory',
): string {
  if (mode.kind !== 'active') return '';
  const id = c.calls[what].id(mode.index);
  const index = mode.index === 0 ? '' : ` (${what} ${id})`;
  return `${index} ${expression(c, mode.offset, 'offset')}`;
}

function elem(c: Printer, { type, items, mode }: ElemSegment): string {
  const { id } = c.calls.func;
  const funcs = items.every((item) => typeof item === 'number');
  const how =
    mode.kind === 'declarative' ? ' declare' : place(c, mode, 'table');
  const plain = funcs && type === someFunc;
  const what = plain ? 'func' : typeName(type);
  const list = items.map((item) => {
    if (typeof item !== 'number') return expression(c, item, 'item');
    return plain ? id(item) : `(ref.func ${id(item)})`;
  });
  return `${how} ${[what, ...list].join(' ')}`;
}

/**
 * A module's bytes as a tree of fields: what every byte means.
 *
 * It reads with the engine's own cursor and integers and asks the engine's
 * instruction table what follows an opcode, but keeps the places that a
 * decoder forgets. Each byte belongs to exactly one leaf. Of a long section
 * only the beginning is taken apart, as far as `limit`; one leaf is the rest.
 * It does not check: a module that the engine refuses is shown as far as it
 * can be read.
 */

import * as engine from '../../../engine/index.ts';
import type { Cursor, Section } from '../../../engine/index.ts';
import { immediates, valueTypes } from './immediates.ts';
import { definitions } from './types.ts';
import { group, leaf, rest } from './notes.ts';
import type { Field, Notes } from './notes.ts';

/** The fields of a whole module: its header, then one for each section. */
export function fields(bytes: Uint8Array, limit = Infinity): Field[] {
  return [header(bytes), ...sectionFields(bytes, limit)];
}

/** The first eight bytes. */
export function header(bytes: Uint8Array): Field {
  const n: Notes = { c: engine.cursor(bytes, 0, 8), out: [], limit: Infinity };
  group(n, 'header', 'frame', '', () => {
    leaf(n, 'magic', 'frame', engine.word32, () => '\\0asm');
    leaf(n, 'version', 'frame', engine.word32);
  });
  const [field] = n.out;
  if (field === undefined) throw new Error('a module has a header');
  return field;
}

/** One field for each section, each taken apart for at most `limit` bytes. */
export function sectionFields(bytes: Uint8Array, limit = Infinity): Field[] {
  return engine.sections(bytes).map((section) => {
    const c = engine.cursor(bytes, section.start, section.end);
    const n: Notes = { c, out: [], limit: section.start + limit };
    const title = section.id === 0 ? 'custom' : section.name;
    group(n, 'section', 'frame', title, () => {
      leaf(n, 'section id', 'frame', engine.byte, () => title);
      leaf(n, 'size', 'size', engine.u32);
      body(n, section);
      rest(n, section.end);
    });
    const [field] = n.out;
    if (field === undefined) throw new Error(`no fields in ${section.name}`);
    return field;
  });
}

function body(n: Notes, section: Section): void {
  if (section.id === 0) custom(n, section);
  else if (section.id === 8) index(n, 'function');
  else if (section.id === 12) leaf(n, 'count', 'size', engine.u32);
  else if (section.id === 1) definitions(n);
  else items(n, section.name, contents[section.name]);
}

/** A count and that many items, each a group of its own. */
function items(
  n: Notes,
  item: string,
  read: ((n: Notes, at: number) => string) | undefined,
): void {
  if (read === undefined) return;
  const count = leaf(n, 'count', 'size', engine.u32);
  for (let i = 0; i < count && n.c.at < n.limit; i++) {
    group(n, item, 'frame', `${i}`, () => read(n, i), `${item} ${i}`);
  }
}

/** How an item of each section is laid out; answers what to call it. */
const contents: Readonly<Record<string, (n: Notes, at: number) => string>> = {
  import: (n) => {
    const module = text(n, 'module');
    const name = text(n, 'name');
    external(n);
    return `${module}.${name}`;
  },
  function: (n) => `type ${index(n, 'type')}`,
  table: (n) => {
    const full = n.c.bytes[n.c.at] === 0x40;
    if (full) leaf(n, 'form', 'type', byteTwice, () => 'table');
    valueType(n, 'element type');
    const size = limits(n);
    if (full) expression(n);
    return size;
  },
  memory: (n) => limits(n),
  global: (n) => {
    const type = globalType(n);
    expression(n);
    return type;
  },
  export: (n) => {
    const name = text(n, 'name');
    const kind = leaf(n, 'kind', 'type', engine.byte, kindName);
    index(n, kindName(kind));
    return `"${name}"`;
  },
  tag: (n) => tag(n),
  element: (n) => element(n),
  code: (n, at) => func(n, at),
  data: (n) => {
    const flags = leaf(n, 'mode', 'type', engine.u32, modeName);
    if (flags === 2) index(n, 'memory');
    if (flags !== 1) expression(n);
    return data(n);
  },
};

const kinds = ['function', 'table', 'memory', 'global', 'tag'];
const kindName = (kind: number): string => kinds[kind] ?? `kind ${kind}`;
const modes = ['active', 'passive', 'active', 'declarative'];
const modeName = (flags: number): string => modes[flags & 3] ?? '?';

/** A table with an initialiser begins with a byte that no type begins with, and one that says nothing yet. */
const byteTwice = (c: Cursor): number => engine.byte(c) + engine.byte(c);

/** What an import is: a kind, and the type that belongs to it. */
function external(n: Notes): void {
  const kind = leaf(n, 'kind', 'type', engine.byte, kindName);
  if (kind === 0) index(n, 'type');
  if (kind === 1) valueType(n, 'element type');
  if (kind === 1 || kind === 2) limits(n);
  if (kind === 3) globalType(n);
  if (kind === 4) tag(n);
}

/** A tag: a byte that says nothing yet, and a type. */
function tag(n: Notes): string {
  leaf(n, 'kind', 'type', engine.byte, () => 'exception');
  return `type ${index(n, 'type')}`;
}

function limits(n: Notes): string {
  const bounded = (flags: number) =>
    (flags & 4 ? 'i64, ' : '') +
    (flags & 2 ? 'shared, ' : '') +
    (flags & 1 ? 'min, max' : 'min');
  const flags = leaf(n, 'limits', 'type', engine.byte, bounded);
  const min = leaf(n, 'minimum', 'number', engine.u64);
  if (!(flags & 1)) return `≥ ${min}`;
  return `${min} … ${leaf(n, 'maximum', 'number', engine.u64)}`;
}

function globalType(n: Notes): string {
  const type = valueType(n, 'value type');
  const mutable = (flag: number) => (flag ? 'mutable' : 'constant');
  return `${type} ${mutable(leaf(n, 'mutability', 'type', engine.byte, mutable))}`;
}

function element(n: Notes): string {
  const flags = leaf(n, 'mode', 'type', engine.u32, modeName);
  const explicit = (flags & 2) !== 0;
  if ((flags & 1) === 0 && explicit) index(n, 'table');
  if ((flags & 1) === 0) expression(n);
  if ((flags & 3) !== 0) {
    if (flags & 4) valueType(n, 'element type');
    else leaf(n, 'kind', 'type', engine.byte, kindName);
  }
  const count = leaf(n, 'count', 'size', engine.u32);
  for (let i = 0; i < count && n.c.at < n.limit; i++) {
    if (flags & 4) expression(n);
    else index(n, 'function');
  }
  return `${count}`;
}

function func(n: Notes, at: number): string {
  const size = leaf(n, 'size', 'size', engine.u32);
  const end = n.c.at + size;
  const runs = leaf(n, 'locals', 'size', engine.u32);
  for (let i = 0; i < runs && n.c.at < n.limit; i++) {
    group(n, 'locals', 'frame', '', () => {
      const count = leaf(n, 'count', 'size', engine.u32);
      return `${count} × ${valueType(n, 'value type')}`;
    });
  }
  expression(n, end, `code ${at}`);
  rest(n, end);
  return '';
}

/** The instructions that an `end` closes. */
const opening = new Set(['block', 'loop', 'if', 'try_table']);

/** Instructions up to the `end` that closes them, or as far as the limit. */
function expression(n: Notes, end = n.c.end, item?: string): void {
  let depth = 1;
  for (let at = 0; depth > 0 && n.c.at < Math.min(end, n.limit); at++) {
    const place = item === undefined ? undefined : `${item} ${at}`;
    const name = instruction(n, place);
    if (opening.has(name)) depth++;
    if (name === 'end') depth--;
  }
}

const byCode = new Map(engine.instructions.map((row) => [row.code, row]));

/** One instruction: its opcode, then its immediates as the table names them. */
function instruction(n: Notes, item?: string): string {
  let name = '';
  const inside = () => {
    const read = (c: Cursor) => {
      const first = engine.byte(c);
      return first < 0xfb || first === 0xff
        ? first
        : (first << 12) | engine.u32(c);
    };
    const title = (code: number) => byCode.get(code)?.name ?? '?';
    const code = leaf(n, 'opcode', 'opcode', read, title);
    const row = byCode.get(code);
    name = row?.name ?? '?';
    const values = (row?.immediates ?? []).map((each) => immediates[each](n));
    return [name, ...values].filter((each) => each !== '').join(' ');
  };
  group(n, 'instruction', 'opcode', '', inside, item);
  return name;
}

/** A stretch of data; answers how it begins. */
function data(n: Notes): string {
  const length = leaf(n, 'length', 'size', engine.u32);
  const size = Math.min(length, Math.max(n.limit - n.c.at, 0));
  const start = n.c.at;
  const show = () => JSON.stringify(preview(n.c.bytes, start, start + size));
  if (size > 0) leaf(n, 'bytes', 'data', (c) => engine.skip(c, size), show);
  if (length > size) rest(n, start + length);
  return JSON.stringify(preview(n.c.bytes, start, start + Math.min(size, 32)));
}

function custom(n: Notes, section: Section): void {
  const title = text(n, 'name');
  if (title !== 'name') {
    const show = () => JSON.stringify(preview(n.c.bytes, n.c.at, section.end));
    const size = section.end - n.c.at;
    if (size > 0) leaf(n, 'content', 'data', (c) => engine.skip(c, size), show);
    return;
  }
  while (n.c.at < Math.min(section.end, n.limit)) {
    group(n, 'names', 'frame', '', () => {
      const id = leaf(n, 'names id', 'frame', engine.byte, subsection);
      const size = leaf(n, 'size', 'size', engine.u32);
      const end = n.c.at + size;
      if (id === 0) text(n, 'name');
      if (id === 1 || (id >= 4 && id <= 9) || id === 11) nameMap(n);
      if (id === 2 || id === 3) nameMaps(n, 'function');
      if (id === 10) nameMaps(n, 'type');
      rest(n, end);
      return subsection(id);
    });
  }
}

const subsections = [
  ...['module', 'functions', 'locals', 'labels', 'types', 'tables'],
  ...['memories', 'globals', 'elements', 'data', 'fields', 'tags'],
];
const subsection = (id: number): string => subsections[id] ?? `${id}`;

function nameMap(n: Notes): void {
  const count = leaf(n, 'count', 'size', engine.u32);
  for (let i = 0; i < count && n.c.at < n.limit; i++) {
    group(n, 'named', 'frame', '', () => {
      const at = leaf(n, 'index', 'index', engine.u32);
      return `${at}: ${text(n, 'name')}`;
    });
  }
}

/** Names within what has a number itself: the locals of each function. */
function nameMaps(n: Notes, of: string): void {
  const count = leaf(n, 'count', 'size', engine.u32);
  for (let i = 0; i < count && n.c.at < n.limit; i++) {
    group(n, 'named', 'frame', '', () => {
      const at = index(n, of);
      nameMap(n);
      return `${of} ${at}`;
    });
  }
}

const index = (n: Notes, of: string): number =>
  leaf(n, 'index', 'index', engine.u32, (x) => `${of} ${x}`);

/** A name: its length, then its characters. */
function text(n: Notes, label: 'module' | 'name'): string {
  const length = leaf(n, 'length', 'size', engine.u32);
  if (length === 0) return '';
  const start = n.c.at;
  const show = () => engine.utf8(n.c.bytes, start, start + length) ?? '?';
  leaf(n, label, 'name', (c) => engine.skip(c, length), show);
  return show();
}

const valueType = (n: Notes, label: 'value type' | 'element type'): string =>
  valueTypes(n, label, 1)[0] ?? '?';

/** Bytes as text, for a look: what is no printable character is a dot. */
function preview(bytes: Uint8Array, start: number, end: number): string {
  const shown = bytes.subarray(start, Math.min(end, start + 96));
  const decoded = engine.utf8(shown, 0, shown.length);
  const raw = decoded ?? String.fromCharCode(...shown);
  return raw.replace(/[^\P{C}\n]|[\x7f-\xa0]/gu, '·');
}

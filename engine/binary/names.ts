/**
 * What custom sections say: names, and which tools made the module.
 *
 * They are for people and change nothing in what a program does. So a custom
 * section that is broken is no error: what cannot be read is left out.
 * Spec appendix "Custom Sections" and the tool conventions' `producers` ·
 * lesson "What is in the file".
 */

import { Malformed } from '../syntax/errors.ts';
import type { Module } from '../syntax/module.ts';
import { byte, cursor } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import { count, length, u32 } from './leb128.ts';
import { name } from './utf8.ts';
import { byte as writeByte, name as writeName, sized } from './writer.ts';
import { unsigned, vec } from './writer.ts';
import type { Writer } from './writer.ts';

/** Names by index. */
export type NameMap = ReadonlyMap<number, string>;

/** The parts of the name section, in the order of their numbers. */
const parts = [
  ...(['module', 'funcs', 'locals', 'labels', 'types', 'tables'] as const),
  ...(['memories', 'globals', 'elems', 'datas', 'fields', 'tags'] as const),
];

/** What has names in something else: locals and labels in functions, fields in types. */
type Nested = 'locals' | 'labels' | 'fields';

/** What a module calls itself and what is in it, by index. */
export type Names = {
  readonly module: string | undefined;
} & {
  readonly [
    part in Exclude<(typeof parts)[number], Nested | 'module'>
  ]: NameMap;
} & {
  readonly [part in Nested]: ReadonlyMap<number, NameMap>;
};

/** A language or tool that had a part in a module, and its version. */
export type Producer = {
  readonly field: string;
  readonly name: string;
  readonly version: string;
};

const isNested = (part: string): part is Nested =>
  part === 'locals' || part === 'labels' || part === 'fields';

/** Reads the name section; made for the moment when a person wants to know. */
export function names(module: Module): Names {
  const found = noNames();
  const c = custom(module, 'name');
  intact(() => {
    while (c && c.at < c.end) {
      const part = parts[byte(c)];
      const size = length(c);
      const inside = cursor(c.bytes, c.at, c.at + size);
      c.at = inside.end;
      intact(() => {
        if (part === 'module') found.module = name(inside);
        else if (part === undefined) return;
        else if (isNested(part))
          found[part] = nonEmpty(map(inside, (each) => map(each, name)));
        else found[part] = map(inside, name);
      });
    }
  });
  return found;
}

/** What has names in it. */
export const nonEmpty = (
  all: ReadonlyMap<number, NameMap>,
): ReadonlyMap<number, NameMap> =>
  new Map([...all].filter(([, { size }]) => size > 0));

/** Names of nothing, for whoever gathers them. */
export const noNames = (): {
  -readonly [part in keyof Names]: Names[part];
} => ({
  ...{ module: undefined, funcs: new Map(), locals: new Map() },
  ...{ labels: new Map(), types: new Map(), tables: new Map() },
  ...{ memories: new Map(), globals: new Map(), elems: new Map() },
  ...{ datas: new Map(), fields: new Map(), tags: new Map() },
});

/** Writes the content of a name section; parts that name nothing are left out. */
export function writeNames(w: Writer, given: Names): void {
  const list = (to: Writer, names: NameMap) => pairs(to, names, writeName);
  parts.forEach((part, id) => {
    const { [part]: names } = given;
    if (names === undefined || (typeof names !== 'string' && names.size === 0))
      return;
    writeByte(w, id);
    sized(w, () => {
      if (part === 'module') writeName(w, given.module ?? '');
      else if (isNested(part)) pairs(w, given[part], list);
      else list(w, given[part]);
    });
  });
}

/** Writes pairs of an index, rising, and what belongs to it. */
const pairs = <T>(
  w: Writer,
  of: ReadonlyMap<number, T>,
  item: (w: Writer, each: T) => void,
): void =>
  vec(
    w,
    [...of].sort(([a], [b]) => a - b),
    (_, [x, each]) => {
      unsigned(w, x);
      item(w, each);
    },
  );

/** Reads the producers section: languages, compilers and libraries. */
export function producers(module: Module): Producer[] {
  const found: Producer[] = [];
  const c = custom(module, 'producers');
  intact(() => {
    for (let fields = c ? count(c) : 0; c && fields > 0; fields--) {
      const field = name(c);
      for (let values = count(c); values > 0; values--) {
        found.push({ field, name: name(c), version: name(c) });
      }
    }
  });
  return found;
}

/** Reads pairs of an index and what belongs to it. */
function map<T>(c: Cursor, item: (c: Cursor) => T): Map<number, T> {
  const items = new Map<number, T>();
  for (let left = count(c); left > 0; left--) items.set(u32(c), item(c));
  return items;
}

/** A cursor over the content of the custom section with this name, if there is one. */
export function custom(module: Module, title: string): Cursor | undefined {
  const section = module.customs.find((each) => each.name === title);
  return (
    section && cursor(module.bytes, section.content.start, section.content.end)
  );
}

/** Does `read` as far as the bytes are in order. */
export function intact(read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
  }
}

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

/** What a module calls itself, its functions and their locals, by index. */
export type Names = {
  readonly module: string | undefined;
  readonly funcs: ReadonlyMap<number, string>;
  readonly locals: ReadonlyMap<number, ReadonlyMap<number, string>>;
};

/** A language or tool that had a part in a module, and its version. */
export type Producer = {
  readonly field: string;
  readonly name: string;
  readonly version: string;
};

/** Reads the name section; made for the moment when a person wants to know. */
export function names(module: Module): Names {
  let title: string | undefined;
  let funcs: Names['funcs'] = new Map();
  let locals: Names['locals'] = new Map();
  const parts: Record<number, (c: Cursor) => void> = {
    0: (c) => (title = name(c)),
    1: (c) => (funcs = map(c, name)),
    2: (c) => (locals = map(c, (each) => map(each, name))),
  };
  const c = custom(module, 'name');
  intact(() => {
    while (c && c.at < c.end) {
      const id = byte(c);
      const size = length(c);
      const part = cursor(c.bytes, c.at, c.at + size);
      intact(() => parts[id]?.(part));
      c.at = part.end;
    }
  });
  return { module: title, funcs, locals };
}

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
function custom(module: Module, title: string): Cursor | undefined {
  const section = module.customs.find((each) => each.name === title);
  return (
    section && cursor(module.bytes, section.content.start, section.content.end)
  );
}

/** Does `read` as far as the bytes are in order. */
function intact(read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
  }
}

/**
 * The outline of a module: a header, then sections one after the other.
 *
 * Each section says what it is and how long it is, so that a reader may step
 * over what it does not want. Their order is fixed and each comes once at
 * most; only custom sections may stand anywhere, in any number. What is inside
 * them is read by binary/decode.ts.
 * Spec 5.5.2 and 5.5.16 · lesson "What is in the file".
 */

import { Malformed } from '../syntax/errors.ts';
import { byte, cursor, word32 } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import { length } from './leb128.ts';
import { name } from './utf8.ts';

/** The sections that the specification knows, in the order that it demands. */
export const order = [
  { id: 1, kind: 'type' },
  { id: 2, kind: 'import' },
  { id: 3, kind: 'function' },
  { id: 4, kind: 'table' },
  { id: 5, kind: 'memory' },
  { id: 13, kind: 'tag' },
  { id: 6, kind: 'global' },
  { id: 7, kind: 'export' },
  { id: 8, kind: 'start' },
  { id: 9, kind: 'element' },
  // Two of the youngest ids stand where others need what they say.
  { id: 12, kind: 'data count' },
  { id: 10, kind: 'code' },
  { id: 11, kind: 'data' },
] as const;

/** What a section holds. */
export type SectionKind = (typeof order)[number]['kind'];

/** A section: where its id, its content and whatever follows it begin. */
export type Section = {
  readonly id: number;
  readonly kind: SectionKind | 'custom';
  /** The kind, or what a custom section calls itself. */
  readonly name: string;
  readonly start: number;
  readonly bodyStart: number;
  readonly end: number;
};

/** The sections of a module, their contents unread. Throws Malformed. */
export function sections(bytes: Uint8Array): Section[] {
  const c = cursor(bytes);
  const found: Section[] = [];
  for (const section of outline(c)) {
    found.push(section);
    c.at = section.end;
  }
  return found;
}

/** Reads the header and the head of each section. Whoever iterates takes `c` from bodyStart to end. */
export function* outline(c: Cursor): Generator<Section> {
  header(c);
  for (let last = -1; c.at < c.end;) {
    const start = c.at;
    const id = byte(c);
    const place = order.findIndex((each) => each.id === id);
    if (id !== 0) {
      if (place < 0) throw new Malformed('malformed section id', start);
      if (place <= last) {
        throw new Malformed('unexpected content after last section', start);
      }
      last = place;
    }
    const size = length(c);
    const bodyStart = c.at;
    const end = bodyStart + size;
    const kind = id === 0 ? 'custom' : order[place].kind;
    const title =
      kind === 'custom' ? name(cursor(c.bytes, bodyStart, end)) : kind;
    yield { id, kind, name: title, start, bodyStart, end };
  }
}

/** Reads the eight bytes that every module begins with: `\0asm` and a version. */
function header(c: Cursor): void {
  if (word32(c) !== 0x6d73_6100) {
    throw new Malformed('magic header not detected', c.at - 4);
  }
  if (word32(c) !== 1) throw new Malformed('unknown binary version', c.at - 4);
}

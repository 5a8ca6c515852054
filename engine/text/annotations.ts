/**
 * Annotations: `(@name …)`, `(@custom …)` and branch hints.
 *
 * To the grammar they are space, and one that nobody knows stays space. A
 * parser that stands where one has a meaning takes it from the token behind
 * it; what has been taken by nobody in the end stood in the wrong place.
 * Spec 6.2.4 and appendix "Custom Sections" · lesson "From text to bytes".
 */

import { order } from '../binary/sections.ts';
import { advance, isWord, lexer, text } from './lexer.ts';
import type { Note } from './lexer.ts';
import { fail, name, strings } from './parser.ts';
import type { Parser } from './parser.ts';
import { MalformedText } from './source.ts';

/** Takes the annotations with a name that stand before the token at hand. */
function take({ l }: Parser, id: string): readonly Note[] {
  const found = l.token.notes.filter((note) => note.id === id);
  for (const { at } of found) l.taken.add(at);
  return found;
}

/** Reads the content of an annotation. Throws MalformedText, in the name of the annotation. */
function content<T>(p: Parser, note: Note, read: (inside: Parser) => T): T {
  const inside = { ...p, l: lexer(p.l.source, note.content) };
  const found = read(inside);
  if (inside.l.token.end === note.end) return found;
  throw outOfPlace(inside, note);
}

const wrong = (p: Parser, { id, at }: Note, what: string): MalformedText =>
  fail(p, `@${id} annotation: ${what.split(' (line')[0]}`, at);

const outOfPlace = (p: Parser, note: Note): MalformedText =>
  wrong(p, note, `unexpected token ${text(p.l)}: expected )`);

/** Takes the string at hand. */
function titleIn(p: Parser, note: Note, missing: string): string {
  if (p.l.token.kind !== 'string') throw wrong(p, note, missing);
  try {
    return name(p);
  } catch (error) {
    if (!(error instanceof MalformedText)) throw error;
    throw wrong(p, note, error.message);
  }
}

/** Takes what `(@name "…")` calls the thing whose identifier, if any, was just taken. Throws MalformedText. */
export function title(p: Parser, what: string): string | undefined {
  const [note, second] = take(p, 'name');
  if (second) throw wrong(p, second, `multiple ${what}`);
  if (!note) return undefined;
  return content(p, note, (inside) => titleIn(inside, note, 'missing name'));
}

/** What the annotation calls the sections, and their ids; `first` and `last` are where there is none. */
const kinds: ReadonlyMap<string, number> = new Map([
  ...order.map(({ id, kind }): [string, number] => [kindWord(kind), id]),
  ['first', 0],
  ['last', 11],
]);

/** A kind of section as the annotation writes it. */
function kindWord(kind: string): string {
  const short: Record<string, string> = { function: 'func', element: 'elem' };
  return short[kind] ?? kind.replace(' ', '');
}

/** Where a custom section with this place says that it stands; nothing for the end. */
export function placement(after: number): string {
  const kind = order.find(({ id }) => id === after)?.kind;
  if (kind === 'data') return '';
  return kind === undefined ? ' (before first)' : ` (after ${kindWord(kind)})`;
}

/** Takes the custom sections that stand before the field at hand. Throws MalformedText. */
export function customs(p: Parser): void {
  for (const note of take(p, 'custom')) {
    content(p, note, (inside) => {
      const named = titleIn(inside, note, 'missing section name');
      const placed = inside.l.token.kind === '(';
      const after = placed ? place(inside, note) : 11;
      p.draft.customs.push({ name: named, content: strings(inside), after });
    });
  }
}

/** Takes `(before kind)` or `(after kind)`; answers the section behind which that is. */
function place(p: Parser, note: Note): number {
  const { l } = p;
  advance(l);
  const before = isWord(l, 'before');
  if (!before && !isWord(l, 'after'))
    throw wrong(p, note, 'malformed placement');
  advance(l);
  const id = kinds.get(text(l));
  if (id === undefined) throw wrong(p, note, 'malformed section kind');
  advance(l);
  if (l.token.kind !== ')') throw outOfPlace(p, note);
  advance(l);
  const index = order.findIndex((each) => each.id === id);
  return before && index >= 0 ? (order[index - 1]?.id ?? 0) : id;
}

/** What the annotation of a branch hint is called. */
const branchHint = 'metadata.code.branch_hint';

/** Takes whether the branch at hand is likely (1) or not (0). Throws MalformedText. */
export function hint(p: Parser): number | undefined {
  const [note, second] = take(p, branchHint);
  if (second) throw wrong(p, second, 'duplicate annotation');
  if (!note) return undefined;
  return content(p, note, (inside) => {
    const { w } = inside;
    const { start, end } = strings(inside);
    const likely = w.bytes[start];
    w.length = start;
    if (end - start === 1 && likely <= 1) return likely;
    throw wrong(p, note, 'malformed hint');
  });
}

/** Throws MalformedText where an annotation of ours before the token at hand was taken by nobody. */
export function allTaken(p: Parser): void {
  for (const note of p.l.notes.values()) {
    const { id, at, end } = note;
    if (end > p.l.token.start || p.l.taken.has(at)) continue;
    if (id === branchHint) throw wrong(p, note, 'not in a function');
    const ours = id === 'custom' || id === 'name';
    if (ours) throw fail(p, `misplaced @${id} annotation`, at);
  }
}

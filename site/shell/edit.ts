/**
 * The line that is being typed at the prompt: keys, history, and how it is
 * drawn. What a terminal does for a program that reads lines, a shell does
 * itself, and a little more: the cursor moves.
 */

import type { Width } from '../console/tty.ts';

/** The line: what stands before the cursor, and after it. */
export type Editor = {
  before: string;
  after: string;
  /** Lines that were entered, the oldest first. */
  readonly history: string[];
  /** The line of history that is shown; its length: none. */
  place: number;
  /** What was being typed before history was looked at. */
  draft: string;
  /** The row, below the prompt's first, in which the cursor was left. */
  row: number;
};

/** What a key asks for besides a changed line. */
export type Asked =
  'enter' | 'interrupt' | 'end' | 'clear' | 'complete' | 'changed' | 'nothing';

/** A line with nothing in it, and no history. */
export const createEditor = (): Editor => ({
  ...{ before: '', after: '', history: [], place: 0, draft: '', row: 0 },
});

/** Cuts what was typed into keys: CR LF, an escape sequence, or one character. */
export const keysIn = (typed: string): string[] =>
  Array.from(
    typed.matchAll(
      // eslint-disable-next-line no-control-regex -- escape sequences begin with one
      /\r\n|\x1b(?:\[[0-?]*[ -/]*[@-~]|O[@-~]|[^\x1b]?)|[\s\S]/gu,
    ),
    ([key]) => key,
  );

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const cut = (text: string): string[] =>
  Array.from(graphemes.segment(text), ({ segment }) => segment);

const lastOf = (text: string): string => cut(text.slice(-64)).at(-1) ?? '';
const firstOf = (text: string): string => cut(text.slice(0, 64))[0] ?? '';

/** Keeps all but `tail` before the cursor. */
const without = (text: string, tail: string): string =>
  text.slice(0, text.length - tail.length);

/** Moves what lies between the cursor and a new place over it. */
function move(e: Editor, to: number): void {
  const line = e.before + e.after;
  e.before = line.slice(0, to);
  e.after = line.slice(to);
}

/** Shows another line of history, or the draft after the last of them. */
function recall(e: Editor, step: number): void {
  const next = e.place + step;
  if (next < 0 || next > e.history.length) return;
  if (e.place === e.history.length) e.draft = e.before + e.after;
  e.place = next;
  e.before = e.history[next] ?? e.draft;
  e.after = '';
}

/** What keys do to the line. */
const edits: Readonly<Record<string, (e: Editor) => void>> = {
  '\x7f': (e) => (e.before = without(e.before, lastOf(e.before))),
  '\x1b[3~': (e) => (e.after = e.after.slice(firstOf(e.after).length)),
  '\x1b[D': (e) => move(e, e.before.length - lastOf(e.before).length),
  '\x1b[C': (e) => move(e, e.before.length + firstOf(e.after).length),
  '\x1b[H': (e) => move(e, 0),
  '\x1b[F': (e) => move(e, Infinity),
  '\x1b[A': (e) => recall(e, -1),
  '\x1b[B': (e) => recall(e, 1),
  '\x15': (e) => (e.before = ''),
  '\x0b': (e) => (e.after = ''),
  '\x17': (e) =>
    (e.before = without(e.before, /\S*\s*$/u.exec(e.before)?.[0] ?? '')),
};

/** Keys that are others by another name. */
const aliases: Readonly<Record<string, string>> = {
  '\b': '\x7f',
  '\x01': '\x1b[H',
  '\x05': '\x1b[F',
  '\x02': '\x1b[D',
  '\x06': '\x1b[C',
  '\x10': '\x1b[A',
  '\x0e': '\x1b[B',
  '\x1bOA': '\x1b[A',
  '\x1bOB': '\x1b[B',
  '\x1bOC': '\x1b[C',
  '\x1bOD': '\x1b[D',
  '\x1bOH': '\x1b[H',
  '\x1bOF': '\x1b[F',
};

/** Keys that ask the shell for something. */
const asks: Readonly<Record<string, Asked>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\r\n': 'enter',
  '\x03': 'interrupt',
  '\x0c': 'clear',
  '\t': 'complete',
};

/** Takes a key. ^D asks for the end on an empty line, and elsewhere takes the character under the cursor. */
export function press(e: Editor, key: string): Asked {
  if (key === '\x04') {
    if (e.before + e.after === '') return 'end';
    return press(e, '\x1b[3~');
  }
  const asked = asks[key];
  if (asked) return asked;
  const edit = edits[aliases[key] ?? key];
  if (edit) edit(e);
  // eslint-disable-next-line no-control-regex -- control characters are what is left out
  else if (/^[\x00-\x1f]/u.test(key)) return 'nothing';
  else e.before += key;
  return 'changed';
}

/** Takes the line out, and remembers it. */
export function enter(e: Editor): string {
  const line = e.before + e.after;
  if (line.trim() !== '' && line !== e.history.at(-1)) e.history.push(line);
  forget(e);
  return line;
}

/** Throws the line away. */
export function forget(e: Editor): void {
  e.place = e.history.length;
  e.before = e.after = e.draft = '';
  e.row = 0;
}

/** Where the cursor is after a text that began at the left edge. */
function cursorAfter(text: string, columns: number, width: Width) {
  let [x, y] = [0, 0];
  for (const character of text) {
    const cells = width(character.codePointAt(0) ?? 0);
    if (x + cells > columns) [x, y] = [0, y + 1];
    x += cells;
  }
  return x < columns ? { x, y } : { x: 0, y: y + 1 };
}

/** What draws the prompt and the line where they were drawn before. */
export function draw(
  e: Editor,
  prompt: string,
  columns: number,
  width: Width,
): string {
  const all = prompt + e.before + e.after;
  const end = cursorAfter(all, columns, width);
  const cursor = cursorAfter(prompt + e.before, columns, width);
  const up = (rows: number): string => (rows > 0 ? `\x1b[${rows}A` : '');
  const right = cursor.x > 0 ? `\x1b[${cursor.x}C` : '';
  // A line that just fills its row leaves the cursor there, not on the next.
  const next = end.x === 0 && end.y > 0 ? '\r\n' : '';
  const text = `${up(e.row)}\r\x1b[J\x1b[32m${prompt}\x1b[0m${e.before}${e.after}`;
  e.row = cursor.y;
  return `${text}${next}${up(end.y - cursor.y)}\r${right}`;
}

/**
 * Places in a text, and the error that points at one.
 *
 * A place is the number of UTF-16 units before it, as JavaScript counts. What
 * people are shown is a line, a column, and the line itself with a caret
 * under it. Ours · lesson "From text to bytes".
 */

/** Where in a text a place is, line and column from 1. The format ends a line with LF, CR or both. */
export function positionOf(source: string, at: number) {
  const before = source.slice(0, at).split(/\r\n|\n|\r/);
  const column = (before.at(-1)?.length ?? 0) + 1;
  return { line: before.length, column };
}

/** So much of a long line is shown on either side of a place. */
const reach = 60;

/** The line in which a place is, and a caret under it: two lines of text. */
function excerpt(source: string, at: number): string {
  const { line, column } = positionOf(source, at);
  const start = at - column + 1;
  const [text = ''] = source.slice(start, at + reach).split(/[\r\n]/);
  const from = Math.max(0, column - 1 - reach);
  const margin = `${line} | `;
  const left = text.slice(from, column - 1).replace(/[^\t]/g, ' ');
  return `${margin}${text.slice(from)}\n${' '.repeat(margin.length)}${left}^`;
}

/** A place in words, and the line in which it is. */
export function pointAt(source: string, at: number): string {
  const { line, column } = positionOf(source, at);
  return ` (line ${line}, column ${column})\n${excerpt(source, at)}`;
}

/** The text is not a module. `at` says where it first shows. */
export class MalformedText extends Error {
  override readonly name = 'MalformedText';
  readonly at: number;
  constructor(message: string, source: string, at: number) {
    super(message + pointAt(source, at));
    this.at = at;
  }
}

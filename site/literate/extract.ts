/**
 * Selectors: from a name written in a lesson to lines of source.
 *
 * A lesson points at finished code by the words that are already in it, so
 * that nothing is copied and nothing is marked up:
 *
 *     u32                              a declaration with its doc comment
 *     step:case 'br_table'             a block (an arm, a loop, a row) by its
 *                                      first words, inside a declaration
 *     run:i32.add                      the one line there that mentions it
 *     instantiate/Allocate the tables  the paragraph under that comment
 *     /Section ids                     the same, outside any declaration
 *     #name                            `// #region name` to `// #endregion`
 *     (nothing)                        the whole file
 *
 * No parser is needed, because a formatter has been there first: a top-level
 * declaration starts at column 0 and owns every indented, blank or closing
 * line that follows; a block is a line and everything indented deeper. The
 * same holds for Go and Rust, so programs can be shown as well. A selector
 * must find exactly one piece; otherwise it throws, naming the near misses.
 */

/** Lines `first` to `last` of a file, counted from 1, both included. */
export type Piece = {
  readonly first: number;
  readonly last: number;
  readonly lines: readonly string[];
};

/** A top-level declaration; `head` is the line that names it, `first` where its comment starts. */
export type Declaration = Omit<Piece, 'lines'> & {
  readonly name: string;
  readonly exported: boolean;
  readonly head: number;
};

/** A selector that finds no piece, or more than one; the message says what is there instead. */
export class NoPiece extends Error {
  override name = 'NoPiece';
}

/** A stretch of lines by index from 0, both ends included; what the searches below pass around. */
type Span = { readonly start: number; readonly end: number };

const HEAD =
  /^(export |pub )?(?:async |abstract )?(?:function\*?|func(?: \([^)]*\))?|fn|const|let|var|class|interface|type|struct|enum) ([\w$]+)/;
const COMMENT = /^\s*(?:\/\/|\/\*|\*(?:\/|\s|$))/;
const CLOSING = /^\s*[)}\]>]/;
const LABEL = /^\s*(?:case\b.*|default):\s*(?:\/\*.*\*\/\s*|\/\/.*)?$/;

/** The piece of `source` that `selector` names, or the whole file; throws NoPiece. */
export function extract(source: string, selector?: string): Piece {
  const lines = splitLines(source);
  if (!selector) return cut(lines, { start: 0, end: lines.length - 1 });
  if (selector.startsWith('#')) return cut(lines, region(lines, selector));
  const [, name = '', mark = '', words = ''] =
    /^([\w$]*)([:/]?)(.*)$/.exec(selector) ?? [];
  const inside = name === '' ? whole(lines) : declared(lines, name);
  if (mark === '') return cut(lines, inside);
  if (words.trim() === '') throw new NoPiece(`'${selector}' ends in '${mark}'`);
  const find = mark === ':' ? block : paragraph;
  return cut(lines, find(lines, inside, words.trim()));
}

/** Every top-level declaration of `source` in order; overloads, or a type and a value of one name, side by side count as one. */
export function declarations(source: string): Declaration[] {
  const lines = splitLines(source);
  const found: Declaration[] = [];
  lines.forEach((line, index) => {
    const [, exported, name] = HEAD.exec(line) ?? [];
    if (name === undefined) return;
    const last = bodyEnd(lines, index) + 1;
    const before = found.at(-1);
    if (before?.name === name) {
      found[found.length - 1] = { ...before, last };
      return;
    }
    const first = commentStart(lines, index, '') + 1;
    found.push({ name, exported: !!exported, head: index + 1, first, last });
  });
  return found;
}

/** The indentation all lines of a piece share, taken off. */
export function dedent(lines: readonly string[]): string[] {
  const widths = lines.filter((line) => line !== '').map(indent);
  const shared = widths.length === 0 ? 0 : Math.min(...widths);
  return lines.map((line) => line.slice(shared));
}

/**
 * The block that starts with `words` among `lines`, as indexes from 0, both
 * included: what a lesson folds away. Throws NoPiece.
 */
export function findBlock(lines: readonly string[], words: string): Span {
  return block(lines, whole(lines), words);
}

function declared(lines: readonly string[], name: string): Span {
  const all = declarations(lines.join('\n'));
  const names = all.map((one) => one.name);
  const head = only(
    all.filter((one) => one.name === name).map((one) => one.head - 1),
    name,
    names,
  );
  const found = all.find((one) => one.head - 1 === head);
  return { start: (found?.first ?? 1) - 1, end: (found?.last ?? 1) - 1 };
}

/** Three ways to read the words, the strictest first; the first that finds anything must find one. */
function block(lines: readonly string[], inside: Span, words: string): Span {
  const at = range(inside).filter((index) => !COMMENT.test(line(lines, index)));
  const starting = at.filter((i) => line(lines, i).trim().startsWith(words));
  const [first = '', ...rest] = words.split(' ');
  const readings = [
    starting.filter((i) => mentions(line(lines, i).trim(), words, 0)),
    starting,
    at.filter((i) => {
      const text = line(lines, i).trim();
      return mentions(text, first, 0) && mentions(text, rest.join(' '));
    }),
    at.filter((i) => mentions(line(lines, i), words)),
  ];
  const hits = readings.find((reading) => reading.length > 0) ?? [];
  const texts = at.map((i) => line(lines, i).trim());
  return grow(lines, only(hits, words, texts), inside);
}

/** From its first line, a block grows down over what it indents and up over the labels and the comment it shares. */
function grow(lines: readonly string[], from: number, inside: Span): Span {
  const depth = indent(line(lines, from));
  const sameLevel = (index: number) => indent(line(lines, index)) === depth;
  let start = from;
  while (LABEL.test(line(lines, start - 1)) && sameLevel(start - 1)) start--;
  let body = from;
  while (LABEL.test(line(lines, body)) && LABEL.test(line(lines, body + 1)))
    if (sameLevel(body + 1)) body++;
    else break;
  let end = body;
  for (let i = body + 1; i <= inside.end; i++) {
    const text = line(lines, i);
    if (text === '') continue;
    const closes = indent(text) === depth && CLOSING.test(text);
    if (indent(text) <= depth && !closes) break;
    end = i;
    if (closes && !/[{([]$/.test(text)) break;
  }
  const alone = start === end;
  return {
    start: alone ? start : commentStart(lines, start, ' '.repeat(depth)),
    end,
  };
}

/** A paragraph is a comment and what follows it, to the blank line that ends it or the line that closes the block around it. */
function paragraph(
  lines: readonly string[],
  inside: Span,
  words: string,
): Span {
  const comments = range(inside).filter(
    (i) =>
      COMMENT.test(line(lines, i)) &&
      (!COMMENT.test(line(lines, i - 1)) ||
        indent(line(lines, i)) !== indent(line(lines, i - 1))),
  );
  const text = (index: number) =>
    line(lines, index).replace(/^\s*(?:\/\/|\/\*\*?)\s*/, '');
  const hits = comments.filter((i) => text(i).startsWith(words));
  const start = only(hits, words, comments.map(text));
  const depth = indent(line(lines, start));
  let end = start;
  for (let i = start + 1; i <= inside.end; i++) {
    const at = line(lines, i);
    const blank = at === '';
    if (blank && indent(line(lines, i + 1)) <= depth) break;
    if (!blank && indent(at) < depth) break;
    if (!blank) end = i;
  }
  return { start, end };
}

function region(lines: readonly string[], selector: string): Span {
  const opening = /^\s*\/\/ #region (.+)$/;
  const names = lines.map((text) => opening.exec(text)?.[1]?.trim());
  const wanted = selector.slice(1).trim();
  const hits = names.flatMap((name, i) => (name === wanted ? [i] : []));
  const start = only(
    hits,
    selector,
    names.filter((name) => name !== undefined),
  );
  let depth = 0;
  for (let i = start; i < lines.length; i++) {
    if (opening.test(line(lines, i))) depth++;
    if (/^\s*\/\/ #endregion\b/.test(line(lines, i))) depth--;
    if (depth === 0) return { start: start + 1, end: i - 1 };
  }
  throw new NoPiece(`'${selector}' has no #endregion`);
}

function bodyEnd(lines: readonly string[], head: number): number {
  let end = head;
  for (let i = head + 1; i < lines.length; i++) {
    const text = line(lines, i);
    if (text === '') continue;
    if (!/^\s/.test(text) && !CLOSING.test(text)) break;
    end = i;
  }
  return end;
}

/** Where the comment directly above line `from`, at the same margin, starts. */
function commentStart(
  lines: readonly string[],
  from: number,
  margin: string,
): number {
  let start = from;
  while (
    COMMENT.test(line(lines, start - 1)) &&
    line(lines, start - 1).startsWith(margin)
  )
    start--;
  return start;
}

/** Whether `text` has `words` standing alone: not as a part of a longer name, nor of a longer dotted one. */
function mentions(text: string, words: string, only?: number): boolean {
  let at = text.indexOf(words);
  while (at !== -1 && words !== '') {
    const before = text.charAt(at - 1);
    const after = text.charAt(at + words.length);
    const alone =
      (!/^[\w$]/.test(words) || !/[\w$.]/.test(before)) &&
      (!/[\w$]$/.test(words) || !/[\w$.]/.test(after));
    if (alone && (only === undefined || only === at)) return true;
    at = text.indexOf(words, at + 1);
  }
  return false;
}

/** The only hit; throws when there is none, naming the likest of what is `there`, and when there are several. */
function only(
  hits: readonly number[],
  wanted: string,
  there: readonly string[],
): number {
  const [hit] = hits;
  if (hits.length > 1) {
    const at = hits.map((index) => index + 1).join(', ');
    throw new NoPiece(`'${wanted}' names ${hits.length} pieces, lines ${at}`);
  }
  if (hit !== undefined) return hit;
  const near = [...new Set(there)]
    .filter((text) => /\w/.test(text))
    .map((text) => ({ text, score: likeness(wanted, text) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, 4)
    .map(({ text }) => `'${text}'`);
  const hint =
    near.length === 0 ? 'nothing is there' : `near: ${near.join(', ')}`;
  throw new NoPiece(`no piece '${wanted}' (${hint})`);
}

/** How many of the letter pairs of two texts are the same, from 0 to 1 (Dice's measure). */
function likeness(a: string, b: string): number {
  const pairs = (text: string) => {
    const all = ` ${text.toLowerCase()} `;
    return new Set(
      range({ start: 2, end: all.length }).map((end) =>
        all.slice(end - 2, end),
      ),
    );
  };
  const [left, right] = [pairs(a), pairs(b)];
  const shared = [...left].filter((pair) => right.has(pair)).length;
  return (2 * shared) / (left.size + right.size);
}

function splitLines(source: string): string[] {
  return source.replace(/\r\n/g, '\n').replace(/\n+$/, '').split('\n');
}

function cut(lines: readonly string[], { start, end }: Span): Piece {
  return {
    first: start + 1,
    last: end + 1,
    lines: lines.slice(start, end + 1),
  };
}

function whole(lines: readonly string[]): Span {
  return { start: 0, end: lines.length - 1 };
}

function range({ start, end }: Span): number[] {
  return Array.from({ length: end - start + 1 }, (_, i) => start + i);
}

function line(lines: readonly string[], index: number): string {
  return lines[index] ?? '';
}

function indent(text: string): number {
  return text.length - text.trimStart().length;
}

/**
 * The lexer: text to tokens, one at a time.
 *
 * It holds the token it stands at and the one that follows, which is all the
 * grammar needs to decide; nothing is kept of the others, so a text may be
 * read twice for the price of reading it twice. Tokens that touch are one
 * token, which nothing knows: `0drop` is not `0 drop`. Comments, nested or
 * not, and annotations count as space.
 * Spec 6.2 · lesson "From text to bytes".
 */

import { instructions } from '../syntax/instructions.ts';
import { heap, typeNamed } from '../syntax/types.ts';
import { isNumber } from './numbers.ts';
import { MalformedText } from './source.ts';
import { stringEnd, stringText } from './strings.ts';

/** What a token is. A `reserved` one is allowed in annotations only. */
export type Kind = '(' | ')' | 'string' | 'id' | 'word' | 'reserved' | 'end';

/** A token: a range of the text, where the space before it begins, and the annotations in that space. */
export type Token = {
  kind: Kind;
  from: number;
  start: number;
  end: number;
  notes: readonly Note[];
};

/** An annotation: its name, where it begins, where its content does, and its end. */
export type Note = {
  readonly id: string;
  readonly at: number;
  readonly content: number;
  readonly end: number;
};

const none: readonly Note[] = [];

/** A place in a text: the token there and the one behind it. */
export type Lexer = {
  readonly source: string;
  token: Token;
  following: Token;
  /** The annotations met so far, by their place, and the places of those that somebody took. */
  readonly notes: Map<number, Note>;
  readonly taken: Set<number>;
};

/** A lexer at the first token of a text at or behind `at`. */
export function lexer(source: string, at = 0): Lexer {
  const token: Token = { kind: 'end', from: 0, start: 0, end: 0, notes: none };
  const l = {
    ...{ source, token, following: { ...token } },
    ...{ notes: new Map<number, Note>(), taken: new Set<number>() },
  };
  seek(l, at);
  return l;
}

/** Goes to the first token at or behind `at`. */
export function seek(l: Lexer, at: number): void {
  l.following.end = at;
  advance(l);
  advance(l);
}

/** Goes to the next token. Throws MalformedText where the one after it is none. */
export function advance(l: Lexer): void {
  const { token, following } = l;
  l.token = following;
  l.following = token;
  read(l, following.end, token);
}

/** The token's text, as written. */
export const text = ({ source, token }: Lexer): string =>
  source.slice(token.start, token.end);

/** Whether the token is this word. */
export const isWord = (l: Lexer, word: string): boolean =>
  l.token.kind === 'word' && sameText(l.source, l.token, word);

/** Whether a parenthesis opens here and this word stands behind it. */
export const opens = (l: Lexer, word: string): boolean =>
  l.token.kind === '(' &&
  l.following.kind === 'word' &&
  sameText(l.source, l.following, word);

const sameText = (source: string, { start, end }: Token, word: string) =>
  end - start === word.length && source.startsWith(word, start);

/** Words of the grammar beside instructions, types and numbers. */
const keywords: ReadonlySet<string> = new Set(
  `module type func param result local import export table memory global mut
   tag catch catch_ref catch_all catch_all_ref elem declare item offset data start then null ref binary quote definition
   instance register invoke get either assert_return assert_trap
   assert_exhaustion assert_exception assert_invalid assert_malformed
   assert_unlinkable assert_malformed_custom assert_invalid_custom shared thread wait nan:canonical nan:arithmetic ref.extern ref.host`
    .split(/\s+/)
    .concat(
      instructions.map(({ name }) => name),
      Object.keys(heap),
      ['i8x16', 'i16x8', 'i32x4', 'i64x2', 'f32x4', 'f64x2'],
    ),
);

const isKnown = (word: string): boolean =>
  keywords.has(word) ||
  typeNamed(word) !== undefined ||
  isNumber(word) ||
  /^(?:offset|align)=(?:0x[\da-f_]+|[\d_]+)$/i.test(word);

/** The error for a token out of place; a word that means nothing anywhere is told from it. */
export function unexpected(l: Lexer, wanted: string): MalformedText {
  const { kind, start } = l.token;
  const known = kind === 'word' ? isKnown(text(l)) : kind !== 'reserved';
  const found = kind === 'end' ? 'the end of the text' : shortened(text(l));
  const what = known ? 'unexpected token' : 'unknown operator';
  return new MalformedText(
    `${what} ${found}: expected ${wanted}`,
    l.source,
    start,
  );
}

const shortened = (found: string): string =>
  found.length > 40 ? `${found.slice(0, 40)}…` : found;

/** Reads a token behind what counts as space. */
function read({ source, notes }: Lexer, from: number, token: Token): void {
  token.from = from;
  token.notes = none;
  scan(source, from, token);
  while (token.kind === '(' && source[token.end] === '@') {
    const note = annotation(source, token);
    notes.set(note.at, note);
    token.notes = [...token.notes, note];
    scan(source, token.end, token);
  }
  const { kind, start, end } = token;
  if (kind === 'reserved' && source[start] === '$' && end === start + 1) {
    throw new MalformedText('empty identifier', source, start);
  }
}

/** Reads from an annotation's parenthesis to the one that closes it. */
function annotation(source: string, token: Token): Note {
  const opening = token.start;
  const start = opening + 2;
  const quoted = stringEnd(source, start);
  token.end = Math.max(quoted, nameEnd(source, start));
  const id = quoted < 0 ? token.end - start : stringText(source, start, quoted);
  if (!id) throw new MalformedText('empty annotation id', source, opening);
  const content = token.end;
  for (let depth = 1; depth > 0;) {
    scan(source, token.end, token);
    if (token.kind === '(') depth++;
    else if (token.kind === ')') depth--;
    else if (token.kind === 'end') {
      throw new MalformedText('unclosed annotation', source, opening);
    }
  }
  const name = quoted < 0 ? source.slice(start, content) : String(id);
  return { id: name, at: opening, content, end: token.end };
}

/** Which characters names are made of, besides strings. */
const nameCharacters: readonly boolean[] = Array.from({ length: 128 }, (_, c) =>
  /[\w!#-'*+\-./:<=>?@\\^\x60|~]/.test(String.fromCharCode(c)),
);

/** Whether a name can stand as it is, without quotes. */
export const isPlain = (name: string): boolean =>
  [...name].every((c) => nameCharacters[c.codePointAt(0) ?? 0]);

/** Reads a token; an annotation is taken apart here. */
function scan(source: string, from: number, token: Token): void {
  const start = space(source, from);
  token.start = start;
  token.end = start + 1;
  const first = source[start];
  if (first === undefined) {
    token.kind = 'end';
    token.end = start;
  } else if (first === '(' || first === ')') token.kind = first;
  else run(source, start, first, token);
}

/** A run of name characters and strings. */
function run(source: string, start: number, first: string, token: Token): void {
  const named = nameEnd(source, start);
  token.end = named;
  if (first !== '$' && first !== '"' && source[named] !== '"') {
    // Nearly all are words.
    token.kind = 'word';
    if (named > start) return;
  }
  let end = named;
  for (let behind = end; behind >= 0; behind = stringEnd(source, end)) {
    end = nameEnd(source, behind);
  }
  token.end = Math.max(end, start + 1);
  if (end === start) {
    const message = first === '"' ? 'unclosed string' : 'illegal character';
    if (!',;[]{}'.includes(first)) {
      throw new MalformedText(message, source, start);
    }
    token.kind = 'reserved';
  } else if (stringEnd(source, start) === end) token.kind = 'string';
  else if (first === '$' && end > start + 1) {
    const quoted = stringEnd(source, start + 1) === end;
    token.kind = named === end || quoted ? 'id' : 'reserved';
  } else token.kind = named === end && first !== '$' ? 'word' : 'reserved';
}

/** The place behind the name characters at `at`. */
function nameEnd(source: string, at: number): number {
  let end = at;
  while (nameCharacters[source.charCodeAt(end)]) end++;
  return end;
}

/** The place behind the space and comments at `at`. */
function space(source: string, from: number): number {
  let at = from;
  for (;;) {
    const c = source.charCodeAt(at);
    if (c === 0x20 || c === 0x0a || c === 0x09 || c === 0x0d) at++;
    else if (c === 0x3b && source[at + 1] === ';') {
      while (at < source.length && !/[\r\n]/.test(source[at])) at++;
    } else if (c === 0x28 && source[at + 1] === ';') at = comment(source, at);
    else return at;
  }
}

/** The place behind the block comment that begins at `start`; comments nest. */
function comment(source: string, start: number): number {
  const edge = /\(;|;\)/g;
  edge.lastIndex = start + 2;
  for (let depth = 1; depth > 0;) {
    const found = edge.exec(source);
    if (!found) throw new MalformedText('unclosed comment', source, start);
    depth += found[0] === '(;' ? 1 : -1;
  }
  return edge.lastIndex;
}

/** The name that the identifier at hand gives: `fh` for `$fh` and `$"fh"`. Throws MalformedText. */
export function identifier({ source, token: { start, end } }: Lexer): string {
  if (source[start + 1] !== '"') return source.slice(start + 1, end);
  const name = stringText(source, start + 1, end);
  if (name !== '') return name;
  throw new MalformedText('empty identifier', source, start);
}

/**
 * What the parser knows while it reads, and the few things it expects of a
 * token: a word, a parenthesis, a name, an index.
 *
 * Each index space counts what is in it and remembers which index an
 * identifier stands for. Spec 6.1 and 6.4 · lesson "From text to bytes".
 */

import { raw } from '../binary/writer.ts';
import type { NameMap } from '../binary/names.ts';
import type { Writer } from '../binary/writer.ts';
import { TooLarge } from '../syntax/errors.ts';
import { most } from '../syntax/limits.ts';
import type { Module } from '../syntax/module.ts';
import { advance, identifier, opens } from './lexer.ts';
import { text, unexpected } from './lexer.ts';
import type { Lexer, Token } from './lexer.ts';
import { natural } from './numbers.ts';
import { MalformedText, positionOf } from './source.ts';
import { stringBytes, stringText } from './strings.ts';

/** What identifiers may stand for; labels nest and are kept apart. */
export type SpaceName =
  | ('type' | 'func' | 'table' | 'memory' | 'tag' | 'global')
  | ('elem' | 'data' | 'local' | 'field');

/** An index space: how much is in it, and the indices that have names. */
export type Space = {
  size: number;
  readonly names: Map<string, number>;
  /** What things are called in the name section. */
  readonly titles: Map<number, string>;
};

/** A module while it is being read: lists to which fields are added. */
export type Draft = {
  -readonly [Part in keyof Module]: Module[Part] extends readonly (infer Item)[]
    ? Item[]
    : Module[Part];
};

/** A reading of one module. */
export type Parser = {
  readonly l: Lexer;
  /** Expressions and the contents of segments, in the order of the text. */
  readonly w: Writer;
  /** Pairs of a place in `w` and one in the text: where instructions begin. */
  readonly marks: number[];
  readonly draft: Draft;
  readonly spaces: Record<SpaceName, Space>;
  /** The names of the fields of structs, by the index of the type. */
  readonly fields: Map<number, Space>;
  /** The labels of the open blocks, the innermost last. */
  readonly labels: (string | undefined)[];
  /** By name, where in that list such labels are. */
  readonly depths: Map<string, number[]>;
  /** The names of the blocks of the function at hand, by their order; and how many there are. */
  blocks: Space;
  /** Branch hints: the one that was just read, and those of the function at hand by their place in the text. */
  hint: number | undefined;
  readonly hints: Map<number, number>;
  /** The same by their place in `w`, and by function as the section has them. */
  hinted: (readonly [place: number, likely: number])[];
  readonly allHints: Map<number, Parser['hinted']>;
  /** What no index space says, for the name section. */
  readonly names: {
    module: string | undefined;
    readonly locals: Map<number, NameMap>;
    readonly labels: Map<number, NameMap>;
  };
};

/** An index space with nothing in it. */
export const space = (): Space => ({
  size: 0,
  names: new Map(),
  titles: new Map(),
});

/** The error for what is wrong at the token, or at `at`. */
export const fail = (
  { l }: Parser,
  message: string,
  at = l.token.start,
): MalformedText => new MalformedText(message, l.source, at);

/** The error for more of something than this engine takes, at the token. */
export function tooLarge({ l }: Parser, message: string): TooLarge {
  const { line, column } = positionOf(l.source, l.token.start);
  return new TooLarge(message, `line ${line}, column ${column}`);
}

/** Takes `(` and a word where they are next; answers whether they were. */
export function opened(p: Parser, wanted: string): boolean {
  if (!opens(p.l, wanted)) return false;
  advance(p.l);
  advance(p.l);
  return true;
}

/** Takes `(` and a word. Throws MalformedText. */
export function open(p: Parser, wanted: string): void {
  if (!opened(p, wanted)) throw unexpected(p.l, `(${wanted}`);
}

/** Takes `)`. Throws MalformedText. */
export function close(p: Parser): void {
  if (p.l.token.kind !== ')') throw unexpected(p.l, ')');
  advance(p.l);
}

/** Goes to the parenthesis that closes what is open, or to the end; `inside` is called at those that open directly in it. */
export function skip({ l }: Parser, inside: () => void = () => {}): void {
  for (let depth = 0; l.token.kind !== 'end'; advance(l)) {
    if (l.token.kind === '(') {
      if (depth++ === 0) inside();
    } else if (l.token.kind === ')' && depth-- === 0) return;
  }
}

/** Takes an identifier where there is one. */
export function optionalId(p: Parser): string | undefined {
  if (p.l.token.kind !== 'id') return undefined;
  const id = identifier(p.l);
  advance(p.l);
  return id;
}

/** Takes a string, as bytes. Throws MalformedText. */
export const bytes = (p: Parser): number[] => takeString(p, stringBytes);

function takeString<T>(
  p: Parser,
  read: (source: string, start: number, end: number) => T,
): T {
  const { l } = p;
  const { kind, start, end } = l.token;
  if (kind !== 'string') throw unexpected(l, 'a string');
  if (end - start > most.string) throw tooLarge(p, 'a string is too long');
  const found = read(l.source, start, end);
  advance(l);
  return found;
}

/** Takes all strings that are next into `p.w`, and answers their range. */
export function strings(p: Parser): { start: number; end: number } {
  const start = p.w.length;
  while (p.l.token.kind === 'string') raw(p.w, bytes(p));
  return { start, end: p.w.length };
}

/** Takes a string that is a name. Throws MalformedText where it is not UTF-8. */
export const name = (p: Parser): string => takeString(p, stringText);

/** Takes an integer without a sign of up to `bits`. Throws MalformedText. */
export function unsignedInteger(
  p: Parser,
  bits: number,
  wanted: string,
): bigint {
  const found = text(p.l);
  if (!/^\d/.test(found)) throw unexpected(p.l, wanted);
  const value = natural(found, bits);
  if (value === undefined) {
    // No integer at all, or one that is too large.
    if (natural(found, 0x1_0000) === undefined) throw unexpected(p.l, wanted);
    throw fail(p, `i${bits} constant out of range: ${found}`);
  }
  advance(p.l);
  return value;
}

/** Takes an index that is a number. Nearly all are a few digits, which need no integers of any size. */
function plainIndex(p: Parser, wanted: string): number {
  const short = fewDigits(p.l);
  return short ?? Number(unsignedInteger(p, 32, wanted));
}

/** Takes a number of a few decimal digits without a sign; undefined for any other token. */
export function fewDigits(l: Lexer): number | undefined {
  const found = text(l);
  if (!/^\d{1,9}$/.test(found)) return undefined;
  advance(l);
  return Number(found);
}

/** Puts one more into a space, under an identifier if it has one, and under a title, which is the same where nothing else is said. Throws MalformedText where it is taken. */
export function bind(
  p: Parser,
  what: SpaceName,
  id: string | undefined,
  at?: number,
  title = id,
): void {
  const { names, titles } = p.spaces[what];
  const x = p.spaces[what].size++;
  if (x >= most.space) throw tooLarge(p, `too many of a kind: ${what}`);
  if (title !== undefined) titles.set(x, title);
  if (id === undefined) return;
  if (names.has(id)) throw fail(p, `duplicate ${what} $${id}`, at);
  names.set(id, x);
}

/** Whether a token can be an index: a number or an identifier. */
export const isIndex = ({ source }: Lexer, { kind, start }: Token): boolean =>
  kind === 'id' || (kind === 'word' && /\d/.test(source[start]));

const nouns: Partial<Record<SpaceName, string>> = {
  func: 'function',
  elem: 'elem segment',
  data: 'data segment',
};

/** Takes an index into a space. Throws MalformedText for a name that is not in it. */
export function index(p: Parser, what: SpaceName): number {
  const noun = nouns[what] ?? what;
  if (p.l.token.kind !== 'id') return plainIndex(p, `the index of a ${noun}`);
  const id = identifier(p.l);
  const found = p.spaces[what].names.get(id);
  if (found === undefined) throw fail(p, `unknown ${noun} $${id}`);
  advance(p.l);
  return found;
}

/** Takes the index of a label: a number, or the name of an open block. Throws MalformedText. */
export function labelIndex(p: Parser): number {
  if (p.l.token.kind !== 'id') return plainIndex(p, 'a label');
  const id = identifier(p.l);
  const found = p.depths.get(id)?.at(-1);
  if (found === undefined) throw fail(p, `unknown label $${id}`);
  advance(p.l);
  return p.labels.length - 1 - found;
}

/** Opens a label, which hides those of its name; they are numbered in the order of their code. */
export function openLabel(p: Parser, id: string | undefined): void {
  const { labels, depths, blocks } = p;
  if (id !== undefined) {
    blocks.titles.set(blocks.size, id);
    const depthsOfId = depths.get(id) ?? [];
    depths.set(id, depthsOfId);
    depthsOfId.push(labels.length);
  }
  blocks.size++;
  labels.push(id);
}

/** Closes the innermost label: its name means again what it meant around it. */
export function closeLabel({ labels, depths }: Parser): void {
  const id = labels.pop();
  if (id !== undefined) depths.get(id)?.pop();
}

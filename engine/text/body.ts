/**
 * Instructions: from text to the bytes of an expression.
 *
 * The table names them and says which immediates follow; each kind of
 * immediate has one way to be written, below. In the flat form instructions
 * stand as in the binary. In the folded form one stands before its operands:
 * its bytes are held back until its parenthesis closes. What is open is kept
 * on a stack, so that no nesting is too deep.
 * Spec 6.5 · lesson "From text to bytes".
 */

import {
  byte,
  raw,
  s64,
  signed,
  u64,
  unsigned,
  vec,
} from '../binary/writer.ts';
import { valType as writeType } from '../binary/writer.ts';
import { catchKinds, opensBlock } from '../syntax/instructions.ts';
import { instructions as table } from '../syntax/instructions.ts';
import type { Immediate, Instruction } from '../syntax/instructions.ts';
import type { InstructionName } from '../syntax/instructions.ts';
import { most } from '../syntax/limits.ts';
import type { Expr } from '../syntax/module.ts';
import { heapOf, isNullable } from '../syntax/types.ts';
import { hint } from './annotations.ts';
import { advance, opens, text, unexpected } from './lexer.ts';
import { joined, lanes } from './lanes.ts';
import { spaceOf } from './listing.ts';
import { floatBits, integer, isNumber, natural } from './numbers.ts';
import { close, closeLabel, fail, fewDigits, index } from './parser.ts';
import { isIndex, labelIndex, opened, openLabel } from './parser.ts';
import { optionalId, space, tooLarge, unsignedInteger } from './parser.ts';
import type { Parser, SpaceName } from './parser.ts';
import { blockType, heapType, referenceType } from './types.ts';
import { typeList, typeUse } from './types.ts';

type Row = Instruction<InstructionName>;

const rows: ReadonlyMap<string, Row> = new Map(
  table.map((row) => [row.name, row]),
);

const ELSE = 0x05;
const END = 0x0b;

/** Takes instructions up to a closing parenthesis and answers them as an expression. Throws MalformedText. */
export const expression = (p: Parser): Expr => taken(p, false);

/** Takes one folded instruction and answers it as an expression. Throws MalformedText. */
export const foldedExpression = (p: Parser): Expr => taken(p, true);

function taken(p: Parser, single: boolean): Expr {
  const start = p.w.length;
  p.labels.length = 0;
  p.depths.clear();
  instructions(p, single);
  mark(p, p.l.token.start);
  byte(p.w, END);
  return { start, end: p.w.length };
}

/** An instruction that waits for its operands: its bytes, its place in the text; of an `if` its label. */
type Held = {
  readonly bytes: Uint8Array;
  readonly at: number;
  readonly label?: string | undefined;
};

/** Something that is open: a flat block, or a parenthesis. */
type Frame =
  /** Up to `end`, or to `else` in an `if`. */
  | { kind: 'flat' | 'flat if' }
  /** `(block …)`, `(loop …)`, or one arm of `(if …)`. */
  | { kind: 'folded' | 'arm' }
  /** `(if …)` with one arm, or both. */
  | { kind: 'then' | 'else' }
  /** An instruction before its operands, or an `if` before its condition. */
  | { readonly kind: 'plain' | 'if'; readonly held: Held };

function instructions(p: Parser, single: boolean): void {
  const frames: Frame[] = [];
  do {
    const top = frames.at(-1);
    if (frames.length > most.nesting) throw tooLarge(p, 'too deep a nesting');
    const { kind, notes } = p.l.token;
    if (notes.length > 0) p.hint = hint(p);
    if (kind === ')') {
      if (!top) return;
      closeFolded(p, frames, top);
    } else if (kind === '(') openFolded(p, frames, top);
    else if (kind === 'word' && takesFlat(top)) flat(p, frames, top);
    else throw unexpected(p.l, wanted(top));
  } while (!single || frames.length > 0);
}

const takesFlat = (top: Frame | undefined): boolean =>
  !top || ['flat', 'flat if', 'folded', 'arm'].includes(top.kind);

/** What may stand in an open construct, in words. */
function wanted(top: Frame | undefined): string {
  if (!top) return 'an instruction or )';
  if (top.kind === 'if') return 'a folded instruction or (then';
  if (top.kind === 'then') return '(else or )';
  if (top.kind === 'else') return ')';
  if (top.kind === 'plain') return 'a folded instruction or )';
  return `an instruction or ${top.kind.startsWith('flat') ? 'end' : ')'}`;
}

/** Takes the word at hand as an instruction in the flat form. */
function flat(p: Parser, frames: Frame[], top: Frame | undefined): void {
  const row = rowHere(p);
  mark(p, p.l.token.start);
  switch (row.name) {
    case 'block':
    case 'loop':
    case 'try_table':
    case 'if':
      openLabel(p, header(p, row));
      frames.push({ kind: row.name === 'if' ? 'flat if' : 'flat' });
      break;
    case 'else':
      if (top?.kind !== 'flat if') throw unexpected(p.l, wanted(top));
      top.kind = 'flat';
      byte(p.w, row.code);
      sameLabel(p);
      break;
    case 'end':
      if (!top?.kind.startsWith('flat')) throw unexpected(p.l, wanted(top));
      byte(p.w, row.code);
      sameLabel(p);
      frames.pop();
      closeLabel(p);
      break;
    default:
      plain(p, row);
  }
}

/** Takes what a parenthesis opens. */
function openFolded(p: Parser, frames: Frame[], top: Frame | undefined): void {
  if (top?.kind === 'if' && opens(p.l, 'then')) {
    release(p, top.held);
    openLabel(p, top.held.label);
    arm(p, frames, 'then');
  } else if (top?.kind === 'then' && opens(p.l, 'else')) {
    mark(p, p.l.token.start);
    byte(p.w, ELSE);
    arm(p, frames, 'else');
  } else if (top?.kind === 'then' || top?.kind === 'else') {
    throw unexpected(p.l, wanted(top));
  } else {
    advance(p.l);
    frames.push(folded(p));
  }
}

/** Takes `(then` or `(else`. */
function arm(p: Parser, frames: Frame[], kind: 'then' | 'else'): void {
  advance(p.l);
  advance(p.l);
  frames.splice(-1, 1, { kind }, { kind: 'arm' });
}

/** Takes the word at hand, behind its parenthesis, as an instruction in the folded form. */
function folded(p: Parser): Frame {
  const at = p.l.token.start;
  const row = rowHere(p);
  if (row.name === 'end' || row.name === 'else') {
    throw unexpected(p.l, 'an instruction');
  }
  const start = p.w.length;
  if (opensBlock(row) && row.name !== 'if') {
    mark(p, at);
    openLabel(p, header(p, row));
    return { kind: 'folded' };
  }
  const kind = row.name === 'if' ? 'if' : 'plain';
  let label: string | undefined;
  if (kind === 'if') label = header(p, row);
  else plain(p, row);
  const bytes = p.w.bytes.slice(start, p.w.length);
  p.w.length = start;
  return { kind, held: { bytes, at, label } };
}

/** Takes a closing parenthesis. */
function closeFolded(p: Parser, frames: Frame[], top: Frame): void {
  if (top.kind === 'if' || top.kind === 'flat' || top.kind === 'flat if') {
    throw unexpected(p.l, wanted(top));
  }
  if (top.kind === 'plain') release(p, top.held);
  else if (top.kind !== 'arm') {
    mark(p, p.l.token.start);
    byte(p.w, END);
    closeLabel(p);
  }
  advance(p.l);
  frames.pop();
}

/** Notes that what is written next stands at `at` in the text. */
function mark(p: Parser, at: number): void {
  p.marks.push(p.w.length, at);
  const likely = p.hints.size > 0 ? p.hints.get(at) : undefined;
  if (likely !== undefined) p.hinted.push([p.w.length, likely]);
}

function release(p: Parser, { bytes, at }: Held): void {
  mark(p, at);
  raw(p.w, bytes);
}

/** The row of the instruction whose name is at hand. */
function rowHere(p: Parser): Row {
  const row = p.l.token.kind === 'word' ? rows.get(text(p.l)) : undefined;
  if (row === undefined) throw unexpected(p.l, 'an instruction');
  if (p.hint !== undefined) {
    if (row.name !== 'if' && row.name !== 'br_if') {
      throw fail(p, '@metadata.code.branch_hint annotation: invalid target');
    }
    p.hints.set(p.l.token.start, p.hint);
    p.hint = undefined;
  }
  return row;
}

/** Checks the label that may stand behind `else` and `end`. */
function sameLabel(p: Parser): void {
  advance(p.l);
  const { start } = p.l.token;
  const id = optionalId(p);
  if (id === undefined || id === p.labels.at(-1)) return;
  throw fail(p, `mismatching label $${id}`, start);
}

/** Takes a block's opcode, label and type; answers the label. */
function header(p: Parser, row: Row): string | undefined {
  advance(p.l);
  byte(p.w, row.code);
  const label = optionalId(p);
  const { x, results } = blockType(p);
  if (x >= 0) signed(p.w, x);
  else if (results.length === 0) byte(p.w, 0x40);
  else writeType(p.w, results[0]);
  if (row.immediates.includes('catches')) catches(p);
  return label;
}

/** Takes the catches of a `try_table`, whose own label they do not know. */
function catches(p: Parser): void {
  const found: number[][] = [];
  for (;;) {
    const kind = catchKinds.findIndex(({ name }) => opened(p, name));
    if (kind < 0) break;
    const tag = catchKinds[kind].tagged ? [index(p, 'tag')] : [];
    found.push([kind, ...tag, labelIndex(p)]);
    close(p);
  }
  vec(p.w, found, (w, words) => words.forEach((each) => unsigned(w, each)));
}

/** Takes an instruction that is no block, with its immediates. */
function plain(p: Parser, named: Row): void {
  advance(p.l);
  const typed = named.name === 'select' && opens(p.l, 'result');
  const row = typed ? (rows.get('select t') ?? named) : named;
  const { immediates: kinds } = row;
  const [first, second] = kinds;
  if (first === 'refType') return refTyped(p, row);
  opcode(p, row);
  if (second === 'fieldIdx') return field(p);
  if (second === 'tableIdx' || second === 'memIdx') {
    for (const x of pair(p, first, second)) unsigned(p.w, x);
  } else for (const kind of kinds) immediates[kind](p, row);
}

function opcode(p: Parser, { code }: Row): void {
  if (code > 0xff) {
    byte(p.w, code >> 12);
    unsigned(p.w, code & 0xfff);
  } else byte(p.w, code);
}

/** Takes a reference type; that it has null makes another opcode of it. */
function refTyped(p: Parser, row: Row): void {
  const type = referenceType(p);
  opcode(p, (isNullable(type) && rows.get(`${row.name} null`)) || row);
  signed(p.w, heapOf(type));
}

/** Takes a type and one of its fields, which has its name there only. */
function field(p: Parser): void {
  const x = index(p, 'type');
  unsigned(p.w, x);
  p.spaces.field = p.fields.get(x) ?? space();
  unsigned(p.w, index(p, 'field'));
}

/** Takes a label and two reference types. */
function cast(p: Parser): void {
  const x = labelIndex(p);
  const [from, to] = [referenceType(p), referenceType(p)];
  byte(p.w, (isNullable(from) ? 1 : 0) | (isNullable(to) ? 2 : 0));
  unsigned(p.w, x);
  signed(p.w, heapOf(from));
  signed(p.w, heapOf(to));
}

const isSpace = (kind: Immediate): kind is keyof typeof spaceOf =>
  kind in spaceOf;

/** An index of a table or memory may be left out: it is 0. */
const optionalIndex = (p: Parser, what: SpaceName): number =>
  isIndex(p.l, p.l.token) ? index(p, what) : 0;

/** Takes two indices, the second of a table or memory: it is written first, and may be left out. */
function pair(
  p: Parser,
  first: Immediate,
  second: 'tableIdx' | 'memIdx',
): readonly [number, number] {
  const place = spaceOf[second];
  if (first === 'typeIdx') {
    const y = optionalIndex(p, place);
    return [typeUse(p), y];
  }
  if (first === second) {
    if (!isIndex(p.l, p.l.token)) return [0, 0];
    return [index(p, place), index(p, place)];
  }
  const y = isIndex(p.l, p.l.following) ? index(p, place) : 0;
  const what = isSpace(first) ? spaceOf[first] : place;
  if (what === 'data') p.draft.dataCount = 0;
  return [index(p, what), y];
}

const indexOf =
  (what: SpaceName) =>
  (p: Parser): void =>
    unsigned(p.w, index(p, what));

const optionalIndexOf =
  (what: SpaceName) =>
  (p: Parser): void =>
    unsigned(p.w, optionalIndex(p, what));

/** How each kind of immediate is taken and written. */
const immediates: Record<Immediate, (p: Parser, row: Row) => void> = {
  // Blocks take theirs with their label.
  blockType: () => {},
  catches: () => {},
  labelIdx: (p) => unsigned(p.w, labelIndex(p)),
  labelIdxs: (p) => {
    const labels = [labelIndex(p)];
    while (isIndex(p.l, p.l.token)) labels.push(labelIndex(p));
    // The default stands behind the counted ones.
    unsigned(p.w, labels.length - 1);
    for (const x of labels) unsigned(p.w, x);
  },
  typeIdx: indexOf('type'),
  funcIdx: indexOf('func'),
  tableIdx: optionalIndexOf('table'),
  memIdx: optionalIndexOf('memory'),
  globalIdx: indexOf('global'),
  localIdx: indexOf('local'),
  elemIdx: indexOf('elem'),
  tagIdx: indexOf('tag'),
  dataIdx: (p) => {
    p.draft.dataCount = 0;
    unsigned(p.w, index(p, 'data'));
  },
  memArg,
  order: (p) => byte(p.w, 0),
  heapType: (p) => signed(p.w, heapType(p)),
  // These are taken with their opcode, or with their type.
  refType: () => {},
  fieldIdx: () => {},
  cast,
  u32: (p) => unsigned(p.w, Number(unsignedInteger(p, 32, 'a length'))),
  valTypes: (p) => {
    const types = typeList(p, 'result');
    unsigned(p.w, types.length);
    for (const type of types) writeType(p.w, type);
  },
  i32: (p) =>
    signed(
      p.w,
      fewDigits(p.l) ?? Number(number(p, (word) => integer(word, 32))),
    ),
  i64: (p) =>
    s64(
      p.w,
      number(p, (word) => integer(word, 64)),
    ),
  f32: (p) => float(p, 32),
  f64: (p) => float(p, 64),
  v128: (p) => little(p, joined(lanes(p)), 128),
  laneIdx: (p) => byte(p.w, Number(unsignedInteger(p, 8, 'a lane'))),
  lanes: (p) => {
    const { start } = p.l.token;
    const found: bigint[] = [];
    while (isNumber(text(p.l))) {
      found.push(number(p, (word) => natural(word, 8), 'i8 constant'));
    }
    if (found.length !== 16) throw fail(p, 'invalid lane length', start);
    for (const x of found) byte(p.w, Number(x));
  },
};

/** Takes a number; `read` says what it is, or that it does not fit. */
function number(
  p: Parser,
  read: (word: string) => bigint | undefined,
  what = 'constant',
): bigint {
  const word = text(p.l);
  if (!isNumber(word)) throw unexpected(p.l, 'a number');
  const value = read(word);
  if (value === undefined) throw fail(p, `${what} out of range: ${word}`);
  advance(p.l);
  return value;
}

function float(p: Parser, width: 32 | 64): void {
  const bits = number(p, (word) => floatBits(word, width));
  little(p, bits, width);
}

/** Writes bits, the lowest byte first. */
function little(p: Parser, bits: bigint, width: number): void {
  for (let shift = 0; shift < width; shift += 8) {
    byte(p.w, Number((bits >> BigInt(shift)) & 0xffn));
  }
}

/** Takes `$memory offset=4 align=8`, each part of which may be left out. A number may also be the lane that follows. */
function memArg(p: Parser, { width, immediates: [, second] }: Row): void {
  const { source, following } = p.l;
  const after = source.slice(following.start, following.end);
  const more = isIndex(p.l, following) || /^(offset|align)=/.test(after);
  const x = second === 'laneIdx' && !more ? 0 : optionalIndex(p, 'memory');
  const offset = attribute(p, 'offset=') ?? 0n;
  const { start } = p.l.token;
  const align = attribute(p, 'align=') ?? BigInt(width);
  if (align === 0n || (align & (align - 1n)) !== 0n) {
    throw fail(p, 'alignment must be a power of two', start);
  }
  const power = align.toString(2).length - 1;
  unsigned(p.w, power | (x > 0 ? 0x40 : 0));
  if (x > 0) unsigned(p.w, x);
  u64(p.w, offset);
}

/** Takes `name=number` where it is next. */
function attribute(p: Parser, name: string): bigint | undefined {
  const word = text(p.l);
  if (p.l.token.kind !== 'word' || !word.startsWith(name)) return undefined;
  const digits = word.slice(name.length);
  if (!/^\d/.test(digits) || !isNumber(digits)) {
    throw unexpected(p.l, `${name} and a number`);
  }
  const value = natural(digits, 64);
  if (value === undefined) throw fail(p, `i64 constant out of range: ${word}`);
  advance(p.l);
  return value;
}

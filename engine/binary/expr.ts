/**
 * Instruction sequences: one reader, driven by the table.
 *
 * `next` reads an instruction and leaves what it found in fields that the next
 * call overwrites: a module has a million instructions, and none of them is
 * worth an object of its own. Nesting is counted, never recursed on.
 * Spec 5.4 · lesson "What is in the file".
 */

import { Malformed } from '../syntax/errors.ts';
import { catchKinds, instructionByCode } from '../syntax/instructions.ts';
import type { Immediate, Instruction } from '../syntax/instructions.ts';
import type { InstructionName } from '../syntax/instructions.ts';
import type { Expr } from '../syntax/module.ts';
import { bottom, heapOf, isRef, refType } from '../syntax/types.ts';
import { valTypeByByte } from '../syntax/types.ts';
import type { HeapType, Size, ValType } from '../syntax/types.ts';
import { byte, cursor, skip, word32 } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import { code7, count, s32, s33, s64, u32, u64 } from './leb128.ts';

/** A walk over one expression. `row` and the fields below it describe the instruction at `offset`. */
export type Reader = {
  readonly c: Cursor;
  offset: number;
  row: Instruction<InstructionName>;
  /** First and second index; for constants the low and high word, or where 16 bytes begin; for a memArg the memory. */
  x: number;
  y: number;
  /** A memArg: the exponent of the alignment and the offset, in bytes. */
  align: number;
  memOffset: Size;
  /** A block type: `x` is a type index, or −1 with at most one result `type`. */
  type: ValType;
  /** The targets of br_table, the default last; the types of select; the two of a cast; of each catch its kind, its tag (−1 without) and its label. */
  list: readonly number[];
  /** Where a data segment was first named: code may do so only after a data count. */
  dataUse: number | undefined;
};

/** A reader before the first instruction of an expression of `bytes`. */
export function reader(bytes: Uint8Array, { start, end }: Expr): Reader {
  return {
    c: cursor(bytes, start, end),
    offset: start,
    row: instructionByCode.get(0x01) ?? noSuch(0x01, start),
    x: 0,
    y: 0,
    align: 0,
    memOffset: 0,
    type: bottom,
    list: [],
    dataUse: undefined,
  };
}

/** Reads one instruction with its immediates. Throws Malformed for what is none. */
export function next(r: Reader): Instruction<InstructionName> {
  const { c } = r;
  r.offset = c.at;
  const code = opcode(c);
  const row = rows.get(code) ?? noSuch(code, r.offset);
  r.row = row.instruction;
  row.first?.(r);
  if (row.second) {
    const { x } = r;
    row.second(r);
    r.y = r.x;
    r.x = x;
  }
  return r.row;
}

/** Reads an opcode; a prefix byte stands above the number that follows it. */
function opcode(c: Cursor): number {
  const first = byte(c);
  if (first < 0xfb || first === 0xff) return first;
  // A number too large for its place is none of ours: let it not look like one.
  return (first << 12) | Math.min(u32(c), 0xfff);
}

function noSuch(code: number, offset: number): never {
  const hex = (part: number) => part.toString(16).padStart(2, '0');
  const rest = code > 0xff ? ` ${hex(code & 0xfff)}` : '';
  const first = hex(code > 0xff ? code >> 12 : code);
  throw new Malformed(`illegal opcode ${first}${rest}`, offset);
}

/** Skips an expression and answers it. Throws Malformed where blocks and ends do not pair up. */
export function expr(c: Cursor): Expr {
  const whole = stepOver(reader(c.bytes, { start: c.at, end: c.end }));
  c.at = whole.end;
  return whole;
}

/** Reads up to the `end` that closes the expression at which `r` stands. Throws Malformed. */
export function stepOver(r: Reader): Expr {
  const start = r.c.at;
  const ifs: boolean[] = [];
  for (let depth = 1; depth > 0;) {
    switch (next(r).name) {
      case 'block':
      case 'loop':
      case 'if':
      case 'try_table':
        ifs[depth++] = r.row.name === 'if';
        break;
      case 'else':
        if (!ifs[depth - 1]) {
          throw new Malformed('END opcode expected', r.offset);
        }
        ifs[depth - 1] = false;
        break;
      case 'end':
        depth--;
        break;
      default: // The others do not nest.
    }
  }
  return { start, end: r.c.at };
}

/** Reads a value type. */
export const valType = (c: Cursor): ValType =>
  typeCode(c, 'value type', () => true);

/** Reads a reference type. */
export const referenceType = (c: Cursor): ValType =>
  typeCode(c, 'reference type', isRef);

/** Reads a byte that stands for a type, or one that says that a heap type follows. */
function typeCode(
  c: Cursor,
  what: string,
  fits: (type: ValType) => boolean,
): ValType {
  const code = code7(c);
  const type =
    code === 0x63 || code === 0x64
      ? refType(heapType(c), code === 0x63)
      : valTypeByByte.get(code);
  if (type !== undefined && fits(type)) return type;
  throw new Malformed(`malformed ${what}`, c.at - 1);
}

/** No module has so many types: an index beyond is as unknown as this one. */
const farthest = 0x7f_ffff;

/** Reads a heap type: the index of a type, or the code of an abstract one, which reads as a negative number. */
function heapType(c: Cursor): HeapType {
  const offset = c.at;
  const code = s33(c);
  if (code >= 0) return Math.min(code, farthest);
  // The code of an abstract type is also that of the nullable reference to it.
  c.at = offset;
  const type = valTypeByByte.get(code7(c));
  if (type !== undefined && isRef(type)) return heapOf(type);
  throw new Malformed('malformed heap type', offset);
}

/** A type index, or in a single byte, which reads as a negative number, a value type or none. */
function blockType(r: Reader): void {
  const offset = r.c.at;
  const code = s33(r.c);
  r.x = Math.max(code, -1);
  r.type = bottom;
  if (code >= 0 || (code === -0x40 && r.c.at === offset + 1)) return;
  r.c.at = offset;
  r.type = typeCode(r.c, 'block type', () => true);
}

function memArg(r: Reader): void {
  const offset = r.c.at;
  r.align = u32(r.c);
  if (r.align >= 0x80) throw new Malformed('malformed memop flags', offset);
  const explicit = (r.align & 0x40) !== 0;
  r.align &= 0x3f;
  r.x = explicit ? u32(r.c) : 0;
  r.memOffset = u64(r.c);
}

/** Flags that say which of two types have null, a label, and the two heap types: what is cast, and to what. */
function cast(r: Reader): void {
  const flags = byte(r.c);
  if (flags > 3) throw new Malformed('malformed cast flags', r.c.at - 1);
  r.x = u32(r.c);
  r.list = [1, 2].map((bit) => refType(heapType(r.c), (flags & bit) !== 0));
}

/** Reads a count and that many numbers into `r.list`. */
function list(r: Reader, item: (c: Cursor) => number): number[] {
  const items: number[] = [];
  for (let left = count(r.c); left > 0; left--) items.push(item(r.c));
  r.list = items;
  return items;
}

function catches(r: Reader): void {
  const found: number[] = [];
  for (let left = count(r.c); left > 0; left--) {
    const kind = byte(r.c);
    const row = catchKinds[kind];
    if (!row) throw new Malformed('malformed catch clause', r.c.at - 1);
    found.push(kind, row.tagged ? u32(r.c) : -1, u32(r.c));
  }
  r.list = found;
}

const index = (r: Reader) => (r.x = u32(r.c));

/** How each immediate is read. An index goes to `x`, a second one to `y`. */
const immediates: Record<Immediate, (r: Reader) => void> = {
  blockType,
  memArg,
  // The order of memory accesses: there is one so far.
  order: (r) => {
    if (byte(r.c) !== 0) throw new Malformed('zero byte expected', r.c.at - 1);
  },
  heapType: (r) => (r.type = refType(heapType(r.c), true)),
  // Whether null passes is said by the opcode.
  refType: (r) =>
    (r.type = refType(heapType(r.c), r.row.name.endsWith('null'))),
  cast,
  u32: index,
  fieldIdx: index,
  labelIdx: index,
  labelIdxs: (r) => list(r, u32).push(u32(r.c)),
  typeIdx: index,
  funcIdx: index,
  tableIdx: index,
  memIdx: index,
  globalIdx: index,
  localIdx: index,
  elemIdx: index,
  tagIdx: index,
  catches,
  dataIdx: (r) => {
    r.dataUse ??= r.offset;
    r.x = u32(r.c);
  },
  valTypes: (r) => list(r, valType),
  i32: (r) => (r.x = s32(r.c)),
  i64: (r) => {
    const words = s64(r.c);
    r.x = words[0];
    r.y = words[1];
  },
  f32: (r) => (r.x = word32(r.c)),
  f64: (r) => {
    r.x = word32(r.c);
    r.y = word32(r.c);
  },
  v128: (r) => (r.x = skip(r.c, 16)),
  lanes: (r) => (r.x = skip(r.c, 16)),
  laneIdx: (r) => (r.x = byte(r.c)),
};

/** A row with the readers of its immediates, so that `next` does not search. */
type Row = {
  readonly instruction: Instruction<InstructionName>;
  readonly first: ((r: Reader) => void) | undefined;
  readonly second: ((r: Reader) => void) | undefined;
};

const rows: ReadonlyMap<number, Row> = new Map(
  [...instructionByCode].map(([code, instruction]) => {
    const [first, second] = instruction.immediates.map((x) => immediates[x]);
    return [code, { instruction, first, second }];
  }),
);

/**
 * Instruction sequences: one reader, driven by the table.
 *
 * `next` reads an instruction and leaves what it found in fields that the next
 * call overwrites: a module has a million instructions, and none of them is
 * worth an object of its own. Nesting is counted, never recursed on.
 * Spec 5.4 · lesson "What is in the file".
 */

import { Malformed } from '../syntax/errors.ts';
import { instructionByCode } from '../syntax/instructions.ts';
import type { Immediate, Instruction } from '../syntax/instructions.ts';
import type { InstructionName } from '../syntax/instructions.ts';
import type { Expr } from '../syntax/module.ts';
import { bottom, isRef, refType, valTypeByByte } from '../syntax/types.ts';
import type { ValType } from '../syntax/types.ts';
import { byte, cursor, word32 } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import { code7, count, s32, s33, s64, u32, u64 } from './leb128.ts';

/** A walk over one expression. `row` and the fields below it describe the instruction at `offset`. */
export type Reader = {
  readonly c: Cursor;
  offset: number;
  row: Instruction<InstructionName>;
  /** First and second index; for constants the low and high word; for a memArg the memory. */
  x: number;
  y: number;
  /** A memArg: the exponent of the alignment and the offset, in bytes. */
  align: number;
  memOffset: number;
  /** A block type: `x` is a type index, or −1 with at most one result `type`. */
  type: ValType;
  /** The targets of br_table, the default last; the types of select. */
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
  row.read?.(r);
  return r.row;
}

/** Reads an opcode; a prefix byte stands above the number that follows it. */
function opcode(c: Cursor): number {
  const first = byte(c);
  return first < 0xfb || first === 0xff ? first : (first << 12) | u32(c);
}

function noSuch(code: number, offset: number): never {
  const hex = (part: number) => part.toString(16).padStart(2, '0');
  const text =
    code < 0x100 ? hex(code) : `${hex(code >> 12)} ${hex(code & 0xfff)}`;
  throw new Malformed(`illegal opcode ${text}`, offset);
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
    }
  }
  return { start, end: r.c.at };
}

/** Reads a value type. */
export const valType = (c: Cursor): ValType => {
  const offset = c.at;
  const type = valTypeByByte.get(code7(c));
  if (type === undefined) throw new Malformed('malformed value type', offset);
  return type;
};

/** Reads a reference type. */
export const referenceType = (c: Cursor): ValType => {
  const offset = c.at;
  const type = valTypeByByte.get(code7(c));
  if (type === undefined || !isRef(type)) {
    throw new Malformed('malformed reference type', offset);
  }
  return type;
};

/** A type index, or in a single byte, which reads as a negative number, a value type or none. */
function blockType(r: Reader): void {
  const offset = r.c.at;
  const code = s33(r.c);
  r.x = Math.max(code, -1);
  r.type = bottom;
  if (code >= 0 || (code === -0x40 && r.c.at === offset + 1)) return;
  const type = valTypeByByte.get(r.c.bytes[offset]);
  if (type === undefined) throw new Malformed('malformed block type', offset);
  r.type = type;
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

function heapType(r: Reader): void {
  const offset = r.c.at;
  const code = s33(r.c);
  if (code !== -0x10 && code !== -0x11) {
    throw new Malformed('malformed heap type', offset);
  }
  r.type = refType(code, true);
}

function list(r: Reader, item: (c: Cursor) => number): number[] {
  return Array.from({ length: count(r.c) }, () => item(r.c));
}

/** How each immediate is read. An index goes to `x`, a second one to `y`. */
const immediates: Record<Immediate, (r: Reader) => void> = {
  blockType,
  memArg,
  heapType,
  labelIdx: (r) => (r.x = u32(r.c)),
  labelIdxs: (r) => (r.list = [...list(r, u32), u32(r.c)]),
  typeIdx: (r) => (r.x = u32(r.c)),
  funcIdx: (r) => (r.x = u32(r.c)),
  tableIdx: (r) => (r.x = u32(r.c)),
  memIdx: (r) => (r.x = u32(r.c)),
  globalIdx: (r) => (r.x = u32(r.c)),
  localIdx: (r) => (r.x = u32(r.c)),
  elemIdx: (r) => (r.x = u32(r.c)),
  dataIdx: (r) => {
    r.dataUse ??= r.offset;
    r.x = u32(r.c);
  },
  valTypes: (r) => (r.list = list(r, valType)),
  i32: (r) => (r.x = s32(r.c)),
  i64: (r) => ([r.x, r.y] = s64(r.c)),
  f32: (r) => (r.x = word32(r.c)),
  f64: (r) => {
    r.x = word32(r.c);
    r.y = word32(r.c);
  },
};

/** What `next` needs of a row, so that it does no search of its own. */
type Row = {
  readonly instruction: Instruction<InstructionName>;
  readonly read: ((r: Reader) => void) | undefined;
};

function rowReader(instruction: Instruction<InstructionName>): Row {
  const [first, second] = instruction.immediates;
  if (first === undefined) return { instruction, read: undefined };
  const read = immediates[first];
  if (second === undefined) return { instruction, read };
  return {
    instruction,
    read: (r) => {
      read(r);
      const x = r.x;
      immediates[second](r);
      r.y = r.x;
      r.x = x;
    },
  };
}

const rows: ReadonlyMap<number, Row> = new Map(
  [...instructionByCode].map(([code, each]) => [code, rowReader(each)]),
);

/**
 * Lowered code: what each word of it means.
 *
 * A function's code is a run of 32-bit words: an operation, then its operands.
 * It is register code: an operand names a slot of the frame by its offset in
 * words from the frame's start. A slot is two words wide, or four. The locals stand
 * first, in order, then the operand stack, each value in the slot that its
 * height gives it (its home). A callee's frame starts where its arguments lie.
 *
 * An operation is numbered as the instruction it carries out. `enter`, which
 * begins a function's code and clears its locals, and `leave`, to which a call
 * from outside comes back, stand at the numbers of `block` and `end`, which
 * are no operations. Others stand above the one-byte opcodes:
 *
 *   op + immediate        the right operand is a number in the code; so is what
 *                         a store stores, and a summand of a load's address
 *   load + indexed        the address is a sum of two slots
 *   compare + branch      jumps where the comparison holds
 *   compare + branchImmediate   both
 *   outside + i           row i of the instruction table, outside the switch
 *
 * The machine counts instructions by what branches, calls and returns carry: a
 * `charge`, the number of instructions since the last one on the way there.
 * Ours · lesson "What a module may touch".
 */

import { instructions } from '../syntax/instructions.ts';
import type { InstructionName } from '../syntax/instructions.ts';

/** Operations of the machine's own, and those that lowering writes by name. */
export const op = {
  unreachable: 0x00,
  nop: 0x01,
  enter: 0x02,
  branchUnless: 0x04,
  throw: 0x08,
  throwRef: 0x0a,
  leave: 0x0b,
  branch: 0x0c,
  branchIf: 0x0d,
  branchTable: 0x0e,
  return: 0x0f,
  call: 0x10,
  callIndirect: 0x11,
  returnCall: 0x12,
  returnCallIndirect: 0x13,
  callRef: 0x14,
  returnCallRef: 0x15,
  select: 0x1b,
  copy: 0x20,
  globalGet: 0x23,
  globalSet: 0x24,
  const32: 0x41,
  const64: 0x42,
  /** Two copies, one after the other. */
  copyBoth: 0x120,
  /** An i32 sum with a number in the code, kept in a slot and in a global. */
  addGlobal: 0x121,
  /** Puts a number into a slot and jumps. */
  constBranch: 0x122,
  /** An i32 rotated to the left by a number in the code, and extended to an unsigned i64. */
  rotateWide: 0x123,
  /** A 64-bit address in 32 bits: what is too large for them becomes the last, where nothing lies. */
  narrow: 0x124,
  /** Waits for a change of memory: the slot of its operands, offset, width, memory. */
  wait: 0x126,
} as const;

/** What is added to an operation's number to name its variants (see above). */
export const variant = {
  indexed: 0xe8,
  immediate: 0x100,
  branch: 0x150,
  branchImmediate: 0x170,
  outside: 0x200,
} as const;

const range = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

/** The numeric instructions that are cases of the machine's switch; the others are reached through its `default`. */
export const inSwitch: ReadonlySet<number> = new Set([
  ...range(0x45, 0x66), // comparisons
  ...range(0x6a, 0x78), // i32: add to rotr
  ...range(0x7c, 0x7e), // i64: add sub mul
  ...range(0x83, 0x88), // i64: and or xor shl shr_s shr_u
  ...range(0x92, 0x95), // f32: add sub mul div
  ...range(0x9f, 0xa3), // f64: sqrt add sub mul div
  ...[0xac, 0xad, 0xb7, 0xb8], // i64.extend_i32, f64.convert_i32
  ...range(0xc0, 0xc4), // extend8_s, extend16_s, extend32_s
]);

/** Pairs of integer comparisons: `others` says for eq, ne, lt, gt, le and ge, signed and unsigned, which one is meant instead. */
const comparisons = (others: readonly number[]): [number, number][] =>
  [0x46, 0x51].flatMap((eq) =>
    others.map((other, nth): [number, number] => [eq + nth, eq + other]),
  );

/** The comparison that holds where the one given does not; floats have none, because of NaN. */
export const opposite: ReadonlyMap<number, number> = new Map(
  comparisons([1, 0, 8, 9, 6, 7, 4, 5, 2, 3]),
);

/** The operation that gives the same with its operands exchanged. */
export const swapped: ReadonlyMap<number, number> = new Map([
  ...comparisons([0, 1, 4, 5, 2, 3, 8, 9, 6, 7]),
  ...[0x6a, 0x6c, 0x71, 0x72, 0x73, 0x7c, 0x83, 0x84, 0x85].map(
    (commutes): [number, number] => [commutes, commutes],
  ),
]);

/** The operations that have a variant with an immediate right operand. */
export const hasImmediate: ReadonlySet<number> = new Set([
  ...range(0x46, 0x4f),
  ...range(0x51, 0x5a),
  ...[0x6a, 0x6c, 0x71, 0x72, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78],
  ...[0x7c, 0x83, 0x84, 0x86, 0x87, 0x88],
]);

/** Loads whose address may be a sum, and stores of what may be a number in the code. */
export const hasSum: ReadonlySet<number> = new Set([
  ...[0x28, 0x29, 0x2d, 0x31, 0x35], // i32, i64, 8 bits unsigned, 32 bits to i64
]);
export const storesImmediate: ReadonlySet<number> = new Set([0x36, 0x37]);

/** The i32 operation that gives the low word of what an i64 operation gives. */
export const narrower: ReadonlyMap<number, number> = new Map(
  [0x7c, 0x7d, 0x7e, 0x83, 0x84, 0x85, 0x17c, 0x183, 0x184].map((each) => [
    each,
    each - 0x12,
  ]),
);

/** The number under which `default` finds an instruction that is no case of the switch. */
export const outside = (name: InstructionName): number => {
  const index = outsideByName.get(name);
  if (index === undefined) throw new RangeError(`no row: ${name}`);
  return index;
};

const outsideByName = new Map(
  instructions.map(({ name }, i) => [name, variant.outside + i]),
);

/** How many words an operation outside the switch takes, used or not. */
export const outsideLength = 6;

/** What catches exceptions: a range of the code, counted from its beginning, and where the program goes on. */
export type Handler = {
  readonly start: number;
  end: number;
  /** The tag that is caught; −1 for all, and then without the values. */
  readonly tag: number;
  /** Whether the exception itself is wanted, behind its values. */
  readonly withRef: boolean;
  /** The slot for the first of them. */
  readonly slot: number;
  target: number;
  charge: number;
};

/** Lowered code of one function, before it is placed: jumps are relative to its start. */
export type Lowered = {
  readonly words: readonly number[];
  /** Where `words` hold a position in the code, to be moved with it. */
  readonly targets: readonly number[];
  /** Pairs of position and byte offset of the instruction that begins there. */
  readonly positions: readonly number[];
  /** Inner ones before outer ones. */
  readonly handlers: readonly Handler[];
};

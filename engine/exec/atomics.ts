/**
 * Atomics: accesses of which nobody sees a half, and the wait for a change.
 *
 * Machines take turns and a turn never ends inside an instruction, so every
 * access is atomic by itself. What remains of the proposal is its arithmetic,
 * that an address must be a multiple of the width, and a machine that parks:
 * `wait` leaves a note at the memory, `notify` ends those for its address.
 * Spec threads proposal, wait and notify operators · lesson "Threads that take
 * turns".
 */

import { Trap } from '../syntax/errors.ts';
import type { Instruction, InstructionName } from '../syntax/instructions.ts';
import type { Instance } from './instance.ts';
import { reach } from './memory.ts';
import type { Memory } from './memory.ts';
import type { Operation } from './outside.ts';
import type { Slots } from './values.ts';

/** What somebody waits for. Threads look at it before each of their turns. */
export type Wait = {
  over: boolean;
  /** Nanoseconds until it ends by itself; below zero it never does. */
  left: bigint;
  /** Ends it, because time has come. */
  readonly timeOut: () => void;
};

/** A machine's note at a memory. */
type Parked = Wait & { readonly at: number; readonly wake: () => void };

const parked = new WeakMap<Memory, Parked[]>();

/** Bytes on their way between a memory and a number, the lowest first. */
const bytes = new Uint8Array(8);
const number = new DataView(bytes.buffer);

/** The unsigned number in some bytes of memory. */
function read(place: Uint8Array): bigint {
  bytes.fill(0).set(place);
  return number.getBigUint64(0, true);
}

function write(place: Uint8Array, value: bigint): void {
  number.setBigUint64(0, BigInt.asUintN(64, value), true);
  place.set(bytes.subarray(0, place.length));
}

/** The bytes that an atomic instruction means, by the address in word `base`. */
function placeOf(
  memory: Memory,
  { i32 }: Slots,
  base: number,
  offset: number,
  width: number,
): Uint8Array {
  const at = (i32[base] >>> 0) + (offset >>> 0);
  const place = reach(memory, at, width);
  if (at % width !== 0) throw new Trap('unaligned atomic');
  return place;
}

/** The operation of an atomic row; operands stand side by side, and the result takes the first one's slot. */
export function atomic(row: Instruction<InstructionName>): Operation {
  const { name, width, meaning, type } = row;
  if (name === 'atomic.fence') return () => undefined;
  if (name === 'memory.atomic.notify') return notify;
  // Of the type column's kinds of numbers, these rows have BigInt.
  // oxlint-disable-next-line typescript/consistent-type-assertions
  const change = meaning as ((a: bigint, b: bigint) => bigint) | undefined;
  const stores = type.endsWith('->');
  const exchanges = name.includes('cmpxchg');
  return (slots, { memories }, fp, d, offset, x) => {
    const base = fp + d;
    const place = placeOf(memories[x], slots, base, offset, width);
    const old = read(place);
    const operand = slots.i64[(base >> 1) + 1];
    if (change) write(place, change(old, operand));
    else if (stores) write(place, operand);
    else if (exchanges && old === BigInt.asUintN(width * 8, operand)) {
      write(place, slots.i64[(base >> 1) + 2]);
    }
    if (!stores) slots.i64[base >> 1] = old;
  };
}

const notify: Operation = (slots, { memories }, fp, d, offset, x) => {
  const base = fp + d;
  const memory = memories[x];
  const at = placeOf(memory, slots, base, offset, 4).byteOffset;
  const there = parked.get(memory)?.filter((each) => each.at === at) ?? [];
  const woken = there.slice(0, slots.i32[base + 2] >>> 0);
  for (const each of woken) each.wake();
  slots.i32[base] = woken.length;
};

/** Carries out the `wait` at `pc`. Answers what it waits for, unless that is over: the memory holds something else, or no time is given. */
export function park(
  slots: Slots,
  { code, memories }: Instance,
  fp: number,
  pc: number,
): Wait | undefined {
  const base = fp + code[pc + 1];
  const [offset, width] = [code[pc + 2], code[pc + 3]];
  const memory = memories[code[pc + 4]];
  const place = placeOf(memory, slots, base, offset, width);
  if (!memory.type.limits.shared) throw new Trap('expected shared memory');
  const wanted = BigInt.asUintN(width * 8, slots.i64[(base >> 1) + 1]);
  const left = slots.i64[(base >> 1) + 2];
  const answer = (code: number) => (slots.i32[base] = code);
  if (read(place) !== wanted) answer(1);
  else if (left === 0n) answer(2);
  else return note(memory, place.byteOffset, left, answer);
  return undefined;
}

/** Leaves a note at a memory; `answer` is told how it ended. */
function note(
  memory: Memory,
  at: number,
  left: bigint,
  answer: (code: number) => void,
): Wait {
  const notes = parked.get(memory) ?? [];
  parked.set(memory, notes);
  const end = (code: number) => {
    wait.over = true;
    notes.splice(notes.indexOf(wait), 1);
    answer(code);
  };
  const wait: Parked = {
    ...{ over: false, at, left },
    wake: () => end(0),
    timeOut: () => end(2),
  };
  notes.push(wait);
  return wait;
}

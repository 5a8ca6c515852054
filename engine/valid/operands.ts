/**
 * The operand stack and the control stack of the validation algorithm.
 *
 * While a body is walked, these hold what would be on the machine's stack, by
 * type instead of by value, and which blocks are open. After a branch that is
 * always taken nothing is known: then a missing operand is `bottom`, which
 * matches every type, until the block ends.
 * Spec appendix "Validation Algorithm" · lesson "What is in the file".
 */

import type { Invalid, TooLarge } from '../syntax/errors.ts';
import type { InstructionName } from '../syntax/instructions.ts';
import { most } from '../syntax/limits.ts';
import { bottom, matchesVal, typeName } from '../syntax/types.ts';
import type { Defined, ValType } from '../syntax/types.ts';

/** An open block. */
export type Frame = {
  /** What opened it. */
  readonly opener: InstructionName;
  readonly params: readonly ValType[];
  readonly results: readonly ValType[];
  /** How many operands lie below it; they are out of its reach. */
  readonly height: number;
  /** How many locals had got a value before it. */
  readonly settled: number;
  /** Whether what follows can no longer be reached. */
  unreachable: boolean;
};

/** Both stacks, and how to say where in the module something went wrong. */
export type Stacks = {
  /** What the indices of types mean. */
  readonly types: readonly Defined[];
  readonly operands: ValType[];
  readonly frames: Frame[];
  /** Locals without a value, and those that got one, in this order. */
  readonly unset: Set<number>;
  readonly settled: number[];
  readonly error: (message: string) => Invalid;
  readonly tooLarge: (what: string) => TooLarge;
};

/** What a branch to the frame takes: a loop's label stands at its start. */
export const labelTypes = (frame: Frame): readonly ValType[] =>
  frame.opener === 'loop' ? frame.params : frame.results;

/** The innermost open block. */
const innermost = ({ frames }: Stacks): Frame => frames[frames.length - 1];

/** Pushes an operand. Throws TooLarge when there are too many: a call of two bytes may give a thousand. */
export function push(s: Stacks, type: ValType): void {
  if (s.operands.length >= most.operands) throw s.tooLarge('operands');
  s.operands.push(type);
}

/** Pushes operands, the last on top. Throws Invalid when there are too many. */
export function pushAll(s: Stacks, types: readonly ValType[]): void {
  for (let i = 0; i < types.length; i++) push(s, types[i]);
}

/** Pops whatever is on top; `wanted` is for the message. Throws Invalid when there is nothing. */
export function popAny(s: Stacks, wanted: ValType = bottom): ValType {
  const frame = innermost(s);
  if (s.operands.length > frame.height) return s.operands.pop() ?? bottom;
  if (frame.unreachable) return bottom;
  throw mismatch(s, wanted, 'nothing');
}

/** Pops an operand of type `t`. Throws Invalid when there is none. */
export function pop(s: Stacks, t: ValType): void {
  const found = popAny(s, t);
  if (!matchesVal(found, t, s.types)) throw mismatch(s, t, typeName(found));
}

/** Pops operands of these types, the last from the top. Throws Invalid. */
export function popAll(s: Stacks, types: readonly ValType[]): void {
  for (let i = types.length - 1; i >= 0; i--) pop(s, types[i]);
}

/** Checks that operands of these types are on top and leaves them as they are. Throws Invalid. */
export function expectAll(s: Stacks, types: readonly ValType[]): void {
  const { height, unreachable } = innermost(s);
  const base = s.operands.length - types.length;
  for (let i = types.length - 1; i >= 0; i--) {
    const there = base + i >= height;
    if (!there && !unreachable) throw mismatch(s, types[i], 'nothing');
    const found = there ? s.operands[base + i] : bottom;
    if (!matchesVal(found, types[i], s.types)) {
      throw mismatch(s, types[i], typeName(found));
    }
  }
}

/** Opens a block, whose parameters must have been popped. */
export function open(
  s: Stacks,
  opener: InstructionName,
  params: readonly ValType[],
  results: readonly ValType[],
): void {
  if (s.frames.length >= most.nesting) throw s.tooLarge('blocks in blocks');
  const height = s.operands.length;
  const settled = s.settled.length;
  const unreachable = false;
  s.frames.push({ opener, params, results, height, settled, unreachable });
  pushAll(s, params);
}

/** Closes the innermost block, which must leave its results and nothing else. Throws Invalid. */
export function close(s: Stacks): Frame {
  const frame = innermost(s);
  popAll(s, frame.results);
  if (s.operands.length > frame.height) {
    const found = typeName(popAny(s));
    throw s.error(`type mismatch: expected nothing, found ${found}`);
  }
  // What a block puts into a local may not have happened behind it.
  while (s.settled.length > frame.settled) s.unset.add(s.settled.pop() ?? 0);
  s.frames.pop();
  return frame;
}

/** Marks the rest of the innermost block as out of reach. */
export function leave(s: Stacks): void {
  const frame = innermost(s);
  s.operands.length = frame.height;
  frame.unreachable = true;
}

function mismatch(s: Stacks, t: ValType, found: string): Invalid {
  const expected = t === bottom ? 'a value' : typeName(t);
  return s.error(`type mismatch: expected ${expected}, found ${found}`);
}

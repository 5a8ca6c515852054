/**
 * Calls: by name, through a table, through a reference, and in place of a
 * return.
 *
 * The callee's frame starts where its arguments lie, so a call moves nothing.
 * Ours · lesson "What a module may touch".
 */

import type { InstructionName } from '../syntax/instructions.ts';
import type { FuncType } from '../syntax/types.ts';
import { op } from './code.ts';
import * as l from './context.ts';
import type { Context, Rule } from './context.ts';
import { wordsOf } from './operands.ts';

/** Lays the arguments where the callee's frame will start and takes the results from there. */
function callWith(
  c: Context,
  { params, results }: FuncType,
  words: number[],
): void {
  l.settle(c);
  c.stack.length -= params.length;
  const base = l.homeAt(c, c.stack.length);
  l.emit(c, ...words, base, l.charge(c));
  for (const type of results) l.push(c, type);
  c.top = Math.max(c.top, base + wordsOf(params));
}

/** A call in place of a return: the machine moves the arguments to the start of the frame, which is the callee's then. */
function tailCall(
  c: Context,
  { params }: FuncType,
  words: readonly number[],
): void {
  l.settle(c);
  c.stack.length -= params.length;
  const base = l.homeAt(c, c.stack.length);
  l.emit(c, ...words, base, l.moveRefs(c, params, base), l.charge(c));
  l.die(c);
}

/** The words of a call through a table, whose index lies on top. */
function indirect(c: Context, code: number): number[] {
  const { x: type, y: table } = c.r;
  return [code, l.address(c, l.pop(c)), table, type];
}

/** The words of a call through the reference on top. */
function throughRef(c: Context, code: number): number[] {
  l.settle(c);
  return [code, l.read(c, l.pop(c))];
}

/** By the name of the instruction. */
export const callRules: Partial<Record<InstructionName, Rule>> = {
  call: (c) => callWith(c, c.spaces.funcs[c.r.x], [op.call, c.r.x]),
  call_indirect: (c) =>
    callWith(c, c.module.types[c.r.x], indirect(c, op.callIndirect)),
  return_call: (c) =>
    tailCall(c, c.spaces.funcs[c.r.x], [op.returnCall, c.r.x]),
  return_call_indirect: (c) =>
    tailCall(c, c.module.types[c.r.x], indirect(c, op.returnCallIndirect)),
  call_ref: (c) =>
    callWith(c, c.module.types[c.r.x], throughRef(c, op.callRef)),
  return_call_ref: (c) =>
    tailCall(c, c.module.types[c.r.x], throughRef(c, op.returnCallRef)),
};

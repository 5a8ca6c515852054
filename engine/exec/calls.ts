/**
 * Calls under way: where they come back to, and room for their frames.
 *
 * The call stack is integers, two for each call, and grows by need up to a
 * limit of ours: a program that recurses without end is told so.
 * Spec 4.4.8 (calls) and 4.2 (stack) · lesson "What a module may touch".
 */

import { Exhaustion, Trap } from '../syntax/errors.ts';
import type { Func, Instance } from './instance.ts';
import type { Machine } from './machine.ts';
import { createSlots } from './values.ts';

/** How deep calls may nest, and how many words all frames together may take. */
const limits = { depth: 1 << 17, words: 1 << 24 } as const;

/** Makes room for a frame that ends at word `end`. */
export function makeRoom(m: Machine, end: number): void {
  if (end > limits.words) throw new Exhaustion('call stack exhausted');
  const { i32, refs } = m.slots;
  m.slots = createSlots(Math.max(end & ~1, i32.length) * 2, refs);
  m.slots.i32.set(i32);
}

/** Notes where a call comes back to. */
export function push(m: Machine, pc: number, fp: number): void {
  const { calls, depth } = m;
  if (depth >= limits.depth) throw new Exhaustion('call stack exhausted');
  if (depth * 2 + 3 >= calls.length) {
    const most = limits.depth * 2 + 2;
    m.calls = new Int32Array(Math.min(calls.length * 2, most));
    m.calls.set(calls);
  }
  m.depth++;
  m.calls[m.depth * 2] = pc;
  m.calls[m.depth * 2 + 1] = fp;
}

/** Goes back to the instance that called this one. Answers false where that was the host. */
export function leave(m: Machine): boolean {
  const caller = m.away.pop();
  if (!caller) return false;
  m.instance = caller;
  m.pc = m.calls[m.depth * 2];
  m.fp = m.calls[m.depth * 2 + 1];
  m.depth--;
  return true;
}

/** The function in a table, of the type that the call wants. Spec 4.4.8, call_indirect. */
export function indirect(
  { tables, types }: Instance,
  index: number,
  table: number,
  type: number,
): Func {
  const { elements } = tables[table];
  if (index >= elements.length) throw new Trap('undefined element');
  const func = elements[index];
  if (!func) throw new Trap(`uninitialized element ${index}`);
  if (!isFunc(func) || func.type !== types[type]) {
    throw new Trap('indirect call type mismatch');
  }
  return func;
}

/** Whether a reference is to a function. */
export const isFunc = (ref: object): ref is Func =>
  'kind' in ref && ref.kind === 'func';

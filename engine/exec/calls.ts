/**
 * Calls: what is under way and where it comes back to, room for its frames,
 * and the calls that take more than the machine's loop has at hand.
 *
 * The call stack is integers, two for each call, and grows by need up to a
 * limit of ours: a program that recurses without end is told so.
 * Spec 4.4.8 (calls) and 4.2 (stack) · lesson "What a module may touch".
 */

import { Exhaustion, Trap } from '../syntax/errors.ts';
import { most } from '../syntax/limits.ts';
import { isSubtype } from '../syntax/types.ts';
import { Exception, raise } from './exceptions.ts';
import { resultList } from './host.ts';
import type { Caller } from './host.ts';
import { ready } from './instance.ts';
import type { Func, HostFunc, Instance } from './instance.ts';
import type { Machine, Stop } from './machine.ts';
import { createSlots, loadAll, storeAll } from './values.ts';
import type { Value } from './values.ts';

/** Makes room for a frame that ends at word `end`. */
export function makeRoom(m: Machine, end: number): void {
  if (end > most.words) throw new Exhaustion('call stack exhausted');
  const { i32, refs } = m.slots;
  m.slots = createSlots(Math.max(end & ~1, i32.length) * 2, refs);
  m.slots.i32.set(i32);
}

/** Notes where a call comes back to. */
function push(m: Machine, pc: number, fp: number): void {
  const { calls, depth } = m;
  if (depth >= most.calls) throw new Exhaustion('call stack exhausted');
  if (depth * 2 + 3 >= calls.length) {
    const whole = most.calls * 2 + 2;
    m.calls = new Int32Array(Math.min(calls.length * 2, whole));
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
function indirect(
  { tables, types }: Instance,
  index: number,
  table: number,
  type: number,
): Func {
  const { elements } = tables[table];
  if (index >= elements.length) throw new Trap('undefined element');
  const func = elements[index];
  if (!func) throw new Trap(`uninitialized element ${index}`);
  // Nearly always it is the very type; else it may be a subtype.
  if (
    !isFunc(func) ||
    (func.type !== types[type] && !isSubtype(func.type, types[type]))
  ) {
    throw new Trap('indirect call type mismatch');
  }
  return func;
}

/** Whether a reference is to a function. */
export const isFunc = (ref: object): ref is Func =>
  'kind' in ref && ref.kind === 'func';

/** Calls a function of the host, of another instance, or for the first time. */
export function call(
  m: Machine,
  instance: Instance,
  callee: Func,
  base: number,
  next: number,
): Stop | undefined {
  if (callee.host) {
    const stop = callHost(m, callee, base, instance.caller);
    m.pc = next;
    return stop;
  }
  const entry = ready(callee);
  push(m, next, m.fp);
  if (callee.instance !== instance) {
    push(m, 0, 0);
    m.away.push(instance);
    m.instance = callee.instance;
  }
  m.pc = entry;
  m.fp = base;
  return undefined;
}

/** Calls in place of a return; `at` is where the operands behind the callee stand. Only a caller in another instance is noted down, and once. */
export function tailCall(
  m: Machine,
  instance: Instance,
  callee: Func,
  at: number,
): Stop | undefined {
  const { code } = instance;
  const { fp } = m;
  const from = fp + code[at];
  m.slots.i32.copyWithin(fp, from, from + code[at + 1]);
  m.executed += code[at + 2];
  if (callee.host) {
    m.pc = 1;
    return call(m, instance, callee, fp, 1);
  }
  m.pc = ready(callee);
  if (callee.instance === instance) return undefined;
  if (m.calls[m.depth * 2] !== 0) {
    push(m, 0, 0);
    m.away.push(instance);
  }
  m.instance = callee.instance;
  return undefined;
}

/** The function that a call through a table goes to. */
export const inTable = (m: Machine, instance: Instance): Func => {
  const { pc, fp, slots } = m;
  const [index, table, type] = instance.code.subarray(pc + 1, pc + 4);
  return indirect(instance, slots.i32[fp + index] >>> 0, table, type);
};

/** Gives a host call that blocked its error: an exception goes to whoever catches it. Answers how the machine stops where nobody does; throws any other error. */
export function fail(m: Machine, error: unknown): ReturnType<typeof raise> {
  if (!(error instanceof Exception)) throw error;
  m.awaiting = undefined;
  // The place is behind the call.
  return raise(m, error, m.pc - 1);
}

/** The function that a call through a reference goes to. */
export function inSlot({ pc, fp, slots }: Machine, instance: Instance): Func {
  const func = slots.refs[(fp + instance.code[pc + 1]) >> 1];
  if (func && isFunc(func)) return func;
  throw new Trap('null function reference');
}

/** Calls the host. Answers how the machine stops where the results are not there yet. */
export function callHost(
  m: Machine,
  func: HostFunc,
  base: number,
  caller: Caller,
): Stop | undefined {
  const args = loadAll(m.slots, base, func.type.params);
  const answer = func.host(args, caller);
  m.awaiting = { func, base };
  if (answer instanceof Promise) {
    return { why: 'blocked', until: answer.then(resultList) };
  }
  resume(m, resultList(answer));
  return undefined;
}

/** Gives the host call that blocked its results, so that `run` can go on. */
export function resume(m: Machine, values: readonly Value[]): void {
  if (!m.awaiting) throw new TypeError('no host call is waiting');
  const { func, base } = m.awaiting;
  storeAll(m.slots, base, func.type.results, values);
  m.awaiting = undefined;
}

/**
 * The machine: frames, and the loop that runs them.
 *
 * Its state is data: slots for values, integers for the calls, a position in
 * the code. `run` goes on from there until the program is done, the fuel is
 * spent, a host function says "not yet", or something traps, and leaves the
 * state so that the next `run` goes on again. It knows nothing of tiers,
 * debuggers or clocks.
 *
 * The loop, `steps`, does what needs no more than words, code and memory; it
 * calls nothing, so that V8 keeps what it knows of them from one operation to
 * the next. `continue` goes to the next operation, `break` leaves the loop: to
 * `beyond`, which may do anything, or to the caller when the fuel is spent.
 * Fuel is looked at only where control joins: there every live value is in its
 * slot. Cases are numbered as in lower/code.ts, which is to say as in the
 * instruction table, and written as literals because only then does V8 make a
 * jump table of them.
 * Spec 4.4 · lesson "What a module may touch".
 */

import { op, outsideLength, variant } from '../lower/code.ts';
import { Trap } from '../syntax/errors.ts';
import { park } from './atomics.ts';
import type { Wait } from './atomics.ts';
import { call, callHost, inSlot, inTable, isFunc, leave } from './calls.ts';
import { makeRoom, tailCall } from './calls.ts';
import { exceptionAt, Exception, raise } from './exceptions.ts';
import { Exit } from './host.ts';
import { ready, viewOf } from './instance.ts';
import type { Func, HostFunc, Instance } from './instance.ts';
import { outOfBounds } from './memory.ts';
import { operations } from './outside.ts';
import { createSlots, loadAll, storeAll } from './values.ts';
import type { Slots, Value } from './values.ts';

/** Why a machine stopped. */
export type Stop =
  | { readonly why: 'done'; readonly values: readonly Value[] }
  | { readonly why: 'paused' }
  | { readonly why: 'blocked'; readonly until: Promise<readonly Value[]> }
  | { readonly why: 'parked'; readonly wait: Wait }
  | { readonly why: 'trapped'; readonly trap: Trap }
  | { readonly why: 'exited'; readonly code: number };

/** A run of a program: everything that must be kept to go on with it. */
export type Machine = {
  slots: Slots;
  /** The instance that runs, the position in its code, the first word of the frame. */
  instance: Instance | undefined;
  pc: number;
  fp: number;
  /** Calls under way, and of each the caller's `pc` and `fp`, from word 2 on. */
  depth: number;
  calls: Int32Array;
  /** The instances that called another one: there the caller's `pc` is 0, and its own lies beneath. */
  away: Instance[];
  /** A host call that has not answered yet, and where its results belong. */
  awaiting: { readonly func: Func; readonly base: number } | undefined;
  /** What another thread has to do first. */
  parked: Wait | undefined;
  /** The function that was invoked: its results are the machine's. */
  invoked: Func | undefined;
  /** Wasm instructions executed so far, without `block`, `loop`, `else` and `end`. */
  executed: number;
};

/** A machine that runs nothing yet. */
export const createMachine = (): Machine => ({
  slots: createSlots(0x4000),
  instance: undefined,
  pc: 0,
  fp: 0,
  depth: 0,
  calls: new Int32Array(0x400),
  away: [],
  awaiting: undefined,
  parked: undefined,
  invoked: undefined,
  executed: 0,
});

/** Makes a call the next thing that the machine does. Throws TypeError for arguments that do not fit. */
export function invoke(m: Machine, func: Func, args: readonly Value[]): void {
  const { params } = func.type;
  if (args.length !== params.length) {
    throw new TypeError(
      `${params.length} arguments wanted, not ${args.length}`,
    );
  }
  storeAll(m.slots, 0, params, args);
  m.invoked = func;
  m.instance = func.instance;
  m.pc = func.host ? 0 : ready(func);
  m.fp = 0;
  m.depth = 0;
  m.away = [];
  m.awaiting = undefined;
  m.parked = undefined;
}

/** The results of the invoked function, from the start of its frame. */
const results = (m: Machine): Value[] =>
  loadAll(m.slots, 0, m.invoked?.type.results ?? []);

/** Runs a function of the host that was invoked itself. `pc` tells whether it has answered. */
function runHost(m: Machine, func: HostFunc): Stop {
  if (m.pc === 1) return { why: 'done', values: results(m) };
  m.pc = 1;
  try {
    const stop = callHost(m, func, 0, { memory: undefined });
    return stop ?? { why: 'done', values: results(m) };
  } catch (error) {
    const stop = failure(m, error, -1);
    return stop ?? { why: 'done', values: [] };
  }
}

/** Carries out what takes more than the loop has at hand. Answers how the machine stops, if it does. */
function beyond(m: Machine, instance: Instance): Stop | undefined {
  const { pc, fp, slots } = m;
  const { code, funcs } = instance;
  const operation = code[pc];
  switch (operation) {
    case op.leave:
      return leave(m) ? undefined : { why: 'done', values: results(m) };
    case op.enter:
      makeRoom(m, fp + code[pc + 1]);
      return undefined;
    case op.call:
      m.executed += code[pc + 3];
      return call(m, instance, funcs[code[pc + 1]], fp + code[pc + 2], pc + 4);
    case op.callIndirect: {
      const callee = inTable(m, instance);
      m.executed += code[pc + 5];
      return call(m, instance, callee, fp + code[pc + 4], pc + 6);
    }
    case op.throw: {
      const tag = instance.tags[code[pc + 1]];
      m.executed += code[pc + 3];
      return raise(m, exceptionAt(tag, slots, fp + code[pc + 2]));
    }
    case op.throwRef: {
      const ref = slots.refs[(fp + code[pc + 1]) >> 1];
      if (!(ref instanceof Exception))
        throw new Trap('null exception reference');
      m.executed += code[pc + 2];
      return raise(m, ref);
    }
    case op.returnCall:
      return tailCall(m, instance, funcs[code[pc + 1]], pc + 2);
    case op.returnCallIndirect:
      return tailCall(m, instance, inTable(m, instance), pc + 4);
    case op.wait:
      m.parked = park(slots, instance, fp, pc);
      m.pc += outsideLength;
      return m.parked && { why: 'parked', wait: m.parked };
    case op.callRef:
      m.executed += code[pc + 3];
      return call(m, instance, inSlot(m, instance), fp + code[pc + 2], pc + 4);
    case op.returnCallRef:
      return tailCall(m, instance, inSlot(m, instance), pc + 2);
    default:
      operations[operation](
        slots,
        instance,
        fp,
        code[pc + 1],
        code[pc + 2],
        code[pc + 3],
        code[pc + 4],
        code[pc + 5],
      );
      m.pc += operation < variant.outside ? 4 : outsideLength;
      return undefined;
  }
}

/** What an error from inside the loop means to the program, which goes on where it catches an exception; others are thrown on. */
function failure(m: Machine, error: unknown, op: number): Stop | undefined {
  if (error instanceof Exception) return raise(m, error);
  if (error instanceof Trap) return { why: 'trapped', trap: error };
  if (error instanceof Exit) return { why: 'exited', code: error.code };
  // A DataView's own range check.
  const accesses = (op >= 0x28 && op <= 0x3e) || (op >= 0x110 && op <= 0x13e);
  if (accesses && error instanceof RangeError) {
    return { why: 'trapped', trap: outOfBounds() };
  }
  throw error;
}

/**
 * The loop: runs operations until one needs more than it has at hand, or until
 * the fuel is spent, and answers what is left of the fuel, less than 0 if none.
 */
function steps(m: Machine, instance: Instance, granted: number): number {
  const { code, entries, globalSlots: { i32: globals } } = instance; // prettier-ignore
  const { calls, slots: { i32: w, f32, f64 } } = m; // prettier-ignore
  const view = viewOf(instance);
  let fuel = granted | 0, pc = m.pc | 0, fp = m.fp | 0, depth = m.depth | 0; // prettier-ignore
  let a = 0, b = 0, d = 0, k = 0, lo = 0, hi = 0; // prettier-ignore
  // prettier-ignore
  try {
    for (;;) {
      switch (code[pc]) {
      case 0x00: throw new Trap('unreachable'); // unreachable
      case 0x01: pc += 1; continue; // nop
      case 0x02: // enter
        if (fp + code[pc + 1] > w.length) break;
        a = fp + code[pc + 2]; b = fp + code[pc + 3];
        while (a < b) w[a++] = 0;
        pc += 4; continue;
      case 0x04: if (w[fp + code[pc + 1]] === 0) { fuel -= code[pc + 3]; pc = code[pc + 2]; if (fuel < 0) break; continue; } pc += 4; continue; // branchUnless
      case 0x0c: fuel -= code[pc + 2]; pc = code[pc + 1]; if (fuel < 0) break; continue; // branch
      case 0x0d: if (w[fp + code[pc + 1]] !== 0) { fuel -= code[pc + 3]; pc = code[pc + 2]; if (fuel < 0) break; continue; } pc += 4; continue; // branchIf
      case 0x0e: // branchTable
        a = w[fp + code[pc + 1]] >>> 0; b = code[pc + 2];
        pc += 3 + 2 * (a < b ? a : b);
        fuel -= code[pc + 1]; pc = code[pc]; if (fuel < 0) break; continue;
      case 0x0f: // return
        a = fp + code[pc + 1]; b = code[pc + 2]; fuel -= code[pc + 3];
        w[fp] = w[a]; w[fp + 1] = w[a + 1];
        for (k = 2; k < b; k++) w[fp + k] = w[a + k];
        pc = calls[depth * 2]; fp = calls[depth * 2 + 1]; depth--; continue;
      case 0x10: // call
        a = entries[code[pc + 1]];
        if (a < 0 || depth * 2 + 3 >= calls.length) break;
        depth++; calls[depth * 2] = pc + 4; calls[depth * 2 + 1] = fp;
        fp += code[pc + 2]; fuel -= code[pc + 3]; pc = a; if (fuel < 0) break; continue;
      case 0x11: { // callIndirect
        const callee = instance.tables[code[pc + 2]].elements[w[fp + code[pc + 1]] >>> 0] ?? undefined;
        if (callee === undefined || !isFunc(callee) || callee.instance !== instance || callee.type !== instance.types[code[pc + 3]]) break;
        if (callee.entry < 0 || depth * 2 + 3 >= calls.length) break;
        depth++; calls[depth * 2] = pc + 6; calls[depth * 2 + 1] = fp;
        fp += code[pc + 4]; fuel -= code[pc + 5]; pc = callee.entry; if (fuel < 0) break; continue;
      }
      case 0x124: a = fp + code[pc + 2]; w[fp + code[pc + 1]] = w[a + 1] === 0 ? w[a] : -1; pc += 3; continue; // narrow
      case 0x12: // returnCall
        a = entries[code[pc + 1]];
        if (a < 0) break;
        b = fp + code[pc + 2]; k = code[pc + 3]; fuel -= code[pc + 4];
        for (d = 0; d < k; d++) w[fp + d] = w[b + d];
        pc = a; if (fuel < 0) break; continue;
      case 0x13: { // returnCallIndirect
        const callee = instance.tables[code[pc + 2]].elements[w[fp + code[pc + 1]] >>> 0] ?? undefined;
        if (callee === undefined || !isFunc(callee) || callee.instance !== instance || callee.type !== instance.types[code[pc + 3]]) break;
        if (callee.entry < 0) break;
        b = fp + code[pc + 4]; k = code[pc + 5]; fuel -= code[pc + 6];
        for (d = 0; d < k; d++) w[fp + d] = w[b + d];
        pc = callee.entry; if (fuel < 0) break; continue;
      }
      case 0x1b: a = w[fp + code[pc + 4]] !== 0 ? fp + code[pc + 2] : fp + code[pc + 3]; d = fp + code[pc + 1]; w[d] = w[a]; w[d + 1] = w[a + 1]; pc += 5; continue; // select
      case 0x20: a = fp + code[pc + 2]; d = fp + code[pc + 1]; w[d] = w[a]; w[d + 1] = w[a + 1]; pc += 3; continue; // copy
      case 0x23: a = code[pc + 2]; d = fp + code[pc + 1]; w[d] = globals[a]; w[d + 1] = globals[a + 1]; pc += 3; continue; // globalGet
      case 0x24: a = fp + code[pc + 1]; d = code[pc + 2]; globals[d] = w[a]; globals[d + 1] = w[a + 1]; pc += 3; continue; // globalSet
      case 0x41: w[fp + code[pc + 1]] = code[pc + 2]; pc += 3; continue; // const32
      case 0x42: d = fp + code[pc + 1]; w[d] = code[pc + 2]; w[d + 1] = code[pc + 3]; pc += 4; continue; // const64
      case 0x28: w[fp + code[pc + 1]] = view.getInt32((w[fp + code[pc + 2]] >>> 0) + (code[pc + 3] >>> 0), true); pc += 4; continue; // i32.load
      case 0x29: a = (w[fp + code[pc + 2]] >>> 0) + (code[pc + 3] >>> 0); lo = view.getInt32(a, true); d = fp + code[pc + 1]; w[d] = lo; w[d + 1] = view.getInt32(a + 4, true); pc += 4; continue; // i64.load
      case 0x2c: w[fp + code[pc + 1]] = view.getInt8((w[fp + code[pc + 2]] >>> 0) + (code[pc + 3] >>> 0)); pc += 4; continue; // i32.load8_s
      case 0x2d: w[fp + code[pc + 1]] = view.getUint8((w[fp + code[pc + 2]] >>> 0) + (code[pc + 3] >>> 0)); pc += 4; continue; // i32.load8_u
      case 0x2e: w[fp + code[pc + 1]] = view.getInt16((w[fp + code[pc + 2]] >>> 0) + (code[pc + 3] >>> 0), true); pc += 4; continue; // i32.load16_s
      case 0x2f: w[fp + code[pc + 1]] = view.getUint16((w[fp + code[pc + 2]] >>> 0) + (code[pc + 3] >>> 0), true); pc += 4; continue; // i32.load16_u
      case 0x30: a = (w[fp + code[pc + 2]] >>> 0) + (code[pc + 3] >>> 0); lo = view.getInt8(a); d = fp + code[pc + 1]; w[d] = lo; w[d + 1] = lo >> 31; pc += 4; continue; // i64.load8_s
      case 0x31: a = (w[fp + code[pc + 2]] >>> 0) + (code[pc + 3] >>> 0); lo = view.getUint8(a); d = fp + code[pc + 1]; w[d] = lo; w[d + 1] = 0; pc += 4; continue; // i64.load8_u
      case 0x32: a = (w[fp + code[pc + 2]] >>> 0) + (code[pc + 3] >>> 0); lo = view.getInt16(a, true); d = fp + code[pc + 1]; w[d] = lo; w[d + 1] = lo >> 31; pc += 4; continue; // i64.load16_s
      case 0x33: a = (w[fp + code[pc + 2]] >>> 0) + (code[pc + 3] >>> 0); lo = view.getUint16(a, true); d = fp + code[pc + 1]; w[d] = lo; w[d + 1] = 0; pc += 4; continue; // i64.load16_u
      case 0x34: a = (w[fp + code[pc + 2]] >>> 0) + (code[pc + 3] >>> 0); lo = view.getInt32(a, true); d = fp + code[pc + 1]; w[d] = lo; w[d + 1] = lo >> 31; pc += 4; continue; // i64.load32_s
      case 0x35: a = (w[fp + code[pc + 2]] >>> 0) + (code[pc + 3] >>> 0); lo = view.getInt32(a, true); d = fp + code[pc + 1]; w[d] = lo; w[d + 1] = 0; pc += 4; continue; // i64.load32_u
      case 0x36: view.setInt32((w[fp + code[pc + 1]] >>> 0) + (code[pc + 3] >>> 0), w[fp + code[pc + 2]], true); pc += 4; continue; // i32.store
      case 0x37: a = (w[fp + code[pc + 1]] >>> 0) + (code[pc + 3] >>> 0); b = fp + code[pc + 2]; view.setInt32(a + 4, w[b + 1], true); view.setInt32(a, w[b], true); pc += 4; continue; // i64.store
      case 0x3a: view.setInt8((w[fp + code[pc + 1]] >>> 0) + (code[pc + 3] >>> 0), w[fp + code[pc + 2]]); pc += 4; continue; // i32.store8
      case 0x3b: view.setInt16((w[fp + code[pc + 1]] >>> 0) + (code[pc + 3] >>> 0), w[fp + code[pc + 2]], true); pc += 4; continue; // i32.store16
      case 0x3c: view.setInt8((w[fp + code[pc + 1]] >>> 0) + (code[pc + 3] >>> 0), w[fp + code[pc + 2]]); pc += 4; continue; // i64.store8
      case 0x3d: view.setInt16((w[fp + code[pc + 1]] >>> 0) + (code[pc + 3] >>> 0), w[fp + code[pc + 2]], true); pc += 4; continue; // i64.store16
      case 0x3e: view.setInt32((w[fp + code[pc + 1]] >>> 0) + (code[pc + 3] >>> 0), w[fp + code[pc + 2]], true); pc += 4; continue; // i64.store32
      case 0x45: w[fp + code[pc + 1]] = w[fp + code[pc + 2]] === 0 ? 1 : 0; pc += 4; continue; // i32.eqz
      case 0x46: w[fp + code[pc + 1]] = w[fp + code[pc + 2]] === w[fp + code[pc + 3]] ? 1 : 0; pc += 4; continue; // i32.eq
      case 0x47: w[fp + code[pc + 1]] = w[fp + code[pc + 2]] !== w[fp + code[pc + 3]] ? 1 : 0; pc += 4; continue; // i32.ne
      case 0x48: w[fp + code[pc + 1]] = w[fp + code[pc + 2]] < w[fp + code[pc + 3]] ? 1 : 0; pc += 4; continue; // i32.lt_s
      case 0x49: w[fp + code[pc + 1]] = w[fp + code[pc + 2]] >>> 0 < w[fp + code[pc + 3]] >>> 0 ? 1 : 0; pc += 4; continue; // i32.lt_u
      case 0x4a: w[fp + code[pc + 1]] = w[fp + code[pc + 2]] > w[fp + code[pc + 3]] ? 1 : 0; pc += 4; continue; // i32.gt_s
      case 0x4b: w[fp + code[pc + 1]] = w[fp + code[pc + 2]] >>> 0 > w[fp + code[pc + 3]] >>> 0 ? 1 : 0; pc += 4; continue; // i32.gt_u
      case 0x4c: w[fp + code[pc + 1]] = w[fp + code[pc + 2]] <= w[fp + code[pc + 3]] ? 1 : 0; pc += 4; continue; // i32.le_s
      case 0x4d: w[fp + code[pc + 1]] = w[fp + code[pc + 2]] >>> 0 <= w[fp + code[pc + 3]] >>> 0 ? 1 : 0; pc += 4; continue; // i32.le_u
      case 0x4e: w[fp + code[pc + 1]] = w[fp + code[pc + 2]] >= w[fp + code[pc + 3]] ? 1 : 0; pc += 4; continue; // i32.ge_s
      case 0x4f: w[fp + code[pc + 1]] = w[fp + code[pc + 2]] >>> 0 >= w[fp + code[pc + 3]] >>> 0 ? 1 : 0; pc += 4; continue; // i32.ge_u
      case 0x50: a = fp + code[pc + 2]; w[fp + code[pc + 1]] = (w[a] | w[a + 1]) === 0 ? 1 : 0; pc += 4; continue; // i64.eqz
      case 0x51: a = fp + code[pc + 2]; b = fp + code[pc + 3]; w[fp + code[pc + 1]] = w[a] === w[b] && w[a + 1] === w[b + 1] ? 1 : 0; pc += 4; continue; // i64.eq
      case 0x52: a = fp + code[pc + 2]; b = fp + code[pc + 3]; w[fp + code[pc + 1]] = w[a] !== w[b] || w[a + 1] !== w[b + 1] ? 1 : 0; pc += 4; continue; // i64.ne
      case 0x53: a = fp + code[pc + 2]; b = fp + code[pc + 3]; w[fp + code[pc + 1]] = w[a + 1] < w[b + 1] || (w[a + 1] === w[b + 1] && w[a] >>> 0 < w[b] >>> 0) ? 1 : 0; pc += 4; continue; // i64.lt_s
      case 0x54: a = fp + code[pc + 2]; b = fp + code[pc + 3]; w[fp + code[pc + 1]] = w[a + 1] >>> 0 < w[b + 1] >>> 0 || (w[a + 1] === w[b + 1] && w[a] >>> 0 < w[b] >>> 0) ? 1 : 0; pc += 4; continue; // i64.lt_u
      case 0x55: a = fp + code[pc + 2]; b = fp + code[pc + 3]; w[fp + code[pc + 1]] = w[a + 1] > w[b + 1] || (w[a + 1] === w[b + 1] && w[a] >>> 0 > w[b] >>> 0) ? 1 : 0; pc += 4; continue; // i64.gt_s
      case 0x56: a = fp + code[pc + 2]; b = fp + code[pc + 3]; w[fp + code[pc + 1]] = w[a + 1] >>> 0 > w[b + 1] >>> 0 || (w[a + 1] === w[b + 1] && w[a] >>> 0 > w[b] >>> 0) ? 1 : 0; pc += 4; continue; // i64.gt_u
      case 0x57: a = fp + code[pc + 2]; b = fp + code[pc + 3]; w[fp + code[pc + 1]] = w[a + 1] < w[b + 1] || (w[a + 1] === w[b + 1] && w[a] >>> 0 <= w[b] >>> 0) ? 1 : 0; pc += 4; continue; // i64.le_s
      case 0x58: a = fp + code[pc + 2]; b = fp + code[pc + 3]; w[fp + code[pc + 1]] = w[a + 1] >>> 0 < w[b + 1] >>> 0 || (w[a + 1] === w[b + 1] && w[a] >>> 0 <= w[b] >>> 0) ? 1 : 0; pc += 4; continue; // i64.le_u
      case 0x59: a = fp + code[pc + 2]; b = fp + code[pc + 3]; w[fp + code[pc + 1]] = w[a + 1] > w[b + 1] || (w[a + 1] === w[b + 1] && w[a] >>> 0 >= w[b] >>> 0) ? 1 : 0; pc += 4; continue; // i64.ge_s
      case 0x5a: a = fp + code[pc + 2]; b = fp + code[pc + 3]; w[fp + code[pc + 1]] = w[a + 1] >>> 0 > w[b + 1] >>> 0 || (w[a + 1] === w[b + 1] && w[a] >>> 0 >= w[b] >>> 0) ? 1 : 0; pc += 4; continue; // i64.ge_u
      case 0x5b: w[fp + code[pc + 1]] = f32[fp + code[pc + 2]] === f32[fp + code[pc + 3]] ? 1 : 0; pc += 4; continue; // f32.eq
      case 0x5c: w[fp + code[pc + 1]] = f32[fp + code[pc + 2]] !== f32[fp + code[pc + 3]] ? 1 : 0; pc += 4; continue; // f32.ne
      case 0x5d: w[fp + code[pc + 1]] = f32[fp + code[pc + 2]] < f32[fp + code[pc + 3]] ? 1 : 0; pc += 4; continue; // f32.lt
      case 0x5e: w[fp + code[pc + 1]] = f32[fp + code[pc + 2]] > f32[fp + code[pc + 3]] ? 1 : 0; pc += 4; continue; // f32.gt
      case 0x5f: w[fp + code[pc + 1]] = f32[fp + code[pc + 2]] <= f32[fp + code[pc + 3]] ? 1 : 0; pc += 4; continue; // f32.le
      case 0x60: w[fp + code[pc + 1]] = f32[fp + code[pc + 2]] >= f32[fp + code[pc + 3]] ? 1 : 0; pc += 4; continue; // f32.ge
      case 0x61: w[fp + code[pc + 1]] = f64[(fp + code[pc + 2]) >> 1] === f64[(fp + code[pc + 3]) >> 1] ? 1 : 0; pc += 4; continue; // f64.eq
      case 0x62: w[fp + code[pc + 1]] = f64[(fp + code[pc + 2]) >> 1] !== f64[(fp + code[pc + 3]) >> 1] ? 1 : 0; pc += 4; continue; // f64.ne
      case 0x63: w[fp + code[pc + 1]] = f64[(fp + code[pc + 2]) >> 1] < f64[(fp + code[pc + 3]) >> 1] ? 1 : 0; pc += 4; continue; // f64.lt
      case 0x64: w[fp + code[pc + 1]] = f64[(fp + code[pc + 2]) >> 1] > f64[(fp + code[pc + 3]) >> 1] ? 1 : 0; pc += 4; continue; // f64.gt
      case 0x65: w[fp + code[pc + 1]] = f64[(fp + code[pc + 2]) >> 1] <= f64[(fp + code[pc + 3]) >> 1] ? 1 : 0; pc += 4; continue; // f64.le
      case 0x66: w[fp + code[pc + 1]] = f64[(fp + code[pc + 2]) >> 1] >= f64[(fp + code[pc + 3]) >> 1] ? 1 : 0; pc += 4; continue; // f64.ge
      case 0x6a: w[fp + code[pc + 1]] = w[fp + code[pc + 2]] + w[fp + code[pc + 3]]; pc += 4; continue; // i32.add
      case 0x6b: w[fp + code[pc + 1]] = w[fp + code[pc + 2]] - w[fp + code[pc + 3]]; pc += 4; continue; // i32.sub
      case 0x6c: w[fp + code[pc + 1]] = Math.imul(w[fp + code[pc + 2]], w[fp + code[pc + 3]]); pc += 4; continue; // i32.mul
      case 0x6d: b = w[fp + code[pc + 3]]; if (b === 0 || b === -1) break; w[fp + code[pc + 1]] = (w[fp + code[pc + 2]] / b) | 0; pc += 4; continue; // i32.div_s
      case 0x6e: b = w[fp + code[pc + 3]]; if (b === 0) break; w[fp + code[pc + 1]] = ((w[fp + code[pc + 2]] >>> 0) / (b >>> 0)) | 0; pc += 4; continue; // i32.div_u
      case 0x6f: b = w[fp + code[pc + 3]]; if (b === 0) break; w[fp + code[pc + 1]] = w[fp + code[pc + 2]] % b; pc += 4; continue; // i32.rem_s
      case 0x70: b = w[fp + code[pc + 3]]; if (b === 0) break; w[fp + code[pc + 1]] = (w[fp + code[pc + 2]] >>> 0) % (b >>> 0); pc += 4; continue; // i32.rem_u
      case 0x71: w[fp + code[pc + 1]] = w[fp + code[pc + 2]] & w[fp + code[pc + 3]]; pc += 4; continue; // i32.and
      case 0x72: w[fp + code[pc + 1]] = w[fp + code[pc + 2]] | w[fp + code[pc + 3]]; pc += 4; continue; // i32.or
      case 0x73: w[fp + code[pc + 1]] = w[fp + code[pc + 2]] ^ w[fp + code[pc + 3]]; pc += 4; continue; // i32.xor
      case 0x74: w[fp + code[pc + 1]] = w[fp + code[pc + 2]] << w[fp + code[pc + 3]]; pc += 4; continue; // i32.shl
      case 0x75: w[fp + code[pc + 1]] = w[fp + code[pc + 2]] >> w[fp + code[pc + 3]]; pc += 4; continue; // i32.shr_s
      case 0x76: w[fp + code[pc + 1]] = w[fp + code[pc + 2]] >>> w[fp + code[pc + 3]]; pc += 4; continue; // i32.shr_u
      case 0x77: a = w[fp + code[pc + 2]]; k = w[fp + code[pc + 3]]; w[fp + code[pc + 1]] = (a << k) | (a >>> -k); pc += 4; continue; // i32.rotl
      case 0x78: a = w[fp + code[pc + 2]]; k = w[fp + code[pc + 3]]; w[fp + code[pc + 1]] = (a >>> k) | (a << -k); pc += 4; continue; // i32.rotr
      case 0x7c: a = fp + code[pc + 2]; b = fp + code[pc + 3]; lo = (w[a] + w[b]) | 0; hi = w[a + 1] + w[b + 1] + (lo >>> 0 < w[a] >>> 0 ? 1 : 0); d = fp + code[pc + 1]; w[d] = lo; w[d + 1] = hi; pc += 4; continue; // i64.add
      case 0x7d: a = fp + code[pc + 2]; b = fp + code[pc + 3]; lo = (w[a] - w[b]) | 0; hi = w[a + 1] - w[b + 1] - (w[a] >>> 0 < w[b] >>> 0 ? 1 : 0); d = fp + code[pc + 1]; w[d] = lo; w[d + 1] = hi; pc += 4; continue; // i64.sub
      case 0x7e: a = fp + code[pc + 2]; b = fp + code[pc + 3]; lo = Math.imul(w[a], w[b]); hi = (((w[a] >>> 0) * (w[b] >>> 0) - (lo >>> 0)) / 0x1_0000_0000 + 0.5) | 0; hi += Math.imul(w[a], w[b + 1]) + Math.imul(w[a + 1], w[b]); d = fp + code[pc + 1]; w[d] = lo; w[d + 1] = hi; pc += 4; continue; // i64.mul
      case 0x83: a = fp + code[pc + 2]; b = fp + code[pc + 3]; lo = w[a] & w[b]; hi = w[a + 1] & w[b + 1]; d = fp + code[pc + 1]; w[d] = lo; w[d + 1] = hi; pc += 4; continue; // i64.and
      case 0x84: a = fp + code[pc + 2]; b = fp + code[pc + 3]; lo = w[a] | w[b]; hi = w[a + 1] | w[b + 1]; d = fp + code[pc + 1]; w[d] = lo; w[d + 1] = hi; pc += 4; continue; // i64.or
      case 0x85: a = fp + code[pc + 2]; b = fp + code[pc + 3]; lo = w[a] ^ w[b]; hi = w[a + 1] ^ w[b + 1]; d = fp + code[pc + 1]; w[d] = lo; w[d + 1] = hi; pc += 4; continue; // i64.xor
      case 0x86: a = fp + code[pc + 2]; b = fp + code[pc + 3]; k = w[b] & 63; lo = k < 32 ? w[a] << k : 0; hi = k < 32 ? (w[a + 1] << k) | (w[a] >>> 1 >>> (31 - k)) : w[a] << k; d = fp + code[pc + 1]; w[d] = lo; w[d + 1] = hi; pc += 4; continue; // i64.shl
      case 0x87: a = fp + code[pc + 2]; b = fp + code[pc + 3]; k = w[b] & 63; lo = k < 32 ? (w[a] >>> k) | (w[a + 1] << 1 << (31 - k)) : w[a + 1] >> k; hi = w[a + 1] >> (k < 32 ? k : 31); d = fp + code[pc + 1]; w[d] = lo; w[d + 1] = hi; pc += 4; continue; // i64.shr_s
      case 0x88: a = fp + code[pc + 2]; b = fp + code[pc + 3]; k = w[b] & 63; lo = k < 32 ? (w[a] >>> k) | (w[a + 1] << 1 << (31 - k)) : w[a + 1] >>> k; hi = k < 32 ? w[a + 1] >>> k : 0; d = fp + code[pc + 1]; w[d] = lo; w[d + 1] = hi; pc += 4; continue; // i64.shr_u
      case 0x92: f32[fp + code[pc + 1]] = f32[fp + code[pc + 2]] + f32[fp + code[pc + 3]]; pc += 4; continue; // f32.add
      case 0x93: f32[fp + code[pc + 1]] = f32[fp + code[pc + 2]] - f32[fp + code[pc + 3]]; pc += 4; continue; // f32.sub
      case 0x94: f32[fp + code[pc + 1]] = f32[fp + code[pc + 2]] * f32[fp + code[pc + 3]]; pc += 4; continue; // f32.mul
      case 0x95: f32[fp + code[pc + 1]] = f32[fp + code[pc + 2]] / f32[fp + code[pc + 3]]; pc += 4; continue; // f32.div
      case 0x9f: f64[(fp + code[pc + 1]) >> 1] = Math.sqrt(f64[(fp + code[pc + 2]) >> 1]); pc += 4; continue; // f64.sqrt
      case 0xa0: f64[(fp + code[pc + 1]) >> 1] = f64[(fp + code[pc + 2]) >> 1] + f64[(fp + code[pc + 3]) >> 1]; pc += 4; continue; // f64.add
      case 0xa1: f64[(fp + code[pc + 1]) >> 1] = f64[(fp + code[pc + 2]) >> 1] - f64[(fp + code[pc + 3]) >> 1]; pc += 4; continue; // f64.sub
      case 0xa2: f64[(fp + code[pc + 1]) >> 1] = f64[(fp + code[pc + 2]) >> 1] * f64[(fp + code[pc + 3]) >> 1]; pc += 4; continue; // f64.mul
      case 0xa3: f64[(fp + code[pc + 1]) >> 1] = f64[(fp + code[pc + 2]) >> 1] / f64[(fp + code[pc + 3]) >> 1]; pc += 4; continue; // f64.div
      case 0xac: lo = w[fp + code[pc + 2]]; d = fp + code[pc + 1]; w[d] = lo; w[d + 1] = lo >> 31; pc += 4; continue; // i64.extend_i32_s
      case 0xad: lo = w[fp + code[pc + 2]]; d = fp + code[pc + 1]; w[d] = lo; w[d + 1] = 0; pc += 4; continue; // i64.extend_i32_u
      case 0xb7: f64[(fp + code[pc + 1]) >> 1] = w[fp + code[pc + 2]]; pc += 4; continue; // f64.convert_i32_s
      case 0xb8: f64[(fp + code[pc + 1]) >> 1] = w[fp + code[pc + 2]] >>> 0; pc += 4; continue; // f64.convert_i32_u
      case 0xc0: w[fp + code[pc + 1]] = (w[fp + code[pc + 2]] << 24) >> 24; pc += 4; continue; // i32.extend8_s
      case 0xc1: w[fp + code[pc + 1]] = (w[fp + code[pc + 2]] << 16) >> 16; pc += 4; continue; // i32.extend16_s
      case 0xc2: lo = (w[fp + code[pc + 2]] << 24) >> 24; d = fp + code[pc + 1]; w[d] = lo; w[d + 1] = lo >> 31; pc += 4; continue; // i64.extend8_s
      case 0xc3: lo = (w[fp + code[pc + 2]] << 16) >> 16; d = fp + code[pc + 1]; w[d] = lo; w[d + 1] = lo >> 31; pc += 4; continue; // i64.extend16_s
      case 0xc4: lo = w[fp + code[pc + 2]]; d = fp + code[pc + 1]; w[d] = lo; w[d + 1] = lo >> 31; pc += 4; continue; // i64.extend32_s
      // The address is a sum of two slots.
      case 0x110: w[fp + code[pc + 1]] = view.getInt32(((w[fp + code[pc + 2]] + w[fp + code[pc + 3]]) >>> 0) + (code[pc + 4] >>> 0), true); pc += 5; continue; // i32.load
      case 0x111: a = ((w[fp + code[pc + 2]] + w[fp + code[pc + 3]]) >>> 0) + (code[pc + 4] >>> 0); lo = view.getInt32(a, true); d = fp + code[pc + 1]; w[d] = lo; w[d + 1] = view.getInt32(a + 4, true); pc += 5; continue; // i64.load
      case 0x115: w[fp + code[pc + 1]] = view.getUint8(((w[fp + code[pc + 2]] + w[fp + code[pc + 3]]) >>> 0) + (code[pc + 4] >>> 0)); pc += 5; continue; // i32.load8_u
      case 0x119: a = ((w[fp + code[pc + 2]] + w[fp + code[pc + 3]]) >>> 0) + (code[pc + 4] >>> 0); lo = view.getUint8(a); d = fp + code[pc + 1]; w[d] = lo; w[d + 1] = 0; pc += 5; continue; // i64.load8_u
      case 0x11d: a = ((w[fp + code[pc + 2]] + w[fp + code[pc + 3]]) >>> 0) + (code[pc + 4] >>> 0); lo = view.getInt32(a, true); d = fp + code[pc + 1]; w[d] = lo; w[d + 1] = 0; pc += 5; continue; // i64.load32_u
      // Two in one: see the operations of the machine's own.
      case 0x120: a = fp + code[pc + 2]; d = fp + code[pc + 1]; w[d] = w[a]; w[d + 1] = w[a + 1]; a = fp + code[pc + 4]; d = fp + code[pc + 3]; w[d] = w[a]; w[d + 1] = w[a + 1]; pc += 5; continue; // copyBoth
      case 0x121: lo = w[fp + code[pc + 2]] + code[pc + 3]; w[fp + code[pc + 1]] = lo; globals[code[pc + 4]] = lo; pc += 5; continue; // addGlobal
      case 0x122: w[fp + code[pc + 1]] = code[pc + 2]; fuel -= code[pc + 4]; pc = code[pc + 3]; if (fuel < 0) break; continue; // constBranch
      case 0x123: a = w[fp + code[pc + 2]]; k = code[pc + 3]; d = fp + code[pc + 1]; w[d] = (a << k) | (a >>> -k); w[d + 1] = 0; pc += 4; continue; // rotateWide
      // The right operand is a number in the code.
      case 0x128: w[fp + code[pc + 1]] = view.getInt32(((w[fp + code[pc + 2]] + code[pc + 3]) >>> 0) + (code[pc + 4] >>> 0), true); pc += 5; continue; // i32.load
      case 0x129: a = ((w[fp + code[pc + 2]] + code[pc + 3]) >>> 0) + (code[pc + 4] >>> 0); lo = view.getInt32(a, true); d = fp + code[pc + 1]; w[d] = lo; w[d + 1] = view.getInt32(a + 4, true); pc += 5; continue; // i64.load
      case 0x12d: w[fp + code[pc + 1]] = view.getUint8(((w[fp + code[pc + 2]] + code[pc + 3]) >>> 0) + (code[pc + 4] >>> 0)); pc += 5; continue; // i32.load8_u
      case 0x131: a = ((w[fp + code[pc + 2]] + code[pc + 3]) >>> 0) + (code[pc + 4] >>> 0); lo = view.getUint8(a); d = fp + code[pc + 1]; w[d] = lo; w[d + 1] = 0; pc += 5; continue; // i64.load8_u
      case 0x135: a = ((w[fp + code[pc + 2]] + code[pc + 3]) >>> 0) + (code[pc + 4] >>> 0); lo = view.getInt32(a, true); d = fp + code[pc + 1]; w[d] = lo; w[d + 1] = 0; pc += 5; continue; // i64.load32_u
      case 0x136: view.setInt32((w[fp + code[pc + 1]] >>> 0) + (code[pc + 3] >>> 0), code[pc + 2], true); pc += 4; continue; // i32.store
      case 0x137: a = (w[fp + code[pc + 1]] >>> 0) + (code[pc + 3] >>> 0); k = code[pc + 2]; view.setInt32(a + 4, k >> 31, true); view.setInt32(a, k, true); pc += 4; continue; // i64.store
      case 0x146: w[fp + code[pc + 1]] = w[fp + code[pc + 2]] === code[pc + 3] ? 1 : 0; pc += 4; continue; // i32.eq
      case 0x147: w[fp + code[pc + 1]] = w[fp + code[pc + 2]] !== code[pc + 3] ? 1 : 0; pc += 4; continue; // i32.ne
      case 0x148: w[fp + code[pc + 1]] = w[fp + code[pc + 2]] < code[pc + 3] ? 1 : 0; pc += 4; continue; // i32.lt_s
      case 0x149: w[fp + code[pc + 1]] = w[fp + code[pc + 2]] >>> 0 < code[pc + 3] >>> 0 ? 1 : 0; pc += 4; continue; // i32.lt_u
      case 0x14e: w[fp + code[pc + 1]] = w[fp + code[pc + 2]] >= code[pc + 3] ? 1 : 0; pc += 4; continue; // i32.ge_s
      case 0x14f: w[fp + code[pc + 1]] = w[fp + code[pc + 2]] >>> 0 >= code[pc + 3] >>> 0 ? 1 : 0; pc += 4; continue; // i32.ge_u
      case 0x151: a = fp + code[pc + 2]; k = code[pc + 3]; w[fp + code[pc + 1]] = w[a] === k && w[a + 1] === k >> 31 ? 1 : 0; pc += 4; continue; // i64.eq
      case 0x152: a = fp + code[pc + 2]; k = code[pc + 3]; w[fp + code[pc + 1]] = w[a] !== k || w[a + 1] !== k >> 31 ? 1 : 0; pc += 4; continue; // i64.ne
      case 0x153: a = fp + code[pc + 2]; k = code[pc + 3]; w[fp + code[pc + 1]] = w[a + 1] < k >> 31 || (w[a + 1] === k >> 31 && w[a] >>> 0 < k >>> 0) ? 1 : 0; pc += 4; continue; // i64.lt_s
      case 0x154: a = fp + code[pc + 2]; k = code[pc + 3]; w[fp + code[pc + 1]] = w[a + 1] >>> 0 < k >> 31 >>> 0 || (w[a + 1] === k >> 31 && w[a] >>> 0 < k >>> 0) ? 1 : 0; pc += 4; continue; // i64.lt_u
      case 0x159: a = fp + code[pc + 2]; k = code[pc + 3]; w[fp + code[pc + 1]] = w[a + 1] > k >> 31 || (w[a + 1] === k >> 31 && w[a] >>> 0 >= k >>> 0) ? 1 : 0; pc += 4; continue; // i64.ge_s
      case 0x15a: a = fp + code[pc + 2]; k = code[pc + 3]; w[fp + code[pc + 1]] = w[a + 1] >>> 0 > k >> 31 >>> 0 || (w[a + 1] === k >> 31 && w[a] >>> 0 >= k >>> 0) ? 1 : 0; pc += 4; continue; // i64.ge_u
      case 0x16a: w[fp + code[pc + 1]] = w[fp + code[pc + 2]] + code[pc + 3]; pc += 4; continue; // i32.add
      case 0x16c: w[fp + code[pc + 1]] = Math.imul(w[fp + code[pc + 2]], code[pc + 3]); pc += 4; continue; // i32.mul
      case 0x171: w[fp + code[pc + 1]] = w[fp + code[pc + 2]] & code[pc + 3]; pc += 4; continue; // i32.and
      case 0x172: w[fp + code[pc + 1]] = w[fp + code[pc + 2]] | code[pc + 3]; pc += 4; continue; // i32.or
      case 0x173: w[fp + code[pc + 1]] = w[fp + code[pc + 2]] ^ code[pc + 3]; pc += 4; continue; // i32.xor
      case 0x174: w[fp + code[pc + 1]] = w[fp + code[pc + 2]] << code[pc + 3]; pc += 4; continue; // i32.shl
      case 0x175: w[fp + code[pc + 1]] = w[fp + code[pc + 2]] >> code[pc + 3]; pc += 4; continue; // i32.shr_s
      case 0x176: w[fp + code[pc + 1]] = w[fp + code[pc + 2]] >>> code[pc + 3]; pc += 4; continue; // i32.shr_u
      case 0x177: a = w[fp + code[pc + 2]]; k = code[pc + 3]; w[fp + code[pc + 1]] = (a << k) | (a >>> -k); pc += 4; continue; // i32.rotl
      case 0x178: a = w[fp + code[pc + 2]]; k = code[pc + 3]; w[fp + code[pc + 1]] = (a >>> k) | (a << -k); pc += 4; continue; // i32.rotr
      case 0x17c: a = fp + code[pc + 2]; k = code[pc + 3]; lo = (w[a] + k) | 0; hi = w[a + 1] + (k >> 31) + (lo >>> 0 < w[a] >>> 0 ? 1 : 0); d = fp + code[pc + 1]; w[d] = lo; w[d + 1] = hi; pc += 4; continue; // i64.add
      case 0x183: a = fp + code[pc + 2]; k = code[pc + 3]; lo = w[a] & k; hi = w[a + 1] & (k >> 31); d = fp + code[pc + 1]; w[d] = lo; w[d + 1] = hi; pc += 4; continue; // i64.and
      case 0x184: a = fp + code[pc + 2]; k = code[pc + 3]; lo = w[a] | k; hi = w[a + 1] | (k >> 31); d = fp + code[pc + 1]; w[d] = lo; w[d + 1] = hi; pc += 4; continue; // i64.or
      case 0x186: a = fp + code[pc + 2]; k = code[pc + 3]; k &= 63; lo = k < 32 ? w[a] << k : 0; hi = k < 32 ? (w[a + 1] << k) | (w[a] >>> 1 >>> (31 - k)) : w[a] << k; d = fp + code[pc + 1]; w[d] = lo; w[d + 1] = hi; pc += 4; continue; // i64.shl
      case 0x187: a = fp + code[pc + 2]; k = code[pc + 3]; k &= 63; lo = k < 32 ? (w[a] >>> k) | (w[a + 1] << 1 << (31 - k)) : w[a + 1] >> k; hi = w[a + 1] >> (k < 32 ? k : 31); d = fp + code[pc + 1]; w[d] = lo; w[d + 1] = hi; pc += 4; continue; // i64.shr_s
      case 0x188: a = fp + code[pc + 2]; k = code[pc + 3]; k &= 63; lo = k < 32 ? (w[a] >>> k) | (w[a + 1] << 1 << (31 - k)) : w[a + 1] >>> k; hi = k < 32 ? w[a + 1] >>> k : 0; d = fp + code[pc + 1]; w[d] = lo; w[d + 1] = hi; pc += 4; continue; // i64.shr_u
      // A comparison and its branch.
      case 0x196: if (w[fp + code[pc + 1]] === w[fp + code[pc + 2]]) { fuel -= code[pc + 4]; pc = code[pc + 3]; if (fuel < 0) break; continue; } pc += 5; continue; // i32.eq
      case 0x197: if (w[fp + code[pc + 1]] !== w[fp + code[pc + 2]]) { fuel -= code[pc + 4]; pc = code[pc + 3]; if (fuel < 0) break; continue; } pc += 5; continue; // i32.ne
      case 0x198: if (w[fp + code[pc + 1]] < w[fp + code[pc + 2]]) { fuel -= code[pc + 4]; pc = code[pc + 3]; if (fuel < 0) break; continue; } pc += 5; continue; // i32.lt_s
      case 0x199: if (w[fp + code[pc + 1]] >>> 0 < w[fp + code[pc + 2]] >>> 0) { fuel -= code[pc + 4]; pc = code[pc + 3]; if (fuel < 0) break; continue; } pc += 5; continue; // i32.lt_u
      case 0x19e: if (w[fp + code[pc + 1]] >= w[fp + code[pc + 2]]) { fuel -= code[pc + 4]; pc = code[pc + 3]; if (fuel < 0) break; continue; } pc += 5; continue; // i32.ge_s
      case 0x19f: if (w[fp + code[pc + 1]] >>> 0 >= w[fp + code[pc + 2]] >>> 0) { fuel -= code[pc + 4]; pc = code[pc + 3]; if (fuel < 0) break; continue; } pc += 5; continue; // i32.ge_u
      case 0x1a1: a = fp + code[pc + 1]; b = fp + code[pc + 2]; if (w[a] === w[b] && w[a + 1] === w[b + 1]) { fuel -= code[pc + 4]; pc = code[pc + 3]; if (fuel < 0) break; continue; } pc += 5; continue; // i64.eq
      case 0x1a2: a = fp + code[pc + 1]; b = fp + code[pc + 2]; if (w[a] !== w[b] || w[a + 1] !== w[b + 1]) { fuel -= code[pc + 4]; pc = code[pc + 3]; if (fuel < 0) break; continue; } pc += 5; continue; // i64.ne
      case 0x1a3: a = fp + code[pc + 1]; b = fp + code[pc + 2]; if (w[a + 1] < w[b + 1] || (w[a + 1] === w[b + 1] && w[a] >>> 0 < w[b] >>> 0)) { fuel -= code[pc + 4]; pc = code[pc + 3]; if (fuel < 0) break; continue; } pc += 5; continue; // i64.lt_s
      case 0x1a4: a = fp + code[pc + 1]; b = fp + code[pc + 2]; if (w[a + 1] >>> 0 < w[b + 1] >>> 0 || (w[a + 1] === w[b + 1] && w[a] >>> 0 < w[b] >>> 0)) { fuel -= code[pc + 4]; pc = code[pc + 3]; if (fuel < 0) break; continue; } pc += 5; continue; // i64.lt_u
      case 0x1a9: a = fp + code[pc + 1]; b = fp + code[pc + 2]; if (w[a + 1] > w[b + 1] || (w[a + 1] === w[b + 1] && w[a] >>> 0 >= w[b] >>> 0)) { fuel -= code[pc + 4]; pc = code[pc + 3]; if (fuel < 0) break; continue; } pc += 5; continue; // i64.ge_s
      case 0x1aa: a = fp + code[pc + 1]; b = fp + code[pc + 2]; if (w[a + 1] >>> 0 > w[b + 1] >>> 0 || (w[a + 1] === w[b + 1] && w[a] >>> 0 >= w[b] >>> 0)) { fuel -= code[pc + 4]; pc = code[pc + 3]; if (fuel < 0) break; continue; } pc += 5; continue; // i64.ge_u
      // A comparison with a number in the code, and its branch.
      case 0x1b6: if (w[fp + code[pc + 1]] === code[pc + 2]) { fuel -= code[pc + 4]; pc = code[pc + 3]; if (fuel < 0) break; continue; } pc += 5; continue; // i32.eq
      case 0x1b7: if (w[fp + code[pc + 1]] !== code[pc + 2]) { fuel -= code[pc + 4]; pc = code[pc + 3]; if (fuel < 0) break; continue; } pc += 5; continue; // i32.ne
      case 0x1b8: if (w[fp + code[pc + 1]] < code[pc + 2]) { fuel -= code[pc + 4]; pc = code[pc + 3]; if (fuel < 0) break; continue; } pc += 5; continue; // i32.lt_s
      case 0x1b9: if (w[fp + code[pc + 1]] >>> 0 < code[pc + 2] >>> 0) { fuel -= code[pc + 4]; pc = code[pc + 3]; if (fuel < 0) break; continue; } pc += 5; continue; // i32.lt_u
      case 0x1be: if (w[fp + code[pc + 1]] >= code[pc + 2]) { fuel -= code[pc + 4]; pc = code[pc + 3]; if (fuel < 0) break; continue; } pc += 5; continue; // i32.ge_s
      case 0x1bf: if (w[fp + code[pc + 1]] >>> 0 >= code[pc + 2] >>> 0) { fuel -= code[pc + 4]; pc = code[pc + 3]; if (fuel < 0) break; continue; } pc += 5; continue; // i32.ge_u
      case 0x1c1: a = fp + code[pc + 1]; k = code[pc + 2]; if (w[a] === k && w[a + 1] === k >> 31) { fuel -= code[pc + 4]; pc = code[pc + 3]; if (fuel < 0) break; continue; } pc += 5; continue; // i64.eq
      case 0x1c2: a = fp + code[pc + 1]; k = code[pc + 2]; if (w[a] !== k || w[a + 1] !== k >> 31) { fuel -= code[pc + 4]; pc = code[pc + 3]; if (fuel < 0) break; continue; } pc += 5; continue; // i64.ne
      case 0x1c3: a = fp + code[pc + 1]; k = code[pc + 2]; if (w[a + 1] < k >> 31 || (w[a + 1] === k >> 31 && w[a] >>> 0 < k >>> 0)) { fuel -= code[pc + 4]; pc = code[pc + 3]; if (fuel < 0) break; continue; } pc += 5; continue; // i64.lt_s
      case 0x1c4: a = fp + code[pc + 1]; k = code[pc + 2]; if (w[a + 1] >>> 0 < k >> 31 >>> 0 || (w[a + 1] === k >> 31 && w[a] >>> 0 < k >>> 0)) { fuel -= code[pc + 4]; pc = code[pc + 3]; if (fuel < 0) break; continue; } pc += 5; continue; // i64.lt_u
      case 0x1c9: a = fp + code[pc + 1]; k = code[pc + 2]; if (w[a + 1] > k >> 31 || (w[a + 1] === k >> 31 && w[a] >>> 0 >= k >>> 0)) { fuel -= code[pc + 4]; pc = code[pc + 3]; if (fuel < 0) break; continue; } pc += 5; continue; // i64.ge_s
      case 0x1ca: a = fp + code[pc + 1]; k = code[pc + 2]; if (w[a + 1] >>> 0 > k >> 31 >>> 0 || (w[a + 1] === k >> 31 && w[a] >>> 0 >= k >>> 0)) { fuel -= code[pc + 4]; pc = code[pc + 3]; if (fuel < 0) break; continue; } pc += 5; continue; // i64.ge_u
      }
      return fuel;
    }
  } finally {
    m.pc = pc; m.fp = fp; m.depth = depth; m.executed += granted - fuel;
  }
}

/**
 * Runs until something stops the program, or until about `fuel` instructions
 * (fewer than 2³¹) are done: fuel is looked at only at safepoints, so a run
 * may end a few instructions late. Throws what a host function throws, unless
 * it is a Trap or an Exit; the machine can then not be run on.
 */
export function run(m: Machine, fuel: number): Stop {
  if (m.awaiting) throw new TypeError('a host call is waiting for its results');
  if (!m.invoked) throw new TypeError('nothing was invoked');
  const { invoked, parked } = m;
  if (parked?.over === false) return { why: 'parked', wait: parked };
  if (invoked.host) return runHost(m, invoked);
  const until = m.executed + fuel;
  while (m.executed <= until) {
    const instance = m.instance ?? invoked.instance;
    try {
      if (steps(m, instance, until - m.executed) < 0) break;
      const stop = beyond(m, instance);
      if (stop) return stop;
    } catch (error) {
      const stop = failure(m, error, instance.code[m.pc]);
      if (stop) return stop;
    }
  }
  return { why: 'paused' };
}

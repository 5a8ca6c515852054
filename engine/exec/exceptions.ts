/**
 * Exceptions: values on their way to whoever catches them.
 *
 * The handlers of a function stand beside its code: ranges of it, each with
 * the tag that is caught there and the place where the program goes on. So to
 * enter a `try_table`, or to leave it, is nothing to do. When something is
 * thrown the calls under way are asked, from the innermost out, by the places
 * that they would come back to. The machine moves when somebody is found and
 * not before: what nobody catches is reported where it was thrown.
 * Spec 4.2.10, 4.4.9 and 4.4.10 · lesson "Exceptions and tail calls".
 */

import { slotWords, wordsOf } from '../lower/operands.ts';
import { definedFunc } from '../syntax/defined.ts';
import { Trap } from '../syntax/errors.ts';
import type { Module } from '../syntax/module.ts';
import { isRef } from '../syntax/types.ts';
import type { Defined, FuncType, ValType } from '../syntax/types.ts';
import { funcAt } from './instance.ts';
import type { Instance } from './instance.ts';
import type { Machine, Stop } from './machine.ts';
import { createSlots, load, store } from './values.ts';
import type { Slots, Value } from './values.ts';

/** What kind of exception: two are of one kind where this is the same object. */
export type Tag = {
  readonly kind: 'tag';
  readonly type: Defined;
  /** Where it is defined; the host's is in no module. */
  readonly module: Module | undefined;
  readonly index: number;
};

/** A tag of the host, to be given as an import. */
export const createTag = (type: FuncType): Tag => ({
  kind: 'tag',
  type: definedFunc(type),
  module: undefined,
  index: 0,
});

/** What programs throw, and host functions too; a reference to it is an `exnref`. */
export class Exception {
  readonly tag: Tag;
  /** The values, one after the other, as bits. */
  readonly slots: Slots;
  constructor(tag: Tag, slots: Slots) {
    this.tag = tag;
    this.slots = slots;
  }
}

/** Copies values of these types that lie side by side. */
function copyValues(
  types: readonly ValType[],
  [from, at]: readonly [Slots, number],
  [to, start]: readonly [Slots, number],
): void {
  const size = wordsOf(types);
  to.i32.set(from.i32.subarray(at, at + size), start);
  let word = 0;
  for (const type of types) {
    if (isRef(type)) {
      to.refs[(start + word) >> 1] = from.refs[(at + word) >> 1] ?? null;
    }
    word += slotWords(type);
  }
}

/** An exception with the values that lie at word `at`. */
export function exceptionAt(tag: Tag, slots: Slots, at: number): Exception {
  const { params } = tag.type;
  const own = createSlots(wordsOf(params));
  copyValues(params, [slots, at], [own, 0]);
  return new Exception(tag, own);
}

/** Where each value of these types lies among them, in words. */
const places = (types: readonly ValType[]): number[] =>
  types.map((_, i) => wordsOf(types.slice(0, i)));

/** An exception of the host's. Throws TypeError for values that do not fit. */
export function createException(tag: Tag, values: readonly Value[]): Exception {
  const { params } = tag.type;
  const slots = createSlots(wordsOf(params));
  places(params).forEach((at, i) => store(slots, at, params[i], values[i]));
  return new Exception(tag, slots);
}

/** The values of an exception. */
export const valuesOf = ({ tag, slots }: Exception): Value[] =>
  places(tag.type.params).map((at, i) => load(slots, at, tag.type.params[i]));

/** The end of a program whose exception nobody caught. */
export class Uncaught extends Trap {
  override readonly name = 'Uncaught';
  readonly exception: Exception;
  constructor(exception: Exception) {
    const { module, index } = exception.tag;
    const title = module?.exports.find(
      (each) => each.kind === 'tag' && each.index === index,
    )?.name;
    const tag = title === undefined ? `tag ${index}` : `tag "${title}"`;
    const values = valuesOf(exception).map((value) =>
      typeof value === 'object' ? (value ? 'a reference' : 'null') : value,
    );
    super(
      `uncaught exception: ${module ? tag : 'a tag of the host'} (${values.join(', ')})`,
    );
    this.exception = exception;
  }
}

/** Goes on in a frame whose function catches the exception at `pc`. Answers whether it does. */
function land(
  m: Machine,
  instance: Instance,
  pc: number,
  fp: number,
  exception: Exception,
): boolean {
  const func = funcAt(instance, pc);
  const at = pc - (func?.entry ?? 0);
  const handler = func?.handlers.find(
    ({ start, end, tag }) =>
      start <= at &&
      at < end &&
      (tag < 0 || instance.tags[tag] === exception.tag),
  );
  if (!func || !handler) return false;
  const { params } = exception.tag.type;
  let slot = fp + handler.slot;
  if (handler.tag >= 0) {
    copyValues(params, [exception.slots, 0], [m.slots, slot]);
    slot += wordsOf(params);
  }
  if (handler.withRef) m.slots.refs[slot >> 1] = exception;
  m.pc = func.entry + handler.target;
  m.fp = fp;
  m.executed += handler.charge;
  return true;
}

/** Throws an exception at `pc`. Answers how the machine stops where nobody catches it. */
export const raise = (
  m: Machine,
  exception: Exception,
  pc = m.pc,
): Extract<Stop, { why: 'trapped' }> | undefined =>
  unwind(m, exception, pc)
    ? undefined
    : { why: 'trapped', trap: new Uncaught(exception) };

/** Takes the machine to whoever catches the exception. Answers false, and leaves the machine as it is, where nobody does. */
function unwind(m: Machine, exception: Exception, from: number): boolean {
  let { instance, fp, depth } = m;
  let pc = from;
  let away = m.away.length;
  for (;;) {
    if (instance && land(m, instance, pc, fp, exception)) {
      m.instance = instance;
      m.depth = depth;
      m.away.length = away;
      return true;
    }
    if (depth === 0) return false;
    if (m.calls[depth * 2] === 0) {
      instance = m.away[--away];
      depth--;
    }
    // A call comes back to the place behind it.
    pc = m.calls[depth * 2] - 1;
    fp = m.calls[depth * 2 + 1];
    depth--;
  }
}

/**
 * Where a machine is: its calls, innermost first, as places in the module.
 * Ours · lesson "What a module may touch".
 */

import { funcAt, last } from './instance.ts';
import type { Instance, WasmFunc } from './instance.ts';
import type { Machine } from './machine.ts';

/** A call under way: function index in its module, byte offset of the instruction. */
export type Place = {
  readonly func: WasmFunc;
  readonly offset: number;
};

/** The calls of a machine that has stopped, innermost first, at most `most` of them. */
export function where(m: Machine, most = 50): Place[] {
  let { instance } = m;
  let away = m.away.length;
  if (!instance) return [];
  const places = place(instance, m.pc);
  for (let i = m.depth; i > 0 && places.length < most; i--) {
    const pc = m.calls[i * 2];
    // A caller's `pc` is behind its call, and 0 where that is in another instance.
    if (pc > 0) places.push(...place(instance, pc - 1));
    else instance = m.away[--away];
  }
  return places;
}

/** The last instruction that begins at or before `pc`, if any does. */
function place(instance: Instance, pc: number): Place[] {
  const func = funcAt(instance, pc);
  if (!func) return [];
  const { entry, positions } = func;
  const i = last(positions.length / 2, (at) => positions[at * 2] <= pc - entry);
  return [{ func, offset: positions[i * 2 + 1] ?? 0 }];
}

/**
 * Where a machine is: its calls, innermost first, as places in the module.
 * Ours · lesson "What a module may touch".
 */

import type { WasmFunc } from './instance.ts';
import type { Machine } from './machine.ts';

/** A call under way: function index in its module, byte offset of the instruction. */
export type Place = {
  readonly func: WasmFunc;
  readonly offset: number;
};

/** The calls of a machine that has stopped, innermost first, at most `most` of them. */
export function where(m: Machine, most = 50): Place[] {
  if (!m.func) return [];
  const places = [place(m.func, m.pc)];
  for (let i = m.depth - 1; i >= 0 && places.length < most; i--) {
    // A caller's `pc` is behind its call.
    places.push(place(m.callers[i], m.calls[i * 2] - 1));
  }
  return places;
}

/** The last instruction that begins at or before `pc`. */
function place(func: WasmFunc, pc: number): Place {
  const { positions } = func;
  let [low, high] = [0, positions.length / 2];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (positions[middle * 2] <= pc) low = middle;
    else high = middle;
  }
  return { func, offset: positions[low * 2 + 1] ?? 0 };
}

/**
 * A race of two threads, turn by turn: what the chapter on threads draws.
 *
 * A module is given that counts in the first word of a memory. Two machines
 * call the same function of it; a seed decides who has which turn.
 */

import {
  createMachine,
  createMemory,
  dice,
  instantiate,
  invoke,
  parseWat,
  takeTurns,
  thread,
  validate,
} from '../engine/index.ts';

/** A turn: which thread had it, and what the word holds after it. */
export type Turn = { readonly thread: number; readonly count: number };

/** The turns of a race of two threads that both call `entry`. Throws what is wrong with the module. */
export function race(text: string, entry: string, seed: number): Turn[] {
  const module = parseWat(text);
  validate(module);
  const wanted = module.imports[0]?.desc;
  if (wanted?.kind !== 'memory') throw new TypeError('it imports no memory');
  const memory = createMemory(wanted.type.limits);
  const draw = dice(seed);
  const threads = [0, 1].map(() => {
    const { exports } = instantiate(module, { mem: { shared: memory } });
    const func = exports.get(entry);
    if (func?.kind !== 'func') throw new TypeError(`it has no ${entry}`);
    const machine = createMachine();
    invoke(machine, func, []);
    return thread(machine, () => draw(16));
  });
  return Array.from(takeTurns(new Set(threads), draw), (each) => ({
    thread: threads.findIndex((one) => one === each),
    count: memory.view.getInt32(0, true),
  }));
}

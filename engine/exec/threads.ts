/**
 * Threads that take turns: several machines, one after the other, over one
 * memory.
 *
 * A thread is a generator: what it yields says for what it waits, if for
 * anything. Who has the next turn and for how long is drawn from a seed, so a
 * run that went wrong can be run again. Time passes only when nobody can do
 * anything else. Ours, after the threads proposal · lesson "Threads that take
 * turns".
 */

import type { Wait } from './atomics.ts';
import type { End } from './drive.ts';
import { run } from './machine.ts';
import type { Machine } from './machine.ts';

/** Work in turns, and what comes of it. */
export type Turns<T> = Generator<Wait | undefined, T, undefined>;

/** Random numbers below `bound`, the same each time for the same seed. */
export function dice(seed: number): (bound: number) => number {
  // xorshift32; it never leaves 0, and never comes to it from elsewhere.
  let state = seed | 0 || 1;
  return (bound) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % bound;
  };
}

/** Runs a machine to its end, `slice()` instructions a turn. Throws TypeError where a host call would block. */
export function* thread(m: Machine, slice: () => number): Turns<End> {
  for (;;) {
    const stop = run(m, slice());
    if (stop.why === 'paused') yield undefined;
    else if (stop.why === 'parked') yield stop.wait;
    else if (stop.why !== 'blocked') return stop;
    else
      throw new TypeError('a host call cannot wait while threads take turns');
  }
}

/**
 * Gives turns until all threads are done; more may be added meanwhile. Yields
 * the thread that had a turn. Answers whether all came to their end: those
 * that wait for one another never do.
 */
export function* takeTurns(
  threads: Set<Turns<unknown>>,
  draw: (bound: number) => number,
): Generator<Turns<unknown>, boolean, undefined> {
  const waits = new Map<Turns<unknown>, Wait | undefined>();
  while (threads.size > 0) {
    const ready = [...threads].filter((each) => !waiting(waits.get(each)));
    if (ready.length > 0) {
      const next = ready[draw(ready.length)];
      const { done, value } = next.next();
      if (done) threads.delete(next);
      else waits.set(next, value);
      yield next;
    } else if (!passTime([...waits.values()])) return false;
  }
  return true;
}

const waiting = (wait: Wait | undefined): wait is Wait => wait?.over === false;

/** Lets so much time pass that the first wait is over. Answers false where none ends by time. */
function passTime(waits: readonly (Wait | undefined)[]): boolean {
  const timed = waits.filter(waiting).filter(({ left }) => left >= 0n);
  if (timed.length === 0) return false;
  const first = timed.reduce((a, b) => (b.left < a.left ? b : a));
  const { left } = first;
  for (const wait of timed) wait.left -= left;
  first.timeOut();
  return true;
}

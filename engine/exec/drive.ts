/**
 * Driving: one slice after the other, with room for the host between them.
 *
 * A page, a worker and the command line all run programs this way: a slice of
 * fuel, then a moment in which messages, keys and timers are heard.
 * Ours · lesson "Run Go here".
 */

import { Trap } from '../syntax/errors.ts';
import { fail, resume } from './calls.ts';
import { run } from './machine.ts';
import type { Machine, Stop } from './machine.ts';
import type { Value } from './values.ts';

/** How a machine is driven. */
export type DriveOptions = {
  /** Instructions in a slice; a function is asked before each. */
  readonly slice: number | (() => number);
  /** Awaited after each slice; throwing there ends the drive. */
  readonly between: () => Promise<void>;
  /** Called when a host call has to wait, and again when it goes on. */
  readonly onWait?: (waiting: boolean) => void;
};

/** How a driven program can end. */
export type End = Exclude<Stop, { why: 'paused' | 'parked' | 'blocked' }>;

const deadlock: End = {
  why: 'trapped',
  trap: new Trap('deadlock: no thread is left that could notify'),
};

/** Runs a machine to its end. Rejects with what a host function or `between` throws. */
export async function drive(
  m: Machine,
  { slice, between, onWait }: DriveOptions,
): Promise<End> {
  for (;;) {
    const stop = run(m, typeof slice === 'number' ? slice : slice());
    switch (stop.why) {
      case 'paused':
        await between();
        break;
      case 'blocked': {
        onWait?.(true);
        const end = await answer(m, stop.until);
        onWait?.(false);
        if (end) return end;
        break;
      }
      case 'parked':
        // Alone it has nobody who could wake it.
        if (stop.wait.left < 0n) return deadlock;
        stop.wait.timeOut();
        break;
      default:
        return stop;
    }
  }
}

/** Gives a host call what it has waited for, or the exception that came instead. Answers how the program ends, if it does. */
async function answer(m: Machine, until: Promise<readonly Value[]>) {
  try {
    resume(m, await until);
    return undefined;
  } catch (error) {
    return fail(m, error);
  }
}

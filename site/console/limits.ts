/**
 * Limits in words, and the one that the page itself keeps: how long a program
 * may be at work. Waiting for the reader is no work.
 */

import type { Resource } from '../../engine/index.ts';
import { fill } from '../strings.ts';
import type { State } from './session.ts';
import type { Words } from './strings.ts';

/** How many of a resource's units make one that people use. */
const units: Readonly<Record<Resource | 'seconds', number>> = {
  memory: 16,
  output: 1e6,
  open: 1,
  bytes: 1e6,
  nodes: 1,
  seconds: 1,
};

/** What a reader is told when a limit is reached: which, and what comes of it. */
export const limitWords = (
  t: Words,
  what: Resource | 'seconds',
  limit: number,
): string => fill(t[`limit-${what}`], { limit: limit / units[what] });

/** Watches how long programs work. */
export type Timekeeper = {
  state(state: State): void;
};

/** Calls `over` when a program has worked for longer than it may. */
export function createTimekeeper(
  seconds: () => number | undefined,
  over: (seconds: number) => void,
  now: () => number = () => performance.now(),
): Timekeeper {
  let worked = 0;
  let since: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function rest(): void {
    clearTimeout(timer);
    if (since !== undefined) worked += now() - since;
    since = undefined;
  }

  return {
    state({ at }) {
      rest();
      if (at === 'loading') worked = 0;
      const limit = seconds();
      if (at !== 'running' || limit === undefined) return;
      since = now();
      timer = setTimeout(() => over(limit), Math.max(0, 1000 * limit - worked));
    },
  };
}

/**
 * Process: ending, and letting others run.
 *
 * WASI preview 1, `proc_exit` · lesson "Run Go here".
 */

import { Exit } from '../exec/host.ts';
import type { Answer, Call } from './call.ts';
import { errno } from './errno.ts';

/**
 * proc_exit: the program is over. Parameter: `rval`, its exit code. Never
 * answers: it throws Exit, which no code of the program can catch.
 */
export function procExit({ words: [code] }: Call): never {
  throw new Exit(code);
}

/**
 * sched_yield: lets others run. A program is alone in its machine, so there
 * is nothing to do.
 */
export function schedYield(_call: Call): Answer {
  return errno.success;
}

/**
 * Process: ending, and letting others run.
 *
 * WASI preview 1, `proc_exit` · lesson "Run Go here".
 */

import { Exit } from '../exec/host.ts';
import type { Answer, Call } from './call.ts';
import { errno } from './errno.ts';
import { signals } from './signature.ts';

/**
 * proc_exit: the program is over. Parameter: `rval`, its exit code. Never
 * answers: it throws Exit, which no code of the program can catch (on a
 * browser's own WebAssembly, catch_all can: then the next call throws again).
 */
export function procExit({ words: [code] }: Call): never {
  throw new Exit(code);
}

/** Signals that do nothing where nobody waits for them, and those that stop a process, which cannot go on here. */
const [ignored, stopping] = ['NONE CHLD CONT URG WINCH', 'STOP TSTP TTIN TTOU'];

/**
 * proc_raise: sends the program itself a signal. Parameter: `sig`. Nobody can
 * listen for one in preview 1, so each does what it does to those who do not:
 * nothing, or the end, with exit code 128 + `sig` as shells tell it. Fails
 * with inval (no such signal), notsup (a signal that only stops).
 */
export function procRaise({ words: [signal] }: Call): Answer {
  const name = signals[signal];
  if (name === undefined) return errno.inval;
  if (ignored.split(' ').includes(name)) return errno.success;
  if (stopping.split(' ').includes(name)) return errno.notsup;
  throw new Exit(128 + signal);
}

/**
 * sched_yield: lets others run. A program is alone in its machine, so there
 * is nothing to do, and it never fails.
 */
export function schedYield(_call: Call): Answer {
  return errno.success;
}

/**
 * Clock: what time it is, and how finely that can be told.
 *
 * Time is the world's: a test may hold it still, a recording may replay it.
 * Programs ask often, so there is nothing here but the asking.
 * WASI preview 1, `clock_time_get` · lesson "Run Go here".
 */

import { answerLong } from './call.ts';
import type { Answer, Call } from './call.ts';
import { errno } from './errno.ts';
import type { Clock } from './world.ts';

/** The clocks by number; there are none for the time a process or thread has used. */
export function timeOf(clock: Clock, id: number): bigint | undefined {
  if (id === 0) return clock.realtime();
  return id === 1 ? clock.monotonic() : undefined;
}

/**
 * clock_time_get: the time in nanoseconds. Parameters: `id`, 0 since 1970 or 1
 * since some moment; `precision`, which a host may ignore. Result: `time`.
 * Fails with inval for another clock.
 *
 *     1,000,000,000 ns     time 00 CA 9A 3B 00 00 00 00
 */
export function clockTimeGet(call: Call): Answer {
  const [id, result] = call.words;
  const time = timeOf(call.process.world.clock, id);
  return time === undefined ? errno.inval : answerLong(call, result, time);
}

/**
 * clock_res_get: the smallest step a clock can show, above zero. Parameter:
 * `id`. Result: `resolution`, in nanoseconds. Fails with inval for a clock
 * that is not there.
 *
 *     1,000 ns     resolution E8 03 00 00 00 00 00 00
 */
export function clockResGet(call: Call): Answer {
  const [id, result] = call.words;
  const { clock } = call.process.world;
  if (timeOf(clock, id) === undefined) return errno.inval;
  return answerLong(call, result, clock.resolution);
}

/**
 * The host calls of a run, written as `strace` writes them, for as long as
 * somebody may want to read them.
 *
 * A program can call its host a million times a second. So records are kept
 * as they come, only the last of them, and are written out when they are sent.
 */

import { formatTrace } from '../../engine/index.ts';
import type { TraceRecord } from '../../engine/index.ts';
import type { TraceLine } from './protocol.ts';

/** A call of a host function that is not WASI's, ready to be read. */
export type HostCallNote = Omit<TraceLine, 'number'>;

/** Calls that are kept: more than these nobody reads. */
const mostCalls = 2000;

/** Collects calls between two reports. */
export type Tracer = {
  /** Takes note of a call of WASI. */
  readonly record: (record: TraceRecord) => void;
  /** Takes note of any other. */
  readonly note: (note: HostCallNote) => void;
  /** The calls since the last time, at most `mostCalls`. */
  readonly take: () => TraceLine[];
};

/** A tracer that has seen nothing. */
export function createTracer(): Tracer {
  let calls = 0;
  let kept: (() => TraceLine)[] = [];
  const keep = (write: (number: number) => TraceLine): void => {
    const number = ++calls;
    kept.push(() => write(number));
    if (kept.length >= 2 * mostCalls) kept = kept.slice(-mostCalls);
  };
  return {
    record: (record) =>
      keep((number) => ({ ...traceLine(record, number), record })),
    note: (note) => keep((number) => ({ number, ...note })),
    take() {
      const lines = kept.slice(-mostCalls).map((write) => write());
      kept = [];
      return lines;
    },
  };
}

/** A call of WASI, ready to be read; the whole run's `number`, where it is not WASI's own. */
export const traceLine = (
  record: TraceRecord,
  number = record.sequence,
): TraceLine => ({
  number,
  text: formatTrace(record),
  failed: record.errno !== undefined && record.errno !== 'success',
});

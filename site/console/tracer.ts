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

/** Calls that are kept: more than these nobody reads. */
const mostCalls = 2000;

/** Collects calls between two reports. */
export type Tracer = {
  /** Takes note of a call. */
  readonly record: (record: TraceRecord) => void;
  /** The calls since the last time, at most `mostCalls`. */
  readonly take: () => TraceLine[];
};

/** A tracer that has seen nothing. */
export function createTracer(): Tracer {
  let records: TraceRecord[] = [];
  return {
    record(record) {
      records.push(record);
      if (records.length >= 2 * mostCalls) records = records.slice(-mostCalls);
    },
    take() {
      const lines = records.slice(-mostCalls).map(traceLine);
      records = [];
      return lines;
    },
  };
}

/** A call, ready to be read. */
export const traceLine = (record: TraceRecord): TraceLine => ({
  number: record.sequence,
  text: formatTrace(record),
  failed: record.errno !== undefined && record.errno !== 'success',
});

/**
 * A position in bytes, and the ways to move it.
 *
 * Every read checks the end, so a truncated file gives one kind of error.
 * Offsets count from the start of the file, whatever part is being read.
 * Spec 5.1 · lesson "What is in the file".
 */

import { Malformed } from '../syntax/errors.ts';

/** A place in `bytes`; reading moves `at` towards `end`. */
export type Cursor = {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;
};

/** A cursor over `bytes`, from `at` up to but not including `end`. */
export const cursor = (
  bytes: Uint8Array,
  at = 0,
  end = bytes.length,
): Cursor => ({ bytes, at, end });

/** Reads one byte. Throws Malformed at the end. */
export function byte(c: Cursor): number {
  if (c.at >= c.end) throw unexpectedEnd(c);
  return c.bytes[c.at++];
}

/** Checks that `length` bytes are left. Throws Malformed when there are fewer. */
export function room(c: Cursor, length: number): void {
  if (length > c.end - c.at) throw unexpectedEnd(c);
}

/** Steps over `length` bytes and answers where they began. Throws Malformed when there are fewer. */
export function skip(c: Cursor, length: number): number {
  room(c, length);
  const start = c.at;
  c.at = start + length;
  return start;
}

/** Reads a 32-bit little-endian word as it stands. */
export function word32(c: Cursor): number {
  const start = skip(c, 4);
  const b = c.bytes;
  return (
    b[start] | (b[start + 1] << 8) | (b[start + 2] << 16) | (b[start + 3] << 24)
  );
}

const unexpectedEnd = (c: Cursor) =>
  new Malformed('unexpected end of section or function', c.at);

/**
 * Call: what one WASI function gets to see, and how it answers.
 *
 * The parameters arrive sorted into 32-bit words and 64-bit longs; results are
 * written into the program's memory. Before a function runs, every piece of
 * memory that its parameters name has been checked (signature.ts), so a
 * program that points outside gets `fault` and nothing has happened.
 * WASI preview 1 · lesson "What a module may touch".
 */

import { errno } from './errno.ts';
import type { Errno } from './errno.ts';
import type { Process } from './descriptors.ts';
import { iovec, sizeOf, word } from './layout.ts';
import { decode } from './strings.ts';

/** The memory of a program as it is now: growth replaces both. */
export type Memory = { readonly bytes: Uint8Array; readonly view: DataView };

/** One call. */
export type Call = {
  /** The i32 parameters in their order, unsigned. */
  readonly words: readonly number[];
  /** The i64 parameters in their order, unsigned. */
  readonly longs: readonly bigint[];
  /** Fresh at every look; look again after waiting. */
  readonly memory: Memory;
  readonly process: Process;
};

/** How a function answers: now or later, but never with an exception. */
export type Answer = Errno | Promise<Errno>;

/** A function of WASI. */
export type Implementation = (call: Call) => Answer;

/** Whether `length` bytes from `at` lie in the memory. */
export const inside = ({ bytes }: Memory, at: number, length: number) =>
  at + length <= bytes.length;

/** The text of a path parameter, or undefined where it is not UTF-8. */
export const textAt = (
  { bytes }: Memory,
  at: number,
  length: number,
): string | undefined => decode(bytes.subarray(at, at + length));

/** Writes a 32-bit result. */
export function answerWord({ memory }: Call, at: number, value: number): Errno {
  memory.view.setUint32(at, value, true);
  return errno.success;
}

/** Writes a 64-bit result. */
export function answerLong({ memory }: Call, at: number, value: bigint): Errno {
  memory.view.setBigUint64(at, value, true);
  return errno.success;
}

/** No call may name more pieces, or more bytes in them. */
const most = { pieces: 1024, bytes: 2 ** 30 };

/** The pieces of memory that an array of `count` iovecs names. Fails with inval beyond 1024 pieces or 1 GiB. */
export function pieces(
  { bytes, view }: Memory,
  array: number,
  count: number,
): Uint8Array[] | Errno {
  if (count > most.pieces) return errno.inval;
  const parts = Array.from({ length: count }, (_, i) => {
    const at = array + i * sizeOf.iovec;
    const start = word(view, at, iovec.buf);
    return bytes.subarray(start, start + word(view, at, iovec.len));
  });
  return total(parts) > most.bytes ? errno.inval : parts;
}

/** How many bytes pieces hold together. */
export const total = (parts: readonly Uint8Array[]): number =>
  parts.reduce((sum, { length }) => sum + length, 0);

/** A copy of all pieces end to end. */
export function gather(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(total(parts));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Spreads `bytes` over the pieces, filling one after the other. */
export function scatter(parts: readonly Uint8Array[], bytes: Uint8Array): void {
  let at = 0;
  for (const part of parts) {
    part.set(bytes.subarray(at, at + part.length));
    at += Math.min(part.length, bytes.length - at);
  }
}

/**
 * A place to write bytes: what the cursor is to reading.
 *
 * Every integer is written in its shortest form. A size that is known only
 * when its content is there is put in front of it afterwards.
 * Spec 5.1 and 5.2 · lesson "From text to bytes".
 */

import { heapOf, isNullable, isRef } from '../syntax/types.ts';
import type { Size, ValType } from '../syntax/types.ts';
import { utf8Bytes } from './utf8.ts';

/** Bytes written so far: the first `length` of `bytes`, which is replaced as it grows. */
export type Writer = { bytes: Uint8Array; length: number };

/** A writer with nothing written. */
export const writer = (): Writer => ({
  bytes: new Uint8Array(0x400),
  length: 0,
});

/** What was written, as bytes of its own. */
export const written = (w: Writer): Uint8Array => w.bytes.slice(0, w.length);

/** Makes `size` bytes part of what is written and answers where they begin. */
function reserve(w: Writer, size: number): number {
  const start = w.length;
  w.length += size;
  if (w.length > w.bytes.length) {
    const { bytes } = w;
    w.bytes = new Uint8Array(w.length * 2);
    w.bytes.set(bytes);
  }
  return start;
}

/** Writes one byte. */
export function byte(w: Writer, value: number): void {
  const at = reserve(w, 1);
  w.bytes[at] = value;
}

/** Writes bytes as they are. */
export function raw(w: Writer, bytes: ArrayLike<number>): void {
  const at = reserve(w, bytes.length);
  w.bytes.set(bytes, at);
}

/** Writes an unsigned integer: any that a JavaScript number holds exactly. */
export function unsigned(w: Writer, value: number): void {
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) {
    byte(w, (rest % 0x80) | 0x80);
  }
  byte(w, rest);
}

/** Writes a signed integer: any that a JavaScript number holds exactly. */
export const signed = (w: Writer, value: number): void => s64(w, BigInt(value));

/** Writes a signed integer of 64 bits. */
export function s64(w: Writer, value: bigint): void {
  let rest = value;
  for (; rest < -0x40n || rest >= 0x40n; rest >>= 7n) {
    byte(w, Number(rest & 0x7fn) | 0x80);
  }
  byte(w, Number(rest & 0x7fn));
}

/** Writes an unsigned integer of 64 bits. */
export function u64(w: Writer, value: Size): void {
  let rest = BigInt(value);
  for (; rest >= 0x80n; rest >>= 7n) byte(w, Number(rest & 0x7fn) | 0x80);
  byte(w, Number(rest));
}

/** Writes bytes behind their number. */
export function counted(w: Writer, bytes: ArrayLike<number>): void {
  unsigned(w, bytes.length);
  raw(w, bytes);
}

/** Writes a name. */
export const name = (w: Writer, text: string): void =>
  counted(w, utf8Bytes(text));

/** Writes how many items there are, then each. */
export function vec<T>(
  w: Writer,
  items: readonly T[],
  item: (w: Writer, each: T, index: number) => void,
): void {
  unsigned(w, items.length);
  items.forEach((each, index) => item(w, each, index));
}

/** Writes what `content` writes, behind its size in bytes. */
export function sized(w: Writer, content: (w: Writer) => void): void {
  const start = w.length;
  content(w);
  const size = w.length - start;
  unsigned(w, size);
  const width = w.length - start - size;
  const head = w.bytes.slice(w.length - width, w.length);
  w.bytes.copyWithin(start + width, start, start + size);
  w.bytes.set(head, start);
}

/** Writes a value type: one byte, or for a reference its kind and its heap type. */
export function valType(w: Writer, type: ValType): void {
  if (!isRef(type)) return byte(w, type);
  const heapType = heapOf(type);
  const short = heapType < 0 && isNullable(type);
  if (!short) byte(w, type & 0xff);
  signed(w, heapType);
}

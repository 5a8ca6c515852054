/**
 * Linear memory: bytes that grow by pages of 64 KiB.
 *
 * A `DataView` reads any width at any address, and its own range check is the
 * trap for what lies outside. Growth takes a new buffer, since views of a
 * resizable one are ten times slower on V8; so `view` and `bytes` are fetched
 * from here again after anything that may have grown the memory.
 * Spec 4.2.8 · lesson "What a module may touch".
 */

import { Trap, Unlinkable } from '../syntax/errors.ts';
import { most } from '../syntax/limits.ts';
import { i64 } from '../syntax/types.ts';
import type { Limits, MemoryType } from '../syntax/types.ts';

/** Bytes in a page. */
const pageSize = 0x1_0000;

/** A memory of an instance. `type.limits.min` is its size at the start. */
export type Memory = {
  readonly kind: 'memory';
  readonly type: MemoryType;
  view: DataView;
  bytes: Uint8Array<ArrayBuffer>;
  pages: number;
  /** Whether it was once asked to grow beyond its bound, and did not. */
  refused: boolean;
};

/** A memory of `limits.min` pages, all zero. Throws Unlinkable where there is no such room. */
export function createMemory(limits: Limits): Memory {
  const { min } = limits;
  const pages = Number(min);
  const size = pages * pageSize;
  const fits = pages <= mostPages(limits);
  const buffer = fits ? room(() => new ArrayBuffer(size)) : undefined;
  if (!buffer) throw new Unlinkable(`no room for ${min} pages of memory`);
  return {
    kind: 'memory',
    type: { limits },
    view: new DataView(buffer),
    bytes: new Uint8Array(buffer),
    pages,
    refused: false,
  };
}

const mostPages = ({ address, max }: Limits): number => {
  const limit = address === i64 ? most.widePages : most.pages;
  return Math.min(Number(max ?? limit), limit);
};

/**
 * Grows by `delta` pages; answers the old size in pages, or −1 where it cannot.
 * The old buffer is detached, as the JavaScript API wants it.
 */
export function grow(memory: Memory, delta: number): number {
  const { pages, bytes } = memory;
  const fits = delta <= mostPages(memory.type.limits) - pages;
  memory.refused ||= !fits;
  if (!fits) return -1;
  const size = (pages + delta) * pageSize;
  const buffer = room(() => bytes.buffer.transfer(size));
  if (!buffer) return -1;
  memory.bytes = new Uint8Array(buffer);
  memory.view = new DataView(buffer);
  memory.pages = pages + delta;
  return pages;
}

/** What `make` makes, or undefined where there is no room for it. */
function room(make: () => ArrayBuffer): ArrayBuffer | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The trap of every access outside a memory. */
export const outOfBounds = () => new Trap('out of bounds memory access');

/** The bytes of a memory from `start` on. Throws the trap where it has not as many. */
export function reach(
  { bytes }: Memory,
  start: number,
  length: number,
): Uint8Array {
  checkRange(bytes, start, length);
  return bytes.subarray(start, start + length);
}

/** Throws the trap unless `length` bytes from `start` lie in `bytes`. */
export function checkRange(
  { length: size }: { readonly length: number },
  start: number,
  length: number,
  trap: () => Trap = outOfBounds,
): void {
  if (start + length > size) throw trap();
}

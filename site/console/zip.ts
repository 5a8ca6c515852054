/**
 * Files as a zip and back: how they leave the page, come into it, and lie in
 * the browser's store.
 *
 * What comes in may be broken, or made to do harm: every checksum is looked
 * at, no path leads out of the tree, and a small file that claims to hold a
 * terabyte is refused before anything is unfolded. PKWARE's APPNOTE, 4.3.
 */

import { strToU8, unzipSync, zipSync } from 'fflate';
import type { Zippable } from 'fflate';
import type { Tree } from '../../engine/index.ts';
import { hollows, leaves, namesOf, put } from './tree.ts';

/** Why a zip cannot be read; each has a sentence of its own in the page. */
export type ZipTrouble = 'broken' | 'kind' | 'path' | 'big';

/** Thrown for a zip that cannot be read; `message` names the file in it, if it is one file's fault. */
export class ZipError extends Error {
  override readonly name = 'ZipError';
  readonly trouble: ZipTrouble;
  constructor(trouble: ZipTrouble, message: string) {
    super(message);
    this.trouble = trouble;
  }
}

/** A browser tab has room for about so many bytes of files. */
export const most = 512 * 2 ** 20;

/** The files as a zip; `quick`: without making them smaller. */
export function pack(tree: Tree, quick = false): Uint8Array<ArrayBuffer> {
  const files: Zippable = {};
  for (const { path, bytes } of leaves(tree)) files[path] = bytes;
  for (const path of hollows(tree)) files[`${path}/`] = strToU8('');
  return new Uint8Array(zipSync(files, { level: quick ? 0 : 6 }));
}

/** The files in a zip. Throws ZipError. */
export function unpack(zip: Uint8Array): Tree {
  const entries = directory(zip);
  let size = 0;
  for (const { path, large, method, flags } of entries) {
    if (path !== '' && !namesOf(path.replace(/\/$/, '')))
      throw new ZipError('path', path);
    if ((method !== 0 && method !== 8) || (flags & 1) !== 0)
      throw new ZipError('kind', path);
    size += large;
  }
  if (size > most) throw new ZipError('big', `${size}`);
  const files = unfold(zip);
  let tree: Tree = {};
  for (const { path, large, crc } of entries) {
    const bytes = files[path];
    const fine = bytes?.length === large && crc32(bytes) === crc;
    if (!fine) throw new ZipError('broken', path);
    tree = path.endsWith('/')
      ? put(tree, path.slice(0, -1), {})
      : put(tree, path, bytes);
  }
  return tree;
}

function unfold(zip: Uint8Array): Record<string, Uint8Array> {
  try {
    return unzipSync(zip);
  } catch (error) {
    throw new ZipError('broken', String(error));
  }
}

/** What the directory at a zip's end says of one file. */
type Entry = {
  readonly path: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  /** Its size when unfolded. */
  readonly large: number;
};

/** Offsets in a directory's entry and in the record at the end (APPNOTE 4.3.12, 4.3.16). */
const entry = { flags: 8, method: 10, crc: 16, large: 24, name: 28, size: 46 };
const last = { magic: 0x0605_4b50, size: 22, count: 10, start: 16 };
const entryMagic = 0x0201_4b50;

/** The directory of a zip, which stands at its end: one that was cut off has none. */
function directory(zip: Uint8Array): Entry[] {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.length);
  let end = zip.length - last.size;
  // A comment may follow, of at most 64 KiB.
  const limit = Math.max(0, end - 0xffff);
  while (end >= limit && view.getUint32(end, true) !== last.magic) end--;
  if (end < limit) throw new ZipError('broken', '');
  const entries: Entry[] = [];
  let at = view.getUint32(end + last.start, true);
  const utf8 = new TextDecoder();
  for (let n = view.getUint16(end + last.count, true); n > 0; n--) {
    if (at + entry.size > end || view.getUint32(at, true) !== entryMagic)
      throw new ZipError('broken', '');
    const [name, extra, comment] = [0, 2, 4].map((offset) =>
      view.getUint16(at + entry.name + offset, true),
    );
    const start = at + entry.size;
    entries.push({
      path: utf8.decode(zip.subarray(start, start + (name ?? 0))),
      flags: view.getUint16(at + entry.flags, true),
      method: view.getUint16(at + entry.method, true),
      crc: view.getUint32(at + entry.crc, true),
      large: view.getUint32(at + entry.large, true),
    });
    at = start + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  if (at !== end) throw new ZipError('broken', '');
  return entries;
}

const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
  let c = byte;
  for (let bit = 0; bit < 8; bit++) c = (c >>> 1) ^ (c & 1 ? 0xedb8_8320 : 0);
  return c;
});

/** CRC-32 as zip has it. */
function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes)
    crc = (crc >>> 8) ^ (crcTable[(crc ^ byte) & 0xff] ?? 0);
  return (crc ^ -1) >>> 0;
}

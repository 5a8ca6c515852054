/**
 * Directory: the names in an open directory, and those of the preopens.
 *
 * WASI preview 1, `fd_readdir`, `fd_prestat_get` · lesson "What a module may
 * touch".
 */

import type { Answer, Call } from './call.ts';
import type { Process } from './descriptors.ts';
import { errno } from './errno.ts';
import type { Errno } from './errno.ts';
import { filetype } from './filesystem.ts';
import type { Directory, Entry } from './filesystem.ts';
import { dirent, prestat, put, sizeOf } from './layout.ts';
import { encode } from './strings.ts';

/**
 * fd_readdir: lists a directory, `.` and `..` first. Parameters: `fd`; `buf`
 * and `buf_len`, room for entries; `cookie`, where to go on: 0 for the start,
 * or the `next` of an entry. Result: `bufused`. The room is filled to the
 * brim and the last entry cut off where it ends: less than full means that
 * there is no more. Fails with badf, notdir.
 *
 *     buf 1, buf_len 26, a directory that is empty
 *
 *         next                    ino                     length      type
 *      ?  01 00 00 00 00 00 00 00 05 00 00 00 00 00 00 00 01 00 00 00 03
 *      0  1                       9                       17          21
 *                    name  next (cut off)
 *         00 00 00   '.'   02  ?
 *         22         25    26
 *
 * Cookies count in a listing that is taken at cookie 0 and then kept, so a
 * program that deletes what it lists skips nothing.
 */
export function fdReaddir({ words, longs, memory, process }: Call): Answer {
  const [fd, buf, length, bufused] = words;
  const row = process.descriptors.get(fd);
  if (!row) return errno.badf;
  const { opened } = row;
  if (opened.kind !== 'directory') return errno.notdir;
  if (longs[0] === 0n || opened.listing.length === 0) {
    const listing = list(opened.node);
    if (typeof listing === 'number') return listing;
    opened.listing = listing;
  }
  const end = buf + length;
  let at = buf;
  let next = Number(longs[0]);
  for (const one of opened.listing.slice(next)) {
    if (at === end) break;
    const piece = entryBytes(one, ++next).subarray(0, end - at);
    memory.bytes.set(piece, at);
    at += piece.length;
  }
  memory.view.setUint32(bufused, at - buf, true);
  return errno.success;
}

/** All names of a directory, its own and its parent's included; the parent's number stays unknown. */
function list(directory: Directory): readonly Entry[] | Errno {
  const entries = directory.list();
  const stat = directory.stat();
  if (typeof entries === 'number') return entries;
  if (typeof stat === 'number') return stat;
  return [
    { name: '.', ino: stat.ino, filetype: filetype.directory },
    { name: '..', ino: 0n, filetype: filetype.directory },
    ...entries,
  ];
}

function entryBytes(entry: Entry, next: number): Uint8Array {
  const { ino, filetype } = entry;
  const name = encode(entry.name);
  const bytes = new Uint8Array(sizeOf.dirent + name.length);
  const values = { next, ino, nameLength: name.length, filetype };
  put(bytes, 0, dirent, sizeOf.dirent, values);
  bytes.set(name, sizeOf.dirent);
  return bytes;
}

/**
 * fd_prestat_get: whether the program was started with this descriptor.
 * Result: `prestat`, the length of the directory's name. Fails with badf
 * where it was not; that ends the search for preopens, which begins at 3.
 *
 *     "/sand"      tag       name length
 *                  00  …     05 00 00 00
 *                  0         4
 */
export function fdPrestatGet({ words, memory, process }: Call): Answer {
  const [fd, result] = words;
  const name = preopenName(process, fd);
  if (name === undefined) return errno.badf;
  const values = { tag: 0, nameLength: name.length };
  put(memory.bytes, result, prestat, sizeOf.prestat, values);
  return errno.success;
}

/**
 * fd_prestat_dir_name: the name of a preopen, without an end mark.
 * Parameters: `fd`; `path` and `path_len`, room for it. Fails with badf,
 * nametoolong (too little room).
 *
 *     "/sand", path 1, path_len 6      ?  '/' 's' 'a' 'n' 'd'  ?  ?
 *                                      0  1                    6
 */
export function fdPrestatDirName({ words, memory, process }: Call): Answer {
  const [fd, path, length] = words;
  const name = preopenName(process, fd);
  if (name === undefined) return errno.badf;
  if (name.length > length) return errno.nametoolong;
  memory.bytes.set(name, path);
  return errno.success;
}

function preopenName(process: Process, fd: number): Uint8Array | undefined {
  const opened = process.descriptors.get(fd)?.opened;
  const isOne = opened?.kind === 'directory' && opened.preopen !== undefined;
  return isOne ? encode(opened.preopen) : undefined;
}

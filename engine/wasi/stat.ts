/**
 * Stat: what a descriptor is, what may be done with it, and its attributes.
 *
 * Rights are reported as programs expect them; they may only shrink. Of all of
 * them this host itself heeds those to read and to write.
 * WASI preview 1, `fdstat` and `filestat` · lesson "What a module may touch".
 */

import type { Answer, Call, Memory } from './call.ts';
import { fileAt, resize, safe } from './fd.ts';
import { filetypeOf, rights, statOf } from './descriptors.ts';
import { errno } from './errno.ts';
import type { Errno } from './errno.ts';
import type { Stat, Times } from './filesystem.ts';
import { fdstat, filestat, put, sizeOf } from './layout.ts';
import type { Clock } from './world.ts';

/**
 * fd_fdstat_get: the state of a descriptor. Result: `stat`. A terminal is a
 * character device without the rights to seek and tell. Fails with badf.
 *
 *     a terminal, NONBLOCK set, that can be read
 *
 *         filetype   flags         rights                  inheriting
 *         02  00     04 00  00 …   02 00 00 00 00 00 00 00  00 00 …
 *         0          2             8                        16
 */
export function fdFdstatGet({ words, memory, process }: Call): Answer {
  const [fd, result] = words;
  const row = process.descriptors.get(fd);
  if (!row) return errno.badf;
  const { opened, flags, rights, inheriting } = row;
  const type = filetypeOf(opened);
  const values = { filetype: type, flags, rights, inheriting };
  put(memory.bytes, result, fdstat, sizeOf.fdstat, values);
  return errno.success;
}

/**
 * fd_fdstat_set_flags: APPEND 1, DSYNC 2, NONBLOCK 4, RSYNC 8, SYNC 16, all at
 * once. Parameters: `fd`, `flags`. NONBLOCK on a stream makes fd_read answer
 * again instead of waiting. Fails with badf, inval (another flag).
 */
export function fdFdstatSetFlags({ words, process }: Call): Answer {
  const [fd, flags] = words;
  const row = process.descriptors.get(fd);
  if (!row) return errno.badf;
  if (flags > 31) return errno.inval;
  row.flags = flags;
  return errno.success;
}

/**
 * fd_fdstat_set_rights: gives up rights, for good. Parameters: `fd`; `rights`
 * and `inheriting`, what is kept. Fails with badf, notcapable (a right that
 * the descriptor has not).
 */
export function fdFdstatSetRights({ words, longs, process }: Call): Answer {
  const [base, inheriting] = longs;
  const row = process.descriptors.get(words[0]);
  if (!row) return errno.badf;
  if (base & ~row.rights || inheriting & ~row.inheriting)
    return errno.notcapable;
  row.rights = base;
  row.inheriting = inheriting;
  return errno.success;
}

/**
 * fd_filestat_get: the attributes of what is open. Result: `stat`. Fails with
 * badf.
 *
 *     a file of 5 bytes with one name
 *
 *         dev       ino       filetype  nlink     size      atim … ctim
 *         01 00 …   07 00 …   04 00 …   01 00 …   05 00 …   ns since 1970
 *         0         8         16        24        32        40   48   56
 */
export function fdFilestatGet({ words, memory, process }: Call): Answer {
  const [fd, result] = words;
  const row = process.descriptors.get(fd);
  return row ? putStat(memory, result, statOf(row)) : errno.badf;
}

/** Writes attributes as a filestat record, or passes on why there are none. */
export function putStat(
  { bytes }: Memory,
  at: number,
  stat: Stat | Errno,
): Errno {
  if (typeof stat === 'number') return stat;
  put(bytes, at, filestat, sizeOf.filestat, {
    dev: 1n,
    ino: stat.ino,
    filetype: stat.filetype,
    nlink: stat.links,
    size: stat.size,
    atim: stat.accessed,
    mtim: stat.modified,
    ctim: stat.changed,
  });
  return errno.success;
}

/**
 * fd_filestat_set_size: cuts a file, or fills it up with zeros. Parameters:
 * `fd`, `size`. Fails with badf, spipe (a stream), inval, fbig, nospc.
 */
export function fdFilestatSetSize({
  words: [fd],
  longs,
  process,
}: Call): Answer {
  const row = process.descriptors.get(fd);
  const file = fileAt(row, rights.fdWrite);
  if (typeof file === 'number') return file;
  const size = safe(longs[0]);
  return size === undefined ? errno.inval : resize(process, file.node, size);
}

/**
 * fd_filestat_set_times: when a file was read and written last. Parameters:
 * `fd`; `atim`, `mtim`; `fst_flags`, which of them to set: ATIM 1, ATIM_NOW 2,
 * MTIM 4, MTIM_NOW 8. Fails with badf, inval (a stream, another flag, or ATIM
 * beside ATIM_NOW).
 */
export function fdFilestatSetTimes({ words, longs, process }: Call): Answer {
  const opened = process.descriptors.get(words[0])?.opened;
  if (!opened) return errno.badf;
  const times = timesFrom(words[1], longs, process.world.clock);
  if (!times || opened.kind === 'stream') return errno.inval;
  return opened.node.setTimes(times);
}

/** The times that flags ask to set, or undefined where they contradict. */
export function timesFrom(
  flags: number,
  [accessed, modified]: readonly bigint[],
  clock: Clock,
): Times | undefined {
  const pick = (bits: number, given: bigint): bigint | undefined =>
    bits === 1 ? given : bits === 2 ? clock.realtime() : undefined;
  const [atim, mtim] = [flags & 3, (flags >> 2) & 3];
  if (flags > 15 || atim === 3 || mtim === 3) return undefined;
  return { accessed: pick(atim, accessed), modified: pick(mtim, modified) };
}

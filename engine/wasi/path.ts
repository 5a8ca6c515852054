/**
 * Path: opening, making, moving and removing what names lead to.
 *
 * Every path is relative to an open directory and never leads out of it:
 * resolve.ts sees to that. So all functions here may fail, besides what they
 * name, with badf and notdir (of the directory's descriptor), ilseq (the path
 * is not UTF-8) and with what resolve answers: noent, notdir, loop,
 * nametoolong, inval, perm.
 * WASI preview 1, `path_open` · lesson "What a module may touch".
 */

import { answerWord, textAt } from './call.ts';
import type { Answer, Call } from './call.ts';
import {
  addDescriptor,
  directoryAt,
  directoryDescriptor,
} from './descriptors.ts';
import { giveBack, ofFile, rights, toWrite } from './descriptors.ts';
import type { Descriptor, Process } from './descriptors.ts';
import { errno } from './errno.ts';
import type { Errno } from './errno.ts';
import type { File, Node, Stat } from './filesystem.ts';
import { resize } from './fd.ts';
import { resolve } from './resolve.ts';
import type { Place } from './resolve.ts';
import { putStat, timesFrom } from './stat.ts';
import { encode } from './strings.ts';

/** How to open: make what is missing, only a directory, only if missing, empty it. */
const oflags = { creat: 1, directory: 2, excl: 4, trunc: 8 };

/** The place that a path of this call means. */
function placeAt(
  { memory, process }: Call,
  fd: number,
  path: number,
  length: number,
  follow: boolean,
): Place | Errno {
  const directory = directoryAt(process, fd);
  if (typeof directory === 'number') return directory;
  const text = textAt(memory, path, length);
  if (text === undefined) return errno.ilseq;
  return resolve(directory, text, follow);
}

/** Does something in the place that a path means; a link in the last place is not followed. */
function withPlace(
  call: Call,
  fd: number,
  path: number,
  length: number,
  action: (place: Place) => Errno,
): Errno {
  const place = placeAt(call, fd, path, length, false);
  return typeof place === 'number' ? place : action(place);
}

/**
 * path_open: opens a file or a directory. Parameters: `fd`; `dirflags`, 1 to
 * follow a link in the last place; `path`; `oflags`, CREAT 1, DIRECTORY 2,
 * EXCL 4, TRUNC 8; `rights`, of which those to read and write are heeded;
 * `inheriting`; `fdflags`. Result: `opened`, the new descriptor. Fails with
 * exist (EXCL), isdir (a directory to write to), notdir (DIRECTORY), loop (a
 * link not followed), inval (flags that exclude each other), mfile and nospc
 * (a limit).
 *
 *     path 1, path_len 5, opened 8
 *
 *         'a' '.' 't' 'x' 't'  ?       04 00 00 00
 *         1                            8
 */
export function pathOpen(call: Call): Answer {
  const [fd, dirflags, path, length, how, flags, result] = call.words;
  const [wanted] = call.longs;
  const make = (how & oflags.creat) !== 0;
  const fresh = make && (how & oflags.excl) !== 0;
  if (how > 15 || flags > 31 || dirflags > 1) return errno.inval;
  if (make && how & oflags.directory) return errno.inval;
  const follow = !fresh && dirflags === 1;
  const place = placeAt(call, fd, path, length, follow);
  if (typeof place === 'number') return place;
  if (fresh && place.node) return errno.exist;
  const row = openAt(call.process, place, how, wanted);
  if (typeof row === 'number') return row;
  row.flags = flags;
  const opened = addDescriptor(call.process, row);
  if (opened !== undefined) return answerWord(call, result, opened);
  if (row.opened.kind === 'file') row.opened.node.close();
  return errno.mfile;
}

function openAt(
  process: Process,
  place: Place,
  how: number,
  wanted: bigint,
): Descriptor | Errno {
  const { directory, name, slash } = place;
  const make = (how & oflags.creat) !== 0;
  if (!place.node && !make) return errno.noent;
  if (!place.node && slash) return errno.isdir;
  const node = place.node ?? created(process, () => directory.createFile(name));
  if (typeof node === 'number') return node;
  if (node.kind === 'link')
    return how & oflags.directory ? errno.notdir : errno.loop;
  if (node.kind === 'directory') {
    if (make || how & oflags.trunc || wanted & toWrite) return errno.isdir;
    return directoryDescriptor(node);
  }
  if (how & oflags.directory) return errno.notdir;
  const opened = node.open();
  if (opened !== errno.success) return opened;
  const emptied = how & oflags.trunc ? resize(process, node, 0) : errno.success;
  return emptied === errno.success ? fileDescriptor(node, wanted) : emptied;
}

/** What `make` answers, if one more node is allowed; nospc if not. */
function created<Result>(
  { meter }: Process,
  make: () => Result | Errno,
): Result | Errno {
  if (!meter.take('nodes', 1)) return errno.nospc;
  const made = make();
  if (typeof made === 'number' && made !== errno.success)
    meter.take('nodes', -1);
  return made;
}

/** The answer of what took away a name; if it succeeded, that is one node fewer, and `stat` was its attributes. */
function removed(
  process: Process,
  stat: Stat | Errno | undefined,
  answer: Errno,
): Errno {
  if (answer !== errno.success) return answer;
  process.meter.take('nodes', -1);
  if (typeof stat === 'object') giveBack(process, stat, stat.links - 1n);
  return answer;
}

/** A row for a file: read only if nothing to write is wanted, write only if no reading is. */
function fileDescriptor(node: File, wanted: bigint): Descriptor {
  const writes = (wanted & toWrite) !== 0n;
  const reads = !writes || (wanted & rights.fdRead) !== 0n;
  return {
    opened: { kind: 'file', node, offset: 0 },
    flags: 0,
    rights: ofFile(reads, writes),
    inheriting: 0n,
  };
}

/** path_create_directory: makes an empty directory. Parameters: `fd`, `path`. Fails with exist. */
export function pathCreateDirectory(call: Call): Answer {
  const [fd, path, length] = call.words;
  return withPlace(call, fd, path, length, ({ node, directory, name }) =>
    node
      ? errno.exist
      : created(call.process, () => directory.createDirectory(name)),
  );
}

/**
 * path_remove_directory: removes an empty directory. Parameters: `fd`, `path`.
 * Fails with notempty, notdir, inval (the directory that `fd` itself is).
 */
export function pathRemoveDirectory(call: Call): Answer {
  const [fd, path, length] = call.words;
  return withPlace(call, fd, path, length, ({ directory, name }) =>
    name === '.'
      ? errno.inval
      : removed(call.process, undefined, directory.removeDirectory(name)),
  );
}

/** path_unlink_file: removes the name of a file or a link. Parameters: `fd`, `path`. Fails with isdir. */
export function pathUnlinkFile(call: Call): Answer {
  const [fd, path, length] = call.words;
  const { process } = call;
  return withPlace(call, fd, path, length, ({ node, directory, name }) => {
    if (name === '.') return errno.isdir;
    const stat = process.world.meter && node?.stat();
    return removed(process, stat, directory.unlink(name));
  });
}

/**
 * path_rename: moves a file, a link or a directory, over what already has the
 * new name if both are alike. Parameters: `fd`, `old_path`, `new_fd`,
 * `new_path`. Fails with notempty, isdir, notdir, xdev (another filesystem),
 * inval (into itself).
 */
export function pathRename(call: Call): Answer {
  const [fd, path, length, newFd, newPath, newLength] = call.words;
  const from = placeAt(call, fd, path, length, false);
  const to = placeAt(call, newFd, newPath, newLength, false);
  if (typeof from === 'number') return from;
  if (typeof to === 'number') return to;
  if (!from.node) return errno.noent;
  if (from.name === '.' || to.name === '.') return errno.inval;
  if (to.slash && from.node.kind !== 'directory') return errno.notdir;
  const over = call.process.world.meter && to.node?.stat();
  const answer = from.directory.rename(from.name, to.directory, to.name);
  return to.node ? removed(call.process, over, answer) : answer;
}

/**
 * path_link: gives a file another name. Parameters: `old_fd`; `old_flags`,
 * which must not ask to follow a link; `old_path`; `new_fd`, `new_path`. Fails
 * with exist, perm (a directory), inval (follow), xdev.
 */
export function pathLink(call: Call): Answer {
  const [fd, flags, path, length, newFd, newPath, newLength] = call.words;
  if (flags !== 0) return errno.inval;
  const from = placeAt(call, fd, path, length, false);
  const to = placeAt(call, newFd, newPath, newLength, false);
  if (typeof from === 'number') return from;
  if (typeof to === 'number') return to;
  if (!from.node) return errno.noent;
  const { node } = from;
  if (node.kind === 'directory') return errno.perm;
  const free = nameForFile(to);
  if (free !== errno.success) return free;
  return created(call.process, () => to.directory.link(to.name, node));
}

/** Whether a place can take a new file or link. Fails with exist, noent. */
function nameForFile({ node, slash }: Place): Errno {
  if (node) return errno.exist;
  return slash ? errno.noent : errno.success;
}

/**
 * path_symlink: makes a link. Parameters: `old_path`, its text, which is not
 * looked at until the link is used; `fd`, `new_path`. Fails with exist, perm
 * (an absolute text).
 */
export function pathSymlink(call: Call): Answer {
  const [text, textLength, fd, path, length] = call.words;
  const target = textAt(call.memory, text, textLength);
  if (target === undefined) return errno.ilseq;
  if (target === '') return errno.noent;
  if (target.startsWith('/')) return errno.perm;
  return withPlace(call, fd, path, length, (place) => {
    const free = nameForFile(place);
    if (free !== errno.success) return free;
    const { directory, name } = place;
    return created(call.process, () => directory.createLink(name, target));
  });
}

/**
 * path_readlink: the text of a link, as much as there is room for. Parameters:
 * `fd`, `path`; `buf` and `buf_len`, the room. Result: `bufused`. Fails with
 * inval (not a link).
 *
 *     a link to "sand", buf 1, buf_len 3      's' 'a' 'n'  ?
 *                                             1            4
 */
export function pathReadlink(call: Call): Answer {
  const [fd, path, length, buf, room, bufused] = call.words;
  const node = nodeAt(call, [fd, path, length], false);
  if (typeof node === 'number') return node;
  if (node.kind !== 'link') return errno.inval;
  const bytes = encode(node.target).subarray(0, room);
  call.memory.bytes.set(bytes, buf);
  return answerWord(call, bufused, bytes.length);
}

/** What a path leads to; it must exist. */
function nodeAt(
  call: Call,
  [fd, path, length]: readonly number[],
  follow: boolean,
): Node | Errno {
  const place = placeAt(call, fd, path, length, follow);
  return typeof place === 'number' ? place : (place.node ?? errno.noent);
}

/**
 * path_filestat_get: the attributes of what a path leads to. Parameters: `fd`;
 * `flags`, 1 to follow a link in the last place; `path`. Result: `stat`. Fails
 * with noent.
 *
 *     a directory with one name
 *
 *         dev       ino       filetype  nlink     size      atim … ctim
 *         01 00 …   02 00 …   03 00 …   01 00 …   00 00 …   ns since 1970
 *         0         8         16        24        32        40   48   56
 */
export function pathFilestatGet(call: Call): Answer {
  const [fd, flags, path, length, result] = call.words;
  const node = nodeAt(call, [fd, path, length], flags === 1);
  if (typeof node === 'number') return node;
  return putStat(call.memory, result, node.stat());
}

/**
 * path_filestat_set_times: when a file was read and written last. Parameters:
 * `fd`; `flags`, 1 to follow a link; `path`; `atim`, `mtim`, `fst_flags`, as
 * for fd_filestat_set_times. Fails with inval.
 */
export function pathFilestatSetTimes(call: Call): Answer {
  const [fd, flags, path, length, which] = call.words;
  const times = timesFrom(which, call.longs, call.process.world.clock);
  if (!times) return errno.inval;
  const node = nodeAt(call, [fd, path, length], flags === 1);
  return typeof node === 'number' ? node : node.setTimes(times);
}

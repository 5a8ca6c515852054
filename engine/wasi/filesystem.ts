/**
 * Filesystem: what a file, a directory and a link can do for a program.
 *
 * These are the operations that paths and descriptors are made of, each on one
 * node or on one name in one directory: no path, no `..`, no descriptor and no
 * WebAssembly here. tree.ts keeps such nodes in memory; the command line backs
 * them by real folders. A failure is answered, never thrown.
 * WASI preview 1, "filesystem" · lesson "What a module may touch".
 */

import type { Errno } from './errno.ts';

/** What a descriptor or a name stands for, as WASI numbers it. */
export const filetype = {
  unknown: 0,
  blockDevice: 1,
  characterDevice: 2,
  directory: 3,
  regularFile: 4,
  socketDgram: 5,
  socketStream: 6,
  symbolicLink: 7,
} as const;

/** Attributes of a node. Times are nanoseconds since 1970. */
export type Stat = {
  /** The same number for every name of one node. */
  readonly ino: bigint;
  readonly filetype: number;
  /** How many names it has. */
  readonly links: bigint;
  /** In bytes. */
  readonly size: bigint;
  readonly accessed: bigint;
  readonly modified: bigint;
  readonly changed: bigint;
};

/** Times to set; undefined leaves one as it is. */
export type Times = {
  readonly accessed: bigint | undefined;
  readonly modified: bigint | undefined;
};

/** What a name in a directory leads to. */
export type Node = File | Directory | Link;

type Common = {
  stat(): Stat | Errno;
  setTimes(times: Times): Errno;
};

/** A row of bytes. Offsets and sizes are safe integers. */
export type File = Common & {
  readonly kind: 'file';
  /** Comes before the first read, write, resize or sync. */
  open(): Errno;
  /** At most `max` bytes from `offset`, as the caller's own; fewer only at the end. */
  read(offset: number, max: number): Uint8Array | Errno;
  /** Writes all, filling a gap before `offset` with zeros. */
  write(offset: number, bytes: Uint8Array): Errno;
  /** Cuts the file, or fills it up with zeros. */
  resize(size: number): Errno;
  /** Makes what was written last. */
  sync(): Errno;
  /** Nobody will use this object again. */
  close(): void;
};

/** A text that stands for a path. */
export type Link = Common & {
  readonly kind: 'link';
  readonly target: string;
};

/** One name of a directory. */
export type Entry = {
  readonly name: string;
  readonly ino: bigint;
  readonly filetype: number;
};

/** Names that lead to nodes. A name is never empty, `.`, `..` or has a `/`. */
export type Directory = Common & {
  readonly kind: 'directory';
  find(name: string): Node | Errno;
  /** All names but `.` and `..`. */
  list(): readonly Entry[] | Errno;
  /** Makes an empty file, open, under a name that must be free. */
  createFile(name: string): File | Errno;
  createDirectory(name: string): Errno;
  createLink(name: string, target: string): Errno;
  /** Gives a file of the same filesystem one more name. */
  link(name: string, node: Node): Errno;
  /** Takes away the name of a file or link. */
  unlink(name: string): Errno;
  /** Takes away an empty directory. */
  removeDirectory(name: string): Errno;
  /** Moves a name, over what stands there if that may be replaced. */
  rename(name: string, to: Directory, toName: string): Errno;
};

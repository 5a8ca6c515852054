/**
 * Descriptors: the table of what a program has open.
 *
 * A descriptor is a small number; it stands for a stream, a file with a
 * position in it, or a directory. 0, 1 and 2 are the streams, the preopens
 * follow from 3 without a gap, because programs look for them until the first
 * badf; sockets come after them.
 * WASI preview 1, `fd` · lesson "What a module may touch".
 */

import { errno } from './errno.ts';
import type { Errno } from './errno.ts';
import { filetype } from './filesystem.ts';
import type { Directory, Entry, File, Stat } from './filesystem.ts';
import type { Meter } from './limits.ts';
import { meter } from './limits.ts';
import type { Input, Listener, Output, Socket, World } from './world.ts';

/** A file and the position in it, in bytes. */
export type OpenFile = {
  readonly kind: 'file';
  readonly node: File;
  offset: number;
};

/** What bytes come from, go to, or both; or a socket that only listens. */
export type Stream = {
  readonly kind: 'stream';
  readonly input?: Input;
  readonly output?: Output;
  readonly listener?: Listener;
  readonly socket: boolean;
};

/** What stands behind a descriptor. */
export type Opened =
  | Stream
  | OpenFile
  | {
      readonly kind: 'directory';
      readonly node: Directory;
      /** The name, if the program was started with this directory. */
      readonly preopen: string | undefined;
      /** The listing that cookies count in. */
      listing: readonly Entry[];
    };

/** One row of the table. */
export type Descriptor = {
  readonly opened: Opened;
  flags: number;
  rights: bigint;
  inheriting: bigint;
};

/** A program's side of the world: what it was lent, and what it has open. */
export type Process = {
  readonly world: World;
  readonly descriptors: Map<number, Descriptor>;
  readonly meter: Meter;
  /** What has ended it, if it has ended. */
  end?: Error;
};

/** Flags of a descriptor. */
export const fdflags = { append: 1, dsync: 2, nonblock: 4, rsync: 8, sync: 16 };

/** What may be done with a descriptor, a bit each. */
// prettier-ignore
export const rights = {
  fdDatasync: 1n << 0n, fdRead: 1n << 1n, fdSeek: 1n << 2n,
  fdFdstatSetFlags: 1n << 3n, fdSync: 1n << 4n, fdTell: 1n << 5n,
  fdWrite: 1n << 6n, fdAdvise: 1n << 7n, fdAllocate: 1n << 8n,
  pathCreateDirectory: 1n << 9n, pathCreateFile: 1n << 10n,
  pathLinkSource: 1n << 11n, pathLinkTarget: 1n << 12n, pathOpen: 1n << 13n,
  fdReaddir: 1n << 14n, pathReadlink: 1n << 15n, pathRenameSource: 1n << 16n,
  pathRenameTarget: 1n << 17n, pathFilestatGet: 1n << 18n,
  pathFilestatSetSize: 1n << 19n, pathFilestatSetTimes: 1n << 20n,
  fdFilestatGet: 1n << 21n, fdFilestatSetSize: 1n << 22n,
  fdFilestatSetTimes: 1n << 23n, pathSymlink: 1n << 24n,
  pathRemoveDirectory: 1n << 25n, pathUnlinkFile: 1n << 26n,
  pollFdReadwrite: 1n << 27n, sockShutdown: 1n << 28n, sockAccept: 1n << 29n,
} as const;

/** What writing needs; a file opened with none of these is read only. */
export const toWrite =
  rights.fdWrite | rights.fdAllocate | rights.fdFilestatSetSize;

/** The rights that a set written in bits names. */
const below = (bits: number): bigint => (1n << BigInt(bits)) - 1n;

/** The rights of a file, reported as Wasmtime does: all but those to read or to write, if it was opened without. */
export const ofFile = (reads: boolean, writes: boolean): bigint =>
  below(30) &
  ~(reads ? 0n : rights.fdRead | rights.fdReaddir) &
  ~(writes ? 0n : rights.fdWrite);

/** Those of what is opened in a directory; of the directory itself those that name paths, and neither seek nor set_size, by which programs tell. */
const inheriting = below(28) & ~rights.pathFilestatSetSize;
// prettier-ignore
const ofDirectory =
  inheriting & ~below(9) & ~rights.fdFilestatSetSize & ~rights.pollFdReadwrite;

/** The descriptors a program starts with. */
function startingDescriptors(world: World): Map<number, Descriptor> {
  const { stdin, stdout, stderr, sockets = [] } = world;
  const first: Descriptor[] = [
    stream({ input: stdin }, rights.fdRead),
    stream({ output: stdout }, rights.fdWrite),
    stream({ output: stderr }, rights.fdWrite),
    ...world.preopens.map(({ name, directory }) =>
      directoryDescriptor(directory, name),
    ),
    ...sockets.map((listener) =>
      stream({ listener, socket: true }, rights.sockAccept),
    ),
  ];
  return new Map(first.entries());
}

/** Programs take a character device without seek and tell for a terminal. */
const stream = (
  parts: Omit<Stream, 'kind' | 'socket'> & { readonly socket?: boolean },
  use: bigint,
  flags = 0,
): Descriptor => ({
  opened: { kind: 'stream', socket: false, ...parts },
  flags,
  rights: use,
  inheriting: 0n,
});

/** A row for a connection. */
export const socketDescriptor = (socket: Socket, flags: number): Descriptor =>
  stream({ ...socket, socket: true }, rights.fdRead | rights.fdWrite | rights.sockShutdown, flags); // prettier-ignore

/** A program's side of `world`, before its first call. */
export function createProcess(world: World): Process {
  const descriptors = startingDescriptors(world);
  const counts = world.meter ?? meter({});
  counts.take('open', descriptors.size);
  return { world, descriptors, meter: counts };
}

/** A row for a directory: what is opened in it may be used in every way. */
export const directoryDescriptor = (
  node: Directory,
  preopen?: string,
): Descriptor => ({
  opened: { kind: 'directory', node, preopen, listing: [] },
  flags: 0,
  rights: ofDirectory,
  inheriting,
});

/** Puts a row under the lowest free number; undefined where so many are not allowed. */
export function addDescriptor(
  process: Process,
  row: Descriptor,
): number | undefined {
  if (!process.meter.take('open', 1)) return undefined;
  let fd = 0;
  while (process.descriptors.has(fd)) fd++;
  process.descriptors.set(fd, row);
  return fd;
}

/** Takes away a row, and gives back what it used. */
export function dropDescriptor(process: Process, fd: number): void {
  const opened = process.descriptors.get(fd)?.opened;
  if (!process.descriptors.delete(fd)) return;
  process.meter.take('open', -1);
  if (opened?.kind === 'file') {
    const stat = process.world.meter && opened.node.stat();
    if (typeof stat === 'object') giveBack(process, stat, stat.links);
    opened.node.close();
  } else if (opened?.kind === 'stream' && opened.socket) {
    opened.input?.close?.();
    opened.output?.end?.();
  }
}

/** Gives back the bytes of a file, if neither a name nor a descriptor leads to it any more. */
export function giveBack(process: Process, stat: Stat, names: bigint): void {
  if (names > 0n || stat.filetype !== filetype.regularFile) return;
  for (const { opened } of process.descriptors.values()) {
    const other = opened.kind === 'file' && opened.node.stat();
    if (typeof other === 'object' && other.ino === stat.ino) return;
  }
  process.meter.take('bytes', -Number(stat.size));
}

/** Counts a file as `to` bytes long, before it is, or as no shorter than it was unless it `shrinks`. Fails with nospc over the limit. */
export function countSize(
  { world }: Process,
  file: File,
  to: number,
  shrinks: boolean,
): Errno {
  const stat = world.meter ? file.stat() : errno.success;
  if (typeof stat === 'number') return stat;
  const more = to - Number(stat.size);
  if (more < 0 && !shrinks) return errno.success;
  return world.meter?.take('bytes', more) ? errno.success : errno.nospc;
}

/** The directory behind `fd`. Fails with badf, notdir. */
export function directoryAt(process: Process, fd: number): Directory | Errno {
  const row = process.descriptors.get(fd);
  if (!row) return errno.badf;
  return row.opened.kind === 'directory' ? row.opened.node : errno.notdir;
}

/** The attributes behind a row; a stream has none but its type. */
export function statOf({ opened }: Descriptor): Stat | Errno {
  if (opened.kind === 'file' || opened.kind === 'directory')
    return opened.node.stat();
  return {
    ino: 0n,
    filetype: filetypeOf(opened),
    links: 1n,
    size: 0n,
    accessed: 0n,
    modified: 0n,
    changed: 0n,
  };
}

/** The type of what is open. */
export function filetypeOf(opened: Opened): number {
  if (opened.kind === 'file') return filetype.regularFile;
  if (opened.kind === 'directory') return filetype.directory;
  if (opened.socket) return filetype.socketStream;
  const terminal = (opened.input ?? opened.output)?.terminal;
  return terminal ? filetype.characterDevice : filetype.unknown;
}

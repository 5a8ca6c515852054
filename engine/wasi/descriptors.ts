/**
 * Descriptors: the table of what a program has open.
 *
 * A descriptor is a small number; it stands for a stream, a file with a
 * position in it, or a directory. 0, 1 and 2 are the streams, the preopens
 * follow from 3 without a gap, because programs look for them until the first
 * badf.
 * WASI preview 1, `fd` · lesson "What a module may touch".
 */

import { errno } from './errno.ts';
import type { Errno } from './errno.ts';
import { filetype } from './filesystem.ts';
import type { Directory, Entry, File, Stat } from './filesystem.ts';
import type { Input, Output, World } from './world.ts';

/** A file and the position in it, in bytes. */
export type OpenFile = {
  readonly kind: 'file';
  readonly node: File;
  offset: number;
};

/** What stands behind a descriptor. */
export type Opened =
  | { readonly kind: 'input'; readonly stream: Input }
  | { readonly kind: 'output'; readonly stream: Output }
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

const anywhere =
  rights.fdFdstatSetFlags | rights.fdFilestatGet | rights.pollFdReadwrite;

/** What writing needs; a file opened with none of these is read only. */
export const toWrite =
  rights.fdWrite | rights.fdAllocate | rights.fdFilestatSetSize;

const kept = rights.fdDatasync | rights.fdSync | rights.fdFilestatSetTimes;

/** What can be done with a file. */
// prettier-ignore
export const ofFile =
  anywhere | kept | toWrite | rights.fdRead | rights.fdSeek | rights.fdTell |
  rights.fdAdvise;

/** What can be done with a directory; neither seek nor set_size, by which programs tell. */
// prettier-ignore
const ofDirectory =
  anywhere | kept | rights.fdReaddir | rights.pathCreateDirectory |
  rights.pathCreateFile | rights.pathLinkSource | rights.pathLinkTarget |
  rights.pathOpen | rights.pathReadlink | rights.pathRenameSource |
  rights.pathRenameTarget | rights.pathFilestatGet |
  rights.pathFilestatSetSize | rights.pathFilestatSetTimes |
  rights.pathSymlink | rights.pathRemoveDirectory | rights.pathUnlinkFile;

/** The descriptors a program starts with. */
export function startingDescriptors(world: World): Map<number, Descriptor> {
  const { stdin, stdout, stderr } = world;
  const first: Descriptor[] = [
    stream({ kind: 'input', stream: stdin }, rights.fdRead),
    stream({ kind: 'output', stream: stdout }, rights.fdWrite),
    stream({ kind: 'output', stream: stderr }, rights.fdWrite),
    ...world.preopens.map(({ name, directory }) =>
      directoryDescriptor(directory, name),
    ),
  ];
  return new Map(first.entries());
}

/** Programs take a character device without seek and tell for a terminal. */
const stream = (opened: Opened, use: bigint): Descriptor => ({
  opened,
  flags: 0,
  rights: anywhere | use,
  inheriting: 0n,
});

/** A row for a directory: what is opened in it may be used in every way. */
export const directoryDescriptor = (
  node: Directory,
  preopen?: string,
): Descriptor => ({
  opened: { kind: 'directory', node, preopen, listing: [] },
  flags: 0,
  rights: ofDirectory,
  inheriting: ofDirectory | ofFile,
});

/** Puts a row under the lowest free number. */
export function addDescriptor(process: Process, row: Descriptor): number {
  let fd = 0;
  while (process.descriptors.has(fd)) fd++;
  process.descriptors.set(fd, row);
  return fd;
}

/** Takes away a row, if there is one. */
export function dropDescriptor(process: Process, fd: number): void {
  const opened = process.descriptors.get(fd)?.opened;
  if (opened?.kind === 'file') opened.node.close();
  process.descriptors.delete(fd);
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
  return opened.stream.terminal ? filetype.characterDevice : filetype.unknown;
}

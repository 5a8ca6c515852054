/**
 * Tree: files and directories kept in memory.
 *
 * A directory is a map from names to nodes; a node that several names lead to
 * is a hard link. Times are kept as whole nanoseconds, so they come back as
 * they were set.
 * WASI preview 1, "filesystem" · lesson "What a module may touch".
 */

import { errno } from './errno.ts';
import type { Errno } from './errno.ts';
import { filetype } from './filesystem.ts';
import type { Directory, Entry, File, Link, Node } from './filesystem.ts';
import type { Stat, Times } from './filesystem.ts';
import { encode } from './strings.ts';

/** What a directory shall hold: a text or bytes for a file, a tree for a directory. */
export type Tree = {
  readonly [name: string]: string | Uint8Array | Tree;
};

/** What every node of a filesystem in memory has. */
type Inode = {
  readonly ino: bigint;
  links: bigint;
  accessed: bigint;
  modified: bigint;
  changed: bigint;
};

/** What the nodes of one filesystem share. */
type Filesystem = {
  readonly now: () => bigint;
  lastIno: bigint;
  readonly inodes: WeakMap<Node, Inode>;
  readonly names: WeakMap<Directory, Map<string, Node>>;
};

/** A file may grow to 1 GiB. */
const largest = 2 ** 30;

/** A new filesystem that holds `tree`; `now` tells the time in nanoseconds since 1970. */
export function memoryDirectory(tree: Tree, now: () => bigint): Directory {
  const fs: Filesystem = {
    now,
    lastIno: 0n,
    inodes: new WeakMap(),
    names: new WeakMap(),
  };
  return plant(fs, tree);
}

function plant(fs: Filesystem, tree: Tree): Directory {
  const directory = makeDirectory(fs);
  const names = fs.names.get(directory);
  for (const [name, content] of Object.entries(tree)) {
    if (typeof content === 'string')
      names?.set(name, makeFile(fs, encode(content)));
    else if (content instanceof Uint8Array)
      names?.set(name, makeFile(fs, content.slice()));
    else names?.set(name, plant(fs, content));
  }
  return directory;
}

function makeInode(fs: Filesystem): Inode {
  const time = fs.now();
  fs.lastIno += 1n;
  const times = { accessed: time, modified: time, changed: time };
  return { ino: fs.lastIno, links: 1n, ...times };
}

function setTimes(fs: Filesystem, inode: Inode, times: Times): Errno {
  inode.accessed = times.accessed ?? inode.accessed;
  inode.modified = times.modified ?? inode.modified;
  inode.changed = fs.now();
  return errno.success;
}

const statOf = (inode: Inode, type: number, size: number): Stat => ({
  ...inode,
  filetype: type,
  size: BigInt(size),
});

function makeLink(fs: Filesystem, target: string): Link {
  const inode = makeInode(fs);
  const { length } = encode(target);
  const link: Link = {
    kind: 'link',
    target,
    stat: () => statOf(inode, filetype.symbolicLink, length),
    setTimes: (times) => setTimes(fs, inode, times),
  };
  fs.inodes.set(link, inode);
  return link;
}

/** So many zeros, or undefined where the host has no room for them. */
function bytesOf(length: number): Uint8Array<ArrayBuffer> | undefined {
  try {
    return new Uint8Array(length);
  } catch {
    return undefined;
  }
}

/** A file over `room`, of which it uses the first `size` bytes and grows it by doubling. */
function makeFile(fs: Filesystem, room: Uint8Array): File {
  const inode = makeInode(fs);
  let size = room.length;
  const resize = (to: number): Errno => {
    if (to > largest) return errno.fbig;
    if (to > room.length) {
      const wider = bytesOf(Math.max(to, Math.min(2 * room.length, largest)));
      if (!wider) return errno.nospc;
      wider.set(room);
      room = wider;
    }
    room.fill(0, to, size);
    size = to;
    inode.modified = inode.changed = fs.now();
    return errno.success;
  };
  const file: File = {
    kind: 'file',
    stat: () => statOf(inode, filetype.regularFile, size),
    setTimes: (times) => setTimes(fs, inode, times),
    open: () => errno.success,
    read(offset, max) {
      inode.accessed = fs.now();
      return room.slice(Math.min(offset, size), Math.min(offset + max, size));
    },
    write(offset, bytes) {
      const answer = resize(Math.max(size, offset + bytes.length));
      if (answer === errno.success) room.set(bytes, offset);
      return answer;
    },
    resize,
    sync: () => errno.success,
    close: () => undefined,
  };
  fs.inodes.set(file, inode);
  return file;
}

function makeDirectory(fs: Filesystem): Directory {
  const inode = makeInode(fs);
  const names = new Map<string, Node>();
  const touch = (): Errno => {
    inode.modified = inode.changed = fs.now();
    return errno.success;
  };
  /** Puts a new node under a free name. */
  const add = (name: string, make: () => Node): Errno => {
    if (names.has(name)) return errno.exist;
    names.set(name, make());
    return touch();
  };
  const directory: Directory = {
    kind: 'directory',
    stat: () => statOf(inode, filetype.directory, 0),
    setTimes: (times) => setTimes(fs, inode, times),
    find: (name) => names.get(name) ?? errno.noent,
    list: () => Array.from(names, entry),
    createFile(name) {
      if (names.has(name)) return errno.exist;
      const file = makeFile(fs, new Uint8Array(0));
      add(name, () => file);
      return file;
    },
    createDirectory: (name) => add(name, () => makeDirectory(fs)),
    createLink: (name, target) => add(name, () => makeLink(fs, target)),
    link(name, node) {
      const linked = fs.inodes.get(node);
      if (node.kind === 'directory') return errno.perm;
      if (!linked) return errno.xdev;
      const answer = add(name, () => node);
      if (answer === errno.success) linked.links += 1n;
      return answer;
    },
    unlink(name) {
      const node = names.get(name);
      if (!node) return errno.noent;
      if (node.kind === 'directory') return errno.isdir;
      forget(fs, node);
      names.delete(name);
      return touch();
    },
    removeDirectory(name) {
      const node = names.get(name);
      if (!node) return errno.noent;
      if (node.kind !== 'directory') return errno.notdir;
      if (fs.names.get(node)?.size) return errno.notempty;
      names.delete(name);
      return touch();
    },
    rename: (name, to, toName) => rename(fs, directory, name, to, toName),
  };
  fs.names.set(directory, names);
  fs.inodes.set(directory, inode);
  return directory;
}

/** One name fewer leads to `node`. */
function forget(fs: Filesystem, node: Node): void {
  const inode = fs.inodes.get(node);
  if (inode) inode.links -= 1n;
}

function entry([name, node]: readonly [string, Node]): Entry {
  const stat = node.stat();
  return typeof stat === 'number'
    ? { name, ino: 0n, filetype: filetype.unknown }
    : { name, ino: stat.ino, filetype: stat.filetype };
}

function rename(
  fs: Filesystem,
  from: Directory,
  name: string,
  to: Directory,
  toName: string,
): Errno {
  const source = fs.names.get(from);
  const target = fs.names.get(to);
  const node = source?.get(name);
  if (!source || !target) return errno.xdev;
  if (!node) return errno.noent;
  const old = target.get(toName);
  if (old === node) return errno.success;
  if (node.kind === 'directory') {
    if (contains(fs, node, to)) return errno.inval;
    if (old && old.kind !== 'directory') return errno.notdir;
    if (old && fs.names.get(old)?.size) return errno.notempty;
  } else if (old?.kind === 'directory') return errno.isdir;
  if (old) forget(fs, old);
  source.delete(name);
  target.set(toName, node);
  from.setTimes({ accessed: undefined, modified: fs.now() });
  return to.setTimes({ accessed: undefined, modified: fs.now() });
}

/** Whether `wanted` is `top` or lies somewhere below it. */
function contains(fs: Filesystem, top: Directory, wanted: Directory): boolean {
  const open = [top];
  for (let one = open.pop(); one; one = open.pop()) {
    if (one === wanted) return true;
    for (const node of fs.names.get(one)?.values() ?? [])
      if (node.kind === 'directory') open.push(node);
  }
  return false;
}

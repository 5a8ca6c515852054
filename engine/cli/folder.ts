/**
 * Folder: a real directory, lent to a program.
 *
 * Names come one at a time from wasi/resolve.ts, which walks links itself, so
 * what lies outside is never even named here. What is neither file, directory
 * nor link (devices, pipes, sockets) is refused. Node sets times as floating
 * point seconds, some 200 ns off: what a program has set is remembered as long
 * as the machine's own time stays the one that came of it.
 * WASI preview 1, "filesystem" · lesson "What a module may touch".
 */

import * as fs from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { join, sep } from 'node:path';
import { errno } from '../wasi/errno.ts';
import type { Errno } from '../wasi/errno.ts';
import { filetype } from '../wasi/filesystem.ts';
import type { Directory, Entry, File, Node } from '../wasi/filesystem.ts';
import type { Stat, Times } from '../wasi/filesystem.ts';

const { O_CREAT, O_EXCL, O_RDONLY, O_RDWR } = fs.constants;
/** Windows has no such flag. */
const noFollow = fs.constants.O_NOFOLLOW || 0;

/** Where a node stands, for the calls that name two. */
const paths = new WeakMap<Node, string>();

/** The directory at `path` of the machine; it must exist. */
export function folder(path: string): Directory {
  const at = (name: string): string => join(path, name);
  const directory: Directory = {
    kind: 'directory',
    ...common(path),
    find: (name) =>
      isPlain(name) ? attempt(() => nodeAt(at(name))) : errno.noent,
    list: () =>
      attempt(() => fs.readdirSync(path).flatMap((n) => entry(at(n), n))),
    createFile: (name) =>
      attempt(() =>
        file(
          at(name),
          fs.openSync(at(name), O_CREAT | O_EXCL | O_RDWR | noFollow, 0o666),
        ),
      ),
    createDirectory: (name) => done(() => fs.mkdirSync(at(name))),
    createLink: (name, target) => done(() => fs.symlinkSync(target, at(name))),
    unlink: (name) => done(() => fs.unlinkSync(at(name))),
    removeDirectory: (name) => done(() => fs.rmdirSync(at(name))),
    link(name, node) {
      const from = paths.get(node);
      return from === undefined
        ? errno.xdev
        : done(() => fs.linkSync(from, at(name)));
    },
    rename(name, to, toName) {
      const target = paths.get(to);
      if (target === undefined) return errno.xdev;
      return done(() => fs.renameSync(at(name), join(target, toName)));
    },
  };
  paths.set(directory, path);
  return directory;
}

/** On Windows a name could hold more than a name. */
const isPlain = (name: string): boolean => sep === '/' || !/[\\:]/.test(name);

function nodeAt(path: string): Node | Errno {
  const stat = fs.lstatSync(path);
  if (stat.isDirectory()) return folder(path);
  if (stat.isFile()) return file(path);
  if (!stat.isSymbolicLink()) return errno.notsup;
  const link: Node = {
    kind: 'link',
    ...common(path),
    target: fs.readlinkSync(path),
  };
  paths.set(link, path);
  return link;
}

/** A file, opened for writing where that is allowed. */
function file(path: string, opened?: number): File {
  let fd = opened;
  const open = (): number => {
    try {
      return (fd ??= fs.openSync(path, O_RDWR | noFollow));
    } catch {
      return (fd ??= fs.openSync(path, O_RDONLY | noFollow));
    }
  };
  const node: File = {
    kind: 'file',
    ...common(path),
    stat: () =>
      fd === undefined
        ? common(path).stat()
        : attempt(() => statOf(fs.fstatSync(open(), { bigint: true }))),
    open: () => done(open),
    read: (offset, max) =>
      attempt(() => {
        const size = Number(fs.fstatSync(open()).size);
        const bytes = new Uint8Array(Math.max(0, Math.min(max, size - offset)));
        const length = fs.readSync(open(), bytes, 0, bytes.length, offset);
        return bytes.subarray(0, length);
      }),
    write: (offset, bytes) =>
      done(() => {
        for (let n = 0; n < bytes.length;)
          n += fs.writeSync(open(), bytes, n, bytes.length - n, offset + n);
      }),
    resize: (size) => done(() => fs.ftruncateSync(open(), size)),
    sync: () => done(() => fs.fsyncSync(open())),
    close() {
      if (fd !== undefined) fs.closeSync(fd);
      fd = undefined;
    },
  };
  paths.set(node, path);
  return node;
}

const lstat = (path: string): BigIntStats =>
  fs.lstatSync(path, { bigint: true });

const common = (path: string) => ({
  stat: () => attempt(() => statOf(lstat(path))),
  setTimes: (times: Times) =>
    done(() => {
      const old = statOf(lstat(path));
      const accessed = times.accessed ?? old.accessed;
      const modified = times.modified ?? old.modified;
      fs.lutimesSync(path, Number(accessed) / 1e9, Number(modified) / 1e9);
      const made = lstat(path);
      const asked = [accessed, modified] as const;
      timesSet.set(fileOf(made), { asked, made: [made.atimeNs, made.mtimeNs] });
    }),
});

/** The times that programs asked for, and what the machine made of them, by file. */
const timesSet = new Map<
  string,
  Readonly<Record<'asked' | 'made', readonly [bigint, bigint]>>
>();

const fileOf = ({ dev, ino }: BigIntStats): string => `${dev} ${ino}`;

function statOf(stat: BigIntStats): Stat {
  const set = timesSet.get(fileOf(stat));
  const time = (which: 0 | 1, ns: bigint): bigint =>
    set?.made[which] === ns ? set.asked[which] : ns;
  return {
    ino: stat.ino,
    filetype: typeOf(stat),
    links: stat.nlink,
    size: stat.size,
    accessed: time(0, stat.atimeNs),
    modified: time(1, stat.mtimeNs),
    changed: stat.ctimeNs,
  };
}

function typeOf(stat: BigIntStats): number {
  if (stat.isDirectory()) return filetype.directory;
  if (stat.isFile()) return filetype.regularFile;
  return stat.isSymbolicLink() ? filetype.symbolicLink : filetype.unknown;
}

/** A name with its number and type; none if it has just gone. */
function entry(path: string, name: string): Entry[] {
  const stat = fs.lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return stat ? [{ name, ino: stat.ino, filetype: typeOf(stat) }] : [];
}

/** What `action` answers, or the errno of what it throws. */
function attempt<Result>(action: () => Result): Result | Errno {
  try {
    return action();
  } catch (error) {
    return errnoOf(error);
  }
}

function done(action: () => unknown): Errno {
  const result = attempt(() => void action());
  return result ?? errno.success;
}

/** Node names errors as C does, `ENOENT` for noent. */
function errnoOf(error: unknown): Errno {
  const code = codeOf(error).slice(1).toLowerCase();
  const entries = Object.entries(errno);
  return entries.find(([name]) => name === code)?.[1] ?? errno.io;
}

/** The code of an error of Node, or nothing. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

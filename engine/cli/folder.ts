/**
 * Folder: a real directory, lent to a program.
 *
 * Names come one at a time from wasi/resolve.ts, which walks links itself, so
 * what lies outside is never even named here. Others may move things about
 * meanwhile: a directory is known by its number, and a name is looked up in
 * the directory of that number or not at all (stale). On Linux that is one
 * step, since /proc names what is open; elsewhere the machine could be quicker
 * than the look and the act. What is neither file, directory nor link
 * (devices, pipes, sockets) is refused.
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

/** To open a directory on Linux only to name it, which needs no permission to read. */
const toName = 0o10_000_000 | fs.constants.O_DIRECTORY | noFollow;
const canName = process.platform === 'linux' && fs.existsSync('/proc/self/fd');

/** A directory of the machine: where it was found, and the number that it had. */
type Home = { readonly path: string; readonly id: string };

/** A name in a directory; '.' is the directory itself. */
type Spot = { readonly home: Home; readonly name: string };

const idOf = ({ dev, ino }: BigIntStats): string => `${dev} ${ino}`;

const lstat = (path: string): BigIntStats =>
  fs.lstatSync(path, { bigint: true });

/** Does something at a spot, by a path that leads there and nowhere else. Throws ESTALE where another directory has taken its place. */
function at<Result>(
  { home, name }: Spot,
  action: (path: string) => Result,
): Result {
  const check = (stat: BigIntStats): void => {
    if (idOf(stat) !== home.id)
      throw Object.assign(new Error(home.path), { code: 'ESTALE' });
  };
  if (!canName) {
    check(lstat(home.path));
    return action(join(home.path, name));
  }
  const fd = fs.openSync(home.path, toName);
  try {
    check(fs.fstatSync(fd, { bigint: true }));
    return action(`/proc/self/fd/${fd}/${name}`);
  } finally {
    fs.closeSync(fd);
  }
}

/** Where a node stands, for the calls that name two. */
const spots = new WeakMap<Node, Spot>();

const kept = <Kind extends Node>(node: Kind, spot: Spot): Kind => {
  spots.set(node, spot);
  return node;
};

/** The directory at `path` of the machine; it must exist. */
export function folder(path: string): Directory {
  const real = fs.realpathSync(path);
  return directory({ path: real, id: idOf(lstat(real)) });
}

function directory(home: Home): Directory {
  const spot = (name: string): Spot => ({ home, name });
  const here = spot('.');
  /** Does something that names this directory's `name` and another spot. */
  const both = (
    other: Spot | undefined,
    name: string,
    action: (here: string, there: string) => void,
  ): Errno =>
    other
      ? done(() =>
          at(other, (there) => at(spot(name), (path) => action(path, there))),
        )
      : errno.xdev;
  const node: Directory = {
    kind: 'directory',
    ...common(here),
    find: (name) =>
      isPlain(name) ? attempt(() => nodeAt(spot(name))) : errno.noent,
    list: () =>
      attempt(() =>
        at(here, (path) =>
          fs.readdirSync(path).flatMap((name) => entry(path, name)),
        ),
      ),
    createFile: (name) =>
      attempt(() => file(spot(name), O_CREAT | O_EXCL | O_RDWR)),
    createDirectory: (name) => done(() => at(spot(name), fs.mkdirSync)),
    createLink: (name, target) =>
      done(() => at(spot(name), (path) => fs.symlinkSync(target, path))),
    unlink: (name) => done(() => at(spot(name), fs.unlinkSync)),
    removeDirectory: (name) => done(() => at(spot(name), fs.rmdirSync)),
    link: (name, linked) =>
      both(spots.get(linked), name, (path, from) => fs.linkSync(from, path)),
    rename(name, to, toName) {
      const there = spots.get(to);
      return both(there && { ...there, name: toName }, name, fs.renameSync);
    },
  };
  return kept(node, here);
}

/** On Windows a name could hold more than a name. */
const isPlain = (name: string): boolean => sep === '/' || !/[\\:]/.test(name);

const nodeAt = (spot: Spot): Node | Errno =>
  at(spot, (path) => {
    const stat = lstat(path);
    if (stat.isDirectory())
      return directory({
        path: join(spot.home.path, spot.name),
        id: idOf(stat),
      });
    if (stat.isFile()) return file(spot);
    if (!stat.isSymbolicLink()) return errno.notsup;
    const target = fs.readlinkSync(path);
    return kept<Node>({ kind: 'link', ...common(spot), target }, spot);
  });

/** A file, opened for writing where that is allowed; at once, if `how` is given. */
function file(spot: Spot, how?: number): File {
  const openAs = (flags: number): number =>
    at(spot, (path) => fs.openSync(path, flags | noFollow, 0o666));
  let fd = how === undefined ? undefined : openAs(how);
  const open = (): number => {
    try {
      return (fd ??= openAs(O_RDWR));
    } catch {
      return (fd ??= openAs(O_RDONLY));
    }
  };
  const { stat, setTimes } = common(spot);
  const node: File = {
    kind: 'file',
    setTimes,
    stat: () =>
      fd === undefined
        ? stat()
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
  return kept(node, spot);
}

const common = (spot: Spot) => ({
  stat: () => attempt(() => at(spot, (path) => statOf(lstat(path)))),
  setTimes: (times: Times) =>
    done(() =>
      at(spot, (path) => {
        const old = statOf(lstat(path));
        const accessed = times.accessed ?? old.accessed;
        const modified = times.modified ?? old.modified;
        fs.lutimesSync(path, Number(accessed) / 1e9, Number(modified) / 1e9);
        const made = lstat(path);
        timesSet.set(idOf(made), {
          asked: [accessed, modified],
          made: [made.atimeNs, made.mtimeNs],
        });
      }),
    ),
});

/**
 * The times that programs asked for, and what the machine made of them, by
 * file. Node sets times as floating point seconds, some 200 ns off; as long as
 * the machine's time is the one that came of it, the one asked for is told.
 */
const timesSet = new Map<
  string,
  Readonly<Record<'asked' | 'made', readonly [bigint, bigint]>>
>();

function statOf(stat: BigIntStats): Stat {
  const set = timesSet.get(idOf(stat));
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
  const options = { bigint: true, throwIfNoEntry: false } as const;
  const stat = fs.lstatSync(join(path, name), options);
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

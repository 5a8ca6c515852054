/**
 * A little of Node's `fs`: what Go's js/wasm asks for its files. It works on
 * the directory that the program's world has, and on its streams.
 *
 * Node's functions take a callback; here each is a function that answers or
 * throws, and one place makes callbacks of them.
 */

import type { Directory, File, Node, World } from '../../engine/index.ts';

/** The flags of `open`, with the numbers that Linux gives them. */
const constants = {
  O_WRONLY: 1,
  O_RDWR: 2,
  O_CREAT: 0o100,
  O_EXCL: 0o200,
  O_TRUNC: 0o1000,
  O_APPEND: 0o2000,
  O_DIRECTORY: 0o200000,
};

/** Fails as Node does: Go reads the code. */
function fail(code: string): never {
  throw Object.assign(new Error(code), { code });
}

/** What is open. */
type Opened = { readonly node: Node; offset: number; readonly append: boolean };

type Callback = (error: unknown, value?: unknown) => void;

/** An `fs` over `world`; `broken` hears of callbacks that throw. */
export function nodeFs(
  world: World,
  broken: (error: unknown) => void,
): Record<string, unknown> {
  const files = filesOf(world);
  const { at, ...plain } = files;
  const named = Object.entries({ ...plain, ...streamsOf(world, at) });
  const withCallbacks = named.map(([name, act]) => [
    name,
    (...args: unknown[]) => {
      const done = args.at(-1);
      if (!isCallback(done)) throw new TypeError(`${name} wants a callback`);
      answer(
        () => Reflect.apply(act, undefined, args.slice(0, -1)),
        done,
      ).catch(broken);
    },
  ]);
  const refused = (...args: unknown[]): void => {
    const done = args.at(-1);
    if (isCallback(done))
      done(Object.assign(new Error('ENOSYS'), { code: 'ENOSYS' }));
  };
  const others =
    'chmod chown fchmod fchown lchown link readlink symlink utimes';
  return {
    constants,
    ...Object.fromEntries(others.split(' ').map((name) => [name, refused])),
    ...Object.fromEntries(withCallbacks),
    // Go's runtime writes with this when it panics.
    writeSync(fd: number, bytes: Uint8Array) {
      void (fd === 2 ? world.stderr : world.stdout).write(bytes.slice());
      return bytes.length;
    },
  };
}

/** Does something, and calls back with what came of it. */
async function answer(act: () => unknown, done: Callback): Promise<void> {
  let value: unknown;
  try {
    value = await act();
  } catch (error) {
    return done(error);
  }
  done(null, value);
}

const isCallback = (value: unknown): value is Callback =>
  typeof value === 'function';

/** Files and directories, below the world's first directory. */
function filesOf({ preopens }: World) {
  const root = preopens[0]?.directory;
  const opened = new Map<number, Opened>();
  const at = (fd: number): Opened => opened.get(fd) ?? fail('EBADF');
  const place = (path: string) => placeOf(root, path);
  const nodeAt = (path: string): Node => {
    const { directory, name } = place(path);
    return name === '' ? directory : found(directory, name);
  };
  return {
    open(path: string, flags: number) {
      const { directory, name } = place(path);
      const node = openedNode(directory, name, flags);
      const fd = Math.max(2, ...opened.keys()) + 1;
      const append = (flags & constants.O_APPEND) !== 0;
      opened.set(fd, { node, offset: 0, append });
      return fd;
    },
    close(fd: number) {
      const { node } = at(fd);
      if (node.kind === 'file') node.close();
      opened.delete(fd);
    },
    fstat: (fd: number) => statOf(at(fd).node),
    stat: (path: string) => statOf(nodeAt(path)),
    lstat: (path: string) => statOf(nodeAt(path)),
    readdir(path: string) {
      const node = nodeAt(path);
      if (node.kind !== 'directory') return fail('ENOTDIR');
      const entries = node.list();
      return typeof entries === 'number'
        ? fail('EIO')
        : entries.map(({ name }) => name);
    },
    mkdir(path: string) {
      const { directory, name } = place(path);
      if (directory.createDirectory(name) !== 0) fail('EEXIST');
    },
    unlink(path: string) {
      const { directory, name } = place(path);
      if (directory.unlink(name) !== 0) fail('ENOENT');
    },
    rmdir(path: string) {
      const { directory, name } = place(path);
      if (directory.removeDirectory(name) !== 0) fail('ENOTEMPTY');
    },
    rename(from: string, to: string) {
      const [old, next] = [place(from), place(to)];
      if (old.directory.rename(old.name, next.directory, next.name) !== 0)
        fail('ENOENT');
    },
    fsync: (_fd: number) => undefined,
    ftruncate: (fd: number, size: number) => void fileOf(at(fd)).resize(size),
    truncate(path: string, size: number) {
      const node = nodeAt(path);
      if (node.kind === 'file') node.resize(size);
    },
    /** For `read` and `write`, which also know streams. */
    at,
  };
}

const fileOf = ({ node }: Opened): File =>
  node.kind === 'file' ? node : fail('EISDIR');

/** `read` and `write`: a position of null means the file's own. */
function streamsOf(
  { stdin, stdout, stderr }: World,
  at: (fd: number) => Opened,
) {
  return {
    async read(
      fd: number,
      buffer: Uint8Array,
      offset: number,
      length: number,
      position: number | null,
    ) {
      if (fd === 0) {
        for (;;) {
          const bytes = stdin.read(length);
          if (bytes === 'end') return 0;
          if (bytes !== 'again') return copied(bytes, buffer, offset);
          await stdin.ready();
        }
      }
      const file = at(fd);
      const bytes = fileOf(file).read(position ?? file.offset, length);
      if (typeof bytes === 'number') return fail('EIO');
      if (position === null) file.offset += bytes.length;
      return copied(bytes, buffer, offset);
    },
    async write(
      fd: number,
      buffer: Uint8Array,
      offset: number,
      length: number,
      position: number | null,
    ) {
      const bytes = buffer.slice(offset, offset + length);
      if (fd === 1 || fd === 2) {
        await (fd === 1 ? stdout : stderr).write(bytes);
        return length;
      }
      const file = at(fd);
      const end = file.append ? statOf(file.node).size : file.offset;
      if (fileOf(file).write(position ?? end, bytes) !== 0) fail('EIO');
      if (position === null) file.offset = end + length;
      return length;
    },
  };
}

function copied(bytes: Uint8Array, buffer: Uint8Array, offset: number): number {
  buffer.set(bytes, offset);
  return bytes.length;
}

/** The directory that a path's last name stands in; the root itself has no name. */
function placeOf(
  root: Directory | undefined,
  path: string,
): { readonly directory: Directory; readonly name: string } {
  if (!root) return fail('ENOENT');
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  const last = names.pop() ?? '';
  let directory = root;
  for (const name of names) {
    const next = found(directory, name);
    if (next.kind !== 'directory') return fail('ENOTDIR');
    directory = next;
  }
  return { directory, name: last };
}

function found(directory: Directory, name: string): Node {
  const node = directory.find(name);
  return typeof node === 'number' ? fail('ENOENT') : node;
}

function openedNode(directory: Directory, name: string, flags: number): Node {
  if (name === '') return directory;
  const has = (flag: number): boolean => (flags & flag) !== 0;
  const there = directory.find(name);
  if (typeof there === 'number') {
    if (!has(constants.O_CREAT)) return fail('ENOENT');
    const made = directory.createFile(name);
    return typeof made === 'number' ? fail('EIO') : made;
  }
  if (has(constants.O_CREAT) && has(constants.O_EXCL)) return fail('EEXIST');
  if (there.kind === 'file') {
    if (there.open() !== 0) return fail('EIO');
    if (has(constants.O_TRUNC)) there.resize(0);
  } else if (has(constants.O_WRONLY | constants.O_RDWR)) return fail('EISDIR');
  return there;
}

/** As Node tells of a file; the mode says what it is and that all may do all. */
function statOf(node: Node) {
  const stat = node.stat();
  if (typeof stat === 'number') return fail('EIO');
  const isDirectory = node.kind === 'directory';
  const ms = (ns: bigint): number => Number(ns / 1_000_000n);
  return {
    ...{ dev: 0, ino: Number(stat.ino), nlink: Number(stat.links) },
    mode: isDirectory ? 0o040777 : 0o100666,
    ...{ uid: 0, gid: 0, rdev: 0, blksize: 4096 },
    size: Number(stat.size),
    blocks: Math.ceil(Number(stat.size) / 512),
    atimeMs: ms(stat.accessed),
    mtimeMs: ms(stat.modified),
    ctimeMs: ms(stat.changed),
    isDirectory: () => isDirectory,
  };
}

/**
 * Resolve: from a path to a place in a directory, one name after the other.
 *
 * This is the wall of the sandbox. A path starts at the directory it is
 * relative to and never steps above it, not even to come back; a link's text
 * is walked by the same rules. Which file systems stand behind does not
 * matter: they are asked for one plain name at a time.
 * WASI preview 1, "path resolution" · lesson "What a module may touch".
 */

import { errno } from './errno.ts';
import type { Errno } from './errno.ts';
import type { Directory, Node } from './filesystem.ts';

/** Where a path leads. */
export type Place = {
  /** The directory that holds the last name. */
  readonly directory: Directory;
  /** The last name; '.' where the path names a directory by `.` or `..` alone. */
  readonly name: string;
  /** What the name leads to, if it exists. */
  readonly node: Node | undefined;
  /** Whether the path ends as only a directory's may. */
  readonly slash: boolean;
};

/** So many links on one way are taken for a circle. */
const mostLinks = 40;

/**
 * Walks `path` from `base`. A link in the last place is followed only if
 * `follow`, or if a slash comes after it. Fails with noent (a missing part, or
 * an empty path), notdir, loop, nametoolong, inval (a NUL inside), and perm
 * for whatever would lead out: an absolute path, too many `..`, a link to
 * either.
 */
export function resolve(
  base: Directory,
  path: string,
  follow: boolean,
): Place | Errno {
  if (path === '') return errno.noent;
  if (path.includes('\0')) return errno.inval;
  if (path.startsWith('/')) return errno.perm;
  const above: Directory[] = [];
  let here = base;
  let links = 0;
  const todo = path.split('/').reverse();
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    if (name === '' || name === '.') continue;
    if (name === '..') {
      const parent = above.pop();
      if (!parent) return errno.perm;
      here = parent;
      continue;
    }
    if (name.length > 255) return errno.nametoolong;
    const found = here.find(name);
    const last = todo.every((rest) => rest === '' || rest === '.');
    const slash = last && todo.length > 0;
    if (typeof found === 'number') {
      if (found !== errno.noent || !last) return found;
      return { directory: here, name, node: undefined, slash };
    }
    if (found.kind === 'link' && (!last || follow || slash)) {
      if (++links > mostLinks) return errno.loop;
      if (found.target.startsWith('/')) return errno.perm;
      todo.push(...found.target.split('/').reverse());
      continue;
    }
    if ((!last || slash) && found.kind !== 'directory') return errno.notdir;
    if (last) return { directory: here, name, node: found, slash };
    if (found.kind === 'directory') {
      above.push(here);
      here = found;
    }
  }
  return { directory: here, name: '.', node: here, slash: true };
}

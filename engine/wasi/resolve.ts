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
import type { Directory, Link, Node } from './filesystem.ts';

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
  const refused = refusal(path);
  if (refused !== undefined) return refused;
  const way = [base];
  const todo = path.split('/').reverse();
  let links = 0;
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    if (isEmpty(name)) continue;
    if (name === '..') {
      way.pop();
      if (way.length === 0) return errno.perm;
      continue;
    }
    const last = todo.every(isEmpty);
    const place = placeOf(way[way.length - 1], name, last && todo.length > 0);
    if (typeof place === 'number') return place;
    const link = linkIn(place, follow || !last);
    if (link) {
      const outside = ++links > mostLinks ? errno.loop : refusal(link.target);
      if (outside !== undefined) return outside;
      todo.push(...link.target.split('/').reverse());
      continue;
    }
    if (last) return fits(place) ? place : errno.notdir;
    const next = directoryIn(place);
    if (typeof next === 'number') return next;
    way.push(next);
  }
  const here = way[way.length - 1];
  return { directory: here, name: '.', node: here, slash: true };
}

/** What is wrong with a path, or with a link's text, before the first step. */
function refusal(path: string): Errno | undefined {
  if (path === '') return errno.noent;
  if (path.includes('\0')) return errno.inval;
  return path.startsWith('/') ? errno.perm : undefined;
}

/** Whether a part of a path leads nowhere else. */
const isEmpty = (part: string): boolean => part === '' || part === '.';

/** What a directory has under a name, if anything. */
function placeOf(
  directory: Directory,
  name: string,
  slash: boolean,
): Place | Errno {
  if (name.length > 255) return errno.nametoolong;
  const found = directory.find(name);
  if (typeof found !== 'number') return { directory, name, node: found, slash };
  if (found !== errno.noent) return found;
  return { directory, name, node: undefined, slash };
}

/** The link in a place, if it is to be followed. */
const linkIn = ({ node, slash }: Place, follow: boolean): Link | undefined =>
  node?.kind === 'link' && (follow || slash) ? node : undefined;

/** The directory in a place. Fails with noent, notdir. */
function directoryIn({ node }: Place): Directory | Errno {
  if (!node) return errno.noent;
  return node.kind === 'directory' ? node : errno.notdir;
}

/** Whether what ends in a slash is a directory, or still to be made. */
const fits = ({ node, slash }: Place): boolean =>
  !slash || !node || node.kind === 'directory';

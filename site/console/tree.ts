/**
 * Files as a value: what a tree of files holds, and trees like it with one
 * file more or less. Nothing here changes a tree that somebody else may hold.
 */

import type { Tree } from '../../engine/index.ts';

/** One file: its path below the tree's root, and its bytes. */
export type Leaf = { readonly path: string; readonly bytes: Uint8Array };

const utf8 = new TextEncoder();

const isTree = (node: Tree[string] | undefined): node is Tree =>
  typeof node === 'object' && !(node instanceof Uint8Array);

const bytesOf = (content: string | Uint8Array): Uint8Array =>
  typeof content === 'string' ? utf8.encode(content) : content;

/** All files of a tree, by name, each directory's own in its place. */
export function leaves(tree: Tree, above = ''): Leaf[] {
  return Object.keys(tree)
    .toSorted()
    .flatMap((name) => {
      const [node, path] = [tree[name], above + name];
      if (node === undefined) return [];
      if (isTree(node)) return leaves(node, `${path}/`);
      return [{ path, bytes: bytesOf(node) }];
    });
}

/** The paths of directories that hold nothing, which `leaves` cannot tell of. */
export function hollows(tree: Tree, above = ''): string[] {
  return Object.entries(tree).flatMap(([name, node]) => {
    if (!isTree(node)) return [];
    const path = above + name;
    return Object.keys(node).length === 0 ? [path] : hollows(node, `${path}/`);
  });
}

/** How many bytes the files of a tree hold. */
export const sizeOf = (tree: Tree): number =>
  leaves(tree).reduce((sum, { bytes }) => sum + bytes.length, 0);

/**
 * A path's names, or undefined for what is no path of a file here: empty, with
 * `.` or `..`, a NUL, or a name that no filesystem would take.
 */
export function namesOf(path: string): string[] | undefined {
  const names = path.replace(/^\/+/, '').split('/');
  const fine = names.every(
    (name) =>
      name !== '' &&
      name !== '.' &&
      name !== '..' &&
      !name.includes('\0') &&
      utf8.encode(name).length <= 255,
  );
  return fine ? names : undefined;
}

/** What a path leads to; undefined: to nothing. */
export function at(tree: Tree, path: string): Tree[string] | undefined {
  let node: Tree[string] | undefined = tree;
  for (const name of namesOf(path) ?? ['']) {
    if (!isTree(node) || !Object.hasOwn(node, name)) return undefined;
    node = node[name];
  }
  return node;
}

/**
 * The tree with `content` at `path`, its directories made where they lack;
 * without what stood there if `content` is undefined. A file in the way of a
 * directory gives way. A path that is none changes nothing.
 */
export function put(
  tree: Tree,
  path: string,
  content: Tree[string] | undefined,
): Tree {
  const [name, ...rest] = namesOf(path) ?? [];
  if (name === undefined) return tree;
  const below = Object.hasOwn(tree, name) ? tree[name] : undefined;
  const inner =
    rest.length === 0
      ? content
      : put(isTree(below) ? below : {}, rest.join('/'), content);
  const others = Object.entries(tree).filter(([each]) => each !== name);
  // Not as a property: `__proto__` is a name like any other.
  return Object.fromEntries(
    inner === undefined ? others : [...others, [name, inner]],
  );
}

const same = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

/**
 * What a program did to its files, done to another tree: files that it wrote
 * or made are written, those that it removed are removed, others stay as they
 * are. So two programs, or a program and a reader, can work on one tree.
 */
export function carryOver(now: Tree, before: Tree, after: Tree): Tree {
  const old = new Map(leaves(before).map(({ path, bytes }) => [path, bytes]));
  const left = new Set(old.keys());
  let result = now;
  for (const { path, bytes } of leaves(after)) {
    const known = old.get(path);
    left.delete(path);
    if (!known || !same(known, bytes)) result = put(result, path, bytes);
  }
  for (const path of left) result = put(result, path, undefined);
  const empty = new Set(hollows(before));
  for (const path of hollows(after)) {
    empty.delete(path);
    if (at(result, path) === undefined) result = put(result, path, {});
  }
  for (const path of empty)
    if (at(after, path) === undefined) result = put(result, path, undefined);
  return result;
}

/**
 * Paths of the shell line: seen from the directory it is in, in a tree.
 */

import type { Tree } from '../../engine/index.ts';
import { at } from '../console/tree.ts';

/** A path from the root, without its first slash; `..` at the root stays there. */
export function resolvePath(cwd: string, path: string): string {
  const names: string[] = [];
  const whole = path.startsWith('/') ? path : `${cwd}/${path}`;
  for (const name of whole.split('/'))
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  return names.join('/');
}

/** What lies at a path from the root; the empty one is the root itself. */
export const nodeAt = (tree: Tree, path: string): Tree[string] | undefined =>
  path === '' ? tree : at(tree, path);

/** Whether it is a directory that lies there. */
export const isDirectory = (node: Tree[string] | undefined): node is Tree =>
  typeof node === 'object' && !(node instanceof Uint8Array);

/** The last name of a path. */
export const baseName = (path: string): string =>
  path.slice(path.lastIndexOf('/') + 1);

/** The path of the directory in which it lies. */
export const directoryOf = (path: string): string =>
  path.slice(0, Math.max(0, path.lastIndexOf('/')));

const utf8 = new TextEncoder();

/** A file's bytes, however it was given. */
export const bytesOf = (content: string | Uint8Array): Uint8Array =>
  typeof content === 'string' ? utf8.encode(content) : content;

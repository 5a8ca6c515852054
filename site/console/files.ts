/**
 * A directory as a message: what the program's files hold when it has ended,
 * so that they can be shown and given to the next run.
 */

import type { Directory, Tree } from '../../engine/index.ts';

/** All files below `directory`, copied; links and what cannot be read are left out. */
export function treeOf(directory: Directory): Tree {
  const tree: Record<string, Uint8Array | Tree> = {};
  const entries = directory.list();
  if (typeof entries === 'number') return tree;
  for (const { name } of entries) {
    const node = directory.find(name);
    if (typeof node === 'number') continue;
    if (node.kind === 'directory') tree[name] = treeOf(node);
    else if (node.kind === 'file') {
      const bytes = node.read(0, Number.MAX_SAFE_INTEGER);
      if (typeof bytes !== 'number') tree[name] = bytes;
    }
  }
  return tree;
}

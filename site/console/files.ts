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

/** Answers the directory's files if they are others than when it was last asked, by their times and sizes. */
export function watchFiles(directory: Directory): () => Tree | undefined {
  let known = traces(directory);
  return () => {
    const now = traces(directory);
    if (now === known) return undefined;
    known = now;
    return treeOf(directory);
  };
}

/** The names, times and sizes below a directory, as a text to compare. */
function traces(directory: Directory): string {
  const entries = directory.list();
  if (typeof entries === 'number') return '';
  const lines = entries.map(({ name }) => {
    const node = directory.find(name);
    if (typeof node === 'number') return name;
    const stat = node.stat();
    const { size, modified, ino } =
      typeof stat === 'number' ? { size: 0, modified: 0, ino: 0 } : stat;
    const below = node.kind === 'directory' ? `{${traces(node)}}` : '';
    return `${name}\0${ino} ${size} ${modified}${below}`;
  });
  return lines.join('\0');
}

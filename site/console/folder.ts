/**
 * The program's directory, as a list under the console: each file's path, its
 * size, and what it holds if that is text.
 */

import type { Tree } from '../../engine/index.ts';
import { fill } from '../strings.ts';
import type { Words } from './strings.ts';
import { leaves } from './tree.ts';

/** A file: its path below the directory, its size, and its content for a reader. */
export type FileLine = {
  readonly path: string;
  readonly size: number;
  readonly content: string;
};

/** All files below a directory, in the order of their names. */
export const fileLines = (tree: Tree, t: Words): FileLine[] =>
  leaves(tree).map(({ path, bytes }) => ({
    path,
    size: bytes.length,
    content: contentOf(bytes, t),
  }));

/** A file is shown as far as this many characters. */
const shown = 2000;

function contentOf(bytes: Uint8Array, t: Words): string {
  const text = textOf(bytes.subarray(0, 4 * shown), bytes.length > 4 * shown);
  if (text === undefined) return fill(t.binary, { size: bytes.length });
  return text.length > shown ? `${text.slice(0, shown)}…` : text;
}

/** Bytes as text, if they are; `cut`: more would follow. */
export function textOf(bytes: Uint8Array, cut = false): string | undefined {
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const text = decoder.decode(bytes, { stream: cut });
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

/** A size as people write it. */
export function sizeText(bytes: number): string {
  if (bytes < 10_000) return `${bytes} B`;
  return bytes < 10_000_000
    ? `${(bytes / 1000).toFixed(0)} kB`
    : `${(bytes / 1e6).toFixed(0)} MB`;
}

/** How many files there are, and how large they are together. */
export function folderText(tree: Tree, t: Words): string {
  const files = leaves(tree);
  const size = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
  return files.length === 0
    ? t.noFiles
    : fill(t.fileCount, { count: files.length, size: sizeText(size) });
}

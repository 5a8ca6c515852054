/**
 * The program's directory, as a list under the console: each file's path, and
 * what it holds if that is text.
 */

import type { Tree } from '../../engine/index.ts';
import { fill } from '../strings.ts';
import type { Words } from './strings.ts';

/** A file: its path below the directory, and its content for a reader. */
export type FileLine = { readonly path: string; readonly content: string };

/** All files below a directory, in the order of their names. */
export function fileLines(tree: Tree, t: Words, above = ''): FileLine[] {
  const names = Object.keys(tree).toSorted();
  return names.flatMap((name) => {
    const [node, path] = [tree[name], above + name];
    if (node === undefined) return [];
    if (typeof node === 'string') return [{ path, content: node }];
    if (node instanceof Uint8Array)
      return [{ path, content: contentOf(node, t) }];
    return fileLines(node, t, `${path}/`);
  });
}

/** A file is shown as far as this many characters. */
const shown = 2000;

function contentOf(bytes: Uint8Array, t: Words): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.length > shown ? `${text.slice(0, shown)}…` : text;
  } catch {
    return fill(t.binary, { size: bytes.length });
  }
}

/** Draws the list in `place`, as Console.astro draws it at first. */
export function drawFiles(place: HTMLElement, tree: Tree, t: Words): void {
  const lines = fileLines(tree, t).flatMap(({ path, content }) => {
    const [name, text] = ['dt', 'dd'].map((tag) => document.createElement(tag));
    if (!name || !text) return [];
    name.textContent = path;
    text.textContent = content;
    return [name, text];
  });
  place.replaceChildren(...lines);
}

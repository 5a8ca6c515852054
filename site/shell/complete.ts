/**
 * Completion: how a word that was begun can go on.
 */

import type { Tree } from '../../engine/index.ts';
import { isDirectory, nodeAt, resolvePath } from './path.ts';

/** What may stand in a line. */
export type Known = {
  /** Programs, and the shell's own commands. */
  readonly commands: readonly string[];
  readonly tree: Tree;
  readonly cwd: string;
};

/** What goes on after the cursor, and the choices if there is more than one. */
export type Completion = {
  readonly insert: string;
  readonly choices: readonly string[];
};

/** Completes the last word of what stands before the cursor. */
export function complete(before: string, known: Known): Completion {
  const [word = ''] = /(?:\\.|[^\s|<>\\])*$/u.exec(before) ?? [];
  const begun = word.replace(/\\(.)/gu, '$1');
  const ahead = before.slice(0, before.length - word.length);
  const first = /(?:^|\|)\s*(?:(?:time|trace)\s+|\w+=\S*\s+)*$/u.test(ahead);
  const all =
    first && !begun.includes('/')
      ? known.commands.map((name) => `${name} `)
      : paths(begun, known);
  const fits = all.filter((each) => each.startsWith(begun)).toSorted();
  const shared = fits.reduce(common, fits[0] ?? begun);
  const insert = escaped(shared.slice(begun.length));
  return { insert, choices: fits.length > 1 ? fits.map(shown) : [] };
}

/** Paths that may be meant: with a blank after a file, a slash after a directory. */
function paths(begun: string, { tree, cwd }: Known): string[] {
  const above = begun.slice(0, begun.lastIndexOf('/') + 1);
  const place = nodeAt(tree, resolvePath(cwd, above === '' ? '.' : above));
  if (!isDirectory(place)) return [];
  const hidden = begun.slice(above.length).startsWith('.');
  return Object.entries(place)
    .filter(([name]) => hidden || !name.startsWith('.'))
    .map(([name, node]) => `${above}${name}${isDirectory(node) ? '/' : ' '}`);
}

/** The beginning that two texts share. */
function common(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return one.slice(0, at);
}

/** A name as it can stand in a line; the blank after it ends the word. */
const escaped = (text: string): string =>
  text.replace(/[\s'"\\|<>&;()`$](?!$)/gu, '\\$&');

/** A choice without the directories before it. */
const shown = (choice: string): string =>
  choice.trimEnd().replace(/^.*\/(?=.)/u, '');

/**
 * Desks: the files that consoles work on.
 *
 * A console has a desk of its own, unless the page gives several of them one
 * by name: then what one program wrote, the next one reads, whichever console
 * it runs in, and whoever watches is told. A shell, an editor and a list of
 * files use the same desk.
 */

import type { Tree } from '../../engine/index.ts';

/** Files on a desk. A tree, once put there, is never changed in place. */
export type Desk = {
  tree(): Tree;
  /** Puts other files there, and tells all who watch. */
  lay(tree: Tree): void;
  /** Tells of every change from now on; answers how to stop that. */
  watch(changed: (tree: Tree) => void): () => void;
};

/** A desk with files on it. */
export function createDesk(first: Tree): Desk {
  let tree = first;
  const watchers = new Set<(tree: Tree) => void>();
  return {
    tree: () => tree,
    lay(next) {
      if (next === tree) return;
      tree = next;
      for (const changed of watchers) changed(next);
    },
    watch(changed) {
      watchers.add(changed);
      return () => watchers.delete(changed);
    },
  };
}

const desks = new Map<string, Desk>();

/** The page's desk of this name; the first who asks brings its files. */
export function deskOf(name: string, first: Tree): Desk {
  const desk = desks.get(name) ?? createDesk(first);
  desks.set(name, desk);
  return desk;
}

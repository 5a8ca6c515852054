/**
 * The part of a console that deals in files: the list of them, and keeping
 * them in the browser. It is loaded when somebody opens it, drops a file on
 * the console, or has files kept from another time.
 */

import { createCabinet } from './cabinet.ts';
import type { Cabinet } from './cabinet.ts';
import type { Desk } from './desk.ts';
import { createKeeper } from './keeper.ts';
import type { Parts } from './parts.ts';
import type { Words } from './strings.ts';

/** The files of a console, laid out. */
export type Filing = Pick<Cabinet, 'add' | 'say'> & {
  /** Resolves when the files that were kept from another time are there. */
  readonly ready: Promise<void>;
};

/** Lays out the files of the console that has these parts. */
export function createFiling(
  parts: Parts,
  desk: Desk,
  t: Words,
  busy: () => boolean,
): Filing {
  const console = parts.folder.closest('sunaba-console');
  const root = console instanceof HTMLElement ? console : undefined;
  const cabinet = createCabinet({ desk, t, busy });
  const keeper = createKeeper({
    ...{ desk, t, busy },
    remember(name) {
      if (!root) return;
      if (name) root.dataset['kept'] = name;
      else delete root.dataset['kept'];
      root.dispatchEvent(new CustomEvent('kept', { detail: name }));
    },
  });
  parts.files.replaceChildren(cabinet.element, keeper.element);
  const name = root?.dataset['kept'];
  const ready = name ? keeper.open(name) : Promise.resolve();
  return { add: cabinet.add, say: cabinet.say, ready };
}

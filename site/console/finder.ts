/**
 * Looking for a text in a console's output.
 */

import { fill } from '../strings.ts';
import type { Parts } from './parts.ts';
import type { Words } from './strings.ts';
import type { View } from './view.ts';

/** Sets up the field that finds; `view` is the screen, if there is one by now. */
export function createFinder(
  { find, findInput, findCount, findNext, findBefore, findOpen }: Parts,
  t: Words,
  view: () => View | undefined,
): void {
  function look(back: boolean): void {
    const text = findInput.value;
    const found = text === '' ? undefined : view()?.find(text, back);
    findCount.textContent =
      found === undefined
        ? ''
        : found.places === 0
          ? t.notFound
          : fill(t.found, { ...found });
  }

  function show(open: boolean): void {
    find.hidden = !open;
    findOpen.setAttribute('aria-expanded', String(open));
    (open ? findInput : findOpen).focus();
    if (open) findInput.select();
  }

  findOpen.addEventListener('click', () => show(find.hidden !== false));
  findNext.addEventListener('click', () => look(false));
  findBefore.addEventListener('click', () => look(true));
  find.addEventListener('submit', (event) => {
    event.preventDefault();
    look(false);
  });
  find.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') show(false);
    if (event.key !== 'Enter' || !event.shiftKey) return;
    event.preventDefault();
    look(true);
  });
}

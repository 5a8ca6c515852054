/**
 * Draws what is in a module as tables.
 */

import { make } from '../console/make.ts';
import type { Listing, Row } from './listing.ts';
import type { PlayWords } from './words.ts';

/** Rows that are drawn of a long table: a module can export a hundred thousand functions. */
const most = 500;

/** Draws the tables of a listing in `place`. */
export function drawListing(
  place: HTMLElement,
  listing: Listing,
  t: PlayWords,
): void {
  place.replaceChildren(
    table(t.sections, [t.kind, t.place, t.size], listing.sections, t),
    table(t.imports, [t.kind, t.module, t.name, t.type], listing.imports, t),
    table(t.exports, [t.kind, t.name, t.type], listing.exports, t),
    table(t.producers, [t.kind, t.name, t.version], listing.producers, t),
  );
}

function table(
  caption: string,
  heads: readonly string[],
  rows: readonly Row[],
  t: PlayWords,
): HTMLElement {
  const cells = (row: Row) =>
    make('tr', {}, ...row.map((textContent) => make('td', { textContent })));
  const more = rows.length > most ? [['…', `${rows.length - most}`]] : [];
  const body = rows.length > 0 ? [...rows.slice(0, most), ...more] : [[t.none]];
  const columns = heads.map((textContent) =>
    make('th', { textContent, scope: 'col' }),
  );
  return make(
    'div',
    { tabIndex: 0, role: 'group', attributes: { 'aria-label': caption } },
    make(
      'table',
      {},
      make('caption', { textContent: `${caption} (${rows.length})` }),
      make('thead', {}, make('tr', {}, ...columns)),
      make('tbody', {}, ...body.map(cells)),
    ),
  );
}

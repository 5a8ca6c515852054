/**
 * From a place in a module to the place in the text that it was made from.
 *
 * The parser notes where it writes each instruction; where the encoder then
 * puts the expression is known when the file is read again.
 * Ours · lesson "From text to bytes".
 */

import type { Expr, Module } from '../syntax/module.ts';

/** Byte offsets of instructions in the module, rising, and the place of each in the text. */
export type Places = {
  readonly offsets: readonly number[];
  readonly places: readonly number[];
};

/** The place in the text of the instruction at or before a byte offset, if there is one. */
export function placeOf(
  { offsets, places }: Places,
  offset: number,
): number | undefined {
  let [low, high] = [0, offsets.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (offsets[middle] <= offset) low = middle + 1;
    else high = middle;
  }
  return places[low - 1];
}

/** Moves the parser's marks, pairs of place in `draft.bytes` and in the text, to where `module` has the same expressions. */
export function placesOf(
  draft: Module,
  module: Module,
  marks: readonly number[],
): Places {
  const moved = expressions(module);
  const runs = expressions(draft)
    .map(({ start, end }, i) => ({ start, end, to: moved[i].start, first: 0 }))
    .sort((a, b) => a.start - b.start);
  let first = 0;
  for (const run of runs) {
    while (marks[first] < run.start) first += 2;
    run.first = first;
  }
  // Marks of one expression stay in order; there are too many to sort them all.
  runs.sort((a, b) => a.to - b.to);
  const [offsets, places]: [number[], number[]] = [[], []];
  for (const { start, end, to, first: from } of runs) {
    for (let i = from; marks[i] < end; i += 2) {
      offsets.push(marks[i] - start + to);
      places.push(marks[i + 1]);
    }
  }
  return { offsets, places };
}

/** All expressions of a module, in the order of its sections. */
const expressions = ({ tables, globals, ...m }: Module): Expr[] => [
  ...tables.flatMap(({ init }) => init ?? []),
  ...globals.map(({ init }) => init),
  ...m.elems.flatMap(({ items, mode }) => [
    ...(mode.kind === 'active' ? [mode.offset] : []),
    ...items.filter((item) => typeof item !== 'number'),
  ]),
  ...m.funcs.map(({ body }) => body),
  ...m.datas.flatMap(({ mode }) =>
    mode.kind === 'active' ? [mode.offset] : [],
  ),
];

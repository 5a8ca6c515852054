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
  const moves = expressions(draft)
    .map(({ start }, i) => ({ start, by: moved[i].start - start }))
    .sort((a, b) => a.start - b.start);
  const pairs: [number, number][] = [];
  let move = -1;
  for (let i = 0; i < marks.length; i += 2) {
    while (move + 1 < moves.length && moves[move + 1].start <= marks[i]) move++;
    pairs.push([marks[i] + moves[move].by, marks[i + 1]]);
  }
  pairs.sort(([a], [b]) => a - b);
  return {
    offsets: pairs.map(([offset]) => offset),
    places: pairs.map(([, place]) => place),
  };
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

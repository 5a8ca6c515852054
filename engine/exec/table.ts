/**
 * Tables: references that programs name by number. A call through a number
 * goes through one of these. Spec 4.2.7 · lesson "What a module may touch".
 */

import { Trap } from '../syntax/errors.ts';
import type { TableType } from '../syntax/types.ts';
import type { Ref } from './values.ts';

/** The most elements that a table may have here. */
const maxElements = 10_000_000;

/** A table of an instance. */
export type Table = {
  readonly kind: 'table';
  readonly type: TableType;
  readonly elements: Ref[];
};

/** A table of `limits.min` elements, all null. */
export const createTable = (type: TableType): Table => ({
  kind: 'table',
  type,
  elements: Array.from({ length: type.limits.min }, () => null),
});

/** Adds `delta` elements; answers the old size, or −1 where it cannot grow so far. */
export function growTable(table: Table, delta: number, init: Ref): number {
  const { elements, type } = table;
  const { length } = elements;
  const limit = Math.min(type.limits.max ?? maxElements, maxElements);
  if (delta > limit - length) return -1;
  for (let i = 0; i < delta; i++) elements.push(init);
  return length;
}

/** The trap of every access outside a table. */
export const outOfTable = () => new Trap('out of bounds table access');

/**
 * Tables: references that programs name by number. A call through a number
 * goes through one of these. Spec 4.2.7 · lesson "What a module may touch".
 */

import { Trap, Unlinkable } from '../syntax/errors.ts';
import { most } from '../syntax/limits.ts';
import type { TableType } from '../syntax/types.ts';
import type { Ref } from './values.ts';

/** A table of an instance. */
export type Table = {
  readonly kind: 'table';
  readonly type: TableType;
  readonly elements: Ref[];
};

/** A table of `limits.min` elements, all null. Throws Unlinkable where there is no such room. */
export function createTable(type: TableType): Table {
  const length = Number(type.limits.min);
  if (length > most.elements) {
    throw new Unlinkable(`no room for ${length} elements of a table`);
  }
  const elements = Array.from({ length }, () => null);
  return { kind: 'table', type, elements };
}

/** Adds `delta` elements; answers the old size, or −1 where it cannot grow so far. */
export function growTable(table: Table, delta: number, init: Ref): number {
  const { elements, type } = table;
  const { length } = elements;
  const limit = Math.min(
    Number(type.limits.max ?? most.elements),
    most.elements,
  );
  if (delta > limit - length) return -1;
  for (let i = 0; i < delta; i++) elements.push(init);
  return length;
}

/** The trap of every access outside a table. */
export const outOfTable = () => new Trap('out of bounds table access');

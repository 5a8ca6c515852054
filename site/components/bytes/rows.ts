/**
 * Fields laid out as rows: a line of bytes and what the line says.
 *
 * An item has a row of its own, and so has each instruction of a body; what
 * stands between (counts, sizes) shares one.
 */

import type { Field } from './notes.ts';

/** A line of the view: leaves in the order of their bytes, and the group they belong to, if they are all of it. */
export type Row = {
  readonly leaves: readonly Field[];
  readonly group: Field | undefined;
  /** The item that the row begins, where the rest of it has rows of its own. */
  readonly begins: Field | undefined;
  /** How deep the row stands below its section. */
  readonly depth: number;
};

/** The rows of a section, or of any field. */
export function rows(field: Field, depth = 0): Row[] {
  if (!field.children.some(splits)) {
    const leaves = under(field);
    return [{ leaves, group: field, begins: undefined, depth }];
  }
  const found: Row[] = [];
  let run: Field[] = [];
  const flush = () => {
    const begins = found.length === 0 ? field : undefined;
    if (run.length > 0)
      found.push({ leaves: run, group: undefined, begins, depth });
    run = [];
  };
  for (const child of field.children) {
    if (splits(child)) {
      flush();
      found.push(...rows(child, depth + 1));
    } else run.push(...under(child));
  }
  flush();
  return found;
}

/** Whether a field is worth a row of its own. */
const splits = ({ label, item, children }: Field): boolean =>
  (children.length > 0 && apart.has(label)) ||
  (label === 'instruction' && item !== undefined);

const apart: ReadonlySet<Field['label']> = new Set([
  'item',
  'names',
  'named',
  'locals',
]);

const under = (field: Field): Field[] =>
  field.children.length === 0 ? [field] : field.children.flatMap(under);

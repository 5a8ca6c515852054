/**
 * Writing down what was read where: the fields of a module and how they nest.
 */

import { skip } from '../../../engine/index.ts';
import type { Cursor } from '../../../engine/index.ts';

/** What a field is called; words.ts has the words for readers. */
export type Label =
  | 'header'
  | 'magic'
  | 'version'
  | 'section'
  | 'section id'
  | 'size'
  | 'count'
  | 'length'
  | 'form'
  | 'parameters'
  | 'results'
  | 'value type'
  | 'element type'
  | 'module'
  | 'name'
  | 'kind'
  | 'index'
  | 'limits'
  | 'minimum'
  | 'maximum'
  | 'mutability'
  | 'mode'
  | 'locals'
  | 'instruction'
  | 'opcode'
  | 'immediate'
  | 'lane'
  | 'alignment'
  | 'order'
  | 'offset'
  | 'bytes'
  | 'content'
  | 'names'
  | 'names id'
  | 'named'
  | 'rest'
  | 'item';

/** What sort of thing a field is: it decides the colour. */
export type Kind =
  'frame' | 'size' | 'type' | 'index' | 'name' | 'opcode' | 'number' | 'data';

/** A stretch of bytes and what it says. `item` names it across views: `code 0 3` is the fourth instruction of the first body. */
export type Field = {
  readonly start: number;
  readonly end: number;
  readonly label: Label;
  readonly kind: Kind;
  readonly value: string;
  readonly item?: string;
  readonly children: readonly Field[];
};

/** A reading in progress: where it is, what it has found, where it may stop. */
export type Notes = {
  readonly c: Cursor;
  out: Field[];
  readonly limit: number;
};

/** Reads something and notes its bytes as one leaf. */
export function leaf<T>(
  n: Notes,
  label: Label,
  kind: Kind,
  read: (c: Cursor) => T,
  show: (value: T) => string = String,
): T {
  const start = n.c.at;
  const value = read(n.c);
  const said = show(value);
  n.out.push({ start, end: n.c.at, label, kind, value: said, children: [] });
  return value;
}

/** Notes what `inside` reads as the children of one field. What `inside` answers, if anything, is the field's value. */
export function group(
  n: Notes,
  label: string,
  kind: Kind,
  value: string,
  inside: () => string | void,
  item?: string,
): void {
  const start = n.c.at;
  const outer = n.out;
  const children: Field[] = [];
  n.out = children;
  const said = inside() ?? value;
  n.out = outer;
  outer.push({
    start,
    end: n.c.at,
    label: isGroup(label) ? label : 'item',
    kind,
    value: said,
    ...(item === undefined ? {} : { item }),
    children,
  });
}

const groups = [
  'header',
  'section',
  'locals',
  'instruction',
  'names',
  'named',
  'parameters',
  'results',
] as const;

const isGroup = (label: string): label is (typeof groups)[number] =>
  groups.some((each) => each === label);

/** Notes whatever is left before `end` as one leaf. */
export function rest(n: Notes, end: number): void {
  const size = end - n.c.at;
  if (size > 0)
    leaf(
      n,
      'rest',
      'data',
      (c) => skip(c, size),
      () => `${size}`,
    );
}

/** The leaves of a tree of fields, in the order of the bytes. */
export function leaves(fields: readonly Field[]): Field[] {
  return fields.flatMap((field) =>
    field.children.length === 0 ? [field] : leaves(field.children),
  );
}

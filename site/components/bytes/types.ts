/**
 * The type section, as fields: what functions take and give, what structs and
 * arrays hold, what is a subtype of what, and which types know one another.
 */

import { byte, u32 } from '../../../engine/index.ts';
import { valueTypes } from './immediates.ts';
import { group, leaf } from './notes.ts';
import type { Notes } from './notes.ts';

const forms: Readonly<Record<number, string>> = {
  0x60: 'func',
  0x5f: 'struct',
  0x5e: 'array',
  0x50: 'sub',
  0x4f: 'sub final',
  0x4e: 'rec',
};

const formName = (code: number): string => forms[code] ?? `form ${code}`;

/** All definitions. A recursive group counts as one item here, however many types are in it. */
export function definitions(n: Notes): void {
  let types = 0;
  let groups = 0;
  const one = () => {
    const at = types++;
    group(n, 'type', 'frame', '', () => definition(n), `type ${at}`);
  };
  const several = (read: () => void) => {
    const count = leaf(n, 'count', 'size', u32);
    for (let i = 0; i < count && n.c.at < n.limit; i++) read();
  };
  several(() => {
    if (n.c.bytes[n.c.at] !== 0x4e) return one();
    const inside = () => {
      leaf(n, 'form', 'type', byte, formName);
      several(one);
    };
    return group(n, 'group', 'frame', '', inside, `group ${groups++}`);
  });
}

/** One type, and of what it is a subtype where it says so. */
function definition(n: Notes): string {
  const form = leaf(n, 'form', 'type', byte, formName);
  if (form !== 0x50 && form !== 0x4f) return composite(n, form);
  const supers: number[] = [];
  for (let left = leaf(n, 'count', 'size', u32); left > 0; left--)
    supers.push(leaf(n, 'index', 'index', u32, (x) => `type ${x}`));
  const itself = composite(n, leaf(n, 'form', 'type', byte, formName));
  return [formName(form), ...supers, itself].join(' ');
}

function composite(n: Notes, form: number): string {
  if (form === 0x5e) return `array ${field(n)}`;
  if (form === 0x5f) {
    const count = leaf(n, 'count', 'size', u32);
    const fields = Array.from({ length: count }, () => field(n));
    return `struct (${fields.join(', ')})`;
  }
  const params = valueTypes(n, 'parameters');
  const results = valueTypes(n, 'results');
  return `(${params.join(', ')}) → (${results.join(', ')})`;
}

/** What a field or an element holds, and whether it may be written. */
function field(n: Notes): string {
  const [type] = valueTypes(n, 'value type', 1);
  const mutable = (flag: number) => (flag ? 'mutable' : 'constant');
  const flag = leaf(n, 'mutability', 'type', byte, mutable);
  return flag ? `mut ${type}` : `${type}`;
}

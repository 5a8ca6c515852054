/** Every function of WASI says what it takes, what it answers and what it writes. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { wasiFunctions } from '../../engine/wasi/functions.ts';
import { root } from '../survey.ts';

const folder = join(root, 'engine/wasi');
const comments = readdirSync(folder)
  .map((name) => readFileSync(join(folder, name), 'utf8'))
  .flatMap((text) => text.match(/\/\*\*[^]*?\*\//g) ?? []);

/** The comment of a function: the one that opens with its name. */
const commentOf = (name: string): string | undefined =>
  comments.find((text) => new RegExp(`^/\\*\\*[\\s*]*${name}: `).test(text));

/** Rows that share a comment with the one that they are like. */
const shared: Readonly<Record<string, string>> = { fd_datasync: 'fd_sync' };

test.each(wasiFunctions.map((row) => [row.name, row] as const))(
  '%s',
  (name, { parameters, results }) => {
    const comment = commentOf(shared[name] ?? name);
    expect(comment, 'a comment that opens with its name').toBeDefined();
    const text = comment ?? '';
    if (results.length > 0) expect(text).toContain(`${results[0]?.name}`);
    const words = text.replace(/\s*\n \* ?/g, ' ');
    expect(words).toMatch(/fails with|never fails|never answers/i);
    const writes =
      results.length > 0 ||
      parameters.some(({ type }) => ['iovs', 'buf', 'events'].includes(type));
    // A picture stands apart from the text: lines that begin further in.
    if (writes) expect(text).toMatch(/\n \* {5,}\S/);
  },
);

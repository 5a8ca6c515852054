/**
 * The shelf: the programs that can be run here, in the order of the page, each
 * with the recording that shows it and the lesson that explains it.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../lessons/programs/manifest.json';
import type { Engine } from './console/protocol.ts';
import { factsOf } from './console/facts.ts';
import type { Facts } from './console/facts.ts';

/** A program on the shelf. */
export type ShelfRow = {
  readonly program: string;
  /** A recording's id; the program's own unless given. */
  readonly recorded?: string;
  /** The address of its lesson. */
  readonly lesson: string;
  /** The engine it begins with; ours unless given. */
  readonly engine?: Engine;
};

/** All of them. */
// prettier-ignore
export const shelf: readonly ShelfRow[] = [
  { program: 'go-hello', lesson: 'run-go-here' },
  { program: 'go-greet', lesson: 'run-go-here' },
  { program: 'go-files', lesson: 'what-a-module-may-touch' },
  { program: 'go-js', lesson: 'go-in-a-page' },
  { program: 'esbuild', lesson: 'a-bundler-in-the-page', engine: 'native' },
  { program: 'go-gofmt', lesson: 'tinygo-beside-go' },
  { program: 'tinygo-gofmt', lesson: 'tinygo-beside-go' },
  { program: 'tinygo-sh', lesson: 'tinygo-beside-go' },
  { program: 'go-reactor', recorded: 'go-reactor-numbers', lesson: 'a-library-in-go' },
  { program: 'go-edge', lesson: 'at-the-edge' },
  { program: 'go-wazero', lesson: 'wazero-inside' },
  { program: 'rust-hello', lesson: 'the-same-world-for-all' },
  { program: 'rust-count', lesson: 'the-same-world-for-all' },
  { program: 'c-mandelbrot', lesson: 'the-same-world-for-all' },
  { program: 'zig-life', lesson: 'the-same-world-for-all' },
  { program: 'wat-hello', lesson: 'what-is-in-the-file' },
];

/** A program's entry in the manifest. Throws where there is none. */
export function entryOf(id: string) {
  const row = manifest.programs.find((each) => each.id === id);
  if (!row) throw new Error(`no program "${id}" in the manifest`);
  return row;
}

/** Its module, read when the site is built. */
export const moduleBytes = (id: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(join('lessons/programs', entryOf(id).wasm)));

const facts = new Map<string, Facts>();

/** What its module says of itself, read when the site is built. */
export function moduleFacts(id: string): Facts {
  const known = facts.get(id);
  if (known) return known;
  const found = factsOf(moduleBytes(id));
  facts.set(id, found);
  return found;
}

/**
 * Where the site finds a program and its recordings when it is built.
 *
 * A page carries only the address of the module it runs. For the server side
 * of Astro only: the browser never gets these lists.
 */

import manifest from '../../lessons/programs/manifest.json';
import type { Recording } from './recording.ts';

/** A module that can be run. */
export type Program = {
  readonly id: string;
  readonly url: string;
  readonly size: number;
  readonly sha256: string;
  /** The folder of its own host, where it has one. */
  readonly host: string | undefined;
};

const built = import.meta.glob<string>('/lessons/programs/**/*.wasm', {
  query: '?url&no-inline',
  import: 'default',
  eager: true,
});

/** What npm packages bring: the bundler looks there only when told to. */
const brought = import.meta.glob<string>(
  [
    '/node_modules/esbuild-wasm/esbuild.wasm',
    '/node_modules/@wasm-fmt/gofmt/gofmt.wasm',
    '/node_modules/sh-syntax/main.wasm',
  ],
  { query: '?url&no-inline', import: 'default', eager: true, exhaustive: true },
);

const modules: Readonly<Record<string, string>> = { ...built, ...brought };

const recordings = import.meta.glob<Recording>('/lessons/recorded/*.json', {
  import: 'default',
  eager: true,
});

/** A program by its id in the manifest. Throws where there is none. */
export function programOf(id: string): Program {
  const row = manifest.programs.find((each) => each.id === id);
  // Of a package's module, the path leads out of the folder.
  const path = row && new URL(row.wasm, 'file:///lessons/programs/').pathname;
  const url = path && modules[path];
  if (!row || !url) throw new Error(`no program "${id}" in the manifest`);
  const { size, sha256 } = row;
  const host: unknown = Reflect.get(row, 'host');
  return {
    ...{ id, url, size, sha256 },
    host: typeof host === 'string' ? host : undefined,
  };
}

/** A recording by its id, if there is one. */
export const recordingOf = (id: string): Recording | undefined =>
  recordings[`/lessons/recorded/${id}.json`];

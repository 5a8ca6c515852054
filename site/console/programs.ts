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
};

const modules = import.meta.glob<string>('/lessons/programs/**/*.wasm', {
  query: '?url&no-inline',
  import: 'default',
  eager: true,
});

const recordings = import.meta.glob<Recording>('/lessons/recorded/*.json', {
  import: 'default',
  eager: true,
});

/** A program by its id in the manifest. Throws where there is none. */
export function programOf(id: string): Program {
  const row = manifest.programs.find((each) => each.id === id);
  const url = row && modules[`/lessons/programs/${row.wasm}`];
  if (!row || !url) throw new Error(`no program "${id}" in the manifest`);
  return { id, url, size: row.size, sha256: row.sha256 };
}

/** A recording by its id, if there is one. */
export const recordingOf = (id: string): Recording | undefined =>
  recordings[`/lessons/recorded/${id}.json`];

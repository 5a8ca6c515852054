/**
 * The hosts of the programs, as the bundler keeps them: each in a file of its
 * own, fetched when its program runs.
 */

import type { ProgramHost } from './guest.ts';
import type { Library } from './hosting.ts';

const hosts = import.meta.glob<ProgramHost>('/lessons/programs/*/host.ts', {
  import: 'host',
});

const built = import.meta.glob<string>('/lessons/programs/*/wasm_exec.js', {
  query: '?raw',
  import: 'default',
});

const brought = import.meta.glob<string>(
  '/node_modules/sh-syntax/vendors/wasm_exec.cjs',
  { query: '?raw', import: 'default', exhaustive: true },
);

const scripts = { ...built, ...brought };

async function find<T>(
  files: Readonly<Record<string, () => Promise<T>>>,
  path: string,
): Promise<T> {
  const file = files[path];
  if (!file) throw new Error(`${path} is not among the bundled files`);
  return file();
}

/** The library of a page. */
export const bundled: Library = {
  host: (folder) => find(hosts, `/lessons/programs/${folder}/host.ts`),
  script: (path) => find(scripts, `/${path}`),
};

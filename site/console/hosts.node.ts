/**
 * The hosts of the programs, as Node reads them from the course's folder: for
 * recordings and tests.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Library } from './hosting.ts';

const root = join(import.meta.dirname, '..', '..');

/** The library of this folder. */
export const library: Library = {
  async host(folder) {
    const path = join(root, 'lessons/programs', folder, 'host.ts');
    const module: unknown = await import(
      /* @vite-ignore */ pathToFileURL(path).href
    );
    const host: unknown = Reflect.get(Object(module), 'host');
    if (typeof host === 'object' && host !== null) return host;
    throw new Error(`${path} exports no host`);
  },
  script: (path) => readFile(join(root, path), 'utf8'),
};

/**
 * The pages of the built site, by kind: what is measured on all of them, and
 * what on some.
 */

import { globSync } from 'node:fs';
import { join } from 'node:path';

/** The folder that is served. */
export const dist = join(import.meta.dirname, '..', '..', 'dist');

/** Every page's address below the site's root, in order. Throws where there are none. */
export function allPages(): string[] {
  const pages = globSync('**/*.html', { cwd: dist })
    .map((path) => path.replaceAll('\\', '/').replace(/index\.html$/, ''))
    .sort();
  if (pages.length === 0) throw new Error(`no pages in ${dist}`);
  return pages;
}

/** Home page and lessons, in every language. Throws where there is no lesson. */
export function readingPages(): string[] {
  const homes = ['', 'ja/'];
  const lessons = allPages().filter((path) => /^(ja\/)?lessons\/./.test(path));
  if (lessons.length === 0) throw new Error('no lessons in the built site');
  return [...homes, ...lessons];
}

/** The woven pages of the engine's files: many, and all of one kind. */
export const isSource = (path: string): boolean =>
  /^(ja\/)?source\/./.test(path);

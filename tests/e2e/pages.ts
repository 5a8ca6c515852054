/**
 * The pages of the built site, by kind: what is measured on all of them, and
 * what on some.
 */

import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Page } from 'playwright-core';
import type { House } from './visit.ts';

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

/** Home page, playground and lessons, in every language. Throws where there is no lesson. */
export function readingPages(): string[] {
  const homes = ['', 'ja/', 'playground/', 'ja/playground/'];
  const lessons = allPages().filter((path) => /^(ja\/)?lessons\/./.test(path));
  if (lessons.length === 0) throw new Error('no lessons in the built site');
  return [...homes, ...lessons];
}

/** The woven pages of the engine's files: many, and all of one kind. */
export const isSource = (path: string): boolean =>
  /^(ja\/)?source\/./.test(path);

/** Looks at all `paths`, two at a time; each finding with its page. */
export async function lookAt(
  house: House,
  paths: readonly string[],
  look: (page: Page) => Promise<string[]>,
): Promise<string[]> {
  const left = [...paths];
  const found: string[] = [];
  const walk = async (): Promise<void> => {
    const { page, troubles, close } = await house.visit('favicon.svg', {
      reducedMotion: 'reduce',
    });
    for (let path = left.shift(); path !== undefined; path = left.shift()) {
      await page.goto(path);
      for (const each of await look(page)) found.push(`/${path}: ${each}`);
    }
    await close();
    expect(troubles).toEqual([]);
  };
  await Promise.all([walk(), walk()]);
  return found;
}

/** Begins to note what moves in a page, with or without a press before. */
export const watchShifts = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const shifts: [value: number, what: string][] = [];
    Reflect.set(globalThis, 'shifts', shifts);
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const sources: unknown = Reflect.get(entry, 'sources');
        const moved = Array.isArray(sources) ? sources : [];
        const names = moved.map(({ node }) =>
          node instanceof Element ? node.outerHTML.slice(0, 99) : String(node),
        );
        shifts.push([Number(Reflect.get(entry, 'value')), names.join()]);
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });

/** Nothing has moved since the page began to load. */
export async function expectNoShift(page: Page): Promise<void> {
  const shifts: [value: number, what: string][] = await page.evaluate(() =>
    Reflect.get(globalThis, 'shifts'),
  );
  // The sign on the Run button, which is no element, makes room for "again".
  expect(shifts.filter(([, what]) => what !== '')).toEqual([]);
  const sum = shifts.reduce((total, [value]) => total + value, 0);
  expect(sum).toBeLessThan(0.001);
}

/**
 * Every page for everybody: axe finds nothing in either theme and language,
 * and the keyboard reaches all and shows where it is.
 *
 * The engine's source pages are many and of one kind: all are looked at in one
 * language and theme, and some in the others.
 */

import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { seat } from './console.ts';
import { allPages, isSource, lookAt, readingPages } from './pages.ts';
import { openHouse } from './visit.ts';
import type { House } from './visit.ts';

let house: House;

beforeAll(async () => {
  house = await openHouse();
});

afterAll(() => house.close());

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const standards = [
  ...['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  'best-practice',
];

/** What axe finds on a page, as a line for each thing. */
async function findings(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis)))
    await page.addScriptTag({ path: axe });
  const { violations, passes } = await page.evaluate(
    (only) => {
      const { run }: { run: (...args: unknown[]) => Promise<AxeResults> } =
        Reflect.get(globalThis, 'axe');
      return run(document, {
        runOnly: only,
        resultTypes: ['violations'],
      });
    },
    { type: 'tag', values: standards },
  );
  expect(passes.length).toBeGreaterThan(0);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, target }) => `${id}: ${target.join(' ')} ${html}`),
  );
}

type Theme = 'light' | 'dark';

/** Puts the page into a theme, as its switch does, with no colour half-way. */
const wear = (page: Page, theme: Theme) =>
  page.evaluate((name) => {
    document.documentElement.dataset['theme'] = name;
    for (const animation of document.getAnimations()) animation.finish();
  }, theme);

describe('axe finds nothing', () => {
  const all = allPages();
  const sources = all.filter(isSource);
  const english = sources.filter((path) => path.startsWith('source'));
  const some = sources.filter((_, index) => index % 12 === 0);

  const inTheme = (paths: readonly string[], theme: Theme) =>
    lookAt(house, paths, async (page) => {
      await wear(page, theme);
      return findings(page);
    });

  test.each(['light', 'dark'] as const)(
    'on any page but source pages, %s',
    async (theme) => {
      const others = all.filter((path) => !isSource(path));
      expect(others.length).toBeGreaterThan(8);
      expect(await inTheme(others, theme)).toEqual([]);
    },
    120_000,
  );

  test('on any source page, light', async () => {
    expect(english.length).toBeGreaterThan(30);
    expect(await inTheme(english, 'light')).toEqual([]);
  }, 180_000);

  test('on some source pages of either language, dark', async () => {
    expect(some.length).toBeGreaterThan(5);
    expect(await inTheme(some, 'dark')).toEqual([]);
  }, 120_000);

  test.each(['light', 'dark'] as const)(
    'on a console that waits, has ended, failed or is plain, %s',
    async (theme) => {
      const { page, close } = await house.visit('', { colorScheme: theme });
      const own = seat(page);
      await own.part('trace').locator('summary').click();
      await own.run();
      await own.reach('waiting');
      expect(await findings(page)).toEqual([]);
      await page.keyboard.type('Ada\n');
      await own.reach('exited');
      expect(await findings(page)).toEqual([]);
      await page.route('**/*.wasm', (route) => route.abort());
      await own.run();
      await own.reach('failed');
      expect(await findings(page)).toEqual([]);
      await page.unroute('**/*.wasm');
      await own.part('plain').check();
      await own.run();
      await own.reach('waiting');
      expect(await findings(page)).toEqual([]);
      await close();
    },
  );

  test.each(['light', 'dark'] as const)(
    'on the playground with all that it can show, %s',
    async (theme) => {
      const { page, close } = await house.visit('playground/', {
        colorScheme: theme,
      });
      const own = seat(page);
      await page.locator('[data-part="example"]').selectOption('go-files');
      await own.reach('exited');
      for (const name of ['folder', 'trace', 'settings', 'inside', 'as-text'])
        await page.locator(`[data-part="${name}"] > summary`).first().click();
      const files = own.part('files');
      await files.getByRole('button', { name: 'journal.txt' }).first().click();
      await files.getByRole('button', { name: 'New file' }).click();
      await own.part('find-open').click();
      const text = page.locator('[data-part="as-text-head"]');
      await expect.poll(() => text.textContent()).toMatch(/^\(module/);
      expect(await findings(page)).toEqual([]);
      await close();
    },
  );
});

describe('the keyboard', () => {
  /** Everything that can be pressed, chosen, followed or scrolled, by its place in the document. */
  const wanted = (page: Page) =>
    page.evaluate(() => {
      const candidates = document.querySelectorAll(
        'a[href], button, input, select, textarea, summary, [tabindex]',
      );
      return Array.from(candidates).flatMap((element, index) => {
        element.setAttribute('data-walk', String(index));
        if (!(element instanceof HTMLElement) || element.tabIndex < 0)
          return [];
        const hidden = !element.checkVisibility({ visibilityProperty: true });
        if (hidden || element.matches(':disabled')) return [];
        // Of radio buttons Tab visits one, and the arrow keys the rest.
        if (element.matches('input[type=radio]:not(:checked)')) return [];
        return [`${index} ${element.outerHTML.slice(0, 120)}`];
      });
    });

  /** What has the focus, and whether one can see that. */
  const here = (page: Page) =>
    page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return undefined;
      const walk = element.getAttribute('data-walk');
      const shows = (each: Element, pseudo?: string) => {
        const style = getComputedStyle(each, pseudo);
        const outline =
          style.outlineStyle !== 'none' &&
          Number.parseFloat(style.outlineWidth) >= 1;
        const border =
          pseudo !== undefined && Number.parseFloat(style.borderTopWidth) >= 1;
        return outline || border;
      };
      const screen = element.closest('.console-screen');
      const { width, height, bottom, top } = element.getBoundingClientRect();
      return {
        key: `${walk} ${element.outerHTML.replace(/ data-walk="\d+"/, '').slice(0, 120)}`,
        visible:
          shows(element) || (screen !== null && shows(screen, '::after')),
        inView:
          width > 0 && height > 0 && bottom > 0 && top < window.innerHeight,
      };
    });

  // In Go's editor Tab indents until Escape is pressed: tests/e2e/go.test.ts
  // enters and leaves it by keyboard alone.
  const walked = readingPages().filter(
    (path) => !/go-compiled-here|wazero-inside/.test(path),
  );

  test.each(walked)('walks all of /%s', async (path) => {
    const { page, close } = await house.visit(path);
    const list = await wanted(page);
    expect(list.length).toBeGreaterThan(10);
    const reached = new Set<string>();
    const unseen: string[] = [];
    for (let i = 0; i < list.length * 2; i++) {
      await page.keyboard.press('Tab');
      const found = await here(page);
      if (found === undefined) break;
      if (!found.visible || !found.inView) unseen.push(found.key);
      reached.add(found.key.split(' ')[0] ?? '');
    }
    const missed = list.filter(
      (each) => !reached.has(each.split(' ')[0] ?? ''),
    );
    await close();
    expect({ missed, unseen }).toEqual({ missed: [], unseen: [] });
  });
});

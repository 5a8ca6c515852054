/**
 * Pages hold still, fit a phone, and lead somewhere.
 */

import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkLinks } from '../lessons/links.ts';
import { consoles, seat } from './console.ts';
import { allPages, dist, expectNoShift, lookAt } from './pages.ts';
import { readingPages, watchShifts } from './pages.ts';
import { openHouse } from './visit.ts';
import type { House } from './visit.ts';

let house: House;

beforeAll(async () => {
  house = await openHouse();
});

afterAll(() => house.close());

test('no page is wider than a phone', async () => {
  const found = await lookAt(house, allPages(), async (page) => {
    await page.setViewportSize({ width: 390, height: 844 });
    const width = await page.evaluate(
      () => document.documentElement.scrollWidth,
    );
    return width > 390 ? [`${width} pixels`] : [];
  });
  expect(found).toEqual([]);
}, 120_000);

test.each(readingPages())(
  'on a phone, /%s holds still when Run is pressed',
  async (path) => {
    const { page, troubles, close } = await house.visit(path, {
      viewport: { width: 390, height: 844 },
    });
    await page.waitForLoadState('networkidle');
    await watchShifts(page);
    const first = seat(page, 0, consoles(page));
    // A page without a console is to hold still by itself.
    const runs = (await first.root.count()) > 0;
    if (runs) {
      await first.run();
      await expect.poll(first.state).toMatch(/waiting|exited|trapped|failed/);
    }
    await page.waitForTimeout(100);
    if (runs && (await first.state()) === 'waiting') await first.stop();
    await expectNoShift(page);
    await close();
    expect(troubles).toEqual([]);
  },
);

test('no link leads nowhere', () => {
  const { pages, links, broken } = checkLinks(dist);
  expect(pages).toBe(allPages().length);
  expect(links).toBeGreaterThan(1000);
  expect(broken).toEqual([]);
});

/**
 * The console as a terminal: a program that draws the whole screen and wants
 * single keys, pastes of several lines, texts that are found, and a program
 * that waits without work; each in the terminal and on the plain sheet.
 */

import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { bench } from './console.ts';
import type { Seat } from './console.ts';
import { openHouse } from './visit.ts';
import type { House, Visit } from './visit.ts';

let house: House;
let visit: Visit;
let page: Page;

beforeAll(async () => {
  house = await openHouse();
});

afterAll(() => house.close());

beforeEach(async () => {
  visit = await house.visit('');
  ({ page } = visit);
});

afterEach(async () => {
  await visit.close();
  expect(visit.troubles).toEqual([]);
});

/** A console for a program, with a screen as tall as it needs. */
async function tall(of: Page, program: string): Promise<Seat> {
  const own = await bench(of, { program });
  await own.root.evaluate((element) =>
    element.setAttribute('style', '--rows: 16'),
  );
  return own;
}

/** The same, at work, in the terminal or on the plain sheet. */
async function seated(program: string, kind: Kind): Promise<Seat> {
  const own = await tall(page, program);
  if (kind === 'plain') await own.part('plain').check();
  await own.run();
  return own;
}

const kinds = ['terminal', 'plain'] as const;
type Kind = (typeof kinds)[number];

describe('a program that fills the screen', () => {
  test.each(kinds)('is steered by single keys (%s)', async (kind) => {
    const own = await seated('go-screen', kind);
    await own.says(/▸ Rake the sand/);
    await own.reach('waiting');
    await page.keyboard.press('ArrowDown');
    await own.says(/▸ Level it again/);
    await page.keyboard.press('ArrowUp');
    await own.says(/▸ Rake the sand/);
    await page.keyboard.press('Enter');
    await own.says(/≡{5}.* +\d\d %/);
    // What is typed is the program's to show.
    expect(await own.text()).not.toContain('^[');
    await page.keyboard.press('q');
    await own.reach('exited');
    expect(await own.text()).toMatch(/^Raked \d+ % of the sand/);
  });

  test('knows how large its window is, and when that changes', async () => {
    const own = await seated('go-screen', 'terminal');
    const columns = async (): Promise<number> =>
      Number(/(\d+) columns, \d+ rows/.exec(await own.text())?.[1]);
    await expect.poll(columns).toBeGreaterThan(60);
    const before = await columns();
    await page.setViewportSize({ width: 420, height: 900 });
    await expect.poll(columns).toBeLessThan(before);
  });

  test('lets Tab and Escape out, and ends at ^C as it wants', async () => {
    const own = await seated('go-screen', 'terminal');
    await own.reach('waiting');
    await own.part('live').click();
    await page.keyboard.press('Tab');
    const inside = await own
      .part('live')
      .evaluate((live) => live.contains(document.activeElement));
    expect(inside).toBe(false);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Control+c');
    // Not stopped by the page: the program got the key, and left.
    await own.reach('exited');
  });

  test('has keys to tap on a phone', async () => {
    const phone = await house.visit('', {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    const own = await tall(phone.page, 'go-screen');
    const key = (name: string) =>
      own.part('keypad').getByRole('button', { name, exact: true });
    expect(await own.part('keypad').isVisible()).toBe(false);
    await own.part('run').tap();
    await own.reach('waiting');
    await key('↓').tap();
    await own.says(/▸ Level it again/);
    expect(await own.part('keypad').isVisible()).toBe(true);
    await own.part('line-input').fill('q');
    await own.reach('exited');
    // The program has left a sane terminal behind.
    expect(await own.part('keypad').isVisible()).toBe(false);
    await phone.close();
    expect(phone.troubles).toEqual([]);
  });

  test('is read out when it waits, not as it draws', async () => {
    const own = await seated('go-screen', 'terminal');
    await own.reach('waiting');
    const said = () => own.part('log').locator('p').allTextContents();
    await expect.poll(said).toContain('  ▸ Rake the sand');
    const count = (await said()).length;
    await page.waitForTimeout(500);
    // Ten redraws later the log has grown by less than a screen for each.
    expect((await said()).length - count).toBeLessThan(30);
  });
});

describe('a paste of several lines', () => {
  test.each(kinds)('is several lines to the program (%s)', async (kind) => {
    const own = await seated('rust-count', kind);
    await own.reach('waiting');
    const field =
      kind === 'plain'
        ? own.part('line-input')
        : own.part('live').locator('textarea');
    await field.evaluate((element) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', 'one two\ntwo 三\nthr');
      const paste = new ClipboardEvent('paste', {
        clipboardData,
        bubbles: true,
        cancelable: true,
      });
      element.dispatchEvent(paste);
    });
    // What is not a whole line is still the reader's.
    await field.press('e');
    await field.press('e');
    await field.press('Enter');
    if (kind === 'plain') await own.part('end-of-input').click();
    else await field.press('Control+d');
    await own.reach('exited');
    expect(await own.text()).toMatch(/4 different words/);
    expect(await own.text()).toMatch(/2 +two/);
    expect(await own.text()).toMatch(/1 +three/);
  });
});

describe('a text in the output', () => {
  test.each(kinds)('is found, one place after the other (%s)', async (kind) => {
    const own = await bench(page, {
      program: 'rust-hello',
      args: ['日本のrust', 'RUST'],
    });
    if (kind === 'plain') await own.part('plain').check();
    await own.run();
    await own.reach('exited');
    await own.part('find-open').click();
    const field = own.part('find-input');
    await field.fill('rust');
    const count = () => own.part('find-count').textContent();
    await field.press('Enter');
    expect(await count()).toBe('1 of 4');
    await field.press('Enter');
    expect(await count()).toBe('2 of 4');
    await field.press('Shift+Enter');
    await field.press('Shift+Enter');
    expect(await count()).toBe('4 of 4');
    await own.part('find-before').click();
    expect(await count()).toBe('3 of 4');
    if (kind === 'plain')
      expect(await page.evaluate(() => String(getSelection()))).toBe('rust');
    await field.fill('(');
    await field.press('Enter');
    expect(await count()).toBe('Not found');
    await field.press('Escape');
    expect(await own.part('find').isVisible()).toBe(false);
  });

  test('on the plain sheet an address is a link', async () => {
    const own = await bench(page, {
      program: 'rust-hello',
      args: ['see', 'https://go.dev/doc/.'],
    });
    await own.part('plain').check();
    await own.run();
    await own.reach('exited');
    const link = own.part('live').locator('a');
    expect(await link.getAttribute('href')).toBe('https://go.dev/doc/');
  });
});

describe('a program that waits', () => {
  test('does nothing until a key comes', async () => {
    const own = await seated('rust-count', 'terminal');
    await own.reach('waiting');
    const count = () => own.part('instructions').textContent();
    await page.waitForTimeout(500);
    const before = await count();
    await page.waitForTimeout(1000);
    expect(await count()).toBe(before);
    await page.keyboard.type('a\n');
    await expect.poll(count).not.toBe(before);
    await own.stop();
  });

  test('tells how late its clock ticks', async () => {
    const own = await seated('go-screen', 'terminal');
    await own.says(/[3-9]\.\ds, \d+ ticks/);
    const late = /late by .*/.exec(await own.text())?.[0];
    process.stdout.write(`a ticker of 50 ms in the page: ${late}\n`);
    expect(late).toMatch(/late by [\d.]+ ms/);
    await own.stop();
  });
});

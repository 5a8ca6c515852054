/**
 * What a reader waits for: the weight of a page before anything runs, and the
 * time from Run to the first byte of a Go program.
 *
 * The figures are printed; the budgets are asserted.
 */

import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page, Response } from 'playwright-core';
import { bench } from './console.ts';
import { readingPages } from './pages.ts';
import { openHouse } from './visit.ts';
import type { House } from './visit.ts';

let house: House;

beforeAll(async () => {
  house = await openHouse();
});

afterAll(() => house.close());

/** Bytes that a page may weigh before the first Run, compressed. */
const budget = 60_000;

/** Milliseconds from Run to the first byte of Go's hello. */
const soon = 1500;

type Part = { readonly path: string; readonly type: string; size: number };

/** What a response weighs on a host that compresses what can be compressed. */
async function weigh(response: Response): Promise<Part> {
  const body = await response.body();
  const size = Math.min(body.length, gzipSync(body, { level: 9 }).length);
  const path = new URL(response.url()).pathname;
  return { path, type: response.request().resourceType(), size };
}

/** Everything that a page loads, until nothing comes any more. */
async function partsOf(path: string): Promise<Part[]> {
  const { page, close } = await house.visit('favicon.svg');
  const responses: Response[] = [];
  page.on('response', (response) => responses.push(response));
  await page.goto(path, { waitUntil: 'networkidle' });
  // Whatever waits for an idle moment gets one.
  await page.waitForTimeout(500);
  await page.waitForLoadState('networkidle');
  const parts = await Promise.all(responses.map(weigh));
  await close();
  return parts;
}

test('no page weighs more than 60 kB before the first Run', async () => {
  const lines: string[] = [];
  const heavy: string[] = [];
  const paths = readingPages();
  const all = new Map<string, Part[]>();
  // A few at a time: a browser with forty pages has no idle moment.
  for (let i = 0; i < paths.length; i += 4)
    await Promise.all(
      paths.slice(i, i + 4).map(async (path) => {
        all.set(path, await partsOf(path));
      }),
    );
  for (const path of paths) {
    const parts = all.get(path) ?? [];
    expect(parts.map(({ type }) => type)).toContain('document');
    const sum = (...types: readonly string[]) =>
      parts
        .filter(({ type }) => types.length === 0 || types.includes(type))
        .reduce((total, { size }) => total + size, 0);
    const columns = [
      sum(),
      sum('document'),
      sum('stylesheet'),
      sum('script'),
      sum('font'),
    ];
    const figures = columns.map((size) => String(size).padStart(7)).join(' ');
    lines.push(`${figures}  /${path}`);
    const list = parts.map((each) => `  ${each.size} ${each.path}`).join('\n');
    if (sum() > budget) heavy.push(`/${path}: ${sum()} bytes\n${list}`);
  }
  process.stdout.write(
    `  bytes    html     css      js   fonts  page\n${lines.join('\n')}\n`,
  );
  expect(heavy).toEqual([]);
}, 120_000);

/**
 * From the press on Run, as the browser dates it, to the first character on
 * the terminal's glass; nothing of console, worker or module is loaded before.
 */
async function timeFirstByte(page: Page): Promise<number> {
  const hello = await bench(page, { program: 'go-hello' });
  const time = hello.root.evaluate((element) => {
    const pressed = new Promise<number>((done) => {
      const run = element.querySelector('[data-part="run"]');
      run?.addEventListener('click', (event) => done(event.timeStamp), true);
    });
    const shown = new Promise<number>((done) => {
      new MutationObserver(() => {
        const glass = element.querySelector('.xterm-rows')?.textContent;
        if (glass?.trim()) done(performance.now());
      }).observe(element, {
        subtree: true,
        childList: true,
        characterData: true,
      });
    });
    return Promise.all([pressed, shown]).then(([a, b]) => b - a);
  });
  await hello.run();
  await hello.reach('exited');
  expect(await hello.text()).toBe('Hello from Go in the sandbox (砂場)!');
  expect(await hello.root.getAttribute('data-engine')).toBe('ours');
  return time;
}

test('Go’s hello is there 1.5 s after Run, on our engine', async () => {
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    const { page, troubles, close } = await house.visit('');
    await page.waitForLoadState('networkidle');
    times.push(await timeFirstByte(page));
    await close();
    expect(troubles).toEqual([]);
  }
  const sorted = times.toSorted((a, b) => a - b);
  process.stdout.write(
    `Go’s first byte after Run, cold: ${sorted.map((ms) => ms.toFixed(0)).join(', ')} ms\n`,
  );
  expect(sorted[2]).toBeLessThanOrEqual(soon);
});

/**
 * The shelf, in a browser: every program runs in the page on the engine that
 * its console offers and on the other one, and the page measures them itself.
 */

import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { seat } from './console.ts';
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
  visit = await house.visit('shelf/');
  ({ page } = visit);
});

afterEach(async () => {
  await visit.close();
  expect(visit.troubles).toEqual([]);
});

/** The console of a program on the page. */
async function seatOf(program: string): Promise<Seat> {
  const all = await page
    .locator('sunaba-console')
    .evaluateAll((list) =>
      list.map((each) => each.getAttribute('data-program')),
    );
  const index = all.indexOf(program);
  expect(index, program).toBeGreaterThanOrEqual(0);
  return seat(page, index);
}

/** Runs a program on an engine, types, and answers what it printed. */
async function outcome(
  program: string,
  engine: 'ours' | 'native',
  typed: string | undefined,
): Promise<{ text: string; code: string | null }> {
  const at = await seatOf(program);
  await at.part('engine').selectOption(engine);
  await at.run();
  if (typed !== undefined) {
    await at.reach('waiting');
    await page.keyboard.insertText(typed);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+d');
  }
  await at.reach('exited');
  expect(await at.root.getAttribute('data-engine')).toBe(engine);
  return {
    text: await at.text(),
    code: await at.root.getAttribute('data-code'),
  };
}

/** What is typed into a program, and what it must say. */
const cases: readonly (readonly [string, string | undefined, RegExp])[] = [
  ['go-hello', undefined, /砂場/],
  ['go-files', undefined, /visit 2/],
  ['go-js', undefined, /first: hare\nthen: tortoise\npromise: <number: 42>/],
  [
    'esbuild',
    'let longName: number = 1 + 2; f(longName)',
    /let longName=3;f\(longName\);/,
  ],
  ['go-gofmt', 'package  a;var  b=1', /package a\n\nvar b = 1/],
  ['tinygo-gofmt', 'package  a;var  b=1', /package a\n\nvar b = 1/],
  ['tinygo-sh', 'if [ 1 ];then echo   hi;fi', /if \[ 1 \]; then echo hi; fi/],
  [
    'go-reactor',
    undefined,
    /add\(2, 40\) = 42\n.*divide\(1, 0\): unreachable/s,
  ],
  ['go-edge', undefined, /HTTP\/1\.1 200\n.*Hello, Ada!/s],
  ['go-wazero', undefined, /collatz\(27\) = 111.*"IFF ssel-OGC"/s],
  ['rust-hello', undefined, /LANG = ja_JP/],
  ['rust-count', 'to be or not to be', /4 different words/],
  ['c-mandelbrot', undefined, /@@@@/],
  ['zig-life', undefined, /^\.#\./],
  ['wat-hello', undefined, /Hello, 砂場!/],
];

describe.each(['native', 'ours'] as const)('on engine %s', (engine) => {
  test.each(cases)('%s', async (program, typed, says) => {
    const { text, code } = await outcome(program, engine, typed);
    expect(text).toMatch(says);
    expect(code).toBe('0');
  });
});

test('every console of the page is among them, but for the one that asks a name', async () => {
  const all = await page
    .locator('sunaba-console')
    .evaluateAll((list) =>
      list.map((each) => each.getAttribute('data-program')),
    );
  const known = [...cases.map(([program]) => program), 'go-greet'];
  expect(new Set(all)).toEqual(new Set(known));
});

test('a hostcall is listed with its pointers and lengths', async () => {
  const at = await seatOf('go-edge');
  await at.run();
  await at.reach('exited');
  await at.part('trace').locator('summary').click();
  // They are drawn once somebody looks.
  await expect
    .poll(() => at.part('trace-lines').textContent())
    .toMatch(
      /fastly_http_req\.method_get\(request=1, to=0x[\da-f]+\+128, written=0x[\da-f]+\) → ok, "GET"/,
    );
});

test('text that is no Go ends in an exit code, and nothing is lost', async () => {
  for (const program of ['go-gofmt', 'tinygo-gofmt']) {
    const at = await seatOf(program);
    await at.run();
    await at.reach('waiting');
    await page.keyboard.insertText('func (');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+d');
    await at.reach('exited');
    expect(await at.root.getAttribute('data-code')).toBe('2');
    expect(await at.text()).toMatch(/expected/);
  }
});

describe('the page measures', () => {
  test('size, imports, memory and time of every program', async () => {
    await page.goto('ja/lessons/tinygo-beside-go/');
    const table = page.locator('sunaba-measured');
    const before = await table.locator('tbody').textContent();
    await table.locator('button').click();
    await expect.poll(() => table.getAttribute('data-state')).toBe('measured');
    const rows = table.locator('tbody tr[data-measured]');
    expect(await rows.count()).toBe(3);
    // What the build read in the modules, the page has read again.
    for (const [index, imports] of [
      'wasi_snapshot_preview1',
      '–',
      'gojs',
    ].entries())
      expect(await rows.nth(index).textContent()).toContain(imports);
    expect(await rows.first().textContent()).toMatch(/4,097,320/);
    expect(await rows.first().textContent()).toMatch(/\d+ ms/);
    expect(await table.locator('tbody').textContent()).not.toBe(before);
  });

  test('and says so where one cannot be fetched', async () => {
    const other = await house.visit('lessons/tinygo-beside-go/');
    await other.page.route('**/gofmt.*.wasm', (route) => route.abort());
    const table = other.page.locator('sunaba-measured');
    await table.locator('button').click();
    await expect.poll(() => table.getAttribute('data-state')).toBe('failed');
    expect(await table.locator('tbody tr[data-measured]').count()).toBe(2);
    expect(other.troubles.join()).toContain('gofmt');
    await other.close();
  });
});

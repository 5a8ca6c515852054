/**
 * The shell line and the panel of host calls, as a reader works them: pipes,
 * redirection, ^C, completion; calls that are chosen, opened and saved.
 */

import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { encode, parseWat } from '../../engine/index.ts';
import { seat } from './console.ts';
import type { Seat } from './console.ts';
import { openHouse } from './visit.ts';
import type { House, Visit } from './visit.ts';

let house: House;
let visit: Visit;
let page: Page;
let own: Seat;

beforeAll(async () => {
  house = await openHouse();
});

afterAll(() => house.close());

beforeEach(async () => {
  visit = await house.visit('lessons/a-shell-line/');
  ({ page } = visit);
  own = seat(page);
});

afterEach(async () => {
  await visit.close();
  expect(visit.troubles).toEqual([]);
});

/** Sits down at the prompt. */
async function begin(plain = false): Promise<void> {
  if (plain) await own.part('plain').check();
  await own.run();
  await own.says(/\$ ?$/);
  await own.reach('waiting');
}

const kinds = ['terminal', 'plain'] as const;

/** Types a line, and waits for the next prompt. */
async function line(text: string): Promise<void> {
  const prompts = async () => (await own.text()).split('$').length;
  const before = await prompts();
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
  await expect.poll(prompts, { timeout: 20_000 }).toBeGreaterThan(before);
  await own.reach('waiting');
}

describe('the shell line', () => {
  test.each(kinds)('pipes and redirects (%s)', async (kind) => {
    await begin(kind === 'plain');
    await line('cat notes.txt | rust-count > counts.txt');
    await line('cat < counts.txt');
    expect(await own.text()).toContain('3 different words\n    3  sand');
    // What a line wrote is among the console's files.
    expect(await own.part('file-count').textContent()).toMatch(/^4 files/);
    await line('zig-life | rust-count | cat');
    expect(await own.text()).toContain('different words');
    await line('nothing');
    expect(await own.text()).toContain('no program named nothing; there are:');
  });

  test('is stopped by ^C, and goes on', async () => {
    await begin();
    await page.keyboard.type('wat-spin | rust-count');
    await page.keyboard.press('Enter');
    await own.reach('running');
    await page.keyboard.press('Control+c');
    await own.says(/\^C\n\/ \$ ?$/);
    await line('echo code $?');
    expect(await own.text()).toContain('code 130');
    await page.keyboard.press('Control+d');
    await own.reach('exited');
  });

  test('completes by Tab, which leaves an empty line', async () => {
    await begin();
    await page.keyboard.type('rust-c');
    await page.keyboard.press('Tab');
    await own.says(/\$ rust-count ?$/);
    await page.keyboard.type('< no');
    await page.keyboard.press('Tab');
    await own.says(/\$ rust-count < notes\.txt ?$/);
    await page.keyboard.press('Enter');
    await own.says(/1 {2}stone\n\/ \$ ?$/);
    await page.keyboard.press('ArrowUp');
    await own.says(/\$ rust-count < notes\.txt ?$/);
    await page.keyboard.press('Control+u');
    await own.says(/\$ ?$/);
    const inside = () =>
      page.evaluate(() => document.activeElement?.closest('.console-live'));
    expect(await inside()).not.toBeNull();
    await page.keyboard.press('Tab');
    expect(await inside()).toBeFalsy();
  });
});

describe('the host calls', () => {
  beforeEach(async () => {
    await begin();
    await line('rust-count < notes.txt');
    await own.part('trace').locator('summary').click();
  });

  const rows = () => own.part('trace-lines').locator('li');

  test('are chosen by function and by text', async () => {
    await expect.poll(() => rows().count()).toBeGreaterThan(5);
    await own.part('trace-name').selectOption('fd_read');
    await expect.poll(() => rows().count()).toBe(2);
    await own.part('trace-search').fill('MOSS');
    await expect.poll(() => rows().count()).toBe(1);
    expect(await own.part('trace-note').textContent()).toMatch(
      /the last 1 of 1 such calls; \d+ in all/,
    );
    expect(await rows().first().textContent()).toMatch(
      /^\[rust-count\] fd_read\(0, .*moss sand/,
    );
  });

  test('show their values and their memory', async () => {
    await own.part('trace-name').selectOption('fd_read');
    await rows().first().click();
    const call = own.part('trace-call');
    const text = await call.textContent();
    expect(text).toContain('fd: fd0');
    expect(text).toContain('errnosuccess');
    expect(text).toContain('26 bytes');
    expect(await call.locator('table').textContent()).toMatch(/73 61 6e 64/);
    // And by the keys of a list.
    await own.part('trace-lines').press('ArrowDown');
    expect(await rows().nth(1).getAttribute('aria-selected')).toBe('true');
    expect(await call.locator('table').count()).toBe(0);
  });

  test('are saved as text and as JSON', async () => {
    const save = async (part: string): Promise<string> => {
      const coming = page.waitForEvent('download');
      await own.part(part).click();
      return readFileSync(await (await coming).path(), 'utf8');
    };
    expect(await save('trace-text')).toMatch(
      /^ +\d+ {2}\[rust-count\] fd_read\(0, .* ms\)$/m,
    );
    const lines = (await save('trace-json')).trim().split('\n');
    const calls = lines.map((each): unknown => JSON.parse(each));
    expect(calls).toContainEqual(
      expect.objectContaining({ name: 'fd_read', errno: 'success' }),
    );
  });
});

/** Calls its host 300,000 times. */
const busy = encode(
  parseWat(`(module
  (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
  (memory (export "memory") 1)
  (global $left (mut i32) (i32.const 300000))
  (func (export "_start")
    (loop $again
      (drop (call $yield))
      (global.set $left (i32.sub (global.get $left) (i32.const 1)))
      (br_if $again (global.get $left)))))`),
);

test('300,000 host calls leave the page fluid, and what is dropped is said', async () => {
  await page.goto('playground/');
  await own.part('trace').locator('summary').click();
  await page.locator('[data-part="module"]').setInputFiles({
    name: 'busy.wasm',
    mimeType: 'application/wasm',
    buffer: Buffer.from(busy),
  });
  await own.reach('exited');
  await expect.poll(() => own.part('trace-count').textContent()).toBe('300000');
  expect(await own.part('trace-lines').locator('li').count()).toBe(1000);
  expect(await own.part('trace-note').textContent()).toMatch(
    /of \d+ such calls; 300000 in all\. The first \d+ were too many to keep/,
  );
});

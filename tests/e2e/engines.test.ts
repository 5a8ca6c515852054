/**
 * One program, several engines: ours and the browser's own print the same and
 * end the same, and what a page shows as recorded is what its console does.
 */

import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { bench, consoles, seat } from './console.ts';
import type { Seat, Setting } from './console.ts';
import { expectNoShift, readingPages, watchShifts } from './pages.ts';
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

/** How a run ends: its text and exit code, on the engine that was asked for. */
async function outcome(at: Seat, typed: readonly string[]): Promise<string> {
  const engine = await at.part('engine').inputValue();
  await at.run();
  for (const line of typed) {
    await at.reach('waiting');
    await page.keyboard.insertText(line);
    await page.keyboard.press(line === '' ? 'Control+d' : 'Enter');
  }
  await at.reach('exited');
  expect(await at.root.getAttribute('data-engine')).toBe(engine);
  const text = (await at.text()).replace(/^\[ *\d+ s\]/, '[  ? s]');
  return `${text}\nexit code ${await at.root.getAttribute('data-code')}`;
}

const letter = { 'letter.txt': 'Dear program,\n' };

describe('our engine and the browser’s own', () => {
  test.each<[string, Setting, readonly string[], RegExp]>([
    ['go-hello', { program: 'go-hello' }, [], /砂場/],
    ['go-greet', { program: 'go-greet' }, ['日本語'], /こんにちは/],
    ['go-files', { program: 'go-files', files: letter }, [], /Dear program/],
    ['go-files, no directory', { program: 'go-files' }, [], /exit code 1$/],
    ['rust-hello', { program: 'rust-hello', args: ['一'] }, [], /1: 一/],
    ['rust-count', { program: 'rust-count' }, ['to be', ''], /2 different/],
    ['c-core', { program: 'c-core', args: ['20'] }, [], /exit code 0$/],
    ['wat-hello', { program: 'wat-hello' }, [], /Hello, 砂場!/],
  ])('agree on %s', async (_, setting, typed, expected) => {
    const ours = await bench(
      page,
      { ...setting, engine: 'ours' },
      { ...setting, engine: 'native' },
    );
    const first = await outcome(ours, typed);
    expect(first).toMatch(expected);
    expect(await outcome(seat(page, 1), typed)).toBe(first);
  });

  test('are chosen in the console', async () => {
    const greet = seat(page);
    await greet.part('engine').selectOption('native');
    await greet.run();
    await greet.reach('waiting');
    await page.keyboard.type('Ada\n');
    await greet.reach('exited');
    expect(await greet.root.getAttribute('data-engine')).toBe('native');
    expect(await greet.text()).toMatch(/Hello, Ada!$/);
    // The browser does not count instructions, and the console does not claim it.
    expect((await greet.part('instructions').textContent())?.trim()).toBe('–');
    expect(await greet.part('note').textContent()).toBe('');
  });
});

describe('a browser without JSPI', () => {
  beforeEach(() =>
    page.route('**/worker-*.js', async (route) => {
      const response = await route.fetch();
      const without =
        'delete WebAssembly.Suspending; delete WebAssembly.promising;';
      const body = `${without}\n${await response.text()}`;
      await route.fulfill({ response, body });
    }),
  );

  test('runs what may wait on our engine, and says so', async () => {
    const greet = seat(page);
    await greet.part('engine').selectOption('native');
    await greet.run();
    await greet.reach('waiting');
    expect(await greet.root.getAttribute('data-engine')).toBe('ours');
    expect(await greet.part('note').textContent()).toMatch(
      /Sunaba’s engine runs it instead/,
    );
    await page.keyboard.type('Ada\n');
    await greet.reach('exited');
    expect(await greet.text()).toMatch(/Hello, Ada!$/);
  });

  test('runs what never waits on its own', async () => {
    const hello = await bench(page, {
      program: 'wat-hello',
      engine: 'native',
    });
    expect(await outcome(hello, [])).toBe('Hello, 砂場!\nexit code 0');
  });
});

describe('the consoles of the pages', () => {
  test.each(readingPages())(
    'do what their recordings say, and nothing moves: /%s',
    async (path) => {
      await page.goto(path);
      await watchShifts(page);
      const count = await consoles(page).count();
      for (let index = 0; index < count; index++) {
        await compare(seat(page, index, consoles(page)));
      }
      await expectNoShift(page);
    },
  );

  /** What is recorded and needs no typing must come again. */
  async function compare(at: Seat): Promise<void> {
    const recorded = at.part('recorded');
    const [text, typed] = await recorded.evaluate((element) => [
      element.textContent,
      element.querySelector('b') !== null,
    ]);
    await at.run();
    // A shell asks for a command, and only then has anything to say.
    const isShell = (await at.root.getAttribute('data-config'))?.includes(
      '"shell":',
    );
    if (typed || isShell) {
      await at.reach('waiting');
    } else {
      await expect
        .poll(async () => (await at.text()).trimEnd())
        .toBe(text.trimEnd());
    }
    if ((await at.state()) === 'waiting') await at.stop();
  }
});

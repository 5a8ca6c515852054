/**
 * Go in the page: edit, compile, run; errors at their place; Stop in every
 * phase; a damaged pack, a full store, no network.
 */

import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { describe, expect, test, vi } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import { seat } from './console.ts';
import { openHouse } from './visit.ts';
import type { House, Visit } from './visit.ts';

vi.setConfig({ testTimeout: 240_000 });

let house: House;
let visit: Visit;
let page: Page;

/** Troubles that a test causes on purpose. */
let expected: readonly RegExp[];

beforeAll(async () => {
  house = await openHouse();
});

afterAll(() => house.close());

/** A new reader. What a service worker fetches, no test can damage: some do without. */
async function enter(serviceWorkers: 'allow' | 'block'): Promise<void> {
  expected = [/Service Worker registration blocked/];
  visit = await house.visit('lessons/go-compiled-here/', { serviceWorkers });
  ({ page } = visit);
}

const withWorker = () => beforeEach(() => enter('allow'));
const withoutWorker = () => beforeEach(() => enter('block'));

afterEach(async () => {
  await visit.close();
  const troubles = visit.troubles.filter(
    (each) => !expected.some((pattern) => pattern.test(each)),
  );
  expect(troubles).toEqual([]);
});

const editor = (index = 0): Locator => page.locator('sunaba-go').nth(index);
const part = (name: string, index = 0): Locator =>
  editor(index).locator(`[data-go="${name}"]`);
const press = (name: string, index = 0) => part(name, index).click();

/** The first build of a visit fetches, unfolds and compiles the compiler: on a busy machine that takes its time. */
const patience = { timeout: 60_000 };

/** Resolves when the state line says so. */
const says = (what: RegExp, index = 0) =>
  expect.poll(() => part('state', index).textContent(), patience).toMatch(what);

/** Builds and starts the program. */
async function run(name = 'run', index = 0): Promise<void> {
  await press(name, index);
  await says(/^Built in \d/, index);
}

/** Puts a text into the editor, as a reader who pastes. */
async function write(text: string, index = 0): Promise<void> {
  const paper = editor(index).locator('[data-go="source"], .cm-content');
  await paper.filter({ visible: true }).first().click();
  const content = editor(index).locator('.cm-content');
  await content.waitFor();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(text);
}

const program = (body: string) =>
  `package main\n\nimport "fmt"\n\nfunc main() {\n\t${body}\n}\n`;

describe('hello', () => {
  withWorker();

  test('is compiled and run; edited, it is again; then with the network off', async () => {
    const screen = seat(page);
    await run();
    await screen.says(/Hello from Go in the sandbox/);
    await write(program('fmt.Println("second", 6*7)'));
    await run();
    await screen.says(/second 42/);

    // The page and its tools are there when it is opened without a network.
    await page.waitForFunction(async () => {
      const cache = await caches.open('sunaba-pages');
      return (await cache.keys()).length > 10;
    });
    await page.context().setOffline(true);
    await page.reload();
    expect(await editor().locator('.cm-content').textContent()).toContain(
      'second',
    );
    await write(program('fmt.Println("no network")'));
    await run();
    await seat(page).says(/no network/);
    await page.context().setOffline(false);
  });

  test('an error is marked at its place, and its line leads there', async () => {
    await write(program('fmt.Println("砂場", unknown)'));
    await press('run');
    await says(/Not built/);
    expect(await part('said').innerText()).toBe(
      '# play\n./main.go:6:24: undefined: unknown',
    );
    const mark = editor().locator('.cm-lintRange-error');
    expect(await mark.textContent()).toBe('unknown');
    await part('said').getByRole('button').click();
    await page.keyboard.type('1+');
    await page.keyboard.press('Shift+End');
    await page.keyboard.insertText('1)');
    await run();
    await seat(page).says(/砂場 2/);
    expect(await part('said').isHidden()).toBe(true);
  });
});

describe('Stop', () => {
  withoutWorker();

  test('works while packs come, while it compiles, links and runs', async () => {
    let free = (): void => undefined;
    const held = new Promise<void>((resolve) => (free = resolve));
    await page.route(/\/link\b[^/]*\.zst$/, async (route) => {
      await held;
      // Whoever wanted it is gone by then.
      await route.continue().catch(() => undefined);
    });
    expected = [...expected, /ERR_ABORTED/];
    await press('run');
    await says(/Fetching the toolchain: \d+\.\d of 11\.0 MB/);
    await press('stop');
    await says(/^Stopped$/);
    free();
    await page.unroute(/\/link\b[^/]*\.zst$/);

    for (const phase of [/^Compiling$/, /^Linking$/]) {
      await press('run');
      await says(phase);
      await press('stop');
      await says(/^Stopped$/);
    }
    await write(program('for { fmt.Print() }'));
    await run();
    await seat(page).reach('running');
    await press('stop');
    await seat(page).reach('stopped');
  });
});

describe('what can go wrong', () => {
  withoutWorker();

  test('a damaged pack is fetched again; damaged twice, it is said', async () => {
    let damage = 3;
    await page.route(/\/link\b[^/]*\.zst$/, async (route) => {
      const response = await route.fetch();
      const body = await response.body();
      if (damage-- > 0) body[100] = (body[100] ?? 0) ^ 1;
      await route.fulfill({ response, body });
    });
    await press('run');
    await says(/arrived damaged, twice \(link\.zst\)/);
    await press('run');
    await expect
      .poll(() => part('note').textContent(), patience)
      .toMatch(/damaged and is fetched again/);
    await says(/^Built in \d/);
    await seat(page).says(/Hello from Go/);
  });

  test('a store that is full, a server that is gone', async () => {
    await page.addInitScript(() => {
      const full = () =>
        Promise.reject(new DOMException('full', 'QuotaExceededError'));
      Reflect.set(Cache.prototype, 'put', full);
      Reflect.set(Storage.prototype, 'setItem', () => {
        throw new DOMException('full', 'QuotaExceededError');
      });
    });
    // Workers do not get the page's script: theirs is this one.
    await page.route('**/worker*.js', async (route) => {
      const response = await route.fetch();
      const full = `Cache.prototype.put = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));\n`;
      await route.fulfill({ response, body: full + (await response.text()) });
    });
    await page.reload();
    expected = [...expected, /ERR_FAILED/, /ERR_INTERNET_DISCONNECTED/];
    await page.route(/\/compile\b[^/]*\.zst$/, (route) => route.abort());
    await press('run');
    await says(/could not be fetched \(compile\.zst/);
    await page.unroute(/\/compile\b[^/]*\.zst$/);
    await press('run');
    await expect
      .poll(() => part('note').textContent(), patience)
      .toMatch(/no room to keep the toolchain/);
    await says(/^Built in \d/);
    await seat(page).says(/Hello from Go/);
    await write(program('fmt.Println()'));
    expect(await part('note').textContent()).toMatch(/keeps nothing/);
  });
});

describe('the text', () => {
  withoutWorker();

  test('is kept, formatted, reset and brought back, shared by a link', async () => {
    await write('package main\nfunc main(){println(  "mine" )}\n');
    await press('format');
    const text = () => editor().locator('.cm-content').innerText();
    await expect.poll(text).toContain('func main() { println("mine") }');
    await press('reset');
    expect(await text()).toContain('Hello from Go');
    await press('back');
    expect(await text()).toContain('mine');
    await press('share');
    await expect
      .poll(() => page.url())
      .toMatch(/#go=go-compiled-here\.[\w-]+$/);
    const link = page.url();
    await page.goto('ja/lessons/go-compiled-here/');
    expect(await text()).toContain('mine');

    const other = await page.context().browser()?.newContext();
    const theirs = await other?.newPage();
    await theirs?.goto(link);
    const content = theirs?.locator('.cm-content').first();
    await expect.poll(() => content?.innerText()).toContain('mine');
    await other?.close();
  });

  test('is entered and left by keyboard alone', async () => {
    await part('source').focus();
    await editor().locator('.cm-content').waitFor();
    const inside = () =>
      page.evaluate(
        () => document.activeElement?.classList.contains('cm-content') ?? false,
      );
    await expect.poll(inside).toBe(true);
    await page.keyboard.press('ControlOrMeta+Home');
    await page.keyboard.press('Tab');
    expect(await inside()).toBe(true);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    expect(await inside()).toBe(false);
  });
});

describe('tests and vet', () => {
  withoutWorker();

  test('a failing test is told; vet marks what is likely not meant', async () => {
    await editor(1).locator('pre').first().click();
    await run('test', 1);
    const screen = seat(page, 1);
    await screen.says(/--- FAIL: TestSplit\/one__two/);
    await screen.says(/FAIL/);
    await write(program('fmt.Println("%d MB", 11)'));
    await press('vet');
    await says(/Vet has 1 to say/);
    expect(await part('said').innerText()).toContain(
      './main.go:6:2: fmt.Println call has possible Printf formatting directive %d',
    );
  });
});

describe('the other kinds of modules', () => {
  withoutWorker();

  test('a library is called, and Go calls JavaScript', async () => {
    const library = seat(page, 2);
    await run('run', 2);
    await library.says(/add: .*i32.*\ncount/);
    await library.part('args').fill('add 2 40');
    await library.part('args').press('Enter');
    await library.says(/add\(2, 40\) = 42/);
    await run('run', 3);
    await seat(page, 3).says(/JavaScript says: 5/);
  });
});

describe('wazero', () => {
  withoutWorker();

  test('the host is edited, its guests come with the page; next time it is ready', async () => {
    await page.goto('lessons/wazero-inside/');
    const below = seat(page, 1);
    await run();
    await below.says(/collatz\(27\) = 111 steps/);
    await below.says(/"IFF ssel-OGC"/);

    await page.reload();
    await part('run').hover();
    await says(/^Ready to compile$/);
    const text = await editor().locator('.cm-content').innerText();
    expect(text).toContain('go:embed c-guest.wasm');
    await write(
      'package main\n\nimport _ "embed"\n\n//go:embed no.wasm\nvar a []byte\n\nfunc main() {}\n',
    );
    await press('run');
    await says(/Not built/);
    expect(await part('said').innerText()).toBe(
      'main.go:5:12: pattern no.wasm: no matching files found',
    );
  });
});

/**
 * The playground: strangers' modules come in, run within limits, and are
 * looked into; what is no module, or was made for another host, is told so.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { encode, parseWat } from '../../engine/index.ts';
import { seat, timeStop } from './console.ts';
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
  visit = await house.visit('playground/');
  ({ page } = visit);
  own = seat(page);
});

afterEach(async () => {
  await visit.close();
  expect(visit.troubles).toEqual([]);
});

const said = () => page.locator('[data-part="said"]');

/** Gives the page a file through its picker. */
const pick = (name: string, bytes: Uint8Array) =>
  page.locator('[data-part="module"]').setInputFiles({
    name,
    mimeType: 'application/wasm',
    buffer: Buffer.from(bytes),
  });

const wat = (text: string): Uint8Array => encode(parseWat(text));
const utf8 = new TextEncoder();

const programs = join(import.meta.dirname, '../../lessons/programs');

/** Prints `mb` megabytes of numbered-looking lines, then ends. */
const flood = (mb: number): Uint8Array =>
  wat(`(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 2)
  (global $left (mut i32) (i32.const ${mb * 250}))
  (func (export "_start") (local $at i32)
    (memory.fill (i32.const 1024) (i32.const 97) (i32.const 4000))
    (local.set $at (i32.const 1103))
    (loop $lines
      (i32.store8 (local.get $at) (i32.const 10))
      (local.set $at (i32.add (local.get $at) (i32.const 80)))
      (br_if $lines (i32.lt_u (local.get $at) (i32.const 5024))))
    (i32.store (i32.const 0) (i32.const 1024))
    (i32.store (i32.const 4) (i32.const 4000))
    (loop $again
      (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
      (global.set $left (i32.sub (global.get $left) (i32.const 1)))
      (br_if $again (global.get $left)))))`);

describe('a module', () => {
  test('that is picked runs, and is listed', async () => {
    await pick(
      'mine.wasm',
      readFileSync(join(programs, 'rust-hello/rust-hello.wasm')),
    );
    await own.reach('exited');
    expect(await own.text()).toContain('argument 0: mine.wasm');
    expect(await said().textContent()).toMatch(/^mine\.wasm: [\d,]+ bytes/);
    expect(await own.part('title').textContent()).toBe('mine.wasm');
    await page.locator('[data-part="inside"] > summary').click();
    const tables = page.locator('[data-part="listing"] table');
    expect(await tables.count()).toBe(4);
    expect(await tables.nth(1).textContent()).toContain(
      'wasi_snapshot_preview1fd_write(i32, i32, i32, i32) -> (i32)',
    );
    expect(await tables.nth(3).textContent()).toContain('Rust');
    await page.locator('[data-part="as-text"] > summary').click();
    const head = page.locator('[data-part="as-text-head"]');
    await expect.poll(() => head.textContent()).toMatch(/^\(module/);
    const download = page.waitForEvent('download');
    await page.locator('[data-part="as-text-save"]').click();
    expect((await download).suggestedFilename()).toBe('mine.wat');
  });

  test('that is dropped runs with the arguments and environment given', async () => {
    const bytes = Array.from(
      readFileSync(join(programs, 'rust-hello/rust-hello.wasm')),
    );
    const transfer = await page.evaluateHandle((list) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(list)], 'drop.wasm'));
      return data;
    }, bytes);
    const drop = page.locator('[data-part="drop"]');
    await drop.dispatchEvent('dragover', { dataTransfer: transfer });
    await drop.dispatchEvent('drop', { dataTransfer: transfer });
    await own.reach('exited');
    await page.locator('[data-part="settings"] > summary').click();
    await page.locator('[data-part="env"]').fill('GREETING=やあ\nnot one');
    await own.part('args').fill('one "two three"');
    await own.run();
    await own.says(/argument 2: two three\nGREETING = やあ$/);
  });

  test('of the course runs', async () => {
    await page.locator('[data-part="example"]').selectOption('rust-hello');
    await own.reach('exited');
    expect(await own.text()).toContain('Hello from Rust!');
  });

  test('comes as text, from the page or a file, on either engine', async () => {
    await page.locator('.text > summary').click();
    await page.locator('[data-part="assemble"]').click();
    await own.reach('exited');
    expect(await own.text()).toBe('Hello from the playground!');
    await own.part('engine').selectOption('native');
    await pick(
      'add.wat',
      utf8.encode('(func (export "answer") (result i32) i32.const 42)'),
    );
    await own.says(/^42$/);
    expect(await own.root.getAttribute('data-engine')).toBe('native');
  });

  test('whose function takes numbers is called with them', async () => {
    await pick(
      'add.wasm',
      readFileSync(join(programs, 'wat-add/wat-add.wasm')),
    );
    await expect
      .poll(() => said().textContent())
      .toMatch(/add takes 2 arguments/);
    await own.part('args').fill('40 2');
    await own.run();
    await own.reach('exited');
    expect(await own.text()).toBe('42');
  });
});

// prettier-ignore
const refused: readonly [string, string, Uint8Array, RegExp][] = [
  ['a picture', 'cat.wasm', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1, 2, 3, 4), /^This is not a WebAssembly module: magic header/],
  ['an empty file', 'no.wasm', new Uint8Array(), /^This is not a WebAssembly module/],
  ['a slip in a text', 'slip.wat', utf8.encode('(module (func i32.ad))'), /i32\.ad/],
  ['a body that leaves nothing', 'bad.wasm', wat('(module (func (export "_start") (result i32)))'), /^The module is not valid/],
  ['a component', 'c.wasm', Uint8Array.of(0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0), /This is a component/],
  ['nothing to call', 'none.wasm', wat('(module (memory 1))'), /exports no function/],
];

describe('what cannot run says why', () => {
  test.each(refused)('%s', async (_name, name, bytes, words) => {
    await pick(name, bytes);
    await expect.poll(() => said().textContent()).toMatch(words);
    expect(await own.state()).toBe('idle');
  });

  test('a module for another host', async () => {
    await pick(
      'browser.wasm',
      wat(
        '(module (import "gojs" "runtime.wasmExit" (func)) (func (export "run")))',
      ),
    );
    await own.reach('failed');
    expect(await own.part('state').textContent()).toContain('cannot be linked');
    expect(await said().textContent()).toContain('GOOS=wasip1');
  });

  test('in Japanese too', async () => {
    await page.goto('ja/playground/');
    await pick('cat.wasm', Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    await expect
      .poll(() => said().textContent())
      .toMatch(/^WebAssemblyモジュールではありません/);
  });
});

describe('limits', () => {
  /** Sets one limit in the page. */
  async function limit(name: string, value: string): Promise<void> {
    await page.locator('[data-part="settings"] > summary').click();
    const field = page.locator(`[data-limit="${name}"]`);
    await expect.poll(() => field.inputValue()).not.toBe('');
    await field.fill(value);
    await field.blur();
  }

  test('of running time stop an endless loop, and say so', async () => {
    await limit('seconds', '1');
    await pick(
      'spin.wasm',
      wat('(module (func (export "_start") (loop br 0)))'),
    );
    await own.reach('stopped');
    expect(await own.part('note').textContent()).toMatch(
      /^Limit: .* 1 seconds of work/,
    );
  });

  test('of output end a program that prints on and on', async () => {
    await limit('output', '1');
    await pick('flood.wasm', flood(2));
    await own.reach('trapped');
    expect(await own.part('note').textContent()).toMatch(/^Limit: .* 1 MB/);
    await page.locator('[data-limit="output"]').fill('3');
    await page.locator('[data-limit="output"]').blur();
    await own.run();
    await own.reach('exited');
    expect(await own.part('note').textContent()).toBe('');
  });

  test('of memory are told', async () => {
    await limit('memory', '1');
    await pick(
      'grow.wasm',
      wat(
        '(module (memory (export "memory") 1) (func (export "f") (result i32) (memory.grow (i32.const 100))))',
      ),
    );
    await own.reach('exited');
    expect(await own.text()).toBe('-1');
    expect(await own.part('note').textContent()).toMatch(/^Limit: .* 1 MiB/);
  });
});

describe('50 MB of output', () => {
  test('are shown, and the page answers meanwhile', async () => {
    await page.evaluate(() => {
      let [last, longest] = [performance.now(), 0];
      const frame = (): void => {
        const now = performance.now();
        longest = Math.max(longest, now - last);
        Reflect.set(globalThis, 'longest', longest);
        last = now;
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    });
    const began = performance.now();
    await pick('flood.wasm', flood(50));
    await own.reach('exited');
    const longest = await page.evaluate(() =>
      Reflect.get(globalThis, 'longest'),
    );
    const seconds = (performance.now() - began) / 1000;
    process.stdout.write(
      `50 MB in ${seconds.toFixed(1)} s, the longest frame ${Number(longest).toFixed(0)} ms\n`,
    );
    // The buffer keeps what a reader could scroll to, and no more.
    const lines = (await own.text()).split('\n');
    expect(lines.length).toBeLessThan(6000);
  });

  test.each(['terminal', 'plain'])(
    'can be stopped in the middle (%s)',
    async (kind) => {
      if (kind === 'plain') await own.part('plain').check();
      await pick('flood.wasm', flood(80));
      await own.says(/a{79}/);
      const time = await timeStop(own);
      await own.reach('stopped');
      process.stdout.write(
        `Stop in a flood (${kind}): ${time.toFixed(0)} ms\n`,
      );
      expect((await own.text()).split('\n').length).toBeLessThan(6000);
      // Nothing comes after it.
      const text = await own.text();
      await page.waitForTimeout(200);
      expect(await own.text()).toBe(text);
    },
  );
});

/**
 * Files in the page: given, edited, written by programs, exported, imported,
 * and kept in the browser; and a store that is full, refused, or left in the
 * middle of a write loses nothing.
 */

import { closeSync, ftruncateSync, openSync, readFileSync } from 'node:fs';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { describe, expect, test } from 'vitest';
import type { BrowserContext, Page } from 'playwright-core';
import { pack, unpack } from '../../site/console/zip.ts';
import { seat } from './console.ts';
import type { Seat } from './console.ts';
import { openHouse } from './visit.ts';
import type { House, Visit } from './visit.ts';

let house: House;
let visit: Visit;
let page: Page;
let context: BrowserContext;

beforeAll(async () => {
  house = await openHouse();
});

afterAll(() => house.close());

beforeEach(async () => {
  visit = await house.visit('playground/');
  ({ page } = visit);
  context = page.context();
});

afterEach(async () => {
  await visit.close();
  expect(visit.troubles).toEqual([]);
});

const utf8 = new TextEncoder();

/** The files under the playground's console, opened. */
async function openFiles(of: Page = page): Promise<Files> {
  const own = seat(of);
  const all = own.part('files');
  await own.part('folder').locator('summary').click();
  await expect.poll(() => all.locator('ul').count()).toBe(1);
  const notes = all.locator('.console-file-note');
  return {
    own,
    button: (name) => all.getByRole('button', { name, exact: true }),
    said: async () => (await notes.allTextContents()).join('|'),
    text: () => all.locator('textarea'),
    names: () => all.locator('.console-file-name').allTextContents(),
    add: (name, bytes) =>
      all
        .locator('[data-part="file-picker"]')
        .setInputFiles(fileOf(name, bytes)),
    zip: (name, bytes) =>
      all
        .locator('[data-part="zip-picker"]')
        .setInputFiles(fileOf(name, bytes)),
    async keep(name) {
      await all.locator('[data-part="workspace-name"]').fill(name);
      await all.getByRole('button', { name: 'Keep in this browser' }).click();
    },
    choice: () => all.locator('[data-part="workspace"]'),
  };
}

type Files = {
  readonly own: Seat;
  readonly button: (name: string) => ReturnType<Page['getByRole']>;
  /** The sentences below the files. */
  readonly said: () => Promise<string>;
  readonly text: () => ReturnType<Page['locator']>;
  readonly names: () => Promise<string[]>;
  readonly add: (name: string, text: Uint8Array) => Promise<void>;
  readonly zip: (name: string, bytes: Uint8Array) => Promise<void>;
  readonly keep: (name: string) => Promise<void>;
  readonly choice: () => ReturnType<Page['locator']>;
};

const fileOf = (name: string, bytes: Uint8Array) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(bytes),
});

const letter = utf8.encode('Dear program,\n');

/** Files with a letter among them, kept under a name. */
async function keepLetter(name: string): Promise<Files> {
  const files = await openFiles();
  await files.add('letter.txt', letter);
  await expect.poll(files.names).toEqual(['letter.txt']);
  await files.keep(name);
  return files;
}

/** What lies in the browser under a name, as another tab finds it. */
async function keptText(name: string): Promise<string> {
  const other = await context.newPage();
  await other.goto('playground/');
  const files = await openFiles(other);
  await expect
    .poll(() => files.choice().locator('option').allTextContents())
    .toContain(name);
  await files.choice().selectOption(name);
  await expect.poll(files.names).toEqual(['letter.txt']);
  await files.button('letter.txt').click();
  const text = await files.text().inputValue();
  await other.close();
  return text;
}

/** Changes the letter, and saves that on the desk. */
async function edit(files: Files, text: string): Promise<void> {
  if ((await files.text().count()) === 0)
    await files.button('letter.txt').click();
  await files.text().fill(text);
  await files.text().press('Control+s');
}

describe('files', () => {
  test('are added, edited, read and written by a program, and removed', async () => {
    const files = await openFiles();
    await files.add('letter.txt', letter);
    await expect.poll(files.said).toContain('Added: letter.txt');
    await edit(files, 'Dear Go,\n');
    expect(await files.said()).toContain('letter.txt is saved.');
    await page.locator('[data-part="example"]').selectOption('go-files');
    await files.own.reach('exited');
    expect(await files.own.text()).toContain('| Dear Go,');
    expect(await files.names()).toEqual([
      'answer.txt',
      'journal.txt',
      'letter.txt',
    ]);
    expect(await files.own.part('file-count').textContent()).toMatch(
      /^3 files/,
    );
    const coming = page.waitForEvent('download');
    await files.button('Download: answer.txt').click();
    const answer = await (await coming).path();
    expect(readFileSync(answer, 'utf8')).toBe('Thank you for your letter.\n');
    await files.button('Remove: answer.txt').click();
    await expect.poll(files.names).toEqual(['journal.txt', 'letter.txt']);
    await files.button('journal.txt').click();
    expect(await files.text().inputValue()).toBe('Visit 1.\n');
  });

  test('that are dropped on the console are the program’s', async () => {
    const transfer = await page.evaluateHandle(() => {
      const data = new DataTransfer();
      data.items.add(new File(['one'], 'a.txt'));
      data.items.add(new File([Uint8Array.of(0, 255)], 'b.bin'));
      return data;
    });
    const own = seat(page);
    await own.root.dispatchEvent('dragover', { dataTransfer: transfer });
    await own.root.dispatchEvent('drop', { dataTransfer: transfer });
    await expect
      .poll(() => own.part('file-count').textContent())
      .toBe('2 files, 5 B');
    expect(await own.state()).toBe('idle');
    await own
      .part('files')
      .getByRole('button', { name: 'b.bin', exact: true })
      .click();
    expect(await own.part('files').locator('pre').textContent()).toBe('00 ff');
  });

  test('cannot be changed under a program that works with them', async () => {
    const files = await openFiles();
    await files.add('letter.txt', letter);
    await page.locator('[data-part="example"]').selectOption('go-greet');
    await files.own.reach('waiting');
    await edit(files, 'too late');
    expect(await files.said()).toContain('A program is working');
    // What was typed stays to be saved later.
    await files.own.stop();
    await files.button('Save: letter.txt').click();
    expect(await files.said()).toContain('letter.txt is saved.');
  });

  test('go out as a zip and come in again', async () => {
    const files = await openFiles();
    await files.add('letter.txt', letter);
    await expect.poll(files.names).toEqual(['letter.txt']);
    const coming = page.waitForEvent('download');
    await files.button('Export as zip').click();
    const zip = new Uint8Array(readFileSync(await (await coming).path()));
    expect(Object.keys(unpack(zip))).toEqual(['letter.txt']);
    await files.zip('more.zip', pack({ deep: { 'b.txt': 'b' } }));
    await expect.poll(files.names).toEqual(['deep/b.txt', 'letter.txt']);
  });

  test('stay as they are when a zip is broken', async () => {
    const files = await openFiles();
    await files.add('letter.txt', letter);
    const zip = pack({ 'letter.txt': 'other', 'b.txt': 'b' });
    await files.zip('cut.zip', zip.slice(0, zip.length - 9));
    await expect
      .poll(files.said)
      .toMatch(/cut\.zip is broken or no zip at all/);
    await files.zip('cat.zip', utf8.encode('no zip'));
    await expect
      .poll(files.said)
      .toMatch(/cat\.zip is broken or no zip at all/);
    expect(await files.names()).toEqual(['letter.txt']);
    await files.button('letter.txt').click();
    expect(await files.text().inputValue()).toBe('Dear program,\n');
  });

  test('of 200 MB fit, of 300 MB do not, and nothing is lost', async () => {
    const sizes = [200, 300].map((mb) => {
      const path = join(tmpdir(), `sunaba-${process.pid}-${mb}.bin`);
      const file = openSync(path, 'w');
      ftruncateSync(file, mb * 1_000_000);
      closeSync(file);
      return path;
    });
    try {
      const files = await openFiles();
      await files.add('letter.txt', letter);
      const picker = files.own
        .part('files')
        .locator('[data-part="file-picker"]');
      await picker.setInputFiles(sizes[0] ?? '');
      await expect
        .poll(() => files.own.part('file-count').textContent())
        .toBe('2 files, 200 MB');
      await picker.setInputFiles(sizes[1] ?? '');
      await expect
        .poll(files.said)
        .toMatch(
          /was not added: it has 300 MB, and a console has room for 268 MB/,
        );
      expect(await files.names()).toHaveLength(2);
    } finally {
      for (const path of sizes) rmSync(path);
    }
  });
});

describe('a workspace', () => {
  test('is there after a reload, with what a program wrote', async () => {
    const files = await keepLetter('My garden');
    await expect.poll(files.said).toMatch(/Kept as “My garden”/);
    await page.locator('[data-part="example"]').selectOption('go-files');
    await files.own.reach('exited');
    await expect.poll(files.said).toMatch(/Kept as “My garden”: 3 files/);
    await page.reload();
    await page.locator('[data-part="example"]').selectOption('go-files');
    const own = seat(page);
    await own.reach('exited');
    // The second visit: the journal was there when the program began.
    await own.says(/this is visit 2/);
  });

  test('is not written over by another tab', async () => {
    const files = await keepLetter('shared');
    await expect.poll(files.said).toMatch(/Kept as “shared”/);
    const other = await context.newPage();
    await other.goto('playground/');
    const theirs = await openFiles(other);
    await expect
      .poll(() => theirs.choice().locator('option').allTextContents())
      .toContain('shared');
    await theirs.choice().selectOption('shared');
    await expect.poll(theirs.names).toEqual(['letter.txt']);
    await edit(theirs, 'theirs');
    await expect.poll(theirs.said).toMatch(/Kept as “shared”: 1 files, 6 B/);
    await other.close();
    await edit(files, 'mine');
    await expect.poll(files.said).toMatch(/There is a newer/);
    expect(await keptText('shared')).toBe('theirs');
    // Mine is on the desk, and can be kept under a name of its own.
    await files.keep('mine');
    await expect.poll(files.said).toMatch(/Kept as “mine”/);
    expect(await keptText('mine')).toBe('mine');
  });

  test('keeps what it had when the store is full', async () => {
    const files = await keepLetter('small');
    await expect.poll(files.said).toMatch(/Kept as “small”/);
    await page.evaluate(() => {
      FileSystemWritableFileStream.prototype.write = () =>
        Promise.reject(new DOMException('full', 'QuotaExceededError'));
    });
    await edit(files, 'more than fits');
    await expect.poll(files.said).toMatch(/no room left/);
    expect(await keptText('small')).toBe('Dear program,\n');
    expect(await files.text().inputValue()).toBe('more than fits');
  });

  test('keeps what it had when the tab closes in the middle of a write', async () => {
    const files = await keepLetter('torn');
    await expect.poll(files.said).toMatch(/Kept as “torn”/);
    await page.evaluate(() => {
      FileSystemWritableFileStream.prototype.close = () => {
        Reflect.set(globalThis, 'writing', true);
        return new Promise(() => undefined);
      };
    });
    await edit(files, 'half of it');
    await expect
      .poll(() => page.evaluate(() => Reflect.get(globalThis, 'writing')))
      .toBe(true);
    const next = await context.newPage();
    await page.close();
    page = next;
    expect(await keptText('torn')).toBe('Dear program,\n');
  });

  test('cannot be had where the browser refuses, which is said', async () => {
    await page.addInitScript(() => {
      navigator.storage.getDirectory = () =>
        Promise.reject(new DOMException('no', 'SecurityError'));
      Object.defineProperty(globalThis, 'indexedDB', { value: undefined });
    });
    await page.reload();
    const files = await keepLetter('never');
    await expect.poll(files.said).toMatch(/does not let the page keep files/);
    expect(await files.names()).toEqual(['letter.txt']);
  });

  test('lies in a database where files cannot be written', async () => {
    await context.addInitScript(() => {
      Reflect.deleteProperty(FileSystemFileHandle.prototype, 'createWritable');
    });
    await page.reload();
    const files = await keepLetter('rows');
    await expect.poll(files.said).toMatch(/Kept as “rows”/);
    await edit(files, 'changed');
    await expect.poll(() => keptText('rows')).toBe('changed');
    page.on('dialog', (dialog) => void dialog.accept());
    await files.button('Forget').click();
    await expect.poll(files.said).toMatch(/“rows” is no longer/);
  });
});

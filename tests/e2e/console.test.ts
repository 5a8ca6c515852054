/**
 * The console: a real Go program asks, waits as in a terminal, and answers.
 *
 * The pages come from a server that sends no special headers, so nothing here
 * can lean on shared memory.
 */

import { afterAll, beforeAll, beforeEach, afterEach } from 'vitest';
import { describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { bench, seat } from './console.ts';
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

/** The home page's own console, running Go, with its question on the screen. */
async function asked(of: Page = page): Promise<Seat> {
  const greet = seat(of);
  await greet.run();
  await greet.reach('waiting');
  await greet.says(/What is your name\?/);
  return greet;
}

const type = (text: string) => page.keyboard.type(text);
const press = (key: string) => page.keyboard.press(key);

/** The seconds that the ticker shows. */
const seconds = (text: string) => Number(/\[ *(\d+) s\]/.exec(text)?.[1]);

/** What is in the console's terminal that has the keyboard's attention. */
const focused = () =>
  page.evaluate(() => {
    const { activeElement } = document;
    const part = activeElement?.closest('[data-part]');
    return part?.getAttribute('data-part') ?? activeElement?.tagName ?? '';
  });

describe('a program that asks', () => {
  test('gets a name, corrected with Backspace', async () => {
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    const greet = await asked();
    // Who pressed Run can type at once.
    expect(await focused()).toBe('live');
    await type('Adx');
    await greet.says(/name\? Adx$/);
    await press('Backspace');
    await greet.says(/name\? Ad$/);
    await type('a');
    await press('Enter');
    await greet.reach('exited');
    expect(await greet.text()).toMatch(
      /^\[ *\d+ s\] What is your name\? Ada\nHello, Ada!$/,
    );
  });

  test('gets 日本語, and Backspace takes two columns', async () => {
    const greet = await asked();
    await page.keyboard.insertText('日本誤');
    await greet.says(/name\? 日本誤$/);
    await press('Backspace');
    await greet.says(/name\? 日本$/);
    // With one column erased there would be a gap here, or half a character.
    await page.keyboard.insertText('語');
    await greet.says(/name\? 日本語$/);
    await type('x');
    await press('Backspace');
    await press('Enter');
    await greet.reach('exited');
    expect(await greet.text()).toMatch(
      /name\? 日本語\nこんにちは、日本語さん！$/,
    );
  });

  test('gets what an input method composes', async () => {
    const greet = await asked();
    const keyboard = await page.context().newCDPSession(page);
    for (const part of ['s', 'す', 'すな', '砂']) {
      await keyboard.send('Input.imeSetComposition', {
        text: part,
        selectionStart: part.length,
        selectionEnd: part.length,
      });
    }
    // What is not decided yet is not typed yet.
    expect(await greet.text()).toMatch(/name\?$/);
    await keyboard.send('Input.insertText', { text: '砂' });
    await greet.says(/name\? 砂$/);
    await press('Enter');
    await greet.says(/こんにちは、砂さん！$/);
    await greet.reach('exited');
  });

  test('keeps ticking while it waits, also within a half-typed line', async () => {
    const greet = await asked();
    const before = seconds(await greet.text());
    await greet.says(/\[ {2}[1-9] s\] What is your name\?$/);
    expect(seconds(await greet.text())).toBeGreaterThan(before);
    await type('Go');
    const typed = seconds(await greet.text());
    await expect
      .poll(async () => seconds(await greet.text()))
      .toBeGreaterThan(typed);
    expect(await greet.text()).toMatch(/name\? Go$/);
    expect(await greet.state()).toBe('waiting');
  });

  test('finds the end of its input at ^D', async () => {
    const greet = await asked();
    await press('Control+d');
    await greet.reach('exited');
    expect(await greet.text()).toMatch(/Nobody there\? Goodbye\.$/);
  });

  test('is ended by ^C, and runs again', async () => {
    const greet = await asked();
    await type('Nob');
    await press('Control+c');
    await greet.reach('stopped');
    expect(await greet.text()).toMatch(/name\? Nob\^C$/);
    await expect.poll(() => page.workers().length).toBe(0);
    await asked();
    expect(await greet.text()).toMatch(/^\[ *\d s\] What is your name\?$/);
    await type('Ada');
    await press('Enter');
    await greet.reach('exited');
    await asked();
  });

  test('is ended by Stop; Reset brings the recorded output back', async () => {
    const recorded = await seat(page).part('recorded').textContent();
    const greet = await asked();
    await greet.stop();
    await greet.reach('stopped');
    await expect.poll(() => page.workers().length).toBe(0);
    expect(await greet.part('recorded').isVisible()).toBe(false);
    await greet.part('reset').click();
    expect(await greet.part('recorded').textContent()).toBe(recorded);
    expect(await greet.part('recorded').isVisible()).toBe(true);
    expect(await greet.state()).toBe('idle');
  });

  test('speaks Japanese on a Japanese page', async () => {
    const japanese = await house.visit('ja/');
    const greet = await asked(japanese.page);
    expect(await greet.part('state').textContent()).toContain('入力を待って');
    await japanese.page.keyboard.insertText('日本語');
    await japanese.page.keyboard.press('Enter');
    await greet.reach('exited');
    expect(await greet.part('state').textContent()).toContain('終了コード 0');
    await japanese.close();
    expect(japanese.troubles).toEqual([]);
  });
});

describe('a console', () => {
  test('runs three programs at the same time', async () => {
    const go = { program: 'go-greet' };
    await bench(page, go, go, go);
    const three = [0, 1, 2].map((index) => seat(page, index));
    for (const each of three) await each.run();
    for (const each of three) await each.reach('waiting');
    expect(page.workers().length).toBe(3);
    // All three go on counting, while one of them is talked to.
    for (const each of three) await each.says(/\[ {2}[1-9] s\]/);
    for (const [index, each] of three.entries()) {
      await each.part('live').click();
      await type(`Reader${index}`);
      await press('Enter');
      await each.reach('exited');
      expect(await each.text()).toMatch(new RegExp(`Hello, Reader${index}!$`));
    }
    await expect.poll(() => page.workers().length).toBe(0);
  });

  test('passes arguments on as a shell would', async () => {
    const rust = await bench(page, {
      program: 'rust-hello',
      args: ['one', '二'],
      env: { LANG: 'ja_JP.UTF-8' },
    });
    await rust.run();
    await rust.reach('exited');
    expect(await rust.text()).toBe(
      'Hello from Rust!\nargument 0: rust-hello\nargument 1: one\nargument 2: 二\nLANG = ja_JP.UTF-8',
    );
    await rust.part('args').fill('"two words" \'$HOME\' three\\ too');
    await press('Enter');
    await rust.says(/argument 3: three too/);
    expect(await rust.text()).toContain(
      'argument 1: two words\nargument 2: $HOME\nargument 3: three too\n',
    );
  });

  test('shows exit code, figures and files', async () => {
    const files = await bench(page, {
      program: 'go-files',
      files: { 'letter.txt': 'Dear program,\n', 'journal.txt': 'Visit 1.\n' },
    });
    await files.run();
    await files.reach('exited');
    expect(await files.root.getAttribute('data-code')).toBe('0');
    expect(await files.part('state').textContent()).toMatch(/exit code 0/);
    expect(await files.text()).toContain('this is visit 2');
    const figure = async (name: string) =>
      (await files.part(name).textContent())?.trim() ?? '';
    expect(
      Number((await figure('instructions')).replaceAll(',', '')),
    ).toBeGreaterThan(500_000);
    expect(Number.parseFloat(await figure('memory'))).toBeGreaterThan(1);
    expect(Number.parseFloat(await figure('time'))).toBeGreaterThan(0);
    expect(await files.part('file-count').textContent()).toBe('3 files, 59 B');
    await files.part('folder').locator('summary').click();
    await files
      .part('files')
      .getByRole('button', { name: 'answer.txt', exact: true })
      .click();
    expect(await files.part('files').locator('textarea').inputValue()).toBe(
      'Thank you for your letter.\n',
    );
    await files.run();
    await files.says(/this is visit 3/);
  });

  test('shows an exit code that is not 0', async () => {
    const none = await bench(page, { program: 'go-files' });
    await none.run();
    await none.reach('exited');
    expect(await none.root.getAttribute('data-code')).toBe('1');
    expect(await none.part('state').textContent()).toMatch(/exit code 1/);
    expect(await none.text()).toContain('open .: Bad file number');
  });

  test('says why and where a program trapped', async () => {
    const traps = await bench(page, {
      program: 'wat-traps',
      entry: 'divide-by-zero',
    });
    await traps.run();
    await traps.reach('trapped');
    expect(await traps.part('state').textContent()).toContain(
      'integer divide by zero',
    );
    expect(await traps.text()).toMatch(/at func 1 \$divide-by-zero, byte 0x/);
  });

  test('lists the host calls, decoded', async () => {
    const greet = await asked();
    await greet.part('trace').locator('summary').click();
    const line = greet.part('trace-lines').locator('li');
    const lines = () => line.allTextContents();
    await expect
      .poll(lines)
      .toContainEqual(expect.stringMatching(/^poll_oneoff.*read 0/));
    const all = await lines();
    const text = all.join('\n');
    expect(text).toMatch(/^args_sizes_get\(\) → success, 1, 9$/m);
    expect(text).toMatch(
      /^fd_fdstat_set_flags\(0, flags=NONBLOCK\) → success/m,
    );
    expect(text).toMatch(/^fd_prestat_get\(3\) → badf$/m);
    expect(text).toMatch(
      /^fd_write\(1, iovs=\[27 bytes ".* What is your name\? "\]\) → success, 27$/m,
    );
    expect(text).toMatch(/^fd_read\(0, iovs=\[4096 bytes\]\) → again$/m);
    expect(text).toMatch(/^poll_oneoff\(in=\[monotonic in \d+ ns, read 0\]/m);
    // While it waits, the list grows with the ticker.
    await expect
      .poll(async () => (await lines()).length)
      .toBeGreaterThan(all.length);
    expect(
      Number(await greet.part('trace-count').textContent()),
    ).toBeGreaterThan(all.length);
  });
});

describe('the keyboard', () => {
  test('leaves the terminal by Tab and Shift+Tab', async () => {
    const greet = await asked();
    expect(await focused()).toBe('live');
    await press('Tab');
    const after = await focused();
    expect(after).not.toBe('live');
    await press('Shift+Tab');
    expect(await focused()).toBe('live');
    await press('Shift+Tab');
    const before = await focused();
    expect(before).not.toBe('live');
    expect(before).not.toBe(after);
    expect(await greet.text()).toMatch(/name\?$/);
  });

  test('returns to the buttons by Escape', async () => {
    const greet = await asked();
    await press('Escape');
    expect(await focused()).toBe('stop');
    await press('Enter');
    await greet.reach('stopped');
    await greet.part('live').click();
    await press('Escape');
    expect(await focused()).toBe('run');
    await press('Enter');
    await greet.reach('waiting');
  });
});

describe('without a terminal', () => {
  /** Answers through the field below the screen. */
  async function answer(greet: Seat, name: string): Promise<void> {
    const field = greet.part('line-input');
    await field.fill(`${name}x`);
    await field.press('Backspace');
    await field.press('Enter');
    await greet.reach('exited');
  }

  test('the plain console does the same, and is remembered', async () => {
    await seat(page).part('plain').check();
    const greet = await asked();
    expect(await greet.root.locator('.xterm').count()).toBe(0);
    expect(await focused()).toBe('line-input');
    await greet.says(/^\[ {2}[1-9] s\] What is your name\?$/);
    await answer(greet, '日本語');
    expect(await greet.text()).toMatch(
      /^\[ *\d+ s\] What is your name\? 日本語\nこんにちは、日本語さん！$/,
    );
    await page.reload();
    expect(await greet.part('plain').isChecked()).toBe(true);
    await asked();
    await greet.part('end-of-input').click();
    await greet.reach('exited');
    expect(await greet.text()).toMatch(/Nobody there\? Goodbye\.$/);
  });

  test('a phone gets a field to type in', async () => {
    const phone = await house.visit('', {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    const greet = seat(phone.page);
    await greet.part('run').tap();
    await greet.reach('waiting');
    expect(await greet.part('line-input').isVisible()).toBe(true);
    await answer(greet, 'Ada');
    expect(await greet.text()).toMatch(/name\? Ada\nHello, Ada!$/);
    await phone.close();
    expect(phone.troubles).toEqual([]);
  });

  test('with JavaScript off the recorded output stands there', async () => {
    const quiet = await house.visit('', { javaScriptEnabled: false });
    const recorded = quiet.page.locator('[data-part="recorded"]').first();
    expect(await recorded.isVisible()).toBe(true);
    expect(await recorded.textContent()).toMatch(
      /\[ {2}3 s\] What is your name\? Ada\nHello, Ada!/,
    );
    const run = quiet.page.locator('[data-part="run"]').first();
    expect(await run.isDisabled()).toBe(true);
    await quiet.close();
    expect(quiet.troubles).toEqual([]);
  });
});

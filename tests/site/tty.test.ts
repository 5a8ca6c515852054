/**
 * The line discipline, key by key: what the program gets, and what stands on
 * a real terminal (xterm.js without a page) afterwards.
 */
import { describe, expect, test } from 'vitest';
import { createScreen } from '../../site/console/screen.ts';
import type { Effect, Tty } from '../../site/console/tty.ts';
import { createTty, keys, toScreen } from '../../site/console/tty.ts';

const text = new TextDecoder();
const utf8 = new TextEncoder();

const echoOf = (effects: readonly Effect[]): string =>
  effects.map((e) => (e.kind === 'echo' ? e.text : '')).join('');

/** The effects without the echo, in a form that reads well. */
const given = (effects: readonly Effect[]): string[] =>
  effects.flatMap((effect) => {
    switch (effect.kind) {
      case 'echo':
        return [];
      case 'deliver':
        return [text.decode(effect.bytes)];
      case 'end':
        return ['<end>'];
      case 'signal':
        return [`<${effect.name}>`];
    }
  });

type Case = readonly [
  name: string,
  typed: string,
  given: readonly string[],
  screen: readonly string[],
];

async function check(
  cols: number,
  [, typed, program, shown]: Case,
  set: Partial<Tty> = {},
) {
  const screen = createScreen(cols, 6);
  const tty = { ...createTty(screen.width), ...set };
  const seen: string[] = [];
  // One key at a time, as a person types: each echo is a write of its own.
  for (const key of typed) {
    const effects = keys(tty, key);
    await screen.write(echoOf(effects));
    seen.push(...given(effects));
  }
  expect(seen).toEqual(program);
  expect(screen.rows()).toEqual(shown);
}

// prettier-ignore
const typing: readonly Case[] = [
  ['a line goes over when it is finished', 'Ada\r', ['Ada\n'], ['Ada']],
  ['an unfinished line does not', 'Ada', [], ['Ada']],
  ['LF finishes a line too', 'Ada\n', ['Ada\n'], ['Ada']],
  ['an empty line is a line', '\r', ['\n'], []],
  ['Backspace', 'Adz\x7fa\r', ['Ada\n'], ['Ada']],
  ['Backspace as ^H', 'Adz\ba\r', ['Ada\n'], ['Ada']],
  ['Backspace stops at the start of the line', 'A\x7f\x7f\x7fB\r', ['B\n'], ['B']],
  ['a kanji goes with one Backspace, both columns of it', '日本語\x7f\x7f', [], ['日']],
  ['and the line knows', '日本語\x7f\x7f記\r', ['日記\n'], ['日記']],
  ['Latin among kanji', 'a日b\x7f\x7fc\r', ['ac\n'], ['ac']],
  ['halfwidth kana take one column', 'ｱｲｳ\x7f\r', ['ｱｲ\n'], ['ｱｲ']],
  ['^U', 'Ada 日本\x15Bob\r', ['Bob\n'], ['Bob']],
  ['^U on an empty line', '\x15', [], []],
  ['^W takes the word before the cursor', 'to be or\x17', [], ['to be ']],
  ['^W takes the blanks after the word too', 'to be  \x17not\r', ['to not\n'], ['to not']],
  ['^W knows the ideographic space', '砂場　遊び\x17', [], ['砂場　']],
  ['^D on an empty line is the end', '\x04', ['<end>'], []],
  ['^D hands over what there is', 'Ada\x04', ['Ada'], ['Ada']],
  ['^D twice: the line, then the end', 'Ada\x04\x04', ['Ada', '<end>'], ['Ada']],
  ['^C', 'Ada\x03', ['<interrupt>'], ['Ada^C']],
  ['^C throws the line away', 'Ada\x03Bob\r', ['<interrupt>', 'Bob\n'], ['Ada^CBob']],
  ['^Z', '\x1a', ['<suspend>'], ['^Z']],
  ['another control character is input, and two columns wide', 'a\x01b\x7f\x7fc\r', ['ac\n'], ['ac']],
  ['a tab is input, and goes as it came', 'a\tb\x7f\x7fc\r', ['ac\n'], ['ac']],
];

describe('typing, on a terminal', () => {
  test.each(typing)('%s', async (...row) => {
    await check(20, row);
  });
});

// prettier-ignore
const folded: readonly Case[] = [
  ['a line longer than the screen folds', 'abcdefghij', [], ['abcdefgh', 'ij']],
  ['Backspace climbs to the row above', 'abcdefghij\x7f\x7f\x7f', [], ['abcdefg']],
  ['from exactly the last column', 'abcdefgh\x7f', [], ['abcdefg']],
  ['over two folds', 'abcdefghijklmnopqr\x15x\r', ['x\n'], ['x']],
  ['a kanji that ends in the last column', 'abcdef日\x7f', [], ['abcdef']],
  ['a kanji after it', 'abcdef日本\x7f\x7fg\r', ['abcdefg\n'], ['abcdefg']],
  ['a kanji that does not fit folds early', 'abcdefg日', [], ['abcdefg', '日']],
  ['and is rubbed out across the gap', 'abcdefg日\x7f\x7f', [], ['abcdef']],
  ['kanji and gaps on three rows', 'a日本語日本語日本語\x15x\r', ['x\n'], ['x']],
  ['typed again after the fold', 'abcdefghij\x7f\x7f\x7fXYZ\r', ['abcdefgXYZ\n'], ['abcdefgX', 'YZ']],
];

describe('a line that is wider than the screen', () => {
  test.each(folded)('%s', async (...row) => {
    await check(8, row);
  });

  test('the cursor comes back to where the line began', async () => {
    const screen = createScreen(8, 6);
    const tty = createTty(screen.width);
    await screen.write('name? ');
    await screen.write(echoOf(keys(tty, '日本語日本語日本語')));
    await screen.write(echoOf(keys(tty, '\x15')));
    expect(screen.rows()).toEqual(['name? ']);
    await screen.write(echoOf(keys(tty, 'Eve')));
    expect(screen.rows()).toEqual(['name? Ev', 'e']);
  });

  test('a program that writes meanwhile does not disturb it', async () => {
    const screen = createScreen(24, 6);
    const tty = createTty(screen.width);
    await screen.write('[  0 s] name? ');
    await screen.write(echoOf(keys(tty, '日本語')));
    await screen.write('\x1b7\r[  1 s]\x1b8');
    await screen.write(echoOf(keys(tty, '\x7f')));
    expect(screen.rows()).toEqual(['[  1 s] name? 日本']);
  });
});

// What is typed, and what is left after one Backspace. Marks and joined
// emoji come in one piece from an input method, so they are written so.
// prettier-ignore
const clusters = [
  ['a mark on a letter', 'xe\u0301'],
  ['a voicing mark on kana', 'xか\u3099'],
  ['a plain emoji', 'x🎉'],
  ['a skin tone', 'x👍🏽'],
  ['a family joined from three', 'x👨\u200d👩\u200d👧'],
  ['a flag', 'x🇯🇵'],
  ['an emoji with a variation selector', 'x❤\ufe0f'],
  ['Devanagari with a vowel sign', 'xकि'],
  ['Hangul from its parts', 'x\u1112\u1161\u11ab'],
  ['a kanji beyond 16 bits', 'x𠮷'],
] as const;

describe('one Backspace takes what looks like one character', () => {
  test.each(clusters)('%s', async (_name, typed) => {
    const screen = createScreen(20, 6);
    const tty = createTty(screen.width);
    await screen.write(echoOf(keys(tty, typed)));
    await screen.write(echoOf(keys(tty, '\x7f')));
    expect(tty.line).toBe('x');
    expect(screen.rows()).toEqual(['x']);
    expect(screen.terminal.buffer.active.cursorX).toBe(1);
  });
});

describe('modes', () => {
  test('a paste of several lines is several lines', () => {
    const tty = createTty(() => 1);
    const effects = keys(tty, 'one\r\ntwo\rthree\nfo');
    expect(given(effects)).toEqual(['one\n', 'two\n', 'three\n']);
    expect(echoOf(effects)).toBe('one\r\ntwo\r\nthree\r\nfo');
    expect(tty.line).toBe('fo');
  });

  test('adjacent echoes are one', () => {
    const effects = keys(
      createTty(() => 1),
      'abc',
    );
    expect(effects).toEqual([{ kind: 'echo', text: 'abc' }]);
  });

  test('an arrow key does nothing to a canonical line', () => {
    const tty = createTty(() => 1);
    expect(keys(tty, 'a\x1b[Db\x1bOA\x1b[1;5C\x1b')).toEqual([
      { kind: 'echo', text: 'ab' },
    ]);
    expect(tty.line).toBe('ab');
  });

  test('without echo nothing is shown, and the line is the same', async () => {
    const row: Case = ['', 'secrex\x7ft\r', ['secret\n'], []];
    await check(20, row, { echo: false });
  });

  test('raw: every key goes straight to the program', async () => {
    const row: Case = ['', 'a\x7f\r\x04', ['a', '\x7f', '\r', '\x04'], []];
    const raw = { canonical: false, echo: false, newlines: false };
    await check(20, row, raw);
  });

  test('single keys, but Enter still is a new line', async () => {
    const row: Case = ['', 'y\r', ['y', '\n'], ['y']];
    await check(20, row, { canonical: false });
  });

  test('a bracketed paste into a line is the text alone', async () => {
    const tty = createTty(() => 1);
    const pasted = '\x1b[200~two\rlines\x1b[201~';
    expect(given(keys(tty, pasted))).toEqual(['two\n']);
    expect(tty.line).toBe('lines');
  });

  test('raw: an arrow key stays in one piece', () => {
    const tty = { ...createTty(() => 1), canonical: false, echo: false };
    expect(given(keys(tty, '\x1b[A'))).toEqual(['\x1b[A']);
  });

  test('raw, but ^C still is a signal, unless that is off too', () => {
    const tty = { ...createTty(() => 1), canonical: false, echo: false };
    expect(given(keys(tty, '\x03'))).toEqual(['<interrupt>']);
    tty.signals = false;
    expect(given(keys(tty, '\x03'))).toEqual(['\x03']);
  });

  test('a line of a million characters is taken and given', () => {
    const tty = createTty(() => 1);
    const long = '砂'.repeat(1_000_000);
    expect(given(keys(tty, `${long}\r`))).toEqual([`${long}\n`]);
  });
});

test.each([
  ['', ''],
  ['no newline', 'no newline'],
  ['a\nb\n', 'a\r\nb\r\n'],
  ['\n\n', '\r\n\r\n'],
  ['砂\n', '砂\r\n'],
])('a program’s %j reaches the screen as %j', (output, shown) => {
  expect(text.decode(toScreen(utf8.encode(output)))).toBe(shown);
});

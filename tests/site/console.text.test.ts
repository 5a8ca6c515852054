/** The console's small texts: arguments, numbers, the paper terminal, words. */

import { describe, expect, test } from 'vitest';
import { decode, typeNamed } from '../../engine/index.ts';
import { joinArgs, splitArgs } from '../../site/console/config.ts';
import { entryType } from '../../site/console/entry.ts';
import { fileLines } from '../../site/console/folder.ts';
import { createAloud } from '../../site/console/aloud.ts';
import { createPaper } from '../../site/console/plain.ts';
import { figureText, stateText, words } from '../../site/console/strings.ts';
import { createTty, keys } from '../../site/console/tty.ts';
import { parseValues, showValues } from '../../site/console/values.ts';

// prettier-ignore
const lines: readonly [string, readonly string[]][] = [
  ['', []],
  ['  ', []],
  ['one', ['one']],
  [' one  two ', ['one', 'two']],
  ['"a b" c', ['a b', 'c']],
  ["'a b' c", ['a b', 'c']],
  ['a"b c"d', ['ab cd']],
  ['""', ['']],
  ['"a \\"b\\""', ['a "b"']],
  ["'a\\b'", ['a\\b']],
  ['a\\ b', ['a b']],
  ['砂 場', ['砂', '場']],
  ['"open', ['open']],
];

describe('arguments', () => {
  test.each(lines)('%j', (line, args) => {
    expect(splitArgs(line)).toEqual(args);
  });

  test.each(lines)('of %j come back from a line', (_line, args) => {
    expect(splitArgs(joinArgs(args))).toEqual(args);
  });
});

/** The types of `(i32, i64, f32, f64) -> same`, from a module that exports it. */
const module = decode(
  Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...[1, 0x0c, 1, 0x60, 4, 0x7f, 0x7e, 0x7d, 0x7c, 4, 0x7f, 0x7e, 0x7d, 0x7c],
    ...[3, 2, 1, 0, 7, 5, 1, 1, 0x66, 0, 0],
    ...[10, 5, 1, 3, 0, 0, 0x0b],
  ]),
);
const { params } = entryType(module, 'f');

// prettier-ignore
const numbers = [
  [['0', '0', '0', '0'], ['0', '0', '0', '0']],
  [['-1', '-1', '-1', '-1'], ['-1', '-1', '-1', '-1']],
  [['4294967295', '18446744073709551615', '1.5', '1e3'], ['-1', '-1', '1.5', '1000']],
  [['0x10', '-0x10', 'inf', '-inf'], ['16', '-16', 'Infinity', '-Infinity']],
  [['-2147483648', '9223372036854775807', 'nan', '+2.'], ['-2147483648', '9223372036854775807', 'NaN', '2']],
] as const;

describe('numbers', () => {
  test.each(numbers)('%j', (texts, shown) => {
    const values = parseValues(params, texts);
    if (typeof values === 'string') throw new Error(values);
    expect(showValues(params, values)).toEqual(shown);
  });

  test('a vector is shown as its four words', () => {
    const v128 = typeNamed('v128') ?? 0;
    const value = Uint8Array.from({ length: 16 }, (_, i) => i);
    expect(showValues([v128], [value])).toEqual([
      'i32x4 0x03020100 0x07060504 0x0b0a0908 0x0f0e0d0c',
    ]);
    expect(parseValues([v128], ['1'])).toBe('"1" is no v128');
  });

  test.each([
    [['4294967296', '0', '0', '0'], '"4294967296" is no i32'],
    [['-2147483649', '0', '0', '0'], '"-2147483649" is no i32'],
    [
      ['0', '18446744073709551616', '0', '0'],
      '"18446744073709551616" is no i64',
    ],
    [['1.5', '0', '0', '0'], '"1.5" is no i32'],
    [['0', '0', 'x', '0'], '"x" is no f32'],
    [['0', '0', '0', ''], '"" is no f64'],
    [['0'], '4 arguments wanted, 1 given'],
  ])('%j: %s', (texts, message) => {
    expect(parseValues(params, texts)).toBe(message);
  });
});

// prettier-ignore
const written: readonly [string, string, readonly string[]][] = [
  ['lines', 'a\nb', ['a', 'b']],
  ['a line that is written over', 'abc\rX', ['Xbc']],
  ['CR LF', 'a\r\nb\r\n', ['a', 'b', '']],
  ['Backspace', 'abc\b\bX', ['aXc']],
  ['colours are left out', '\x1b[1;31mred\x1b[0m', ['red']],
  ['so is a title', '\x1b]0;title\x07text', ['text']],
  ['the cursor is put back where it was', 'name? \x1b7\r[1 s]\x1b8x', ['[1 s] x']],
  ['the rest of a line is blanked', 'abc\b\b\x1b[K', ['a']],
  ['a column is addressed', 'abc\x1b[2GX', ['aXc']],
  ['kanji', '砂場\r遊', ['遊場']],
  ['other control characters', 'a\x07b\x00c', ['abc']],
  ['a row above is written over', 'a\nb\nc\x1b[2Ax', ['ax', 'b', 'c']],
  ['a place on the screen is addressed', 'a\nb\x1b[4;3Hx\x1b[HA', ['A', 'b', '', '  x']],
  ['the screen is wiped', 'a\nb\x1b[2J\x1b[Hx', ['x', '']],
  ['from the cursor on', 'ab\ncd\nef\x1b[2;2H\x1b[J', ['ab', 'c']],
  ['characters are taken out', 'abcd\x1b[2G\x1b[2P', ['ad']],
  ['a drawn screen goes, and what stood before is there again', 'a\x1b[?1049h\x1b[Hmenu\x1b[?1049lb', ['ab']],
];

describe('the paper terminal', () => {
  test.each(written)('%s', (_name, text, shown) => {
    const paper = createPaper(10);
    paper.write(text);
    expect(paper.lines()).toEqual(shown);
  });

  test('shows the alternate screen while a program draws on it', () => {
    const paper = createPaper(10, () => 4);
    paper.write('before\n\x1b[?1049h\x1b[2J\x1b[HA\x1b[9;2HB');
    expect(paper.drawing()).toBe(true);
    // No row is lower than the screen's last.
    expect(paper.lines()).toEqual(['A', '', '', ' B']);
  });

  test('folds a line that has no end', () => {
    const paper = createPaper(10);
    for (let i = 0; i < 100; i++) paper.write('x'.repeat(10_000));
    expect(paper.lines()).toHaveLength(11);
    expect(paper.lines()[0]).toBe('x'.repeat(2000));
  });

  test('takes bytes that break off within a character', () => {
    const paper = createPaper(10);
    const bytes = new TextEncoder().encode('砂');
    paper.write(bytes.slice(0, 2));
    paper.write(bytes.slice(2));
    expect(paper.lines()).toEqual(['砂']);
  });

  test('keeps only so many lines, and says how many have gone', () => {
    const paper = createPaper(3);
    for (let i = 0; i < 1000; i++) paper.write(`${i}\n`);
    expect(paper.dropped()).toBe(997);
    expect(paper.lines()).toEqual(['997', '998', '999', '']);
  });

  test('and so many of one long text', () => {
    const paper = createPaper(3);
    const lines = Array.from({ length: 1000 }, (_, i) => `${i}\n`);
    paper.write('before');
    paper.write(lines.join(''));
    expect(paper.lines()).toEqual(['997', '998', '999', '']);
  });

  test('a text of just so many lines goes on where the last one stopped', () => {
    const paper = createPaper(3);
    paper.write('a');
    paper.write('\nb\nc\n');
    expect(paper.lines()).toEqual(['a', 'b', 'c', '']);
  });

  test('and the line discipline agree on what is rubbed out', () => {
    const paper = createPaper(10);
    const tty = createTty(() => 1);
    for (const effect of keys(tty, '日本語x\x7f\x7f👨\u200d👩\u200d👧\x7f記'))
      if (effect.kind === 'echo') paper.write(effect.text);
    expect(paper.lines()).toEqual(['日本記']);
  });
});

/** What is read out of what is written, with the time in the test's hand. */
function listen() {
  const said: (string | number)[][] = [];
  const timers: (() => void)[] = [];
  const aloud = createAloud(
    (lines, leftOut) => said.push([leftOut, ...lines]),
    (call) => timers.push(call),
  );
  const utf8 = new TextEncoder();
  return {
    said,
    aloud,
    write: (text: string) => aloud.write(utf8.encode(text)),
    ring: () => timers.shift()?.(),
    timers,
  };
}

describe('reading out', () => {
  test('says finished lines, and a question once when the program waits', () => {
    const { said, aloud, write, ring } = listen();
    write('Hello\nname? ');
    expect(said).toEqual([[0, 'Hello']]);
    aloud.pause();
    aloud.pause();
    ring();
    expect(said).toEqual([
      [0, 'Hello'],
      [0, 'name? '],
    ]);
    write('Ada\nHello, Ada\n');
    ring();
    expect(said.at(-1)).toEqual([0, 'Hello, Ada']);
  });

  test('of a flood says the last lines, now and then, and how many it left out', () => {
    const { said, write, ring, timers } = listen();
    for (let i = 0; i < 5000; i++) write(`line ${i}\n`);
    expect(said).toEqual([[0, 'line 0']]);
    expect(timers).toHaveLength(1);
    ring();
    expect(said).toHaveLength(2);
    expect(said[1]?.[0]).toBe(4979);
    expect(said[1]).toHaveLength(21);
    expect(said[1]?.at(-1)).toBe('line 4999');
    write(Array.from({ length: 300 }, (_, i) => `${i}\n`).join(''));
    ring();
    expect(said[2]?.[0]).toBe(280);
  });

  test('of a drawn screen says what has changed when the program waits', () => {
    const { said, aloud, write, ring } = listen();
    write('\x1b[?1049h\x1b[2J\x1b[HMenu\r\n> one\r\n  two');
    expect(said).toEqual([]);
    aloud.pause();
    write('\x1b[2;1H  one\r\n> two');
    aloud.pause();
    ring();
    expect(said).toEqual([
      [0, 'Menu', '> one', '  two'],
      [0, '  one', '> two'],
    ]);
  });
});

describe('words', () => {
  const [en, ja] = [words('en'), words('ja')];

  test.each([
    [
      { at: 'loading', loaded: 1_300_000, total: 2_600_000 },
      'Loading: 1.3 of 2.6 MB',
    ],
    [{ at: 'loading', loaded: 1, total: 0 }, 'Loading'],
    [{ at: 'waiting' }, 'Waiting for your input'],
    [{ at: 'exited', code: 3, results: [] }, 'Ended, exit code 3'],
    [
      { at: 'trapped', message: 'unreachable', where: [] },
      'Trapped: unreachable',
    ],
    [
      { at: 'failed', kind: 'malformed', message: 'magic header not detected' },
      'This is not a WebAssembly module: magic header not detected.',
    ],
  ] as const)('%j', (state, text) => {
    expect(stateText(en, state)).toBe(text);
    expect(stateText(ja, state)).not.toBe(text);
    expect(stateText(ja, state)).not.toMatch(/[{}]/);
  });

  test('both languages have the same places for values', () => {
    const places = (text: string) => text.match(/\{\w+\}/g)?.toSorted() ?? [];
    const names = Object.entries(en);
    expect(names.length).toBeGreaterThan(30);
    const other = Object.values(ja);
    for (const [i, [name, text]] of names.entries())
      expect(places(other[i] ?? ''), name).toEqual(places(text));
  });

  test('what is not known is a dash', () => {
    expect(figureText.instructions('en', undefined)).toBe('–');
    expect(figureText.instructions('en', 1234567)).toBe('1,234,567');
    expect(figureText.memory(0)).toBe('–');
    expect(figureText.memory(0x28_0000)).toBe('2.5 MiB');
  });

  test('files are listed by path, bytes that are no text by their number', () => {
    const tree = {
      b: { 'c.txt': 'C', 'd.bin': Uint8Array.of(0xff) },
      'a.txt': new TextEncoder().encode('砂'),
    };
    expect(fileLines(tree, en)).toEqual([
      { path: 'a.txt', size: 3, content: '砂' },
      { path: 'b/c.txt', size: 1, content: 'C' },
      { path: 'b/d.bin', size: 1, content: '1 bytes that are no text' },
    ]);
  });
});

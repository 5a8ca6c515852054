/**
 * What a program asks of its terminal in its output, wherever the output is
 * cut; and what stty's words do.
 */

import { describe, expect, test } from 'vitest';
import { createModes, stty } from '../../site/console/modes.ts';
import type { Wish } from '../../site/console/modes.ts';
import { createTty } from '../../site/console/tty.ts';

const utf8 = new TextEncoder();

/** What is asked for in pieces of output. */
function wishesIn(...pieces: readonly Uint8Array[]): Wish[] {
  const read = createModes();
  return pieces.flatMap((piece) => [...read(piece)]);
}

const words = (...list: readonly string[]): Wish => ({
  kind: 'stty',
  words: list,
});

// prettier-ignore
const asked: readonly [string, string, readonly Wish[]][] = [
  ['raw', '\x1b]7788;stty raw -echo\x07', [words('raw', '-echo')]],
  ['the other ending', 'a\x1b]7788;stty sane\x1b\\b', [words('sane')]],
  ['among text and colours', '\x1b[31mred\x1b[0m \x1b]7788;stty raw\x07砂\x1b[2J', [words('raw')]],
  ['twice', '\x1b]7788;stty raw\x07\x1b]7788;stty cooked\x07', [words('raw'), words('cooked')]],
  ['the size', '\x1b[18t', [{ kind: 'size' }]],
  ['every size', '\x1b[?2048h..\x1b[?2048l', [{ kind: 'sizes', on: true }, { kind: 'sizes', on: false }]],
  ['pastes in brackets', '\x1b[?2004h', [{ kind: 'brackets', on: true }]],
  ['another mode', '\x1b[?1049h\x1b[?25l', []],
  ['another program’s sequence', '\x1b]0;stty raw\x07\x1b]777;stty raw\x07', []],
  ['another command', '\x1b]7788;rm -r /\x07', []],
  ['nothing that ends', `\x1b]7788;stty ${'raw '.repeat(100)}`, []],
];

describe('a wish', () => {
  test.each(asked)('%s', (_name, text, wishes) => {
    expect(wishesIn(utf8.encode(text))).toEqual(wishes);
  });

  test.each(asked)('%s, wherever it is cut in two', (_name, text, wishes) => {
    const bytes = utf8.encode(text);
    for (let at = 0; at <= bytes.length; at++)
      expect(wishesIn(bytes.subarray(0, at), bytes.subarray(at))).toEqual(
        wishes,
      );
  });

  test.each(asked)('%s, byte by byte', (_name, text, wishes) => {
    const bytes = Array.from(utf8.encode(text), (byte) => Uint8Array.of(byte));
    expect(wishesIn(...bytes)).toEqual(wishes);
  });
});

describe('stty', () => {
  const set = (...list: readonly string[]) => {
    const tty = createTty(() => 1);
    const unknown = stty(tty, list);
    const { canonical, echo, signals, newlines, feeds } = tty;
    const on = { canonical, echo, signals, newlines, feeds };
    const names = Object.entries(on).flatMap(([name, is]) => (is ? name : []));
    return { on: names.join(' '), unknown };
  };
  const all = 'canonical echo signals newlines feeds';

  // prettier-ignore
  test.each([
    [['sane'], all],
    [['raw'], 'echo'],
    [['raw', '-echo'], ''],
    [['raw', '-echo', '-raw', 'echo'], all],
    [['raw', 'cooked'], all],
    [['-echo', 'raw', 'sane'], all],
    [['cbreak'], 'echo signals newlines feeds'],
    [['-icanon', '-echo'], 'signals newlines feeds'],
    [['-isig', '-icrnl', '-opost'], 'canonical echo'],
  ])('%j', (list, on) => {
    expect(set(...list)).toEqual({ on, unknown: [] });
  });

  test('says which words it does not know, and does the others', () => {
    expect(set('raw', 'sideways', '-echo', 'toString')).toEqual({
      on: '',
      unknown: ['sideways', 'toString'],
    });
  });
});

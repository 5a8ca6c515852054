/**
 * What a program asks of its terminal, in between its output.
 *
 * On Unix a program that wants single keys calls `ioctl` with new settings for
 * the line discipline. WASI preview 1 has no `ioctl`, so here it asks in the
 * only way it has, in its output: with a control sequence of our own,
 *
 *     ESC ] 7788 ; stty raw -echo BEL
 *
 * whose words are those of stty(1). Another terminal knows no such sequence
 * and shows nothing of it. The size of the window comes in three ways that
 * terminals agree on: asked for (`CSI 18 t`), told at every change once that
 * is asked for (mode 2048), and, where the page wants it, as COLUMNS and LINES
 * in the environment. xterm, "Control Sequences"; "In-band window resize
 * notifications".
 */

import type { Tty } from './tty.ts';

/** What a program has asked for. */
export type Wish =
  /** Other settings for the line discipline. */
  | { readonly kind: 'stty'; readonly words: readonly string[] }
  /** The size of the window, once. */
  | { readonly kind: 'size' }
  /** To be told the size now and when it changes, or no longer. */
  | { readonly kind: 'sizes'; readonly on: boolean }
  /** To be told where a paste begins and ends, or no longer. */
  | { readonly kind: 'brackets'; readonly on: boolean };

/** The number of our own control sequence. */
const ours = '7788';

/** Modes of terminals that are ours to keep, by their numbers. */
const switches: Readonly<Record<string, 'sizes' | 'brackets'>> = {
  '?2048': 'sizes',
  '?2004': 'brackets',
};

const escape = 0x1b;

/** No sequence that matters here is longer. */
const longest = 80;

const sequence =
  // eslint-disable-next-line no-control-regex -- control characters are what this is about
  /^\x1b(?:\](\d+);([^\x07\x1b]*)(?:\x07|\x1b\\)|\[([?0-9;]*)([@-~]))/;

/** What could still become one when more of it has come. */
// eslint-disable-next-line no-control-regex -- see above
const beginning = /^\x1b(?:\][^\x07\x1b]*\x1b?|\[[?0-9;]*)?$/;

/** Answers the function that reads output, in pieces as they come, and says what is asked in it. */
export function createModes(): (bytes: Uint8Array) => readonly Wish[] {
  let begun = '';

  function wish(text: string): Wish | undefined {
    const [, number, words = '', parameters, final] = sequence.exec(text) ?? [];
    if (number === ours && words.startsWith('stty '))
      return { kind: 'stty', words: words.split(/\s+/).slice(1) };
    if (final === 't' && parameters === '18') return { kind: 'size' };
    const kind = switches[parameters ?? ''];
    if (kind && (final === 'h' || final === 'l'))
      return { kind, on: final === 'h' };
    return undefined;
  }

  return (bytes) => {
    const wishes: Wish[] = [];
    const take = (text: string): void => {
      const found = wish(text);
      if (found) wishes.push(found);
      // What began first goes on: an ST has an escape within a sequence.
      if (text.length < longest && beginning.test(text)) begun ||= text;
    };
    const before = begun;
    begun = '';
    const ahead = longest - before.length;
    if (before !== '') take(before + latin1(bytes.subarray(0, ahead)));
    // Most output has no escape in it, and costs one search.
    for (
      let at = bytes.indexOf(escape);
      at >= 0;
      at = bytes.indexOf(escape, at + 1)
    )
      take(latin1(bytes.subarray(at, at + longest)));
    return wishes;
  };
}

const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

/** The settings that a word of stty(1) stands for; with `-` before it, the contrary. */
const settings: Readonly<Record<string, Partial<Tty>>> = {
  icanon: { canonical: true },
  echo: { echo: true },
  isig: { signals: true },
  icrnl: { newlines: true },
  opost: { feeds: true },
  sane: {
    canonical: true,
    echo: true,
    signals: true,
    newlines: true,
    feeds: true,
  },
  cooked: { canonical: true, signals: true, newlines: true, feeds: true },
};

const contrary = (setting: Partial<Tty>): Partial<Tty> =>
  Object.fromEntries(
    Object.entries(setting).map(([name, value]) => [name, !value]),
  );

/** Does what `stty` does with these words; answers those that it does not know. */
export function stty(tty: Tty, words: readonly string[]): string[] {
  return words.filter((word) => {
    const plain = word === 'cbreak' ? '-icanon' : word;
    const name = plain.replace(/^-/, '').replace(/^raw$/, 'cooked');
    const setting = Object.hasOwn(settings, name) ? settings[name] : undefined;
    if (!setting) return true;
    // Raw is what cooked is not.
    const off = plain.startsWith('-') !== /^-?raw$/.test(plain);
    Object.assign(tty, off ? contrary(setting) : setting);
    return false;
  });
}

/** The answer to `CSI 18 t`: rows before columns, as terminals say it. */
export const sizeAnswer = (columns: number, rows: number): string =>
  `\x1b[8;${rows};${columns}t`;

/** What mode 2048 sends: the same, with the size in pixels, which is not known. */
export const sizeNotice = (columns: number, rows: number): string =>
  `\x1b[48;${rows};${columns};0;0t`;

/**
 * The keyboard of a console: keys, pastes and the field below the screen go
 * through the line discipline to the program; what the program asks of its
 * terminal changes that discipline.
 */

import { createModes, sizeAnswer, sizeNotice, stty } from './modes.ts';
import type { Parts } from './parts.ts';
import { createTty, keys, toScreen } from './tty.ts';
import type { Width } from './tty.ts';
import type { Size } from './view.ts';

/** What comes of typing. */
export type TypingListener = {
  /** Whether there is a program to type to. */
  active(): boolean;
  echo(text: string): void;
  input(bytes: Uint8Array): void;
  end(): void;
  interrupt(): void;
  suspend(): void;
  size(): Size;
  /** Whether Tab has something to do. */
  wantsTab(): boolean;
};

/** A console's keyboard. */
export type Typing = {
  typed(text: string): void;
  /** What the program writes, made ready for the screen; its wishes are obeyed. */
  output(bytes: Uint8Array): Uint8Array;
  /** A new program finds the terminal as it was at first. */
  begin(width: Width): void;
  resized(size: Size): void;
};

/** What terminals send for the keys that have no character. */
const named: Readonly<Record<string, string>> = {
  ArrowUp: '\x1b[A',
  ArrowDown: '\x1b[B',
  ArrowRight: '\x1b[C',
  ArrowLeft: '\x1b[D',
  Home: '\x1b[H',
  End: '\x1b[F',
  PageUp: '\x1b[5~',
  PageDown: '\x1b[6~',
  Delete: '\x1b[3~',
  Backspace: '\x7f',
  Enter: '\r',
};

const utf8 = new TextEncoder();

/** Sets up the keyboard of a console. */
export function createTyping(
  root: HTMLElement,
  parts: Parts,
  to: TypingListener,
): Typing {
  let tty = createTty(() => 1);
  let read = createModes();
  /** Whether the program wants to be told of every change of size. */
  let following = false;
  /** Whether the program wants to know what was pasted. */
  let brackets = false;

  function typed(text: string): void {
    if (!to.active()) return;
    for (const effect of keys(tty, text)) {
      if (effect.kind === 'echo') to.echo(effect.text);
      else if (effect.kind === 'deliver') to.input(effect.bytes);
      else if (effect.kind === 'end') to.end();
      else if (effect.name === 'interrupt') return to.interrupt();
      else to.suspend();
    }
  }

  /** Answers of the terminal are nobody's typing: no echo, no line. */
  const report = (text: string): void => to.input(utf8.encode(text));

  function obey(bytes: Uint8Array): void {
    for (const wish of read(bytes)) {
      const { columns, rows } = to.size();
      if (wish.kind === 'stty') stty(tty, wish.words);
      else if (wish.kind === 'size') report(sizeAnswer(columns, rows));
      else if (wish.kind === 'brackets') brackets = wish.on;
      else {
        following = wish.on;
        if (following) report(sizeNotice(columns, rows));
      }
    }
    // Without lines there is nothing to gather in the field.
    root.toggleAttribute('data-raw', !tty.canonical);
  }

  /** Takes a paste of several lines, as a terminal does; the escapes in it are nobody's keys. */
  function pasted(text: string): void {
    const lines = text.replace(/\r\n?|\n/g, '\r').replaceAll('\x1b', '');
    typed(brackets ? `\x1b[200~${lines}\x1b[201~` : lines);
  }

  const raw = (): boolean => !tty.canonical;
  listenToField(parts, { typed, pasted, raw, wantsTab: to.wantsTab });
  return {
    typed,
    output(bytes) {
      obey(bytes);
      return tty.feeds ? toScreen(bytes) : bytes;
    },
    begin(width) {
      tty = createTty(width);
      read = createModes();
      following = brackets = false;
      root.removeAttribute('data-raw');
    },
    resized({ columns, rows }) {
      if (following && to.active()) report(sizeNotice(columns, rows));
    },
  };
}

/** What the field does with what is typed into it. */
type Hands = {
  typed(text: string): void;
  pasted(text: string): void;
  /** Whether the program wants single keys. */
  raw(): boolean;
  /** Whether Tab has something to do. */
  wantsTab(): boolean;
};

/** The field below the screen sends lines, or where the program wants single keys, each key at once. */
function listenToField(
  { line, lineInput, endOfInput, keypad }: Parts,
  { typed, pasted, raw, wantsTab }: Hands,
): void {
  const takeAll = (): void => {
    const text = lineInput.value;
    lineInput.value = '';
    if (text) typed(text);
  };
  line.addEventListener('submit', (event) => {
    event.preventDefault();
    typed(`${lineInput.value}\r`);
    lineInput.value = '';
  });
  endOfInput.addEventListener('click', () => typed('\x04'));
  lineInput.addEventListener('keydown', (event) => {
    const tab = event.key === 'Tab' && !event.shiftKey && wantsTab();
    const key = tab ? '\t' : named[event.key];
    if (!raw() || key === undefined || event.isComposing) return;
    event.preventDefault();
    typed(key);
  });
  lineInput.addEventListener('input', (event) => {
    const composing = event instanceof InputEvent && event.isComposing;
    if (raw() && !composing) takeAll();
  });
  lineInput.addEventListener('compositionend', () => {
    if (raw()) takeAll();
  });
  // A field of one line would join the lines of a paste.
  lineInput.addEventListener('paste', (event) => {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!/[\r\n]/.test(text)) return;
    event.preventDefault();
    if (raw()) return pasted(text);
    const { selectionStart, selectionEnd, value } = lineInput;
    const before = value.slice(0, selectionStart ?? value.length);
    const after = value.slice(selectionEnd ?? value.length);
    const lines = `${before}${text}`.split(/\r\n|\r|\n/);
    lineInput.value = `${lines.pop() ?? ''}${after}`;
    typed(lines.map((each) => `${each}\r`).join(''));
  });
  for (const button of keypad.querySelectorAll('button'))
    button.addEventListener('click', () =>
      typed(named[button.value] ?? button.value),
    );
}

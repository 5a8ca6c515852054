/**
 * A terminal without a page: the screen on which recordings are made, and on
 * which the tests look at what a program or the line discipline wrote.
 *
 * It is xterm.js itself, so what stands here is what the reader's terminal
 * would show. For Node only.
 */

import { createRequire } from 'node:module';
import type * as Headless from '@xterm/headless';
import type * as Unicode11 from '@xterm/addon-unicode11';
import type { Width } from './tty.ts';
import { overhearWidth } from './widths.ts';

// Both packages are CommonJS whose names Node cannot see from outside.
const require = createRequire(import.meta.url);
const { Terminal }: typeof Headless = require('@xterm/headless');
const { Unicode11Addon }: typeof Unicode11 = require('@xterm/addon-unicode11');

/** A screen of a fixed size. */
export type Screen = {
  readonly terminal: Headless.Terminal;
  /** The columns that this screen gives to a code point. */
  readonly width: Width;
  /** Resolves when the bytes have had their effect. */
  write(data: string | Uint8Array): Promise<void>;
  /** The rows from the first to the last that was written on, scrolled-off ones too. */
  rows(): string[];
};

/** An empty screen; `scrollback` is how many rows may scroll off the top. */
export function createScreen(
  cols: number,
  rows: number,
  scrollback = 10_000,
): Screen {
  const terminal = new Terminal({
    cols,
    rows,
    scrollback,
    allowProposedApi: true,
  });
  const width = overhearWidth(terminal, new Unicode11Addon());
  return {
    terminal,
    width,
    write: (data) => new Promise((done) => terminal.write(data, done)),
    rows() {
      const { active } = terminal.buffer;
      const lines = Array.from(
        { length: active.length },
        (_, y) => active.getLine(y)?.translateToString(true) ?? '',
      );
      while (lines.at(-1) === '') lines.pop();
      return lines;
    },
  };
}

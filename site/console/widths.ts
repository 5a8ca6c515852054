/**
 * The widths of characters, as xterm.js itself lays them out.
 *
 * Whoever erases has to count columns exactly as the screen does, and there
 * are several tables in the world: emoji are one column in Unicode 6's and two
 * in Unicode 11's. So the line discipline is given the screen's own table.
 * xterm.js has no way to ask for it, but the add-on that brings the table hands
 * it over when it is loaded, and that moment can be listened in on.
 */

import type { Width } from './tty.ts';

/** The part of a terminal that deals in widths; xterm.js and its headless twin have it. */
type Measured = {
  readonly unicode: {
    activeVersion: string;
    register(provider: { wcwidth(codePoint: number): number }): void;
  };
};

/** The add-on, as far as this file uses it. */
type WidthAddon<T> = { activate(terminal: T): void };

/** Makes `terminal` use the add-on's widths, and answers them. */
export function overhearWidth<T extends Measured>(
  terminal: T,
  addon: WidthAddon<T>,
): Width {
  let width: Width = () => 1;
  const { unicode } = terminal;
  const register: Measured['unicode']['register'] = (provider) => {
    width = (codePoint) => provider.wcwidth(codePoint);
    unicode.register(provider);
  };
  // The add-on sees a terminal that differs from ours in this one function.
  const listening: T = Object.create(terminal, {
    unicode: { value: { register } },
  });
  addon.activate(listening);
  unicode.activeVersion = '11';
  return width;
}

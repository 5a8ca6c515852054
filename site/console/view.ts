/**
 * What a console shows a program's text on: a terminal, or a plain sheet.
 */

import type { Width } from './tty.ts';

/** A screen in the page, and its keyboard. */
export type View = {
  /** The columns that this screen gives to a code point. */
  readonly width: Width;
  /** Resolves when the text is on the screen: wait for it before you send more. */
  write(data: string | Uint8Array): Promise<void>;
  clear(): void;
  focus(): void;
  /** What stands on the screen, as plain text. */
  text(): string;
  /** The same with colours and cursor, for another terminal to be written with. */
  snapshot(): string;
  dispose(): void;
};

/** What a view tells about its keyboard. */
export type KeyListener = {
  /** As terminals send keys: CR for Enter, DEL for Backspace. */
  typed(keys: string): void;
  /** Escape: the reader wants to get out. */
  leave(): void;
};

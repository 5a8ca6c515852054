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
  /** How many characters fit. */
  size(): Size;
  /** Shows the next place of a text, or the one before; upper and lower case are the same. */
  find(text: string, back: boolean): Found;
  /** What stands on the screen, as plain text. */
  text(): string;
  /** The same with colours and cursor, for another terminal to be written with. */
  snapshot(): string;
  dispose(): void;
};

/** A screen's size in characters. */
export type Size = { readonly columns: number; readonly rows: number };

/** The place that is shown, counted from 1, of how many there are; 0 of 0: none. */
export type Found = { readonly place: number; readonly places: number };

/** What a view tells about its keyboard, and its size. */
export type ViewListener = {
  /** As terminals send keys: CR for Enter, DEL for Backspace. */
  typed(keys: string): void;
  /** Whether Tab has something to do here; otherwise it moves on. */
  wantsTab(): boolean;
  /** Escape: the reader wants to get out. */
  leave(): void;
  resized(size: Size): void;
};

/** Finds a text as a reader means it, whatever its case. */
export const searchOf = (text: string): RegExp =>
  new RegExp(text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'giu');

/** The next of `places`, which are in order, after or before the last one shown; it goes round. */
export function nextPlace<T>(
  places: readonly T[],
  isAfter: (place: T) => boolean,
  isBefore: (place: T) => boolean,
  back: boolean,
): number {
  const found = back
    ? places.findLastIndex(isBefore)
    : places.findIndex(isAfter);
  if (found >= 0) return found;
  return back ? places.length - 1 : 0;
}

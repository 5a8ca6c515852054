/**
 * The reader's text, kept in the browser per lesson, and the one text before
 * it: what Reset or a shared link put aside is not lost.
 */

import type { Files } from './plan.ts';

/** What is kept. */
export type Kept = {
  readonly files: Files | undefined;
  /** What was there before Reset, or before a link's text came. */
  readonly before: Files | undefined;
};

/** A place for texts by key; `localStorage` is one. It may refuse. */
export type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** What is kept under `key`; what cannot be read is nothing. */
export function recall(shelf: Shelf, key: string): Kept {
  try {
    const value: unknown = JSON.parse(shelf.getItem(key) ?? 'null');
    return { files: part(value, 'files'), before: part(value, 'before') };
  } catch {
    return { files: undefined, before: undefined };
  }
}

/** Keeps it; answers whether that went well. */
export function keep(shelf: Shelf, key: string, kept: Kept): boolean {
  try {
    if (kept.files ?? kept.before) shelf.setItem(key, JSON.stringify(kept));
    else shelf.removeItem(key);
    return true;
  } catch {
    return false;
  }
}

/** A record of texts, or nothing. */
export function filesOf(value: unknown): Files | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const entries = Object.entries(value);
  const right = entries.every(
    ([name, text]) =>
      /^[\w./-]+$/.test(name) &&
      !/(?:^|\/)\.*(?:\/|$)/.test(name) &&
      typeof text === 'string',
  );
  return right && entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

const part = (value: unknown, key: string): Files | undefined =>
  typeof value === 'object' && value !== null
    ? filesOf(Reflect.get(value, key))
    : undefined;

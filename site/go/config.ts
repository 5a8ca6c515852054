/**
 * What a Go editor in a page is told by the page: written into the HTML when
 * the site is built, read when somebody uses it.
 */

import type { Files, Kind } from './plan.ts';

/** One editor's settings. */
export type GoConfig = {
  /** Under which the reader's text is kept and shared. */
  readonly name: string;
  readonly files: Files;
  readonly kind: Kind;
  /** What the text may embed, in Base64, by path. */
  readonly assets: Readonly<Record<string, string>>;
  /** Of the words on it. */
  readonly language: string;
};

/**
 * Addresses within the site: language prefix and base path, put on and taken
 * off in one place, so that the built site works in a sub-folder as well.
 */

import type { Locale } from './course.ts';

const base = import.meta.env.BASE_URL.replace(/\/$/, '');

/** The address of `path` (`/lessons/run-go/`, `/favicon.svg`) in a language. Files have no language. */
export function href(path: string, locale: Locale = 'en'): string {
  const isFile = /\.\w+$/.test(path);
  return `${base}${locale === 'ja' && !isFile ? '/ja' : ''}${path}`;
}

/** The path that `href` was given for this address, and its language. */
export function parsePath(pathname: string): { path: string; locale: Locale } {
  const below = pathname.startsWith(base)
    ? pathname.slice(base.length)
    : pathname;
  const [, rest] = /^\/ja(\/.*|$)/.exec(below) ?? [];
  return rest === undefined
    ? { path: below || '/', locale: 'en' }
    : { path: rest || '/', locale: 'ja' };
}

/**
 * Which English text a Japanese lesson was translated from.
 *
 * Each `index.ja.mdx` carries in its frontmatter the fingerprint of the
 * `index.mdx` it renders. When the English moves on, the two differ, and a
 * test names the lesson until someone has read both and stamped it anew with
 * `node site/literate/stamp.ts`.
 */

import { createHash } from 'node:crypto';
import { parts } from './mdx.ts';

/** Twelve hexadecimal digits of the SHA-256 of a text; line endings do not count. */
export function fingerprint(english: string): string {
  return createHash('sha256')
    .update(english.replace(/\r\n/g, '\n'))
    .digest('hex')
    .slice(0, 12);
}

/** Whether `japanese` says that it was translated from just this English text. */
export function isCurrent(japanese: string, english: string): boolean {
  const { frontmatter } = parts(japanese);
  return frontmatter.get('translationOf') === fingerprint(english);
}

/** The Japanese text with its `translationOf` set to the English one. Throws when it has no frontmatter. */
export function stamp(japanese: string, english: string): string {
  const [, head, body] = /^---\n([^]*?\n)---\n([^]*)$/.exec(japanese) ?? [];
  if (head === undefined || body === undefined)
    throw new Error('there is no frontmatter to stamp');
  const kept = head.replace(/^translationOf:.*\n/m, '');
  return `---\n${kept}translationOf: '${fingerprint(english)}'\n---\n${body}`;
}

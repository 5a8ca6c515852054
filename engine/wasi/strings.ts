/**
 * Strings: text as the bytes that a program gets, and as a trace shows it.
 *
 * UTF-8 itself is binary/utf8.ts.
 * WASI preview 1, `string` · lesson "Run Go here".
 */

import { utf8, utf8Bytes } from '../binary/utf8.ts';

/** The UTF-8 bytes of a text; half a surrogate pair becomes U+FFFD. */
export const encode = utf8Bytes;

/** The text of `bytes`, or undefined where they are not UTF-8. */
export const decode = (bytes: Uint8Array): string | undefined =>
  utf8(bytes, 0, bytes.length);

const escapes = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['"', '\\"'],
  ['\\', '\\\\'],
]);

const hex = (code: number): string =>
  `\\x${code.toString(16).padStart(2, '0')}`;

const printable = (text: string): string =>
  text.replace(
    /[\u0000-\u001f"\\\u007f-\u009f]/g,
    (c) => escapes.get(c) ?? hex(c.charCodeAt(0)),
  );

/** At most `max` bytes, in quotes on one line: text as text, all else as `\xNN`, and `…` for the rest. */
export function quote(bytes: Uint8Array, max: number): string {
  let end = Math.min(bytes.length, max);
  // Not in the middle of a character.
  while (end < bytes.length && end > 0 && bytes[end] >> 6 === 0b10) end--;
  const shown = bytes.subarray(0, end);
  const text = decode(shown);
  const ascii = (b: number) =>
    b < 0x80 ? printable(String.fromCharCode(b)) : hex(b);
  const inner =
    text === undefined ? Array.from(shown, ascii).join('') : printable(text);
  return `"${inner}"${end < bytes.length ? '…' : ''}`;
}

/**
 * Strings as they are written, to the bytes and the text that they stand for.
 *
 * A string is any bytes at all; only where a name is wanted must they be
 * UTF-8. Spec 6.3.3 and 6.3.4 · lesson "From text to bytes".
 */

import { utf8, utf8Bytes } from '../binary/utf8.ts';
import { MalformedText } from './source.ts';

/** The place behind the string that begins at `start`; −1 where there is none, or it has no end. */
export function stringEnd(source: string, start: number): number {
  if (source[start] !== '"') return -1;
  for (let at = start + 1; at < source.length; at++) {
    const c = source.charCodeAt(at);
    if (c === 0x22) return at + 1;
    if (c === 0x5c) at++;
    else if (c < 0x20 || c === 0x7f) return -1;
  }
  return -1;
}

const escapes: ReadonlyMap<string, number> = new Map([
  ['t', 0x09],
  ['n', 0x0a],
  ['r', 0x0d],
  ['"', 0x22],
  ["'", 0x27],
  ['\\', 0x5c],
]);

/** Characters beyond ASCII, two digits of a byte, the digits of a character, or a letter of the above. */
const parts =
  /([^\\\0-\x7f]+)|\\(?:([\dA-Fa-f]{2})|u\{([\dA-Fa-f]+(?:_[\dA-Fa-f]+)*)\}|(.))/suy;

/** The bytes of the string from `start` to `end`, its quotes not counted. Throws MalformedText for an escape that is none. */
export function stringBytes(
  source: string,
  start: number,
  end: number,
): number[] {
  const bytes: number[] = [];
  for (let at = start + 1; at < end - 1;) {
    const c = source.charCodeAt(at);
    if (c < 0x80 && c !== 0x5c) {
      bytes.push(c);
      at++;
      continue;
    }
    parts.lastIndex = at;
    const [all = '', plain, byte, digits = '', letter = ''] =
      parts.exec(source) ?? [];
    const point = Number.parseInt(digits.replaceAll('_', ''), 16);
    const scalar = point < 0xd800 || (point > 0xdfff && point <= 0x10_ffff);
    const text = scalar ? String.fromCodePoint(point) : plain;
    const code = byte ? Number.parseInt(byte, 16) : escapes.get(letter);
    if (code !== undefined) bytes.push(code);
    else if (text !== undefined) for (const b of utf8Bytes(text)) bytes.push(b);
    else throw new MalformedText('illegal escape', source, at);
    at += all.length;
  }
  return bytes;
}

/** The text of the string from `start` to `end`. Throws MalformedText where its bytes are not UTF-8. */
export function stringText(source: string, start: number, end: number): string {
  const bytes = Uint8Array.from(stringBytes(source, start, end));
  const text = utf8(bytes, 0, bytes.length);
  if (text !== undefined) return text;
  throw new MalformedText('malformed UTF-8 encoding', source, start);
}

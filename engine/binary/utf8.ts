/**
 * UTF-8: the names of the binary format, strictly.
 *
 * A name with an overlong form, a surrogate or a byte out of place is not a
 * name. Written out because the engine relies on no host's decoder or encoder.
 * Spec 5.2.4 · lesson "What is in the file".
 */

import { Malformed, TooLarge } from '../syntax/errors.ts';
import { most } from '../syntax/limits.ts';
import { skip } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import { length } from './leb128.ts';

/** Reads a length and that many bytes of UTF-8. */
export function name(c: Cursor): string {
  const size = length(c);
  const start = skip(c, size);
  if (size > most.nameBytes) {
    throw new TooLarge('a name is too long', '', start);
  }
  const text = utf8(c.bytes, start, c.at);
  if (text === undefined)
    throw new Malformed('malformed UTF-8 encoding', start);
  return text;
}

/** For the number of bytes of a character: the smallest that needs them. */
const smallest = [0, 0, 0x80, 0x800, 0x1_0000];

/** The text of bytes `start` to `end`, or undefined where they are not UTF-8. */
export function utf8(
  bytes: Uint8Array,
  start: number,
  end: number,
): string | undefined {
  const parts: string[] = [];
  for (let at = start; at < end;) {
    const first = bytes[at];
    const size = first < 0x80 ? 1 : Math.clz32(~first << 24);
    if (size > 4 || (size === 1 && first >= 0x80) || at + size > end) return;
    let point = size === 1 ? first : first & (0x7f >> size);
    for (let i = 1; i < size; i++) {
      if (bytes[at + i] >> 6 !== 0b10) return;
      point = (point << 6) | (bytes[at + i] & 0x3f);
    }
    const surrogate = point >= 0xd800 && point < 0xe000;
    if (point < smallest[size] || point > 0x10_ffff || surrogate) return;
    parts.push(String.fromCodePoint(point));
    at += size;
  }
  return parts.join('');
}

/** For the number of bytes that follow: what the first byte begins with. */
const lead = [0, 0xc0, 0xe0, 0xf0];

/** The UTF-8 bytes of a text; half a surrogate pair becomes U+FFFD. */
export function utf8Bytes(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text.toWellFormed()) {
    const point = character.codePointAt(0) ?? 0;
    if (point < 0x80) bytes.push(point);
    else {
      const more = point < 0x800 ? 1 : point < 0x1_0000 ? 2 : 3;
      bytes.push(lead[more] | (point >> (6 * more)));
      for (let i = more - 1; i >= 0; i--)
        bytes.push(0x80 | ((point >> (6 * i)) & 0x3f));
    }
  }
  return Uint8Array.from(bytes);
}

/**
 * UTF-8 against the host: the same texts, the same refusals.
 */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cursor } from '../../../engine/binary/cursor.ts';
import { name, utf8 } from '../../../engine/binary/utf8.ts';
import { hex, text } from './bytes.ts';

const decode = (bytes: Uint8Array) => utf8(bytes, 0, bytes.length);

/** What the host says, which is no part of the engine. */
function host(bytes: Uint8Array): string | undefined {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

test('reads any text', () => {
  const any = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(any, (each) => {
      const bytes = new TextEncoder().encode(each);
      return decode(bytes) === host(bytes);
    }),
  );
});

test.each(['', 'a', '砂場', '\ufeff', '\0', '\u{10ffff}', 'a\u{1f600}é'])(
  'a name: %j',
  (each) => {
    const c = cursor(hex(`${text(each)} ee`));
    expect(name(c)).toBe(each);
    expect(c.at).toBe(c.end - 1);
  },
);

test('says of every pair, and of random longer ones, what the host says', () => {
  for (let pair = 0; pair < 0x1_0000; pair++) {
    const bytes = Uint8Array.of(pair >> 8, pair & 0xff);
    if (decode(bytes) !== host(bytes)) expect.fail(bytes.join(' '));
  }
  const leads = fc.constantFrom(0x7f, 0xc1, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5);
  const nexts = fc.constantFrom(0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0);
  const parts = fc.array(fc.oneof(leads, nexts, nexts), { maxLength: 8 });
  fc.assert(
    fc.property(parts, (each) => {
      const bytes = Uint8Array.from(each);
      return decode(bytes) === host(bytes);
    }),
    { numRuns: 5_000 },
  );
});

/**
 * Modules written by hand: hexadecimal, with sizes counted for the writer.
 *
 * Nothing checks what is written; the tests want modules that are wrong.
 */

/** The bytes that pairs of hexadecimal digits stand for; spaces are free. */
export const hex = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(text.match(/[0-9a-f]{2}/g) ?? [], (pair) =>
    Number.parseInt(pair, 16),
  );

/** Numbers below 256 as pairs of hexadecimal digits. */
export const pairs = (bytes: Iterable<number>): string =>
  Array.from(bytes, (each) => each.toString(16).padStart(2, '0')).join(' ');

/** An unsigned LEB128 integer. */
export const uleb = (value: number): string =>
  pairs(
    value < 0x80
      ? [value]
      : [(value & 0x7f) | 0x80, ...hex(uleb(Math.floor(value / 0x80)))],
  );

/** A content behind its size in bytes. */
export const sized = (content: string): string =>
  `${uleb(hex(content).length)} ${content}`;

/** A section with this id. */
export const section = (id: number, content: string): string =>
  `${pairs([id])} ${sized(content)}`;

/** A name: its length and its bytes. */
export const text = (name: string): string =>
  sized(pairs(new TextEncoder().encode(name)));

/** A module of these sections. */
export const wasm = (...sections: readonly string[]): Uint8Array<ArrayBuffer> =>
  hex(`00 61 73 6d 01 00 00 00 ${sections.join(' ')}`);

/** A module with one function of type `(params) -> (results)` and this code, which ends with `0b`. */
export const func = (
  code: string,
  { params = '', results = '', locals = '00', before = '' } = {},
): Uint8Array<ArrayBuffer> =>
  wasm(
    section(1, `01 60 ${sized(params)} ${sized(results)}`),
    section(3, '01 00'),
    before,
    section(10, `01 ${sized(`${locals} ${code}`)}`),
  );

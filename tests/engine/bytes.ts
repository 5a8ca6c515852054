/**
 * Pieces of the binary format, for tests that write a module byte by byte.
 */

/** An unsigned LEB128 integer. */
export function uleb(value: number): number[] {
  const low = value & 0x7f;
  return value < 0x80 ? [low] : [low | 0x80, ...uleb(Math.floor(value / 128))];
}

/** A signed LEB128 integer. */
export function sleb(value: bigint): number[] {
  const low = Number(value & 0x7fn);
  const rest = value >> 7n;
  const done = rest === (low & 0x40 ? -1n : 0n);
  return done ? [low] : [low | 0x80, ...sleb(rest)];
}

/** A vector of the binary format. */
export const vec = (items: readonly (readonly number[])[]): number[] => [
  ...uleb(items.length),
  ...items.flat(),
];

/** A section of the binary format. */
export const section = (id: number, body: readonly number[]): number[] => [
  id,
  ...uleb(body.length),
  ...body,
];

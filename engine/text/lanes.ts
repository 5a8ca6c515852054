/**
 * Vectors as they are written: a shape, then a number for each lane.
 *
 * A module's constants and the values of a script share this; a script may
 * also say of a lane what kind of NaN it is.
 * Spec 6.5.9 (vector constants) · lesson "Four numbers at once".
 */

import { advance, text, unexpected } from './lexer.ts';
import { floatBits, integer, isNumber } from './numbers.ts';
import { fail } from './parser.ts';
import type { Parser } from './parser.ts';

/** Lanes of a width in bits, each as its signed or unsigned value or as what else may stand for one. */
export type Lanes<Other = never> = {
  readonly width: number;
  readonly lanes: readonly (bigint | Other)[];
};

const shapes: ReadonlySet<string> = new Set([
  ...['i8x16', 'i16x8', 'i32x4', 'i64x2', 'f32x4', 'f64x2'],
]);

/** Takes a shape and its lanes; `other` knows words that are no numbers. Throws MalformedText. */
export function lanes<Other = never>(
  p: Parser,
  other: (word: string) => Other | undefined = () => undefined,
): Lanes<Other> {
  const shape = text(p.l);
  if (!shapes.has(shape)) throw unexpected(p.l, 'a shape');
  advance(p.l);
  const [width = 0, count = 0] = shape.slice(1).split('x').map(Number);
  const { start } = p.l.token;
  const found: (bigint | Other | undefined)[] = [];
  for (; ; advance(p.l)) {
    const word = text(p.l);
    const lane = other(word);
    if (lane === undefined && !isNumber(word)) break;
    found.push(lane ?? number(word));
  }
  if (found.length < count && p.l.token.kind === 'word') {
    throw unexpected(p.l, 'a number');
  }
  if (found.length !== count) {
    throw fail(p, `wrong number of lane literals: ${shape} has ${count}`);
  }
  const fitting = found.filter((lane) => lane !== undefined);
  if (fitting.length === count) return { width, lanes: fitting };
  throw fail(p, `constant out of range for ${shape}`, start);

  function number(word: string): bigint | undefined {
    if (shape.startsWith('i')) return integer(word, width);
    return floatBits(word, width === 32 ? 32 : 64);
  }
}

/** All lanes as one integer of 128 bits, the first lane lowest. */
export const joined = ({ width, lanes: all }: Lanes): bigint =>
  all.reduceRight(
    (bits, lane) => (bits << BigInt(width)) | BigInt.asUintN(width, lane),
    0n,
  );

/** An integer of 128 bits as lanes of a width. */
export const split = (bits: bigint, width: number): bigint[] =>
  Array.from({ length: 128 / width }, (_, i) =>
    BigInt.asUintN(width, bits >> BigInt(i * width)),
  );

/** A vector as the printer writes it: bits show best as numbers of 32 in hexadecimal. */
export const vectorText = (bits: bigint): string =>
  `i32x4 ${split(bits, 32)
    .map((lane) => `0x${lane.toString(16).padStart(8, '0')}`)
    .join(' ')}`;

/**
 * Wasm values as people write them: `42`, `-1`, `0x10`, `2.5`, `nan`.
 *
 * For consoles that call a function which takes numbers, not a command.
 */

import { typeName } from '../../engine/index.ts';
import type { ValType, Value } from '../../engine/index.ts';

/** Reads one text for each parameter; answers what is wrong, as a sentence. */
export function parseValues(
  params: readonly ValType[],
  texts: readonly string[],
): readonly Value[] | string {
  if (texts.length !== params.length)
    return `${params.length} arguments wanted, ${texts.length} given`;
  const values: Value[] = [];
  for (const [i, type] of params.entries()) {
    const value = parse(type, texts[i] ?? '');
    if (value === undefined) return `"${texts[i]}" is no ${typeName(type)}`;
    values.push(value);
  }
  return values;
}

/** Writes values with as many digits as tell them from all others of their type. */
export const showValues = (
  types: readonly ValType[],
  values: readonly Value[],
): string[] => types.map((type, i) => show(type, values[i] ?? null));

const integer = /^[+-]?(?:\d+|0x[\da-f]+)$/i;
const real = /^[+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|inf|nan)$/i;

function parse(type: ValType, text: string): Value | undefined {
  switch (typeName(type)) {
    case 'i32': {
      const value = parseInteger(text, 32);
      return value === undefined ? undefined : Number(value);
    }
    case 'i64':
      return parseInteger(text, 64);
    case 'f32':
    case 'f64':
      return parseReal(text);
    default: // A reference cannot be typed.
      return undefined;
  }
}

/** An integer of so many bits, signed or unsigned, as the signed one. */
function parseInteger(text: string, bits: number): bigint | undefined {
  if (!integer.test(text)) return undefined;
  const magnitude = BigInt(text.replace(/^[+-]/, ''));
  const value = text.startsWith('-') ? -magnitude : magnitude;
  const half = 1n << BigInt(bits - 1);
  if (value < -half || value >= 2n * half) return undefined;
  return BigInt.asIntN(bits, value);
}

function parseReal(text: string): number | undefined {
  if (!real.test(text)) return undefined;
  const word = text.toLowerCase().replace(/inf$/, 'Infinity');
  return Number(word.replace(/^[+-]?nan$/, 'NaN'));
}

function show(type: ValType, value: Value): string {
  if (value === null) return 'null';
  if (value instanceof Uint8Array) return vector(value);
  return typeof value === 'object' ? typeName(type) : String(value);
}

/** A v128 as a constant of the text format: four numbers, the lowest lane first. */
function vector(bytes: Uint8Array): string {
  const words = [...new Uint32Array(bytes.slice().buffer)];
  const lanes = words.map((word) => word.toString(16).padStart(8, '0'));
  return ['i32x4', ...lanes.map((lane) => `0x${lane}`)].join(' ');
}

/**
 * Vectors: one operation made from each row of the table that works on lanes.
 *
 * A v128 has no lanes of its own: its 16 bytes are copied from the frame to a
 * small buffer that is seen through one typed array for each shape, and the
 * type column says through which. Reading a lane extends it, storing one cuts
 * it to size, so that a row's meaning is only what happens between. Which lane
 * meets which is told by the shapes, and by a word in the name: `low`, `high`.
 * Spec 4.3.5 and 4.4.4 (vectors) · lesson "Four numbers at once".
 */

import { lanesOf } from '../syntax/instructions.ts';
import type { Instruction } from '../syntax/instructions.ts';
import type { Operation } from './outside.ts';
import type { Slots } from './values.ts';

type Lane = number | bigint;
type Lanes = { [index: number]: Lane; readonly length: number };

/** A buffer of so many vectors, by shape; a scalar is the first lane of its kind. */
const shapesOf = (vectors: number) => {
  const buffer = new ArrayBuffer(vectors * 16);
  const i32x4 = new Int32Array(buffer);
  const i64x2 = new BigInt64Array(buffer);
  const shapes: Readonly<Record<string, Lanes>> = {
    i8x16: new Int8Array(buffer),
    u8x16: new Uint8Array(buffer),
    i16x8: new Int16Array(buffer),
    u16x8: new Uint16Array(buffer),
    u32x4: new Uint32Array(buffer),
    u64x2: new BigUint64Array(buffer),
    f32x4: new Float32Array(buffer),
    f64x2: new Float64Array(buffer),
    ...{ i32x4, i64x2, i32: i32x4, f32: i32x4, i64: i64x2, f64: i64x2 },
  };
  return { shapes, words: i32x4, wide: i64x2 };
};

/** Up to three operands, one behind the other; and the result. */
const from = shapesOf(3);
const to = shapesOf(1);

/** Copies the operand in the slot at word `at` to its place. */
function take({ i32 }: Slots, at: number, place: number): void {
  for (let i = 0; i < 4; i++) from.words[place * 4 + i] = i32[at + i];
}

function give({ i32 }: Slots, at: number): void {
  for (let i = 0; i < 4; i++) i32[at + i] = to.words[i];
}

/** How many lanes a vector of this shape has. */
const lanesIn = (shape: string): number => Number(/\d+$/.exec(shape)?.[0]);

/** Lanes that only move keep their bits: floats go as integers. */
const moved = (shape: string): string => shape.replace(/^f(\d+x)/, 'i$1');

/** The operation of a row with shapes in its type. */
export function vector(row: Instruction): Operation | undefined {
  const [left = '', right = ''] = row.type.split('->');
  const params = lanesOf(left);
  const [result = ''] = lanesOf(right);
  if (whole[row.name]) return whole[row.name];
  if (!/x\d/.test(row.type)) return undefined;
  const [first = '', second = first] = params;
  const numbers = /^[if]\d+$/;
  if (numbers.test(first)) return splat(first, result);
  if (row.immediates.length > 0) {
    return numbers.test(result)
      ? extract(first, result)
      : replace(second, result);
  }
  if (!row.meaning) return undefined;
  // The type column says which kind of lanes the meaning takes and gives.
  // oxlint-disable-next-line typescript/consistent-type-assertions
  const meaning = row.meaning as (...lanes: Lane[]) => Lane;
  if (numbers.test(result)) return reduce(first, meaning);
  if (numbers.test(second)) return shift(first, result, meaning);
  return lanewise(row.name, params, result, meaning);
}

/** A result lane is calculated from one lane of each operand, or from several that are neighbours. */
function lanewise(
  name: string,
  params: readonly string[],
  result: string,
  meaning: (...lanes: Lane[]) => Lane,
): Operation {
  const count = lanesIn(result);
  const out = to.shapes[result];
  // Where each argument stands, for each lane that is not to be zero.
  const sources = params.flatMap((shape, place) => {
    const all = lanesIn(shape);
    const neighbours = /pairwise|dot/.test(name) ? all / count : 1;
    const first = place * all + (name.includes('_high') ? count : 0);
    return Array.from({ length: neighbours }, (_, i) => {
      return { lanes: from.shapes[shape], first: first + i, step: neighbours };
    });
  });
  const used = name.endsWith('zero') ? count / 2 : count;
  const wrap = out instanceof BigInt64Array ? BigInt : (lane: Lane) => lane;
  const [a, b = a, c = b] = sources;
  const [x, y, z] = [a.lanes, b.lanes, c.lanes];
  const few = sources.length <= 3;
  return (slots, _, fp, d, ...at) => {
    for (let i = 0; i < params.length; i++) take(slots, fp + at[i], i);
    to.wide.fill(0n);
    for (let i = 0; i < used; i++) {
      const [j, k, l] = [i * a.step, i * b.step, i * c.step];
      out[i] = wrap(
        few
          ? meaning(x[j + a.first], y[k + b.first], z[l + c.first])
          : meaning(...sources.map((s) => s.lanes[s.first + i * s.step])),
      );
    }
    if (result.startsWith('f')) canonicalise(out);
    give(slots, fp + d);
  };
}

/** A NaN that was calculated is the canonical one. */
function canonicalise(out: Lanes): void {
  for (let i = 0; i < out.length; i++) {
    if (!Number.isNaN(out[i])) continue;
    if (out.length === 4) to.words[i] = 0x7fc0_0000;
    else to.wide[i] = 0x7ff8_0000_0000_0000n;
  }
}

/** All lanes make one number. */
const reduce =
  (shape: string, meaning: (...lanes: Lane[]) => Lane): Operation =>
  (slots, _, fp, d, a) => {
    take(slots, fp + a, 0);
    const lanes = Array.from(from.shapes[shape]).slice(0, lanesIn(shape));
    slots.i32[fp + d] = Number(meaning(...lanes));
  };

/** Every lane is shifted by the same number, modulo its width. */
function shift(
  shape: string,
  result: string,
  meaning: (...lanes: Lane[]) => Lane,
): Operation {
  const lanes = from.shapes[shape];
  const out = to.shapes[result];
  const { length } = out;
  return (slots, _, fp, d, a, b) => {
    take(slots, fp + a, 0);
    const by = slots.i32[fp + b] & (128 / length - 1);
    const amount = length === 2 ? BigInt(by) : by;
    for (let i = 0; i < length; i++) out[i] = meaning(lanes[i], amount);
    give(slots, fp + d);
  };
}

/** A number goes into every lane. */
function splat(scalar: string, result: string): Operation {
  const out = to.shapes[moved(result)];
  return (slots, _, fp, d, a) => {
    take(slots, fp + a, 0);
    for (let i = 0; i < out.length; i++) out[i] = from.shapes[scalar][0];
    give(slots, fp + d);
  };
}

/** A number goes into one lane. */
function replace(scalar: string, result: string): Operation {
  const out = to.shapes[moved(result)];
  return (slots, _, fp, d, a, b, lane) => {
    take(slots, fp + a, 0);
    take(slots, fp + b, 1);
    to.words.set(from.words.subarray(0, 4));
    out[lane] = from.shapes[scalar][scalar.endsWith('64') ? 2 : 4];
    give(slots, fp + d);
  };
}

/** A number comes out of a lane. */
const extract =
  (shape: string, result: string): Operation =>
  (slots, _, fp, d, a, lane) => {
    take(slots, fp + a, 0);
    to.shapes[result][0] = from.shapes[moved(shape)][lane];
    slots.i32[fp + d] = to.words[0];
    if (result.endsWith('64')) slots.i32[fp + d + 1] = to.words[1];
  };

/** Picks bytes of two vectors by their numbers; what lies beyond is zero. */
function pick(slots: Slots, at: number, indices: Lanes, limit: number): void {
  const { u8x16: out } = to.shapes;
  for (let i = 0; i < 16; i++) {
    const index = Number(indices[i]);
    out[i] = index < limit ? from.shapes['u8x16'][index] : 0;
  }
  give(slots, at);
}

const swizzle: Operation = (slots, _, fp, d, a, b) => {
  take(slots, fp + a, 0);
  take(slots, fp + b, 1);
  const { u8x16 } = from.shapes;
  pick(slots, fp + d, Array.from(u8x16).slice(16, 32), 16);
};

/** The operations on all bytes at once. What a constant or a shuffle needs stays in the file, at `at`. */
const whole: Readonly<Record<string, Operation>> = {
  'v128.const': (slots, { module }, fp, d, at) => {
    const { u8x16: out } = to.shapes;
    for (let i = 0; i < 16; i++) out[i] = module.bytes[at + i];
    give(slots, fp + d);
  },
  'i8x16.shuffle': (slots, { module }, fp, d, a, b, at) => {
    take(slots, fp + a, 0);
    take(slots, fp + b, 1);
    pick(slots, fp + d, module.bytes.subarray(at, at + 16), 32);
  },
  'i8x16.swizzle': swizzle,
  'i8x16.relaxed_swizzle': swizzle,
};

/**
 * Every vector row of the table, on random lanes and on those where numbers go
 * wrong: both lowerings against Node's own WebAssembly, byte by byte. Of a NaN
 * that was calculated only that it is one is compared. A relaxed row is held
 * to the deterministic profile: to a row, or several, that are not relaxed.
 */

import { expect, test } from 'vitest';
import { createMachine, encode, groups } from '../../../engine/index.ts';
import { instantiate, invoke, parseWat, run } from '../../../engine/index.ts';
import { runScript } from '../../../engine/index.ts';
import { signature, validate } from '../../../engine/index.ts';
import type { Instruction } from '../../../engine/index.ts';
import { random } from '../generate.ts';

const next = random(20);
const rounds = 40;
const pick = <T>(list: readonly T[]): T => {
  const item = list[next() % list.length];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
};

/** Where the result goes; operands lie at 0, 16 and 32. */
const resultAt = 64;

const halves = (dot: (half: (of: string) => string) => string) => {
  const low = (of: string) => `(i16x8.extend_low_i8x16_s ${of})`;
  const high = (of: string) => `(i16x8.extend_high_i8x16_s ${of})`;
  return [dot(low), dot(high)] as const;
};
const [low, high] = halves(
  (half) => `(i32x4.dot_i16x8_s ${half('A')} ${half('B')})`,
);
// Sums of products of two bytes, all 32 bits of them, cut to 16.
const even = '0 1 4 5 8 9 12 13 16 17 20 21 24 25 28 29';
const products = `(i8x16.shuffle ${even} ${low} ${high})`;

/** What the deterministic profile makes of the relaxed rows. */
const strict: Readonly<Record<string, string>> = {
  'i8x16.relaxed_swizzle': '(i8x16.swizzle A B)',
  'i32x4.relaxed_trunc_f32x4_s': '(i32x4.trunc_sat_f32x4_s A)',
  'i32x4.relaxed_trunc_f32x4_u': '(i32x4.trunc_sat_f32x4_u A)',
  'i32x4.relaxed_trunc_f64x2_s_zero': '(i32x4.trunc_sat_f64x2_s_zero A)',
  'i32x4.relaxed_trunc_f64x2_u_zero': '(i32x4.trunc_sat_f64x2_u_zero A)',
  'f32x4.relaxed_madd': '(f32x4.add (f32x4.mul A B) C)',
  'f32x4.relaxed_nmadd': '(f32x4.add (f32x4.mul (f32x4.neg A) B) C)',
  'f64x2.relaxed_madd': '(f64x2.add (f64x2.mul A B) C)',
  'f64x2.relaxed_nmadd': '(f64x2.add (f64x2.mul (f64x2.neg A) B) C)',
  'i8x16.relaxed_laneselect': '(v128.bitselect A B C)',
  'i16x8.relaxed_laneselect': '(v128.bitselect A B C)',
  'i32x4.relaxed_laneselect': '(v128.bitselect A B C)',
  'i64x2.relaxed_laneselect': '(v128.bitselect A B C)',
  'f32x4.relaxed_min': '(f32x4.min A B)',
  'f32x4.relaxed_max': '(f32x4.max A B)',
  'f64x2.relaxed_min': '(f64x2.min A B)',
  'f64x2.relaxed_max': '(f64x2.max A B)',
  'i16x8.relaxed_q15mulr_s': '(i16x8.q15mulr_sat_s A B)',
  'i16x8.relaxed_dot_i8x16_i7x16_s': products,
  'i32x4.relaxed_dot_i8x16_i7x16_add_s': `(i32x4.add (i32x4.extadd_pairwise_i16x8_s ${products}) C)`,
};

/** Immediates to try, as they are written. */
function immediates(row: Instruction): string[] {
  const numbers = (count: number, of: number) =>
    Array.from({ length: count }, () => next() % of).join(' ');
  const several = (text: () => string) => Array.from({ length: 6 }, text);
  const lanes = Number(/x(\d+)/.exec(row.name)?.[1] ?? 16 / (row.width || 16));
  const all = Array.from({ length: lanes }, (_, lane) => String(lane));
  switch (row.immediates.join(' ')) {
    case '':
      return [''];
    case 'laneIdx':
      return all;
    case 'memArg':
      return ['', 'offset=7', 'offset=0xfffffff8 align=1'];
    case 'memArg laneIdx':
      return all.flatMap((lane) => [lane, `offset=9 align=1 ${lane}`]);
    case 'lanes':
      return several(() => numbers(16, 32));
    case 'v128':
      return several(() => `i8x16 ${numbers(16, 256)}`);
    default:
      throw new Error(`no immediates for ${row.name}`);
  }
}

const typeOf = (word: string) => (word === 'addr' ? 'i32' : word);

/** Each immediate twice: with the operands on the stack, and through locals. */
function moduleOf(row: Instruction, operation: string): string {
  const { params = [], results: [given] = [] } = signature(row) ?? {};
  const operands = params.map(
    (type, i) => `(${typeOf(type)}.load (i32.const ${i * 16}))`,
  );
  const with3 = (code: string, values: readonly string[]) =>
    code.replace(/\b[ABC]\b/g, (letter) => values['ABC'.indexOf(letter)] ?? '');
  const keep = (value: string) =>
    given ? `(${given}.store (i32.const ${resultAt}) ${value})` : value;
  const gets = params.map((_, i) => `(local.get ${i})`);
  const locals = [...params.map(typeOf), ...(given ? [given] : [])];
  const funcs = immediates(row).flatMap((written) => {
    const code = operation.replace('IMMEDIATES', written);
    const last = with3(code, gets);
    return [
      keep(with3(code, operands)),
      [
        `(local ${locals.join(' ')})`,
        ...operands.map((each, i) => `(local.set ${i} ${each})`),
        given ? `(local.set ${params.length} ${last})` : last,
        given ? keep(`(local.get ${params.length})`) : '',
      ].join(' '),
    ];
  });
  const exported = funcs.map((code, i) => `(func (export "f${i}") ${code})`);
  return `(module (memory (export "memory") 1) ${exported.join('\n')})`;
}

const bytesOf = (list: { readonly buffer: ArrayBufferLike }) =>
  new Uint8Array(list.buffer);
const interesting = [
  new Float32Array([0, -0, 1, -1.5, 2.5, NaN, Infinity, -Infinity]),
  new Float32Array([2 ** 31, -(2 ** 31), 2 ** 32, 1e-45, 3.4e38, 0.5, -0.5, 7]),
  new Float64Array([0, -0, NaN, -Infinity, 2 ** 31, 2 ** 53, 0.1, -2.5]),
  new Float64Array([2 ** 63, 5e-324, 1e300, -0.5, 3.5, 2 ** 32, -1, 1e39]),
  new Int32Array([0x7f80_0001, -1, 0x7fff_ffff, -0x8000_0000, 1, 0, 255, 256]),
  new Int16Array([0x7fff, -0x8000, -1, 1, 128, 255, 0, -129]),
  new Uint8Array([0, 1, 127, 128, 255, 129, 126, 2, 16, 15, 31, 64]),
  new BigInt64Array([0x7ff0_0000_0000_0001n, -1n, 1n << 63n, (1n << 63n) - 1n]),
].map(bytesOf);

/** Sixteen bytes of one kind or another. */
function operand(): Uint8Array {
  const kind = pick(interesting);
  const bytes = Uint8Array.from({ length: 16 }, () => next());
  if (next() % 4 === 0) return bytes;
  const step = 2 ** (next() % 4);
  for (let i = 0; i < 16; i += step) {
    const from = ((next() % kind.length) & -step) % kind.length;
    bytes.set(kind.subarray(from, from + step), i);
  }
  return bytes;
}

/** What a memory holds where something may have been written; lanes that may be any NaN are made one. */
function seen(memory: Uint8Array, row: Instruction): string {
  const found = memory.slice(0, 128);
  const shape = row.meaning && /-> f(\d+)x/.exec(row.type)?.[1];
  if (shape) {
    const lanes =
      shape === '32'
        ? new Float32Array(found.buffer, resultAt, 4)
        : new Float64Array(found.buffer, resultAt, 2);
    lanes.forEach((lane, i) => {
      if (Number.isNaN(lane)) lanes[i] = NaN;
    });
  }
  return [found, memory.slice(-64)].map((each) => each.join()).join('|');
}

const rows: readonly Instruction[] = [...groups.vector, ...groups.relaxed];

test('the table has all vector rows', () => {
  expect(groups.vector.length).toBe(236);
  expect(groups.relaxed.length).toBe(20);
});

test.each(rows.map((row) => [row.name, row] as const))('%s', (name, row) => {
  const own = `(${name} IMMEDIATES A B C)`;
  const source = moduleOf(row, own);
  const module = parseWat(source);
  validate(module);
  const bytes = encode(module);
  const same = strict[name];
  const theirs = same ? encode(parseWat(moduleOf(row, same))) : bytes;
  expect(WebAssembly.validate(new Uint8Array(bytes))).toBe(true);
  const { exports } = new WebAssembly.Instance(
    new WebAssembly.Module(new Uint8Array(theirs)),
  );
  const { memory } = exports;
  if (!(memory instanceof WebAssembly.Memory)) throw new Error('no memory');
  const native = new Uint8Array(memory.buffer);
  const machine = createMachine();
  const instances = (['plain', 'fused'] as const).map((lowering) =>
    instantiate(module, {}, { lowering }),
  );
  const addresses = [0, 3, 100, 0x1_0000 - row.width, 0x1_0001 - row.width, -1];
  let trapped = 0;
  for (let round = 0; round < rounds; round++) {
    const before = Uint8Array.from([
      ...[...operand(), ...operand(), ...operand()],
      ...Array.from({ length: 80 }, () => next()),
    ]);
    if (row.type.startsWith('addr')) {
      new DataView(before.buffer).setInt32(0, pick(addresses), true);
    }
    for (const [field, code] of Object.entries(exports)) {
      if (typeof code !== 'function') continue;
      native.fill(0x5a, -64).set(before);
      let outcome = 'done';
      try {
        code();
      } catch {
        outcome = 'trapped';
        trapped++;
      }
      const wanted = outcome + seen(native, row);
      for (const instance of instances) {
        const func = instance.exports.get(field);
        const ours = instance.exports.get('memory');
        if (func?.kind !== 'func' || ours?.kind !== 'memory') {
          throw new Error(`no ${field}`);
        }
        ours.bytes.fill(0x5a, -64).set(before);
        invoke(machine, func, []);
        const { why } = run(machine, 1000);
        expect(why + seen(ours.bytes, row), `${field} of ${source}`).toBe(
          wanted,
        );
      }
    }
  }
  expect(trapped > 0).toBe(row.width > 0);
});

const four = (...lanes: number[]) => `(v128.const i32x4 ${lanes.join(' ')})`;
const [a, b] = [four(1, 2, 3, 4), four(10, 20, 30, 40)];

/** A slot of four words between slots of two: in calls, blocks, globals and loops. */
const among = `
  (module
    (type $t (func (param i32 v128 i64 v128) (result v128 i32)))
    (table funcref (elem $f))
    (global $g (mut v128) ${four(9, 9, 9, 9)})
    (global $h (mut i32) (i32.const 5))
    (func $f (type $t)
      (i32x4.add (local.get 1) (local.get 3))
      (i32.add (local.get 0) (i32.wrap_i64 (local.get 2))))
    (func (export "tail") (type $t) (local v128)
      (local.set 4 (local.get 1))
      (return_call $f
        (i32.const 3) (local.get 3) (i64.const 4) (local.get 4)))
    (func (export "indirect") (type $t)
      (call_indirect (type $t)
        (local.get 0) (local.get 3) (local.get 2) (local.get 1)
        (i32.const 0)))
    (func (export "global") (result v128 i32)
      (global.set $g (i32x4.add (global.get $g) (global.get $g)))
      (global.set $h (i32.add (global.get $h) (i32.const 1)))
      (global.get $g) (global.get $h))
    (func (export "block") (param i32 v128 v128) (result v128)
      (i32.const 7) (local.get 1) (local.get 2)
      (block (param i32 v128 v128) (result v128 v128)
        (br_if 0 (local.get 0))
        (drop) (local.set 1) (drop) (local.get 2) (local.get 1))
      (i32x4.sub))
    (func (export "select") (param i32 v128 v128) (result v128)
      (select (result v128) (local.get 1) (local.get 2) (local.get 0)))
    (func (export "loop") (param i32) (result v128) (local v128)
      (loop
        (local.set 1 (i32x4.add (local.get 1) (i32x4.splat (local.get 0))))
        (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
      (local.get 1)))
  (assert_return (invoke "tail" (i32.const 1) ${a} (i64.const 2) ${b})
    ${four(11, 22, 33, 44)} (i32.const 7))
  (assert_return (invoke "indirect" (i32.const 1) ${a} (i64.const 2) ${b})
    ${four(11, 22, 33, 44)} (i32.const 3))
  (assert_return (invoke "global") ${four(18, 18, 18, 18)} (i32.const 6))
  (assert_return (invoke "block" (i32.const 1) ${a} ${b})
    ${four(-9, -18, -27, -36)})
  (assert_return (invoke "block" (i32.const 0) ${a} ${b}) ${four(9, 18, 27, 36)})
  (assert_return (invoke "select" (i32.const 1) ${a} ${b}) ${a})
  (assert_return (invoke "select" (i32.const 0) ${a} ${b}) ${b})
  (assert_return (invoke "loop" (i32.const 4)) ${four(10, 10, 10, 10)})`;

test.each(['plain', 'fused'] as const)(
  'vectors among other values, %s',
  (lowering) => {
    const results = runScript(among, { lowering });
    expect(results.filter(({ passed }) => !passed)).toEqual([]);
    expect(results.length).toBe(8);
  },
);

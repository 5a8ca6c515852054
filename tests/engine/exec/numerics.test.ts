/**
 * Every numeric row of the table, on the values where numbers go wrong: the
 * machine (both lowerings, and with its right operand as a constant) against
 * Node's own WebAssembly.
 */

import { expect, test } from 'vitest';
import { createMachine, decode, instantiate } from '../../../engine/index.ts';
import { instructions, invoke, run } from '../../../engine/index.ts';
import { signature, validate } from '../../../engine/index.ts';
import type { Instruction } from '../../../engine/index.ts';
import { section, sleb, uleb, vec } from '../bytes.ts';

const bytesOf = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c } as const;
type Type = keyof typeof bytesOf;
const isType = (name: string): name is Type => name in bytesOf;

const i32s = [0, 1, -1, 2, -2, 3, 5, 31, 32, 33, 127, 128, 255, 256, 0x7fff]
  .concat([0x8000, 0xffff, 0x1_0000, 0x1234_5678, 0x7fff_ffff, -0x8000_0000])
  .concat([-0x7fff_ffff, -0x8000, -129]);
const i64s = [
  ...i32s.map(BigInt),
  ...[0x8000_0000n, 0xffff_ffffn, 0x1_0000_0000n, -0x8000_0001n, 63n, 64n],
  ...[0x7fff_ffff_ffff_ffffn, -0x8000_0000_0000_0000n, 1n << 53n],
  ...[(1n << 53n) + 1n, 0x7fff_ff40_0000_0001n, 0x1234_5678_9abc_def0n],
  ...[-0x1234_5678_9abc_def0n, 0x8000_0080_0000_0001n].map((n) =>
    BigInt.asIntN(64, n),
  ),
];
const f64s = [0, -0, 0.5, -0.5, 1.5, 2.5, -2.5, 1, -1, 1e10, -1e10, 1e300]
  .concat([NaN, Infinity, -Infinity, 2 ** 31, -(2 ** 31), 2 ** 31 - 1])
  .concat([2 ** 32, 2 ** 32 - 1, -(2 ** 31) - 1, 2 ** 63, -(2 ** 63), 2 ** 64])
  .concat([
    2 ** 63 - 1024,
    2 ** 64 - 2048,
    0.5 - Number.EPSILON / 4,
    2 ** 52 + 1.5,
  ])
  .concat([-0.9, 5e-324, 1e-45, 3.4e38, 16777217, 0.1]);
const values: Record<Type, readonly (number | bigint)[]> = {
  i32: i32s,
  i64: i64s,
  f32: f64s.map(Math.fround),
  f64: f64s,
};

const name = (text: string) => vec([...text].map((c) => [c.charCodeAt(0)]));
const opcode = (code: number) =>
  code < 0x1000 ? [code] : [code >> 12, ...uleb(code & 0xfff)];

/** Exports `f`, one instruction over its parameters, and for integers `k0`, `k1` …, with a constant on the right or the left. */
function moduleOf(row: Instruction, params: Type[], result: Type): Uint8Array {
  const integer = params[0] === 'i32' || params[0] === 'i64';
  const constants =
    params.length === 2 && integer ? values[params[0] ?? 'i32'] : [];
  const konst = (value: number | bigint) => [
    params[0] === 'i32' ? 0x41 : 0x42,
    ...sleb(BigInt(value)),
  ];
  const end = [...opcode(row.code), 0x0b];
  const bodies = [
    [...params.flatMap((_, i) => [0x20, i]), ...end],
    ...constants.map((value) => [0x20, 0, ...konst(value), ...end]),
    ...constants.map((value) => [...konst(value), 0x20, 0, ...end]),
    // The result decides a branch.
    ...(result === 'i32'
      ? constants.map((value) => [
          ...[0x20, 0, ...konst(value), ...opcode(row.code)],
          ...[0x04, 0x7f, 0x41, 7, 0x05, 0x41, 8, 0x0b, 0x0b],
        ])
      : []),
  ];
  const unary = bodies.map((_, i) => (i === 0 ? 0 : 1));
  return new Uint8Array([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(
      1,
      vec([
        [
          0x60,
          ...vec(params.map((each) => [bytesOf[each]])),
          ...[1, bytesOf[result]],
        ],
        [0x60, 1, bytesOf[params[0] ?? 'i32'], 1, bytesOf[result]],
      ]),
    ),
    ...section(3, vec(unary.map((type) => [type]))),
    ...section(7, vec(bodies.map((_, i) => [...name(`f${i}`), 0, ...uleb(i)]))),
    ...section(
      10,
      vec(bodies.map((body) => [...uleb(body.length + 1), 0, ...body])),
    ),
  ]);
}

const bits = new DataView(new ArrayBuffer(8));
/** A value so that −0 is not 0; NaNs are all alike. */
function show(value: unknown, type: Type): string {
  if (typeof value !== 'number' || type === 'i32') return String(value);
  if (Number.isNaN(value)) return 'nan';
  bits.setFloat64(0, value);
  return bits.getBigUint64(0).toString(16);
}

const numeric = instructions.flatMap((row) => {
  const sig = signature(row);
  const [result = ''] = sig?.results ?? [];
  if (!sig || row.immediates.length > 0 || !isType(result)) return [];
  // Vectors have a test of their own.
  if (sig.params.includes('v128')) return [];
  // So have references: in the official suite.
  if (!sig.params.every(isType)) return [];
  return [{ row, params: sig.params.filter(isType), result }];
});

test('the table has numeric rows', () => {
  expect(numeric.length).toBeGreaterThan(120);
});

test.each(numeric.map((each) => [each.row.name, each] as const))(
  '%s',
  (_, { row, params, result }) => {
    const bytes = moduleOf(row, params, result);
    const { exports } = new WebAssembly.Instance(
      new WebAssembly.Module(new Uint8Array(bytes)),
    );
    const module = decode(bytes);
    validate(module);
    const machine = createMachine();
    for (const lowering of ['plain', 'fused'] as const) {
      const instance = instantiate(module, {}, { lowering });
      for (const [field, func] of instance.exports) {
        const native = exports[field];
        if (func.kind !== 'func' || typeof native !== 'function')
          throw new TypeError(field);
        const [first = 'i32', second] =
          field === 'f0' ? params : params.slice(0, 1);
        for (const a of values[first]) {
          for (const b of second ? values[second] : [undefined]) {
            const args = b === undefined ? [a] : [a, b];
            invoke(machine, func, args);
            const stop = run(machine, 1000);
            const ours =
              stop.why === 'done' ? show(stop.values[0], result) : stop.why;
            let theirs: string;
            try {
              theirs = show(native(...args), result);
            } catch (error) {
              theirs = 'trapped';
              const trap = stop.why === 'trapped' ? stop.trap.message : '';
              const said = error instanceof Error ? error.message : '';
              expect(trap).toMatch(
                traps.find(([v8]) => said.includes(v8))?.[1] ?? /never/,
              );
            }
            expect(ours, `${lowering} ${field}(${args.join()})`).toBe(theirs);
          }
        }
      }
    }
  },
);

/** What V8 says, and what the specification's tests say. */
const traps: readonly (readonly [string, RegExp])[] = [
  ['divide by zero', /^integer divide by zero/],
  ['remainder by zero', /^integer divide by zero/],
  ['divide result unrepresentable', /^integer overflow/],
  [
    'float unrepresentable in integer range',
    /^(integer overflow|invalid conversion to integer)/,
  ],
];

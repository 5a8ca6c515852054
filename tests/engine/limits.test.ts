/**
 * Limits: at each of them a module is taken, and one step beyond it is refused
 * by name. Sizes that somebody else chooses are never worth a crash: deep,
 * wide and long code costs what it is long.
 */

import { describe, expect, test } from 'vitest';
import {
  createMachine,
  createMemory,
  createTable,
  decode,
  instantiate,
  invoke,
  parseWat,
  run,
  TooLarge,
  Unlinkable,
  validate,
} from '../../engine/index.ts';
import { most, mostParts, parts } from '../../engine/syntax/limits.ts';
import { funcref, i32, i64 } from '../../engine/syntax/types.ts';

/** Bytes, given as numbers and lists of them. */
type Part = number | readonly number[] | Uint8Array;

function join(...given: readonly Part[]): Uint8Array {
  const lists = given.map((each) => (typeof each === 'number' ? [each] : each));
  const bytes = new Uint8Array(
    lists.reduce((sum, { length }) => sum + length, 0),
  );
  let at = 0;
  for (const each of lists) {
    bytes.set(each, at);
    at += each.length;
  }
  return bytes;
}

function uleb(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 0x80)) {
    if (rest < 0x80) return [...bytes, rest];
    bytes.push((rest % 0x80) | 0x80);
  }
}

const sized = (...content: readonly Part[]): Uint8Array => {
  const bytes = join(...content);
  return join(uleb(bytes.length), bytes);
};

const section = (id: number, ...content: readonly Part[]): Uint8Array =>
  join(id, sized(...content));

const module = (...sections: readonly Uint8Array[]): Uint8Array =>
  join([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0], ...sections);

/** `count` times the same bytes. */
function times(count: number, item: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(count * item.length);
  for (let at = 0; at < bytes.length; at += item.length) bytes.set(item, at);
  return bytes;
}

const list = (count: number, item: readonly number[]): Uint8Array =>
  join(uleb(count), times(count, item));

const void0 = section(1, [1, 0x60, 0, 0]);

/** Function 0, with this code. */
const code = (...content: readonly Part[]): Uint8Array =>
  module(void0, section(3, [1, 0]), section(10, 1, sized(0, ...content, 0x0b)));

const judge = (bytes: Uint8Array): unknown =>
  caught(() => validate(decode(bytes)));

/** What is thrown; undefined where nothing is. */
function caught(act: () => unknown): unknown {
  try {
    act();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Exports need a name each. */
function exports(count: number): Uint8Array {
  const bytes = new Uint8Array(count * 7);
  for (let i = 0; i < count; i++) {
    const digits = [0, 6, 12, 18].map((shift) => 0x20 + ((i >> shift) & 0x3f));
    bytes.set([4, ...digits, 0, 0], i * 7);
  }
  return join(uleb(count), bytes);
}

/** A module with `count` of a part. */
const withParts: Record<(typeof parts)[number], (count: number) => Uint8Array> =
  {
    types: (n) => module(section(1, list(n, [0x60, 0, 0]))),
    imports: (n) => module(void0, section(2, list(n, [0, 0, 0, 0]))),
    funcs: (n) =>
      module(
        void0,
        section(3, list(n, [0])),
        section(10, list(n, [2, 0, 0x0b])),
      ),
    tables: (n) => module(section(4, list(n, [0x70, 0, 0]))),
    memories: (n) => module(section(5, list(n, [0, 0]))),
    tags: (n) => module(void0, section(13, list(n, [0, 0]))),
    globals: (n) => module(section(6, list(n, [0x7f, 0, 0x41, 0, 0x0b]))),
    exports: (n) =>
      module(
        void0,
        section(3, [1, 0]),
        section(7, exports(n)),
        section(10, [1, 2, 0, 0x0b]),
      ),
    elems: (n) => module(section(9, list(n, [1, 0, 0]))),
    datas: (n) => module(section(11, list(n, [1, 0]))),
  };

describe('parts of a module', () => {
  test.each(parts)('%s', (part) => {
    const limit = mostParts[part];
    expect(judge(withParts[part](limit))).toBe(undefined);
    const error = judge(withParts[part](limit + 1));
    expect(error).toBeInstanceOf(TooLarge);
    expect(String(error)).toBe(
      `TooLarge: too many ${part}: ${limit + 1}, ${limit} at most`,
    );
  });
});

/** A definition with `supers - 1` types above it, each a supertype of the next. */
const chain = (supers: number): Uint8Array =>
  module(
    section(
      1,
      uleb(supers),
      ...Array.from({ length: supers }, (_, i) =>
        join(0x50, i === 0 ? 0 : join(1, uleb(i - 1)), [0x5f, 0]),
      ),
    ),
  );

const sizes: readonly [
  string,
  number,
  (count: number) => Uint8Array,
  string,
][] = [
  ['parameters', most.arity, (n) => module(section(1, 1, 0x60, list(n, [0x7f]), 0)), 'too many parameters or results'], // prettier-ignore
  ['results', most.arity, (n) => module(section(1, 1, 0x60, 0, list(n, [0x7f]))), 'too many parameters or results'], // prettier-ignore
  ['fields', most.fields, (n) => module(section(1, 1, 0x5f, list(n, [0x7f, 0]))), 'too many fields'], // prettier-ignore
  ['supertypes', most.supertypes, chain, 'too many supertypes'],
  ['bytes of a name', most.nameBytes, (n) => module(section(0, list(n, [0x61]))), 'a name is too long'], // prettier-ignore
  ['bytes of code', most.bodyBytes - 1, (n) => code(times(n, [1])), 'too much code'], // prettier-ignore
  ['locals', most.locals, (n) => module(void0, section(3, [1, 0]), section(10, 1, sized(1, uleb(n), 0x7f, 0x0b))), 'too many locals'], // prettier-ignore
  ['targets', most.targets - 1, (n) => code([0x41, 0, 0x0e], list(n, [0]), 0), 'too many targets'], // prettier-ignore
  ['operands', most.operands, (n) => code(times(n, [0x41, 0]), 0x00), 'too many operands'], // prettier-ignore
  ['blocks in blocks', most.nesting - 1, (n) => code(times(n, [0x02, 0x40]), times(n, [0x0b])), 'too many blocks in blocks'], // prettier-ignore
];

describe('sizes', () => {
  test.each(sizes)('%s', (_, limit, make, message) => {
    expect(judge(make(limit))).toBe(undefined);
    const error = judge(make(limit + 1));
    expect(error).toBeInstanceOf(TooLarge);
    expect(String(error)).toMatch(`TooLarge: ${message}`);
  });

  test('a whole module', () => {
    // As long as an array may be, without its bytes.
    const long = Object.create(new Uint8Array(8), { length: { value: most.moduleBytes + 1 } }); // prettier-ignore
    expect(() => decode(long)).toThrow(TooLarge);
  });

  test('the text of a module, too', () => {
    const long = (n: number) => `(module (func (export "${'a'.repeat(n)}")))`;
    expect(() => parseWat(long(most.nameBytes))).not.toThrow();
    expect(() => parseWat(long(most.nameBytes + 1))).toThrow(TooLarge);
    const depth = 100_000;
    const deep = `(module (func ${'(block '.repeat(depth)}${')'.repeat(depth)}))`;
    expect(() => validate(parseWat(deep))).not.toThrow();
  });

  test.each([
    ['(func ', '(block ', ')', most.nesting, 'too deep a nesting'],
    ['(func ', 'block ', 'end ', most.nesting, 'too deep a nesting'],
    ['(', 'func)(', '', most.space, 'too many of a kind: func'],
  ])('a text of %s%s…', (start, piece, end, limit, message) => {
    // The first that is too many stands behind as many as there may be.
    const column = start.length + piece.length * limit + 1;
    const whole = `${start}${piece.repeat(limit + 9)}${end.repeat(limit + 9)})`;
    const error = caught(() => parseWat(whole));
    expect(error).toBeInstanceOf(TooLarge);
    const [, at = '0'] =
      RegExp(`${message} .line 1, column (\\d+)`).exec(String(error)) ?? [];
    expect(Number(at)).toBeGreaterThan(column);
    expect(Number(at)).toBeLessThanOrEqual(column + piece.length);
  });

  test('a string of a text', () => {
    // An escape that is none tells when it is read.
    const long = (n: number) => `(data "\\q${'a'.repeat(n - 4)}")`;
    const error = caught(() => parseWat(long(most.string + 1)));
    expect(error).toBeInstanceOf(TooLarge);
    expect(String(error)).toMatch('a string is too long (line 1, column 7)');
    expect(String(caught(() => parseWat(long(most.string))))).toMatch(
      'illegal escape',
    );
  });

  test('memories and tables', () => {
    const memory = (address: number, min: number) =>
      createMemory({ address, min, max: undefined });
    expect(() => memory(i32, most.pages + 1)).toThrow(Unlinkable);
    expect(() => memory(i64, most.widePages + 1)).toThrow(Unlinkable);
    const table = (min: number) =>
      createTable({
        element: funcref,
        limits: { address: i32, min, max: undefined },
      });
    expect(table(most.elements).elements.length).toBe(most.elements);
    expect(() => table(most.elements + 1)).toThrow(Unlinkable);
  });
});

/** How a module's function `f` stops. */
function call(source: string, lowering: 'fused' | 'plain') {
  const parsed = parseWat(source);
  validate(parsed);
  const instance = instantiate(parsed, {}, { lowering });
  const f = instance.exports.get('f');
  if (f?.kind !== 'func') throw new Error('no f');
  const machine = createMachine();
  invoke(machine, f, []);
  return { stop: run(machine, 1e9), machine };
}

describe.each(['fused', 'plain'] as const)('calls, %s', (lowering) => {
  test.each([
    ['by name', '(call $f)'],
    ['through a table', '(call_indirect (i32.const 0))'],
    ['with a large frame', `(local ${'i64 '.repeat(40_000)}) (call $f)`],
  ])('without end, %s', (_, body) => {
    const { stop, machine } = call(
      `(module (table funcref (elem $f)) (func $f (export "f") ${body}))`,
      lowering,
    );
    expect(stop.why === 'trapped' && String(stop.trap)).toBe(
      'Exhaustion: call stack exhausted',
    );
    expect(machine.depth).toBeLessThanOrEqual(most.calls);
    expect(machine.slots.i32.length).toBeLessThanOrEqual(2 * most.words + 2);
  });

  // Each takes a moment; were it to grow with the square, minutes.
  test.each([
    ['blocks over many operands', `${'(i32.const 1)'.repeat(50_000)} ${'(block)'.repeat(100_000)} (return)`], // prettier-ignore
    ['calls over many locals that were put off', `(local i32) ${'(local.get 0)'.repeat(50_000)} ${'(call $none)'.repeat(100_000)} (return)`], // prettier-ignore
    ['other locals set over them', `(local i32 i32) ${'(local.get 0)'.repeat(50_000)} ${'(local.set 1 (local.get 0))'.repeat(100_000)} (return)`], // prettier-ignore
    ['one table of many returns', `(br_table ${'0 '.repeat(60_000)} (i32.const 1))`], // prettier-ignore
    ['a table that goes many ways', `${'(block '.repeat(50_000)} (br_table ${Array.from({ length: 50_000 }, (_, i) => i).join(' ')} (i32.const 7)) ${')'.repeat(50_000)}`], // prettier-ignore
    ['many handlers', `${'(block (try_table (catch_all 0) (call $none)))'.repeat(50_000)}`], // prettier-ignore
  ])('long code is lowered in its length: %s', (_, body) => {
    const { stop } = call(
      `(module (func $none) (func (export "f") ${body}))`,
      lowering,
    );
    expect(stop).toEqual({ why: 'done', values: [] });
  });
});

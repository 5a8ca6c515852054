/**
 * Our `WebAssembly` beside V8's: the same calls with the same odd arguments,
 * and the same answers, or errors of the same class.
 */

import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { webAssembly } from '../../engine/index.ts';
import { parseWat } from '../../engine/index.ts';

/** What either namespace exports, as loosely as JavaScript takes it. */
type Thing = ((...args: readonly unknown[]) => unknown) & {
  readonly exports: Exports;
  readonly buffer: ArrayBuffer;
  readonly get: (index: unknown) => unknown;
  readonly set: (index: unknown, value: unknown) => void;
  readonly grow: (...args: readonly unknown[]) => unknown;
  value: unknown;
};

/** The exports of `echo`, by name; each is there. */
type Exports = Record<Name, Thing>;
type Name =
  | ('i32' | 'i64' | 'f32' | 'f64' | 'any' | 'func')
  | ('call' | 'pair' | 'swap' | 'trap' | 'deep' | 'f')
  | ('memory' | 'table' | 'global');

type Class = {
  new (...args: readonly unknown[]): Thing;
  (...args: readonly unknown[]): unknown;
  readonly imports: (module: unknown) => unknown[];
  readonly exports: (module: unknown) => unknown[];
};

type Namespace = Record<
  'Module' | 'Instance' | 'Memory' | 'Table' | 'Global',
  Class
> & { readonly validate: (bytes: unknown) => boolean };

const loosely = (holder: object): Namespace => Reflect.get(holder, 'w');

const namespaces = {
  ours: loosely({ w: webAssembly }),
  native: loosely({ w: WebAssembly }),
};

/** What an act answers or throws, so that two can be compared. */
function outcome(act: () => unknown): unknown {
  try {
    return plain(act());
  } catch (error) {
    return error instanceof Error ? `throws ${error.constructor.name}` : error;
  }
}

/** An answer without the identities that two engines cannot share. */
function plain(value: unknown): unknown {
  if (typeof value === 'function')
    return ['function', value.name, value.length];
  if (value instanceof ArrayBuffer) return ['buffer', value.byteLength];
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null) {
    const name = Object.prototype.toString.call(value);
    return name === '[object Object]' ? { ...value } : name;
  }
  return value;
}

const thrower = {
  valueOf() {
    throw new SyntaxError('mine');
  },
};

/** Values that programs hand over by mistake, and a few that are right. */
const values: readonly unknown[] = [
  ...[undefined, null, true, false, '', '7', ' 0x10 ', 'abc', Symbol('s')],
  ...[0, -0, 1, 1.9, -1, -1.5, 2 ** 31, 2 ** 32, 2 ** 53, 1e300],
  ...[NaN, Infinity, -Infinity, 0n, 1n, -1n, 2n ** 63n, 2n ** 64n],
  ...[{}, [], [3], ['5'], { valueOf: () => 4 }, thrower, () => 1, new Date(0)],
];

const both = (act: (w: Namespace) => unknown): [unknown, unknown] => [
  outcome(() => act(namespaces.ours)),
  outcome(() => act(namespaces.native)),
];

/** How many comparisons were made: none would be no test. */
let compared = 0;
function same(what: string, act: (w: Namespace) => unknown): void {
  const [ours, native] = both(act);
  compared++;
  expect(ours, what).toEqual(native);
}

/** An answer of which only counts that it came. */
const done = (answer: unknown): unknown => answer && 'done';

const show = (value: unknown): string => inspect(value);

const wat = (text: string) => parseWat(text).bytes;

const echo = wat(`(module
  (import "m" "f" (func $f (param i32 i64 f32 f64) (result i32)))
  (import "m" "pair" (func $pair (result i32 f64)))
  (func (export "i32") (param i32) (result i32) local.get 0)
  (func (export "i64") (param i64) (result i64) local.get 0)
  (func (export "f32") (param f32) (result f32) local.get 0)
  (func (export "f64") (param f64) (result f64) local.get 0)
  (func (export "any") (param externref) (result externref) local.get 0)
  (func (export "func") (param funcref) (result funcref) local.get 0)
  (func (export "call") (result i32)
    i32.const -1 i64.const -2 f32.const 0.5 f64.const 0.1 call $f)
  (func (export "pair") (result i32 f64) call $pair)
  (func (export "swap") (param i32 f64) (result f64 i32)
    local.get 1 local.get 0)
  (func (export "trap") unreachable)
  (func $deep (export "deep") call $deep)
  (memory (export "memory") 1 3)
  (table (export "table") 2 4 funcref)
  (global (export "global") (mut i64) (i64.const 5))
  (export "f" (func $f)))`);

const instance = (w: Namespace, imports: object = {}): Exports =>
  new w.Instance(new w.Module(echo), {
    m: { f: () => 0, pair: () => [1, 2], ...imports },
  }).exports;

describe('values across the border', () => {
  test.each(['i32', 'i64', 'f32', 'f64', 'any', 'func'] as const)(
    '%s',
    (name) => {
      for (const value of values)
        same(`${name} ${show(value)}`, (w) => instance(w)[name](value));
      same('without arguments', (w) => instance(w)[name]());
      same('with too many', (w) => instance(w)[name](1n, 2, 3));
    },
  );

  test('what a function of JavaScript gets and gives', () => {
    same('gets', (w) => {
      let seen: unknown;
      instance(w, { f: (...args: unknown[]) => (seen = args) }).call();
      return seen;
    });
    for (const value of values) {
      same(`one ${show(value)}`, (w) => instance(w, { f: () => value }).call());
      same(`two ${show(value)}`, (w) =>
        instance(w, { pair: () => value }).pair(),
      );
      same(`in a pair ${show(value)}`, (w) =>
        instance(w, { pair: () => [value, 1] }).pair(),
      );
    }
    same('a generator', (w) =>
      instance(w, {
        *pair() {
          yield 1;
          yield 2.5;
        },
      }).pair(),
    );
    same('three of two', (w) => instance(w, { pair: () => [1, 2, 3] }).pair());
  });

  test('what a program cannot catch comes through as it is', () => {
    const mine = { mine: true };
    const f = () => {
      throw mine;
    };
    for (const w of Object.values(namespaces)) {
      let caught: unknown;
      try {
        instance(w, { f }).call();
      } catch (error) {
        caught = error;
      }
      expect(caught).toBe(mine);
    }
  });

  test('traps', () => {
    same('unreachable', (w) => instance(w).trap());
    same('endless calls', (w) => instance(w).deep());
    same('a call within a call', (w) => {
      let depth = 0;
      const exports = instance(w, {
        f: () => (++depth < 5 ? Number(call()) + 1 : 0),
      });
      const call = () => exports.call();
      return call();
    });
  });
});

describe('constructors and methods', () => {
  const makers = {
    Memory: [
      (initial: unknown) => ({ initial }),
      (maximum: unknown) => ({ initial: 1, maximum }),
      (address: unknown) => ({ initial: 1, address }),
    ],
    Table: [
      (initial: unknown) => ({ initial, element: 'anyfunc' }),
      (maximum: unknown) => ({ initial: 1, maximum, element: 'externref' }),
      (element: unknown) => ({ initial: 1, element }),
    ],
    Global: [
      (value: unknown) => ({ value }),
      (mutable: unknown) => ({ value: 'i32', mutable }),
    ],
  };
  // A memory or table of 2^31 is a matter of how much there is.
  const small = values.filter(
    (value) => typeof value !== 'number' || !(value > 1000),
  );

  test.each(['Memory', 'Table', 'Global'] as const)('%s', (name) => {
    for (const [i, make] of makers[name].entries())
      for (const value of small)
        same(`${name} ${i} ${show(value)}`, (w) =>
          done(new w[name](make(value))),
        );
    for (const value of values) {
      same(`${name}(${show(value)})`, (w) => new w[name](value));
      same(`${name} without new`, (w) => w[name](value));
    }
  });

  test.each(['i32', 'i64', 'f32', 'f64', 'externref', 'anyfunc'])(
    'globals of %s',
    (type) => {
      for (const value of values) {
        const made = (w: Namespace) =>
          new w.Global({ value: type, mutable: true }, value);
        same(`starts as ${show(value)}`, (w) => made(w).value);
        same(`set to ${show(value)}`, (w) => {
          const global = new w.Global({ value: type, mutable: true });
          global.value = value;
          return [global.value, global.valueOf()];
        });
      }
    },
  );

  test('memories and tables in use', () => {
    for (const value of small) {
      same(`memory grows by ${show(value)}`, (w) => {
        const { memory } = instance(w);
        const before = memory.buffer;
        const answer = memory.grow(value);
        return [answer, before.byteLength, memory.buffer.byteLength];
      });
      same(`table ${show(value)}`, (w) => {
        const { table, trap } = instance(w);
        table.set(0, trap);
        return [table.get(value), table.length];
      });
      same(`table set ${show(value)}`, (w) => {
        const { table } = instance(w);
        table.set(1, value);
        return table.get(1);
      });
      same(`table grows by ${show(value)}`, (w) => {
        const { table, trap } = instance(w);
        return [table.grow(value, trap), table.length];
      });
    }
  });

  test('bytes', () => {
    const sources: readonly unknown[] = [
      ...[...values, echo, echo.buffer, echo.slice(0, 40), new Uint8Array()],
      ...[new Uint16Array(4), new ArrayBuffer(4)],
    ];
    for (const source of sources) {
      same(`validate ${show(source)}`, (w) => w.validate(source));
      same(`Module ${show(source)}`, (w) => done(new w.Module(source)));
    }
    // Web IDL counts a DataView among the buffer sources; V8 does not.
    expect(webAssembly.validate(new DataView(echo.buffer.slice(0)))).toBe(true);
    same('lists', (w) => {
      const module = new w.Module(echo);
      return [w.Module.imports(module), w.Module.exports(module)].flat();
    });
  });

  test('imports', () => {
    const of = (w: Namespace, imports: unknown) =>
      new w.Instance(new w.Module(echo), imports);
    for (const value of values) {
      same(`${show(value)}`, (w) => done(of(w, value)));
      same(`m: ${show(value)}`, (w) => done(of(w, { m: value })));
      same(`f: ${show(value)}`, (w) => done(instance(w, { f: value })));
    }
    same('a function of another type', (w) =>
      instance(w, { f: instance(w).pair }),
    );
    same('a function of its own', (w) => {
      const { f } = instance(w);
      return instance(w, { f }).f === f;
    });
  });
});

test('vectors do not cross', () => {
  const one = '(v128.const i32x4 1 2 3 4)';
  const bytes = wat(`(module
      (import "m" "f" (func $f (param v128)))
      (func (export "i32") (param v128))
      (func (export "i64") (result v128) ${one})
      (func (export "call") (call $f ${one}))
      (global (export "global") (mut v128) ${one}))`);
  let called = 0;
  const imports = { m: { f: () => called++ } };
  const exported = (w: Namespace) =>
    new w.Instance(new w.Module(bytes), imports).exports;
  same('as an argument', (w) => exported(w).i32(null));
  same('as a result', (w) => exported(w).i64());
  same('to an import', (w) => exported(w).call());
  same('from a global', (w) => exported(w).global.value);
  same('into a global', (w) => {
    exported(w).global.value = 1;
  });
  same('in a new global', (w) => new w.Global({ value: 'v128' }));
  expect(outcome(() => exported(namespaces.ours).i64())).toBe(
    'throws TypeError',
  );
  expect(called).toBe(0);
});

test('both were asked', () => {
  expect(compared).toBeGreaterThan(700);
});

/**
 * As much of the W3C's testharness.js as the JavaScript API's own tests use:
 * it runs one file of theirs and tells what became of each test in it.
 */

import { isDeepStrictEqual, inspect } from 'node:util';

/** What became of one test: what it threw, or undefined. */
export type Outcome = { readonly name: string; readonly error: unknown };

/** Runs the text of a test file, with those it includes before it, against a namespace. */
export async function runFile(
  texts: readonly string[],
  WebAssembly: object,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const pending: (() => Promise<void>)[] = [];
  const scope = {
    ...assertions,
    WebAssembly,
    setup: (act: () => void) => act(),
    test(act: (t: object) => void, name: string) {
      const cleanups: (() => void)[] = [];
      const add_cleanup = (cleanup: () => void) => cleanups.push(cleanup);
      const error = thrown(() => act({ unreached_func, add_cleanup }));
      for (const cleanup of cleanups) cleanup();
      outcomes.push({ name, error });
    },
    promise_test(act: (t: object) => Promise<unknown>, name: string) {
      pending.push(async () => {
        const error = await rejected(async () => act({}));
        outcomes.push({ name, error });
      });
    },
  };
  const globals = Object.defineProperty({}, 'WebAssembly', {
    value: WebAssembly,
    writable: true,
    configurable: true,
  });
  // Their files are scripts that share one scope.
  // oxlint-disable-next-line typescript/no-implied-eval
  const script = new Function(...Object.keys(scope), texts.join('\n;\n'));
  Reflect.apply(script, globals, Object.values(scope));
  for (const act of pending) await act();
  return outcomes;
}

const unreached_func = (why: string) => () => fail(why);

function fail(...words: readonly (string | undefined)[]): never {
  throw new Error(words.filter((word) => word !== undefined).join(': '));
}

function thrown(act: () => void): unknown {
  try {
    act();
    return undefined;
  } catch (error) {
    return error ?? new Error('something undefined was thrown');
  }
}

async function rejected(act: () => Promise<unknown>): Promise<unknown> {
  try {
    await act();
    return undefined;
  } catch (error) {
    return error ?? new Error('rejected with undefined');
  }
}

type Constructor = abstract new (...args: never[]) => unknown;

function isA(error: unknown, Type: Constructor, why?: string): void {
  const proto: unknown =
    typeof error === 'object' &&
    error !== null &&
    Reflect.get(error, 'constructor');
  if (proto !== Type) fail(why, `${Type.name} wanted`, inspect(error));
}

function same(found: unknown, wanted: unknown, why?: string): void {
  if (Object.is(found, wanted)) return;
  fail(why, `${inspect(wanted)} wanted, ${inspect(found)} found`);
}

const assertions = {
  assert_equals: same,
  assert_not_equals: (a: unknown, b: unknown, why?: string) =>
    Object.is(a, b) && fail(why, 'the same'),
  assert_true: (found: unknown, why?: string) => same(found, true, why),
  assert_false: (found: unknown, why?: string) => same(found, false, why),
  assert_array_equals: (found: unknown, wanted: unknown, why?: string) =>
    isDeepStrictEqual(Array.from(Object(found)), Array.from(Object(wanted))) ||
    fail(why, `${inspect(wanted)} wanted, ${inspect(found)} found`),
  assert_throws_js: (Type: Constructor, act: () => void, why?: string) =>
    isA(thrown(act), Type, why),
  assert_throws_exactly: (wanted: unknown, act: () => void, why?: string) =>
    same(thrown(act), wanted, why),
  assert_throws: (wanted: object, act: () => void, why?: string) =>
    isA(thrown(act), Reflect.get(wanted, 'constructor'), why),
  assert_unreached: (why?: string) => fail(why, 'reached'),
  assert_class_string: (object: unknown, name: string, why?: string) =>
    same(Object.prototype.toString.call(object), `[object ${name}]`, why),
  assert_own_property: (object: object, name: string, why?: string) =>
    same(Object.hasOwn(object, name), true, why),
  assert_not_own_property: (object: object, name: string, why?: string) =>
    same(Object.hasOwn(object, name), false, why),
  promise_rejects_js: async (
    _: object,
    Type: Constructor,
    promise: Promise<unknown>,
    why?: string,
  ) => isA(await rejected(() => promise), Type, why),
  promise_rejects_exactly: async (
    _: object,
    wanted: unknown,
    promise: Promise<unknown>,
    why?: string,
  ) => same(await rejected(() => promise), wanted, why),
  format_value: (value: unknown) => inspect(value),
};

/**
 * Values across the border: from JavaScript to WebAssembly and back, with
 * functions and exceptions as each side sees those of the other.
 *
 * Numbers are converted as the language itself converts them, so `'7'` is an
 * i32, and `1` no i64. A function of an instance is one JavaScript function,
 * however often it is asked for.
 * Spec (JavaScript API) "ToWebAssemblyValue", "ToJSValue", "Exported Functions"
 * and "Exceptions" · lesson "The API of every browser".
 */

import { Trap } from '../syntax/errors.ts';
import { definedTypes } from '../syntax/defined.ts';
import { externref, f32, f64, funcref, hasDefault } from '../syntax/types.ts';
import { heap, heapOf, i32, i64, typeName } from '../syntax/types.ts';
import type { FuncType, HeapType, ValType } from '../syntax/types.ts';
import { isFunc } from '../exec/calls.ts';
import { crosses, hostFunc } from '../exec/instance.ts';
import type { Func, HostFunc } from '../exec/instance.ts';
import { createMachine, invoke, run } from '../exec/machine.ts';
import type { Machine } from '../exec/machine.ts';
import { Aggregate, I31, isOf } from '../exec/objects.ts';
import type { Ref, Value } from '../exec/values.ts';
import { createException, createTag, Uncaught } from '../exec/exceptions.ts';
import { valuesOf } from '../exec/exceptions.ts';
import type { Exception as EngineException } from '../exec/exceptions.ts';
import type { Tag } from '../exec/exceptions.ts';
import { isTrap, translated } from './errors.ts';
import { dictionary, fail, hidden, isObject, toBigInt } from './idl.ts';
import { toList, toNumber, unsignedLong } from './idl.ts';

/** A function as JavaScript sees it. */
export type Callable = (...args: unknown[]) => unknown;

/** A JavaScript value that a program holds without looking into it. */
class Foreign {
  readonly value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }
}

/** Exported functions by the function that they call, and the way back. */
const exported = new WeakMap<Func, Callable>();
const behind = new WeakMap<object, Func>();

/** The function behind an exported function, if it is one. */
export const funcBehind = (value: unknown): Func | undefined =>
  isObject(value) ? behind.get(value) : undefined;

/** A JavaScript value as one of type `type`. Throws TypeError where it is none. */
export function toWasm(value: unknown, type: ValType): Value {
  switch (type) {
    case i32:
      return toNumber(value) | 0;
    case f32:
      return Math.fround(toNumber(value));
    case f64:
      return toNumber(value);
    case i64:
      return BigInt.asIntN(64, toBigInt(value));
    default:
      return toRef(value, type);
  }
}

function toRef(value: unknown, type: ValType): Ref {
  const ref = value === null ? null : referenceTo(value, heapOf(type));
  if (crossesAlone(type) && isOf(ref, type, definedTypes)) return ref;
  return unfit(value, type);
}

const unfit = (value: unknown, type: ValType): never =>
  fail(TypeError, `a ${typeof value} is no ${typeName(type)}`);

/** What a program sees of a JavaScript value: one of its own things, or something foreign. */
function referenceTo(value: unknown, wanted: HeapType): Ref {
  const func = funcBehind(value);
  if (wanted === heap.func || definedTypes[wanted]?.kind === 'func')
    return func ?? unfit(value, funcref);
  if (typeof value === 'number' && value === (value << 1) >> 1)
    if (!Object.is(value, -0)) return new I31(value);
  return inner.get(Object(value)) ?? new Foreign(value);
}

/** Structs and arrays by the opaque objects that JavaScript gets of them, and the way back. */
const inner = new WeakMap<object, Aggregate>();
const outer = new WeakMap<Aggregate, object>();

const refuse = (): never => fail(TypeError, 'WebAssembly objects are opaque');

/** A frozen object would let a change pass in silence; these do not. */
const untouchable: ProxyHandler<object> = {
  ...{ set: refuse, deleteProperty: refuse, defineProperty: refuse },
  ...{ setPrototypeOf: refuse, preventExtensions: refuse },
};

function opaque(aggregate: Aggregate): object {
  const known = outer.get(aggregate);
  if (known) return known;
  const object = new Proxy(Object.freeze(Object.create(null)), untouchable);
  outer.set(aggregate, object);
  inner.set(object, aggregate);
  return object;
}

const crossesAlone = (type: ValType): boolean =>
  crosses({ params: [type], results: [] });

const noWay = () =>
  new TypeError('a v128 or exnref has no value in JavaScript');

/** A value of the machine as JavaScript sees it. Throws TypeError for a v128 and an exnref. */
export function toJs(value: Value): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Foreign) return value.value;
  if (value instanceof I31) return (value.bits << 1) >> 1;
  if (value instanceof Aggregate) return opaque(value);
  if (isFunc(value)) return exportedFunction(value);
  throw noWay();
}

/** What a global or a table starts with where it is not told. */
export function defaultValue(type: ValType): Value {
  if (type === i64) return 0n;
  if (type === i32 || type === f32 || type === f64) return 0;
  if (type === externref) return toWasm(undefined, type);
  return hasDefault(type) ? null : unfit(undefined, type);
}

/** The JavaScript function that calls a function. */
export function exportedFunction(func: Func): Callable {
  const known = exported.get(func);
  if (known) return known;
  const name = String(func.index);
  // A method: it has no prototype and cannot be called with `new`.
  const { [name]: call } = {
    [name](...args: unknown[]): unknown {
      return callFunc(func, args);
    },
  };
  const { length } = func.type.params;
  Object.defineProperty(call, 'length', { value: length, configurable: true });
  exported.set(func, call);
  behind.set(call, func);
  return call;
}

/** Machines that rest. One is taken for each call from JavaScript, since a call may lead to another. */
const resting: Machine[] = [];

function callFunc(func: Func, args: readonly unknown[]): unknown {
  const { params } = func.type;
  if (!crosses(func.type)) throw noWay();
  const values = params.map((type, i) => toWasm(args[i], type));
  const results = toItsEnd(func, values).map(toJs);
  return results.length > 1 ? results : results[0];
}

/** Calls a function to its end. Throws as the API does. */
export function toItsEnd(
  func: Func,
  values: readonly Value[],
): readonly Value[] {
  const m = resting.pop() ?? createMachine();
  try {
    invoke(m, func, values);
    for (;;) {
      const stop = run(m, 1_000_000_000);
      if (stop.why === 'done') return stop.values;
      if (stop.why === 'trapped') throw stop.trap;
      if (stop.why !== 'paused') throw new Trap(`the program ${stop.why}`);
    }
  } catch (error) {
    if (error instanceof Uncaught) throw thrownBy(error.exception);
    throw translated(error);
  } finally {
    resting.push(m);
  }
}

/** A JavaScript function as one of type `type`; `index` is its name where it is exported again. */
export function importedFunction(
  call: Callable,
  type: FuncType,
  index: number,
): HostFunc {
  const { results } = type;
  const host = (args: readonly Value[]): readonly Value[] => {
    const answer = calling(() => call(...args.map(toJs)));
    if (results.length === 0) return [];
    const answers = results.length === 1 ? [answer] : toList(answer);
    if (answers.length === results.length)
      return results.map((each, i) => toWasm(answers[i], each));
    return fail(TypeError, `${results.length} results wanted`);
  };
  return { ...hostFunc(type, host), index };
}

/** Calls JavaScript; what it throws a program may catch, but for a trap. */
function calling<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (isTrap(error)) throw error;
    throw (
      exceptions.find(error) ??
      createException(jsTag, [toWasm(error, externref)])
    );
  }
}

/** What stands behind the objects of `Tag` and `Exception`. */
export const tags = hidden<Tag>('Tag');
const exceptions = hidden<EngineException>('Exception');
const objects = new WeakMap<EngineException, object>();

/** The tag of all that JavaScript throws by itself. */
export const jsTag = createTag({ params: [externref], results: [] });

/** What JavaScript catches of an exception: what it once threw, or an `Exception`. */
function thrownBy(exception: EngineException): unknown {
  if (exception.tag === jsTag) return toJs(valuesOf(exception)[0]);
  const known = objects.get(exception);
  return known ?? adopt(Object.create(Exception.prototype), exception);
}

function adopt(object: object, exception: EngineException): object {
  exceptions.set(object, exception);
  objects.set(exception, object);
  return object;
}

/** `WebAssembly.Exception`. */
export class Exception {
  readonly stack: string | undefined;
  constructor(tag: unknown, payload: unknown, ...[options]: unknown[]) {
    const own = tags.get(tag);
    const values = toList(payload);
    const { params } = own.type;
    if (own === jsTag) throw new TypeError('JSTag is for JavaScript alone');
    if (values.length !== params.length)
      throw new TypeError(`${params.length} values wanted`);
    if (!crosses(own.type)) throw noWay();
    const given = params.map((type, i) => toWasm(values[i], type));
    adopt(this, createException(own, given));
    const { traceStack = undefined } = { ...dictionary(options, 'options') };
    this.stack = traceStack ? new Error().stack : undefined;
  }

  is(tag: unknown): boolean {
    const { tag: own } = exceptions.get(this);
    return tags.get(tag) === own;
  }

  getArg(tag: unknown, index: unknown): unknown {
    const exception = exceptions.get(this);
    const wanted = tags.get(tag);
    const at = unsignedLong(index, 'index');
    if (wanted !== exception.tag) throw new TypeError('it has another tag');
    const values = valuesOf(exception);
    if (at < values.length) return toJs(values[at]);
    throw new RangeError(`no value ${at} of ${values.length}`);
  }
}

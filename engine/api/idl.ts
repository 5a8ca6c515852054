/**
 * Web IDL: what the JavaScript API takes from its arguments, and how its
 * classes look from outside.
 *
 * The interface is written in Web IDL, and glue code sees the difference: a
 * number that is out of range throws instead of wrapping, a dictionary's
 * members are read in alphabetical order, methods are enumerable, `this` is
 * checked. Spec (JavaScript API, and Web IDL) · lesson "The API of every
 * browser".
 */

/** What an object of the API stands for. JavaScript cannot see or forge it. */
export type Hidden<T extends object> = {
  readonly set: (object: object, value: T) => void;
  /** Throws TypeError for an object of another kind. */
  readonly get: (object: unknown) => T;
  readonly find: (object: unknown) => T | undefined;
};

/** A place for what the objects of one class stand for. */
export function hidden<T extends object>(name: string): Hidden<T> {
  const map = new WeakMap<object, T>();
  const find = (object: unknown) =>
    isObject(object) ? map.get(object) : undefined;
  return {
    set: (object, value) => map.set(object, value),
    find,
    get: (object) =>
      find(object) ?? fail(TypeError, `this is no WebAssembly.${name}`),
  };
}

/** Throws an error of a class, where an expression is wanted. */
export function fail(
  Type: new (message: string) => Error,
  message: string,
): never {
  throw new Type(message);
}

/** Whether a value is an object or a function: what may carry properties. */
export const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

/** Whether a value can be called. */
export const isCallable = (
  value: unknown,
): value is (...args: unknown[]) => unknown => typeof value === 'function';

/** A dictionary: undefined and null have no members, and no other primitive is one. */
export function dictionary(value: unknown, what: string): object {
  if (value === undefined || value === null) return {};
  return isObject(value) ? value : fail(TypeError, `${what} must be an object`);
}

/** A member of a dictionary, where it is there. */
export function member<T>(
  from: object,
  name: string,
  convert: (value: unknown, name: string) => T,
): T | undefined {
  const value: unknown = Reflect.get(from, name);
  return value === undefined ? undefined : convert(value, name);
}

/** A member that must be there. Throws TypeError. */
export const required = <T>(value: T | undefined, name: string): T =>
  value ?? fail(TypeError, `${name} is required`);

/** Converts to one of some words. Throws TypeError for another. */
export const oneOf =
  <Word extends string>(words: readonly Word[]) =>
  (value: unknown, name: string): Word => {
    const text = toText(value);
    return (
      words.find((word) => word === text) ??
      fail(TypeError, `${name} must be ${words.join(' or ')}, not "${text}"`)
    );
  };

/** `[EnforceRange] unsigned long`: throws TypeError where it does not fit 32 bits. */
export function unsignedLong(value: unknown, name: string): number {
  const number = Math.trunc(toNumber(value));
  if (number >= 0 && number < 2 ** 32) return number + 0;
  throw new TypeError(`${name} must be an integer from 0 to 2^32 - 1`);
}

/** `u64`, from a BigInt or what becomes one: throws TypeError where it does not fit 64 bits. */
export function unsignedLongLong(value: unknown, name: string): bigint {
  const number = toBigInt(value);
  if (number >= 0n && number < 1n << 64n) return number;
  throw new TypeError(`${name} must be an integer from 0 to 2^64 - 1`);
}

// The language converts arguments by itself; Reflect lets any value be one.

/** ToNumber: a Symbol or a BigInt throws TypeError, unlike in `Number()`. */
export const toNumber = (value: unknown): number =>
  Reflect.apply(Math.max, undefined, [value]);

/** ToBigInt: a Number throws TypeError, unlike in `BigInt()`. */
export const toBigInt = (value: unknown): bigint =>
  Reflect.apply(BigInt.asIntN, BigInt, [Number.MAX_SAFE_INTEGER, value]);

/** ToString: a Symbol throws TypeError, unlike in `String()`. */
export const toText = (value: unknown): string =>
  Reflect.apply(String.prototype.concat, '', [value]);

/** The items of something iterable. Throws TypeError for anything else. */
export function toList(value: unknown): readonly unknown[] {
  const iterate: unknown =
    isObject(value) && Reflect.get(value, Symbol.iterator);
  if (!isCallable(iterate))
    throw new TypeError('several values must be iterable');
  // Read once: even that can be seen.
  const iterable: object = {
    [Symbol.iterator]: () => Reflect.apply(iterate, value, []),
  };
  return Reflect.apply(Array.from, Array, [iterable]);
}

/** The bytes of an ArrayBuffer or a view of one, copied. Throws TypeError for anything else. */
export function bytesOf(source: unknown): Uint8Array {
  if (source instanceof ArrayBuffer) return new Uint8Array(source.slice(0));
  if (ArrayBuffer.isView(source)) {
    const { buffer, byteOffset, byteLength } = source;
    return new Uint8Array(buffer, byteOffset, byteLength).slice();
  }
  throw new TypeError('the bytes must be an ArrayBuffer or a view of one');
}

/** Gives a class the looks of a Web IDL interface: its members enumerable, its name in `toString`. */
export function dress<T extends abstract new (...args: never[]) => object>(
  Class: T,
): T {
  const open = (object: object, not: readonly string[]) => {
    for (const name of Object.getOwnPropertyNames(object))
      if (!not.includes(name))
        Object.defineProperty(object, name, { enumerable: true });
  };
  open(Class, ['length', 'name', 'prototype']);
  const prototype: object = Class.prototype;
  open(prototype, ['constructor']);
  label(prototype, `WebAssembly.${Class.name}`);
  return Class;
}

/** What `Object.prototype.toString` calls an object. */
export const label = (object: object, name: string): object =>
  Object.defineProperty(object, Symbol.toStringTag, {
    value: name,
    configurable: true,
  });

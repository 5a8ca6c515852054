/**
 * Errors: the three of the JavaScript API, and which of them an error of the
 * engine becomes. Spec (JavaScript API) "Error condition mappings" · lesson "The API
 * of every browser".
 */

import { Exhaustion, Invalid, Malformed } from '../syntax/errors.ts';
import { Trap, Unlinkable } from '../syntax/errors.ts';

/** Like the errors of the language: called with or without `new`. */
type NativeError = {
  new (message?: string, options?: ErrorOptions): Error;
  (message?: string, options?: ErrorOptions): Error;
};

function nativeError(name: string): NativeError {
  const holder: object = {
    [name]: function (message?: string, options?: ErrorOptions): Error {
      return Reflect.construct(Error, [message, options], new.target ?? make);
    },
  };
  const make: NativeError = Reflect.get(holder, name);
  Object.setPrototypeOf(make, Error);
  const prototype = Object.create(Error.prototype, {
    constructor: { value: make, writable: true, configurable: true },
    name: { value: name, writable: true, configurable: true },
    message: { value: '', writable: true, configurable: true },
  });
  Object.defineProperty(make, 'prototype', {
    value: prototype,
    writable: false,
  });
  return Object.defineProperty(make, 'length', {
    value: 1,
    configurable: true,
  });
}

/** The bytes are not a module, or not a valid one. */
export const CompileError: NativeError = nativeError('CompileError');
/** An import is not what the module wants. */
export const LinkError: NativeError = nativeError('LinkError');
/** The program trapped. */
export const RuntimeError: NativeError = nativeError('RuntimeError');

/** An error of the engine as the API throws it; any other value as it is. */
export function translated(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const options = { cause: error };
  if (error instanceof Malformed || error instanceof Invalid)
    return new CompileError(error.message, options);
  if (error instanceof Unlinkable) return new LinkError(error.message, options);
  // As JavaScript's own stack says it.
  if (error instanceof Exhaustion) return trap(new RangeError(error.message));
  if (error instanceof Trap)
    return trap(new RuntimeError(error.message, options));
  return error;
}

const traps = new WeakSet<object>();

function trap(error: Error): Error {
  traps.add(error);
  return error;
}

/** Whether a program trapped with this error: then no other program catches it on its way. */
export const isTrap = (error: unknown): boolean =>
  error instanceof Error && traps.has(error);

/** Does something and throws what it throws as the API does. */
export function translating<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw translated(error);
  }
}

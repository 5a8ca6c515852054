/**
 * The border: what a host function is, and what it sees of its caller.
 *
 * A host function takes values and answers values. It may also answer "not
 * yet", with a promise: then the machine stops as `blocked` and goes on when
 * the promise has come true. It may throw a Trap, or Exit to end the program.
 * Spec 4.2.6 (host functions) · lesson "What a module may touch".
 */

import type { Value } from './values.ts';

/** Results of a host function: none, one or several values. */
export type HostResult = Value | undefined | readonly Value[];

/** Results at once, or "not yet". */
export type HostAnswer = HostResult | Promise<HostResult>;

/** The calling instance, as far as a host function may look. */
export type Caller = {
  /** The memory that it exports as `memory`. Fetch `bytes` and `view` in each call: growth replaces them. */
  readonly memory:
    { readonly bytes: Uint8Array; readonly view: DataView } | undefined;
};

/** What the host does when it is called. */
export type HostCall = (args: Value[], caller: Caller) => HostAnswer;

/** Thrown by a host function when the program is over, with its exit code. */
export class Exit extends Error {
  override readonly name = 'Exit';
  readonly code: number;
  constructor(code: number) {
    super(`exit code ${code}`);
    this.code = code;
  }
}

/** Results as a list, however the host function gave them. */
export function resultList(result: HostResult): readonly Value[] {
  if (result === undefined) return [];
  return isList(result) ? result : [result];
}

const isList = (result: Value | readonly Value[]): result is readonly Value[] =>
  Array.isArray(result);

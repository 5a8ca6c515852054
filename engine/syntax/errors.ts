/**
 * The errors of the engine: the name of an error says which phase failed.
 *
 * Whatever is wrong with a module or a program is one of these; any other
 * exception is a fault of the engine itself. Messages begin with the words of
 * the official test suite. Spec 2 to 5, Implementation Limitations in the
 * appendix · lesson "What a module may touch".
 */

/** A place in the binary as people look for it: `0x1c4`. */
export const hex = (offset: number): string => `0x${offset.toString(16)}`;

/** The bytes are not a module. `offset` counts bytes from the start of the file. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(`${message} (at byte ${hex(offset)})`);
    this.offset = offset;
  }
}

/** The module is well formed but breaks a typing rule. */
export class Invalid extends Error {
  override readonly name: string = 'Invalid';
  /** Where in the file, in bytes; undefined outside function bodies. */
  readonly offset: number | undefined;
  constructor(message: string, where = '', offset?: number) {
    const at = offset === undefined ? '' : `at byte ${hex(offset)}`;
    const place = [where, at].filter(Boolean).join(' ');
    super(place ? `${message} (${place})` : message);
    this.offset = offset;
  }
}

/** The module has more of something than this engine takes: see syntax/limits.ts. */
export class TooLarge extends Invalid {
  override readonly name = 'TooLarge';
}

/** What the module imports is missing or of another type. */
export class Unlinkable extends Error {
  override readonly name = 'Unlinkable';
}

/** The program did what the specification answers with a trap. */
export class Trap extends Error {
  override readonly name: string = 'Trap';
}

/** A trap for want of room: too many nested calls, too many values. */
export class Exhaustion extends Trap {
  override readonly name = 'Exhaustion';
}

/** The element at `index`, or `fail`'s error where there is none. */
export function at<T>(
  list: readonly T[],
  index: number,
  fail: (index: number) => Error,
): T {
  const item = list[index];
  if (item === undefined) throw fail(index);
  return item;
}

/** Ends a switch over a union: the compiler proves that no case is missing. */
export function never(value: never): never {
  throw new TypeError(`unexpected case: ${JSON.stringify(value)}`);
}

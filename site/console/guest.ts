/**
 * Programs with a host of their own: what their `host.ts` may say, and what it
 * is given.
 *
 * A command needs none: it is given WASI and its `_start` is called. A program
 * that imports more has rows of functions; one that is no command has a `run`
 * that does what a page's JavaScript would do with it. Both are written once
 * and work on either engine.
 */

import type { Value, World } from '../../engine/index.ts';
import type { HostRow, Memory } from './border.ts';

/** What a program's `host.ts` exports as `host`. */
export type ProgramHost = {
  /** Functions that the program imports beside WASI's. */
  readonly functions?: (outside: Outside) => readonly HostRow[];
  /** What is done with the module, up to the exit code; unless given, its entry is called. */
  readonly run?: (guest: Guest) => Promise<number>;
};

/** What lies around a program, whichever way it is hosted. */
export type Outside = {
  /** The arguments, without the program's name. */
  readonly args: readonly string[];
  readonly world: World;
  /** Writes a line to standard output. */
  readonly print: (line: string) => void;
};

/** A program that waits to be hosted. */
export type Guest = Outside & {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** All of standard input, up to its end. */
  readonly input: () => Promise<string>;
  /** An instance, linked with WASI and with the `functions`. */
  readonly start: () => Promise<Started>;
  /** The `WebAssembly` of the engine that was chosen, for glue written for browsers. */
  readonly wasm: object;
  /** Imports made by such glue, each call of which is listed. */
  readonly listed: (imports: unknown) => object;
  /** The text of a script that belongs to the program, by its path from the course's root. */
  readonly script: (path: string) => Promise<string>;
  /** Tells how much memory the program has, where `start` did not make it. */
  readonly watch: (memory: () => number) => void;
};

/** An instance that is there to be called. */
export type Started = {
  /** Calls an export; answers its result, 0 if it has none. While it waits, everything else goes on. Throws what the program traps with. */
  readonly call: (name: string, ...args: Value[]) => Promise<number>;
  /** Its memory as it is now. */
  readonly memory: () => Memory;
};

/** A result as a number; of what is none, 0. */
export const numberOf = (value: unknown): number =>
  typeof value === 'number' || typeof value === 'bigint' ? Number(value) : 0;

/** Puts bytes where the program said that there is room. */
export const put = (
  { memory }: Started,
  at: number,
  bytes: Uint8Array,
): void => {
  memory().bytes.set(bytes, at);
};

/** What surrounds a program in `world`. */
export function outsideOf(world: World): Outside {
  const encoder = new TextEncoder();
  return {
    args: world.args.slice(1),
    world,
    // A script writes little; what it writes need not be waited for.
    print: (line) => void world.stdout.write(encoder.encode(`${line}\n`)),
  };
}

/** Reads a world's standard input to its end, as text. */
export async function readAll({ stdin }: World): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const bytes = stdin.read(0x1_0000);
    if (bytes === 'end') return text + decoder.decode();
    if (bytes === 'again') await stdin.ready();
    else text += decoder.decode(bytes, { stream: true });
  }
}

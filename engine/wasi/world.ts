/**
 * World: all that a program can know of what lies outside its memory.
 *
 * A program sees the arguments, the time, the streams and the directories that
 * it is given here, and nothing else: the page, the command line and the tests
 * each lend it a world of their own. This file holds no code.
 * WASI preview 1, "capabilities" · lesson "What a module may touch".
 */

import type { Directory } from './filesystem.ts';
import type { Meter } from './limits.ts';

/** What an embedder lends to one program. */
export type World = {
  /** The arguments; the first is by custom the program's name. */
  readonly args: readonly string[];
  readonly env: readonly (readonly [name: string, value: string])[];
  readonly clock: Clock;
  /** Fills all of `bytes` with random bytes, whatever their number. */
  random(bytes: Uint8Array): void;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** The directories the program starts with, as descriptors 3, 4, 5 … */
  readonly preopens: readonly Preopen[];
  /** Sockets that listen, as the descriptors after those. */
  readonly sockets?: readonly Listener[];
  /** Counts what the program uses, if that has limits. */
  readonly meter?: Meter;
};

/** A directory under the name by which the program knows it. */
export type Preopen = { readonly name: string; readonly directory: Directory };

/** Two clocks, in nanoseconds. */
export type Clock = {
  /** Since 1970-01-01T00:00:00Z. */
  realtime(): bigint;
  /** Since some moment; above zero, never goes back. */
  monotonic(): bigint;
  /** The smallest step the clocks can show; above zero. */
  readonly resolution: bigint;
  /** Resolves when `ns` have passed, earlier if it must, or at any time after `cancel` fired. */
  wait(ns: bigint, cancel: Cancel): Promise<void>;
};

/** Says that nobody waits any more; an AbortSignal is one. */
export type Cancel = {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
};

/** A stream of bytes to read. */
export type Input = {
  /** Whether a person types here: the program may then ask and echo. */
  readonly terminal: boolean;
  /**
   * Takes at most `max` bytes; the caller owns them. 'again': there are none
   * yet. `read(0)` takes nothing and tells which of the three it would be.
   */
  read(max: number): Uint8Array | 'again' | 'end';
  /** Resolves when `read` would not answer 'again', or at any time after `cancel` fired; never rejects. */
  ready(cancel?: Cancel): Promise<void>;
  /** `read`, but the bytes stay. */
  peek?(max: number): Uint8Array | 'again' | 'end';
  /** Nobody will read any more. */
  close?(): void;
};

/** A stream of bytes to write. */
export type Output = {
  readonly terminal: boolean;
  /** Takes all of `bytes`, now or when the promise resolves; 'closed': nobody reads. */
  write(bytes: Uint8Array): Written | Promise<Written>;
  /** No more will be written. */
  end?(): void;
};

/** A connection: bytes both ways. */
export type Socket = { readonly input: Input; readonly output: Output };

/** A socket that others connect to. */
export type Listener = {
  /** How many have connected and were not accepted yet. */
  pending(): number;
  /** The first of them. */
  accept(): Socket | 'again';
  /** Resolves when there is one, or at any time after `cancel` fired; never rejects. */
  ready(cancel?: Cancel): Promise<void>;
};

/** What became of a write: nothing to say, or that the other end is gone. */
export type Written = void | 'closed';

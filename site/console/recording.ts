/**
 * Recordings: what a program did in a world in which nothing is left to chance.
 *
 * They are what a page shows before anybody presses Run, in print, and with
 * JavaScript off; record.ts makes them and the tests make them again.
 */

import type { TextTree } from './config.ts';
import type { TraceLine } from './protocol.ts';
import type { State } from './session.ts';

/** What is to be recorded: a row of lessons/recordings.json. */
export type Script = {
  readonly id: string;
  /** A program of lessons/programs/manifest.json. */
  readonly program: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What the directory `/` holds; without it the program has none. */
  readonly files?: TextTree;
  /** What is typed, and when: milliseconds after the start. Then comes the end. */
  readonly input?: readonly Typed[];
  /** The exported function to call; `_start` unless given. */
  readonly entry?: string;
  /** Names of host functions that it is not given. */
  readonly without?: readonly string[];
  /** Instructions after which it is stopped, for programs that never end. */
  readonly fuel?: number;
};

/** A line (with its `\n`), and when it is typed. */
export type Typed = { readonly at: number; readonly text: string };

/** A run of text on the screen; `typed`: by the person, not by the program. */
export type Span = { readonly text: string; readonly typed: boolean };

/** How a recorded run ended: a state in which a console can come to rest. */
export type Outcome = Extract<
  State,
  { at: 'exited' | 'trapped' | 'stopped' | 'failed' }
>;

/** What came of a script: lessons/recorded/<id>.json. */
export type Recording = {
  readonly id: string;
  readonly program: string;
  /** Of the module that was run. */
  readonly sha256: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly files: TextTree | null;
  readonly input: readonly Typed[];
  readonly entry: string;
  readonly without: readonly string[];
  /** The screen at the end, line by line. */
  readonly screen: readonly (readonly Span[])[];
  /** All that the program wrote, as it wrote it. */
  readonly stdout: string;
  readonly stderr: string;
  readonly outcome: Outcome;
  /** Wasm instructions executed, where the engine tells, and bytes of memory at the end. */
  readonly instructions?: number | undefined;
  readonly memory: number;
  /** How many host calls there were, and the first of them. */
  readonly calls: number;
  readonly trace: readonly TraceLine[];
  /** The directory at the end. */
  readonly filesAfter: TextTree | null;
};

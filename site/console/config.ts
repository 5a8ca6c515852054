/**
 * What a console in a page is told by the page: written into the HTML when the
 * site is built, read when somebody presses Run.
 */

import type { Limits } from '../../engine/index.ts';
import type { ShellProgram } from '../shell/run.ts';
import type { Engine } from './protocol.ts';

/** Files as JSON can hold them: texts and directories. */
export type TextTree = { readonly [name: string]: string | TextTree };

/** What a program may use up, and for how many seconds it may be at work. */
export type RunLimits = Limits & { readonly seconds?: number };

/** One console's settings. */
export type ConsoleConfig = {
  /** Of the module: its address, its size in bytes, its SHA-256. */
  readonly url: string;
  readonly size: number;
  readonly sha256: string;
  /** What the program is called, as its first argument. */
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What its directory `/` holds; null: it has no directory. */
  readonly files: TextTree | null;
  readonly engine: Engine;
  /** The exported function to call. */
  readonly entry: string;
  /** Names of host functions that it is not given. */
  readonly without: readonly string[];
  /** The name of the files that it shares with other consoles of the page. */
  readonly desk?: string;
  /** Whether the program is told the screen's size, in COLUMNS and LINES. */
  readonly sized?: boolean;
  /** The folder of the program's own host, where it has one. */
  readonly host?: string | undefined;
  /** The programs of a shell line; without them the console runs one program. */
  readonly shell?: readonly ShellProgram[];
  /** What the program may use up; unless said, as much as there is. */
  readonly limits?: RunLimits;
  /** Of the words on it. */
  readonly language: string;
};

/**
 * Cuts a line into arguments as a shell does: at blanks, but not inside quotes.
 * A backslash takes the next character as it is.
 */
export function splitArgs(line: string): string[] {
  const pieces = line.matchAll(
    /(?:\\.|"(?:\\.|[^"\\])*"?|'[^']*'?|[^\s"'\\]|\\$)+/gu,
  );
  return Array.from(pieces, ([piece]) =>
    piece.replace(
      /\\(.)|"((?:\\.|[^"\\])*)"?|'([^']*)'?/gu,
      (_, escaped?: string, double?: string, single?: string) =>
        escaped ?? double?.replace(/\\(.)/gu, '$1') ?? single ?? '',
    ),
  );
}

/** Writes arguments so that `splitArgs` gives them back. */
export const joinArgs = (args: readonly string[]): string =>
  args
    .map((arg) =>
      /^[^\s"'\\]+$/u.test(arg) ? arg : `"${arg.replace(/["\\]/gu, '\\$&')}"`,
    )
    .join(' ');

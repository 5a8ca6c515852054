/**
 * Limits from the command line: `--limit memory=64M`.
 *
 * A size may end in K, M or G, which are powers of 1024. Memory is given in
 * bytes and counted in pages; time is given in seconds and is this process's
 * matter, all else the engine's.
 * Ours · lesson "A small world".
 */

import { meter } from '../wasi/limits.ts';
import type { Limits, Meter, Resource } from '../wasi/limits.ts';

/** The limits of one run: those that the engine counts, and seconds. */
export type RunLimits = Limits & { readonly time?: number };

/** What can be limited, and how many units of it the engine makes of one that is given. */
const units: Readonly<Record<keyof RunLimits, number>> = {
  memory: 1 / 0x1_0000,
  output: 1,
  open: 1,
  bytes: 1,
  nodes: 1,
  time: 1,
};

const isLimit = (name: string): name is keyof RunLimits => name in units;

/** Reads `NAME=SIZE` texts. Throws TypeError that says what is wrong. */
export function limitsFrom(texts: readonly string[]): RunLimits {
  const limits: { [Name in Resource | 'time']?: number } = {};
  for (const text of texts) {
    const [, name = '', digits, letter = ''] =
      /^(\w+)=([1-9]\d*)([KMG]?)$/i.exec(text) ?? [];
    if (!isLimit(name))
      throw new TypeError(
        `--limit takes NAME=SIZE with ${Object.keys(units).join(', ')}, not "${text}"`,
      );
    const scale = 1024 ** ' KMG'.indexOf(letter.toUpperCase() || ' ');
    limits[name] = Math.floor(Number(digits) * scale * units[name]);
  }
  return limits;
}

/** A meter that tells a person what limit was reached. */
export const tellingMeter = (
  limits: RunLimits,
  tell: (line: string) => void,
): Meter => meter(limits, (sentence) => tell(`sunaba: ${sentence}\n`));

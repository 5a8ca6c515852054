/**
 * What a stranger's program may use up in the playground, unless the reader
 * says otherwise.
 */

import type { RunLimits } from '../console/config.ts';

/** The names of limits that the page has fields for, with how many of the engine's units make one of the field's. */
export const limitUnits = {
  memory: 16,
  output: 1e6,
  open: 1,
  bytes: 1e6,
  seconds: 1,
} as const;

/** The name of a limit with a field. */
export type LimitName = keyof typeof limitUnits;

/** Enough for most programs, and not too much for a tab. */
export const defaultLimits: RunLimits = {
  memory: 512 * limitUnits.memory,
  output: 100 * limitUnits.output,
  open: 256,
  bytes: 256 * limitUnits.bytes,
  nodes: 10_000,
  seconds: 60,
};

/** The environment in a text of lines `NAME=value`; what is no such line is left out. */
export const environmentOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const at = line.indexOf('=');
      return at > 0 ? [[line.slice(0, at).trim(), line.slice(at + 1)]] : [];
    }),
  );

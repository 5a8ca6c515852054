/**
 * Limits: how much of the world a stranger's program may use up.
 *
 * A sandbox keeps a program from what is not its own; limits keep it from
 * taking all of what is. Whoever lends a world sets them. At a limit a call
 * fails as on a machine that is full: a memory does not grow, a file is not
 * opened (mfile) or made longer (nospc). Only a program that prints on and on
 * is ended, since nobody has to heed a failed print. Each limit that was
 * reached is told once, in a sentence. How long a program may run is a matter
 * of fuel: exec/drive.ts.
 * Ours · lesson "A small world".
 */

import { Unlinkable } from '../syntax/errors.ts';
import type { Module } from '../syntax/module.ts';

/** What may be limited, and what a sentence calls it. */
const resources = {
  memory: 'pages of memory, 64 KiB each',
  output: 'bytes of output',
  open: 'open files',
  bytes: 'bytes in files',
  nodes: 'new files and directories',
} as const;

/** The name of something that may be limited. */
export type Resource = keyof typeof resources;

/** The most of each; what is left out has no limit. */
export type Limits = { readonly [Name in Resource]?: number };

/** Counts what a program uses. */
export type Meter = {
  /** Counts `amount` more, or less where it is below zero; answers false, and counts nothing, where that is over the limit. */
  take(what: Resource, amount: number): boolean;
};

/** A limit in a sentence. */
export const limitText = (what: Resource, limit: number): string =>
  `limit reached: ${limit.toLocaleString('en')} ${resources[what]}`;

/** A meter from zero. `reached` hears of each limit once. */
export function meter(
  limits: Limits,
  reached: (sentence: string, what: Resource) => void = () => {},
): Meter {
  const used = new Map<Resource, number>();
  const told = new Set<Resource>();
  return {
    take(what, amount) {
      const after = (used.get(what) ?? 0) + amount;
      const limit = limits[what] ?? Infinity;
      if (after <= limit || amount <= 0) {
        used.set(what, after);
        return true;
      }
      if (!told.has(what)) reached(limitText(what, limit), what);
      told.add(what);
      return false;
    },
  };
}

/** The module, its memory bounded by `pages`. Throws Unlinkable where it wants more from the start. */
export function withMemory(module: Module, pages: number): Module {
  const memories = module.memories.map((type) => {
    const { min, max = pages } = type.limits;
    if (min > pages)
      throw new Unlinkable(
        `it wants ${min} pages of memory; ${limitText('memory', pages)}`,
      );
    const most = max < pages ? max : pages;
    return { ...type, limits: { ...type.limits, max: most } };
  });
  return { ...module, memories };
}

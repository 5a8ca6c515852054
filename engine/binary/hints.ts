/**
 * Branch hints: which way a branch goes as a rule, for compilers that can make
 * use of it.
 *
 * They stand in a custom section, by function and by the place of the branch,
 * counted from where the function's locals begin. Nothing depends on them; a
 * section that is broken gives as many as can be read.
 * Spec branch hinting proposal, now in the tool conventions · lesson "From text to bytes".
 */

import type { Module } from '../syntax/module.ts';
import { importedFuncs } from '../syntax/module.ts';
import { byte } from './cursor.ts';
import { count, u32 } from './leb128.ts';
import { custom, intact } from './names.ts';
import { counted, unsigned, vec } from './writer.ts';
import type { Writer } from './writer.ts';

/** What the custom section is called. */
export const hintSection = 'metadata.code.branch_hint';

/** Of each function by index: pairs of a place, counted as in the section, and whether the branch is likely (1) or not (0). */
export type Hints = ReadonlyMap<
  number,
  readonly (readonly [place: number, likely: number])[]
>;

/** Reads the hints: by the byte offset of the branch in the file, whether it is likely (1) or not (0). */
export function branchHints(module: Module): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  const imported = importedFuncs(module);
  const c = custom(module, hintSection);
  intact(() => {
    for (let funcs = c ? count(c) : 0; c && funcs > 0; funcs--) {
      const func = module.funcs[u32(c) - imported];
      for (let left = count(c); left > 0; left--) {
        const place = u32(c);
        u32(c);
        const likely = byte(c);
        if (func) found.set(func.start + place, likely);
      }
    }
  });
  return found;
}

/** Writes the content of the section. */
export const writeHints = (w: Writer, hints: Hints): void =>
  vec(w, [...hints], (_, [func, branches]) => {
    unsigned(w, func);
    vec(w, branches, (__, [place, likely]) => {
      unsigned(w, place);
      counted(w, [likely]);
    });
  });

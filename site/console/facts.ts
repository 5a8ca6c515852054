/**
 * What can be said of a module without running it, read with our own decoder:
 * when the site is built, and again in the page.
 */

import { decode, indexSpaces } from '../../engine/index.ts';

/** Facts of a module. */
export type Facts = {
  /** In bytes. */
  readonly size: number;
  /** How many imports there are of each module name, in the order of the module. */
  readonly imports: readonly (readonly [module: string, count: number])[];
  readonly exports: number;
  /** Bytes of memory that it begins with. */
  readonly memory: number;
};

/** Bytes in a page of memory. */
const page = 0x1_0000;

/** Reads a module. Throws Malformed. */
export function factsOf(bytes: Uint8Array): Facts {
  const module = decode(bytes);
  const imports = Map.groupBy(module.imports, (each) => each.module);
  const [memory] = indexSpaces(module).memories;
  return {
    size: bytes.length,
    imports: Array.from(imports, ([name, { length }]) => [name, length]),
    exports: module.exports.length,
    memory: Number(memory?.limits.min ?? 0) * page,
  };
}

/** The imports on one line: `wasi_snapshot_preview1 16`. */
export const importText = ({ imports }: Facts): string =>
  imports.map(([name, count]) => `${name} ${count}`).join(', ');

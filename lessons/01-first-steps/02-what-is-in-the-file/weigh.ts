/**
 * What takes the space in a module, counted from the module when the site is
 * built: its functions by package, and its data segments.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode, importedFuncs, names } from '../../../engine/index.ts';

/** A package and what its functions come to. */
type Weight = {
  readonly name: string;
  readonly funcs: number;
  readonly bytes: number;
  /** Of all code, from 0 to 1. */
  readonly share: number;
};

/** What is said of a module. */
type Scales = {
  readonly funcs: number;
  readonly packages: readonly Weight[];
  readonly segments: {
    readonly count: number;
    readonly bytes: number;
    /** Half of them have no more bytes than this. */
    readonly median: number;
  };
};

/** Weighs a program of lessons/programs/. Throws where it has no function names. */
export function weigh(program: string): Scales {
  const path = join('lessons/programs', program, `${program}.wasm`);
  const module = decode(new Uint8Array(readFileSync(path)));
  const called = names(module).funcs;
  const imported = importedFuncs(module);
  const sizes = module.funcs.map(({ body }, i) => ({
    name: packageOf(called.get(i + imported)),
    bytes: body.end - body.start,
  }));
  const all = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  const packages = [...Map.groupBy(sizes, ({ name }) => name)]
    .map(([name, own]) => {
      const bytes = own.reduce((sum, each) => sum + each.bytes, 0);
      return { name, funcs: own.length, bytes, share: bytes / all };
    })
    .sort((a, b) => b.bytes - a.bytes);
  const lengths = module.datas
    .map(({ bytes }) => bytes.end - bytes.start)
    .sort((a, b) => a - b);
  return {
    funcs: sizes.length,
    packages,
    segments: {
      count: lengths.length,
      bytes: lengths.reduce((sum, length) => sum + length, 0),
      median: lengths[lengths.length >> 1] ?? 0,
    },
  };
}

/** `fmt.Println` belongs to fmt; for the slashes of a path Go's linker writes `_`. */
function packageOf(name: string | undefined): string {
  if (name === undefined) throw new Error('a function without a name');
  return name.split('.')[0] ?? name;
}

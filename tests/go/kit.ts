/**
 * The toolchain as the tests use it: packs from the repository, unfolded by
 * Node, tools on Node's own WebAssembly. One for a whole test file.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import zlib from 'node:zlib';
import manifest from '../../lessons/programs/go-toolchain/manifest.json' with { type: 'json' };
import { readShelf } from '../../lessons/programs/go-toolchain/manifest.ts';
import { build, buildTest } from '../../site/go/build.ts';
import type { Built, Kit } from '../../site/go/build.ts';
import { prepareTool } from '../../site/go/tool.ts';
import type { Tool } from '../../site/go/tool.ts';
import type { Program } from './programs.ts';

const folder = join(import.meta.dirname, '../../lessons/programs/go-toolchain');

/** What is on the shelf. */
export const shelf = readShelf(manifest);

/** A pack as it lies in the repository, folded. */
export const folded = (file: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(join(folder, file)));

/** A kit that unfolds each pack and compiles each tool once. */
export function createKit(on: Tool['on'] = 'native'): Kit {
  const packs = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  const tools = new Map<string, Promise<Tool>>();
  const once = <T>(
    all: Map<string, Promise<T>>,
    name: string,
    make: () => Promise<T>,
  ): Promise<T> => {
    const made = all.get(name) ?? make();
    all.set(name, made);
    return made;
  };
  const pack = (name: string) =>
    once(packs, name, async () => {
      const file = shelf.packs.get(name)?.file ?? '';
      return new Uint8Array(zlib.zstdDecompressSync(folded(file)));
    });
  return {
    ...{ shelf, pack },
    tool: (name) =>
      once(tools, name, async () => prepareTool(await pack(name), on)),
    phase: () => undefined,
  };
}

/** Builds a program in the way that its settings ask for. */
export const buildProgram = (
  { files, run, assets }: Program,
  kit: Kit,
): Promise<Built> =>
  run === 'test'
    ? buildTest(files, kit, assets)
    : build(files, run, kit, assets);

/** The WASI test suite as a page runs it; official.test.ts is Node's. */

import { deterministicWorld } from '../../engine/index.ts';
import type { Tree } from '../../engine/index.ts';
import { judge, specification } from './official.ts';
import type { Engine } from './official.ts';

/** Names and bytes in base64; directories by their own. */
export type Files = { readonly [name: string]: string | Files };

/** A program of the suite, with its specification and the files that it is given. */
export type Case = {
  readonly path: string;
  readonly text: string;
  readonly files: Files | undefined;
};

const treeOf = (files: Files): Tree =>
  Object.fromEntries(
    Object.entries(files).map(([name, content]) => [
      name,
      typeof content === 'string'
        ? Uint8Array.from(atob(content), (c) => c.charCodeAt(0))
        : treeOf(content),
    ]),
  );

/** Runs all programs; what failed, a line each. */
export async function judgeAll({
  cases,
  engine,
}: {
  readonly cases: readonly Case[];
  readonly engine: Engine;
}): Promise<string[]> {
  const failed: string[] = [];
  for (const { path, text, files } of cases) {
    const answer = await fetch(`/${path}`);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const preopens = files ? { '/': treeOf(files) } : {};
    const wrong = await judge(
      path.replace(/.*\//, ''),
      bytes,
      specification(text),
      engine,
      (fixed) => ({ ...deterministicWorld({ preopens }), ...fixed }),
    );
    if (wrong !== '') failed.push(`${path}: ${wrong}`);
  }
  return failed;
}

/**
 * The WASI test suite in Node: all 72 programs of preview 1, on our engine and
 * on Node's own, in a tree in memory and in a real folder.
 */

import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'; // prettier-ignore
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { nodeWorld } from '../../engine/cli/world.ts';
import { deterministicWorld } from '../../engine/index.ts';
import type { Tree } from '../../engine/index.ts';
import { absent } from '../absent.ts';
import { suiteFolder } from '../suites.ts';
import { judge, specification } from './official.ts';
import type { Engine, Rest } from './official.ts';

const suite = suiteFolder('wasi');

/** The files of a folder as a tree. */
const treeOf = (folder: string): Tree =>
  Object.fromEntries(
    readdirSync(folder).map((name) => {
      const path = join(folder, name);
      return [
        name,
        statSync(path).isDirectory()
          ? treeOf(path)
          : new Uint8Array(readFileSync(path)),
      ];
    }),
  );

const scratch = mkdtempSync(join(tmpdir(), 'sunaba-suite-'));
afterAll(() => rmSync(scratch, { recursive: true }));
let copies = 0;

/** Worlds with files in memory, and worlds with real ones. */
const worlds = {
  memory:
    (root?: string): Rest =>
    (fixed) => ({
      ...deterministicWorld(root ? { preopens: { '/': treeOf(root) } } : {}),
      ...fixed,
    }),
  folder:
    (root?: string): Rest =>
    (fixed) => {
      const host = join(scratch, `${copies++}`);
      if (root) cpSync(root, host, { recursive: true });
      const dirs = root ? [{ host, guest: '/' }] : [];
      const stdin = deterministicWorld({}).stdin;
      return { ...nodeWorld({ args: [], env: [], dirs }), stdin, ...fixed };
    },
};

if (suite === undefined) {
  // 263 MB, which a machine without the network cannot get.
  const where = 'tests/.suites/wasi; `npm run suites` gets it';
  absent('the WASI test suite', where, true);
} else {
  const programs = readdirSync(suite, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.wasm'))
    .sort();

  test('all of it is here', () => expect(programs.length).toBe(72));

  test.each<[Engine, keyof typeof worlds]>([
    ['ours', 'memory'],
    ['native', 'memory'],
    ['ours', 'folder'],
  ])('72 of 72 on %s, files in %s', async (engine, where) => {
    const failed: string[] = [];
    for (const path of programs) {
      const file = join(suite, path);
      const beside = file.replace(/wasm$/, 'json');
      const text = existsSync(beside) ? readFileSync(beside, 'utf8') : '';
      const spec = specification(text);
      const root = spec.root && join(dirname(file), spec.root);
      const bytes = new Uint8Array(readFileSync(file));
      const rest = worlds[where](root);
      const wrong = await judge(basename(file), bytes, spec, engine, rest);
      if (wrong !== '') failed.push(`${path}: ${wrong}`);
    }
    expect(failed).toEqual([]);
  });
}

/** Whatever the path, a directory is asked for plain names only. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { errno } from '../../engine/wasi/errno.ts';
import type { Directory } from '../../engine/wasi/filesystem.ts';
import { resolve } from '../../engine/wasi/resolve.ts';
import { memoryDirectory } from '../../engine/wasi/tree.ts';

/** A directory that notes every name it and those below are asked for. */
function spied(directory: Directory, asked: string[]): Directory {
  return {
    ...directory,
    find(name) {
      asked.push(name);
      const found = directory.find(name);
      return typeof found !== 'number' && found.kind === 'directory'
        ? spied(found, asked)
        : found;
    },
  };
}

/** Depth never below the base: the rule, for paths without links. */
const staysInside = (path: string): boolean => {
  let depth = 0;
  for (const part of path.split('/')) {
    if (part === '..') depth--;
    else if (part !== '' && part !== '.') depth++;
    if (depth < 0) return false;
  }
  return !path.startsWith('/');
};

const part = fc.constantFrom('..', '.', '', 'd', 'e', 'f', 'link', 'out', 'no');
const paths = fc.array(part, { maxLength: 12 }).map((parts) => parts.join('/'));

function base() {
  const tree = { d: { e: { d: {} }, f: 'x' }, e: { d: {} }, f: 'x' };
  const directory = memoryDirectory(tree, () => 0n);
  directory.createLink('link', 'd/e');
  directory.createLink('out', 'd/../..');
  return directory;
}

test('names are plain, and links are walked, not handed on', () => {
  let followed = 0;
  fc.assert(
    fc.property(paths, fc.boolean(), (path, follow) => {
      const asked: string[] = [];
      resolve(spied(base(), asked), path, follow);
      followed += asked.includes('link') ? 1 : 0;
      for (const name of asked) expect(['', '.', '..']).not.toContain(name);
      expect(asked.filter((name) => name.includes('/'))).toEqual([]);
    }),
    { numRuns: 2_000, seed: 1 },
  );
  expect(followed).toBeGreaterThan(100);
});

test('a path without links that steps above its base never arrives', () => {
  const plain = paths.filter((path) => !/link|out/.test(path));
  let [inside, outside] = [0, 0];
  fc.assert(
    fc.property(plain, (path) => {
      const answer = resolve(base(), path, true);
      if (staysInside(path)) {
        inside++;
        expect(answer).not.toBe(errno.perm);
      } else {
        outside++;
        expect(answer).toBeTypeOf('number');
      }
    }),
    { numRuns: 2_000, seed: 2 },
  );
  expect(Math.min(inside, outside)).toBeGreaterThan(100);
});

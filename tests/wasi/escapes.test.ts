/**
 * Nothing leads out of a directory, in memory and on disk: not by a path, not
 * by a link, not by a link that takes a directory's place meanwhile.
 */

import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { folder } from '../../engine/cli/folder.ts';
import type { Directory } from '../../engine/wasi/filesystem.ts';
import { memoryDirectory } from '../../engine/wasi/tree.ts';
import type { Escape } from './escapes.ts';
import { escapes } from './escapes.ts';
import { program } from './program.ts';

const top = fs.mkdtempSync(join(tmpdir(), 'sunaba-escapes-'));
afterAll(() => fs.rmSync(top, { recursive: true }));
const sand = join(top, 'sand');
const secret = 'the secret outside';

beforeEach(() => {
  fs.rmSync(top, { recursive: true, force: true });
  fs.mkdirSync(join(sand, 'dir/sub'), { recursive: true });
  fs.writeFileSync(join(sand, 'a.txt'), 'Hello');
  fs.writeFileSync(join(top, 'secret.txt'), secret);
});

/** What lies outside, as text: names, sizes and bytes of all but the sand. */
const outside = (): string =>
  fs
    .readdirSync(top)
    .filter((name) => name !== 'sand')
    .map((name) => `${name} ${fs.readFileSync(join(top, name), 'utf8')}`)
    .join('\n');

type P = ReturnType<typeof program>;

/** All that can be asked for at a path; the answers. */
function tryAll(p: P, path: string): string[] {
  const at = () => p.put(path, 0x100);
  const inside = () => p.put('a.txt', 0xe00);
  const open = (oflags: number) =>
    p.call('path_open', 3, 1, ...at(), oflags, 1n << 1n | 1n << 6n, 0n, 0, 0x10); // prettier-ignore
  return [
    open(0),
    open(1),
    open(2),
    open(8),
    p.call('path_filestat_get', 3, 1, ...at(), 0x10),
    p.call('path_filestat_set_times', 3, 1, ...at(), 1n, 1n, 5),
    p.call('path_create_directory', 3, ...at()),
    p.call('path_link', 3, 0, ...at(), 3, ...p.put('hard', 0xe00)),
    p.call('path_rename', 3, ...inside(), 3, ...at()),
  ];
}

/** What an escape may be answered. */
const refusals = ['perm', 'loop', 'noent', 'notdir', 'nametoolong', 'inval', 'ilseq']; // prettier-ignore

const places: readonly (readonly [string, () => Directory])[] = [
  ['memory', () => memoryDirectory({ 'a.txt': 'Hello', dir: { sub: {} } }, () => 0n)], // prettier-ignore
  ['a real folder', () => folder(sand)],
];

test('there are enough of them', () => {
  expect(escapes.length).toBeGreaterThanOrEqual(100);
  const texts = escapes.map((each) => JSON.stringify(each));
  expect(new Set(texts).size).toBe(texts.length);
});

describe.each(places)('in %s', (_, make) => {
  test.each(escapes)('refuses %j', ({ links = {}, path }: Escape) => {
    const directory = make();
    const before = outside();
    for (const [name, text] of Object.entries(links)) {
      const [first = '', second = '', third] = name.split('/');
      let where = directory;
      for (const part of third === undefined ? [first] : [first, second]) {
        if (!name.includes('/')) break;
        const next = where.find(part);
        if (typeof next === 'number' || next.kind !== 'directory') throw new Error(part); // prettier-ignore
        where = next;
      }
      expect(where.createLink(name.replace(/.*\//, ''), text)).toBe(0);
    }
    const p = program({}, { preopens: [{ name: '/', directory }] });
    const answers = tryAll(p, path);
    // A link in the last place may itself be linked, or lie in the way.
    const [open, create, list, cut, stat, times, ...others] = answers;
    for (const answer of [open, create, list, cut, stat, times])
      expect(refusals).toContain(answer);
    for (const answer of others)
      expect([...refusals, 'exist', 'success']).toContain(answer);
    expect(outside()).toBe(before);
  });
});

describe('with links that come meanwhile', () => {
  /** A directory that turns into a link to the outside once it has been found. */
  const swapped = (name: string): Directory => {
    const plain = folder(sand);
    return {
      ...plain,
      find(wanted) {
        const found = plain.find(wanted);
        if (wanted === name) {
          fs.renameSync(join(sand, name), join(sand, 'moved'));
          fs.symlinkSync('..', join(sand, name));
        }
        return found;
      },
    };
  };

  test.each([
    ['read', 'path_open', 0, 'dir/secret.txt'],
    ['make', 'path_open', 5, 'dir/new.txt'],
    ['empty', 'path_open', 8, 'dir/secret.txt'],
  ] as const)('a directory that becomes one: %s', (_, name, oflags, path) => {
    const before = outside();
    const p = program({}, { preopens: [{ name: '/', directory: swapped('dir') }] }); // prettier-ignore
    const rights = (1n << 1n) | (1n << 6n);
    const answer = p.call(name, 3, 1, ...p.put(path, 0x100), oflags, rights, 0n, 0, 0x10); // prettier-ignore
    expect(answer).not.toBe('success');
    expect(outside()).toBe(before);
    expect(fs.readdirSync(top).sort()).toEqual(['sand', 'secret.txt']);
  });

  test.each([
    ['path_create_directory', 'dir/new'],
    ['path_unlink_file', 'dir/secret.txt'],
    ['path_filestat_get', 'dir/secret.txt'],
    ['path_readlink', 'dir/secret.txt'],
  ])('%s', (name, path) => {
    const before = outside();
    const p = program({}, { preopens: [{ name: '/', directory: swapped('dir') }] }); // prettier-ignore
    const at = p.put(path, 0x100);
    const args = { path_filestat_get: [3, 1, ...at, 0x10], path_readlink: [3, ...at, 0, 9, 0x10] }[name] ?? [3, ...at]; // prettier-ignore
    expect(p.call(name, ...args)).not.toBe('success');
    expect(outside()).toBe(before);
    expect(fs.readdirSync(dirname(sand)).sort()).toEqual(['sand', 'secret.txt']); // prettier-ignore
  });

  test('a file that becomes one', () => {
    const plain = folder(sand);
    const directory: Directory = {
      ...plain,
      find(name) {
        const found = plain.find(name);
        fs.rmSync(join(sand, 'a.txt'));
        fs.symlinkSync('../secret.txt', join(sand, 'a.txt'));
        return found;
      },
    };
    const p = program({}, { preopens: [{ name: '/', directory }] });
    expect(p.open('a.txt')).toBe('loop');
    expect(outside()).toContain(secret);
  });
});

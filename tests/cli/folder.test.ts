/** Real folders: they answer as the tree in memory does, and nothing leads out. */

import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { folder } from '../../engine/cli/folder.ts';
import { program, readOnly } from '../wasi/program.ts';

const top = fs.mkdtempSync(join(tmpdir(), 'sunaba-folder-'));
afterAll(() => fs.rmSync(top, { recursive: true }));

const sand = join(top, 'sand');
beforeEach(() => {
  fs.rmSync(sand, { recursive: true, force: true });
  fs.mkdirSync(join(sand, 'dir/sub'), { recursive: true });
  fs.mkdirSync(join(sand, 'empty'));
  fs.writeFileSync(join(sand, 'a.txt'), 'Hello');
  fs.writeFileSync(join(sand, 'dir/b.txt'), 'deep');
  fs.writeFileSync(join(top, 'secret.txt'), 'secret');
});

const tree = {
  'a.txt': 'Hello',
  dir: { 'b.txt': 'deep', sub: {} },
  empty: {},
};

const inMemory = () => program({ preopens: { '/': tree } });
const onDisk = () =>
  program({}, { preopens: [{ name: '/', directory: folder(sand) }] });

type P = ReturnType<typeof program>;
const one = (p: P, name: string, path: string) =>
  p.call(name, 3, ...p.put(path, 0x700));
const two = (p: P, name: string, from: string, to: string) =>
  p.call(name, 3, ...p.put(from, 0x600), 3, ...p.put(to, 0x700));
const open = (p: P, path: string, oflags = 0, rights = readOnly) => {
  const answer = p.open(path, { oflags, rights });
  return typeof answer === 'number' ? 'success' : answer;
};
const statOf = (p: P, path: string) => {
  const answer = p.call('path_filestat_get', 3, 0, ...p.put(path, 0x700), 0);
  const [type, size] = [p.view.getUint8(16), p.view.getBigUint64(32, true)];
  return `${answer} ${type} ${type === 4 ? size : ''}`;
};

// prettier-ignore
const scenes: [string, (p: P) => unknown][] = [
  ['open a file', (p) => [open(p, 'a.txt'), p.read(4)]],
  ['open what is missing', (p) => open(p, 'none')],
  ['open a directory', (p) => open(p, 'dir')],
  ['open a file as a directory', (p) => [open(p, 'a.txt', 2), open(p, 'a.txt/')]],
  ['make a file, write and read it', (p) => [p.open('new', { oflags: 5 }), p.write(4, 'text'), p.call('fd_seek', 4, 0n, 0, 0), p.read(4)]],
  ['make a file that is there', (p) => open(p, 'a.txt', 5)],
  ['empty a file', (p) => [p.open('a.txt', { oflags: 8 }), p.read(4), statOf(p, 'a.txt')]],
  ['append', (p) => [p.open('a.txt', { flags: 1 }), p.write(4, '!'), p.read(p.open('a.txt') === 5 ? 5 : -1)]],
  ['write behind the end', (p) => [p.open('a.txt'), p.call('fd_seek', 4, 7n, 0, 0), p.write(4, '!'), p.call('fd_seek', 4, 0n, 0, 0), p.read(4)]],
  ['read behind the end', (p) => [p.open('a.txt'), p.call('fd_seek', 4, 99n, 0, 0), p.read(4)]],
  ['cut and fill', (p) => [p.open('a.txt'), p.call('fd_filestat_set_size', 4, 2n), p.call('fd_filestat_set_size', 4, 3n), p.read(4), p.call('fd_sync', 4)]],
  ['attributes', (p) => ['a.txt', 'dir', 'none', '.'].map((path) => statOf(p, path))],
  ['make directories', (p) => [one(p, 'path_create_directory', 'new'), one(p, 'path_create_directory', 'dir'), one(p, 'path_create_directory', 'no/new'), statOf(p, 'new')]],
  ['remove directories', (p) => [one(p, 'path_remove_directory', 'empty'), one(p, 'path_remove_directory', 'dir'), one(p, 'path_remove_directory', 'a.txt'), one(p, 'path_remove_directory', 'none')]],
  ['unlink', (p) => [one(p, 'path_unlink_file', 'a.txt'), one(p, 'path_unlink_file', 'a.txt'), one(p, 'path_unlink_file', 'dir')]],
  ['unlink while open', (p) => [p.open('a.txt'), one(p, 'path_unlink_file', 'a.txt'), p.read(4), p.call('fd_close', 4)]],
  ['rename a file', (p) => [two(p, 'path_rename', 'a.txt', 'dir/c.txt'), statOf(p, 'a.txt'), statOf(p, 'dir/c.txt')]],
  ['rename over a file', (p) => [two(p, 'path_rename', 'a.txt', 'dir/b.txt'), statOf(p, 'dir/b.txt')]],
  ['rename directories', (p) => [two(p, 'path_rename', 'dir', 'empty'), two(p, 'path_rename', 'empty', 'a.txt'), two(p, 'path_rename', 'a.txt', 'empty'), two(p, 'path_rename', 'empty', 'empty/sub/x')]],
  ['hard links', (p) => [p.call('path_link', 3, 0, ...p.put('a.txt', 0x600), 3, ...p.put('b', 0x700)), statOf(p, 'b'), p.view.getBigUint64(24, true)]],
  ['links', (p) => [p.call('path_symlink', ...p.put('dir/b.txt', 0x600), 3, ...p.put('l', 0x700)), open(p, 'l'), p.read(4), p.call('path_readlink', 3, ...p.put('l', 0x700), 0, 20, 32), p.text(0, 9)]],
  ['list', (p) => [p.call('fd_readdir', 3, 0x100, 400, 0n, 0), ['a.txt', 'dir', 'empty', '.', '..'].map((name) => p.text(0x100, 400).includes(name))]],
  ['set times', (p) => [p.call('path_filestat_set_times', 3, 0, ...p.put('a.txt', 0x700), 1_500_000_000n, 2_000_000_000n, 5), statOf(p, 'a.txt'), p.view.getBigUint64(40, true), p.view.getBigUint64(48, true)]],
  ['a long name', (p) => open(p, 'x'.repeat(256), 1)],
];

test.each(scenes)('%s: as in memory', (_, scene) => {
  const expected = scene(inMemory());
  expect(expected).toBeDefined();
  expect(scene(onDisk())).toEqual(expected);
});

describe('nothing leads out', () => {
  // prettier-ignore
  test.each([
    ['/etc/passwd', 'absolute'],
    ['../secret.txt', 'relative'],
    ['dir/../../secret.txt', 'in and out'],
    ['..', 'a directory'],
    ['.', 'itself, and on from there', 'link/../secret.txt'],
  ])('by a link to %s (%s)', (target, _, path = 'link') => {
    fs.symlinkSync(target, join(sand, 'link'));
    const p = onDisk();
    expect(open(p, path)).toBe('perm');
    expect(open(p, path, 1)).toBe('perm');
    expect(one(p, 'path_create_directory', `${path}/new`)).toBe('perm');
  });

  test('by a link that the program makes', () => {
    const p = onDisk();
    const link = (text: string, path: string) =>
      p.call('path_symlink', ...p.put(text, 0x600), 3, ...p.put(path, 0x700));
    expect(link('/etc', 'l')).toBe('perm');
    expect(link('../secret.txt', 'l')).toBe('success');
    expect(open(p, 'l')).toBe('perm');
  });

  test('by a rename or a hard link', () => {
    fs.symlinkSync('..', join(sand, 'up'));
    const p = onDisk();
    expect(two(p, 'path_rename', 'a.txt', '../a.txt')).toBe('perm');
    expect(two(p, 'path_rename', 'a.txt', 'up/a.txt')).toBe('perm');
    expect(two(p, 'path_rename', 'up/secret.txt', 'b')).toBe('perm');
    expect(fs.existsSync(join(top, 'a.txt'))).toBe(false);
    expect(fs.readFileSync(join(top, 'secret.txt'), 'utf8')).toBe('secret');
  });

  test('neither devices nor pipes are opened', () => {
    const directory = folder('/dev');
    expect(directory.find('null')).toBeTypeOf('number');
  });

  test('another folder is another filesystem', () => {
    const preopens = ['/', '/other'].map((name) => ({
      name,
      directory: folder(sand),
    }));
    const foreign = { ...folder(sand) };
    expect(folder(sand).rename('a.txt', foreign, 'b')).toBeTypeOf('number');
    const p = program({}, { preopens });
    const path = p.put('a.txt', 0x700);
    expect(p.call('path_link', 3, 0, ...path, 4, ...p.put('b', 0x600))).toBe(
      'success',
    );
  });
});

test('a file that may only be read is opened, and not written', () => {
  fs.chmodSync(join(sand, 'a.txt'), 0o444);
  const p = onDisk();
  expect(p.open('a.txt', { rights: readOnly })).toBe(4);
  expect(p.read(4)).toBe('Hello');
  expect(p.write(4, 'x')).toBe('badf');
});

test('what was written is on the disk', () => {
  const p = onDisk();
  p.open('new.txt', { oflags: 1 });
  p.write(4, '砂場');
  expect(fs.readFileSync(join(sand, 'new.txt'), 'utf8')).toBe('砂場');
});

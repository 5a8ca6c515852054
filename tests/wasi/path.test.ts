/** Paths: what they open, make, move and remove, and that none leads out. */

import { describe, expect, test } from 'vitest';
import { program, readOnly } from './program.ts';
import { rights } from '../../engine/wasi/descriptors.ts';

/** A tree with links made by hand: in, out, dangling, in a circle. */
function sandbox() {
  const tree = {
    'a.txt': 'Hello',
    dir: { 'b.txt': 'deep', sub: { 'c.txt': 'deeper' }, full: { x: '' } },
    empty: {},
  };
  const p = program({ preopens: { '/': tree } });
  const link = (text: string, path: string) =>
    p.call('path_symlink', ...p.put(text, 0x600), 3, ...p.put(path, 0x700));
  const links = [
    ['dir/b.txt', 'in'],
    ['dir', 'indir'],
    ['..', 'up'],
    ['../../etc/passwd', 'out'],
    ['../a.txt', 'dir/back'],
    ['../../a.txt', 'dir/toofar'],
    ['nowhere', 'dangling'],
    ['loop2', 'loop1'],
    ['loop1', 'loop2'],
    ['self/x', 'self'],
  ] as const;
  for (const [text, path] of links) expect(link(text, path)).toBe('success');
  const one = (name: string, path: string, ...more: number[]) =>
    p.call(name, 3, ...p.put(path, 0x700), ...more);
  const two = (name: string, from: string, to: string) => {
    const [old, fresh] = [p.put(from, 0x600), p.put(to, 0x700)];
    return name === 'path_link'
      ? p.call(name, 3, 0, ...old, 3, ...fresh)
      : p.call(name, 3, ...old, 3, ...fresh);
  };
  return { ...p, link, one, two };
}

const answerOf = (opened: number | string) =>
  typeof opened === 'number' ? 'success' : opened;

describe('the wall', () => {
  // prettier-ignore
  test.each([
    // Plain ways in.
    ['a.txt', 'success'],
    ['./a.txt', 'success'],
    ['.//./a.txt', 'success'],
    ['dir/b.txt', 'success'],
    ['dir//b.txt', 'success'],
    ['dir/./b.txt', 'success'],
    ['dir/../a.txt', 'success'],
    ['dir/sub/../b.txt', 'success'],
    ['dir/sub/../../a.txt', 'success'],
    ['.', 'success'],
    ['./', 'success'],
    ['dir/..', 'success'],
    ['dir/', 'success'],
    ['dir/.', 'success'],
    ['dir//', 'success'],
    // Out, in as many ways.
    ['..', 'perm'],
    ['../', 'perm'],
    ['./..', 'perm'],
    ['../a.txt', 'perm'],
    ['../../a.txt', 'perm'],
    ['dir/../..', 'perm'],
    ['dir/../../a.txt', 'perm'],
    ['dir/../../dir/b.txt', 'perm'],
    ['dir/sub/../../../a.txt', 'perm'],
    ['.././../etc/passwd', 'perm'],
    ['..//a.txt', 'perm'],
    ['/', 'perm'],
    ['//', 'perm'],
    ['/a.txt', 'perm'],
    ['/etc/passwd', 'perm'],
    ['/..', 'perm'],
    // Through links.
    ['in', 'success'],
    ['indir/b.txt', 'success'],
    ['indir/', 'success'],
    ['indir/../a.txt', 'success'],
    ['indir/../../a.txt', 'perm'],
    ['dir/back', 'success'],
    ['indir/back', 'success'],
    ['up', 'perm'],
    ['up/a.txt', 'perm'],
    ['up/sand/a.txt', 'perm'],
    ['out', 'perm'],
    ['dir/toofar', 'perm'],
    ['dangling', 'noent'],
    ['loop1', 'loop'],
    ['loop1/x', 'loop'],
    ['self', 'loop'],
    // What is not there, or is something else.
    ['', 'noent'],
    ['none', 'noent'],
    ['none/', 'noent'],
    ['none/..', 'noent'],
    ['none/../a.txt', 'noent'],
    ['dir/none/b.txt', 'noent'],
    ['a.txt/', 'notdir'],
    ['a.txt/.', 'notdir'],
    ['a.txt/..', 'notdir'],
    ['a.txt/b', 'notdir'],
    ['in/', 'notdir'],
    ['in/x', 'notdir'],
    ['dir\\b.txt', 'noent'],
    ['...', 'noent'],
    ['. .', 'noent'],
    ['%2e%2e/a.txt', 'noent'],
    ['a.txt\0', 'inval'],
    ['a.txt\0/../..', 'inval'],
    ['x'.repeat(256), 'nametoolong'],
  ])('%j is %s', (path, answer) => {
    const p = sandbox();
    expect(answerOf(p.open(path, { rights: readOnly }))).toBe(answer);
    const found = p.one('path_filestat_get', path);
    expect(found).not.toBe('success');
    const stat = p.call('path_filestat_get', 3, 1, ...p.put(path, 0x700), 0);
    expect(stat).toBe(answer);
  });

  test('a path that is not UTF-8 is ilseq', () => {
    const p = sandbox();
    p.memory.set([0x61, 0xff], 0x700);
    expect(p.call('path_create_directory', 3, 0x700, 2)).toBe('ilseq');
    expect(p.call('path_symlink', 0x700, 2, 3, 0x700, 1)).toBe('ilseq');
  });

  test('an opened directory is a wall of its own', () => {
    const p = sandbox();
    const fd = Number(p.open('dir', { rights: readOnly }));
    expect(p.open('b.txt', { fd })).toBe(fd + 1);
    expect(p.open('../a.txt', { fd })).toBe('perm');
    expect(p.open('back', { fd })).toBe('perm');
  });

  test('paths need a directory to start from', () => {
    const p = sandbox();
    const fd = Number(p.open('a.txt'));
    expect(p.open('a.txt', { fd })).toBe('notdir');
    expect(p.open('a.txt', { fd: 0 })).toBe('notdir');
    expect(p.open('a.txt', { fd: 99 })).toBe('badf');
  });
});

const [creat, directory, excl, trunc] = [1, 2, 4, 8];

describe('path_open', () => {
  // prettier-ignore
  test.each([
    ['new', { oflags: creat }, 'success'],
    ['none/new', { oflags: creat }, 'noent'],
    ['new/', { oflags: creat }, 'isdir'],
    ['a.txt', { oflags: creat }, 'success'],
    ['a.txt', { oflags: creat | excl }, 'exist'],
    ['dangling', { oflags: creat | excl }, 'exist'],
    ['new', { oflags: creat | directory }, 'inval'],
    ['dir', { oflags: creat }, 'isdir'],
    ['dir', { oflags: trunc, rights: 0n }, 'isdir'],
    ['dir', { rights: rights.fdWrite }, 'isdir'],
    ['dir', { rights: readOnly }, 'success'],
    ['dir', { rights: 0n }, 'success'],
    ['dir', { oflags: directory, rights: 0n }, 'success'],
    ['a.txt', { oflags: directory }, 'notdir'],
    ['a.txt', { rights: 0n }, 'success'],
    ['a.txt', { oflags: 16 }, 'inval'],
    ['a.txt', { flags: 32 }, 'inval'],
    ['a.txt', { follow: 2 }, 'inval'],
    ['in', { follow: 0 }, 'loop'],
    ['in', { follow: 0, oflags: directory }, 'notdir'],
    ['indir/', { follow: 0, rights: readOnly }, 'success'],
  ])('%s with %o is %s', (path, how, answer) => {
    expect(answerOf(sandbox().open(path, how))).toBe(answer);
  });

  test('CREAT makes a file, TRUNC empties it', () => {
    const p = sandbox();
    const fd = Number(p.open('new', { oflags: creat | excl }));
    expect(p.write(fd, 'text')).toBe('success');
    expect(p.read(Number(p.open('new')))).toBe('text');
    expect(p.read(Number(p.open('new', { oflags: trunc })))).toBe('');
  });

  test('a file that is removed while open can be used until it is closed', () => {
    const p = sandbox();
    const fd = Number(p.open('a.txt'));
    expect(p.one('path_unlink_file', 'a.txt')).toBe('success');
    expect(p.read(fd)).toBe('Hello');
    expect(p.open('a.txt')).toBe('noent');
  });
});

describe('making and removing', () => {
  // prettier-ignore
  test.each([
    ['path_create_directory', 'new', 'success'],
    ['path_create_directory', 'new/', 'success'],
    ['path_create_directory', 'dir', 'exist'],
    ['path_create_directory', 'a.txt', 'exist'],
    ['path_create_directory', 'dangling', 'exist'],
    ['path_create_directory', '.', 'exist'],
    ['path_create_directory', 'none/new', 'noent'],
    ['path_create_directory', '../new', 'perm'],
    ['path_remove_directory', 'empty', 'success'],
    ['path_remove_directory', 'empty/', 'success'],
    ['path_remove_directory', 'dir', 'notempty'],
    ['path_remove_directory', 'a.txt', 'notdir'],
    ['path_remove_directory', 'a.txt/', 'notdir'],
    ['path_remove_directory', 'indir', 'notdir'],
    ['path_remove_directory', 'none', 'noent'],
    ['path_remove_directory', '.', 'inval'],
    ['path_remove_directory', '..', 'perm'],
    ['path_unlink_file', 'a.txt', 'success'],
    ['path_unlink_file', 'dangling', 'success'],
    ['path_unlink_file', 'a.txt/', 'notdir'],
    ['path_unlink_file', 'dir', 'isdir'],
    ['path_unlink_file', 'dir/', 'isdir'],
    ['path_unlink_file', '.', 'isdir'],
    ['path_unlink_file', 'none', 'noent'],
    ['path_unlink_file', '../a.txt', 'perm'],
  ])('%s %s is %s', (name, path, answer) => {
    const p = sandbox();
    expect(p.one(name, path)).toBe(answer);
    if (answer === 'success' && name !== 'path_create_directory')
      expect(p.open(path, { follow: 0 })).toBe('noent');
  });
});

describe('path_rename', () => {
  // prettier-ignore
  test.each([
    ['a.txt', 'moved', 'success'],
    ['a.txt', 'dir/moved', 'success'],
    ['a.txt', 'dir/b.txt', 'success'],
    ['a.txt', 'a.txt', 'success'],
    ['dir', 'moved', 'success'],
    ['dir/', 'moved/', 'success'],
    ['dir', 'empty', 'success'],
    ['in', 'moved', 'success'],
    ['empty', 'dir/full', 'notempty'],
    ['dir', 'a.txt', 'notdir'],
    ['a.txt', 'dir', 'isdir'],
    ['dir', 'dir/sub/dir', 'inval'],
    ['dir', 'dir/sub', 'inval'],
    ['a.txt', 'moved/', 'notdir'],
    ['a.txt/', 'moved', 'notdir'],
    ['.', 'moved', 'inval'],
    ['dir', '.', 'inval'],
    ['none', 'moved', 'noent'],
    ['a.txt', 'none/moved', 'noent'],
    ['a.txt', '../moved', 'perm'],
    ['../a.txt', 'moved', 'perm'],
  ])('%s to %s is %s', (from, to, answer) => {
    const p = sandbox();
    expect(p.two('path_rename', from, to)).toBe(answer);
    if (answer === 'success' && from !== to) {
      expect(p.open(from, { follow: 0, rights: 0n })).toBe('noent');
      const moved = p.open(to, { follow: 0, rights: 0n });
      expect(moved).toBe(from === 'in' ? 'loop' : 4);
    }
  });

  test('between two filesystems is xdev', () => {
    const p = program({ preopens: { '/': { a: '' }, '/tmp': {} } });
    const path = p.put('a', 0x100);
    expect(p.call('path_rename', 3, ...path, 4, ...path)).toBe('xdev');
    expect(p.call('path_link', 3, 0, ...path, 4, ...path)).toBe('xdev');
  });
});

describe('links', () => {
  test('a hard link is the same file under another name', () => {
    const p = sandbox();
    expect(p.two('path_link', 'a.txt', 'dir/again')).toBe('success');
    p.one('path_filestat_get', 'a.txt');
    const stat = (path: string) => {
      p.call('path_filestat_get', 3, 0, ...p.put(path, 0x700), 0);
      return [p.view.getBigUint64(8, true), p.view.getBigUint64(24, true)];
    };
    expect(stat('dir/again')).toEqual(stat('a.txt'));
    expect(stat('a.txt')[1]).toBe(2n);
    p.one('path_unlink_file', 'a.txt');
    expect(stat('dir/again')[1]).toBe(1n);
    expect(p.read(Number(p.open('dir/again')))).toBe('Hello');
  });

  // prettier-ignore
  test.each([
    ['dir', 'new', 'perm'],
    ['a.txt', 'empty', 'exist'],
    ['a.txt', 'a.txt', 'exist'],
    ['a.txt', 'new/', 'noent'],
    ['a.txt/', 'new', 'notdir'],
    ['none', 'new', 'noent'],
    ['a.txt', '../new', 'perm'],
  ])('path_link %s %s is %s', (from, to, answer) => {
    expect(sandbox().two('path_link', from, to)).toBe(answer);
  });

  test('path_link follows nothing', () => {
    const p = sandbox();
    const paths = [p.put('in', 0x600), p.put('new', 0x700)] as const;
    expect(p.call('path_link', 3, 1, ...paths[0], 3, ...paths[1])).toBe(
      'inval',
    );
    expect(p.call('path_link', 3, 0, ...paths[0], 3, ...paths[1])).toBe(
      'success',
    );
    expect(p.one('path_readlink', 'new', 0, 9, 16)).toBe('success');
  });

  // prettier-ignore
  test.each([
    ['a.txt', 'new', 'success'],
    ['../../anywhere', 'new', 'success'],
    ['/etc/passwd', 'new', 'perm'],
    ['', 'new', 'noent'],
    ['a.txt', 'dir', 'exist'],
    ['a.txt', 'dangling', 'exist'],
    ['a.txt', 'new/', 'noent'],
    ['a.txt', '../new', 'perm'],
  ])('path_symlink %j as %s is %s', (text, path, answer) => {
    expect(sandbox().link(text, path)).toBe(answer);
  });

  test('path_readlink cuts the text to the room, and leaves the rest alone', () => {
    const p = sandbox();
    expect(p.one('path_readlink', 'in', 1, 3, 16)).toBe('success');
    expect(p.text(0, 6)).toBe('?dir??');
    expect(p.hex(16, 4)).toBe('03 00 00 00');
    expect(p.one('path_readlink', 'in', 1, 20, 32)).toBe('success');
    expect(p.text(0, 11)).toBe('?dir/b.txt?');
    expect(p.one('path_readlink', 'a.txt', 0, 9, 16)).toBe('inval');
    expect(p.one('path_readlink', 'none', 0, 9, 16)).toBe('noent');
  });
});

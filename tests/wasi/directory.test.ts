/** Names in a directory, and the names of preopens. */

import { describe, expect, test } from 'vitest';
import { program } from './program.ts';

const three = { '/': { a: '1', 'b.txt': '2', sub: {} } };

/** Lists a directory as wasi-libc and Go do, with room for `size` bytes. */
function list(p: ReturnType<typeof program>, fd: number, size: number) {
  const names: string[] = [];
  for (let cookie = 0n, room = size; ;) {
    expect(p.call('fd_readdir', fd, 0x100, room, cookie, 0)).toBe('success');
    const used = p.view.getUint32(0, true);
    expect(p.text(0x100 + used, 1)).toBe('?');
    let at = 0x100;
    const end = at + used;
    while (at + 24 <= end) {
      const length = p.view.getUint32(at + 16, true);
      if (at + 24 + length > end) break;
      names.push(p.text(at + 24, length));
      cookie = p.view.getBigUint64(at, true);
      at += 24 + length;
    }
    if (used < room) return names;
    // Not one entry fits: ask again with more room.
    if (at === 0x100) room *= 2;
    p.clear();
  }
}

describe('fd_readdir', () => {
  test('an entry, byte by byte, and the next cut off at the brim', () => {
    const p = program({ preopens: { '/': {} } });
    expect(p.call('fd_readdir', 3, 1, 26, 0n, 64)).toBe('success');
    expect(p.hex(0, 29)).toBe(
      '3f 01 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 ' +
        '01 00 00 00 03 00 00 00 2e 02 3f 3f',
    );
    expect(p.hex(64, 4)).toBe('1a 00 00 00');
  });

  test.each([1, 7, 24, 25, 26, 40, 53, 100, 4096 - 256 - 1])(
    'lists all names with room for %i bytes',
    (size) => {
      const p = program({ preopens: three });
      expect(list(p, 3, size)).toEqual(['.', '..', 'a', 'b.txt', 'sub']);
    },
  );

  test('an exactly filled buffer means: ask again', () => {
    const p = program({ preopens: { '/': {} } });
    p.call('fd_readdir', 3, 0x100, 24 + 1 + 24 + 2, 0n, 0);
    expect(p.view.getUint32(0, true)).toBe(51);
    p.call('fd_readdir', 3, 0x100, 51, 2n, 0);
    expect(p.view.getUint32(0, true)).toBe(0);
  });

  test('a program that deletes what it lists skips nothing', () => {
    const names = Array.from({ length: 20 }, (_, i) => `file-${i}`);
    const tree = Object.fromEntries(names.map((name) => [name, '']));
    const p = program({ preopens: { '/': tree } });
    const gone: string[] = [];
    for (let cookie = 0n; ;) {
      p.call('fd_readdir', 3, 0x100, 40, cookie, 0);
      if (p.view.getUint32(0, true) < 24) break;
      cookie = p.view.getBigUint64(0x100, true);
      const name = p.text(0x118, p.view.getUint32(0x110, true));
      if (name.startsWith('.')) continue;
      expect(p.call('path_unlink_file', 3, ...p.put(name, 0x200))).toBe(
        'success',
      );
      gone.push(name);
    }
    expect(gone).toEqual(names);
    expect(list(p, 3, 100)).toEqual(['.', '..']);
  });

  test('a cookie may come back later; 0 starts over with what is new', () => {
    const p = program({ preopens: three });
    list(p, 3, 200);
    p.call('path_create_directory', 3, ...p.put('new', 0x800));
    p.call('fd_readdir', 3, 0x100, 200, 4n, 0);
    expect(p.text(0x118, 3)).toBe('sub');
    expect(list(p, 3, 200)).toContain('new');
  });

  test('a cookie for a listing that was never taken', () => {
    const p = program({ preopens: three });
    expect(p.call('fd_readdir', 3, 0x100, 200, 4n, 0)).toBe('success');
    expect(p.text(0x118, 3)).toBe('sub');
    expect(p.call('fd_readdir', 3, 0x100, 200, -1n, 0)).toBe('success');
    expect(p.hex(0, 4)).toBe('00 00 00 00');
  });

  test('the ino is the one that filestat shows', () => {
    const p = program({ preopens: three });
    p.call('fd_readdir', 3, 0x100, 200, 2n, 0);
    const ino = p.view.getBigUint64(0x108, true);
    p.call('path_filestat_get', 3, 0, ...p.put('a', 0x800), 0);
    expect(p.view.getBigUint64(8, true)).toBe(ino);
  });

  test('badf, notdir', () => {
    const p = program({ preopens: three });
    p.open('a');
    expect(p.call('fd_readdir', 9, 0, 10, 0n, 16)).toBe('badf');
    expect(p.call('fd_readdir', 4, 0, 10, 0n, 16)).toBe('notdir');
    expect(p.call('fd_readdir', 0, 0, 10, 0n, 16)).toBe('notdir');
  });
});

describe('preopens', () => {
  const two = { '/sand': {}, tmp: {} };

  test('stand from 3 on without a gap, and then comes badf', () => {
    const p = program({ preopens: two });
    expect(p.call('fd_prestat_get', 3, 1)).toBe('success');
    expect(p.hex(0, 10)).toBe('3f 00 00 00 00 05 00 00 00 3f');
    expect(p.call('fd_prestat_get', 4, 0)).toBe('success');
    expect(p.call('fd_prestat_get', 5, 0)).toBe('badf');
    expect(p.call('fd_prestat_get', 0, 0)).toBe('badf');
  });

  test('a name has no NUL; more room than it needs is fine, less is not', () => {
    const p = program({ preopens: two });
    expect(p.call('fd_prestat_dir_name', 3, 1, 6)).toBe('success');
    expect(p.text(0, 8)).toBe('?/sand??');
    expect(p.call('fd_prestat_dir_name', 3, 1, 4)).toBe('nametoolong');
    expect(p.call('fd_prestat_dir_name', 5, 1, 4)).toBe('badf');
  });

  test('can be closed, and be put elsewhere', () => {
    const p = program({ preopens: two });
    expect(p.call('fd_renumber', 3, 4)).toBe('success');
    expect(p.call('fd_prestat_get', 3, 0)).toBe('badf');
    expect(p.call('fd_prestat_dir_name', 4, 0, 5)).toBe('success');
    expect(p.text(0, 5)).toBe('/sand');
    expect(p.call('fd_close', 4)).toBe('success');
    expect(p.call('fd_prestat_get', 4, 0)).toBe('badf');
  });

  test('a directory that the program opened itself is none', () => {
    const p = program({ preopens: three });
    expect(p.open('sub', { rights: 0n })).toBe(4);
    expect(p.call('fd_prestat_get', 4, 0)).toBe('badf');
  });
});

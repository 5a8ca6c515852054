/** What a descriptor is, what may be done with it, and its attributes. */

import { describe, expect, test } from 'vitest';
import { rights } from '../../engine/wasi/descriptors.ts';
import { program, readOnly, readWrite } from './program.ts';

const files = { '/': { 'a.txt': 'Hello', d: {} } };

/** The fields of the fdstat at 0. */
const fdstat = ({ view }: ReturnType<typeof program>) => ({
  filetype: view.getUint8(0),
  flags: view.getUint16(2, true),
  rights: view.getBigUint64(8, true),
  inheriting: view.getBigUint64(16, true),
});

describe('fd_fdstat_get', () => {
  test('a terminal that is read, byte by byte', () => {
    const p = program({ terminal: true });
    p.call('fd_fdstat_set_flags', 0, 4);
    expect(p.call('fd_fdstat_get', 0, 1)).toBe('success');
    expect(p.hex(0, 26)).toBe(
      '3f 02 00 04 00 00 00 00 00 02 00 00 00 00 00 00 00 ' +
        '00 00 00 00 00 00 00 00 3f',
    );
  });

  test('isatty: a character device without the rights to seek and tell', () => {
    const seek = rights.fdSeek | rights.fdTell;
    for (const terminal of [true, false]) {
      const p = program({ terminal });
      p.call('fd_fdstat_get', 1, 0);
      expect(fdstat(p).filetype).toBe(terminal ? 2 : 0);
      expect(fdstat(p).rights & seek).toBe(0n);
    }
  });

  test('a directory has neither seek nor set_size, but hands on what files need', () => {
    const p = program({ preopens: files });
    p.call('fd_fdstat_get', 3, 0);
    const seen = fdstat(p);
    expect(seen.filetype).toBe(3);
    expect(seen.rights & (rights.fdSeek | rights.fdFilestatSetSize)).toBe(0n);
    const wanted = rights.fdRead | rights.fdWrite | rights.fdSeek;
    expect(seen.inheriting & wanted).toBe(wanted);
  });

  test.each([
    ['to read', readOnly, readOnly],
    ['to write', rights.fdWrite, rights.fdWrite],
    ['to read and write', readWrite, readWrite],
    ['with no right', 0n, readOnly],
  ])('a file opened %s says so', (_, wanted, shown) => {
    const p = program({ preopens: files });
    p.open('a.txt', { rights: wanted });
    p.call('fd_fdstat_get', 4, 0);
    expect(fdstat(p).filetype).toBe(4);
    expect(fdstat(p).rights & readWrite).toBe(shown);
  });

  test('badf', () => {
    expect(program().call('fd_fdstat_get', 9, 0)).toBe('badf');
  });
});

describe('flags and rights', () => {
  test('NONBLOCK is accepted on the streams, and reported', () => {
    for (const fd of [0, 1, 2]) {
      const p = program();
      expect(p.call('fd_fdstat_set_flags', fd, 4)).toBe('success');
      p.call('fd_fdstat_get', fd, 0);
      expect(fdstat(p).flags).toBe(4);
    }
  });

  test('inval for a flag that is none, badf for nothing', () => {
    expect(program().call('fd_fdstat_set_flags', 0, 32)).toBe('inval');
    expect(program().call('fd_fdstat_set_flags', 9, 0)).toBe('badf');
  });

  test('rights can be given up, not taken back', () => {
    const p = program({ preopens: files });
    p.open('a.txt');
    p.call('fd_fdstat_get', 4, 0);
    const before = fdstat(p).rights;
    const less = before & ~readOnly;
    expect(p.call('fd_fdstat_set_rights', 4, less, 0n)).toBe('success');
    expect(p.call('fd_fdstat_set_rights', 4, before, 0n)).toBe('notcapable');
    expect(p.read(4)).toBe('badf');
    expect(p.call('fd_fdstat_set_rights', 9, 0n, 0n)).toBe('badf');
  });
});

describe('filestat', () => {
  test('of a file, byte by byte', () => {
    const p = program({ preopens: files, start: 1n });
    p.open('a.txt');
    expect(p.call('fd_filestat_get', 4, 1)).toBe('success');
    const longs = [0, 8, 24, 32, 40, 48, 56].map((at) =>
      p.view.getBigUint64(1 + at, true),
    );
    expect(longs).toEqual([1n, 2n, 1n, 5n, 1n, 1n, 1n]);
    expect(p.hex(17, 8)).toBe('04 00 00 00 00 00 00 00');
    expect(p.hex(0, 1) + p.hex(65, 1)).toBe('3f3f');
  });

  test('of a stream and of a path', () => {
    const p = program({ preopens: files, terminal: true });
    expect(p.call('fd_filestat_get', 0, 0)).toBe('success');
    expect(p.view.getUint8(16)).toBe(2);
    const path = p.put('d', 0x80);
    expect(p.call('path_filestat_get', 3, 0, ...path, 0)).toBe('success');
    expect(p.view.getUint8(16)).toBe(3);
    expect(p.call('fd_filestat_get', 9, 0)).toBe('badf');
  });

  test('fd_filestat_set_size cuts and fills', () => {
    const p = program({ preopens: files });
    p.open('a.txt');
    expect(p.call('fd_filestat_set_size', 4, 2n)).toBe('success');
    expect(p.call('fd_filestat_set_size', 4, 4n)).toBe('success');
    expect(p.read(4)).toBe('He\0\0');
    expect(p.call('fd_filestat_set_size', 4, 2n ** 60n)).toBe('inval');
    expect(p.call('fd_filestat_set_size', 4, 2n ** 40n)).toBe('fbig');
    expect(p.call('fd_filestat_set_size', 3, 0n)).toBe('badf');
    expect(p.call('fd_filestat_set_size', 1, 0n)).toBe('spipe');
  });

  test('times come back to the nanosecond', () => {
    const p = program({ preopens: files });
    p.open('a.txt');
    const time = 1_700_000_000_123_456_789n;
    const set = ['fd_filestat_set_times', 4, time, time - 100n] as const;
    expect(p.call(...set, 1 | 4)).toBe('success');
    p.call('fd_filestat_get', 4, 0);
    expect(p.view.getBigUint64(40, true)).toBe(time);
    expect(p.view.getBigUint64(48, true)).toBe(time - 100n);
  });

  test('NOW is the clock, and no flag leaves a time alone', () => {
    const p = program({ preopens: files, start: 77n });
    p.open('a.txt');
    expect(p.call('fd_filestat_set_times', 4, 5n, 5n, 2)).toBe('success');
    p.call('fd_filestat_get', 4, 0);
    expect(p.view.getBigUint64(40, true)).toBe(77n);
    const path = p.put('a.txt', 0x80);
    const set = ['path_filestat_set_times', 3, 1, ...path, 5n, 6n] as const;
    expect(p.call(...set, 4)).toBe('success');
    p.call('fd_filestat_get', 4, 0);
    expect(p.view.getBigUint64(40, true)).toBe(77n);
    expect(p.view.getBigUint64(48, true)).toBe(6n);
  });

  test.each([1 | 2, 4 | 8, 16])('time flags %i exclude each other', (flags) => {
    const p = program({ preopens: files });
    p.open('a.txt');
    expect(p.call('fd_filestat_set_times', 4, 0n, 0n, flags)).toBe('inval');
    expect(p.call('fd_filestat_set_times', 0, 0n, 0n, 1)).toBe('inval');
    expect(p.call('fd_filestat_set_times', 9, 0n, 0n, 1)).toBe('badf');
  });
});

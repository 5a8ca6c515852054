/** Limits for strangers' programs: each is kept, and each is told. */

import { describe, expect, test } from 'vitest';
import { assemble } from '../../engine/index.ts';
import { limitText, meter, withMemory } from '../../engine/wasi/limits.ts';
import type { Limits } from '../../engine/wasi/limits.ts';
import { program } from './program.ts';

/** A program with limits, and what was told of them. */
function limited(limits: Limits) {
  const told: string[] = [];
  const counts = meter(limits, (sentence) => told.push(sentence));
  const p = program(
    { preopens: { '/': { 'a.txt': 'Hello', d: {} } } },
    { meter: counts },
  );
  const at = (name: string, path: string) =>
    p.call(name, 3, ...p.put(path, 0x700));
  const two = (name: string, from: string, to: string) =>
    p.call(name, ...(name === 'path_link' ? [3, 0] : [3]), ...p.put(from, 0x600), 3, ...p.put(to, 0x700)); // prettier-ignore
  return { p, told, at, two };
}

test('a program that prints too much is ended', () => {
  const { p, told } = limited({ output: 10 });
  expect(p.write(1, '12345')).toBe('success');
  expect(p.write(2, '12345')).toBe('success');
  expect(() => p.write(1, '!')).toThrow('printed more than it may');
  expect(() => p.call('sched_yield')).toThrow('printed more than it may');
  expect(p.output).toEqual({ stdout: '12345', stderr: '12345' });
  expect(told).toEqual(['limit reached: 10 bytes of output']);
});

test('so many files are open, no more; closing one makes room', () => {
  const { p, told } = limited({ open: 6 });
  expect([p.open('a.txt'), p.open('a.txt'), p.open('a.txt')]).toEqual([
    4,
    5,
    'mfile',
  ]);
  expect(p.call('fd_close', 4)).toBe('success');
  expect(p.call('fd_renumber', 5, 3)).toBe('success');
  expect(told).toEqual(['limit reached: 6 open files']);
});

describe('bytes in files', () => {
  test('grow to the limit and no further', () => {
    const { p, told } = limited({ bytes: 8 });
    p.open('new', { oflags: 1 });
    expect(p.write(4, '12345678')).toBe('success');
    expect(p.write(4, '9')).toBe('nospc');
    expect(p.call('fd_allocate', 4, 0n, 9n)).toBe('nospc');
    expect(p.call('fd_filestat_set_size', 4, 9n)).toBe('nospc');
    expect(p.call('fd_pwrite', 4, ...p.piece(0x20, 0x100, 1), 8n, 0)).toBe('nospc'); // prettier-ignore
    expect(p.call('fd_seek', 4, 0n, 0, 0)).toBe('success');
    expect(p.write(4, 'over')).toBe('success');
    expect(told).toEqual(['limit reached: 8 bytes in files']);
  });

  test('come back when a file is cut, emptied or gone', () => {
    const { p, at, two } = limited({ bytes: 8 });
    const fill = () => p.write(4, '12345678');
    const rewind = () => p.call('fd_seek', 4, 0n, 0, 0);
    p.open('new', { oflags: 1 });
    expect(fill()).toBe('success');
    p.call('fd_filestat_set_size', 4, 0n);
    rewind();
    expect(fill()).toBe('success');
    expect(p.open('new', { oflags: 8 })).toBe(5);
    rewind();
    expect(fill()).toBe('success');
    // A name is gone, but descriptors lead to the bytes.
    expect(at('path_unlink_file', 'new')).toBe('success');
    expect(p.open('next', { oflags: 1 })).toBe(6);
    expect(p.write(6, '1')).toBe('nospc');
    p.call('fd_close', 4);
    expect(p.write(6, '1')).toBe('nospc');
    p.call('fd_close', 5);
    expect(p.write(6, '12345678')).toBe('success');
    p.call('fd_close', 6);
    // What was there from the start makes room too, and what is moved over.
    expect(at('path_unlink_file', 'a.txt')).toBe('success');
    p.open('small', { oflags: 1 });
    expect(p.write(4, '12345')).toBe('success');
    expect(p.write(4, '6')).toBe('nospc');
    expect(two('path_rename', 'small', 'next')).toBe('success');
    expect(p.write(4, '12345678')).toBe('success');
    expect(p.write(4, '9')).toBe('nospc');
  });

  test('are the same behind two names', () => {
    const { p, at, two } = limited({ bytes: 4 });
    p.open('one', { oflags: 1 });
    p.write(4, '1234');
    p.call('fd_close', 4);
    expect(two('path_link', 'one', 'other')).toBe('success');
    at('path_unlink_file', 'one');
    p.open('new', { oflags: 1 });
    expect(p.write(4, '1')).toBe('nospc');
    at('path_unlink_file', 'other');
    expect(p.write(4, '1')).toBe('success');
  });
});

test('so many files, links and directories are made, no more', () => {
  const { p, told, at, two } = limited({ nodes: 4 });
  expect(p.open('one', { oflags: 1 })).toBe(4);
  expect(at('path_create_directory', 'two')).toBe('success');
  expect(p.call('path_symlink', ...p.put('x', 0x600), 3, ...p.put('three', 0x700))).toBe('success'); // prettier-ignore
  expect(two('path_link', 'one', 'four')).toBe('success');
  expect(p.open('five', { oflags: 1 })).toBe('nospc');
  expect(at('path_create_directory', 'five')).toBe('nospc');
  expect(p.call('path_symlink', ...p.put('x', 0x600), 3, ...p.put('five', 0x700))).toBe('nospc'); // prettier-ignore
  expect(two('path_link', 'one', 'five')).toBe('nospc');
  expect(at('path_create_directory', 'd')).toBe('exist');
  expect(at('path_remove_directory', 'two')).toBe('success');
  expect(p.open('five', { oflags: 1 })).toBe(5);
  expect(told).toEqual(['limit reached: 4 new files and directories']);
});

describe('memory', () => {
  const { module } = assemble('(module (memory 2 10))');

  test('gets a bound, or a lower one', () => {
    const [bounded] = withMemory(module, 4).memories;
    expect(bounded?.limits).toMatchObject({ min: 2, max: 4 });
    const [kept] = withMemory(module, 99).memories;
    expect(kept?.limits).toMatchObject({ min: 2, max: 10 });
  });

  test('is refused where it starts above it', () => {
    expect(() => withMemory(module, 1)).toThrow(
      'it wants 2 pages of memory; limit reached: 1 pages of memory, 64 KiB each',
    );
  });
});

test('a sentence groups its digits', () => {
  expect(limitText('bytes', 1e6)).toBe('limit reached: 1,000,000 bytes in files'); // prettier-ignore
});

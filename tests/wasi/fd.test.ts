/** Bytes in and out: streams that wait, files that do not. */

import { describe, expect, test } from 'vitest';
import { errno } from '../../engine/wasi/errno.ts';
import { preview1 } from '../../engine/wasi/preview1.ts';
import { program, readOnly, readWrite } from './program.ts';

const files = { '/': { 'a.txt': 'Hello', d: {} } };

describe('fd_read', () => {
  test('fills one piece of memory after the other', () => {
    const p = program({ stdin: 'Hello' });
    p.memory.set([18, 0, 0, 0, 3, 0, 0, 0, 22, 0, 0, 0, 9, 0, 0, 0], 1);
    expect(p.call('fd_read', 0, 1, 2, 32)).toBe('success');
    expect(p.text(17, 9)).toBe('?Hel?lo??');
    expect(p.hex(31, 6)).toBe('3f 05 00 00 00 3f');
  });

  test('reads 0 bytes at the end, and when there is no room', () => {
    const p = program({ stdin: 'Hi' });
    expect(p.read(0, 0)).toBe('');
    expect(p.read(0)).toBe('Hi');
    expect(p.read(0)).toBe('');
  });

  test('waits on an empty stream', async () => {
    const p = program({ stdin: [{ at: 5n, text: 'late' }] });
    const answer = p.start('fd_read', 0, ...p.piece(0, 16, 8), 8);
    expect(p.text(16, 4)).toBe('????');
    expect(await answer).toBe('success');
    expect(p.text(15, 6)).toBe('?late?');
  });

  test('answers again instead, once NONBLOCK is set', () => {
    const p = program({ stdin: [{ at: 5n, text: 'late' }] });
    expect(p.call('fd_fdstat_set_flags', 0, 4)).toBe('success');
    expect(p.read(0)).toBe('again');
  });

  test.each([
    ['badf', 'nothing is open', 9],
    ['badf', 'stdout is written', 1],
    ['isdir', 'a directory', 3],
  ])('%s: %s', (answer, _, fd) => {
    expect(program({ preopens: files }).read(fd)).toBe(answer);
  });

  test('inval for more pieces, or more bytes in them, than a call may name', () => {
    const memory = { bytes: new Uint8Array(0x4000), view: new DataView(new ArrayBuffer(0x4000)) }; // prettier-ignore
    const { functions } = preview1(program({ stdin: 'x' }).world);
    const read = functions.find(({ name }) => name === 'fd_read');
    expect(read?.call([0, 0, 1024, 0], { memory })).toBe(errno.success);
    expect(read?.call([0, 0, 1025, 0], { memory })).toBe(errno.inval);
  });

  test('a piece that ends outside is a fault, and nothing is taken', () => {
    const p = program({ stdin: 'Hello' });
    expect(p.call('fd_read', 0, ...p.piece(0, 0xffe, 3), 16)).toBe('fault');
    expect(p.call('fd_read', 0, ...p.piece(0, 0xffd, 3), 0xffd)).toBe('fault');
    expect(p.read(0)).toBe('Hello');
  });
});

describe('fd_write', () => {
  test('gathers pieces and counts their bytes', () => {
    const p = program();
    p.put('Hel', 18);
    p.put('lo', 21);
    p.memory.set([18, 0, 0, 0, 3, 0, 0, 0, 21, 0, 0, 0, 2, 0, 0, 0], 1);
    expect(p.call('fd_write', 1, 1, 2, 32)).toBe('success');
    expect(p.output.stdout).toBe('Hello');
    expect(p.hex(31, 6)).toBe('3f 05 00 00 00 3f');
  });

  test('stderr is another stream', () => {
    const p = program();
    expect(p.write(2, 'oh')).toBe('success');
    expect(p.output).toEqual({ stdout: '', stderr: 'oh' });
  });

  test('pipe, where nobody reads any more', () => {
    const write = () => 'closed' as const;
    const stdout = { terminal: false, write };
    expect(program({}, { stdout }).write(1, 'x')).toBe('pipe');
  });

  test('a stream that is full is waited for', async () => {
    let open = (): void => {};
    const full = new Promise<void>((resolve) => (open = resolve));
    const p = program({}, { stdout: { terminal: false, write: () => full } });
    const answer = p.start('fd_write', 1, ...p.piece(0, 16, 5), 8);
    expect(answer).toBeInstanceOf(Promise);
    open();
    expect(await answer).toBe('success');
    expect(p.hex(8, 4)).toBe('05 00 00 00');
  });

  test.each([
    ['badf', 'nothing is open', 9],
    ['badf', 'stdin is read', 0],
    ['badf', 'a directory', 3],
  ])('%s: %s', (answer, _, fd) => {
    expect(program({ preopens: files }).write(fd, 'x')).toBe(answer);
  });

  test('badf on a file opened to read', () => {
    const p = program({ preopens: files });
    expect(p.open('a.txt', { rights: readOnly })).toBe(4);
    expect(p.write(4, 'x')).toBe('badf');
  });
});

describe('positions', () => {
  test('reading and writing move them', () => {
    const p = program({ preopens: files });
    expect(p.open('a.txt')).toBe(4);
    expect(p.read(4, 2)).toBe('He');
    expect(p.write(4, 'LL')).toBe('success');
    expect(p.call('fd_tell', 4, 0)).toBe('success');
    expect(p.hex(0, 8)).toBe('04 00 00 00 00 00 00 00');
    expect(p.call('fd_seek', 4, 0n, 0, 0)).toBe('success');
    expect(p.read(4)).toBe('HeLLo');
  });

  test.each([
    ['from the start', 1n, 0, 'ello'],
    ['from the position', -1n, 1, 'ello'],
    ['from the end', -2n, 2, 'lo'],
    ['behind the end', 3n, 2, ''],
  ])('fd_seek %s', (_, offset, whence, rest) => {
    const p = program({ preopens: files });
    p.open('a.txt');
    p.read(4, 2);
    expect(p.call('fd_seek', 4, offset, whence, 0)).toBe('success');
    expect(p.read(4)).toBe(rest);
  });

  test.each([
    ['inval', 'before the start', 4, -1n, 0],
    ['inval', 'another whence', 4, 0n, 3],
    ['inval', 'beyond what a number holds', 4, 2n ** 62n, 0],
    ['spipe', 'a stream', 0, 0n, 0],
    ['badf', 'a directory', 3, 0n, 0],
    ['badf', 'nothing', 9, 0n, 0],
  ])('fd_seek %s: %s', (answer, _, fd, offset, whence) => {
    const p = program({ preopens: files });
    p.open('a.txt');
    expect(p.call('fd_seek', fd, offset, whence, 0)).toBe(answer);
  });

  test('fd_pread and fd_pwrite leave them alone', () => {
    const p = program({ preopens: files });
    p.open('a.txt');
    p.put('y!', 32);
    const at = p.piece(0, 32, 2);
    expect(p.call('fd_pwrite', 4, ...at, 4n, 8)).toBe('success');
    expect(p.call('fd_pread', 4, ...at, 1n, 8)).toBe('success');
    expect(p.text(32, 2)).toBe('el');
    expect(p.read(4)).toBe('Helly!');
  });

  test('fd_pread far behind the end reads nothing', () => {
    const p = program({ preopens: files });
    p.open('a.txt');
    expect(p.call('fd_pread', 4, ...p.piece(0, 32, 2), 2n ** 40n, 8)).toBe(
      'success',
    );
    expect(p.hex(8, 4)).toBe('00 00 00 00');
    expect(p.call('fd_pread', 4, ...p.piece(0, 32, 2), -1n, 8)).toBe('inval');
    expect(p.call('fd_pread', 0, ...p.piece(0, 32, 2), 0n, 8)).toBe('spipe');
  });

  test('with APPEND every write goes to the end, until it is switched off', () => {
    const p = program({ preopens: files });
    p.open('a.txt', { flags: 1 });
    expect(p.write(4, '!')).toBe('success');
    p.call('fd_seek', 4, 0n, 0, 0);
    expect(p.write(4, '!')).toBe('success');
    expect(p.call('fd_tell', 4, 0)).toBe('success');
    expect(p.hex(0, 1)).toBe('07');
    p.call('fd_fdstat_set_flags', 4, 0);
    p.call('fd_seek', 4, 0n, 0, 0);
    p.write(4, 'J');
    p.call('fd_seek', 4, 0n, 0, 0);
    expect(p.read(4)).toBe('Jello!!');
  });

  test('a gap is filled with zeros', () => {
    const p = program({ preopens: files });
    p.open('a.txt');
    p.call('fd_seek', 4, 7n, 0, 0);
    p.write(4, '!');
    p.call('fd_seek', 4, 0n, 0, 0);
    expect(p.read(4)).toBe('Hello\0\0!');
  });

  test('a file that would grow past 1 GiB is fbig', () => {
    const p = program({ preopens: files });
    p.open('a.txt');
    p.call('fd_seek', 4, 2n ** 30n, 0, 0);
    expect(p.write(4, '!')).toBe('fbig');
    expect(p.call('fd_allocate', 4, 0n, 2n ** 31n)).toBe('fbig');
  });
});

describe('descriptors', () => {
  test('fd_close frees the number for the next', () => {
    const p = program({ preopens: files });
    expect(p.open('a.txt')).toBe(4);
    expect(p.open('a.txt')).toBe(5);
    expect(p.call('fd_close', 4)).toBe('success');
    expect(p.call('fd_close', 4)).toBe('badf');
    expect(p.open('a.txt')).toBe(4);
  });

  test('fd_renumber moves a descriptor over another, streams too', () => {
    const p = program({ preopens: files });
    p.open('a.txt');
    expect(p.call('fd_renumber', 4, 1)).toBe('success');
    expect(p.write(1, 'J')).toBe('success');
    expect(p.output.stdout).toBe('');
    expect(p.call('fd_close', 4)).toBe('badf');
    expect(p.call('fd_renumber', 1, 9)).toBe('badf');
    expect(p.call('fd_renumber', 9, 1)).toBe('badf');
    expect(p.call('fd_renumber', 1, 1)).toBe('success');
  });

  test('fd_sync, fd_datasync, fd_advise, fd_allocate', () => {
    const p = program({ preopens: files });
    p.open('a.txt');
    expect(p.call('fd_sync', 4)).toBe('success');
    expect(p.call('fd_datasync', 3)).toBe('success');
    expect(p.call('fd_sync', 1)).toBe('inval');
    expect(p.call('fd_sync', 9)).toBe('badf');
    expect(p.call('fd_advise', 4, 0n, 0n, 5)).toBe('success');
    expect(p.call('fd_advise', 4, 0n, 0n, 6)).toBe('inval');
    expect(p.call('fd_advise', 0, 0n, 0n, 0)).toBe('spipe');
    expect(p.call('fd_allocate', 4, 4n, 4n)).toBe('success');
    expect(p.read(4)).toBe('Hello\0\0\0');
    expect(p.call('fd_allocate', 4, 0n, 0n)).toBe('inval');
    expect(p.call('fd_allocate', 3, 0n, 1n)).toBe('badf');
  });

  test('a file opened to write alone cannot be read', () => {
    const p = program({ preopens: files });
    p.open('a.txt', { rights: readWrite & ~readOnly });
    expect(p.read(4)).toBe('badf');
  });
});

/** The trace: each call as one line, as strace would show it. */

import { expect, test } from 'vitest';
import { preview1 } from '../../engine/wasi/preview1.ts';
import { encode, quote } from '../../engine/wasi/strings.ts';
import type { TraceRecord } from '../../engine/wasi/trace.ts';
import { program } from './program.ts';

const files = { '/': { 'a.txt': 'Hello', 砂: {} } };

test('calls and their answers, in order', async () => {
  const p = program({ stdin: [{ at: 5n, text: 'Alice\n' }], preopens: files });
  p.write(1, 'Hello, 世界\n');
  p.call('clock_time_get', 1, 0n, 0);
  p.call('fd_prestat_get', 3, 0);
  p.call('fd_prestat_dir_name', 3, 0, 1);
  p.call('fd_prestat_get', 4, 0);
  p.call('fd_fdstat_set_flags', 0, 4);
  p.call('fd_fdstat_get', 0, 0);
  p.read(0);
  p.call('fd_fdstat_set_flags', 0, 0);
  await p.start('fd_read', 0, ...p.piece(0, 64, 16), 8);
  p.open('a.txt', { oflags: 1 | 8 });
  p.call('fd_seek', 4, -1n, 0, 0);
  p.call('path_filestat_get', 3, 0, ...p.put('砂', 0x700), 0);
  p.call('fd_readdir', 3, 0x200, 200, 0n, 0);
  p.call('args_get', 0x10, 0x20);
  expect(() => p.call('proc_exit', 3)).toThrow();
  expect(p.lines).toEqual([
    'fd_write(1, iovs=[14 bytes "Hello, 世界\\n"]) → success, 14',
    'clock_time_get(monotonic, precision=0) → success, 1',
    'fd_prestat_get(3) → success, {directory, name of 1}',
    'fd_prestat_dir_name(3, path=[1 byte]) → success, "/"',
    'fd_prestat_get(4) → badf',
    'fd_fdstat_set_flags(0, flags=NONBLOCK) → success',
    'fd_fdstat_get(0) → success, {unknown, flags=NONBLOCK}',
    'fd_read(0, iovs=[64 bytes]) → again',
    'fd_fdstat_set_flags(0, flags=0) → success',
    'fd_read(0, iovs=[16 bytes]) → success, 6, "Alice\\n"',
    'path_open(3, dirflags=SYMLINK_FOLLOW, "a.txt", oflags=CREAT|TRUNC, rights=0x42, inheriting=0x0, fdflags=0) → success, 4',
    'fd_seek(4, offset=-1, whence=set) → inval',
    'path_filestat_get(3, flags=0, "砂") → success, {directory, size=0}',
    'fd_readdir(3, buf=[200 bytes], cookie=0) → success, 107, [., .., a.txt, 砂]',
    'args_get(argv=0x10, argv_buf=0x20) → success',
    'proc_exit(rval=3)',
  ]);
});

test('poll_oneoff, in words', () => {
  const p = program({ stdin: 'x' });
  p.memory.fill(0, 0, 96);
  p.view.setUint32(16, 1, true);
  p.view.setBigUint64(24, 1_000n, true);
  p.view.setUint8(48 + 8, 1);
  p.call('poll_oneoff', 0, 0x100, 2, 0x200);
  expect(p.lines).toEqual([
    'poll_oneoff(in=[monotonic in 1000 ns, read 0], nsubscriptions=2) → success, 1, [read]',
  ]);
});

test('a call that points outside is traced without what it points at', () => {
  const p = program();
  p.call('fd_write', 1, 0xffff, 1, 0);
  expect(p.lines).toEqual(['fd_write() → fault']);
});

test('records are plain data: sequence, times, bytes', async () => {
  const records: TraceRecord[] = [];
  const { world } = program({ stdin: [{ at: 500n, text: 'late' }] });
  const { functions } = preview1(world, { trace: (r) => records.push(r) });
  const bytes = new Uint8Array(64);
  const memory = { bytes, view: new DataView(bytes.buffer) };
  memory.view.setUint32(0, 32, true);
  memory.view.setUint32(4, 8, true);
  const call = (name: string, ...args: (number | bigint)[]) =>
    functions.find((each) => each.name === name)?.call(args, { memory });
  const read = call('fd_read', 0, 0, 1, 8);
  void call('sched_yield');
  await read;
  expect(records.map(({ name, sequence }) => [name, sequence])).toEqual([
    ['sched_yield', 2],
    ['fd_read', 1],
  ]);
  const [, late] = records;
  expect(late?.took).toBe(500n);
  expect(late?.bytes).toEqual(encode('late'));
  expect(late?.at).toBe(32);
  expect(structuredClone(late)).toEqual(late);
});

test('a world without a tracer is not asked for the time', () => {
  const { world } = program();
  let asked = 0;
  const clock = { ...world.clock, monotonic: () => BigInt(++asked) };
  const { functions } = preview1({ ...world, clock });
  void functions
    .find(({ name }) => name === 'sched_yield')
    ?.call([], { memory: undefined });
  expect(asked).toBe(0);
});

test.each([
  ['text\n\t"\\', '"text\\n\\t\\"\\\\"'],
  ['\x1b[1m', '"\\x1b[1m"'],
  ['日本語', '"日本語"'],
  ['日本語日本語', '"日本語"…'],
])('%j is quoted as %s', (text, quoted) => {
  expect(quote(encode(text), 11)).toBe(quoted);
});

test('bytes that are no text are shown as hex', () => {
  expect(quote(new Uint8Array([0x41, 0xff, 0x00]), 9)).toBe('"A\\xff\\x00"');
});

test('encode gives the bytes that every other encoder gives', () => {
  const points = [0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x1_0000, 0x10_ffff]; // prettier-ignore
  const text = String.fromCodePoint(...points);
  expect(encode(text)).toEqual(new TextEncoder().encode(text));
  expect(encode('\ud800')).toEqual(new TextEncoder().encode('\ud800'));
});

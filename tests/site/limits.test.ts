/**
 * A stranger's program in the page: each limit is kept on both engines, and
 * said once in both languages; time is counted only while it works.
 */

import { describe, expect, test } from 'vitest';
import { encode, parseWat } from '../../engine/index.ts';
import type { Resource } from '../../engine/index.ts';
import { createTimekeeper, limitWords } from '../../site/console/limits.ts';
import { startProgram } from '../../site/console/program.ts';
import type { Engine, Request } from '../../site/console/protocol.ts';
import { words } from '../../site/console/strings.ts';
import { request, startHere } from './here.ts';

/** A program that does something over and over, and exits with what it answered last: 0 if that was never refused. */
const again = (imports: string, does: string): Uint8Array =>
  encode(
    parseWat(`(module
  ${imports}
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 64) "file")
  (global $left (mut i32) (i32.const 100))
  (global $n (mut i32) (i32.const 0))
  (func (export "_start") (local $answer i32)
    (i32.store (i32.const 0) (i32.const 1024))
    (i32.store (i32.const 4) (i32.const 1000))
    (loop $again
      (local.set $answer (call $do))
      (global.set $left (i32.sub (global.get $left) (i32.const 1)))
      (br_if $again (i32.and
        (i32.eqz (local.get $answer))
        (i32.ne (global.get $left) (i32.const 0)))))
    (call $exit (local.get $answer)))
  (func $do (result i32) ${does}))`),
  );

const open = `(import "wasi_snapshot_preview1" "path_open"
  (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))`;
const write = `(import "wasi_snapshot_preview1" "fd_write"
  (func $write (param i32 i32 i32 i32) (result i32)))`;

/** Opens, or makes, the file of this name in the directory. */
const opened = `(call $open (i32.const 3) (i32.const 0) (i32.const 64) (i32.const 4)
  (i32.const 1) (i64.const 0x1fffffff) (i64.const 0) (i32.const 0) (i32.const 8))`;

/** The name's last letters count. */
const renamed = `(i32.store16 (i32.const 66) (i32.add (i32.const 0x6161)
    (i32.add (i32.rem_u (global.get $left) (i32.const 16))
      (i32.shl (i32.div_u (global.get $left) (i32.const 16)) (i32.const 8)))))`;

type Case = {
  readonly bytes: Uint8Array;
  readonly limit: number;
  /** How it ends: the errno that it exits with, or a trap. */
  readonly ends: { readonly at: string; readonly code?: number };
};

const cases: Readonly<Record<Resource, Case>> = {
  memory: {
    bytes: again('', '(i32.eq (memory.grow (i32.const 1)) (i32.const -1))'),
    limit: 8,
    ends: { at: 'exited', code: 1 },
  },
  output: {
    bytes: again(
      write,
      '(call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))',
    ),
    limit: 10_000,
    ends: { at: 'trapped' },
  },
  open: {
    bytes: again(open, opened),
    limit: 10,
    // `mfile`
    ends: { at: 'exited', code: 33 },
  },
  bytes: {
    bytes: again(
      open + write,
      `(if (i32.eqz (global.get $n)) (then (drop ${opened})))
       (global.set $n (i32.const 1))
       (call $write (i32.load (i32.const 8)) (i32.const 0) (i32.const 1) (i32.const 12))`,
    ),
    limit: 10_000,
    // `nospc`
    ends: { at: 'exited', code: 51 },
  },
  nodes: {
    bytes: again(open, `${renamed} ${opened}`),
    limit: 20,
    ends: { at: 'exited', code: 51 },
  },
};

const kinds: readonly Resource[] = [
  'memory',
  'output',
  'open',
  'bytes',
  'nodes',
];

async function runWith(what: Resource, change: Partial<Request>) {
  const told: [Resource, number][] = [];
  let printed = 0;
  const { ended } = startProgram(
    startHere,
    request(cases[what].bytes, { files: {}, ...change }),
    {
      limit: (which, limit) => told.push([which, limit]),
      async output(bytes) {
        printed += bytes.length;
      },
    },
  );
  return { ...(await ended), told, printed };
}

describe.each<Engine>(['ours', 'native'])('on engine %s', (engine) => {
  test.each(kinds)('the limit of %s is kept, and said once', async (what) => {
    const { limit, ends } = cases[what];
    const limits = { [what]: limit };
    const { state, told, printed } = await runWith(what, { engine, limits });
    expect(state).toMatchObject(ends);
    expect(told).toEqual([[what, limit]]);
    if (what === 'output') expect(printed).toBe(limit);
  });

  test.each(kinds)('without the limit of %s it goes on', async (what) => {
    const { state, told } = await runWith(what, { engine });
    expect(state).toMatchObject({ at: 'exited', code: 0 });
    expect(told).toEqual([]);
  });

  test('a module that wants more memory from the start is refused', async () => {
    const bytes = encode(
      parseWat('(module (memory 9) (func (export "_start")))'),
    );
    const { ended } = startProgram(
      startHere,
      request(bytes, { engine, limits: { memory: 8 } }),
      {},
    );
    expect((await ended).state).toMatchObject({
      at: 'failed',
      kind: 'unlinkable',
      message: expect.stringMatching(/9 pages of memory/),
    });
  });
});

describe('in words', () => {
  test.each([...kinds, 'seconds'] as const)('%s, in both languages', (what) => {
    const [en, ja] = ['en', 'ja'].map((language) =>
      limitWords(words(language), what, 160_000_000),
    );
    expect(en).toMatch(/^Limit: .*\d/);
    expect(ja).toMatch(/^制限：.*\d/);
    expect(`${en}${ja}`).not.toMatch(/[{}]/);
  });

  test('in units that people use', () => {
    expect(limitWords(words('en'), 'memory', 8192)).toContain('512 MiB');
    expect(limitWords(words('en'), 'output', 100_000_000)).toContain('100 MB');
  });
});

describe('time', () => {
  test('counts while a program works, and not while it waits', async () => {
    let now = 0;
    const over: number[] = [];
    const keeper = createTimekeeper(
      () => 0.03,
      (seconds) => over.push(seconds),
      () => now,
    );
    const pass = (ms: number) => new Promise((done) => setTimeout(done, ms));
    keeper.state({ at: 'loading', loaded: 0, total: 0 });
    keeper.state({ at: 'running' });
    now = 10;
    keeper.state({ at: 'waiting' });
    await pass(60);
    now = 1000;
    expect(over).toEqual([]);
    keeper.state({ at: 'running' });
    await pass(60);
    expect(over).toEqual([0.03]);
    keeper.state({ at: 'stopped' });
    keeper.state({ at: 'loading', loaded: 0, total: 0 });
    keeper.state({ at: 'running' });
    keeper.state({ at: 'exited', code: 0, results: [] });
    await pass(60);
    expect(over).toEqual([0.03]);
  });

  test('has no end where nobody set one', async () => {
    const keeper = createTimekeeper(
      () => undefined,
      () => expect.unreachable(),
    );
    keeper.state({ at: 'running' });
    await new Promise((done) => setTimeout(done, 20));
    keeper.state({ at: 'stopped' });
  });
});

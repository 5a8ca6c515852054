/**
 * Programs as a shell starts them: with streams that are pipes and files that
 * they share. The workers are none, but what runs in them is the real thing.
 */

import { describe, expect, test } from 'vitest';
import { parseWat, encode } from '../../engine/index.ts';
import { createDesk, deskOf } from '../../site/console/desk.ts';
import { startProgram } from '../../site/console/program.ts';
import type { Program } from '../../site/console/program.ts';
import type { Request } from '../../site/console/protocol.ts';
import type { StartWorker } from '../../site/console/session.ts';
import { program, request, startHere } from './here.ts';

/** Writes 384 KiB of lines of 64 bytes, then ends with the last write's errno. */
const source = encode(
  parseWat(`(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 2)
  (global $left (mut i32) (i32.const 96))
  (global $errno (mut i32) (i32.const 0))
  (func (export "_start") (local $at i32)
    (memory.fill (i32.const 1024) (i32.const 97) (i32.const 4096))
    (local.set $at (i32.const 1087))
    (loop $lines
      (i32.store8 (local.get $at) (i32.const 10))
      (local.set $at (i32.add (local.get $at) (i32.const 64)))
      (br_if $lines (i32.lt_u (local.get $at) (i32.const 5120))))
    (i32.store (i32.const 0) (i32.const 1024))
    (i32.store (i32.const 4) (i32.const 4096))
    (loop $again
      (global.set $errno
        (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
      (global.set $left (i32.sub (global.get $left) (i32.const 1)))
      (br_if $again (i32.and
        (i32.eqz (global.get $errno))
        (i32.ne (global.get $left) (i32.const 0)))))
    (call $exit (global.get $errno))))`),
);

/** All that a program writes. */
function gather(bytes: Uint8Array, change: Partial<Request> = {}) {
  const decoder = new TextDecoder();
  let text = '';
  const started: Program = startProgram(startHere, request(bytes, change), {
    async output(more) {
      text += decoder.decode(more, { stream: true });
    },
  });
  return { ...started, text: () => text };
}

describe('a program', () => {
  test('ends, with its state and its files', async () => {
    const files = { 'letter.txt': 'Hello.\n' };
    const { ended, text } = gather(program('go-files'), { files });
    const end = await ended;
    expect(end.state).toMatchObject({ at: 'exited', code: 0 });
    expect(Object.keys(end.files ?? {})).toContain('answer.txt');
    expect(text()).toContain('| Hello.');
  });

  test('is stopped', async () => {
    const spin = gather(program('wat-spin'));
    spin.stop();
    expect((await spin.ended).state).toEqual({ at: 'stopped' });
    // What it has not read, nobody waits for.
    await spin.input(new Uint8Array(3));
  });

  test('reads what it is given, and says when', async () => {
    const count = gather(program('rust-count'), { piped: ['stdin'] });
    await count.input(new TextEncoder().encode('b a b\n'));
    count.end();
    expect((await count.ended).state).toMatchObject({ code: 0 });
    expect(count.text()).toContain('2 different words');
  });

  test('knows the size of the screen before it starts', async () => {
    let text = '';
    const worker: StartWorker = (hear, fail) => {
      const inner = startHere(hear, fail);
      setTimeout(
        () => inner.post({ type: 'size', columns: 132, rows: 50 }),
        200,
      );
      return inner;
    };
    const { ended } = startProgram(
      worker,
      request(program('rust-hello'), { sized: true }),
      {
        async output(bytes) {
          text += new TextDecoder().decode(bytes);
        },
      },
    );
    await ended;
    expect(text).toContain('COLUMNS = 132\nLINES = 50');
  });
});

describe('a pipe', () => {
  test('carries all, and the writer waits for the reader', async () => {
    const count = gather(program('rust-count'), { piped: ['stdin'] });
    let [sent, most] = [0, 0];
    const writer = startProgram(
      startHere,
      request(source, { piped: ['stdout'] }),
      {
        async output(bytes) {
          sent += bytes.length;
          most = Math.max(most, sent);
          await count.input(bytes);
          sent -= bytes.length;
        },
      },
    );
    expect((await writer.ended).state).toMatchObject({ code: 0 });
    count.end();
    expect((await count.ended).state).toMatchObject({ code: 0 });
    expect(count.text()).toContain('1 different words');
    expect(count.text()).toContain('6144');
    // What is under way is what the worker gathers, not all of it.
    expect(most).toBeLessThan(0x2_0000);
  });

  test('whose reader has gone fails the writer', async () => {
    const reader = gather(program('rust-hello'), { piped: ['stdin'] });
    const writer = startProgram(
      startHere,
      request(source, { piped: ['stdout'] }),
      { output: (bytes) => reader.input(bytes) },
    );
    void reader.ended.then(() => writer.unread());
    // 64 is `pipe`, and it is not the last of the writes that finds it.
    expect((await writer.ended).state).toMatchObject({ code: 64 });
    expect(reader.text()).toContain('Hello from Rust!');
  });
});

describe('a pipe as shells make it', () => {
  test('whose reader has gone ends the writer, at a write', async () => {
    const reader = gather(program('rust-hello'), { piped: ['stdin'] });
    const writer = startProgram(
      startHere,
      request(source, { piped: ['stdout'] }),
      { output: (bytes) => reader.input(bytes) },
    );
    void reader.ended.then(() => writer.unread(true));
    expect((await writer.ended).state).toMatchObject({ code: 141 });
  });
});

describe('a desk', () => {
  test('tells who watches it, until they have seen enough', () => {
    const desk = createDesk({ a: '1' });
    const seen: string[] = [];
    const enough = desk.watch((tree) => seen.push(Object.keys(tree).join()));
    desk.lay({ b: '2' });
    desk.lay(desk.tree());
    enough();
    desk.lay({ c: '3' });
    expect(seen).toEqual(['b']);
  });

  test('of one name is one desk', () => {
    const first = deskOf('shared', { a: '1' });
    const second = deskOf('shared', { b: '2' });
    first.lay({ c: '3' });
    expect(second.tree()).toEqual({ c: '3' });
    expect(deskOf('other', {}).tree()).toEqual({});
  });
});

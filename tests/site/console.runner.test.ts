/**
 * A worker's work, in Node: real programs on both engines, with messages going
 * in and out as they do in the page.
 */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import initWabt from 'wabt';
import { browserHost } from '../../site/console/host.ts';
import type {
  Engine,
  FromWorker,
  Request,
  Source,
} from '../../site/console/protocol.ts';
import { createRunner } from '../../site/console/runner.ts';
import type { Host } from '../../site/console/runner.ts';

const programs = join(import.meta.dirname, '../../lessons/programs');
const program = (id: string): Uint8Array =>
  new Uint8Array(readFileSync(join(programs, id, `${id}.wasm`)));

const wabt = await initWabt();
const wat = (text: string): Uint8Array =>
  wabt.parseWat('test.wat', text).toBinary({}).buffer;

const utf8 = new TextEncoder();

/** A run, and all that was said in it. */
function start(
  bytes: Uint8Array,
  change: Partial<Request> = {},
  host: Host = browserHost(),
  /** Whether output is taken as shown when it arrives. */
  show = true,
) {
  const messages: FromWorker[] = [];
  let listeners: (() => void)[] = [];
  const hear = createRunner(host, (message) => {
    // What is said must survive the way to the page.
    messages.push(structuredClone(message));
    if (show && message.type === 'output')
      hear({ type: 'shown', bytes: message.bytes.length });
    for (const listener of listeners) listener();
  });
  hear({
    type: 'run',
    request: {
      source: { kind: 'bytes', bytes },
      args: ['program'],
      env: [],
      files: undefined,
      engine: 'ours',
      entry: '_start',
      without: [],
      ...change,
    },
  });
  /** Resolves when `is` holds. */
  const until = (is: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = (): void => {
        if (is()) resolve();
      };
      listeners = [...listeners, look];
      look();
    });
  const types = (): string[] => messages.map(({ type }) => type);
  return {
    hear,
    messages,
    types,
    until,
    /** What was printed so far. */
    text: () => {
      const decoder = new TextDecoder();
      return messages
        .map((m) =>
          m.type === 'output' ? decoder.decode(m.bytes, { stream: true }) : '',
        )
        .join('');
    },
    type: (text: string) => hear({ type: 'input', bytes: utf8.encode(text) }),
    /** The last message. */
    end: async () => {
      const isEnd = (type: string) =>
        ['exited', 'trapped', 'failed'].includes(type);
      await until(() => types().some(isEnd));
      return messages.at(-1);
    },
  };
}

const noJspi: Host = { ...browserHost(), jspi: undefined };
const engines: readonly Engine[] = ['ours', 'native'];

describe.each(engines)('on engine %s', (engine) => {
  test('a program prints and ends', async () => {
    const run = start(program('go-hello'), { engine });
    expect(await run.end()).toMatchObject({ type: 'exited', code: 0 });
    expect(run.text()).toBe('Hello from Go in the sandbox (砂場)!\n');
    expect(run.types().slice(0, 2)).toEqual(['preparing', 'running']);
    expect(run.types()).not.toContain('waiting');
    expect(run.types()).not.toContain('fallback');
  });

  test('a program asks, ticks while it waits, and answers', async () => {
    const run = start(program('go-greet'), { engine });
    await run.until(() => run.types().includes('waiting'));
    expect(run.text()).toContain('What is your name? ');
    await run.until(() => run.text().includes('1 s]'));
    expect(run.types().filter((type) => type === 'waiting')).toHaveLength(1);
    run.type('砂子\n');
    expect(await run.end()).toMatchObject({ type: 'exited', code: 0 });
    expect(run.text()).toContain('こんにちは、砂子さん！\n');
  });

  test('what is typed before the program asks is kept for it', async () => {
    const run = start(program('go-greet'), { engine });
    run.type('A');
    run.type('da\n');
    await run.end();
    expect(run.text()).toContain('Hello, Ada!');
  });

  test('the end of the input', async () => {
    const run = start(program('rust-count'), { engine });
    run.type('b a b\n');
    run.hear({ type: 'end' });
    expect(await run.end()).toMatchObject({ type: 'exited', code: 0 });
    expect(run.text()).toContain('2 different words\n    2  b\n');
  });

  test('arguments and environment', async () => {
    const run = start(program('rust-hello'), {
      engine,
      args: ['me', '砂'],
      env: [['A', 'b=c']],
    });
    await run.end();
    expect(run.text()).toContain('argument 0: me\nargument 1: 砂\nA = b=c\n');
  });

  test('files go in and come back', async () => {
    const files = { 'letter.txt': 'Hello.\n', folder: {} };
    const run = start(program('go-files'), { engine, files });
    const end = await run.end();
    expect(run.text()).toContain('  | Hello.\n');
    expect(end).toMatchObject({ type: 'exited', code: 0 });
    const after = end?.type === 'exited' ? end.files : undefined;
    expect(after).toEqual({
      'letter.txt': utf8.encode('Hello.\n'),
      'answer.txt': utf8.encode('Thank you for your letter.\n'),
      'journal.txt': utf8.encode('Visit 1.\n'),
      folder: {},
    });
  });

  test('without a directory there is none, and none comes back', async () => {
    const run = start(program('go-files'), { engine });
    expect(await run.end()).toMatchObject({ code: 1, files: undefined });
  });

  test('host calls are told in order, with their answers', async () => {
    const run = start(program('wat-hello'), { engine });
    await run.end();
    const lines = run.messages.flatMap((m) =>
      m.type === 'trace' ? m.lines : [],
    );
    expect(lines).toMatchObject([
      {
        number: 1,
        text: 'fd_write(1, iovs=[15 bytes "Hello, 砂場!\\n"]) → success, 15',
        failed: false,
        record: { name: 'fd_write', errno: 'success', at: 16 },
      },
    ]);
  });

  test('a trap says why and where', async () => {
    const entry = 'divide-by-zero';
    const run = start(program('wat-traps'), { engine, entry });
    const end = await run.end();
    expect(end).toMatchObject({ type: 'trapped' });
    if (end?.type !== 'trapped') return;
    expect(end.message).toMatch(/divi(?:de|sion) by zero/);
    expect(end.where[0]).toContain('divide-by-zero');
  });

  test('calls without end', async () => {
    const entry = 'endless-calls';
    const run = start(program('wat-traps'), { engine, entry });
    expect(await run.end()).toMatchObject({ type: 'trapped' });
  });

  test('a function with numbers gives its result', async () => {
    const change = { engine, entry: 'add', args: ['program', '-2', '44'] };
    const run = start(program('wat-add'), change);
    expect(await run.end()).toMatchObject({ results: ['42'] });
  });

  test('figures', async () => {
    const run = start(program('wat-hello'), { engine });
    await run.end();
    const figures = run.messages.find(({ type }) => type === 'figures');
    expect(figures).toMatchObject({ figures: { memory: 0x1_0000 } });
    if (figures?.type !== 'figures') return;
    expect(figures.figures.instructions).toBe(
      engine === 'ours' ? 6 : undefined,
    );
  });
});

// prettier-ignore
const failures: readonly [string, Uint8Array, Partial<Request>, string][] = [
  ['not a module', utf8.encode('hello'), {}, 'malformed'],
  ['a module cut off', program('wat-hello').slice(0, 60), {}, 'malformed'],
  ['an empty file', new Uint8Array(), {}, 'malformed'],
  ['a body that leaves nothing', wat('(module (func (export "_start") (result i32)))'), {}, 'invalid'],
  ['an import that nobody gives', wat('(module (import "moon" "rise" (func)) (func (export "_start")))'), {}, 'unlinkable'],
  ['a host without a function', program('wat-hello'), { without: ['fd_write'] }, 'unlinkable'],
  ['the same on the browser’s engine', program('wat-hello'), { without: ['fd_write'], engine: 'native' }, 'unlinkable'],
  ['a module without the function', program('wat-add'), {}, 'no-entry'],
  ['too few arguments', program('wat-add'), { entry: 'add', args: ['p', '1'] }, 'no-entry'],
  ['an argument that is no number', program('wat-add'), { entry: 'add', args: ['p', '1', 'x'] }, 'no-entry'],
  ['a segment outside its memory', wat('(module (memory 1) (data (i32.const 65536) "x") (func (export "_start")))'), {}, 'trapped'],
];

describe('what cannot be run says why', () => {
  test.each(failures)('%s', async (_name, bytes, change, kind) => {
    const run = start(bytes, change);
    const end = await run.end();
    if (kind === 'trapped') expect(end).toMatchObject({ type: 'trapped' });
    else expect(end).toMatchObject({ type: 'failed', kind });
  });
});

describe('loading', () => {
  const bytes = program('rust-hello');
  const url = `data:application/wasm;base64,${Buffer.from(bytes).toString('base64')}`;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const from = (change: Partial<Extract<Source, { kind: 'url' }>>) =>
    start(bytes, { source: { kind: 'url', url, size: 0, sha256, ...change } });

  test('tells how far it is', async () => {
    const run = from({ size: bytes.length });
    expect(await run.end()).toMatchObject({ type: 'exited' });
    const progress = run.messages.filter(({ type }) => type === 'loading');
    const total = bytes.length;
    expect(progress[0]).toEqual({ type: 'loading', loaded: 0, total });
    expect(progress.at(-1)).toEqual({ type: 'loading', loaded: total, total });
  });

  test.each([
    ['a module that is not there', { url: 'data:' }, 'fetch'],
    ['a server that does not answer', { url: 'http://localhost:1/' }, 'fetch'],
    ['another module than was promised', { sha256: '00' }, 'changed'],
  ] as const)('%s', async (_name, change, kind) => {
    expect(await from(change).end()).toMatchObject({ type: 'failed', kind });
  });
});

describe('without JSPI', () => {
  test('a program that may wait runs on our engine, which is said', async () => {
    const run = start(program('go-greet'), { engine: 'native' }, noJspi);
    await run.until(() => run.types().includes('waiting'));
    run.type('Ada\n');
    expect(await run.end()).toMatchObject({ type: 'exited', code: 0 });
    expect(run.text()).toContain('Hello, Ada!');
    const reason = 'no-jspi';
    const fallback = { type: 'fallback', engine: 'ours', reason };
    expect(run.messages).toContainEqual(fallback);
  });

  test('a program that never waits runs on the browser’s', async () => {
    const run = start(program('rust-hello'), { engine: 'native' }, noJspi);
    expect(await run.end()).toMatchObject({ type: 'exited' });
    expect(run.types()).not.toContain('fallback');
  });
});

/** Writes 4 MiB to stdout, 64 KiB at a time. */
const flood = wat(`(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 3)
  (global $left (mut i32) (i32.const 64))
  (func (export "_start")
    (i32.store (i32.const 0) (i32.const 65536))
    (i32.store (i32.const 4) (i32.const 65536))
    (memory.fill (i32.const 65536) (i32.const 65) (i32.const 65536))
    (loop $again
      (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
      (global.set $left (i32.sub (global.get $left) (i32.const 1)))
      (br_if $again (global.get $left)))))`);

const soon = () => new Promise((resolve) => setTimeout(resolve, 300));

describe('a program in a hurry', () => {
  test.each(engines)(
    'on %s waits for the page to show what it writes',
    async (engine) => {
      const run = start(flood, { engine }, browserHost(), false);
      const sent = (): number =>
        run.messages.reduce(
          (sum, m) => sum + (m.type === 'output' ? m.bytes.length : 0),
          0,
        );
      await run.until(() => sent() >= 0x10_0000);
      await soon();
      let shown = sent();
      expect(shown).toBeLessThan(0x20_0000);
      run.hear({ type: 'shown', bytes: shown });
      await run.until(() => sent() > shown);
      await soon();
      expect(sent()).toBeLessThan(shown + 0x20_0000);
      while (run.types().at(-1) !== 'exited') {
        run.hear({ type: 'shown', bytes: sent() - shown });
        shown = sent();
        await soon();
      }
      expect(sent()).toBe(0x40_0000);
    },
  );

  test('an endless loop still tells how it does', async () => {
    const host = browserHost();
    let over = false;
    const turn = () => (over ? Promise.reject(new Error('over')) : host.turn());
    const run = start(program('wat-spin'), {}, { ...host, turn });
    const counts = (): number[] =>
      run.messages.flatMap((m) =>
        m.type === 'figures' ? [m.figures.instructions ?? 0] : [],
      );
    await run.until(() => counts().length >= 3);
    const [first = 0, second = 0, third = 0] = counts();
    expect(first).toBeGreaterThan(0);
    expect(second).toBeGreaterThan(first);
    expect(third).toBeGreaterThan(second);
    expect(run.types().at(-1)).toBe('figures');
    over = true;
    expect(await run.end()).toMatchObject({ kind: 'internal' });
  });
});

/**
 * The page's side of a console, driven with a worker that is none: what it
 * says, what it shows, and that Stop is the end whatever comes after.
 */

import { describe, expect, test } from 'vitest';
import type {
  FromWorker,
  Request,
  ToWorker,
} from '../../site/console/protocol.ts';
import { createSession } from '../../site/console/session.ts';
import type { Listener } from '../../site/console/session.ts';

const request: Request = {
  source: { kind: 'bytes', bytes: new Uint8Array() },
  args: ['program'],
  env: [],
  files: undefined,
  engine: 'ours',
  entry: '_start',
  without: [],
};

/** A worker's other end, for the test to hold. */
type Fake = {
  readonly posted: ToWorker[];
  readonly hear: (message: FromWorker) => void;
  readonly fail: (message: string) => void;
  ended: boolean;
};

/** A session with fake workers; `log` is all that the page was told. */
function start(change: Partial<Listener> = {}) {
  const workers: Fake[] = [];
  const log: string[] = [];
  const session = createSession(
    (hear, fail) => {
      const fake: Fake = { posted: [], hear, fail, ended: false };
      workers.push(fake);
      return {
        post: (message) => fake.posted.push(message),
        terminate: () => (fake.ended = true),
      };
    },
    {
      state: (state) => log.push(state.at),
      output: async (bytes) => {
        log.push(new TextDecoder().decode(bytes));
      },
      trace: (lines) => log.push(`${lines.length} calls`),
      figures: ({ memory }) => log.push(`${memory} bytes`),
      fallback: (engine) => log.push(`on ${engine}`),
      files: (files) => log.push(Object.keys(files).join()),
      ...change,
    },
  );
  return { session, workers, log };
}

/** Lets all that is promised come about. */
const settle = () => new Promise((resolve) => setTimeout(resolve));

const output = (text: string): FromWorker => ({
  type: 'output',
  stream: 'stdout',
  bytes: new TextEncoder().encode(text),
});

const exited: FromWorker = {
  type: 'exited',
  code: 0,
  files: undefined,
  results: [],
};

describe('a run', () => {
  test('from the first message to the last', async () => {
    const { session, workers, log } = start();
    session.run(request);
    const [worker] = workers;
    worker?.hear({ type: 'loading', loaded: 1, total: 2 });
    worker?.hear({ type: 'preparing' });
    worker?.hear({ type: 'running' });
    worker?.hear(output('name? '));
    worker?.hear({ type: 'waiting' });
    worker?.hear({ type: 'trace', lines: [] });
    worker?.hear({ ...exited, files: { 'a.txt': '', b: {} } });
    await settle();
    expect(log).toEqual([
      'loading',
      'loading',
      'preparing',
      'running',
      'name? ',
      'waiting',
      '0 calls',
      'a.txt,b',
      'exited',
    ]);
    expect(session.state()).toMatchObject({ at: 'exited', code: 0 });
    expect(worker?.ended).toBe(true);
  });

  test('hands the request, the keys and the end to the worker', async () => {
    const { session, workers } = start();
    session.run(request);
    const bytes = new Uint8Array([65]);
    session.input(bytes);
    session.end();
    expect(workers[0]?.posted).toEqual([
      { type: 'run', request },
      { type: 'input', bytes },
      { type: 'end' },
    ]);
  });

  test('says how much was shown, only when it was shown', async () => {
    const shown = Promise.withResolvers<void>();
    const { session, workers } = start({ output: () => shown.promise });
    session.run(request);
    workers[0]?.hear(output('four'));
    await settle();
    expect(workers[0]?.posted).toHaveLength(1);
    shown.resolve();
    await settle();
    expect(workers[0]?.posted[1]).toEqual({ type: 'shown', bytes: 4 });
  });

  test('does not end before its last output stands on the screen', async () => {
    const shown = Promise.withResolvers<void>();
    const { session, workers } = start({ output: () => shown.promise });
    session.run(request);
    workers[0]?.hear(output('bye'));
    workers[0]?.hear(exited);
    await settle();
    expect(session.state().at).toBe('loading');
    shown.resolve();
    await settle();
    expect(session.state().at).toBe('exited');
  });
});

describe('stop', () => {
  test('ends the worker at once, whatever it does', () => {
    const { session, workers } = start();
    session.run(request);
    session.stop();
    expect(workers[0]?.ended).toBe(true);
    expect(session.state()).toEqual({ at: 'stopped' });
  });

  test('nothing of the stopped program is shown any more', async () => {
    const { session, workers, log } = start();
    session.run(request);
    workers[0]?.hear(output('before'));
    session.stop();
    workers[0]?.hear(output('after'));
    workers[0]?.hear(exited);
    workers[0]?.fail('late');
    await settle();
    expect(log).toEqual(['loading', 'stopped']);
  });

  test('of what has ended changes nothing', async () => {
    const { session, workers, log } = start();
    session.stop();
    session.run(request);
    workers[0]?.hear(exited);
    await settle();
    session.stop();
    expect(log).toEqual(['loading', 'exited']);
  });
});

describe('run again', () => {
  test('while one runs: the first is ended, the second is heard', async () => {
    const { session, workers, log } = start();
    session.run(request);
    session.run(request);
    const [first, second] = workers;
    expect(first?.ended).toBe(true);
    first?.hear(output('old'));
    second?.hear(output('new'));
    await settle();
    expect(log).toEqual(['loading', 'loading', 'new']);
    session.input(new Uint8Array([65]));
    expect(first?.posted).toHaveLength(1);
    expect(second?.posted).toHaveLength(3);
  });

  test('after the end', async () => {
    const { session, workers } = start();
    session.run(request);
    workers[0]?.hear(exited);
    await settle();
    session.run(request);
    expect(session.state().at).toBe('loading');
    expect(workers).toHaveLength(2);
  });
});

describe('what goes wrong', () => {
  test('a worker that breaks is a failure with its message', () => {
    const { session, workers } = start();
    session.run(request);
    workers[0]?.fail('out of memory');
    expect(session.state()).toEqual({
      at: 'failed',
      kind: 'internal',
      message: 'out of memory',
    });
    expect(workers[0]?.ended).toBe(true);
  });

  test('a screen that breaks ends the run, and says so', async () => {
    const { session, workers } = start({
      output: () => Promise.reject(new Error('no screen')),
    });
    session.run(request);
    workers[0]?.hear(output('text'));
    await settle();
    expect(session.state()).toMatchObject({ at: 'failed', kind: 'internal' });
    expect(workers[0]?.ended).toBe(true);
  });

  test.each([
    [{ type: 'failed', kind: 'malformed', message: 'm' }, 'failed'],
    [{ type: 'trapped', message: 'm', where: [], files: undefined }, 'trapped'],
  ] as const)('%j', async (message, at) => {
    const { session, workers } = start();
    session.run(request);
    workers[0]?.hear(message);
    await settle();
    expect(session.state()).toMatchObject({ at, message: 'm' });
    expect(workers[0]?.ended).toBe(true);
  });

  test('keys with nobody to hear them go nowhere', () => {
    const { session, workers } = start();
    session.input(new Uint8Array([65]));
    session.end();
    expect(workers).toHaveLength(0);
  });
});

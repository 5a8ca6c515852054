/**
 * Workers that are none: programs of the page, run in the tests' own thread.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { browserHost } from '../../site/console/host.ts';
import type { Request } from '../../site/console/protocol.ts';
import { createRunner } from '../../site/console/runner.ts';
import type { StartWorker } from '../../site/console/session.ts';

const programs = join(import.meta.dirname, '../../lessons/programs');
/** The module of a program of the course. */
export const program = (id: string): Uint8Array =>
  new Uint8Array(readFileSync(join(programs, id, `${id}.wasm`)));

/** A worker in this thread; once ended, it gets no turn and nobody hears it. */
export const startHere: StartWorker = (hear) => {
  let over = false;
  // Node hears a thousand messages to oneself before it looks at a timer.
  const turn = () =>
    over ? Promise.reject(new Error('over')) : new Promise<void>(setImmediate);
  const run = createRunner({ ...browserHost(), turn }, (message) => {
    const copy = structuredClone(message);
    queueMicrotask(() => over || hear(copy));
  });
  return {
    post: (message) => over || run(structuredClone(message)),
    terminate: () => (over = true),
  };
};

/** A request to run a module, in which nothing is special but for `change`. */
export const request = (
  bytes: Uint8Array,
  change: Partial<Request> = {},
): Request => ({
  source: { kind: 'bytes', bytes },
  args: ['program'],
  env: [],
  files: undefined,
  engine: 'ours',
  entry: '_start',
  without: [],
  ...change,
});

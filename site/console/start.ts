/**
 * Starting a worker: the one place that names its file.
 */

import { attach } from './session.ts';
import type { StartWorker } from './session.ts';

/** Starts a worker. The bundler looks for exactly these words to make the worker's file. */
export const startWorker: StartWorker = (hear, fail) =>
  attach(
    new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }),
    hear,
    fail,
  );

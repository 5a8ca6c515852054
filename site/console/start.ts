/**
 * Starting a worker: the one place that names its file.
 */

import type { FromWorker } from './protocol.ts';
import type { StartWorker } from './session.ts';

/** Starts a worker. The bundler looks for exactly these words to make the worker's file. */
export const startWorker: StartWorker = (hear, fail) => {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    type: 'module',
  });
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => hear(data);
  // A script that does not load is an event without a message.
  worker.onerror = ({ message }) => fail(message || 'its script did not load');
  return {
    post: (message) => worker.postMessage(message),
    terminate: () => worker.terminate(),
  };
};

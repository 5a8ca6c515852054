/**
 * The worker: runner.ts with a browser around it.
 *
 * A worker runs one program. It keeps the page alive while a program loops,
 * and it can be ended whatever the program does.
 */

import { browserHost } from './host.ts';
import { createRunner } from './runner.ts';
import type { FromWorker, ToWorker } from './protocol.ts';

const hear = createRunner(browserHost(), (message: FromWorker) =>
  // A worker's `postMessage`; the library's types know only a window's.
  postMessage(message),
);

onmessage = ({ data }: MessageEvent<ToWorker>) => hear(data);

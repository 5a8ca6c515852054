/**
 * What the page and the toolchain's worker say to one another. The worker
 * stays from one job to the next, with the tools compiled and the packs at
 * hand; a job that is given up ends it, which nothing in it can refuse.
 */

import type { Message } from './messages.ts';
import type { Assets } from './embed.ts';
import type { Phase } from './build.ts';
import type { Files, Kind } from './plan.ts';

/** Something to do with the reader's files. */
export type Job = {
  /** `prepare`: only what a build would need, and only if it was kept. */
  readonly does: 'build' | 'test' | 'vet' | 'prepare';
  readonly files: Files;
  readonly kind: Kind;
  /** What `//go:embed` may find besides. */
  readonly assets?: Assets;
};

/** From the page. */
export type ToWorker = { readonly type: 'job'; readonly job: Job };

/** To the page. A job ends with one of the last five. */
export type FromWorker =
  | { readonly type: 'phase'; readonly phase: Phase }
  | {
      readonly type: 'progress';
      /** In bytes, of all that has to come. */
      readonly loaded: number;
      readonly total: number;
    }
  /** Something went wrong and was got over; `slow`: the tools run on our engine. */
  | { readonly type: 'warning'; readonly what: 'changed' | 'full' | 'slow' }
  | { readonly type: 'built'; readonly bytes: Uint8Array }
  | { readonly type: 'refused'; readonly said: string; readonly code: number }
  /** `ready`: a build would begin at once. */
  | { readonly type: 'prepared'; readonly ready: boolean }
  | { readonly type: 'vetted'; readonly messages: readonly Message[] }
  | {
      readonly type: 'failed';
      readonly kind: 'fetch' | 'changed' | 'no-room' | 'internal';
      readonly message: string;
    };

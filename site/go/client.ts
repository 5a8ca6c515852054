/**
 * The page's side of the toolchain: one worker that stays, one job at a time.
 * To give a job up is to end the worker: that works in every phase, and at
 * once. The next job starts another, which finds the packs where they were
 * kept.
 */

import type {
  StartWorker as StartAny,
  WorkerLike,
} from '../console/session.ts';
import type { FromWorker, Job, ToWorker } from './protocol.ts';

/** A job's end. */
export type Outcome =
  | Extract<
      FromWorker,
      {
        readonly type: 'built' | 'refused' | 'vetted' | 'prepared' | 'failed';
      }
    >
  | { readonly type: 'cancelled' };

/** What is said on the way. */
export type News = Exclude<FromWorker, Outcome>;

/** Starts the toolchain's worker. */
export type StartWorker = StartAny<FromWorker, ToWorker>;

/** The toolchain, as a page uses it. */
export type Toolchain = {
  /** Does a job; one that is under way is given up, a preparation is awaited. */
  perform(job: Job, hear: (news: News) => void): Promise<Outcome>;
  /** Gives up what is under way. */
  cancel(): void;
};

/** A toolchain that starts its worker with the first job. */
export function createToolchain(startWorker: StartWorker): Toolchain {
  let worker: WorkerLike<ToWorker> | undefined;
  let hear: (news: News) => void = () => undefined;
  let preparing = false;
  let finish: ((outcome: Outcome) => void) | undefined;

  function end(outcome: Outcome): void {
    const done = finish;
    finish = undefined;
    preparing = false;
    // Packs that are still on their way tell of it; the job is over.
    hear = () => undefined;
    done?.(outcome);
  }

  function discard(outcome: Outcome): void {
    worker?.terminate();
    worker = undefined;
    end(outcome);
  }

  function begin(): WorkerLike<ToWorker> {
    const mine: WorkerLike<ToWorker> = startWorker(
      (message) => {
        if (worker !== mine) return;
        // Of a preparation that a job has overtaken.
        if (message.type === 'prepared' && !preparing) return;
        if (isOutcome(message)) end(message);
        else hear(message);
      },
      (message) => {
        if (worker === mine)
          discard({ type: 'failed', kind: 'internal', message });
      },
    );
    return mine;
  }

  const cancel = (): void => {
    if (finish) discard({ type: 'cancelled' });
  };
  return {
    cancel,
    perform(job, listener) {
      if (preparing) end({ type: 'cancelled' });
      else cancel();
      preparing = job.does === 'prepare';
      hear = listener;
      const outcome = new Promise<Outcome>((resolve) => (finish = resolve));
      worker ??= begin();
      worker.post({ type: 'job', job });
      return outcome;
    },
  };
}

function isOutcome(
  message: FromWorker,
): message is Exclude<Outcome, { type: 'cancelled' }> {
  const ends = ['built', 'refused', 'vetted', 'prepared', 'failed'];
  return ends.includes(message.type);
}

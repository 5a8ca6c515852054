/**
 * The page's side of a console: one program after the other, each in a worker
 * of its own.
 *
 * It knows no page and no terminal: workers come from a function, what happens
 * goes to listeners. So the tests drive it with a worker that is none.
 *
 *     idle → loading → preparing → running ⇄ waiting → exited | trapped
 *            └────────────────────┬────────────────┘
 *                       stopped, failed
 */

import type { Resource, Tree } from '../../engine/index.ts';
import type {
  Engine,
  FailureKind,
  Figures,
  FromWorker,
  Request,
  ToWorker,
  TraceLine,
} from './protocol.ts';

/** What the console is at. */
export type State =
  | { readonly at: 'idle' }
  | { readonly at: 'loading'; readonly loaded: number; readonly total: number }
  | { readonly at: 'preparing' }
  | { readonly at: 'running' }
  | { readonly at: 'waiting' }
  | {
      readonly at: 'exited';
      readonly code: number;
      readonly results: readonly string[];
    }
  | {
      readonly at: 'trapped';
      readonly message: string;
      readonly where: readonly string[];
    }
  | { readonly at: 'stopped' }
  | {
      readonly at: 'failed';
      readonly kind: FailureKind;
      readonly message: string;
    };

/** A worker that has been started. */
export type WorkerLike<To = ToWorker> = {
  post(message: To): void;
  terminate(): void;
};

/** Starts a worker; it is heard by `hear`, and `fail` is told if it breaks. */
export type StartWorker<From = FromWorker, To = ToWorker> = (
  hear: (message: From) => void,
  fail: (message: string) => void,
) => WorkerLike<To>;

/** A worker that has just been made, as a session wants it. */
export function attach<From, To>(
  worker: Worker,
  hear: (message: From) => void,
  fail: (message: string) => void,
): WorkerLike<To> {
  worker.onmessage = ({ data }: MessageEvent<From>) => hear(data);
  // A script that does not load is an event without a message.
  worker.onerror = ({ message }) => fail(message || 'its script did not load');
  return {
    post: (message) => worker.postMessage(message),
    terminate: () => worker.terminate(),
  };
}

/** Who is told what happens. */
export type Listener = {
  state(state: State): void;
  /** Resolves when the bytes stand on the screen. */
  output(bytes: Uint8Array, stream: 'stdout' | 'stderr'): Promise<void>;
  trace(lines: readonly TraceLine[]): void;
  figures(figures: Figures): void;
  /** The program runs on another engine than the one asked for. */
  fallback(engine: Engine, reason: 'no-jspi'): void;
  /** What the program's directory holds now: when it waits, and at its end. */
  files(files: Tree): void;
  /** The program has come to a limit, for the first time. */
  limit?(what: Resource, limit: number): void;
  /** So many bytes of the input have been read. */
  taken?(bytes: number): void;
};

/** One console's runs. */
export type Session = {
  readonly state: () => State;
  /** Ends what runs, and starts anew. */
  run(request: Request): void;
  /** Ends what runs, at once. Nothing that it has on its way is shown any more. */
  stop(): void;
  input(bytes: Uint8Array): void;
  /** One read of the program finds the end of the input. */
  end(): void;
  /** Nobody reads the program's output any more; `fatal`: its next write is its end. */
  unread(fatal?: boolean): void;
  /** The screen is so large. */
  size(columns: number, rows: number): void;
  /** ^C, where that is not the end of the session. */
  interrupt?(): void;
  /** Whether a program works with the files, where the session goes on without one. */
  busy?(): boolean;
  /** Whether the Tab key has something to do. */
  wantsTab?(): boolean;
};

/** Whether a program is there that could be stopped. */
export const isActive = ({ at }: State): boolean =>
  at === 'loading' ||
  at === 'preparing' ||
  at === 'running' ||
  at === 'waiting';

/** A session in which nothing has run yet. */
export function createSession(
  startWorker: StartWorker,
  listener: Listener,
): Session {
  let state: State = { at: 'idle' };
  let worker: WorkerLike | undefined;

  function become(next: State): void {
    if (!isActive(next)) {
      // The only way to end a program that an endless loop cannot refuse.
      worker?.terminate();
      worker = undefined;
    }
    state = next;
    listener.state(next);
  }

  function run(request: Request): void {
    worker?.terminate();
    // Messages are handled one after the other, each when the one before has
    // reached the screen: "exited" is not said before the last line stands.
    let queue = Promise.resolve();
    const fail = (message: string): void => {
      if (worker === mine) become({ at: 'failed', kind: 'internal', message });
    };
    const mine = startWorker((message) => {
      queue = queue
        .then(async () => {
          if (worker === mine) await hear(message, mine, listener, become);
        })
        .catch((error: unknown) => fail(String(error)));
    }, fail);
    worker = mine;
    become({ at: 'loading', loaded: 0, total: 0 });
    mine.post({ type: 'run', request });
  }

  return {
    state: () => state,
    run,
    stop() {
      if (isActive(state)) become({ at: 'stopped' });
    },
    input: (bytes) => worker?.post({ type: 'input', bytes }),
    end: () => worker?.post({ type: 'end' }),
    unread: (fatal = false) => worker?.post({ type: 'unread', fatal }),
    size: (columns, rows) => worker?.post({ type: 'size', columns, rows }),
  };
}

/** What a message comes to. Resolves when the next one may be heard. */
async function hear(
  message: FromWorker,
  worker: WorkerLike,
  listener: Listener,
  become: (state: State) => void,
): Promise<void> {
  switch (message.type) {
    case 'loading':
      return become({ ...message, at: 'loading' });
    case 'preparing':
    case 'running':
    case 'waiting':
      return become({ at: message.type });
    case 'fallback':
      return listener.fallback(message.engine, message.reason);
    case 'output': {
      const { bytes, stream } = message;
      await listener.output(bytes, stream);
      return worker.post({ type: 'shown', bytes: bytes.length });
    }
    case 'limit':
      return listener.limit?.(message.what, message.limit);
    case 'taken':
      return listener.taken?.(message.bytes);
    case 'files':
      return listener.files(message.files);
    case 'trace':
      return listener.trace(message.lines);
    case 'figures':
      return listener.figures(message.figures);
    case 'exited':
    case 'trapped':
      if (message.files) listener.files(message.files);
      return become(
        message.type === 'exited'
          ? { ...message, at: 'exited' }
          : { ...message, at: 'trapped' },
      );
    case 'failed':
      return become({ ...message, at: 'failed' });
  }
}

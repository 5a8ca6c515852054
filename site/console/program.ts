/**
 * One program, from its start to its end: what a console, a shell line or a
 * page uses to run a module with streams and files of its choice.
 *
 *     const wc = startProgram(startWorker, request, { output: show });
 *     await wc.input(bytes);  // resolves when the program has read them
 *     wc.end();               // and then finds the end
 *     const end = await wc.ended;
 *
 * A pipe is two programs: the first one's `output` answers what the second
 * one's `input` promises, so the first waits while the second is slow; when
 * the second has ended, `unread` tells the first that nobody reads it.
 */

import type { Tree } from '../../engine/index.ts';
import type { Request, Source } from './protocol.ts';
import { createSession, isActive } from './session.ts';
import type { Listener, StartWorker, State } from './session.ts';

/** What a module in the page is known by. */
export type Address = {
  readonly url: string;
  /** In bytes; 0 where nobody knows. */
  readonly size: number;
  /** In hexadecimal; empty where nobody knows. */
  readonly sha256: string;
};

/** Where a worker finds a module of the page. */
export const sourceOf = ({ url, size, sha256 }: Address): Source => ({
  kind: 'url',
  // A worker would take the address as relative to itself.
  url: new URL(url, document.baseURI).href,
  size,
  sha256,
});

/** How a program ended, and what its directory held then. */
export type Ended = {
  readonly state: State;
  readonly files: Tree | undefined;
};

/** A program under way. */
export type Program = {
  readonly ended: Promise<Ended>;
  readonly state: () => State;
  /** More to read; resolves when it has been read, or the program has ended. */
  input(bytes: Uint8Array): Promise<void>;
  /** One read finds the end. */
  end(): void;
  /** Nobody reads its output any more; `fatal`: its next write is its end. */
  unread(fatal?: boolean): void;
  stop(): void;
};

/** Starts a program. Of what happens, `hears` is told what it asks for. */
export function startProgram(
  startWorker: StartWorker,
  request: Request,
  hears: Partial<Listener>,
): Program {
  const done = Promise.withResolvers<Ended>();
  let files: Tree | undefined = request.files;
  /** Reads that were promised: how many bytes have to be read before each. */
  let promised: { left: number; resolve: () => void }[] = [];
  let unread = 0;

  function taken(bytes: number): void {
    unread -= bytes;
    for (const each of promised) each.left -= bytes;
    for (const { left, resolve } of promised) if (left <= 0) resolve();
    promised = promised.filter(({ left }) => left > 0);
  }

  const session = createSession(startWorker, {
    output: async () => undefined,
    trace: () => undefined,
    figures: () => undefined,
    fallback: () => undefined,
    ...hears,
    files(tree) {
      files = tree;
      hears.files?.(tree);
    },
    taken,
    state(state) {
      hears.state?.(state);
      if (isActive(state)) return;
      taken(unread);
      done.resolve({ state, files });
    },
  });
  session.run(request);
  return {
    ended: done.promise,
    state: session.state,
    input(bytes) {
      if (!isActive(session.state())) return Promise.resolve();
      unread += bytes.length;
      session.input(bytes);
      return new Promise((resolve) => promised.push({ left: unread, resolve }));
    },
    end: session.end,
    unread: session.unread,
    stop: session.stop,
  };
}

/**
 * Pipe: bytes from one who writes to one who reads, and back.
 *
 * A pipe joins two programs, or a program and the page: what goes in at one
 * end comes out at the other, and whoever is too early waits. Two pipes make
 * a connection. A loop-back is a place to connect to that lies in the same
 * page, so a server needs no network.
 * Ours · lesson "A small world".
 */

import type { Input, Listener, Output, Socket } from './world.ts';

/** The two ends of a pipe. */
export type Pipe = {
  readonly input: Required<Input>;
  readonly output: Required<Output>;
};

/** A promise that comes true at the next change, for all who wait. */
function changes() {
  let next = Promise.withResolvers<void>();
  return {
    next: () => next.promise,
    tell: (): void => {
      next.resolve();
      next = Promise.withResolvers();
    },
  };
}

/** A pipe. Whoever writes waits while more than `room` bytes lie in it. */
export function pipe(room = 0x1_0000): Pipe {
  const { next, tell } = changes();
  let chunks: Uint8Array[] = [];
  let held = 0;
  let state: 'open' | 'ended' | 'closed' = 'open';
  const peek = (max: number) => {
    const [first] = chunks;
    if (first) return first.slice(0, max);
    return state === 'open' ? 'again' : 'end';
  };
  const settled = async (): Promise<void | 'closed'> => {
    while (held > room && state !== 'closed') await next();
    return state === 'closed' ? 'closed' : undefined;
  };
  const input: Required<Input> = {
    terminal: false,
    peek,
    read(max) {
      const bytes = peek(max);
      if (typeof bytes === 'string' || max === 0) return bytes;
      const rest = chunks[0].subarray(bytes.length);
      if (rest.length > 0) chunks[0] = rest;
      else chunks.shift();
      held -= bytes.length;
      tell();
      return bytes;
    },
    ready: () => (peek(0) === 'again' ? next() : Promise.resolve()),
    close() {
      state = 'closed';
      chunks = [];
      tell();
    },
  };
  const output: Required<Output> = {
    terminal: false,
    write(bytes) {
      if (state !== 'open') return 'closed';
      if (bytes.length === 0) return undefined;
      chunks.push(bytes.slice());
      held += bytes.length;
      tell();
      return held > room ? settled() : undefined;
    },
    end() {
      if (state === 'open') state = 'ended';
      tell();
    },
  };
  return { input, output };
}

/** A place to connect to: `listener` is lent to a program, `connect` is for the other side. */
export type Loopback = {
  readonly listener: Listener;
  readonly connect: () => Pipe;
};

/** A place to connect to, with nobody there yet. */
export function loopback(): Loopback {
  const { next, tell } = changes();
  const waiting: Socket[] = [];
  return {
    listener: {
      pending: () => waiting.length,
      accept: () => waiting.shift() ?? 'again',
      ready: () => (waiting.length > 0 ? Promise.resolve() : next()),
    },
    connect() {
      const [there, back] = [pipe(), pipe()];
      waiting.push({ input: there.input, output: back.output });
      tell();
      return { input: back.input, output: there.output };
    },
  };
}

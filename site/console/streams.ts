/**
 * The program's end of the terminal, in the worker: what was typed and is not
 * read yet, and what was written and is not shown yet.
 *
 * Output is gathered into few large messages, and a program that writes faster
 * than the page can show is made to wait: so it neither drowns the page nor
 * fills the memory.
 */

import { Exit } from '../../engine/index.ts';
import type { Input, Output, Written } from '../../engine/index.ts';
import type { FromWorker, Stream } from './protocol.ts';

/** What the page has sent and the program has not read. */
export type Keyboard = {
  readonly stdin: Input;
  /** More to read. The keyboard keeps `bytes`. */
  type(bytes: Uint8Array): void;
  /** One read of the program finds the end. */
  end(): void;
};

/** What is heard of a keyboard: that a program asks for more, and how much it has read. */
type Reader = {
  readonly waits: () => void;
  readonly took: (bytes: number) => void;
};

/** A keyboard on which nothing was typed; `terminal`: a person sits at it. */
export function createKeyboard(reader: Reader, terminal: boolean): Keyboard {
  const queue: (Uint8Array | 'end')[] = [];
  // All who wait share one promise: a program that polls leaves many behind.
  let next = Promise.withResolvers<void>();
  const add = (item: Uint8Array | 'end'): void => {
    queue.push(item);
    next.resolve();
    next = Promise.withResolvers();
  };
  const stdin: Input = {
    terminal,
    read(max) {
      const first = queue[0];
      if (first === undefined) return 'again';
      if (first === 'end') {
        // As on any terminal, ^D ends one read and not the terminal; a pipe stays at its end.
        if (max > 0 && terminal) queue.shift();
        return 'end';
      }
      if (max >= first.length) queue.shift();
      else queue[0] = first.subarray(max);
      const bytes = first.slice(0, max);
      if (bytes.length > 0) reader.took(bytes.length);
      return bytes;
    },
    ready() {
      if (queue.length > 0) return Promise.resolve();
      reader.waits();
      return next.promise;
    },
  };
  return {
    stdin,
    type: (bytes) => {
      if (bytes.length > 0) add(bytes);
    },
    end: () => add('end'),
  };
}

/** What the program wrote, on its way to the page. */
export type Screen = {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Sends what was gathered. */
  flush(): void;
  /** The page has shown so many bytes more. */
  shown(bytes: number): void;
  /** Nobody will read any more: writes answer that, or (`fatal`) are the end, as by SIGPIPE. */
  close(fatal: boolean): void;
};

/** Bytes gathered before they are sent whatever the time. */
const gathered = 0x1_0000;
/** Milliseconds after which output is sent whatever its size. */
const soon = 16;
/** Bytes on their way at which the program has to wait, and at which it may go on. */
const tooMuch = 0x10_0000;
const little = 0x4_0000;

/** The exit code of a program that wrote to nobody: 128 and the number of SIGPIPE. */
const brokenPipe = 141;

/** A screen that sends by `send`; `patient`: a write may answer "not yet"; `piped`: these are no terminals. */
export function createScreen(
  send: (message: FromWorker) => void,
  now: () => number,
  patient: boolean,
  piped: readonly Stream[],
): Screen {
  let stream: 'stdout' | 'stderr' = 'stdout';
  let bytes = new Uint8Array(gathered);
  let size = 0;
  let sentAt = -Infinity;
  let onTheWay = 0;
  let wake: ((written: Written) => void)[] = [];
  let closed: 'answer' | 'end' | undefined;

  function flush(): void {
    sentAt = now();
    if (size === 0) return;
    onTheWay += size;
    send({ type: 'output', stream, bytes: bytes.slice(0, size) });
    size = 0;
  }

  function write(to: 'stdout' | 'stderr', more: Uint8Array): void {
    if (to !== stream) flush();
    stream = to;
    if (size + more.length > bytes.length) flush();
    if (more.length > bytes.length) bytes = new Uint8Array(more.length);
    bytes.set(more, size);
    size += more.length;
    if (now() - sentAt >= soon) flush();
  }

  const output = (to: 'stdout' | 'stderr'): Output => ({
    terminal: !piped.includes(to),
    write(more) {
      if (closed === 'end') throw new Exit(brokenPipe);
      if (closed) return 'closed';
      write(to, more);
      if (!patient || onTheWay < tooMuch) return undefined;
      return new Promise((resolve) => wake.push(resolve));
    },
  });

  return {
    stdout: output('stdout'),
    stderr: output('stderr'),
    flush,
    shown(count) {
      onTheWay -= count;
      if (onTheWay > little) return;
      for (const resolve of wake) resolve();
      wake = [];
    },
    close(fatal) {
      closed = fatal ? 'end' : 'answer';
      size = 0;
      for (const resolve of wake) resolve('closed');
      wake = [];
    },
  };
}

/**
 * Poll: waiting for the first of several things.
 *
 * This is how a program sleeps and how it listens. What has already come about
 * is answered at once; otherwise the program rests until a clock or a stream
 * wakes it, and nothing runs in the meantime.
 * WASI preview 1, `poll_oneoff` · lesson "Run Go here".
 */

import { answerWord } from './call.ts';
import type { Answer, Call, Memory } from './call.ts';
import { timeOf } from './clock.ts';
import type { OpenFile, Process, Stream } from './descriptors.ts';
import { errno } from './errno.ts';
import type { Errno } from './errno.ts';
import { event, long, put, sizeOf, subscription, word } from './layout.ts';
import type { Cancel, Input, Listener } from './world.ts';

/** What a subscription asks for: its tag, which is also the type of its event. */
const tags = { clock: 0, read: 1, write: 2 } as const;

/** A subscription, read from memory. */
type Wish = {
  readonly userdata: bigint;
  readonly tag: number;
  /** A clock's id. */
  readonly clock: number;
  /** When that clock is due, by its own time. */
  readonly due: bigint;
  readonly fd: number;
};

/** Something that came about: an errno, how many bytes are there, 1 if no more will come. */
type Outcome = {
  readonly errno: Errno;
  readonly nbytes: bigint;
  readonly flags: number;
};

/**
 * poll_oneoff: waits until something comes about. Parameters: `in`, the
 * subscriptions; `out`, room for as many events; `nsubscriptions`. Result:
 * `nevents`, at least 1. A clock is due after `timeout`, or at it with flag 1;
 * a file is always ready; what cannot be waited for is an event with an errno:
 * badf, inval (another clock). Fails with inval (no subscription).
 *
 *     subscription: 1 ms on the monotonic clock
 *
 *         userdata  tag       clock     timeout    precision  flags
 *         2A 00 …   00 …      01 00 …   40 42 0F…  00 …       00 00 …
 *         0         8         16        24         32         40
 *
 *     event
 *
 *         userdata  errno     type      nbytes     flags
 *         2A 00 …   00 00     00 …      00 …       00 00 …
 *         0         8         10        16         24
 */
export function pollOneoff(call: Call): Answer {
  const [subscriptions, , count] = call.words;
  if (count === 0) return errno.inval;
  const { memory, process } = call;
  const wishes = Array.from({ length: count }, (_, i) =>
    readWish(process, memory, subscriptions + i * sizeOf.subscription),
  );
  return answerEvents(call, wishes) ?? waitFor(call, wishes);
}

function readWish(process: Process, { view }: Memory, at: number): Wish {
  const clock = word(view, at, subscription.clock);
  const timeout = long(view, at, subscription.timeout);
  const absolute = word(view, at, subscription.flags) & 1;
  const now = timeOf(process.world.clock, clock) ?? 0n;
  return {
    userdata: long(view, at, subscription.userdata),
    tag: word(view, at, subscription.tag),
    clock,
    due: absolute ? timeout : now + timeout,
    fd: word(view, at, subscription.fd),
  };
}

/** Writes an event for each wish that has come true; undefined if none has. */
function answerEvents(call: Call, wishes: readonly Wish[]): Errno | undefined {
  const [, events, , nevents] = call.words;
  const { memory, process } = call;
  let n = 0;
  for (const wish of wishes) {
    const outcome = outcomeOf(process, wish);
    if (!outcome) continue;
    const at = events + n++ * sizeOf.event;
    const { userdata, tag: type } = wish;
    const values = { userdata, type, ...outcome };
    put(memory.bytes, at, event, sizeOf.event, values);
  }
  return n > 0 ? answerWord(call, nevents, n) : undefined;
}

/** What came of a wish so far: undefined while it must wait. */
function outcomeOf(process: Process, wish: Wish): Outcome | undefined {
  const { tag, fd, clock, due } = wish;
  if (tag === tags.clock) {
    const now = timeOf(process.world.clock, clock);
    if (now === undefined) return failed(errno.inval);
    return now >= due ? ready(0n) : undefined;
  }
  if (tag > tags.write) return failed(errno.inval);
  const opened = process.descriptors.get(fd)?.opened;
  switch (opened?.kind) {
    case 'file':
      return tag === tags.read ? ready(bytesLeft(opened)) : ready(1n);
    case 'stream':
      return outcomeOfStream(opened, tag);
    default:
      return failed(errno.badf);
  }
}

function outcomeOfStream(stream: Stream, tag: number): Outcome | undefined {
  const { input, output, listener } = stream;
  if (tag === tags.write) return output ? ready(1n) : failed(errno.badf);
  if (input) return listen(input);
  if (!listener) return failed(errno.badf);
  return listener.pending() > 0 ? ready(1n) : undefined;
}

const failed = (why: Errno): Outcome => ({ errno: why, nbytes: 0n, flags: 0 });
const ready = (nbytes: bigint): Outcome => ({
  errno: errno.success,
  nbytes,
  flags: 0,
});

function listen(stream: Input): Outcome | undefined {
  const state = stream.read(0);
  if (state === 'again') return undefined;
  return state === 'end' ? { ...ready(0n), flags: 1 } : ready(1n);
}

function bytesLeft({ node, offset }: OpenFile): bigint {
  const stat = node.stat();
  if (typeof stat === 'number') return 0n;
  const left = stat.size - BigInt(offset);
  return left > 0n ? left : 0n;
}

/** Rests until the first clock or stream of the wishes, then looks again. */
async function waitFor(call: Call, wishes: readonly Wish[]): Promise<Errno> {
  const { world } = call.process;
  for (;;) {
    const cancel = canceller();
    const waits = inputs(call.process, wishes).map((input) =>
      input.ready(cancel.signal),
    );
    const delays = wishes.flatMap(({ tag, clock, due }) => {
      const now = timeOf(world.clock, clock) ?? due;
      return tag === tags.clock ? [due - now] : [];
    });
    if (delays.length > 0) {
      const shortest = delays.reduce((a, b) => (a < b ? a : b));
      waits.push(world.clock.wait(shortest, cancel.signal));
    }
    await Promise.race(waits);
    cancel.fire();
    const answer = answerEvents(call, wishes);
    if (answer !== undefined) return answer;
  }
}

/** The streams and sockets that wishes wait for. */
const inputs = (
  process: Process,
  wishes: readonly Wish[],
): (Input | Listener)[] =>
  wishes.flatMap(({ tag, fd }) => {
    const opened = process.descriptors.get(fd)?.opened;
    if (tag !== tags.read || opened?.kind !== 'stream') return [];
    const source = opened.input ?? opened.listener;
    return source ? [source] : [];
  });

/** A signal, and the trigger that fires it. */
function canceller(): { readonly signal: Cancel; readonly fire: () => void } {
  const listeners: (() => void)[] = [];
  const signal = {
    aborted: false,
    addEventListener: (_: 'abort', f: () => void) => void listeners.push(f),
  };
  const fire = (): void => {
    signal.aborted = true;
    for (const listener of listeners) listener();
  };
  return { signal, fire };
}

/**
 * Deterministic: a world in which nothing is left to chance.
 *
 * Time stands still while a program computes and jumps to the next thing
 * somebody waits for when it waits; random numbers come from a seed; input
 * arrives at moments laid down beforehand. So a program runs the same way
 * every time, and a program that sleeps for an hour is done at once. Tests and
 * recordings run in it.
 * Ours · lesson "Run Go here".
 */

import { memoryDirectory } from './tree.ts';
import type { Tree } from './tree.ts';
import { encode } from './strings.ts';
import type { Cancel, Clock, Input, Output, World } from './world.ts';

/** Input that arrives `at` so many nanoseconds after the start. */
export type Arrival = { readonly at: bigint; readonly text: string };

/** What a deterministic world is made from; all of it may be left out. */
export type DeterministicOptions = {
  readonly args?: readonly string[];
  readonly env?: readonly (readonly [string, string])[];
  /** What stdin gives, and then its end; a text is there from the start. */
  readonly stdin?: string | readonly Arrival[];
  /** Whether the streams are a terminal. */
  readonly terminal?: boolean;
  /** Directories by the name of the preopen. */
  readonly preopens?: Readonly<Record<string, Tree>>;
  readonly stdout?: (bytes: Uint8Array) => void;
  readonly stderr?: (bytes: Uint8Array) => void;
  /** Nanoseconds since 1970 at the start. */
  readonly start?: bigint;
  readonly seed?: number;
};

/** 2026-11-20T00:00:00Z, in nanoseconds. */
const usualStart = 1_795_132_800_000_000_000n;

/** A world that depends on nothing but `options`. */
export function deterministicWorld(options: DeterministicOptions): World {
  const { start = usualStart, seed = 1, terminal = false } = options;
  const { stdin = '', preopens = {} } = options;
  const time = timeline();
  const realtime = () => start + time.now();
  const arrivals =
    typeof stdin === 'string' ? [{ at: 0n, text: stdin }] : stdin;
  const output = (write: (bytes: Uint8Array) => void = () => {}): Output => ({
    terminal,
    write,
  });
  return {
    args: options.args ?? ['program'],
    env: options.env ?? [],
    clock: {
      realtime,
      // Go's runtime refuses a monotonic clock at zero.
      monotonic: () => time.now() + 1n,
      resolution: 1n,
      wait: (ns, cancel) => time.reach(time.now() + ns, cancel),
    } satisfies Clock,
    random: randomBytes(seed),
    stdin: scripted(arrivals, terminal, time),
    stdout: output(options.stdout),
    stderr: output(options.stderr),
    preopens: Object.entries(preopens).map(([name, tree]) => ({
      name,
      directory: memoryDirectory(tree, realtime),
    })),
  };
}

type Timeline = {
  readonly now: () => bigint;
  /** Resolves when the time has come; of all moments waited for, the earliest comes next. */
  readonly reach: (moment: bigint, cancel?: Cancel) => Promise<void>;
};

function timeline(): Timeline {
  let now = 0n;
  let sleepers: { moment: bigint; cancel?: Cancel; wake: () => void }[] = [];
  let due = false;
  const advance = (): void => {
    due = false;
    sleepers = sleepers.filter(({ cancel }) => !cancel?.aborted);
    const next = sleepers.toSorted((a, b) => Number(a.moment - b.moment))[0];
    if (!next) return;
    if (next.moment > now) now = next.moment;
    for (const { moment, wake } of sleepers) if (moment <= now) wake();
    sleepers = sleepers.filter(({ moment }) => moment > now);
  };
  const reach = (moment: bigint, cancel?: Cancel): Promise<void> =>
    new Promise((wake) => {
      sleepers.push(cancel ? { moment, cancel, wake } : { moment, wake });
      // Later than everything that is waited for together with this.
      if (!due) void Promise.resolve().then(advance);
      due = true;
    });
  return { now: () => now, reach };
}

function scripted(
  arrivals: readonly Arrival[],
  terminal: boolean,
  time: Timeline,
): Input {
  const coming = arrivals.map(({ at, text }) => ({ at, bytes: encode(text) }));
  return {
    terminal,
    read(max) {
      while (coming[0]?.bytes.length === 0) coming.shift();
      const next = coming[0];
      if (!next) return 'end';
      if (next.at > time.now()) return 'again';
      const bytes = next.bytes.subarray(0, max);
      next.bytes = next.bytes.subarray(max);
      return bytes;
    },
    ready: (cancel) => time.reach(coming[0]?.at ?? time.now(), cancel),
  };
}

/** Mulberry32: a small generator, good enough to look random. */
function randomBytes(seed: number): (bytes: Uint8Array) => void {
  let state = seed;
  return (bytes) => {
    for (let i = 0; i < bytes.length; i++) {
      state = (state + 0x6d2b_79f5) | 0;
      let x = Math.imul(state ^ (state >>> 15), 1 | state);
      x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
      bytes[i] = (x ^ (x >>> 14)) & 0xff;
    }
  };
}

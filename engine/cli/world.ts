/**
 * The world of the command line: this process's streams, clocks and folders.
 *
 * Nothing is passed on unasked: the environment and the directories are those
 * that were named. stdin is not read before the program reads.
 * WASI preview 1, "capabilities" · lesson "What a module may touch".
 */

import { randomFillSync } from 'node:crypto';
import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { Meter } from '../wasi/limits.ts';
import type { Clock, Input, Output, Written } from '../wasi/world.ts';
import type { World } from '../wasi/world.ts';
import { codeOf, folder } from './folder.ts';

/** What a user decides about a program's world. */
export type Lent = {
  readonly args: readonly string[];
  readonly env: readonly (readonly [string, string])[];
  /** Folders of the machine, and under what names the program sees them. */
  readonly dirs: readonly { readonly host: string; readonly guest: string }[];
  readonly meter?: Meter;
};

/** A world on this process. */
export const nodeWorld = ({ args, env, dirs, meter }: Lent): World => ({
  args,
  env,
  clock,
  random: (bytes) => void randomFillSync(bytes),
  stdin: standardInput(),
  stdout: output(1),
  stderr: output(2),
  preopens: dirs.map(({ host, guest }) => ({
    name: guest,
    directory: folder(host),
  })),
  ...(meter ? { meter } : {}),
});

/** Longer than this a timer of Node does not run. */
const longest = 2 ** 31 - 1;

const clock: Clock = {
  realtime: () =>
    BigInt(Math.round((performance.timeOrigin + performance.now()) * 1e6)),
  monotonic: () => process.hrtime.bigint(),
  resolution: 1n,
  wait: (ns, cancel) =>
    new Promise((resolve) => {
      const ms = Math.min(Math.ceil(Number(ns) / 1e6), longest);
      const timer = setTimeout(resolve, ms);
      cancel.addEventListener('abort', () => clearTimeout(timer));
    }),
};

/** Chunks of stdin as they come; no more are asked for than fit. */
function standardInput(): Input {
  const { stdin } = process;
  const room = 1 << 20;
  const chunks: Uint8Array[] = [];
  let held = 0;
  let [started, ended] = [false, false];
  // All who wait share one promise: a program that polls leaves many behind.
  let next = Promise.withResolvers<void>();
  const wake = (): void => {
    next.resolve();
    next = Promise.withResolvers();
  };
  const start = (): void => {
    started = true;
    stdin.on('data', (chunk: Uint8Array) => {
      chunks.push(chunk);
      held += chunk.length;
      if (held > room) stdin.pause();
      wake();
    });
    const end = (): void => {
      ended = true;
      wake();
    };
    stdin.on('end', end).on('error', end);
  };
  return {
    terminal: isatty(0),
    read(max) {
      if (!started) start();
      const [first] = chunks;
      if (!first) return ended ? 'end' : 'again';
      const bytes = first.subarray(0, max);
      if (max < first.length) chunks[0] = first.subarray(max);
      else chunks.shift();
      held -= bytes.length;
      if (held <= room) stdin.resume();
      return bytes;
    },
    ready: () => (held > 0 || ended ? Promise.resolve() : next.promise),
  };
}

/** Written at once; where a pipe is full, later. */
function output(fd: number): Output {
  const write = (bytes: Uint8Array): Written | Promise<Written> => {
    for (let at = 0; at < bytes.length;) {
      try {
        at += writeSync(fd, bytes, at);
      } catch (error) {
        if (codeOf(error) !== 'EAGAIN') return 'closed';
        const rest = bytes.subarray(at);
        const later = new Promise((resolve) => setTimeout(resolve, 1));
        return later.then(() => write(rest));
      }
    }
  };
  return { terminal: isatty(fd), write };
}

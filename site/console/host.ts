/**
 * What a run needs of a browser or of Node: the time, chance, and a moment in
 * which messages are heard.
 */

import type { Clock } from '../../engine/index.ts';
import { bundled } from './hosts.ts';
import { jspi } from './native.ts';
import type { Host } from './runner.ts';

/** Nanoseconds in a millisecond. */
const million = 1_000_000n;

/** The real time, as exactly as a page may know it. */
const realClock: Clock = {
  realtime: () => nanoseconds(performance.timeOrigin + performance.now()),
  monotonic: () => nanoseconds(performance.now()),
  // Browsers round to 0.1 ms in pages that are not isolated.
  resolution: million / 10n,
  wait: (ns, cancel) =>
    new Promise((resolve) => {
      // A timer is too early by up to a millisecond, and holds 31 bits.
      const ms = Math.min(Number(ns / million) + 1, 0x7fff_ffff);
      const timer = setTimeout(resolve, ms);
      cancel.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    }),
};

const nanoseconds = (ms: number): bigint => BigInt(Math.round(ms * 1e6));

/** At most this many random bytes are given at once. */
const randomAtOnce = 0x1_0000;

function random(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; at += randomAtOnce) {
    // The program's memory may be of a kind that is refused: fill a copy.
    const part = new Uint8Array(Math.min(randomAtOnce, bytes.length - at));
    bytes.set(globalThis.crypto.getRandomValues(part), at);
  }
}

/**
 * Lets waiting messages in. A timer would do too, but after a few of them in a
 * row each takes at least four milliseconds; a message to oneself takes none.
 */
function createTurn(): () => Promise<void> {
  const { port1, port2 } = new MessageChannel();
  let resolve = (): void => undefined;
  port1.onmessage = () => resolve();
  return () =>
    new Promise((done) => {
      resolve = done;
      port2.postMessage(undefined);
    });
}

/** The surroundings of a worker. One turn at a time. */
export const browserHost = (): Host => ({
  now: () => performance.now(),
  clock: realClock,
  random,
  turn: createTurn(),
  jspi: jspi(),
  library: bundled,
});

/**
 * Glue that was written for browsers, run unchanged: Go's `wasm_exec.js` and
 * its relatives. Such a script puts a class `Go` on the global object, and
 * uses whatever it finds there: `WebAssembly`, `fs`, timers.
 *
 * So it gets a global object of its own, as a function's parameters shadow
 * what lies outside. That object falls back on the real one, but for what a
 * program may not have: there its world is, and the engine that was chosen.
 */

import { nodeFs } from './nodefs.ts';
import type { Guest } from './guest.ts';

/** A global object made for one script, and what happens when a callback of it fails. */
export type Page = {
  readonly globals: Record<string, unknown>;
  /** Rejects when a timer or a callback of the program throws. */
  readonly failed: Promise<never>;
};

/** Nanoseconds in a millisecond. */
const million = 1e6;

/** The global object for glue that hosts `guest`. */
export function createPage({ world, wasm }: Guest): Page {
  const { promise: failed, reject } = Promise.withResolvers<never>();
  // Whoever is interested waits for it; nobody else shall hear of it.
  failed.catch(() => undefined);
  const { clock } = world;
  const now = (): number => Number(clock.monotonic()) / million;
  const timers = new Map<number, AbortController>();
  const own: Record<string, unknown> = {
    WebAssembly: wasm,
    fs: nodeFs(world, reject),
    process,
    require: undefined,
    performance: { now },
    Date: class extends Date {
      static override now = () =>
        Math.floor(Number(clock.realtime()) / million);
    },
    crypto: {
      getRandomValues(bytes: Uint8Array) {
        world.random(bytes);
        return bytes;
      },
    },
    setTimeout(act: () => void, ms = 0) {
      const id = timers.size + 1;
      const stop = new AbortController();
      timers.set(id, stop);
      const ns = BigInt(Math.round(Math.max(0, ms) * million));
      clock
        .wait(ns, stop.signal)
        .then(() => (stop.signal.aborted ? undefined : act()))
        .catch(reject);
      return id;
    },
    clearTimeout: (id: number) => timers.get(id)?.abort(),
  };
  // Defined, not set: to set `performance` would reach the real one's setter.
  const globals: Record<string, unknown> = Object.create(
    globalThis,
    Object.getOwnPropertyDescriptors(own),
  );
  for (const name of ['globalThis', 'global', 'self', 'window'])
    Object.defineProperty(globals, name, { value: globals, enumerable: true });
  return { globals, failed };
}

/** What Go asks of a process: that it is nobody, and stands in the root. */
const process = {
  pid: -1,
  ppid: -1,
  getuid: () => -1,
  getgid: () => -1,
  geteuid: () => -1,
  getegid: () => -1,
  getgroups: () => [],
  umask: () => 0o22,
  cwd: () => '/',
  chdir: () => undefined,
};

/** Runs a script in a page. */
export function runScript({ globals }: Page, text: string): void {
  const names = Object.keys(globals);
  const script: unknown = Reflect.construct(Function, [...names, text]);
  if (typeof script !== 'function') return;
  Reflect.apply(
    script,
    globals,
    names.map((name) => globals[name]),
  );
}

/** A member of an object whose shape only the glue knows. */
export const member = (object: unknown, name: string): unknown =>
  Reflect.get(Object(object), name);

/** Calls a method of such an object. */
export function callMethod(
  object: unknown,
  name: string,
  ...args: readonly unknown[]
): unknown {
  const method = member(object, name);
  if (typeof method === 'function') return Reflect.apply(method, object, args);
  throw new TypeError(`the glue has no ${name}`);
}

/** Makes an object of a class that the script left on the global object. */
export function construct({ globals }: Page, name: string): object {
  const made = globals[name];
  if (typeof made === 'function') return Object(Reflect.construct(made, []));
  throw new TypeError(`the glue has no class ${name}`);
}

/** Sets members of an object of the glue. */
export const assign = (
  object: object,
  members: Readonly<Record<string, unknown>>,
): void => {
  Object.assign(object, members);
};

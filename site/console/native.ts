/**
 * A run on the browser's own engine.
 *
 * A program there can wait for what is typed only if the browser can suspend
 * Wasm in the middle of a call: JSPI (`WebAssembly.Suspending` and
 * `promising`). It cannot be stepped, and counts nothing; it is ended with its
 * worker. WebAssembly JavaScript API and "JavaScript Promise Integration".
 */

import { Exit, Trap } from '../../engine/index.ts';
import { NoEntry } from './entry.ts';
import { numberOf } from './guest.ts';
import type { Started } from './guest.ts';
import type { Ending, Prepared } from './ours.ts';

/** The two halves of JSPI, where this browser has it. */
export type Jspi = {
  /** An import that may answer a promise; the program sleeps until it comes true. */
  readonly suspending: (call: unknown) => WebAssembly.ImportValue;
  /** A call of an export, which answers a promise. */
  readonly promising: (call: unknown) => Callable;
};

type Callable = (...args: readonly unknown[]) => unknown;

/** This browser's JSPI. TypeScript's library does not know it yet. */
export function jspi(): Jspi | undefined {
  const Suspending: unknown = Reflect.get(WebAssembly, 'Suspending');
  const promising: unknown = Reflect.get(WebAssembly, 'promising');
  if (typeof Suspending !== 'function' || typeof promising !== 'function')
    return undefined;
  return {
    suspending: (call) => Reflect.construct(Suspending, [call]),
    promising: (call) => Reflect.apply(promising, undefined, [call]),
  };
}

/** The host functions that wait: a program without them needs no JSPI. */
const waiting = new Set(['fd_read', 'poll_oneoff']);

/** Whether this program may have to wait in the middle of a call. */
export const mayWait = (module: WebAssembly.Module): boolean =>
  WebAssembly.Module.imports(module).some(({ name }) => waiting.has(name));

/** Prepares a compiled module. Throws LinkError, RuntimeError, NoEntry. */
export async function prepareNative(
  module: WebAssembly.Module,
  imports: (memory: () => WebAssembly.Memory) => WebAssembly.Imports,
  entry: string,
  values: readonly unknown[],
  promise: Jspi | undefined,
  pages = Infinity,
): Promise<Prepared> {
  let memory: WebAssembly.Memory | undefined;
  const theMemory = () => {
    if (!memory) throw new NoEntry('no exported memory "memory"');
    return memory;
  };
  const instance = await WebAssembly.instantiate(module, imports(theMemory));
  const { exports } = instance;
  if (exports['memory'] instanceof WebAssembly.Memory)
    memory = exports['memory'];
  const call = exports[entry];
  if (typeof call !== 'function')
    throw new NoEntry(`no exported function "${entry}"`);
  const start: Callable = (...args) => Reflect.apply(call, undefined, args);
  return {
    run: () => toItsEnd(promise ? promise.promising(call) : start, values),
    instructions: () => undefined,
    memory: () => memory?.buffer.byteLength ?? 0,
    // This engine does not tell; whoever has all that there is may have wanted more.
    refused: () => memory?.buffer.byteLength === pages * 0x1_0000,
  };
}

/** Makes an instance to be called. Throws LinkError, RuntimeError, NoEntry. */
export async function startNative(
  module: WebAssembly.Module,
  imports: (memory: () => WebAssembly.Memory) => WebAssembly.Imports,
  promise: Jspi | undefined,
): Promise<Started> {
  const theMemory = (): WebAssembly.Memory => {
    const memory = instance.exports['memory'];
    if (memory instanceof WebAssembly.Memory) return memory;
    throw new NoEntry('no exported memory "memory"');
  };
  const instance = await WebAssembly.instantiate(module, imports(theMemory));
  return {
    memory() {
      const { buffer } = theMemory();
      return { bytes: new Uint8Array(buffer), view: new DataView(buffer) };
    },
    async call(name, ...args) {
      const func = instance.exports[name];
      if (typeof func !== 'function')
        throw new NoEntry(`no exported function "${name}"`);
      const call: Callable = promise
        ? promise.promising(func)
        : (...values) => Reflect.apply(func, undefined, values);
      return numberOf(await call(...args));
    },
  };
}

async function toItsEnd(
  call: Callable,
  values: readonly unknown[],
): Promise<Ending> {
  try {
    const answer: unknown = await call(...values);
    const results = Array.isArray(answer) ? answer : [answer];
    const given = results.filter((each) => each !== undefined);
    return { kind: 'exited', code: 0, results: given.map(String) };
  } catch (error) {
    return endingOf(error);
  }
}

/** The ending that an exception of a `WebAssembly` stands for. Throws it again where it is none. */
export function endingOf(error: unknown): Ending {
  if (error instanceof Exit)
    return { kind: 'exited', code: error.code, results: [] };
  // By its name: our engine's `WebAssembly` has a RuntimeError of its own. A
  // Trap is a host function's, which ended the program.
  if (
    error instanceof Trap ||
    (error instanceof Error && error.name === 'RuntimeError')
  )
    return { kind: 'trapped', message: error.message, where: where(error) };
  // What a browser throws for a Wasm stack that grows without end.
  if (error instanceof RangeError)
    return { kind: 'trapped', message: error.message, where: [] };
  throw error;
}

/** The Wasm functions in a JavaScript stack, as V8 and SpiderMonkey write them. */
function where(error: Error): string[] {
  const lines = (error.stack ?? '').split('\n');
  return lines.flatMap((line) => {
    if (!/wasm/.test(line)) return [];
    const name = /^\s*at (?:[\w$]+\.)?([^\s(]+) \(/.exec(line)?.[1];
    const index = /wasm-function\[(\d+)\]/.exec(line)?.[1];
    return [name ?? `func ${index ?? '?'}`];
  });
}

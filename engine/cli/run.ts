/**
 * Run: a command module, from its bytes to its exit code.
 *
 * On our engine it runs slice after slice, so that keys, timers and Ctrl-C are
 * heard in between. On Node's own WebAssembly it runs with the same WASI;
 * waiting there needs JSPI, which Node has from version 24 on.
 * Ours · lesson "Run Go here".
 */

import { decode } from '../binary/decode.ts';
import { encode } from '../binary/encode.ts';
import { names } from '../binary/names.ts';
import { drive } from '../exec/drive.ts';
import type { End } from '../exec/drive.ts';
import { Exit } from '../exec/host.ts';
import type { Extern, Func } from '../exec/instance.ts';
import { instantiate } from '../exec/instantiate.ts';
import { Uncaught } from '../exec/exceptions.ts';
import { createMachine, invoke } from '../exec/machine.ts';
import type { Machine } from '../exec/machine.ts';
import { where } from '../exec/where.ts';
import { hex, Trap, Unlinkable } from '../syntax/errors.ts';
import { validate } from '../valid/module.ts';
import { withMemory } from '../wasi/limits.ts';
import type { Meter } from '../wasi/limits.ts';
import { nativeImports, wasiImports } from '../wasi/preview1.ts';
import type { NativeFunction, WasiProcess } from '../wasi/preview1.ts';
import type { RunLimits } from './limits.ts';

/** How a program ended: its own exit code, or why it was stopped. */
export type Ending =
  | { readonly why: 'exited'; readonly code: number }
  | {
      readonly why: 'trapped';
      readonly reason: string;
      readonly calls: readonly string[];
    }
  | { readonly why: 'limit'; readonly reason: string };

/** Thrown between two slices when the fuel or the time is used up. */
class UsedUp extends Error {}

/** So many instructions run between two looks at keys and timers: some 10 ms. */
const slice = 2_000_000;

/** Runs a command on our engine, with `fuel` instructions and within limits; `meter` hears where its memory had one. Throws Malformed, Invalid, Unlinkable. */
export async function runHere(
  bytes: Uint8Array,
  wasi: WasiProcess,
  fuel: number,
  { memory: pages, time = Infinity }: RunLimits,
  meter: Meter,
): Promise<Ending> {
  const module = decode(bytes);
  validate(module);
  const bounded = pages === undefined ? module : withMemory(module, pages);
  const instance = instantiate(bounded, wasiImports(wasi));
  const end = performance.now() + 1000 * time;
  const main = command(instance.exports);
  const machine = createMachine();
  const left = (): number => fuel - machine.executed;
  const drivePart = (func: Func): Promise<End> => {
    invoke(machine, func, []);
    return drive(machine, {
      slice: () => Math.min(slice, left()),
      between: async () => {
        if (left() <= 0) throw new UsedUp('the fuel is used up');
        if (performance.now() > end)
          throw new UsedUp(`limit reached: ${time} seconds`);
        await new Promise(setImmediate);
      },
    });
  };
  try {
    const first = instance.start && (await drivePart(instance.start));
    if (first && first.why !== 'done') return ending(first, machine);
    return ending(await drivePart(main), machine);
  } catch (error) {
    if (!(error instanceof UsedUp)) throw error;
    return { why: 'limit', reason: error.message };
  } finally {
    if (pages !== undefined && instance.memories.some((m) => m.refused))
      meter.take('memory', pages + 1);
  }
}

/** The function that a command starts with. Throws Unlinkable where there is none. */
function command(exports: ReadonlyMap<string, Extern>): Func {
  const start = exports.get('_start');
  if (start?.kind === 'func' && start.type.params.length === 0) return start;
  const offered = [...exports.keys()].join(', ') || 'nothing';
  throw new Unlinkable(`no _start to run; the module exports ${offered}`);
}

function ending(end: End, machine: Machine): Ending {
  switch (end.why) {
    case 'done':
      return { why: 'exited', code: 0 };
    case 'exited':
      return end;
    case 'trapped':
      return {
        why: 'trapped',
        reason: reasonOf(end.trap),
        calls: backTrace(machine),
      };
  }
}

const reasonOf = (trap: Trap): string =>
  trap instanceof Uncaught ? trap.message : `trap: ${trap.message}`;

/** The calls under way, innermost first, by the names in the module. */
function backTrace(machine: Machine): string[] {
  const places = where(machine, 20);
  const [first] = places;
  const known = first && names(first.func.instance.module).funcs;
  return places.map(({ func, offset }) => {
    const name = known?.get(func.index) ?? `function ${func.index}`;
    return `${name} (byte ${hex(offset)})`;
  });
}

/** Runs a command on Node's own WebAssembly. Throws Unlinkable, or what Node throws for a bad module. */
export async function runNative(
  bytes: Uint8Array<ArrayBuffer>,
  wasi: WasiProcess,
  { memory: pages }: RunLimits,
): Promise<Ending> {
  const bounded =
    pages === undefined
      ? bytes
      : new Uint8Array(encode(withMemory(decode(bytes), pages)));
  let memory: WebAssembly.Memory | undefined;
  const jspi = suspension();
  const imports = nativeImports(wasi, () => memory, jspi?.suspending);
  try {
    const { instance } = await WebAssembly.instantiate(bounded, imports);
    const { _start: start, memory: exported } = instance.exports;
    if (typeof start !== 'function') throw new Unlinkable('no _start to run');
    if (exported instanceof WebAssembly.Memory) memory = exported;
    await (jspi?.promising(start) ?? start)();
    return { why: 'exited', code: 0 };
  } catch (error) {
    if (error instanceof Exit) return { why: 'exited', code: error.code };
    return nativeTrap(error);
  }
}

/** What V8 says of a trap, with the lines of its stack that are the program's. Throws what is none. */
function nativeTrap(error: unknown): Ending {
  const isTrap =
    error instanceof WebAssembly.RuntimeError ||
    // The stack is used up.
    error instanceof RangeError ||
    error instanceof Trap;
  if (String(error) === '[object WebAssembly.Exception]') {
    return { why: 'trapped', reason: 'uncaught exception', calls: [] };
  }
  if (!isTrap) throw error;
  const lines = (error.stack ?? '').split('\n').slice(1);
  const calls = lines
    .filter((line) => line.includes('wasm://'))
    .map((line) => line.trim().replace(/^at /, ''));
  return { why: 'trapped', reason: `trap: ${error.message}`, calls };
}

/** JSPI, where Node has it: how to wrap an import that waits and an export that calls it. */
function suspension() {
  const Suspending: unknown = Reflect.get(WebAssembly, 'Suspending');
  const promising: unknown = Reflect.get(WebAssembly, 'promising');
  if (typeof Suspending !== 'function' || typeof promising !== 'function')
    return undefined;
  return {
    suspending: (call: NativeFunction): NativeFunction =>
      Reflect.construct(Suspending, [call]),
    promising: (call: unknown): (() => Promise<unknown>) =>
      Reflect.apply(promising, undefined, [call]),
  };
}

/**
 * Preview 1: the table's functions, bound to one program and its world.
 *
 * All calls pass one place, `perform`: there the parameters are sorted, the
 * memory they name is checked, the function runs, and a trace is kept. What
 * results are plain functions that any engine can be given, ours or the
 * browser's own.
 * WASI preview 1 · lesson "What a module may touch".
 */

import { Trap } from '../syntax/errors.ts';
import type { FuncType } from '../syntax/types.ts';
import type { Caller, HostAnswer } from '../exec/host.ts';
import { hostFunc } from '../exec/instance.ts';
import type { Imports } from '../exec/instantiate.ts';
import type { Value } from '../exec/values.ts';
import type { Answer, Call, Memory } from './call.ts';
import { createProcess } from './descriptors.ts';
import type { Process } from './descriptors.ts';
import { errno, errnoName } from './errno.ts';
import type { Errno } from './errno.ts';
import { waiting, wasiFunctions } from './functions.ts';
import type { WasiRow } from './functions.ts';
import { reaches } from './signature.ts';
import { traceArgs, traceBytes, traceResults } from './trace.ts';
import type { TraceRecord } from './trace.ts';
import type { World } from './world.ts';

/** The name under which modules import these functions. */
const moduleName = 'wasi_snapshot_preview1';

/** A function ready to be called. */
export type WasiFunction = {
  readonly name: string;
  readonly type: FuncType;
  /** Whether it may answer "not yet". */
  readonly waits: boolean;
  readonly call: (args: readonly Value[], caller: Caller) => HostAnswer;
};

/** One program's WASI. */
export type WasiProcess = { readonly functions: readonly WasiFunction[] };

/** Is told of each call when it is over; of proc_exit when it begins. */
export type Tracer = (record: TraceRecord) => void;

/** Makes the functions for one program in `world`. */
export function preview1(
  world: World,
  { trace }: { readonly trace?: Tracer | undefined } = {},
): WasiProcess {
  const process = createProcess(world);
  const around = trace && traced(trace);
  const functions = wasiFunctions.map((row): WasiFunction => ({
    name: row.name,
    type: row.type,
    waits: waiting.has(row.name),
    call(args, caller) {
      const call = callOf(process, args, caller);
      return around ? around(row, call) : perform(row, call);
    },
  }));
  return { functions };
}

/** The memory of a program that exports none: everything lies outside. */
const noMemory: Memory = {
  bytes: new Uint8Array(0),
  view: new DataView(new ArrayBuffer(0)),
};

const callOf = (
  process: Process,
  args: readonly Value[],
  caller: Caller,
): Call => ({
  words: args.flatMap((x) => (typeof x === 'number' ? [x >>> 0] : [])),
  longs: args.flatMap((x) =>
    typeof x === 'bigint' ? [BigInt.asUintN(64, x)] : [],
  ),
  get memory() {
    return caller.memory ?? noMemory;
  },
  process,
});

/** Does a call. What ends the program is thrown, and again at every later call, should the program have caught it. */
function perform(row: WasiRow, call: Call): Answer {
  const { process } = call;
  if (process.end) throw process.end;
  try {
    return reaches(row, call.words, call.memory) ? row.call(call) : errno.fault;
  } catch (error) {
    if (error instanceof Error) process.end = error;
    throw error;
  }
}

/** `perform`, with a record of each call. */
function traced(trace: Tracer): typeof perform {
  let calls = 0;
  return (row, call) => {
    const { clock } = call.process.world;
    const sequence = ++calls;
    const time = clock.monotonic();
    const reached = reaches(row, call.words, call.memory);
    const args = reached ? traceArgs(row, call) : [];
    const written = reached ? traceBytes(row, call, false) : undefined;
    const { name } = row;
    const report = (answer: Errno | undefined): void => {
      const succeeded = answer === errno.success;
      const read = succeeded ? traceBytes(row, call, true) : undefined;
      const results = succeeded ? traceResults(row, call, read?.bytes) : [];
      const took = clock.monotonic() - time;
      const seen = read?.bytes ? read : written;
      const [bytes, at] = [seen?.bytes, seen?.at];
      const word = answer === undefined ? undefined : errnoName(answer);
      const passed = { args, errno: word, results, bytes, at };
      trace({ sequence, name, ...passed, time, took });
    };
    if (row.type.results.length === 0) report(undefined);
    const answer = perform(row, call);
    if (!(answer instanceof Promise)) report(answer);
    return answer instanceof Promise
      ? answer.then((later) => (report(later), later))
      : answer;
  };
}

/** The functions as imports for an instance of our engine. */
export const wasiImports = ({ functions }: WasiProcess): Imports => ({
  [moduleName]: Object.fromEntries(
    functions.map(({ name, type, call }) => [name, hostFunc(type, call)]),
  ),
});

/** A function as JavaScript's own WebAssembly calls it. */
export type NativeFunction = (...args: Value[]) => unknown;

/**
 * The functions as imports for the host's own WebAssembly. `memory` answers
 * the memory of the instance, once there is one. `suspending` wraps the
 * functions that may wait, as `new WebAssembly.Suspending(f)`; without it, to
 * wait is a Trap.
 */
export function nativeImports<Wrapped = NativeFunction>(
  { functions }: WasiProcess,
  memory: () => { readonly buffer: ArrayBufferLike } | undefined,
  suspending?: (call: NativeFunction) => Wrapped,
): Record<string, Record<string, NativeFunction | Wrapped>> {
  const caller: Caller = {
    get memory() {
      const buffer = memory()?.buffer;
      return (
        buffer && { bytes: new Uint8Array(buffer), view: new DataView(buffer) }
      );
    },
  };
  const native = ({ name, waits, call }: WasiFunction) => {
    const plain: NativeFunction = (...args) => {
      const answer = call(args, caller);
      if (answer instanceof Promise && !suspending)
        throw new Trap(`${name} has to wait, which this engine cannot`);
      return answer;
    };
    return waits && suspending ? suspending(plain) : plain;
  };
  return {
    [moduleName]: Object.fromEntries(functions.map((f) => [f.name, native(f)])),
  };
}

/**
 * One run, from the first message to the last: fetch the module, give it a
 * world, let it run, and tell the page what happens.
 *
 * This is the whole of the worker but for the worker: what it needs of its
 * surroundings comes in as `Host`, so the tests run it in Node.
 */

import {
  decode,
  encode,
  memoryDirectory,
  meter,
  nativeImports,
  preview1,
  wasiImports,
  webAssembly,
  withMemory,
} from '../../engine/index.ts';
import type { Clock, Directory, Imports } from '../../engine/index.ts';
import type { Tree, World } from '../../engine/index.ts';
import { withhold } from './withhold.ts';
import { browserImports, hostFunctions, ourImports } from './border.ts';
import type { HostFunction } from './border.ts';
import { entryType, valuesFor } from './entry.ts';
import { treeOf, watchFiles } from './files.ts';
import { outsideOf } from './guest.ts';
import type { ProgramHost } from './guest.ts';
import { prepareHosted } from './hosting.ts';
import type { Library } from './hosting.ts';
import { load, LoadError } from './load.ts';
import { mayWait, prepareNative, startNative } from './native.ts';
import type { Jspi } from './native.ts';
import { prepareOurs, startOurs } from './ours.ts';
import type { Prepared } from './ours.ts';
import type { FailureKind, FromWorker, Request, ToWorker } from './protocol.ts';
import { createKeyboard, createScreen } from './streams.ts';
import type { Keyboard, Screen } from './streams.ts';
import { createTracer } from './tracer.ts';
import type { Tracer } from './tracer.ts';

/** What a run needs of the place where it runs. */
export type Host = {
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
  readonly clock: Clock;
  readonly random: (bytes: Uint8Array) => void;
  /** Resolves when waiting messages have been heard. */
  readonly turn: () => Promise<void>;
  readonly jspi: Jspi | undefined;
  /** Where the hosts of programs are that need more than WASI. */
  readonly library: Library;
};

/** A run under way, as its parts see it. */
type Run = {
  readonly request: Request;
  readonly send: (message: FromWorker) => void;
  readonly host: Host;
  readonly keyboard: Keyboard;
  readonly screen: Screen;
  readonly tracer: Tracer;
  readonly directory: Directory | undefined;
  readonly world: World;
  /** Resolves when the screen's size is known, if the program is to know it. */
  readonly sized: Promise<void>;
  /** Takes note of the screen's size. */
  readonly size: (columns: number, rows: number) => void;
  /** What the directory holds, if it has changed. */
  readonly changed: () => Tree | undefined;
  /** Whether the page believes that the program waits. */
  waiting: boolean;
  /** When a timer last woke it. */
  wokeAt: number;
  /** Tells figures and host calls, if it is time. */
  report: () => void;
};

/** Milliseconds between two reports of figures and host calls. */
const reportEvery = 200;

/** Answers the function that hears the page's messages. The first must be 'run'. */
export function createRunner(
  host: Host,
  send: (message: FromWorker) => void,
): (message: ToWorker) => void {
  let current: Run | undefined;
  return (message) => {
    switch (message.type) {
      case 'run':
        current = createRun(host, send, message.request);
        void runToItsEnd(current);
        return;
      case 'input':
        if (current) awake(current);
        current?.keyboard.type(message.bytes);
        return;
      case 'end':
        if (current) awake(current);
        current?.keyboard.end();
        return;
      case 'shown':
        return current?.screen.shown(message.bytes);
      case 'unread':
        return current?.screen.close(message.fatal);
      case 'size':
        current?.size(message.columns, message.rows);
    }
  };
}

function createRun(
  host: Host,
  send: (message: FromWorker) => void,
  request: Request,
): Run {
  // A host call can only be made to wait where the engine can suspend it.
  const patient = request.engine === 'ours' || host.jspi !== undefined;
  const { piped = [], sized = false, limits = {} } = request;
  const screen = createScreen(send, host.now, patient, piped);
  const reader = {
    waits: () => asleep(run),
    took: (bytes: number) => send({ type: 'taken', bytes }),
  };
  const keyboard = createKeyboard(reader, !piped.includes('stdin'));
  const { clock } = host;
  const env = [...request.env];
  const known = Promise.withResolvers<void>();
  const directory =
    request.files && memoryDirectory(request.files, () => clock.realtime());
  const world: World = {
    args: request.args,
    env,
    clock: {
      ...clock,
      async wait(ns, cancel) {
        screen.flush();
        await clock.wait(ns, cancel);
        run.wokeAt = host.now();
      },
    },
    random: host.random,
    stdin: keyboard.stdin,
    stdout: screen.stdout,
    stderr: screen.stderr,
    preopens: directory ? [{ name: '/', directory }] : [],
    meter: meter(limits, (_, what) =>
      send({ type: 'limit', what, limit: limits[what] ?? 0 }),
    ),
  };
  const tracer = createTracer();
  const parts = { request, send, host, keyboard, screen, tracer, directory };
  const run: Run = {
    ...parts,
    world,
    sized: sized ? known.promise : Promise.resolve(),
    size(columns, rows) {
      if (sized) env.push(['COLUMNS', `${columns}`], ['LINES', `${rows}`]);
      known.resolve();
    },
    changed: directory ? watchFiles(directory) : () => undefined,
    waiting: false,
    wokeAt: 0,
    report: () => undefined,
  };
  return run;
}

/** The program asks for what was not typed yet. */
function asleep(run: Run): void {
  run.screen.flush();
  if (!run.waiting) run.send({ type: 'waiting' });
  run.waiting = true;
  // A program that is stopped while it waits has left its files.
  const files = run.changed();
  if (files) run.send({ type: 'files', files });
}

/** It has something to do again. */
function awake(run: Run): void {
  if (run.waiting) run.send({ type: 'running' });
  run.waiting = false;
}

async function runToItsEnd(run: Run): Promise<void> {
  try {
    const bytes = await load(run.request.source, (loaded, total) =>
      run.send({ type: 'loading', loaded, total }),
    );
    run.send({ type: 'preparing' });
    // The page is to show that before this thread is busy.
    await run.host.turn();
    const program = await prepare(run, bytes);
    await run.sized;
    run.send({ type: 'running' });
    await execute(run, program);
  } catch (error) {
    run.screen.flush();
    run.send(failure(error));
  }
}

/** What a program is linked with: WASI, and what its own host adds. */
type Links = {
  readonly ours: () => Imports;
  readonly native: (memory: () => WebAssembly.Memory) => WebAssembly.Imports;
};

function linksOf(run: Run, functions: readonly HostFunction[]): Links {
  const { request, host, world, tracer } = run;
  const all = preview1(world, { trace: tracer.record });
  const process = withhold(all, request.without);
  return {
    ours: () => ({ ...wasiImports(process), ...ourImports(functions) }),
    native: (memory) => ({
      ...nativeImports(process, memory, host.jspi?.suspending),
      ...browserImports(functions, memory),
    }),
  };
}

async function prepare(
  run: Run,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Prepared> {
  const { request, host, world, tracer } = run;
  const own: ProgramHost =
    request.host === undefined ? {} : await host.library.host(request.host);
  const rows = own.functions?.(outsideOf(world)) ?? [];
  const links = linksOf(run, hostFunctions(rows, tracer.note));
  const compiled =
    request.engine === 'native' ? await nativeModule(run, bytes) : undefined;
  const pace = { now: host.now, between: () => between(run) };
  if (own.run) {
    const start = async () =>
      compiled
        ? startNative(compiled, links.native, host.jspi)
        : startOurs(bytes, links.ours(), pace);
    const wasm = compiled ? WebAssembly : webAssembly;
    const stage = { bytes, world, wasm, library: host.library, start };
    return prepareHosted(own.run, { ...stage, tell: tracer.note });
  }
  const { entry, args } = request;
  const pages = request.limits?.memory;
  if (!compiled)
    return prepareOurs(bytes, links.ours, entry, args, pace, pages);
  const values =
    entry === '_start'
      ? []
      : valuesFor(entryType(decode(bytes), entry), entry, args.slice(1));
  return prepareNative(compiled, links.native, entry, values, host.jspi, pages);
}

/** The module as the browser compiles it; undefined where that engine could not let it wait. */
async function nativeModule(
  { host, send, request }: Run,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<WebAssembly.Module | undefined> {
  const pages = request.limits?.memory;
  const module = await WebAssembly.compile(bounded(bytes, pages));
  if (host.jspi || !mayWait(module)) return module;
  send({ type: 'fallback', engine: 'ours', reason: 'no-jspi' });
  return undefined;
}

/** The module for an engine that is not ours: its bounds must be in its bytes. */
const bounded = (
  bytes: Uint8Array<ArrayBuffer>,
  pages: number | undefined,
): Uint8Array<ArrayBuffer> =>
  pages === undefined
    ? bytes
    : new Uint8Array(encode(withMemory(decode(bytes), pages)));

/** Milliseconds for which a program may work between two waits and still be called waiting. */
const nap = 50;

/** After a slice: the program is at work, so it does not wait. */
function between(run: Run): Promise<void> {
  if (run.host.now() - run.wokeAt > nap) awake(run);
  run.screen.flush();
  run.report();
  return run.host.turn();
}

async function execute(run: Run, program: Prepared): Promise<void> {
  const { send, screen } = run;
  const report = createReport(run, program);
  run.report = () => report(false);
  // For a program that waits; one that works reports after its slices, where
  // a timer may not get its turn.
  const timer = setInterval(run.report, reportEvery);
  try {
    const ending = await program.run();
    screen.flush();
    tellMemory(run, program);
    report(true);
    const files = run.directory && treeOf(run.directory);
    if (ending.kind === 'trapped') {
      const { message, where } = ending;
      send({ type: 'trapped', message, where, files });
    } else {
      const { code, results } = ending;
      send({ type: 'exited', code, results, files });
    }
  } finally {
    clearInterval(timer);
  }
}

/** Says so if the program wanted more memory than it may have. */
function tellMemory({ request, send }: Run, program: Prepared): void {
  const limit = request.limits?.memory;
  if (limit !== undefined && program.refused?.())
    send({ type: 'limit', what: 'memory', limit });
}

/** Tells the page how the program does, now and then or (`last`) at once. */
function createReport(run: Run, program: Prepared): (last: boolean) => void {
  const { host, send, tracer } = run;
  const began = host.now();
  let reported = began;
  return (last) => {
    const now = host.now();
    if (!last && now - reported < reportEvery) return;
    reported = now;
    const lines = tracer.take();
    if (lines.length > 0) send({ type: 'trace', lines });
    const [instructions, memory] = [program.instructions(), program.memory()];
    const figures = { instructions, memory, elapsed: now - began };
    send({ type: 'figures', figures });
  };
}

/** What an exception comes to; its name says whose it is, on either engine. */
function failure(error: unknown): FromWorker {
  const failed = (kind: FailureKind, message: string) =>
    ({ type: 'failed', kind, message }) as const;
  if (!(error instanceof Error)) return failed('internal', String(error));
  const { name, message } = error;
  if (error instanceof LoadError) return failed(error.kind, message);
  switch (name) {
    case 'NoEntry':
      return failed('no-entry', message);
    case 'Malformed':
      return failed('malformed', message);
    case 'Invalid':
    case 'TooLarge':
    case 'CompileError':
      return failed('invalid', message);
    case 'Unlinkable':
    case 'LinkError':
      return failed('unlinkable', message);
    case 'Trap':
    case 'RuntimeError':
      // A segment that does not fit: the module trapped before it began.
      return { type: 'trapped', message, where: [], files: undefined };
    case 'RangeError':
      return failed('no-room', message);
    default:
      return failed('internal', `${name}: ${message}`);
  }
}

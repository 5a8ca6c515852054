/**
 * One measurement, in a process of its own: `node once.ts CONTESTANT TASK`.
 *
 * Prints one line of JSON: what the task printed or answered, and the
 * process's CPU time from the module's bytes to the end of the program:
 * decoding, compiling on any thread, instantiating and running. The engine's
 * own source is loaded before. SUNABA_ENGINE may name the folder of another
 * version of our engine.
 */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as EngineIndex from '../../engine/index.ts';
import type { Imports, Instance, Stop, Value } from '../../engine/index.ts';
import { moduleBytes, tasks } from './tasks.ts';
import type { Task } from './tasks.ts';

type Engine = typeof EngineIndex;

/** Makes an instance with a `WebAssembly` namespace, Node's or another, and answers its exports. */
type Start = (
  bytes: Uint8Array<ArrayBuffer>,
  imports: WebAssembly.Imports,
) => Record<string, unknown>;

/** A world whose output is kept. */
function worldFor(engine: Engine, args: readonly string[]) {
  const written: Uint8Array[] = [];
  const keep = (bytes: Uint8Array) => void written.push(bytes.slice());
  const process = engine.preview1(
    engine.deterministicWorld({
      args: ['program', ...args],
      stdout: keep,
      stderr: keep,
    }),
  );
  return { process, output: () => Buffer.concat(written).toString() };
}

/** Runs an export of an instance of ours to its end. */
function finish(
  { createMachine, invoke, run }: Engine,
  instance: Instance,
  name: string,
  args: readonly Value[],
): Exclude<Stop, { why: 'paused' }> {
  const func = instance.exports.get(name);
  if (func?.kind !== 'func') throw new Error(`no function ${name}`);
  const machine = createMachine();
  invoke(machine, func, args);
  for (;;) {
    const stop = run(machine, 1_000_000);
    if (stop.why !== 'paused') return stop;
  }
}

function ours(
  engine: Engine,
  lowering: 'fused' | 'plain',
  bytes: Uint8Array,
  { work }: Task,
): string {
  const start = (imports: Imports) => {
    const module = engine.decode(bytes);
    engine.validate(module);
    return engine.instantiate(module, imports, { lowering });
  };
  if (work.kind === 'run') {
    const stop = finish(engine, start({}), 'run', [work.n]);
    return stop.why === 'done' ? stop.values.map(Number).join() : stop.why;
  }
  const { process, output } = worldFor(engine, work.args);
  const instance = start(engine.wasiImports(process));
  const stop = finish(engine, instance, '_start', []);
  const well = stop.why === 'done' || (stop.why === 'exited' && !stop.code);
  return well ? output() : `${stop.why}: ${output()}`;
}

function namespace(
  engine: Engine,
  start: Start,
  bytes: Uint8Array<ArrayBuffer>,
  { work }: Task,
): string {
  const args = work.kind === 'command' ? work.args : [];
  const { process, output } = worldFor(engine, args);
  const called = (name: string): unknown => {
    const exports = start(bytes, engine.nativeImports(process, memory));
    exported = exports;
    const func = exports[name];
    if (typeof func !== 'function') throw new Error(`no function ${name}`);
    return work.kind === 'run' ? func(work.n) : func();
  };
  let exported: Record<string, unknown> = {};
  const memory = () => {
    const { memory: found } = exported;
    const buffer =
      typeof found === 'object' && found !== null && 'buffer' in found
        ? found.buffer
        : undefined;
    return buffer instanceof ArrayBuffer ? { buffer } : undefined;
  };
  if (work.kind === 'run') return String(called('run'));
  try {
    called('_start');
  } catch (error) {
    if (!(error instanceof engine.Exit) || error.code !== 0) throw error;
  }
  return output();
}

const runners: Readonly<
  Record<
    string,
    (engine: Engine, bytes: Uint8Array<ArrayBuffer>, task: Task) => string
  >
> = {
  fused: (engine, bytes, task) => ours(engine, 'fused', bytes, task),
  plain: (engine, bytes, task) => ours(engine, 'plain', bytes, task),
  node: (engine, bytes, task) =>
    namespace(
      engine,
      (...[source, imports]) =>
        new WebAssembly.Instance(new WebAssembly.Module(source), imports)
          .exports,
      bytes,
      task,
    ),
  polywasm: (engine, bytes, task) => namespace(engine, polywasm, bytes, task),
};

const [contestant = '', name = ''] = process.argv.slice(2);
const task = tasks.find((each) => each.name === name);
const runner = runners[contestant];
if (!task || !runner) throw new Error('usage: once.ts CONTESTANT TASK');

// polywasm brings no types; its namespace is shaped as the browser's.
const other = contestant === 'polywasm' ? await import(String('polywasm')) : {};
const polywasm: Start = (source, imports) => {
  const { Instance, Module } = other.WebAssembly;
  return new Instance(new Module(source), imports).exports;
};
const folder =
  process.env['SUNABA_ENGINE'] ?? join(import.meta.dirname, '../../engine');
const engine: Engine = await import(
  pathToFileURL(join(folder, 'index.ts')).href
);

const bytes = moduleBytes(task.program);
const before = process.cpuUsage();
const output = runner(engine, bytes, task);
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ ms: (user + system) / 1000, output }));

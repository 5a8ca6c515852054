/**
 * Running one of Go's tools: a WASI program like any other, with a directory
 * that holds what it reads and takes what it writes.
 */

import {
  createMachine,
  decode,
  drive,
  Exit,
  instantiate,
  invoke,
  memoryDirectory,
  nativeImports,
  preview1,
  validate,
  wasiImports,
} from '../../engine/index.ts';
import type { Tree, World } from '../../engine/index.ts';

/** A tool, ready to be run as often as wanted: on the host's engine, or on ours. */
export type Tool =
  | { readonly on: 'native'; readonly module: WebAssembly.Module }
  | { readonly on: 'ours'; readonly module: ReturnType<typeof decode> };

/** What a run of a tool is given. */
export type Call = {
  /** The first is the tool's name. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What its directory `/` holds. */
  readonly files: Tree;
  /** The file to bring back. */
  readonly output?: string;
};

/** What came of it: all that it said, in order, and the file that was asked for. */
export type Ran = {
  readonly code: number;
  readonly said: string;
  readonly output: Uint8Array | undefined;
};

/** The tools ask for the time, but nothing that they write depends on it. */
const time = 1_700_000_000_000_000_000n;

/** On our engine a tool lets go now and then: half a second of instructions. */
const slice = 50_000_000;
const between = (): Promise<void> => Promise.resolve();

/** Compiles a tool for the engine it is to run on. */
export async function prepareTool(
  bytes: Uint8Array<ArrayBuffer>,
  on: Tool['on'],
): Promise<Tool> {
  if (on === 'native') return { on, module: await WebAssembly.compile(bytes) };
  const module = decode(bytes);
  validate(module);
  return { on, module };
}

/** Runs a tool to its end. */
export async function runTool(tool: Tool, call: Call): Promise<Ran> {
  const root = memoryDirectory(call.files, () => time);
  const decoder = new TextDecoder();
  let said = '';
  const out = {
    terminal: false,
    write(bytes: Uint8Array) {
      said += decoder.decode(bytes, { stream: true });
    },
  };
  let ticks = 0n;
  const world: World = {
    args: call.args,
    env: Object.entries(call.env),
    clock: {
      realtime: () => time + (ticks += 1000n),
      monotonic: () => (ticks += 1000n),
      resolution: 1000n,
      wait: () => Promise.resolve(),
    },
    // Seeds of hash tables: the compiler's output does not depend on them.
    random: (bytes) => bytes.fill(7),
    stdin: {
      terminal: false,
      read: () => 'end',
      ready: () => Promise.resolve(),
    },
    stdout: out,
    stderr: out,
    preopens: [{ name: '/', directory: root }],
  };
  const code = await perform(tool, world);
  return { code, said, output: fileIn(root, call.output) };
}

async function perform(tool: Tool, world: World): Promise<number> {
  return tool.on === 'native'
    ? performNative(tool.module, world)
    : performOurs(tool.module, world);
}

async function performNative(
  module: WebAssembly.Module,
  world: World,
): Promise<number> {
  let memory: WebAssembly.Memory | undefined;
  const imports = nativeImports(preview1(world), () => memory);
  const instance = await WebAssembly.instantiate(module, imports);
  const { memory: own, _start } = instance.exports;
  if (own instanceof WebAssembly.Memory) memory = own;
  if (typeof _start !== 'function') throw new TypeError('a tool has _start');
  try {
    Reflect.apply(_start, undefined, []);
    return 0;
  } catch (error) {
    if (error instanceof Exit) return error.code;
    throw error;
  }
}

async function performOurs(
  module: ReturnType<typeof decode>,
  world: World,
): Promise<number> {
  const instance = instantiate(module, wasiImports(preview1(world)));
  const start = instance.exports.get('_start');
  if (start?.kind !== 'func') throw new TypeError('a tool has _start');
  const machine = createMachine();
  invoke(machine, start, []);
  const end = await drive(machine, { slice, between });
  switch (end.why) {
    case 'done':
      return 0;
    case 'exited':
      return end.code;
    case 'trapped':
      throw end.trap;
  }
}

/** The bytes of a file by its path from `/`, if it is there. */
function fileIn(
  root: ReturnType<typeof memoryDirectory>,
  path = '',
): Uint8Array | undefined {
  let node: ReturnType<typeof root.find> = root;
  for (const name of path.split('/')) {
    if (typeof node === 'number' || node.kind !== 'directory') return undefined;
    node = node.find(name);
  }
  if (typeof node === 'number' || node.kind !== 'file') return undefined;
  const bytes = node.read(0, Number.MAX_SAFE_INTEGER);
  return typeof bytes === 'number' ? undefined : bytes;
}

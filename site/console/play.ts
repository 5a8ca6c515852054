/**
 * Plays a script: one run of a program in which nothing is left to chance, on
 * a terminal on which somebody types.
 */

import {
  createMachine,
  decode,
  deterministicWorld,
  drive,
  instantiate,
  invoke,
  preview1,
  Unlinkable,
  validate,
  wasiImports,
  webAssembly,
} from '../../engine/index.ts';
import type { Directory, Imports, Instance } from '../../engine/index.ts';
import type { Machine, Module, Value, World } from '../../engine/index.ts';
import type { TraceRecord } from '../../engine/index.ts';
import type { TextTree } from './config.ts';
import { hostFunctions, ourImports } from './border.ts';
import { entryType, valuesFor } from './entry.ts';
import { treeOf } from './files.ts';
import { outsideOf } from './guest.ts';
import type { ProgramHost } from './guest.ts';
import { prepareHosted } from './hosting.ts';
import { library } from './hosts.node.ts';
import { createModes, stty } from './modes.ts';
import { stackLines, startOurs } from './ours.ts';
import type { TraceLine } from './protocol.ts';
import type { Outcome, Recording, Script, Span } from './recording.ts';
import { createScreen } from './screen.ts';
import type { Screen } from './screen.ts';
import { createTty, toScreen } from './tty.ts';
import type { Tty } from './tty.ts';
import { traceLine } from './tracer.ts';
import type { HostCallNote } from './tracer.ts';
import { showValues } from './values.ts';
import { withhold } from './withhold.ts';

/** The terminal on which recordings are made. */
const [columns, rows] = [80, 24];

/** Calls that are kept of each recording. */
const mostCalls = 200;

/** Thrown when a script's fuel is used up. */
class OutOfFuel extends Error {}

/** Where what a program writes is kept, and shown. */
type Paper = {
  readonly screen: Screen;
  readonly shown: Promise<void>[];
  readonly show: (data: string | Uint8Array) => void;
  readonly text: { stdout: string; stderr: string };
  /** The line discipline, as the program has set it. */
  readonly tty: Tty;
};

function createPaper(): Paper {
  const screen = createScreen(columns, rows);
  const shown: Promise<void>[] = [];
  const show = (data: string | Uint8Array) => {
    shown.push(screen.write(data));
  };
  const tty = createTty(screen.width);
  return { screen, shown, show, text: { stdout: '', stderr: '' }, tty };
}

/** The deterministic world of a script: what is typed, and a terminal that writes on `paper`. */
function worldOf(script: Script, { text, show, tty }: Paper): World {
  const { program, args = [], env = {}, files, input = [] } = script;
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  const read = createModes();
  const output = (stream: 'stdout' | 'stderr') => (written: Uint8Array) => {
    for (const wish of read(written))
      if (wish.kind === 'stty') stty(tty, wish.words);
    text[stream] += decoders[stream].decode(written, { stream: true });
    show(tty.feeds ? toScreen(written) : written);
  };
  const world = deterministicWorld({
    args: [program, ...args],
    env: Object.entries(env),
    stdin: input.map(({ at, text: line }) => ({
      at: BigInt(at) * 1_000_000n,
      text: line,
    })),
    terminal: true,
    ...(files ? { preopens: { '/': files } } : {}),
    stdout: output('stdout'),
    stderr: output('stderr'),
  });
  return typing(world, tty, show);
}

/** The host calls of a script, in their order, the first of them kept. */
function createList() {
  const trace: TraceLine[] = [];
  let calls = 0;
  const keep = (line: (number: number) => TraceLine): void => {
    calls += 1;
    if (trace.length < mostCalls) trace.push(line(calls));
  };
  return {
    calls: () => calls,
    trace,
    record: (call: TraceRecord) => keep((number) => traceLine(call, number)),
    note: (note: HostCallNote) => keep((number) => ({ number, ...note })),
  };
}

/** What is measured of a run, and how it ended. */
type Played = {
  readonly outcome: Outcome;
  readonly instructions: number | undefined;
  readonly memory: number;
};

/** What a program is run with. */
type Stage = {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly imports: Imports;
  readonly show: Paper['show'];
};

/** Calls the entry of a program that needs no host of its own, or only functions of it. */
async function playEntry(
  { entry = '_start', args = [], fuel = Infinity }: Script,
  { bytes, imports, show }: Stage,
): Promise<Played> {
  const module = decode(bytes);
  validate(module);
  const values = valuesFor(entryType(module, entry), entry, args);
  const machine = createMachine();
  const instance = linked(module, imports);
  if (instance instanceof Unlinkable) {
    const { message } = instance;
    const outcome = { at: 'failed', kind: 'unlinkable', message } as const;
    return { outcome, instructions: 0, memory: 0 };
  }
  const outcome = await perform(instance, machine, entry, values, fuel, show);
  const memory = instance.exports.get('memory');
  return {
    outcome,
    instructions: machine.executed,
    memory: memory?.kind === 'memory' ? memory.bytes.length : 0,
  };
}

/** Lets a program's own host run it. */
async function playHosted(
  run: NonNullable<ProgramHost['run']>,
  { bytes, imports }: Stage,
  world: World,
  tell: (note: HostCallNote) => void,
): Promise<Played> {
  const pace = { now: () => performance.now(), between: async () => undefined };
  const start = async () => startOurs(bytes, imports, pace);
  const stage = { bytes, world, wasm: webAssembly, library, start, tell };
  const program = prepareHosted(run, stage);
  const ending = await program.run();
  return {
    outcome:
      ending.kind === 'exited'
        ? { at: 'exited', code: ending.code, results: ending.results }
        : { at: 'trapped', message: ending.message, where: ending.where },
    instructions: program.instructions(),
    memory: program.memory(),
  };
}

/** Runs `script` on the bytes of its program; `host` is the folder of its host, if it has one. */
export async function playScript(
  script: Script,
  bytes: Uint8Array<ArrayBuffer>,
  sha256: string,
  host?: string,
): Promise<Recording> {
  const { id, program, args = [], env = {}, files, input = [] } = script;
  const { entry = '_start', without = [] } = script;
  const paper = createPaper();
  const { screen, shown, show, text } = paper;
  const world = worldOf(script, paper);
  const { calls, trace, record, note } = createList();
  const own = host === undefined ? {} : await library.host(host);
  const rows = own.functions?.(outsideOf(world)) ?? [];
  const imports = {
    ...wasiImports(withhold(preview1(world, { trace: record }), without)),
    ...ourImports(hostFunctions(rows, note)),
  };
  const stage = { bytes, imports, show };
  const { outcome, instructions, memory } = own.run
    ? await playHosted(own.run, stage, world, note)
    : await playEntry(script, stage);
  await Promise.all(shown);
  const directory = world.preopens[0]?.directory;
  return {
    ...{ id, program, sha256, args, env, files: files ?? null, input },
    ...{ entry, without },
    screen: spans(screen),
    ...text,
    outcome,
    ...{ instructions, memory, calls: calls(), trace },
    filesAfter: directory ? textTree(directory) : null,
  };
}

/** The instance, or why there is none. */
function linked(module: Module, imports: Imports): Instance | Unlinkable {
  try {
    return instantiate(module, imports);
  } catch (error) {
    if (error instanceof Unlinkable) return error;
    throw error;
  }
}

/** A terminal shows what is typed: here when the program takes it, in bold. */
function typing(world: World, tty: Tty, show: (text: string) => void): World {
  const { stdin } = world;
  const read: typeof stdin.read = (max) => {
    const bytes = stdin.read(max);
    if (tty.echo && typeof bytes !== 'string' && bytes.length > 0) {
      const line = new TextDecoder().decode(bytes);
      show(`\x1b[1m${line.replaceAll('\n', '\r\n')}\x1b[22m`);
    }
    return bytes;
  };
  return { ...world, stdin: { ...stdin, read } };
}

async function perform(
  instance: Instance,
  machine: Machine,
  entry: string,
  values: readonly Value[],
  fuel: number,
  show: (text: string) => void,
): Promise<Outcome> {
  const func = instance.exports.get(entry);
  if (func?.kind !== 'func') throw new TypeError(`no function ${entry}`);
  invoke(machine, func, values);
  const between = async () => {
    if (machine.executed > fuel) throw new OutOfFuel();
  };
  try {
    const end = await drive(machine, { slice: 100_000, between });
    switch (end.why) {
      case 'done':
        show(showValues(func.type.results, end.values).join('\r\n'));
        return { at: 'exited', code: 0, results: [] };
      case 'exited':
        return { at: 'exited', code: end.code, results: [] };
      case 'trapped': {
        const { message } = end.trap;
        return { at: 'trapped', message, where: stackLines(machine) };
      }
    }
  } catch (error) {
    if (error instanceof OutOfFuel) return { at: 'stopped' };
    throw error;
  }
}

/** The screen as runs of text, told apart by who wrote them: what is bold was typed. */
function spans(screen: Screen): Span[][] {
  const { active } = screen.terminal.buffer;
  return screen.rows().map((_, y) => {
    const line = active.getLine(y);
    const runs: { text: string; typed: boolean }[] = [];
    for (let x = 0; x < columns; x++) {
      const cell = line?.getCell(x);
      // The second half of a wide character has no width of its own.
      if (!cell || cell.getWidth() === 0) continue;
      const text = cell.getChars() || ' ';
      const typed = cell.isBold() !== 0 && cell.getChars() !== '';
      const last = runs.at(-1);
      if (last?.typed === typed) last.text += text;
      else runs.push({ text, typed });
    }
    const end = runs.at(-1);
    if (end) end.text = end.text.trimEnd();
    return runs.filter(({ text }) => text !== '');
  });
}

/** A directory whose files are all texts. */
function textTree(directory: Directory): TextTree {
  const decoder = new TextDecoder();
  const convert = (tree: ReturnType<typeof treeOf>): TextTree =>
    Object.fromEntries(
      Object.entries(tree).map(([name, node]) => {
        if (typeof node === 'string') return [name, node];
        if (node instanceof Uint8Array) return [name, decoder.decode(node)];
        return [name, convert(node)];
      }),
    );
  return convert(treeOf(directory));
}

/**
 * A pipeline under way: each program an instance of its own in a worker of its
 * own, joined by pipes, with all of them on one desk of files.
 *
 * A pipe is console/program.ts's: the writer is held up until the reader has
 * read, and where the reader has ended, the writer's next write is its end.
 */

import type { Limits } from '../../engine/index.ts';
import { sourceOf, startProgram } from '../console/program.ts';
import type { Address, Program } from '../console/program.ts';
import type {
  Engine,
  Figures,
  Request,
  Source,
  Stream,
} from '../console/protocol.ts';
import type { StartWorker, State } from '../console/session.ts';
import { isActive } from '../console/session.ts';
import type { TraceLine } from '../console/protocol.ts';
import { figureText } from '../console/strings.ts';
import { carryOver, put } from '../console/tree.ts';
import { fill } from '../strings.ts';
import { builtins, optionsOf, readable, Refused } from './builtins.ts';
import { variables, writable } from './builtins.ts';
import type { Builtin, Shell } from './builtins.ts';
import { bytesOf, nodeAt } from './path.ts';
import { expand } from './parse.ts';
import type { Command, Pipeline } from './parse.ts';

/** A program that can be run by name. */
export type ShellProgram = (Address | { readonly source: Source }) & {
  readonly name: string;
  readonly host?: string | undefined;
};

/** What a pipeline needs around it. */
export type Around = {
  readonly shell: Shell;
  readonly startWorker: StartWorker;
  readonly programs: readonly ShellProgram[];
  readonly engine: Engine;
  readonly limits: Limits;
  readonly language: string;
  /** Resolves when it is on the screen. */
  readonly screen: (content: string | Uint8Array) => Promise<void>;
  readonly state: (state: State) => void;
  readonly trace: (lines: readonly TraceLine[]) => void;
  readonly figures: (figures: Figures) => void;
};

/** What runs, as the keyboard knows it. */
export type Running = {
  readonly code: Promise<number>;
  input(bytes: Uint8Array): void;
  /** ^D */
  end(): void;
  /** ^C */
  stop(): void;
};

/** One place in a pipeline, running. */
type Stage = {
  readonly ended: Promise<number>;
  input(bytes: Uint8Array): Promise<void>;
  end(): void;
  unread(): void;
  stop(): void;
};

/** Where a stage's output goes. */
type Sink = {
  readonly terminal: boolean;
  write(bytes: Uint8Array): Promise<void>;
  done(): void;
};

/** A command, its words known and its name found. */
type Task = {
  readonly name: string;
  readonly args: readonly string[];
  readonly env: ReadonlyMap<string, string>;
  readonly prefixes: ReadonlySet<string>;
  readonly runs: Builtin | ShellProgram;
  /** What it reads, if that is a file. */
  readonly input: Uint8Array | undefined;
  /** The file that it writes. */
  readonly output:
    { readonly path: string; readonly kept: Uint8Array } | undefined;
};

/** Exit codes that shells agree on. */
const codes = {
  refused: 1,
  failed: 126,
  unknown: 127,
  interrupt: 130,
  trap: 134,
};

/** A redirected output holds at most so many bytes. */
const room = 64 * 2 ** 20;

const utf8 = new TextEncoder();
const none = new Uint8Array(0);

/** A reason not to begin, with its exit code. */
class NotRun extends Refused {
  readonly code: number;
  constructor(message: string, code: number) {
    super(message);
    this.code = code;
  }
}

/** Starts a pipeline. Throws Refused, before anything runs, if any of it cannot. */
export function startPipeline(around: Around, pipeline: Pipeline): Running {
  const { shell } = around;
  const tasks = pipeline.map((command) => taskOf(around, command));
  // Only now that all can run, files are made.
  for (const { output } of tasks)
    if (output)
      shell.desk.lay(put(shell.desk.tree(), output.path, output.kept));
  const stages: Stage[] = [];
  const times: string[] = [];
  // The last one first: who writes needs somebody who reads.
  for (const [i, task] of Array.from(tasks.entries()).toReversed()) {
    const next = stages[0];
    const sink = task.output
      ? fileSink(around, task.output)
      : next
        ? pipeSink(next)
        : screenSink(around);
    const piped = i > 0 || task.input !== undefined;
    const stage = start(around, task, sink, piped, times);
    if (next) void next.ended.then(() => stage.unread());
    // Where the output goes to a file, the next program has nothing to read.
    if (task.output) next?.end();
    if (task.input) {
      void stage.input(task.input);
      stage.end();
    }
    stages.unshift(stage);
  }
  const [first, last] = [stages[0], stages.at(-1)];
  const typed = tasks[0]?.input ? undefined : first;
  return {
    code: Promise.all(stages.map(({ ended }) => ended)).then(async () => {
      for (const line of times) await around.screen(line);
      return (await last?.ended) ?? 0;
    }),
    input: (bytes) => void typed?.input(bytes),
    end: () => typed?.end(),
    stop() {
      for (const stage of stages) stage.stop();
    },
  };
}

/** What is said of a line that was not run, and its exit code. */
export const refusal = (error: Refused): number =>
  error instanceof NotRun ? error.code : codes.refused;

function taskOf(around: Around, { words, redirects }: Command): Task {
  const { shell } = around;
  const env = variables(shell);
  const lookUp = (name: string): string | undefined =>
    name === '?' ? `${shell.code}` : env.get(name);
  // A word that is nothing but variables without a value is no word.
  const all = words
    .map((word) => ({
      text: expand(word, lookUp),
      literal: word.some(({ kind }) => kind === 'text'),
    }))
    .filter(({ text, literal }) => literal || text !== '')
    .map(({ text }) => text);
  const prefixes = new Set<string>();
  let name = all.shift() ?? '';
  for (; all.length > 0; name = all.shift() ?? '') {
    const [, variable = '', value = ''] =
      /^([A-Za-z_]\w*)=(.*)$/su.exec(name) ?? [];
    if (variable) env.set(variable, value);
    else if (name === 'time' || name === 'trace') prefixes.add(name);
    else break;
  }
  let input: Uint8Array | undefined;
  let output: Task['output'];
  for (const { operator, file } of redirects) {
    const path = expand(file, lookUp);
    if (operator === '<') input = readable(shell, path);
    else {
      const whole = writable(shell, path);
      const node = nodeAt(shell.desk.tree(), whole);
      const before =
        typeof node === 'string' || node instanceof Uint8Array
          ? bytesOf(node)
          : none;
      output = { path: whole, kept: operator === '>>' ? before : none };
    }
  }
  return {
    ...{ name, args: all, env, prefixes, input, output },
    runs: found(around, name),
  };
}

/** What a name stands for: a command of the shell, a program, or a module among the files. */
function found(around: Around, name: string): Builtin | ShellProgram {
  const { shell, programs } = around;
  const builtin = Object.hasOwn(builtins, name) ? builtins[name] : undefined;
  if (builtin) return builtin;
  const program = programs.find((each) => each.name === name);
  if (program) return program;
  if (name.includes('/') || name.endsWith('.wasm'))
    return { name, source: { kind: 'bytes', bytes: readable(shell, name) } };
  const names = programs.map((each) => each.name).join(', ');
  const text = fill(shell.t.unknown, { name, programs: names });
  throw new NotRun(text, codes.unknown);
}

const start = (
  around: Around,
  task: Task,
  sink: Sink,
  piped: boolean,
  times: string[],
): Stage =>
  'does' in task.runs
    ? startBuiltin(around, task, task.runs, sink)
    : startModule(around, task, task.runs, sink, piped, times);

function startBuiltin(
  { shell, screen }: Around,
  { name, args: words }: Task,
  builtin: Builtin,
  sink: Sink,
): Stage {
  const stopped = Promise.withResolvers<number>();
  let writes = Promise.resolve();
  const write = (bytes: Uint8Array): Promise<void> =>
    (writes = writes.then(() => sink.write(bytes)));
  const out = (content: string | Uint8Array): void =>
    void write(typeof content === 'string' ? utf8.encode(content) : content);
  let through = false;
  const finish = (code: number): void =>
    void writes.then(() => stopped.resolve(code));
  try {
    const { args, options } = optionsOf(shell, name, builtin, words);
    const { terminal } = sink;
    const code = builtin.does({ shell, args, options, terminal, out });
    through = code === 'through';
    if (code !== 'through') finish(code);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    void screen(`${name}: ${error.message}\n`);
    finish(codes.refused);
  }
  return {
    ended: stopped.promise.finally(sink.done),
    input: (bytes) => (through ? write(bytes) : Promise.resolve()),
    end: () => finish(0),
    unread: () => stopped.resolve(0),
    stop: () => stopped.resolve(codes.interrupt),
  };
}

function startModule(
  around: Around,
  task: Task,
  program: ShellProgram,
  sink: Sink,
  piped: boolean,
  times: string[],
): Stage {
  const { shell, screen, language } = around;
  const { name, prefixes } = task;
  const streams: (readonly [Stream, boolean])[] = [
    ['stdin', piped],
    ['stdout', !sink.terminal],
  ];
  let before = shell.desk.tree();
  const request = requestOf(around, task, program, streams);
  let figures: Figures | undefined;
  const running: Program = startProgram(around.startWorker, request, {
    output: (bytes, stream) =>
      stream === 'stdout' ? sink.write(bytes) : screen(bytes),
    state(state) {
      if (isActive(state)) around.state(state);
    },
    trace(lines) {
      around.trace(lines.map((line) => ({ ...line, program: name })));
      if (prefixes.has('trace')) void screen(traceText(name, lines));
    },
    figures(now) {
      figures = now;
      around.figures(now);
    },
    files(after) {
      const now = shell.desk.tree();
      shell.desk.lay(now === before ? after : carryOver(now, before, after));
      before = after;
    },
    limit: (what, limit) =>
      void screen(`${fill(shell.t.limit, { program: name, what, limit })}\n`),
  });
  return {
    ended: running.ended.then(async ({ state }) => {
      sink.done();
      if (prefixes.has('time') && figures)
        times.push(timeText(shell, name, figures, language));
      return codeOf(around, name, state);
    }),
    input: running.input,
    end: running.end,
    unread: () => running.unread(true),
    stop: running.stop,
  };
}

/** What a program is started with. */
const requestOf = (
  { shell, engine, limits }: Around,
  { name, args, env }: Task,
  program: ShellProgram,
  streams: readonly (readonly [Stream, boolean])[],
): Request => ({
  source: 'source' in program ? program.source : sourceOf(program),
  args: [name, ...args],
  env: Array.from(env),
  files: shell.desk.tree(),
  ...{ engine, limits, entry: '_start', without: [], host: program.host },
  piped: streams.filter(([, is]) => is).map(([stream]) => stream),
});

/** The exit code that an end comes to; of a bad one it is said why. */
async function codeOf(
  { shell: { t }, screen }: Around,
  program: string,
  state: State,
): Promise<number> {
  if (state.at === 'exited') return state.code;
  if (state.at === 'stopped') return codes.interrupt;
  if (state.at === 'trapped') {
    const lines = [fill(t.trapped, { program, message: state.message })];
    const all = [...lines, ...state.where.map((each) => `  ${each}`)];
    await screen(`\x1b[31m${all.join('\n')}\x1b[0m\n`);
    return codes.trap;
  }
  const message = state.at === 'failed' ? state.message : state.at;
  await screen(`${fill(t.failed, { program, message })}\n`);
  return codes.failed;
}

const timeText = (
  { t }: Shell,
  program: string,
  { instructions, memory, elapsed }: Figures,
  language: string,
): string => {
  const values = {
    instructions: figureText.instructions(language, instructions),
    memory: figureText.memory(memory),
    time: figureText.time(elapsed),
  };
  return `${fill(t.figures, { program, ...values })}\n`;
};

/** Calls as the terminal shows them: faint, the ones that failed in red. */
const traceText = (program: string, lines: readonly TraceLine[]): string =>
  lines
    .map(({ text, failed }) => {
      const line = `\x1b[90m[${program}]\x1b[0m ${text}`;
      return failed
        ? `${line.replace(/\x1b\[0m /u, '\x1b[31m ')}\x1b[0m\n`
        : `${line}\n`;
    })
    .join('');

const screenSink = ({ screen }: Around): Sink => ({
  terminal: true,
  write: screen,
  done: () => undefined,
});

const pipeSink = (next: Stage): Sink => ({
  terminal: false,
  write: (bytes) => next.input(bytes),
  done: () => next.end(),
});

/** Gathers what is written; the file has it when the program has ended. */
function fileSink(
  { shell, screen }: Around,
  { path, kept }: NonNullable<Task['output']>,
): Sink {
  const { desk, t } = shell;
  const parts = [kept];
  let size = kept.length;
  let full = false;
  return {
    terminal: false,
    async write(bytes) {
      if (!full && size + bytes.length > room) {
        full = true;
        await screen(`${fill(t.full, { path, room: room / 2 ** 20 })}\n`);
      }
      if (full) return;
      size += bytes.length;
      parts.push(bytes.slice());
    },
    done() {
      const all = new Uint8Array(size);
      let at = 0;
      for (const part of parts) {
        all.set(part, at);
        at += part.length;
      }
      desk.lay(put(desk.tree(), path, all));
    },
  };
}

#!/usr/bin/env node
/**
 * The command line: `sunaba run`, `inspect`, and what reads and writes text.
 *
 * Here words become options and endings become exit codes; the work is done in
 * cli/. A user's mistake is one line on stderr, never a stack trace.
 * Ours · lesson "Run Go here".
 */

import { readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import type { ParseArgsOptionsConfig } from 'node:util';
import { codeOf } from './cli/folder.ts';
import { inspect } from './cli/inspect.ts';
import { limitsFrom, tellingMeter } from './cli/limits.ts';
import type { RunLimits } from './cli/limits.ts';
import { runHere, runNative } from './cli/run.ts';
import type { Ending } from './cli/run.ts';
import { load, loadValid, scriptReport } from './cli/text.ts';
import { nodeWorld } from './cli/world.ts';
import type { Lent } from './cli/world.ts';
import { Invalid, Malformed, Unlinkable } from './syntax/errors.ts';
import { print as moduleText } from './text/print.ts';
import { MalformedText } from './text/source.ts';
import { preview1 } from './wasi/preview1.ts';
import type { Tracer } from './wasi/preview1.ts';
import { timed, traceJson } from './wasi/trace.ts';

const help = `Sunaba runs WebAssembly programs and shows what is in them.

Usage
  sunaba run [options] FILE [ARGS...]   run a WASI program; ARGS are its own
  sunaba inspect FILE                   list its sections, imports, exports
  sunaba print [--fold] [--offsets] FILE
                                        print it as text
  sunaba wat FILE [-o OUT]              make a module from its text
  sunaba validate FILE                  say whether it is a valid module
  sunaba wast [--plain] [--seed N] FILE...
                                        run scripts of the official test suite
  sunaba --help | --version

Options of run, all before FILE
  --env K=V            give the program an environment variable (repeatable)
  --dir HOST::GUEST    give it the folder HOST as GUEST (repeatable)
  --fuel N             stop it after N instructions
  --limit NAME=SIZE    stop it, or refuse it more, at so many (repeatable):
                       memory, output and bytes (in files) in bytes, open
                       (files), nodes (new files, directories), time (seconds);
                       K, M and G may follow
  --trace[=json]       print each WASI call it makes on stderr
  --engine ENGINE      interpreter: ours (the default)
                       native: the WebAssembly of Node itself

Options of the others
  --fold               print instructions around their operands
  --offsets            print the place of each in the file
  -o, --output OUT     write the module there, not to FILE with .wasm
  --plain              one operation an instruction, as when stepping
  --seed N             another order in which threads take turns

FILE may be a module or the text of one; wat, validate and print read both.

A program sees no variable and no folder that is not given to it.

Exit codes
  the program's own    if it ended by itself
  1                    an assertion of a script failed
  64                   wrong usage
  65                   FILE is no module, is invalid or wants a missing import
  66                   FILE or a folder cannot be read
  70                   a fault of sunaba
  124                  the fuel or the time is used up
  130                  stopped with Ctrl-C
  134                  the program trapped
`;

/** The exit codes that are ours; see the help. */
const codes = {
  failed: 1,
  usage: 64,
  module: 65,
  noInput: 66,
  fault: 70,
  fuel: 124,
  interrupted: 130,
  trapped: 134,
} as const;

/** A mistake to be told in one line, and the exit code for it. */
class Mistake extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

const usage = (message: string): Mistake =>
  new Mistake(codes.usage, `${message}; try --help`);

const options = {
  engine: { type: 'string' },
  env: { type: 'string', multiple: true },
  dir: { type: 'string', multiple: true },
  fuel: { type: 'string' },
  limit: { type: 'string', multiple: true },
  trace: { type: 'string' },
} as const;

/** Splits words at FILE: what comes after it belongs to the program. */
function splitAtFile(words: readonly string[]) {
  const args = words.map((word) =>
    word === '--trace' ? '--trace=text' : word,
  );
  const { tokens } = parseArgs({
    args,
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const file = tokens.find(({ kind }) => kind === 'positional');
  const at = file?.index ?? words.length;
  const end = words[at - 1] === '--' ? at - 1 : at;
  return {
    flags: args.slice(0, end),
    file: words[at],
    rest: words.slice(at + 1),
  };
}

async function run(words: readonly string[]): Promise<number> {
  const { flags, file, rest } = splitAtFile(words);
  const { values } = parseArgs({ args: flags, options });
  const engine = values.engine ?? 'interpreter';
  if (file === undefined) throw usage('run what? FILE is missing');
  if (engine === 'compiler')
    throw usage(
      'the compiler is not there yet: --engine interpreter or native',
    );
  if (engine !== 'interpreter' && engine !== 'native')
    throw usage(`no engine "${engine}": interpreter or native`);
  if (engine === 'native' && values.fuel !== undefined)
    throw usage('--fuel counts instructions of our own engine, not of native');
  const fuel = fuelOf(values.fuel);
  const limits = limitsOf(values.limit ?? []);
  if (engine === 'native' && limits.time !== undefined)
    throw usage('--limit time is for our own engine, native cannot be stopped');
  const meter = tellingMeter(limits, (line) => print(2, line));
  const lent: Lent = {
    meter,
    args: [basename(file), ...rest],
    env: (values.env ?? []).map(variable),
    dirs: (values.dir ?? []).map(directory),
  };
  const bytes = read(file);
  const wasi = preview1(nodeWorld(lent), { trace: traceTo(values.trace) });
  if (engine === 'native')
    return about(file, async () =>
      report(await runNative(bytes, wasi, limits)),
    );
  // On Node's own engine the default must do: no listener runs meanwhile.
  process.on('SIGINT', () => process.exit(codes.interrupted));
  return about(file, async () =>
    report(await runHere(bytes, wasi, fuel, limits, meter)),
  );
}

/** What a trace is printed by, if one is wanted. */
function traceTo(form: string | undefined): Tracer | undefined {
  if (form === undefined) return undefined;
  if (form === 'json') return (record) => print(2, `${traceJson(record)}\n`);
  if (form !== 'text')
    throw usage(`no trace "${form}": --trace or --trace=json`);
  let start: bigint | undefined;
  return (record) => {
    start ??= record.time;
    print(2, `${timed(record, start)}\n`);
  };
}

function limitsOf(texts: readonly string[]): RunLimits {
  try {
    return limitsFrom(texts);
  } catch (error) {
    throw error instanceof TypeError ? usage(error.message) : error;
  }
}

function fuelOf(text: string | undefined): number {
  if (text === undefined) return Infinity;
  const fuel = Number(text);
  if (!/^\d+$/.test(text) || fuel < 1 || !Number.isSafeInteger(fuel))
    throw usage(`--fuel takes a number of instructions, not "${text}"`);
  return fuel;
}

function variable(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw usage(`--env takes NAME=VALUE, not "${text}"`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function directory(text: string): Lent['dirs'][number] {
  const [host = '', guest = host, ...more] = text.split('::');
  if (host === '' || guest === '' || more.length > 0)
    throw usage(`--dir takes HOST::GUEST, not "${text}"`);
  const stat = attempt(host, () => statSync(host));
  if (!stat.isDirectory())
    throw new Mistake(codes.noInput, `${host}: not a directory`);
  return { host, guest };
}

const read = (file: string): Uint8Array<ArrayBuffer> =>
  attempt(file, () => new Uint8Array(readFileSync(file)));

/** Why a file cannot be read, in words. */
const reasons = new Map([
  ['ENOENT', 'no such file or directory'],
  ['EISDIR', 'is a directory'],
  ['EACCES', 'permission denied'],
]);

function attempt<Result>(file: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    const reason = reasons.get(codeOf(error)) ?? codeOf(error);
    throw new Mistake(codes.noInput, `${file}: ${reason}`);
  }
}

/** Says how a program ended, where it did not end by itself. */
function report(ending: Ending): number {
  switch (ending.why) {
    case 'exited':
      return ending.code;
    case 'limit':
      print(2, `sunaba: ${ending.reason}\n`);
      return codes.fuel;
    case 'trapped': {
      const calls = ending.calls.map((call) => `    at ${call}\n`).join('');
      print(2, `sunaba: ${ending.reason}\n${calls}`);
      return codes.trapped;
    }
  }
}

/** Writes text whole; a reader that has gone is no mistake of ours. */
function print(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') return;
    }
  }
}

function version(): string {
  const file = new URL('../package.json', import.meta.url);
  const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const known = typeof manifest === 'object' && manifest !== null;
  return known && 'version' in manifest ? String(manifest.version) : 'unknown';
}

async function main(words: readonly string[]): Promise<number> {
  const [command, ...rest] = words;
  const wantsHelp = rest[0] === '--help' || rest[0] === '-h';
  switch (wantsHelp && command !== undefined ? 'help' : command) {
    case 'run':
      return run(rest);
    case 'inspect':
      return oneFile('inspect', rest, {}, ({ file, bytes }) =>
        inspect(file, bytes),
      );
    case 'print':
      return oneFile('print', rest, printOptions, ({ bytes, flags }) =>
        moduleText(load(bytes), {
          fold: flags['fold'] === true,
          offsets: flags['offsets'] === true,
        }),
      );
    case 'wat':
      return oneFile('wat', rest, watOptions, ({ file, bytes, flags }) => {
        const { bytes: made } = loadValid(bytes);
        const named = flags['output'];
        const out =
          typeof named === 'string'
            ? named
            : file.replace(/(\.wat)?$/, '.wasm');
        attempt(out, () => writeFileSync(out, made));
        return `${out}: ${made.length} bytes\n`;
      });
    case 'validate':
      return oneFile('validate', rest, {}, ({ file, bytes }) => {
        loadValid(bytes);
        return `${file}: valid\n`;
      });
    case 'wast':
      return wast(rest);
    case 'help':
    case '--help':
    case '-h':
      print(1, help);
      return 0;
    case '--version':
      print(1, `sunaba ${version()}\n`);
      return 0;
    case undefined:
      throw usage('nothing to do');
    default:
      throw usage(`no command "${command}"`);
  }
}

const printOptions = {
  fold: { type: 'boolean' },
  offsets: { type: 'boolean' },
} as const;

const watOptions = { output: { type: 'string', short: 'o' } } as const;

/** What a command that takes one file is given. */
type Given = {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly flags: Readonly<Record<string, unknown>>;
};

/** Does a command that takes one file, and prints what it answers. */
function oneFile(
  command: string,
  args: string[],
  options: ParseArgsOptionsConfig,
  act: (given: Given) => string,
): Promise<number> {
  const { values: flags, positionals } = parseArgs({
    ...{ args, options, allowPositionals: true },
  });
  const [file, ...more] = positionals;
  if (file === undefined) throw usage(`${command} what? FILE is missing`);
  if (more.length > 0) throw usage(`${command} takes one FILE`);
  const bytes = read(file);
  return about(file, () => {
    print(1, act({ file, bytes, flags }));
    return 0;
  });
}

/** Runs scripts, and says of each failure where it is, what was wanted and what came. */
function wast(args: string[]): number {
  const { values, positionals: files } = parseArgs({
    ...{
      args,
      options: { plain: { type: 'boolean' }, seed: { type: 'string' } },
      allowPositionals: true,
    },
  });
  if (files.length === 0) throw usage('wast what? FILE is missing');
  const lowering = values.plain === true ? 'plain' : 'fused';
  const { seed: given = '1' } = values;
  if (!/^\d{1,9}$/.test(given)) {
    throw usage(`--seed takes a number of up to nine digits, not "${given}"`);
  }
  const seed = Number(given);
  let [passed, failed] = [0, 0];
  for (const file of files) {
    const report = scriptReport(file, read(file), { lowering, seed });
    for (const failure of report.failures) print(1, `${failure}\n`);
    passed += report.passed;
    failed += report.failures.length;
  }
  print(1, `${passed} passed, ${failed} failed\n`);
  return failed > 0 ? codes.failed : 0;
}

/** Does something with a module; what is wrong with it becomes a Mistake. */
async function about(
  file: string,
  action: () => number | Promise<number>,
): Promise<number> {
  try {
    return await action();
  } catch (error) {
    const why = faultOfModule(error);
    if (why === undefined) throw error;
    throw new Mistake(codes.module, `${file}: ${why}`);
  }
}

/** What is wrong with a module, whichever engine says so. */
function faultOfModule(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { message } = error;
  if (error instanceof Malformed || error instanceof MalformedText)
    return `malformed: ${message}`;
  if (error instanceof Invalid) return `invalid: ${message}`;
  if (error instanceof Unlinkable) return `cannot be linked: ${message}`;
  if (error instanceof WebAssembly.CompileError)
    return `malformed or invalid: ${message}`;
  // Node throws a TypeError where even the import's module name is unknown.
  const atLink =
    error instanceof WebAssembly.LinkError || / Import #/.test(message);
  return atLink ? `cannot be linked: ${message}` : undefined;
}

/** One line and an exit code for whatever went wrong. */
function explain(error: unknown): readonly [number, string] {
  if (!(error instanceof Error)) return [codes.fault, String(error)];
  const { message, name } = error;
  if (error instanceof Mistake) return [error.code, message];
  if (codeOf(error).startsWith('ERR_PARSE_ARGS'))
    return [codes.usage, `${message.split(/[.\n]/)[0]}; try --help`];
  return [codes.fault, `${name}: ${message}`];
}

try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  const [code, message] = explain(error);
  print(2, `sunaba: ${message}\n`);
  process.exit(code);
}

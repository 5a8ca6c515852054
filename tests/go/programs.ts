/**
 * The programs by which the toolchain in the page is compared with the one on
 * a machine: `programs/*.txt`, each a few files in one text, as Go's own
 * tests write them (`-- main.go --`). Lines before the first file are
 * settings: `run: test`, `stdin: …`, `args: …`.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { modulePath } from '../../site/go/plan.ts';
import type { Files, Kind } from '../../site/go/plan.ts';

/** A program, and what it is started with. */
export type Program = {
  readonly name: string;
  readonly files: Files;
  readonly run: Kind | 'test';
  readonly stdin: string;
  readonly args: readonly string[];
  /** What it carries besides, and its go.mod and go.sum, where it has such. */
  readonly assets: Readonly<Record<string, Uint8Array>>;
  readonly module: Readonly<Record<string, string>>;
};

/** What Go made of it on a machine. */
export type Recorded =
  /** What `go build` said, and its exit code. */
  | { readonly said: string; readonly code: number }
  /** The module's SHA-256; what it wrote and how it ended, if it was run. */
  | { readonly sha256: string; readonly ran?: Ran };

/** A run of a program. */
export type Ran = {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
};

const here = import.meta.dirname;

/** Where what was recorded stands. */
export const recordedPath = join(here, 'recorded.json');

/** Programs that end only when they are ended. */
export const endless: ReadonlySet<string> = new Set(['endless-loop']);

/** All programs, by name. Throws where there are none. */
export function allPrograms(): Program[] {
  const folder = join(here, 'programs');
  const programs = readdirSync(folder)
    .sort()
    .map((file) =>
      parseProgram(
        file.replace(/\.txt$/, ''),
        readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n'),
      ),
    );
  if (programs.length === 0) throw new Error(`no programs in ${folder}`);
  return [...programs, wazero()];
}

const kinds = ['command', 'reactor', 'js', 'test'] as const;

function parseProgram(name: string, text: string): Program {
  const [head = '', ...parts] = text.split(/^-- (.+) --\n/m);
  const setting = (key: string): string =>
    new RegExp(`^${key}: (.*)$`, 'm').exec(head)?.[1] ?? '';
  const wanted = setting('run');
  const files: Record<string, string> = {};
  for (let index = 0; index < parts.length; index += 2)
    files[parts[index] ?? ''] = parts[index + 1] ?? '';
  return {
    name,
    files,
    run: kinds.find((kind) => kind === wanted) ?? 'command',
    stdin: setting('stdin').replaceAll('\\n', '\n'),
    args: setting('args').split(' ').filter(Boolean),
    assets: {},
    module: { 'go.mod': `module ${modulePath}\n\ngo 1.26\n` },
  };
}

/** The program of the lesson on wazero: a module of its own, and two guests in it. */
function wazero(): Program {
  const folder = join(here, '../../lessons/programs/go-wazero');
  const text = (file: string) => readFileSync(join(folder, file), 'utf8');
  const guests = ['c-guest.wasm', 'rust-guest.wasm'];
  return {
    ...parseProgram('wazero', ''),
    files: { 'main.go': text('main.go') },
    assets: Object.fromEntries(
      guests.map((file) => [
        file,
        new Uint8Array(readFileSync(join(folder, file))),
      ]),
    ),
    module: {
      'go.mod': text('go.mod').replace(/^module .*/, `module ${modulePath}`),
      'go.sum': text('go.sum'),
    },
  };
}

/** Runs of a test name times, which are never the same twice. */
export const withoutTimes = (text: string): string =>
  text.replace(/\(\d+\.\d+s\)/g, '(0.00s)');

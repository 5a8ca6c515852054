/**
 * Makes the shell sessions that lessons show: `*.session.txt` beside a lesson.
 *
 *     node lessons/shell.ts            runs every session and writes what came back
 *     node lessons/shell.ts --check    writes nothing; fails if anything would change
 *
 * A line that begins with `$ ` is a command, all others are what it answered.
 * The commands of a session run one after the other in one `sh`, in an empty
 * folder that holds the course's modules and scripts, with `sunaba` on the path.
 */

import { spawnSync } from 'node:child_process';
import { copyFileSync, globSync, mkdirSync, mkdtempSync } from 'node:fs';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';

const lessons = import.meta.dirname;
const cli = join(lessons, '..', 'engine', 'cli.ts');

/** The sessions, by path below lessons/. */
export const sessions = (): string[] =>
  globSync('[0-9]*/[0-9]*/*.session.txt', { cwd: lessons }).sort();

/** A session as it stands in its file. */
export const recorded = (path: string): string =>
  readFileSync(join(lessons, path), 'utf8');

/** Runs the commands of a session again; answers what its file should say. */
export function perform(session: string): string {
  const commands = session
    .split('\n')
    .flatMap((line) => (line.startsWith('$ ') ? [line.slice(2)] : []));
  if (commands.length === 0) throw new Error('a session without a command');
  const folder = mkdtempSync(join(tmpdir(), 'sunaba-'));
  try {
    const bin = join(folder, '.bin');
    prepare(folder, bin);
    const { stdout, error } = spawnSync('sh', ['-c', script(commands)], {
      cwd: folder,
      env: {
        PATH: [bin, process.env['PATH'] ?? ''].join(delimiter),
        LC_ALL: 'C',
      },
      encoding: 'utf8',
      timeout: 60_000,
    });
    if (error) throw error;
    const answers = stdout.split(mark).slice(1);
    return commands
      .map((command, i) => `$ ${command}\n${answers[i] ?? ''}`)
      .join('');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Stands between the answers; no program prints it. */
const mark = '\u001e';

/** Each command between two marks, its exit code left for the next. */
const script = (commands: readonly string[]): string =>
  [
    'exec 2>&1',
    'code=0',
    ...commands.map((each) => `printf '\\036'; (exit $code)\n${each}\ncode=$?`),
  ].join('\n');

/** The modules, the lessons' scripts, and a `sunaba` that is this Node with the engine's own cli. */
function prepare(folder: string, bin: string): void {
  const files = ['programs/*/*.wasm', '[0-9]*/[0-9]*/*.wast'];
  for (const path of globSync(files, { cwd: lessons }))
    copyFileSync(join(lessons, path), join(folder, basename(path)));
  const run = `#!/bin/sh\nexec '${process.execPath}' '${cli}' "$@"\n`;
  mkdirSync(bin);
  writeFileSync(join(bin, 'sunaba'), run, { mode: 0o755 });
}

function main(): void {
  const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
  let stale = 0;
  for (const path of sessions()) {
    const before = recorded(path);
    const after = perform(before);
    if (after === before) continue;
    stale += 1;
    process.stdout.write(`${path} has changed\n`);
    if (!values.check) writeFileSync(join(lessons, path), after);
  }
  process.stdout.write(`${sessions().length} sessions, ${stale} changed\n`);
  if (values.check && stale > 0) process.exitCode = 1;
}

if (import.meta.main) main();

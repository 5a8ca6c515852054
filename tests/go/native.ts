/**
 * What the installed Go makes of a program, and what the program then does
 * under Node's own WASI: nothing of ours takes part.
 */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { environment, presence } from '../../lessons/programs/tools.ts';
import { endless, withoutTimes } from './programs.ts';
import type { Program, Ran, Recorded } from './programs.ts';

const tool = 'go';

/** Whether this very version of Go is here. */
export function isHere(version: string): boolean {
  const go = presence('go');
  return go.found && go.version === version;
}

/** Builds and runs a program. */
export function native(program: Program): Recorded {
  const folder = fs.mkdtempSync(join(tmpdir(), 'sunaba-go-'));
  try {
    lay(folder, { ...program.files, ...program.assets, ...program.module });
    const out = join(folder, 'out.wasm');
    const { status, stderr } = start(folder, command(program.run, out), {
      ...{ GOARCH: 'wasm', GOOS: program.run === 'js' ? 'js' : 'wasip1' },
    });
    if (status !== 0 || !fs.existsSync(out))
      return { said: plain(stderr, folder), code: status };
    const sha256 = createHash('sha256').update(fs.readFileSync(out));
    const hash = { sha256: sha256.digest('hex') };
    return ['command', 'test'].includes(program.run) &&
      !endless.has(program.name)
      ? { ...hash, ran: run(program, folder, out) }
      : hash;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** The command line that makes the module; its flags keep this machine out of the bytes. */
function command(run: Program['run'], out: string): string[] {
  const flags = ['-trimpath', '-buildvcs=false', '-ldflags=-buildid='];
  return run === 'test'
    ? ['test', '-c', '-vet=off', ...flags, '-o', out, '.']
    : [
        ...['build', ...flags],
        `-buildmode=${run === 'reactor' ? 'c-shared' : 'exe'}`,
        ...['-o', out, '.'],
      ];
}

function lay(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): void {
  for (const [path, text] of Object.entries(files)) {
    fs.mkdirSync(dirname(join(folder, path)), { recursive: true });
    fs.writeFileSync(join(folder, path), text);
  }
}

function start(
  cwd: string,
  args: readonly string[],
  env: Record<string, string>,
): { status: number; stderr: string } {
  const { status, stderr } = spawnSync(tool, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...environment(['go']), GOEXPERIMENT: '', ...env },
  });
  return { status: status ?? -1, stderr };
}

/** What Go said, without this machine's folders. */
function plain(said: string, folder: string): string {
  const { stdout } = spawnSync(tool, ['env', 'GOROOT'], { encoding: 'utf8' });
  return said
    .replaceAll(fs.realpathSync(folder), '/play')
    .replaceAll(folder, '/play')
    .replaceAll(stdout.trim(), '/usr/local/go');
}

/** Node's WASI, in a process of its own: it ends when the program does. */
const host = `
  import { readFile } from 'node:fs/promises';
  import { WASI } from 'node:wasi';
  const [module, root, ...args] = process.argv.slice(1);
  const wasi = new WASI({
    version: 'preview1',
    args: ['play', ...args],
    preopens: { '/': root },
    returnOnExit: true,
  });
  const { instance } = await WebAssembly.instantiate(
    await readFile(new URL(module)),
    wasi.getImportObject(),
  );
  process.exitCode = wasi.start(instance);
`;

function run(program: Program, folder: string, out: string): Ran {
  const root = join(folder, 'root');
  // Examples keep what they print in a temporary file.
  fs.mkdirSync(join(root, 'tmp'), { recursive: true });
  const args = [pathToFileURL(out).href, root, ...argumentsOf(program)];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--no-warnings', '--input-type=module', '-e', host, ...args],
    { input: program.stdin, encoding: 'utf8' },
  );
  return {
    stdout: withoutTimes(stdout),
    stderr: withoutTimes(stderr),
    exit: status ?? -1,
  };
}

/** A test run tells of each test. */
export const argumentsOf = ({ run: how, args }: Program): readonly string[] =>
  how === 'test' ? ['-test.v'] : args;

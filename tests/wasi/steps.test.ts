/**
 * Our own programs in C, Rust and Go that try every function of WASI: the
 * same transcript on our engine and on Node's own, and beside other hosts,
 * where they are installed, each difference with its reason.
 */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { errno } from '../../engine/wasi/errno.ts';
import { wasiFunctions } from '../../engine/wasi/functions.ts';
import { decode } from '../../engine/index.ts';
import { root } from '../survey.ts';
import { differences } from './differences.ts';
import type { Host } from './differences.ts';
import { given, programs, transcript } from './steps.ts';

const fileOf = (name: string) =>
  join(root, 'lessons/programs', name, `${name}.wasm`);
const moduleOf = (name: string) => new Uint8Array(readFileSync(fileOf(name)));

test.each(programs)(
  '%s: one transcript on both engines',
  async (name, more) => {
    const ours = await transcript(moduleOf(name), 'ours', more);
    await expect(ours).toMatchFileSnapshot(`transcripts/${name}.txt`);
    expect(await transcript(moduleOf(name), 'native', more)).toBe(ours);
  },
);

describe('together they try', () => {
  test('every function', () => {
    const tried = new Set(
      programs.flatMap(([name]) =>
        decode(moduleOf(name)).imports.map((each) => each.name),
      ),
    );
    const idle = wasiFunctions.filter(({ name }) => !tried.has(name));
    expect(idle.map(({ name }) => name)).toEqual([]);
  });

  test('every errno that the fact sheet on preview 1 names', async () => {
    const text = await transcript(moduleOf('wasi-c'), 'ours', ['wild']);
    const named = 'success acces again badf exist fault ilseq inval io isdir loop nametoolong noent nospc nosys notdir notempty notsock notsup perm pipe spipe notcapable'; // prettier-ignore
    const missing = named
      .split(' ')
      .filter((name) => !(name in errno) || !text.includes(`: ${name}\n`))
      .filter((name) => name !== 'success');
    expect(missing).toEqual([]);
  });
});

/** The answers of a transcript by their question; a question asked again is counted. */
function answers(text: string): Map<string, string> {
  const found = new Map<string, string>();
  const asked = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [, question = '', answer = ''] = /^(.*?): (.*)$/.exec(line) ?? [];
    if (question === '') continue;
    const n = (asked.get(question) ?? 0) + 1;
    asked.set(question, n);
    found.set(n > 1 ? `${question} (${n})` : question, answer);
  }
  return found;
}

const scratch = mkdtempSync(join(tmpdir(), 'sunaba-steps-'));
afterAll(() => rmSync(scratch, { recursive: true }));
let runs = 0;

/** The folders and the files of streams for one run elsewhere. */
function place() {
  const home = join(scratch, `${runs++}`);
  for (const folder of ['root/dir', 'root/empty', 'odd'])
    mkdirSync(join(home, folder), { recursive: true });
  const { files, stdin } = given;
  writeFileSync(join(home, 'root/a.txt'), files['a.txt']);
  writeFileSync(join(home, 'root/dir/b.txt'), files.dir['b.txt']);
  writeFileSync(join(home, 'in'), stdin);
  return home;
}

const nodeScript = `
import { openSync, readFileSync } from 'node:fs';
import { WASI } from 'node:wasi';
const [home, file, ...args] = process.argv.slice(1);
const wasi = new WASI({
  version: 'preview1', args, env: { GREETING: 'hi' }, returnOnExit: true,
  preopens: { '/': home + '/root', '/odd': home + '/odd' },
  stdin: openSync(home + '/in'), stdout: openSync(home + '/out', 'a'),
});
const module = await WebAssembly.compile(readFileSync(file));
wasi.start(await WebAssembly.instantiate(module, wasi.getImportObject()));`;

const wasmtimeScript = `
import sys
from wasmtime import Engine, ExitTrap, Linker, Module, Store, WasiConfig
home, file, *args = sys.argv[1:]
engine = Engine(); store = Store(engine); linker = Linker(engine); linker.define_wasi()
config = WasiConfig(); config.argv = args; config.env = [('GREETING', 'hi')]
config.preopen_dir(home + '/root', '/'); config.preopen_dir(home + '/odd', '/odd')
config.stdin_file = home + '/in'; config.stdout_file = home + '/out'
store.set_wasi(config)
try: linker.instantiate(store, Module.from_file(engine, file)).exports(store)['_start'](store)
except ExitTrap: pass`;

const python = process.env['SUNABA_PYTHON'] ?? 'python3';

/** Other hosts: how to start each, and whether it is here. */
const hosts: Readonly<Record<Host, readonly [string, ...string[]]>> = {
  'node:wasi': [process.execPath, '--no-warnings', '--input-type=module', '-e', nodeScript], // prettier-ignore
  wasmtime: [python, '-c', wasmtimeScript],
};
const here: Readonly<Record<Host, boolean>> = {
  'node:wasi': true,
  wasmtime: spawnSync(python, ['-c', 'import wasmtime']).status === 0,
};

describe.each<Host>(['node:wasi', 'wasmtime'])('%s', (host) => {
  if (!here[host])
    process.stderr.write(`\n${host} is not installed: nothing compared\n`);

  test.skipIf(!here[host]).each(programs)(
    'runs %s with the differences that are known',
    async (name) => {
      const home = place();
      const [command, ...start] = hosts[host];
      const words = [...start, home, fileOf(name), ...given.args];
      spawnSync(command, words, { timeout: 30_000 });
      const theirs = answers(readFileSync(join(home, 'out'), 'utf8'));
      const ours = answers(await transcript(moduleOf(name), 'ours'));
      ours.delete('the other side heard');

      expect(theirs.size).toBeGreaterThan(10);
      const free = new Set(
        differences.flatMap((each) =>
          Object.entries(each.answers).flatMap(([question, answer]) =>
            answer === '*' && each.host === host ? [question] : [],
          ),
        ),
      );
      const found = [...ours]
        .filter(([question, answer]) => theirs.get(question) !== answer)
        .filter(([question]) => !free.has(question))
        .map(([question]) => [question, theirs.get(question) ?? '-']);
      const known = differences
        .filter((each) => each.host === host && each.program === name)
        .flatMap(({ answers: list }) => Object.entries(list))
        .filter(([, answer]) => answer !== '*');
      const sorted = (rows: readonly (readonly string[])[]) =>
        rows.map((row) => row.join(': ')).sort();
      expect(sorted(found)).toEqual(sorted(known));
    },
  );
});

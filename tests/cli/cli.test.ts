/** The command line, run as a person runs it. */

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import wabt from 'wabt';

const root = join(import.meta.dirname, '../..');
const cli = join(root, 'engine/cli.ts');
const made = fs.mkdtempSync(join(tmpdir(), 'sunaba-cli-'));
afterAll(() => fs.rmSync(made, { recursive: true }));

const module = (name: string) =>
  join(root, 'lessons/programs', name, `${name}.wasm`);

type Outcome = { code: number | null; stdout: string; stderr: string };

/** What a process did, when it is over. */
const outcome = (child: ChildProcess): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const seen = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.setEncoding('utf8');
      child[name]?.on('data', (text: string) => (seen[name] += text));
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...seen }));
  });

const start = (...args: string[]): ChildProcess =>
  spawn(process.execPath, [cli, ...args], { cwd: made });

/** Runs the command line with a text as its input. */
function sunaba(args: readonly string[], input = ''): Promise<Outcome> {
  const child = start(...args);
  // A program that ends early closes its input.
  child.stdin?.on('error', () => {});
  child.stdin?.end(input);
  return outcome(child);
}

const engines = ['interpreter', 'native'] as const;

/** Small modules, made from WAT. */
const wat = {
  trap: '(memory (export "memory") 1) (func $deep unreachable) (func $middle call $deep) (func (export "_start") call $middle)',
  exit: '(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32))) (memory (export "memory") 1) (func (export "_start") (call $exit (i32.const 7)))',
  wants: '(import "env" "missing" (func)) (func (export "_start"))',
  wrong:
    '(import "wasi_snapshot_preview1" "fd_close" (func (param i64))) (func (export "_start"))',
  spin: '(memory (export "memory") 1) (func (export "_start") (loop (br 0)))',
  started:
    '(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32))) (memory (export "memory") 1) (func $first (call $exit (i32.const 9))) (start $first) (func (export "_start"))',
  // Grows its memory as long as it may, then exits with its pages.
  hungry:
    '(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32))) (memory (export "memory") 1) (func (export "_start") (loop (br_if 0 (i32.ge_s (memory.grow (i32.const 1)) (i32.const 0)))) (call $exit (memory.size)))',
  invalid:
    '(func (export "_start") (drop (i32.add (i64.const 1) (i32.const 1))))',
  // Copies stdin to stdout, 4096 bytes at a time.
  cat: `
    (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1)
    (func (export "_start") (local $errno i32)
      (i32.store (i32.const 0) (i32.const 4096))
      (loop $more
        (i32.store (i32.const 4) (i32.const 4096))
        (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8))
        (if (then (call $exit (i32.const 1))))
        (if (i32.load (i32.const 8)) (then
          (i32.store (i32.const 4) (i32.load (i32.const 8)))
          (local.set $errno (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
          (if (local.get $errno) (then (call $exit (local.get $errno))))
          (br $more)))))`,
} as const;

beforeAll(async () => {
  const { parseWat } = await wabt();
  for (const [name, text] of Object.entries(wat)) {
    const parsed = parseWat(name, `(module ${text})`);
    const { buffer } = parsed.toBinary({ write_debug_names: true });
    fs.writeFileSync(join(made, `${name}.wasm`), buffer);
  }
  const hello = fs.readFileSync(module('go-hello'));
  fs.writeFileSync(join(made, 'cut.wasm'), hello.subarray(0, 100_000));
  fs.writeFileSync(join(made, 'text.wasm'), 'no module at all');
});

describe.each(engines)('run --engine %s', (engine) => {
  const run = (...args: string[]) => ['run', '--engine', engine, ...args];

  test('Go says hello', async () => {
    expect(await sunaba(run(module('go-hello')))).toEqual({
      code: 0,
      stdout: 'Hello from Go in the sandbox (砂場)!\n',
      stderr: '',
    });
  });

  test('Go greets whoever is there', async () => {
    const { stdout, code } = await sunaba(run(module('go-greet')), '日本語\n');
    expect(stdout).toContain('こんにちは、日本語さん！');
    expect(code).toBe(0);
  });

  test('Go ticks while it waits', async () => {
    const child = start(...run(module('go-greet')));
    let typed = false;
    child.stdout?.on('data', (text: string) => {
      if (typed || !text.includes('[  2 s]')) return;
      typed = true;
      child.stdin?.end('Ann\n');
    });
    const { stdout, code } = await outcome(child);
    expect(stdout).toContain('Hello, Ann!');
    expect(code).toBe(0);
  });

  test('arguments after FILE are the program’s, whatever they look like', async () => {
    const words = ['--trace', '-x', '--', 'ä b'];
    const { stdout } = await sunaba(run(module('rust-hello'), ...words));
    for (const word of ['rust-hello.wasm', ...words])
      expect(stdout).toContain(`: ${word}\n`);
  });

  test('variables are those that were given', async () => {
    const env = ['--env', 'WHO=砂', '--env=EMPTY='];
    const { stdout } = await sunaba(run(...env, module('rust-hello')));
    expect(stdout).toMatch(/WHO.*砂/);
    expect(stdout).toContain('EMPTY');
    expect(stdout).not.toContain('PATH');
  });

  test('a folder lets Go read and write, and without one it cannot', async () => {
    const host = fs.mkdtempSync(join(made, 'files-'));
    fs.writeFileSync(join(host, 'letter.txt'), 'Dear you\n');
    const files = module('go-files');
    const given = await sunaba(run('--dir', `${host}::/`, files));
    expect(given.stdout).toContain('| Dear you');
    expect(fs.existsSync(join(host, 'answer.txt'))).toBe(true);
    expect(fs.existsSync(join(host, 'journal.txt'))).toBe(true);
    const without = await sunaba(run(files));
    expect(without.code).toBe(1);
    expect(without.stdout).not.toContain('Dear you');
  });

  test('the exit code is the program’s', async () => {
    expect((await sunaba(run('exit.wasm'))).code).toBe(7);
    expect((await sunaba(run('started.wasm'))).code).toBe(9);
  });

  test('a trap is told with the calls under way', async () => {
    const { code, stderr } = await sunaba(run('trap.wasm'));
    expect(code).toBe(134);
    expect(stderr).toMatch(/^sunaba: trap: unreachable\n/);
    expect(stderr).toMatch(/deep.*\n.*middle.*\n/);
  });

  test('bytes go through as they are, a megabyte of them', async () => {
    const bytes = Buffer.from(
      Uint8Array.from({ length: 1_000_000 }, (_, i) => (i * 7919) >> 3),
    );
    const child = start(...run('cat.wasm'));
    const parts: Buffer[] = [];
    child.stdout?.on('data', (part: Buffer) => parts.push(part));
    child.stdin?.end(bytes);
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(0);
    expect(Buffer.concat(parts).equals(bytes)).toBe(true);
  });

  test('a reader that goes away is errno pipe, 64', async () => {
    const child = start(...run('cat.wasm'));
    child.stdin?.on('error', () => {});
    child.stdout?.destroy();
    child.stdin?.end('x'.repeat(500_000));
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(64);
  });

  test('--trace shows each call on stderr', async () => {
    const { stdout, stderr } = await sunaba(
      run('--trace', module('wat-hello')),
    );
    expect(stdout).toBe('Hello, 砂場!\n');
    expect(stderr).toMatch(
      /^0\.000 ms fd_write\(1, iovs=\[15 bytes "Hello, 砂場!\\n"\]\) → success, 15 \(\d+\.\d{3} ms\)\n$/,
    );
  });

  test('--trace=json says the same to programs', async () => {
    const { stderr } = await sunaba(run('--trace=json', module('wat-hello')));
    const record: unknown = JSON.parse(stderr);
    expect(record).toMatchObject({
      sequence: 1,
      name: 'fd_write',
      errno: 'success',
      args: [
        { name: 'fd', value: 1 },
        { name: 'iovs', type: 'ciovs' },
      ],
      results: [{ name: 'nwritten', value: 15, text: '15' }],
      bytes: Buffer.from('Hello, 砂場!\n').toString('hex'),
      time: expect.stringMatching(/^\d+$/),
    });
  });

  test('--limit memory refuses more, and our engine says so', async () => {
    const limited = ['--limit', 'memory=256K', 'hungry.wasm'];
    const { code, stderr } = await sunaba(run(...limited));
    expect(code).toBe(4);
    expect(stderr).toBe(
      engine === 'native'
        ? ''
        : 'sunaba: limit reached: 4 pages of memory, 64 KiB each\n',
    );
  });

  test('--limit output ends a program that prints more', async () => {
    const limited = ['--limit', 'output=9', module('wat-hello')];
    const { code, stdout, stderr } = await sunaba(run(...limited));
    expect([code, stdout]).toEqual([134, '']);
    expect(stderr).toContain('sunaba: limit reached: 9 bytes of output\n');
    expect(stderr).toContain('trap: the program printed more than it may\n');
  });

  test('--limit nodes holds in a real folder', async () => {
    const folder = fs.mkdtempSync(join(made, 'limited-'));
    const dir = ['--dir', `${folder}::/`, module('go-files')];
    const { stderr } = await sunaba(run('--limit', 'nodes=1', ...dir));
    expect(stderr).toContain('limit reached: 1 new files and directories\n');
  });

  test('Ctrl-C ends an endless loop', async () => {
    const child = start(...run('--trace', module('wat-spin')));
    child.stdout?.once('data', () => child.kill('SIGINT'));
    const signal = new Promise((resolve) =>
      child.on('exit', (code, by) => resolve(code ?? by)),
    );
    // Without a handler the signal itself ends the process; shells say 130.
    expect(await signal).toBe(engine === 'native' ? 'SIGINT' : 130);
  });
});

// prettier-ignore
describe('mistakes are one line and an exit code', () => {
  const hello = module('wat-hello');
  test.concurrent.each([
    [64, 'nothing to do', []],
    [64, 'no command "walk"', ['walk']],
    [64, 'FILE is missing', ['run']],
    [64, 'FILE is missing', ['run', '--trace']],
    [64, "Unknown option '--bogus'", ['run', '--bogus', hello]],
    [64, 'no trace "yes": --trace or --trace=json', ['run', '--trace=yes', hello]],
    [64, 'with memory, output, open, bytes, nodes, time, not "food=9"', ['run', '--limit', 'food=9', hello]],
    [64, 'not "output=0"', ['run', '--limit', 'output=0', hello]],
    [64, 'native cannot be stopped', ['run', '--engine', 'native', '--limit', 'time=1', hello]],
    [65, 'it wants 38 pages of memory; limit reached: 16 pages', ['run', '--limit', 'memory=1M', module('go-hello')]],
    [124, 'limit reached: 1 seconds', ['run', '--limit', 'time=1', 'spin.wasm']],
    [64, 'no engine "steam"', ['run', '--engine', 'steam', hello]],
    [64, 'the compiler is not there yet', ['run', '--engine', 'compiler', hello]],
    [64, 'not of native', ['run', '--engine', 'native', '--fuel', '9', hello]],
    [64, 'not "many"', ['run', '--fuel', 'many', hello]],
    [64, 'not "0"', ['run', '--fuel', '0', hello]],
    [64, 'not "1.5"', ['run', '--fuel', '1.5', hello]],
    [64, 'NAME=VALUE, not "=x"', ['run', '--env', '=x', hello]],
    [64, 'HOST::GUEST, not "::/"', ['run', '--dir', '::/', hello]],
    [64, 'HOST::GUEST, not "a::b::c"', ['run', '--dir', 'a::b::c', hello]],
    [66, 'nowhere: no such file or directory', ['run', '--dir', 'nowhere::/', hello]],
    [66, 'trap.wasm: not a directory', ['run', '--dir', 'trap.wasm::/', hello]],
    [66, 'none.wasm: no such file or directory', ['run', 'none.wasm']],
    [66, 'is a directory', ['run', '.']],
    [66, 'none.wasm: no such file or directory', ['inspect', 'none.wasm']],
    [65, 'text.wasm: malformed: magic header not detected', ['run', 'text.wasm']],
    [65, 'cut.wasm: malformed: ', ['run', 'cut.wasm']],
    [65, 'invalid.wasm: invalid: type mismatch', ['run', 'invalid.wasm']],
    [65, 'unknown import "env" "missing"', ['run', 'wants.wasm']],
    [65, 'incompatible import type', ['run', 'wrong.wasm']],
    [65, 'no _start to run; the module exports add', ['run', module('wat-add')]],
    [65, 'text.wasm: malformed', ['inspect', 'text.wasm']],
    [65, 'cut.wasm: malformed', ['inspect', 'cut.wasm']],
    [65, 'text.wasm: malformed or invalid', ['run', '--engine', 'native', 'text.wasm']],
    [65, 'wants.wasm: cannot be linked', ['run', '--engine', 'native', 'wants.wasm']],
    [65, 'no _start to run', ['run', '--engine', 'native', module('wat-add')]],
    [64, 'FILE is missing', ['inspect']],
    [64, 'one FILE', ['inspect', hello, hello]],
    [124, 'the fuel is used up', ['run', '--fuel', '100000', 'spin.wasm']],
    [124, 'the fuel is used up', ['run', '--fuel', '1000', module('go-hello')]],
  ])('%i: %s', async (code, message, args) => {
    const { stdout, stderr, ...rest } = await sunaba(args);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^sunaba: [^\n]+\n$/);
    expect({ stdout, ...rest }).toEqual({ stdout: '', code });
  });
});

test('fuel that suffices changes nothing', async () => {
  const { code, stdout } = await sunaba([
    'run',
    '--fuel',
    '1000',
    module('wat-hello'),
  ]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'Hello, 砂場!\n' });
});

describe('inspect', () => {
  test('a small module, whole', async () => {
    const { stdout, code } = await sunaba(['inspect', 'exit.wasm']);
    const size = fs.statSync(join(made, 'exit.wasm')).size;
    expect(code).toBe(0);
    expect(stdout.split('\n')[0]).toBe(`exit.wasm: ${size} bytes`);
    expect(stdout).toContain('1 function of its own, 1 imported\n');
    expect(stdout).toContain('memory of 1 page (64 KiB), no limit\n');
    expect(stdout).toMatch(/^ {2}type +0x8 +\d+ {2}2 types$/m);
    expect(stdout).toContain(
      'func  wasi_snapshot_preview1 proc_exit  (i32) -> ()',
    );
    expect(stdout).toMatch(/^ {2}func +_start +\(\) -> \(\)$/m);
  });

  test('Go’s hello: sections, imports, who made it', async () => {
    const { stdout } = await sunaba(['inspect', module('go-hello')]);
    const size = fs.statSync(module('go-hello')).size.toLocaleString('en');
    expect(stdout).toContain(`${size} bytes`);
    expect(stdout.match(/fd_write/g)?.length).toBe(2);
    expect(stdout).toMatch(/language +Go +go1\.\d+/);
    expect(stdout).toContain('"go:buildid"');
  });
});

describe('help', () => {
  test.each([['--help'], ['-h'], ['help'], ['run --help'], ['inspect --help']])(
    '%s',
    async (words) => {
      const { stdout, code } = await sunaba(words.split(' '));
      expect(code).toBe(0);
      expect(stdout).toContain('sunaba run [options] FILE [ARGS...]');
      for (const line of stdout.split('\n'))
        expect(line.length).toBeLessThanOrEqual(80);
    },
  );

  test('names every option and every exit code that is ours', async () => {
    const { stdout } = await sunaba(['--help']);
    const source = fs.readFileSync(cli, 'utf8');
    const codes = /const codes = \{(?<list>[^}]*)\}/.exec(source)?.groups?.[
      'list'
    ];
    const numbers = [...(codes ?? '').matchAll(/: (\d+),/g)].map(([, n]) => n);
    expect(numbers.length).toBeGreaterThan(5);
    for (const number of numbers) expect(stdout).toContain(`\n  ${number} `);
    for (const flag of ['env', 'dir', 'fuel', 'limit', 'trace', 'engine'])
      expect(stdout).toContain(`--${flag}`);
  });

  test('--version is the package’s', async () => {
    const manifest = fs.readFileSync(join(root, 'package.json'), 'utf8');
    const { stdout } = await sunaba(['--version']);
    expect(manifest).toContain(`"version": "${stdout.trim().split(' ')[1]}"`);
  });

  test('a reader that goes away early is no mistake', async () => {
    const child = start('inspect', module('go-hello'));
    child.stdout?.destroy();
    const { code, stderr } = await outcome(child);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

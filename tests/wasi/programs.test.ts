/**
 * Real programs in a deterministic world: the same calls, output and exit code
 * on our engine and on Node's own WebAssembly.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decode } from '../../engine/binary/decode.ts';
import { drive } from '../../engine/exec/drive.ts';
import { Exit } from '../../engine/exec/host.ts';
import { instantiate } from '../../engine/exec/instantiate.ts';
import { createMachine, invoke } from '../../engine/exec/machine.ts';
import { deterministicWorld } from '../../engine/wasi/deterministic.ts';
import type { DeterministicOptions } from '../../engine/wasi/deterministic.ts';
import { nativeImports, preview1 } from '../../engine/wasi/preview1.ts';
import { wasiImports } from '../../engine/wasi/preview1.ts';
import type { NativeFunction } from '../../engine/wasi/preview1.ts';
import type { WasiProcess } from '../../engine/wasi/preview1.ts';
import { formatTrace } from '../../engine/wasi/trace.ts';

const programs = join(import.meta.dirname, '../../lessons/programs');
const moduleOf = (name: string) =>
  new Uint8Array(readFileSync(join(programs, name, `${name}.wasm`)));

type Engine = (
  bytes: Uint8Array<ArrayBuffer>,
  wasi: WasiProcess,
) => Promise<number>;

const ours: Engine = async (bytes, wasi) => {
  const instance = instantiate(decode(bytes), wasiImports(wasi));
  const start = instance.exports.get('_start');
  if (start?.kind !== 'func') throw new Error('no _start');
  const machine = createMachine();
  invoke(machine, start, []);
  const between = async () => {};
  const end = await drive(machine, { slice: 1e6, between });
  if (end.why === 'trapped') throw end.trap;
  return end.why === 'exited' ? end.code : 0;
};

const suspending = (call: NativeFunction): NativeFunction =>
  Reflect.construct(Reflect.get(WebAssembly, 'Suspending'), [call]);
const promising = (call: unknown): (() => Promise<unknown>) =>
  Reflect.apply(Reflect.get(WebAssembly, 'promising'), undefined, [call]);

/** Node's WebAssembly; `wrap` is how a function that may wait is given to it. */
const native =
  (wrap: typeof suspending | undefined): Engine =>
  async (bytes, wasi) => {
    let memory: WebAssembly.Memory | undefined;
    const imports = nativeImports(wasi, () => memory, wrap);
    const { instance } = await WebAssembly.instantiate(bytes, imports);
    const { _start, memory: exported } = instance.exports;
    if (exported instanceof WebAssembly.Memory) memory = exported;
    if (typeof _start !== 'function') throw new Error('no _start');
    try {
      await (wrap ? promising(_start)() : _start());
      return 0;
    } catch (error) {
      if (error instanceof Exit) return error.code;
      throw error;
    }
  };

/** Runs a program; everything that can be seen of it. */
async function record(
  engine: Engine,
  name: string,
  options: DeterministicOptions = {},
) {
  const seen = { stdout: '', stderr: '', calls: [''], code: -1 };
  const decoder = new TextDecoder();
  const world = deterministicWorld({
    args: [name],
    stdout: (bytes) => (seen.stdout += decoder.decode(bytes)),
    stderr: (bytes) => (seen.stderr += decoder.decode(bytes)),
    ...options,
  });
  const trace = (call: Parameters<typeof formatTrace>[0]) =>
    void seen.calls.push(formatTrace(call));
  seen.code = await engine(moduleOf(name), preview1(world, { trace }));
  return seen;
}

const second = 10n ** 9n;
const name = [{ at: (5n * second) / 2n, text: '日本語\n' }];
const letters = { '/': { 'letter.txt': 'Dear you,\nhello.\n', photos: {} } };

test.each([
  ['go-hello', {}, 0],
  ['go-greet', { stdin: name }, 0],
  ['go-greet', { stdin: name, terminal: true }, 0],
  ['go-greet', {}, 0],
  ['go-files', { preopens: letters }, undefined],
  ['go-files', {}, 1],
  ['rust-hello', { args: ['rust-hello', '砂'], env: [['A', 'b']] as const }, 0],
  ['wat-hello', {}, 0],
])('%s in %o is the same on both engines', async (program, options, code) => {
  const here = await record(ours, program, options);
  expect(await record(native(suspending), program, options)).toEqual(here);
  if (code !== undefined) expect(here.code).toBe(code);
  expect(here.calls.length).toBeGreaterThan(1);
});

test('Go keeps ticking while it waits for a name', async () => {
  const { stdout, calls } = await record(ours, 'go-greet', { stdin: name });
  const ticks = [...stdout.matchAll(/\r\[ +(\d+) s\]/g)].map(([, s]) => s);
  expect(ticks).toEqual(['1', '2']);
  expect(stdout).toContain('こんにちは、日本語さん！');
  expect(calls).toContain('fd_read(0, iovs=[4096 bytes]) → again');
  expect(calls).toContain(
    'poll_oneoff(in=[monotonic in 1000000000 ns, read 0], nsubscriptions=2) → success, 1, [clock]',
  );
});

test('Go finds what it was given, and nothing else', async () => {
  const { stdout } = await record(ours, 'go-files', { preopens: letters });
  expect(stdout).toContain('| Dear you,');
  expect(stdout).toContain('/etc/passwd: No such file or directory');
  const without = await record(ours, 'go-files');
  expect(without.stdout).toContain('Bad file number');
});

test('a program that waits traps where the engine cannot suspend it', async () => {
  const plain = native(undefined);
  expect((await record(plain, 'wat-hello')).stdout).toContain('Hello');
  await expect(record(plain, 'go-greet', { stdin: name })).rejects.toThrow(
    'poll_oneoff has to wait, which this engine cannot',
  );
});

/**
 * Go in the page is Go: for each program, the module is byte for byte the one
 * that `go build` makes on a machine, or what is said instead is word for word
 * the same. Then it runs, and does what it does under another host.
 *
 * What Go made is recorded; where this Go is installed, that is made anew and
 * compared as well.
 */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  deterministicWorld,
  Exit,
  nativeImports,
  preview1,
} from '../../engine/index.ts';
import { checkToolchain } from '../../lessons/programs/go-toolchain/build.ts';
import { jspi } from '../../site/console/native.ts';
import { buildProgram, createKit, shelf } from './kit.ts';
import { argumentsOf, isHere, native } from './native.ts';
import {
  allPrograms,
  endless,
  recordedPath,
  withoutTimes,
} from './programs.ts';
import type { Program, Ran, Recorded } from './programs.ts';

const root = join(import.meta.dirname, '../..');
const recorded: Readonly<Record<string, Recorded>> = JSON.parse(
  readFileSync(recordedPath, 'utf8'),
);
const programs = allPrograms();
const kit = createKit();
const goIsHere = isHere(shelf.go);

/** Builds it here, and runs what should be run. */
async function made(program: Program): Promise<Recorded> {
  const built = await buildProgram(program, kit);
  if (built.is === 'refused') return { said: built.said, code: built.code };
  const sha256 = createHash('sha256').update(built.bytes).digest('hex');
  return ['command', 'test'].includes(program.run) && !endless.has(program.name)
    ? { sha256, ran: await run(program, new Uint8Array(built.bytes)) }
    : { sha256 };
}

/** Runs a module on Node's WebAssembly in a world of ours. */
async function run(
  program: Program,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Ran> {
  const decoder = new TextDecoder();
  const said = { stdout: '', stderr: '' };
  const say = (stream: 'stdout' | 'stderr') => (more: Uint8Array) => {
    said[stream] += decoder.decode(more, { stream: true });
  };
  const world = deterministicWorld({
    args: ['play', ...argumentsOf(program)],
    stdin: program.stdin,
    preopens: { '/': { tmp: {} } },
    stdout: say('stdout'),
    stderr: say('stderr'),
  });
  const wait = jspi();
  if (!wait) throw new Error('this Node has no JSPI');
  let memory: WebAssembly.Memory | undefined;
  const { instance } = await WebAssembly.instantiate(
    bytes,
    nativeImports(preview1(world), () => memory, wait.suspending),
  );
  const { memory: own, _start } = instance.exports;
  if (own instanceof WebAssembly.Memory) memory = own;
  let exit = 0;
  try {
    await wait.promising(_start)();
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
    exit = error.code;
  }
  return {
    stdout: withoutTimes(said.stdout),
    stderr: withoutTimes(said.stderr),
    exit,
  };
}

test('each program has a recording, and each recording a program', () => {
  expect(programs.length).toBeGreaterThanOrEqual(30);
  expect(Object.keys(recorded).sort()).toEqual(
    programs.map(({ name }) => name).sort(),
  );
});

test('the lesson says how many there are, and what hello fetches', () => {
  const size = ['compile', 'link', 'wasip1-hello']
    .map((name) => shelf.packs.get(name)?.size ?? 0)
    .reduce((sum, each) => sum + each);
  const folder = 'lessons/02-go-meets-wasm/01-go-compiled-here';
  for (const file of ['index.mdx', 'index.ja.mdx']) {
    const text = readFileSync(join(root, folder, file), 'utf8');
    expect(text).toMatch(
      new RegExp(`${programs.length}(?: programs|個のプログラム)`),
    );
    expect(text).toContain(`${(size / 1e6).toFixed(1)} MB`);
  }
});

test('the packs are the ones the manifest knows', () => {
  expect(checkToolchain()).toMatchObject({ is: 'same' });
});

describe('the page makes what go build makes', () => {
  test.each(programs.map((each) => [each.name, each] as const))(
    '%s',
    async (name, program) => {
      expect(await made(program)).toEqual(recorded[name]);
    },
  );
});

describe.runIf(goIsHere)('the recording is what this Go makes', () => {
  test.each(programs.map((each) => [each.name, each] as const))(
    '%s',
    (name, program) => {
      expect(native(program)).toEqual(recorded[name]);
    },
  );
});

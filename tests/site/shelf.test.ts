/**
 * The programs of the shelf that have a host of their own, in Node: each does
 * its work on both engines, with both lowerings where our machine calls it,
 * and glue written for browsers runs unchanged.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import {
  deterministicWorld,
  instantiate,
  decode,
  preview1,
  Trap,
  validate,
  wasiImports,
  webAssembly,
} from '../../engine/index.ts';
import type { Module, Tree } from '../../engine/index.ts';
import { hostFunctions, ourImports } from '../../site/console/border.ts';
import { outsideOf } from '../../site/console/guest.ts';
import type { Guest } from '../../site/console/guest.ts';
import { browserHost } from '../../site/console/host.ts';
import { prepareHosted } from '../../site/console/hosting.ts';
import { library } from '../../site/console/hosts.node.ts';
import { startOurs } from '../../site/console/ours.ts';
import type { Engine, FromWorker } from '../../site/console/protocol.ts';
import { createRunner } from '../../site/console/runner.ts';

const root = join(import.meta.dirname, '..', '..');
const programs = join(root, 'lessons', 'programs');

type Row = {
  readonly id: string;
  readonly kind: string;
  readonly wasm: string;
  readonly host?: string;
  readonly npm?: string;
};

const manifest: { readonly programs: readonly Row[] } = JSON.parse(
  readFileSync(join(programs, 'manifest.json'), 'utf8'),
);
const hosted = manifest.programs.filter(({ kind }) => kind === 'hosted');

const rowOf = (id: string): Row => {
  const row = manifest.programs.find((each) => each.id === id);
  if (!row) throw new Error(`no program ${id}`);
  return row;
};

const bytesOf = (id: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(join(programs, rowOf(id).wasm)));

/** What a program is given, and what it must say. */
type Given = {
  readonly args?: readonly string[];
  readonly input?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly says: RegExp;
  readonly code?: number;
  /** Files that it leaves. */
  readonly writes?: Readonly<Record<string, RegExp>>;
};

const messy = 'package  main\nfunc main( ) {x:=1;_=x}\n';
const tidy = /^package main\n\nfunc main\(\) \{ x := 1; _ = x \}\n$/;

const givens: Readonly<Record<string, readonly Given[]>> = {
  'go-reactor': [
    {
      args: ['numbers'],
      says: /^add\(2, 40\) = 42\ncount\(\) = 1\ncount\(\) = 2\ncount\(\) = 3\n.*integer divide by zero.*divide\(1, 0\): unreachable\n$/s,
    },
    {
      args: ['background'],
      says: /start\(\): +0.*calls: 0.*rest\(55\): +some/s,
    },
    {
      args: ['texts', '日本'],
      says: /6 bytes\n.*2 characters\nGo says: Hello, 日本!\n$/s,
    },
    {
      args: ['records'],
      says: /int: 8.*Sample: 24.*"garden"\nsample\(\) = 6\n$/s,
    },
    { args: ['memory'], says: /^loose {2}e{48}\npin {4}a{48}\n$/ },
    { args: ['nonsense'], says: /^scenes: numbers/, code: 2 },
  ],
  'go-js': [
    {
      says: /js\/wasm\n.*= 5\n.*caught: .*first: hare\nthen: tortoise\npromise: <number: 42>\n$/s,
    },
  ],
  'go-edge': [
    { says: /^HTTP\/1\.1 200\n.*X-Agent: Sunaba\n\nHello, Ada!\n$/s },
    {
      args: ['POST', 'http://edge.example/hello', '砂場'],
      says: /Hello, 砂場!\n$/,
    },
    {
      args: ['GET', 'http://edge.example/'],
      says: /^HTTP\/1\.1 404\n.*Nothing at \/\./s,
    },
  ],
  esbuild: [
    {
      args: ['--minify', '--loader=ts'],
      input: 'let longName: number = 1 + 2; console.log(longName)',
      says: /^let longName=3;console\.log\(longName\);\n$/,
    },
    {
      args: ['main.ts', '--bundle', '--minify', '--outfile=out.js'],
      files: {
        'main.ts': "import { a } from './a.ts'; console.log(a)",
        'a.ts': 'export const a = 1, b = 2',
      },
      says: /out\.js/,
      writes: {
        'out.js': /^\(\(\)=>\{console\.log\(1\);\}\)\(\);\n$/,
      },
    },
  ],
  'tinygo-gofmt': [
    { input: messy, says: tidy },
    { input: 'package', says: /expected/, code: 2 },
  ],
  'tinygo-sh': [
    {
      input: 'if [ 1 ];then echo   hi;fi',
      says: /^if \[ 1 \]; then echo hi; fi\n$/,
    },
    { input: 'if [', says: /^1:1: /, code: 1 },
  ],
};

type Outcome = {
  readonly text: string;
  readonly code: number;
  readonly files: Tree | undefined;
};

/** A run as a page has it, in Node. */
async function run(id: string, engine: Engine, given: Given): Promise<Outcome> {
  const { args = [], input = '', files } = given;
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
  let text = '';
  const decoder = new TextDecoder();
  const hear = createRunner(
    { ...browserHost(), library },
    (message: FromWorker) => {
      if (message.type === 'output') {
        text += decoder.decode(message.bytes, { stream: true });
        hear({ type: 'shown', bytes: message.bytes.length });
      }
      if (message.type === 'exited') {
        const { code, files: left } = message;
        resolve({ text, code, files: left });
      }
      if (message.type === 'failed' || message.type === 'trapped')
        reject(new Error(`${message.type}: ${message.message}`));
    },
  );
  hear({
    type: 'run',
    request: {
      source: { kind: 'bytes', bytes: bytesOf(id) },
      ...{ args: [id, ...args], env: [], files, engine },
      ...{ entry: '_start', without: [], host: rowOf(id).host },
    },
  });
  hear({ type: 'input', bytes: new TextEncoder().encode(input) });
  hear({ type: 'end' });
  return promise;
}

test('every hosted program has something to do', () => {
  expect(Object.keys(givens).toSorted()).toEqual(
    hosted.map(({ id }) => id).toSorted(),
  );
});

const cases = hosted.flatMap(({ id }) =>
  (givens[id] ?? []).map((given, n) => [`${id}, ${n + 1}`, id, given] as const),
);

describe.each<Engine>(['native', 'ours'])('on engine %s', (engine) => {
  test.each(cases)('%s', async (_, id, given) => {
    const { text, code, files } = await run(id, engine, given);
    expect(text).toMatch(given.says);
    expect(code).toBe(given.code ?? 0);
    for (const [name, content] of Object.entries(given.writes ?? {})) {
      const left = files?.[name];
      expect(left).toBeInstanceOf(Uint8Array);
      if (left instanceof Uint8Array)
        expect(new TextDecoder().decode(left)).toMatch(content);
    }
  });
});

/** A run in a world without chance, called by our machine. */
async function inOurMachine(
  id: string,
  { args = [], input = '' }: Given,
  lowering: 'fused' | 'plain',
) {
  let text = '';
  const write = (bytes: Uint8Array): void => {
    text += new TextDecoder().decode(bytes);
  };
  const world = deterministicWorld({
    ...{ args: [id, ...args], stdin: input, stdout: write, stderr: write },
  });
  const calls: string[] = [];
  const tell = (note: { readonly text: string }) => void calls.push(note.text);
  const own = await library.host(rowOf(id).host ?? '');
  const rows = own.functions?.(outsideOf(world)) ?? [];
  const imports = {
    ...wasiImports(preview1(world)),
    ...ourImports(hostFunctions(rows, tell)),
  };
  const bytes = bytesOf(id);
  const pace = { now: () => 0, between: async () => undefined };
  const start = async () => startOurs(bytes, imports, pace, lowering);
  const command = async (guest: Guest): Promise<number> => {
    await (await guest.start()).call('_start');
    return 0;
  };
  const stage = { bytes, world, wasm: webAssembly, library, start, tell };
  const program = prepareHosted(own.run ?? command, stage);
  const ending = await program.run();
  const instructions = program.instructions();
  return { text, calls, ending, instructions, memory: program.memory() };
}

describe('plain and fused code do the same', () => {
  test.each([
    ['go-reactor', { args: ['texts'], says: /Go says/ }],
    ['go-edge', { says: /Hello, Ada!/ }],
    ['tinygo-gofmt', { input: messy, says: tidy }],
  ] as const)('%s', async (id, given: Given) => {
    const fused = await inOurMachine(id, given, 'fused');
    expect(fused.text).toMatch(given.says);
    expect(fused.instructions).toBeGreaterThan(0);
    expect(await inOurMachine(id, given, 'plain')).toEqual(fused);
  });
});

describe('the border', () => {
  test('shows what crosses, as numbers and as what they point to', async () => {
    const { calls } = await inOurMachine('go-edge', { says: /./ }, 'fused');
    const listed = calls.map((call) => call.replaceAll(/0x[\da-f]+/g, '0x_'));
    expect(listed.slice(0, 3)).toEqual([
      'fastly_abi.init(version=1) → ok',
      'fastly_http_req.body_downstream_get(request=0x_, body=0x_) → ok',
      'fastly_http_req.method_get(request=1, to=0x_+128, written=0x_) → ok, "GET"',
    ]);
    expect(listed).toContain(
      'fastly_http_body.write(body=4, data=0x_+12 "Hello, Ada!\\n", end=0, written=0x_) → ok',
    );
  });

  test('is typed: a module that wants other types is refused', () => {
    const [odd] = hostFunctions(
      [{ module: 'm', name: 'f', signature: 'a:i64 -> i32', call: () => 0 }],
      () => undefined,
    );
    expect(odd?.type).toEqual({ params: [0x7e], results: [0x7f] });
    expect(() =>
      hostFunctions(
        [{ module: 'm', name: 'f', signature: 'a:word', call: () => 0 }],
        () => undefined,
      ),
    ).toThrow('f: no kind word');
  });

  test('an import that no row offers is named', async () => {
    const module: Module = decode(bytesOf('go-reactor'));
    validate(module);
    const world = deterministicWorld({});
    expect(() => instantiate(module, wasiImports(preview1(world)))).toThrow(
      /lesson/,
    );
  });

  test('a reactor that was not initialised says so and traps', async () => {
    let said = '';
    const world = deterministicWorld({
      stderr: (bytes) => (said += new TextDecoder().decode(bytes)),
    });
    const own = await library.host('go-reactor');
    const rows = own.functions?.(outsideOf(world)) ?? [];
    const imports = {
      ...wasiImports(preview1(world)),
      ...ourImports(hostFunctions(rows, () => undefined)),
    };
    const pace = { now: () => 0, between: async () => undefined };
    const go = startOurs(bytesOf('go-reactor'), imports, pace);
    await expect(go.call('add', 1, 2)).rejects.toThrow(Trap);
    expect(said).toContain('call _initialize first');
  });
});

describe('wasm_exec.js', () => {
  const ours = readFileSync(join(programs, 'go-js/wasm_exec.js'), 'utf8');

  test('is the one that esbuild ships too', () => {
    const path = join(root, 'node_modules/esbuild-wasm/wasm_exec.js');
    expect(readFileSync(path, 'utf8')).toBe(ours);
  });

  test('is Go’s own, where Go is', () => {
    const { stdout, error } = spawnSync('go', ['env', 'GOROOT', 'GOVERSION'], {
      encoding: 'utf8',
    });
    const [folder = '', version] = error ? [] : stdout.split('\n');
    const path = join(folder, 'lib/wasm/wasm_exec.js');
    if (version !== 'go1.26.8' || !existsSync(path)) return;
    expect(readFileSync(path, 'utf8')).toBe(ours);
  });
});

/**
 * The parts around Go's toolchain: reading the head of a file, planning,
 * places in messages, packs that do not come as they should, jobs that are
 * given up, and vet.
 */

import { zstdDecompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createToolchain } from '../../site/go/client.ts';
import type { StartWorker } from '../../site/go/client.ts';
import { isBuilt, readHeader } from '../../site/go/header.ts';
import { createJobs } from '../../site/go/jobs.ts';
import { messagesIn, unitsBefore } from '../../site/go/messages.ts';
import { createPacks } from '../../site/go/packs.ts';
import type { Store, Supply } from '../../site/go/packs.ts';
import { planBuild } from '../../site/go/plan.ts';
import type { FromWorker } from '../../site/go/protocol.ts';
import { vet } from '../../site/go/vet.ts';
import { createKit, folded, shelf } from './kit.ts';

describe('the head of a file', () => {
  test.each([
    ['package main\nimport "fmt"', 'main', ['fmt 2:8']],
    [
      '// c\n/* d\n*/ package a; import (b "x/y"; . `z`\n_ "w")',
      'a',
      ['x/y 3:25', 'z 3:34', 'w 4:3'],
    ],
    ['package 砂\nimport /* 場 */ "a"', '砂', ['a 2:18']],
    ['package main\nvar s = `import "no"`', 'main', []],
    ['package main\nimport "a"\nfunc f() {}\nimport "no"', 'main', ['a 2:8']],
  ])('%j', (text, name, imports) => {
    const header = readHeader(text);
    expect(header.wrong).toBeUndefined();
    expect(header.name).toBe(name);
    expect(
      header.imports.map((each) => `${each.path} ${each.line}:${each.column}`),
    ).toEqual(imports);
  });

  test.each([
    ['', "1:1: expected 'package', found 'EOF'"],
    ['func main() {}', "1:1: expected 'package', found 'func'"],
    [
      'package main\nimport fmt',
      '2:11: missing import path; require quoted string',
    ],
    ['package main\nimport "fmt', '2:8: string literal not terminated'],
  ])('%j is refused', (text, wrong) => {
    expect(readHeader(text).wrong).toBe(wrong);
  });

  test.each([
    ['a.go', '', true],
    ['a_linux.go', '', false],
    ['a_wasip1.go', '', true],
    ['a_js_wasm.go', '', false],
    ['a_wasip1_wasm_test.go', '', true],
    ['linux.go', '', true],
    ['a.go', '//go:build wasip1 && (go1.26 || linux)', true],
    ['a.go', '//go:build !wasm || go1.27', false],
    ['a.go', '//go:build ignore', false],
  ])('%s %s: %s', (file, constraint, built) => {
    const header = readHeader(`${constraint}\n\npackage main\n`);
    expect(isBuilt(file, header, 'wasip1')).toBe(built);
  });
});

describe('planning', () => {
  const main = (path: string) => ({
    'main.go': `package main\nimport _ "${path}"\nfunc main() {}\n`,
  });

  test('needs few packs for hello, and only its own packages', () => {
    const plan = planBuild(main('fmt'), 'command', shelf, false);
    if (plan.is !== 'planned') throw new Error(plan.message);
    const known = shelf.packages.get('wasip1');
    const packs = [...plan.standard].map((path) => known?.get(path)?.pack);
    expect([...new Set(packs)]).toEqual(['wasip1-hello']);
    expect(plan.standard.size).toBeGreaterThan(40);
  });

  test('what hello needs is at most 12 MB', () => {
    const sizes = ['compile', 'link', 'wasip1-hello'].map(
      (name) => shelf.packs.get(name)?.size ?? Infinity,
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(12e6);
  });

  test('says of a standard package that it is not on the shelf', () => {
    expect(planBuild(main('net/http'), 'command', shelf, false)).toEqual({
      is: 'refused',
      message:
        'main.go:2:10: package net/http is not on the shelf of this page',
    });
  });

  test('every package on the shelf finds all that it needs there', () => {
    for (const [system, packages] of shelf.packages) {
      expect(packages.size, system).toBeGreaterThan(50);
      for (const [path, { imports }] of packages)
        for (const each of imports)
          expect(packages.has(each), `${system}: ${path} needs ${each}`).toBe(
            true,
          );
    }
  });

  test('a folder without Go files, a program without tests', () => {
    expect(planBuild({ 'a.txt': '' }, 'command', shelf, false)).toMatchObject({
      message: 'no Go files in /play',
    });
    expect(planBuild(main('fmt'), 'command', shelf, true)).toMatchObject({
      message: '?   \tplay\t[no test files]',
    });
  });
});

test('messages become places; what is set in goes with its line', () => {
  const said = `# play
./b.go:3:6: twice redeclared in this block
	./a.go:5:6: other declaration of twice
sub/c.go:1:2: x
play/main.go:4:6: y
main.go:1:1: z`;
  expect(
    messagesIn(said).map((each) => `${each.file} ${each.line} ${each.text}`),
  ).toEqual([
    'b.go 3 twice redeclared in this block\n\t./a.go:5:6: other declaration of twice',
    'sub/c.go 1 x',
    'play/main.go 4 y',
    'main.go 1 z',
  ]);
});

test.each([
  ['abc', 1, 0],
  ['abc', 3, 2],
  ['砂場 x', 8, 3],
  ['🏖x', 5, 2],
  ['ab', 99, 2],
])('%j: byte column %i is unit %i', (line, column, units) => {
  expect(unitsBefore(line, column)).toBe(units);
});

/** A supply over the repository's packs, and what it warned of. */
function supplyOf(change: Partial<Supply>): {
  supply: Supply;
  heard: string[];
} {
  const heard: string[] = [];
  const store: Store = {
    get: async () => undefined,
    has: async () => false,
    put: async () => undefined,
  };
  return {
    heard,
    supply: {
      ...{ shelf, store },
      fetch: async (file) => new Response(folded(file)),
      progress: () => undefined,
      warn: (what) => heard.push(what),
      ...change,
    },
  };
}

describe('packs', () => {
  const name = 'wasip1-hash';
  const rawSize = shelf.packs.get(name)?.rawSize;

  test('a pack is fetched once, however often it is asked for', async () => {
    const files: string[] = [];
    const fetch: Supply['fetch'] = async (file) => {
      files.push(file);
      return new Response(folded(file));
    };
    const packs = createPacks(supplyOf({ fetch }).supply);
    const [a, b] = await Promise.all([packs(name), packs(name)]);
    expect(a).toBe(b);
    expect(a.length).toBe(rawSize);
    expect(files).toEqual([`${name}.zst`]);
  });

  test('progress ends with all that was to come', async () => {
    const seen: (readonly [number, number])[] = [];
    const { supply } = supplyOf({
      progress: (loaded, total) => seen.push([loaded, total]),
    });
    const packs = createPacks(supply);
    await Promise.all([packs(name), packs('wasip1-text')]);
    const total =
      (shelf.packs.get(name)?.size ?? 0) +
      (shelf.packs.get('wasip1-text')?.size ?? 0);
    expect(seen.at(-1)).toEqual([total, total]);
  });

  const damaged = (file: string): Response => {
    const bytes = folded(file);
    bytes[1000] = (bytes[1000] ?? 0) ^ 1;
    return new Response(bytes);
  };

  test('a damaged pack is told and fetched again, past the cache', async () => {
    const asked: boolean[] = [];
    const { supply, heard } = supplyOf({
      fetch: async (file, again) => {
        asked.push(again);
        return again ? new Response(folded(file)) : damaged(file);
      },
    });
    expect((await createPacks(supply)(name)).length).toBe(rawSize);
    expect(heard).toEqual(['changed']);
    expect(asked).toEqual([false, true]);
  });

  test.each([
    ['damaged twice', async (file: string) => damaged(file), 'changed'],
    [
      'cut short',
      async (file: string) => new Response(folded(file).slice(9)),
      'changed',
    ],
    [
      'too long',
      async (file: string) => new Response(new Blob([folded(file), 'x'])),
      'changed',
    ],
    ['not there', async () => new Response('', { status: 404 }), 'fetch'],
    ['no network', () => Promise.reject(new TypeError('offline')), 'fetch'],
  ] as const)(
    '%s: an error, and the next time is another',
    async (_, fetch, kind) => {
      let broken = true;
      const { supply } = supplyOf({
        fetch: (file) =>
          broken ? fetch(file) : Promise.resolve(new Response(folded(file))),
      });
      const packs = createPacks(supply);
      await expect(packs(name)).rejects.toMatchObject({ kind });
      broken = false;
      expect((await packs(name)).length).toBe(rawSize);
    },
  );

  test('a full store is told and survived; a broken one is passed over', async () => {
    const store: Store = {
      get: () => Promise.reject(new Error('broken')),
      has: () => Promise.reject(new Error('broken')),
      put: () => Promise.reject(new Error('QuotaExceededError')),
    };
    const { supply, heard } = supplyOf({ store });
    expect((await createPacks(supply)(name)).length).toBe(rawSize);
    expect(heard).toEqual(['full']);
  });

  test('what was kept is not fetched; half of it is', async () => {
    const kept = new Map<string, Uint8Array<ArrayBuffer>>();
    const store: Store = {
      get: async (key) => kept.get(key),
      has: async (key) => kept.has(key),
      put: async (key, bytes) => void kept.set(key, bytes),
    };
    const whole = await createPacks(supplyOf({ store }).supply)(name);
    const offline = supplyOf({
      store,
      fetch: () => Promise.reject(new Error('offline')),
    });
    expect(await createPacks(offline.supply)(name)).toEqual(whole);
    for (const [key, bytes] of kept) kept.set(key, bytes.slice(1));
    await expect(createPacks(offline.supply)(name)).rejects.toThrow('offline');
  });
});

describe('jobs', () => {
  const files = { 'main.go': 'package main\n\nfunc main() { println(1) }\n' };

  test('our own engine runs the compiler where the host has none', async () => {
    const heard: FromWorker[] = [];
    const perform = createJobs({
      ...supplyOf({}).supply,
      send: (message) => heard.push(message),
      engine: 'ours',
    });
    await perform({
      does: 'build',
      kind: 'command',
      // Nothing that has to be linked: the compiler alone is slow enough.
      files: { 'main.go': 'package main\n\nfunc main() { x }\n' },
    });
    expect(heard).toContainEqual({ type: 'warning', what: 'slow' });
    expect(heard.at(-1)).toEqual({
      type: 'refused',
      said: '# play\n./main.go:3:15: undefined: x\n',
      code: 1,
    });
  });

  test.each([
    ['what was kept is made ready', () => Promise.resolve(true), true],
    ['nothing is fetched ahead of time', () => Promise.resolve(false), false],
    ['a broken store', () => Promise.reject(new Error('broken')), false],
  ] as const)('to prepare: %s', async (_, has, ready) => {
    const heard: FromWorker[] = [];
    const fetched: string[] = [];
    const { supply } = supplyOf({});
    const bytesOf = new Map(
      Array.from(shelf.packs.values(), ({ rawSha256, file }) => [
        rawSha256,
        file,
      ]),
    );
    const perform = createJobs({
      ...supply,
      store: {
        ...{ has, put: supply.store.put },
        get: async (key) =>
          new Uint8Array(zstdDecompressSync(folded(bytesOf.get(key) ?? ''))),
      },
      fetch: (file) => {
        fetched.push(file);
        return Promise.reject(new Error('offline'));
      },
      send: (message) => heard.push(message),
      engine: 'native',
    });
    await perform({ does: 'prepare', kind: 'command', files });
    expect(heard.at(-1)).toEqual({ type: 'prepared', ready });
    expect(heard.length).toBe(ready ? 2 : 1);
    expect(fetched).toEqual([]);
  });

  test('vet tells what compiles and is likely not meant', async () => {
    const text = `package main

import "fmt"

func main() { fmt.Printf("%d\\n", "砂") }
`;
    const kit = createKit();
    expect(await vet({ 'main.go': text }, 'command', kit)).toEqual([
      {
        file: 'main.go',
        line: 5,
        column: 27,
        text: 'fmt.Printf format %d has arg "砂" of wrong type string',
      },
    ]);
    expect(await vet(files, 'command', kit)).toEqual([]);
  });

  test('a pack that does not come ends the job with its name', async () => {
    const heard: FromWorker[] = [];
    const perform = createJobs({
      ...supplyOf({ fetch: () => Promise.reject(new Error('offline')) }).supply,
      send: (message) => heard.push(message),
      engine: 'native',
    });
    await perform({ does: 'build', kind: 'command', files });
    expect(heard.at(-1)).toMatchObject({ type: 'failed', kind: 'fetch' });
  });

  test('a job that is given up ends its worker; the next begins another', async () => {
    const log: string[] = [];
    const hears: ((message: FromWorker) => void)[] = [];
    const startWorker: StartWorker = (hear) => {
      const number = hears.push(hear);
      log.push(`start ${number}`);
      return {
        post: ({ job }) => log.push(`${number}: ${job.does}`),
        terminate: () => log.push(`end ${number}`),
      };
    };
    const toolchain = createToolchain(startWorker);
    const job = { does: 'build', kind: 'command', files } as const;
    const first = toolchain.perform(job, () => undefined);
    toolchain.cancel();
    expect(await first).toEqual({ type: 'cancelled' });
    const news: string[] = [];
    const second = toolchain.perform(job, ({ type }) => news.push(type));
    hears[0]?.({ type: 'built', bytes: new Uint8Array() });
    hears[1]?.({ type: 'phase', phase: 'link' });
    hears[1]?.({ type: 'refused', said: 'no', code: 1 });
    expect(await second).toEqual({ type: 'refused', said: 'no', code: 1 });
    hears[1]?.({ type: 'progress', loaded: 1, total: 2 });
    const third = toolchain.perform({ ...job, does: 'vet' }, () => undefined);
    hears[1]?.({ type: 'vetted', messages: [] });
    expect(await third).toEqual({ type: 'vetted', messages: [] });
    expect(news).toEqual(['phase']);
    const ahead = toolchain.perform({ ...job, does: 'prepare' }, () => {
      throw new Error('overtaken');
    });
    const fourth = toolchain.perform(job, () => undefined);
    expect(await ahead).toEqual({ type: 'cancelled' });
    hears[1]?.({ type: 'prepared', ready: true });
    hears[1]?.({ type: 'refused', said: 'late', code: 1 });
    expect(await fourth).toMatchObject({ said: 'late' });
    expect(log).toEqual([
      ...['start 1', '1: build', 'end 1'],
      ...['start 2', '2: build', '2: vet', '2: prepare', '2: build'],
    ]);
  });
});

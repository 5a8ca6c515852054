/**
 * The official suites: which there are, at which commits, and where they lie.
 * `npm run suites` gets those that are absent.
 *
 * They are other people's work and large, so none is part of this repository:
 * they go to tests/.suites/, which git ignores. A suite that lies beside the
 * checkout, in ../shared, is taken from there.
 *
 *     node tests/suites.ts [NAME...]
 *
 * Where the network refuses GitHub, SUNABA_MIRROR names another place, as a
 * folder or an address in which `{owner}` and `{name}` stand for the
 * repository's: SUNABA_MIRROR='/mirrors/{owner}/{name}.git' npm run suites
 */

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync } from 'node:fs';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A part of a suite: folders of a repository at a commit, and the names they get here. */
type Part = {
  readonly repository: string;
  readonly commit: string;
  readonly folders: Readonly<Record<string, string>>;
};

/** A suite: what it is, its parts, and how it is called where it lies beside the checkout. */
type Suite = {
  readonly title: string;
  readonly parts: readonly Part[];
  readonly beside?: string;
  /** Folders of which only those files are kept that `than` does not have with the same bytes, under the same name. */
  readonly other?: {
    readonly folders: readonly string[];
    readonly than: string;
  };
};

const spec = 'WebAssembly/spec';

/** The suites by name. */
export const suites = {
  spec: {
    title:
      'the official test suite: 3.0, threads, and what 1.0 and 2.0 said otherwise',
    beside: 'spec-testsuite',
    other: {
      folders: ['wasm-2.0-changed', 'wasm-1.0-changed'],
      than: 'wasm-3.0',
    },
    parts: [
      {
        repository: spec,
        commit: '285a9032950cbad6a9f84de11183008e286092a2',
        folders: { 'test/core': 'wasm-3.0', 'test/custom': 'custom' },
      },
      {
        repository: spec,
        commit: 'fffc6e12fa454e475455a7b58d3b5dc343980c10',
        folders: { 'test/core': 'wasm-2.0-changed' },
      },
      {
        repository: spec,
        commit: '977f97014c962f7bd1291fcc6d28b41a924882bf',
        folders: { 'test/core': 'wasm-1.0-changed' },
      },
      {
        repository: 'WebAssembly/testsuite',
        commit: '193e551ff22663995b1ac95dc62344133669e14b',
        folders: { 'proposals/threads': 'proposals/threads' },
      },
      {
        repository: 'WebAssembly/threads',
        commit: '979d0fcb994439423d63b2f0a8a7332d6285dd84',
        folders: { 'test/core/threads': 'proposals/threads-upstream' },
      },
    ],
  },
  wasi: {
    title: 'WASI test suite, preview 1: 72 programs',
    parts: [
      {
        repository: 'WebAssembly/wasi-testsuite',
        commit: '9f80ca35444cfd9e63100725615140a346652e6c',
        folders: {
          'tests/assemblyscript/testsuite/wasm32-wasip1': 'assemblyscript',
          'tests/c/testsuite/wasm32-wasip1': 'c',
          'tests/rust/testsuite/wasm32-wasip1': 'rust',
        },
      },
    ],
  },
  'js-api': {
    title: 'W3C tests of the JavaScript API: 50 files',
    parts: [
      {
        repository: 'WebAssembly/spec',
        commit: '285a9032950cbad6a9f84de11183008e286092a2',
        folders: { 'test/js-api': 'js-api' },
      },
    ],
  },
} as const satisfies Record<string, Suite>;

/** The name of a suite. */
export type SuiteName = keyof typeof suites;

const home = fileURLToPath(new URL('.suites/', import.meta.url));
const shared = fileURLToPath(new URL('../../shared/', import.meta.url));

/** What a suite is made of, in one text: what lies here must be that. */
const stampOf = (suite: Suite): string => `${JSON.stringify(suite.parts)}\n`;

const stampAt = (name: SuiteName): string => join(home, `${name}.json`);

/** The folder of a suite, or undefined where it is absent or of other commits. */
export function suiteFolder(name: SuiteName): string | undefined {
  const suite: Suite = suites[name];
  const beside = suite.beside && join(shared, suite.beside);
  if (beside !== undefined && existsSync(beside)) return beside;
  const stamp = stampAt(name);
  const fits =
    existsSync(stamp) && readFileSync(stamp, 'utf8') === stampOf(suite);
  return fits ? join(home, name) : undefined;
}

/** Where a repository is to be had. */
function addressOf(repository: string): string {
  const [owner = '', name = ''] = repository.split('/');
  const pattern =
    process.env['SUNABA_MIRROR'] ?? 'https://github.com/{owner}/{name}';
  return pattern.replaceAll('{owner}', owner).replaceAll('{name}', name);
}

/** Runs git in `cwd`. Throws what it said. */
function git(cwd: string, ...args: readonly string[]): void {
  const env = { ...process.env, GIT_TERMINAL_PROMPT: '0' };
  const { error, status, stderr } = spawnSync('git', args, {
    ...{ cwd, env, encoding: 'utf8' },
  });
  if (error) throw new Error(`git cannot be started: ${error.message}`);
  if (status !== 0) throw new Error(`git ${args[0]}: ${stderr.trim()}`);
}

/** Gets one part into `folder`: the one commit, and of it the files that are wanted. */
function getPart({ repository, commit, folders }: Part, folder: string): void {
  const clone = mkdtempSync(join(home, 'clone-'));
  try {
    git(clone, 'init', '--quiet');
    git(clone, 'sparse-checkout', 'set', '--no-cone', ...Object.keys(folders).map((path) => `/${path}/`)); // prettier-ignore
    git(clone, 'remote', 'add', 'origin', addressOf(repository));
    git(clone, 'fetch', '--quiet', '--depth=1', '--filter=blob:none', 'origin', commit); // prettier-ignore
    git(clone, 'checkout', '--quiet', 'FETCH_HEAD');
    for (const [from, to] of Object.entries(folders))
      cpSync(join(clone, from), join(folder, to), { recursive: true });
  } finally {
    rmSync(clone, { recursive: true, force: true });
  }
}

/** Removes the files of a folder that another has with the same bytes; an empty folder may stay. */
function dropSame(draft: string, folder: string, than: string): void {
  const named = (path: string) => basename(path);
  const there = Map.groupBy(globSync(`${than}/**/*.*`, { cwd: draft }), named);
  for (const path of globSync(`${folder}/**/*.*`, { cwd: draft })) {
    const bytes = readFileSync(join(draft, path));
    const same = (there.get(named(path)) ?? []).some((other) =>
      bytes.equals(readFileSync(join(draft, other))),
    );
    if (same) rmSync(join(draft, path));
  }
}

/** Gets a suite: whole, or not at all. */
function get(name: SuiteName): void {
  mkdirSync(home, { recursive: true });
  const suite: Suite = suites[name];
  const draft = mkdtempSync(join(home, 'draft-'));
  try {
    for (const part of suite.parts) getPart(part, draft);
    const { folders = [], than = '' } = suite.other ?? {};
    for (const folder of folders) dropSame(draft, folder, than);
    rmSync(join(home, name), { recursive: true, force: true });
    renameSync(draft, join(home, name));
    writeFileSync(stampAt(name), stampOf(suite));
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

const isName = (name: string): name is SuiteName => name in suites;

/** Says of each suite where it lies; gets what is absent. Answers how many stay absent. */
function main(names: readonly string[]): number {
  const unknown = names.filter((name) => !isName(name));
  if (unknown.length > 0)
    throw new Error(
      `no suite ${unknown.join(', ')}: ${Object.keys(suites).join(', ')}`,
    );
  const wanted = Object.keys(suites)
    .filter(isName)
    .filter((name) => names.length === 0 || names.includes(name));
  const failed = wanted.filter((name) => {
    try {
      if (suiteFolder(name) === undefined) get(name);
      console.log(`${name}: ${suiteFolder(name)} (${suites[name].title})`);
      return false;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      console.error(`${name}: ABSENT (${suites[name].title})\n  ${reason.replaceAll('\n', '\n  ')}`); // prettier-ignore
      return true;
    }
  });
  if (failed.length > 0)
    console.error(
      'Where this machine cannot reach GitHub, set SUNABA_MIRROR; see tests/suites.ts.',
    );
  return failed.length;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    process.exitCode = main(process.argv.slice(2)) > 0 ? 1 : 0;
  } catch (error) {
    console.error(error instanceof Error ? `suites: ${error.message}` : error);
    process.exitCode = 64;
  }
}

/**
 * `go build` and `go test -c` without the `go` command: the compiler once for
 * each package, then the linker, with the flags that `go build -trimpath`
 * gives them. What comes out is the same, byte for byte.
 *
 * It knows neither page nor worker: packs and tools come in as `Kit`, so the
 * tests drive it in Node.
 */

import type { Tree } from '../../engine/index.ts';
import type { Shelf } from '../../lessons/programs/go-toolchain/manifest.ts';
import { carried, embedConfig, readEmbeds } from './embed.ts';
import type { Assets } from './embed.ts';
import { modulePath, planBuild } from './plan.ts';
import type { Files, Kind, Plan, Unit } from './plan.ts';
import { testMain } from './testmain.ts';
import { runTool } from './tool.ts';
import type { Ran, Tool } from './tool.ts';

/** What a build needs: the list of what there is, and what is on it, when it is wanted. */
export type Kit = {
  readonly shelf: Shelf;
  /** A pack's content, unfolded. */
  readonly pack: (name: string) => Promise<Uint8Array<ArrayBuffer>>;
  /** A tool, ready to run. */
  readonly tool: (name: 'compile' | 'link' | 'vet') => Promise<Tool>;
  /** Hears what is being done. */
  readonly phase: (phase: Phase) => void;
};

/** What a build is at. */
export type Phase = 'plan' | 'fetch' | 'compile' | 'link' | 'vet';

/** A module, or what Go said and the exit code of `go build`. */
export type Built =
  | { readonly is: 'built'; readonly bytes: Uint8Array }
  | { readonly is: 'refused'; readonly said: string; readonly code: number };

type Planned = Extract<Plan, { readonly is: 'planned' }>;

/** Archives by import path. */
type Archives = Map<string, Uint8Array>;

/** What is known while a build goes on. */
export type Work = {
  readonly kit: Kit;
  readonly plan: Planned;
  readonly files: Files;
  readonly assets: Assets;
  readonly archives: Archives;
};

const refused = (said: string, code = 1): Built => ({
  is: 'refused',
  said: said.endsWith('\n') ? said : `${said}\n`,
  code,
});

/** Builds the program in `files`. */
export async function build(
  files: Files,
  kind: Kind,
  kit: Kit,
  assets: Assets = {},
): Promise<Built> {
  const work = await start(files, kind, kit, false, assets);
  if ('is' in work) return work;
  const wrong = await compileAll(work, work.plan.units, work.files);
  if (wrong) return wrong;
  const program = work.plan.units.at(-1);
  if (program?.name !== 'main')
    return refused(`package ${modulePath} is not a main package`);
  return link(work, modulePath, kind === 'reactor' ? 'c-shared' : 'exe');
}

/** Builds the program that runs the tests in `files`. */
export async function buildTest(
  files: Files,
  kit: Kit,
  assets: Assets = {},
): Promise<Built> {
  const work = await start(files, 'command', kit, true, assets);
  if ('is' in work) return work;
  const { units, tests } = work.plan;
  const others = units.slice(0, -1);
  const main = {
    path: `${modulePath}.test`,
    name: 'main',
    files: [testMainPath],
    imports: ['os', 'testing', 'testing/internal/testdeps'],
  };
  const texts = { ...files, [testMainPath]: testMain(files, tests) };
  const wrong =
    (await compileAll(work, others, texts)) ??
    (await compileAll(work, tests, texts, 'library')) ??
    (await compileAll(work, [main], texts));
  return wrong ?? link(work, main.path, 'exe', ['-X', 'testing.testBinary=1']);
}

/** The main package of a test run lies beside the reader's files, not among them. */
const testMainPath = '/out/_testmain.go';

/** Plans, and fetches what the plan needs. */
export async function start(
  files: Files,
  kind: Kind,
  kit: Kit,
  testing: boolean,
  assets: Assets,
): Promise<Work | Built> {
  kit.phase('plan');
  const plan = planBuild(files, kind, kit.shelf, testing);
  if (plan.is === 'refused') return refused(plan.message);
  const paths = Object.keys({ ...files, ...assets });
  const lost = [...plan.units, ...plan.tests].flatMap(
    (unit) => readEmbeds(unit, files, paths).lost,
  );
  if (lost.length > 0) return refused([...new Set(lost)].join('\n'));
  kit.phase('fetch');
  const archives = await fetchArchives(kit, plan);
  return { kit, plan, files, assets, archives };
}

/** The shelf's archives that a plan needs; the packs come side by side. */
async function fetchArchives(kit: Kit, plan: Planned): Promise<Archives> {
  const known = kit.shelf.packages.get(plan.system);
  const rows = [...plan.standard].flatMap((path) => {
    const row = known?.get(path);
    return row ? [{ path, ...row }] : [];
  });
  const names = [...new Set(rows.map(({ pack }) => pack))];
  const [, , ...packs] = await Promise.all([
    kit.tool('compile'),
    kit.tool('link'),
    ...names.map(async (name) => [name, await kit.pack(name)] as const),
  ]);
  const bytes = new Map(packs);
  return new Map(
    rows.map(({ path, pack, offset, size }) => [
      path,
      bytes.get(pack)?.subarray(offset, offset + size) ?? new Uint8Array(),
    ]),
  );
}

/** What an archive is called in a tool's `/pkg`. */
export const fileName = (path: string): string =>
  `${path.replaceAll('/', '+')}.a`;

const packageLines = (paths: Iterable<string>): string[] =>
  Array.from(paths, (path) => `packagefile ${path}=/pkg/${fileName(path)}`);

/** What every tool is told: no machine's setting gets into what it makes. */
export const environment = (system: string): Record<string, string> => ({
  GOOS: system,
  GOARCH: 'wasm',
  GOROOT: '',
  PWD: '/work',
});

/** Compiles packages in order; a library's `main` package is one like any other. */
export async function compileAll(
  work: Work,
  units: readonly Unit[],
  texts: Files,
  as?: 'library',
): Promise<Built | undefined> {
  for (const unit of units) {
    work.kit.phase('compile');
    const { code, said, output } = await compile(work, unit, texts, as);
    if (code !== 0 || !output) return refused(complaint(unit, said, as));
    work.archives.set(unit.path, output);
  }
  return undefined;
}

/** What the compiler said, as `go build` passes it on: with the package's name, and paths from where the reader is. */
function complaint(
  { path }: Unit,
  said: string,
  as: 'library' | undefined,
): string {
  const title = as === undefined ? path : `${path} [${modulePath}.test]`;
  return `# ${title}\n${said.replace(/^(\t?)\.\/(?=[^:\n]*\/)/gm, '$1')}`;
}

async function compile(
  work: Work,
  unit: Unit,
  texts: Files,
  as: 'library' | undefined,
): Promise<Ran> {
  const { kit, plan, assets, archives } = work;
  const all = { ...texts, ...assets };
  const embeds = readEmbeds(unit, texts, Object.keys(all));
  // The compiler follows an import to what that one exposes: it gets them all.
  const config = ['# import config', ...packageLines(archives.keys())];
  const name = unit.name === 'main' && as === undefined ? 'main' : unit.path;
  return runTool(await kit.tool('compile'), {
    args: compileArgs(kit.shelf.go, name, unit),
    env: environment(plan.system),
    files: {
      work: plant(
        [...unit.files, ...carried(unit, embeds).values()].filter(
          (path) => path !== testMainPath,
        ),
        all,
      ),
      pkg: archiveFiles(archives),
      out: {
        importcfg: `${config.join('\n')}\n`,
        '_testmain.go': texts[testMainPath] ?? '',
        embedcfg: embedConfig(unit, embeds),
      },
      tmp: {},
    },
    output: 'out/pkg.a',
  });
}

/** The compiler's command line, as `go build -trimpath` writes it. */
const compileArgs = (
  version: string,
  name: string,
  { files, imports }: Unit,
): string[] => [
  ...['compile', '-o', '/out/pkg.a'],
  ...['-trimpath', `/work=>${modulePath};/out=>`, '-p', name],
  ...[`-lang=go${version.replace(/\.\d+$/, '')}`, '-complete', '-dwarf=false'],
  ...['-goversion', `go${version}`, '-c=1', '-nolocalimports'],
  ...['-importcfg', '/out/importcfg', '-pack'],
  ...(imports.includes('embed') ? ['-embedcfg', '/out/embedcfg'] : []),
  ...files.map((path) => (path === testMainPath ? path : `./${path}`)),
];

/** The texts of these files, as a tree. */
export function plant(
  paths: readonly string[],
  texts: Readonly<Record<string, string | Uint8Array>>,
): Tree {
  type Growing = { [name: string]: Growing | string | Uint8Array };
  const root: Growing = {};
  for (const path of paths) {
    const names = path.split('/');
    const file = names.pop() ?? '';
    let folder = root;
    for (const name of names) {
      const next = (folder[name] ??= {});
      if (typeof next === 'string' || next instanceof Uint8Array)
        throw new Error(`${path}: not a folder`);
      folder = next;
    }
    folder[file] = texts[path] ?? '';
  }
  return root;
}

/** The archives as a tool finds them in `/pkg`. */
export const archiveFiles = (archives: Archives): Tree =>
  Object.fromEntries(
    Array.from(archives, ([path, bytes]) => [fileName(path), bytes]),
  );

async function link(
  work: Work,
  path: string,
  mode: string,
  more: readonly string[] = [],
): Promise<Built> {
  const { kit, plan, archives } = work;
  kit.phase('link');
  const info = buildInfo(mode, plan, kit.shelf);
  const lines = [...packageLines(archives.keys()), `modinfo ${quote(info)}`];
  const { code, said, output } = await runTool(await kit.tool('link'), {
    args: linkArgs(mode, more, `/pkg/${fileName(path)}`),
    env: environment(plan.system),
    files: {
      work: {},
      pkg: archiveFiles(archives),
      out: { importcfg: `${lines.join('\n')}\n` },
      tmp: {},
    },
    output: 'out/a.out',
  });
  return code === 0 && output
    ? { is: 'built', bytes: output }
    : refused(`# ${path}\n${said}`);
}

/** The linker's command line. */
const linkArgs = (
  mode: string,
  more: readonly string[],
  main: string,
): string[] => [
  ...['link', '-o', '/out/a.out', '-importcfg', '/out/importcfg'],
  ...[`-buildmode=${mode}`, '-buildid=', ...more, main],
];

/** What `go version -m` tells of a module, between the marks that it looks for. */
function buildInfo(
  mode: string,
  { system, standard }: Planned,
  { modules }: Shelf,
): string {
  const used = [...modules].filter(([module]) =>
    [...standard].some((path) => `${path}/`.startsWith(`${module}/`)),
  );
  const rows = [
    ['path', modulePath],
    ['mod', modulePath, '(devel)', ''],
    ...used.map(([path, version]) => ['dep', path, ...version.split(' ')]),
    ['build', `-buildmode=${mode}`],
    ['build', '-compiler=gc'],
    ['build', '-trimpath=true'],
    ['build', 'CGO_ENABLED=0'],
    ['build', 'GOARCH=wasm'],
    ['build', `GOOS=${system}`],
  ];
  const text = rows.map((row) => `${row.join('\t')}\n`).join('');
  return `${marks.start}${text}${marks.end}`;
}

/** A Go string literal of these bytes, one character to a byte. */
const quote = (text: string): string => {
  const hex = (byte: string): string =>
    `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`;
  return `"${text.replace(/[^ !#-[\]-~]/g, hex)}"`;
};

/** Sixteen bytes each, one character to a byte. */
const marks = {
  start: '0w\xaf\f\x92t\b\x02A\xe1\xc1\x07\xe6\xd6\x18\xe6',
  end: '\xf92C1\x86\x18 r\x00\x82B\x10A\x16\xd8\xf2',
};

/**
 * Builds the toolchain's packs from the Go that is installed, and compares
 * them, byte by byte, with the committed ones: Go's compiler, linker and vet
 * as WASI programs, and the standard packages and wazero's as archives. Where Go is absent
 * or of another version, hashes alone are checked.
 * Lesson "Go, compiled here".
 *
 *     node lessons/programs/go-toolchain/build.ts [--check | --write]
 */

import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';

import { format } from 'prettier';

import { environment, presence, start } from '../tools.ts';
import type { Pack, Written } from './manifest.ts';
import { groups, systems, tools } from './shelf.ts';
import type { Cut, Group, System } from './shelf.ts';

/** The version the shelf is built with. */
const version = '1.26.8';
const here = fileURLToPath(new URL('.', import.meta.url));
/** Its go.mod names the modules on the shelf, and their versions. */
const moduleFolder = join(here, '../go-wazero');
const manifestPath = join(here, 'manifest.json');
const { constants } = zlib;

/** As `go list` tells of a package. */
type Listed = {
  readonly ImportPath: string;
  readonly Export?: string;
  readonly Imports?: readonly string[];
  /** Of which module it is; none for a standard package. */
  readonly Module?: { readonly Path: string; readonly Version: string };
};

/** What a pack unfolds to, and which packages those are: path to row. */
type Raw = {
  readonly bytes: Buffer;
  readonly packages: Readonly<Record<string, string>>;
  readonly modules: Readonly<Record<string, string>>;
};

/** Packs by name. */
type Packs = ReadonlyMap<string, Raw>;

/** How one comparison came out, and what is to be said of it. */
export type Verdict = {
  readonly is: 'same' | 'written' | 'skipped' | 'wrong';
  readonly note: string;
};

/** Every pack is there and is what the manifest says, folded and unfolded. */
export function checkToolchain(): Verdict {
  const packs = packsOf(readManifest());
  const listed = new Set(packs.map(({ file }) => file));
  const stray = readdirSync(here)
    .filter((file) => file.endsWith('.zst'))
    .filter((file) => !listed.has(file));
  if (stray.length > 0)
    return { is: 'wrong', note: `no entry for ${stray.join(', ')}` };
  for (const pack of packs) {
    const path = join(here, pack.file);
    if (!existsSync(path)) return { is: 'wrong', note: `no ${pack.file}` };
    const bytes = readFileSync(path);
    if (sha256(bytes) !== pack.sha256)
      return { is: 'wrong', note: `${pack.file} is not the manifest's` };
    const raw = zlib.zstdDecompressSync(bytes);
    if (sha256(raw) !== pack.rawSha256 || raw.length !== pack.rawSize)
      return { is: 'wrong', note: `${pack.file} unfolds to something else` };
  }
  const size = packs.reduce((sum, pack) => sum + pack.size, 0);
  return { is: 'same', note: `${packs.length} packs, ${size} bytes, by hash` };
}

/** Builds everything anew and compares it; skipped without this very Go. */
export function compareToolchain(): Verdict {
  const checked = checkToolchain();
  if (checked.is === 'wrong') return checked;
  const reason = whyNot();
  if (reason !== undefined) return { is: 'skipped', note: reason };
  const { tools: known, systems: lists, absent } = readManifest();
  const built = buildPacks();
  const wrong = [...built].filter(([name, { bytes, packages, modules }]) => {
    const [system = '', group = ''] = name.split('-');
    const entry = lists[system]?.[group];
    const pack = known[name] ?? entry?.pack;
    if (pack?.rawSha256 !== sha256(bytes)) return true;
    const rows = [packages, modules];
    const listed = [entry?.packages, entry?.modules ?? {}];
    return entry && JSON.stringify(rows) !== JSON.stringify(listed);
  });
  if (absent !== absentFrom(built).join(' '))
    return { is: 'wrong', note: 'other packages are absent' };
  return wrong.length > 0
    ? { is: 'wrong', note: `differs: ${wrong.map(([n]) => n).join(', ')}` }
    : { is: 'same', note: `${built.size} packs, rebuilt` };
}

/** Builds everything anew and writes it: packs and manifest. */
async function write(): Promise<Verdict> {
  const reason = whyNot();
  if (reason !== undefined) return { is: 'wrong', note: reason };
  const built = buildPacks();
  const old = new Map(packsOf(readManifest()).map((each) => [each.file, each]));
  const entries = new Map<string, Pack>();
  for (const [name, { bytes }] of built) {
    // What is the same stays the same: zstd's next release may fold otherwise.
    const kept = old.get(`${name}.zst`);
    const same = kept?.rawSha256 === sha256(bytes);
    entries.set(name, same ? kept : fold(name, bytes));
  }
  const pack = (name: string): Pack => {
    const found = entries.get(name);
    if (!found) throw new Error(`no pack ${name}`);
    return found;
  };
  const manifest: Written = {
    go: version,
    tools: Object.fromEntries(tools.map(({ name }) => [name, pack(name)])),
    systems: Object.fromEntries(
      systems.map((system) => [
        system,
        Object.fromEntries(
          groupsOf(system).map(({ name }) => {
            const full = `${system}-${name}`;
            const { packages = {}, modules = {} } = built.get(full) ?? {};
            const more = Object.keys(modules).length > 0 ? { modules } : {};
            return [name, { pack: pack(full), packages, ...more }];
          }),
        ),
      ]),
    ),
    absent: absentFrom(built).join(' '),
  };
  const json = JSON.stringify(manifest);
  writeFileSync(manifestPath, await format(json, { parser: 'json' }));
  report(entries);
  return { is: 'written', note: `${entries.size} packs` };
}

/** Folds a pack and writes it; prints what other ways to fold it would cost. */
function fold(name: string, raw: Buffer): Pack {
  const file = `${name}.zst`;
  const folded = zlib.zstdCompressSync(raw, {
    params: {
      [constants.ZSTD_c_compressionLevel]: 19,
      [constants.ZSTD_c_windowLog]: 27,
      [constants.ZSTD_c_contentSizeFlag]: 1,
    },
    pledgedSrcSize: raw.length,
  });
  writeFileSync(join(here, file), folded);
  const gzip = zlib.gzipSync(raw, { level: 9 }).length;
  console.log(
    `${name.padEnd(18)}${raw.length} raw, ${folded.length} zstd, ${gzip} gzip`,
  );
  return {
    file,
    size: folded.length,
    sha256: sha256(folded),
    rawSize: raw.length,
    rawSha256: sha256(raw),
  };
}

function report(entries: ReadonlyMap<string, Pack>): void {
  const size = (names: Iterable<string>): number =>
    [...names].reduce((sum, name) => sum + (entries.get(name)?.size ?? 0), 0);
  const hello = size(['compile', 'link', 'wasip1-hello']);
  console.log(`hello needs ${hello} bytes; in all ${size(entries.keys())}`);
}

/** Why nothing can be rebuilt here, if so. */
function whyNot(): string | undefined {
  const go = presence('go');
  if (!go.found) return `go ${version} is absent (${go.reason})`;
  return go.version === version
    ? undefined
    : `go ${go.version} here, manifest ${version}: not compared`;
}

function buildPacks(): Packs {
  const folder = mkdtempSync(join(tmpdir(), 'sunaba-toolchain-'));
  try {
    const packs = new Map<string, Raw>();
    for (const { name, cuts } of tools)
      packs.set(name, {
        bytes: buildTool(folder, name, cuts),
        ...{ packages: {}, modules: {} },
      });
    for (const system of systems)
      for (const [name, raw] of archives(system))
        packs.set(`${system}-${name}`, raw);
    return packs;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function buildTool(folder: string, name: string, cuts: readonly Cut[]): Buffer {
  const out = join(folder, `${name}.wasm`);
  const overlay = join(folder, `${name}.json`);
  const replace = cutSources(join(folder, name), cuts);
  writeFileSync(overlay, JSON.stringify({ Replace: replace }));
  go('wasip1', [
    ...['build', '-trimpath', '-buildvcs=false', '-overlay', overlay],
    ...['-ldflags=-s -w -buildid=', '-o', out, `cmd/${name}`],
  ]);
  return readFileSync(out);
}

/** Writes the sources with their cuts; original path to new path. */
function cutSources(
  prefix: string,
  cuts: readonly Cut[],
): Record<string, string> {
  const source = join(go('wasip1', ['env', 'GOROOT']).trim(), 'src');
  const texts = new Map<string, string>();
  for (const { file, find, put } of cuts) {
    const path = join(source, file);
    const text = texts.get(path) ?? readFileSync(path, 'utf8');
    const cut = text.replaceAll(find, put);
    if (cut === text) throw new Error(`${file}: nothing matches ${find}`);
    texts.set(path, cut);
  }
  return Object.fromEntries(
    [...texts].map(([path, text], index) => {
      const copy = `${prefix}-${index}.go`;
      writeFileSync(copy, text);
      return [path, copy];
    }),
  );
}

const groupsOf = (system: System): readonly Group[] =>
  groups.filter(({ only = system }) => only === system);

/** A system's packs by the name of their group. */
function archives(system: System): Packs {
  const wanted = groupsOf(system).flatMap(({ packages }) => packages);
  const all = new Map(
    list(system, ['-export', '-deps', ...wanted]).map(
      (each) => [each.ImportPath, each] as const,
    ),
  );
  const given = new Set(['unsafe']);
  const take = (path: string): Listed[] => {
    const found = all.get(path);
    if (given.has(path) || !found) return [];
    given.add(path);
    return [...(found.Imports ?? []).flatMap(take), found];
  };
  return new Map(
    groupsOf(system).map(({ name, packages }) => [
      name,
      gather(packages.flatMap(take)),
    ]),
  );
}

function gather(packages: readonly Listed[]): Raw {
  const rows: Record<string, string> = {};
  const modules: Record<string, string> = {};
  for (const { Module } of packages)
    if (Module) modules[Module.Path] = `${Module.Version} ${sumOf(Module)}`;
  const parts = packages.map(({ ImportPath, Export = '', Imports = [] }) => {
    const bytes = readFileSync(Export);
    const imports = Imports.filter((path) => path !== 'unsafe');
    rows[ImportPath] = [bytes.length, ...imports].join(' ');
    return bytes;
  });
  return { bytes: Buffer.concat(parts), packages: rows, modules };
}

/** A module's hash, as go.sum has it. */
function sumOf({ Path, Version }: NonNullable<Listed['Module']>): string {
  const sums = readFileSync(join(moduleFolder, 'go.sum'), 'utf8');
  const start = `${Path} ${Version} `;
  const line = sums.split('\n').find((each) => each.startsWith(start));
  if (line === undefined) throw new Error(`go.sum lacks ${start}`);
  return line.slice(start.length);
}

/** Standard packages that a program could import, had the shelf room for them. */
function absentFrom(built: Packs): string[] {
  const there = new Set(
    [...built.values()].flatMap(({ packages }) => Object.keys(packages)),
  );
  return list('wasip1', ['std'])
    .map(({ ImportPath }) => ImportPath)
    .filter((path) => !/(?:^|\/)(?:internal|vendor)(?:\/|$)/.test(path))
    .filter((path) => path !== 'unsafe' && !there.has(path))
    .sort();
}

function list(system: string, args: readonly string[]): Listed[] {
  const json = go(system, [
    ...['list', '-C', moduleFolder, '-trimpath', '-buildvcs=false'],
    ...['-json=ImportPath,Export,Imports,Module', ...args],
  ]);
  // One object after the other: the brackets and commas are ours.
  const found: Listed[] = JSON.parse(`[${json.replace(/^\}\n\{/gm, '},{')}]`);
  return found;
}

function go(system: string, args: readonly string[]): string {
  const env = { ...environment(['go']), GOOS: system, GOARCH: 'wasm' };
  const { ok, output } = start(['go', ...args], {
    env: { ...env, GOEXPERIMENT: '' },
  });
  if (!ok) throw new Error(output);
  return output;
}

function readManifest(): Written {
  const written: Written = JSON.parse(readFileSync(manifestPath, 'utf8'));
  return written;
}

const packsOf = ({ tools: known, systems: lists }: Written): Pack[] => [
  ...Object.values(known),
  ...Object.values(lists).flatMap((list) =>
    Object.values(list).map(({ pack }) => pack),
  ),
];

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

if (import.meta.main) {
  const [option] = process.argv.slice(2);
  const ways = new Map<string | undefined, () => Verdict | Promise<Verdict>>([
    [undefined, compareToolchain],
    ['--check', checkToolchain],
    ['--write', write],
  ]);
  const way = ways.get(option);
  if (!way) throw new Error(`--check, --write or nothing, not ${option}`);
  const { is, note } = await way();
  console.log(`${'toolchain'.padEnd(12)}${is.padEnd(9)}${note}`);
  if (is === 'wrong') process.exitCode = 1;
}

/**
 * Rebuilds the programs of the lessons and compares them, byte by byte, with
 * the committed modules. It never touches those unless told to, and a tool
 * that is absent or of another version is reported, not counted as a failure.
 * Chapter 1.1.
 *
 *     node lessons/programs/build.ts [--check | --write] [ID...]
 */

import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { format } from 'prettier';

import { checkToolchain, compareToolchain } from './go-toolchain/build.ts';
import { parseManifest, type Program } from './manifest.ts';
import { environment, presence, start } from './tools.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const manifestPath = join(here, 'manifest.json');

type Verdict =
  | { readonly is: 'same' | 'written' | 'skipped'; readonly note: string }
  | { readonly is: 'wrong'; readonly note: string };

type Build =
  | { readonly is: 'built'; readonly bytes: Buffer }
  | { readonly is: 'failed'; readonly note: string };

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      check: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  });
  const all = parseManifest(readFileSync(manifestPath, 'utf8'));
  const unknown = positionals.filter((id) => !all.some((p) => p.id === id));
  if (values.check && values.write) throw new Error('--check or --write');
  if (unknown.length > 0) throw new Error(`no program ${unknown.join(', ')}`);
  const chosen = all.filter(
    ({ id }) => positionals.length === 0 || positionals.includes(id),
  );

  const updated = new Map<string, Program>();
  let wrong = report('manifest', strays(all));
  for (const program of chosen) {
    if (values.check) {
      wrong += report(program.id, checkHashes(program));
    } else if (values.write) {
      const { verdict, entry } = write(program);
      wrong += report(program.id, verdict);
      updated.set(program.id, entry);
    } else {
      wrong += report(program.id, compare(program));
    }
  }
  // Its packs are written by its own script.
  if (positionals.length === 0 && !values.write) {
    const verdict = values.check ? checkToolchain() : compareToolchain();
    wrong += report('toolchain', verdict);
  }
  if (updated.size > 0) {
    const programs = all.map((program) => updated.get(program.id) ?? program);
    const json = JSON.stringify({ programs });
    writeFileSync(manifestPath, await format(json, { parser: 'json' }));
  }
  if (wrong > 0) process.exitCode = 1;
}

function report(name: string, verdict: Verdict): number {
  console.log(`${name.padEnd(14)}${verdict.is.padEnd(9)}${verdict.note}`);
  return verdict.is === 'wrong' ? 1 : 0;
}

// A module without an entry could be anything; an entry without a folder is
// caught when its files are read.
function strays(programs: readonly Program[]): Verdict {
  const known = new Set(programs.map(({ wasm }) => wasm));
  const modules = readdirSync(here, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.wasm'));
  const stray = modules.filter((path) => !known.has(path));
  return stray.length > 0
    ? { is: 'wrong', note: `no entry for ${stray.join(', ')}` }
    : { is: 'same', note: `${programs.length} programs` };
}

function checkHashes(program: Program): Verdict {
  const missing = [...program.sources, program.wasm].filter(
    (path) => !existsSync(join(here, path)),
  );
  if (missing.length > 0) {
    return { is: 'wrong', note: `missing: ${missing.join(', ')}` };
  }
  const bytes = readFileSync(join(here, program.wasm));
  if (bytes.length !== program.size || sha256(bytes) !== program.sha256) {
    return { is: 'wrong', note: `${program.wasm} is not the manifest's` };
  }
  if (hashSources(program) !== program.sourceHash) {
    return { is: 'wrong', note: 'the sources have changed since it was built' };
  }
  return { is: 'same', note: `${program.size} bytes, by its hash` };
}

function compare(program: Program): Verdict {
  const hashes = checkHashes(program);
  if (hashes.is === 'wrong') return hashes;
  if (program.npm !== undefined) {
    return { is: 'same', note: `${program.size} bytes, from ${program.npm}` };
  }
  for (const [name, wanted] of Object.entries(program.tools)) {
    const tool = presence(name);
    if (!tool.found) {
      const note = `${name} ${wanted} is absent (${tool.reason})`;
      return { is: 'skipped', note };
    }
    if (tool.version !== wanted) {
      const note = `${name} ${tool.version} here, manifest ${wanted}: not compared`;
      return { is: 'skipped', note };
    }
  }
  const result = build(program);
  if (result.is === 'failed') return { is: 'wrong', note: result.note };
  const hash = sha256(result.bytes);
  return hash === program.sha256
    ? { is: 'same', note: `${program.size} bytes, rebuilt` }
    : {
        is: 'wrong',
        note: `differs: built ${hash}, ${result.bytes.length} bytes`,
      };
}

function write(program: Program): { verdict: Verdict; entry: Program } {
  const tools: Record<string, string> = {};
  for (const name of Object.keys(program.tools)) {
    const tool = presence(name);
    if (!tool.found) {
      const note = `${name} is absent (${tool.reason})`;
      return { verdict: { is: 'wrong', note }, entry: program };
    }
    tools[name] = tool.version;
  }
  const result = build(program);
  if (result.is === 'failed') {
    return { verdict: { is: 'wrong', note: result.note }, entry: program };
  }
  if (program.npm === undefined)
    writeFileSync(join(here, program.wasm), result.bytes);
  const size = result.bytes.length;
  const hash = sha256(result.bytes);
  const changed = hash === program.sha256 ? 'as before' : 'new bytes';
  return {
    verdict: { is: 'written', note: `${size} bytes, ${changed}` },
    entry: {
      ...program,
      tools,
      sourceHash: hashSources(program),
      sha256: hash,
      size,
    },
  };
}

// The build sees copies of the listed sources and nothing else, so a file
// that is not in the manifest cannot get into a module.
function build(program: Program): Build {
  if (program.npm !== undefined) {
    return { is: 'built', bytes: readFileSync(join(here, program.wasm)) };
  }
  const folder = mkdtempSync(join(tmpdir(), 'sunaba-programs-'));
  try {
    for (const path of program.sources) {
      cpSync(join(here, path), join(folder, path), { recursive: true });
    }
    const env = { ...environment(Object.keys(program.tools)), ...program.env };
    for (const command of program.commands) {
      const { ok, output } = start(command, { cwd: folder, env });
      if (!ok) return { is: 'failed', note: output.trimEnd() };
    }
    const path = join(folder, `${program.id}.wasm`);
    return { is: 'built', bytes: readFileSync(path) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

// Line ends are taken as LF: a checkout may have changed them.
function hashSources(program: Program): string {
  const hash = createHash('sha256');
  for (const path of program.sources) {
    const source = readFileSync(join(here, path), 'utf8');
    hash.update(`${path}\n${source.replaceAll('\r\n', '\n')}\n`);
  }
  return hash.digest('hex');
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? `programs: ${error.message}` : error);
  process.exitCode = 2;
}

/**
 * Makes the recordings: runs every script of lessons/recordings.json on our
 * engine, in a world without chance, and writes lessons/recorded/<id>.json.
 *
 *     node site/console/record.ts            writes what has changed
 *     node site/console/record.ts --check    writes nothing; fails if anything would change
 */

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { playScript } from './play.ts';
import type { Recording, Script } from './recording.ts';

const lessons = join(import.meta.dirname, '..', '..', 'lessons');
const recorded = join(lessons, 'recorded');

/** A row of the manifest, as far as recordings need it. */
type Row = {
  readonly id: string;
  readonly wasm: string;
  readonly sha256: string;
  readonly host?: string;
};

const readJson = (path: string) =>
  JSON.parse(readFileSync(join(lessons, path), 'utf8'));

/** What is to be recorded. */
export const readScripts = (): readonly Script[] => readJson('recordings.json');

/** A recording made now, as the text of its file. Throws for an unknown program. */
export async function record(script: Script): Promise<string> {
  const manifest: { readonly programs: readonly Row[] } = readJson(
    'programs/manifest.json',
  );
  const row = manifest.programs.find(({ id }) => id === script.program);
  if (!row) throw new Error(`${script.id}: no program "${script.program}"`);
  const bytes = new Uint8Array(
    readFileSync(join(lessons, 'programs', row.wasm)),
  );
  const { sha256, host } = row;
  const recording: Recording = await playScript(script, bytes, sha256, host);
  return `${JSON.stringify(recording, undefined, 2)}\n`;
}

/** The recording that lies in its file; undefined: there is none. */
export function readRecorded(id: string): string | undefined {
  try {
    return readFileSync(join(recorded, `${id}.json`), 'utf8');
  } catch {
    return undefined;
  }
}

/** Recordings that no script asks for any more. */
export const orphans = (scripts: readonly Script[]): string[] =>
  readdirSync(recorded)
    .map((file) => file.replace(/\.json$/, ''))
    .filter((id) => !scripts.some((script) => script.id === id));

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
  mkdirSync(recorded, { recursive: true });
  const scripts = readScripts();
  let stale = 0;
  for (const script of scripts) {
    const text = await record(script);
    if (text === readRecorded(script.id)) continue;
    stale += 1;
    process.stdout.write(`${script.id} has changed\n`);
    if (!values.check) writeFileSync(join(recorded, `${script.id}.json`), text);
  }
  for (const id of orphans(scripts)) {
    stale += 1;
    process.stdout.write(`${id} is not wanted any more\n`);
    if (!values.check) rmSync(join(recorded, `${id}.json`));
  }
  process.stdout.write(`${scripts.length} recordings, ${stale} changed\n`);
  if (values.check && stale > 0) process.exitCode = 1;
}

if (import.meta.main) await main();

/**
 * `go vet` for the reader's package: what compiles and is likely not meant.
 */

import { archiveFiles, compileAll, environment, fileName } from './build.ts';
import { plant, start } from './build.ts';
import type { Kit, Work } from './build.ts';
import type { Assets } from './embed.ts';
import { messagesIn } from './messages.ts';
import type { Message } from './messages.ts';
import { modulePath } from './plan.ts';
import type { Files, Kind, Unit } from './plan.ts';
import { runTool } from './tool.ts';

/** What vet found in the program's own package; nothing where it does not compile. */
export async function vet(
  files: Files,
  kind: Kind,
  kit: Kit,
  assets: Assets = {},
): Promise<readonly Message[]> {
  const work = await start(files, kind, kit, false, assets);
  const unit = 'is' in work ? undefined : work.plan.units.at(-1);
  if ('is' in work || !unit) return [];
  const wrong = await compileAll(work, work.plan.units, files);
  if (wrong) return [];
  kit.phase('vet');
  const { said } = await runTool(await kit.tool('vet'), {
    args: ['vet', '/out/vet.cfg'],
    env: environment(work.plan.system),
    files: {
      work: plant(unit.files, files),
      pkg: archiveFiles(work.archives),
      out: { 'vet.cfg': JSON.stringify(config(work, unit)) },
      tmp: {},
    },
  });
  return messagesIn(said);
}

/** What vet is to know of the package, as `go vet` writes it down. */
function config({ kit, archives }: Work, unit: Unit): object {
  const goVersion = `go${kit.shelf.go.replace(/\.\d+$/, '')}`;
  const paths = [...archives.keys()];
  const map = (value: (path: string) => unknown): object =>
    Object.fromEntries(paths.map((path) => [path, value(path)]));
  return {
    ID: unit.path,
    Compiler: 'gc',
    Dir: '/work',
    ImportPath: unit.path,
    GoFiles: unit.files.map((path) => `/work/${path}`),
    NonGoFiles: [],
    IgnoredFiles: [],
    ModulePath: modulePath,
    ModuleVersion: '',
    ImportMap: map((path) => path),
    PackageFile: map((path) => `/pkg/${fileName(path)}`),
    Standard: map((path) => path.split('/')[0] !== modulePath),
    PackageVetx: {},
    VetxOnly: false,
    VetxOutput: '/out/vetx',
    GoVersion: goVersion,
  };
}

/**
 * From a reader's files to an order of work: which packages there are, which
 * of the shelf they need, and in what order to compile. What cannot be
 * planned is said in the words of `go build`.
 *
 * The files are a module named `play`; a folder is a package. There is no
 * `go.mod` to write: it would say what is said here.
 */

import type { Shelf } from '../../lessons/programs/go-toolchain/manifest.ts';
import { isBuilt, readHeader } from './header.ts';
import type { Header, Import } from './header.ts';

/** Files by path, `main.go` or `word/count.go`. */
export type Files = Readonly<Record<string, string>>;

/** What is made: a command, a library for WASI hosts, a command for JavaScript. */
export type Kind = 'command' | 'reactor' | 'js';

/** The module's path. */
export const modulePath = 'play';

/** Go's folder, as its messages name it: where go.dev's installer puts it. */
const goroot = '/usr/local/go';

/** One package to compile. */
export type Unit = {
  /** How it is imported. */
  readonly path: string;
  readonly name: string;
  /** Its files' paths. */
  readonly files: readonly string[];
  readonly imports: readonly string[];
};

/** The order of work, or what `go build` says instead. */
export type Plan =
  | {
      readonly is: 'planned';
      readonly system: 'wasip1' | 'js';
      /** Each after those that it imports. The last is the program. */
      readonly units: readonly Unit[];
      /** The test files of the program's package, kept apart. */
      readonly tests: readonly Unit[];
      /** Packages of the shelf: of the units, and what those need. */
      readonly standard: ReadonlySet<string>;
    }
  | { readonly is: 'refused'; readonly message: string };

type Source = { readonly path: string; readonly header: Header };

/** All that planning looks at. */
type Planning = {
  readonly sources: readonly Source[];
  readonly shelf: Shelf;
  readonly system: 'wasip1' | 'js';
  readonly units: Map<string, Unit>;
  /** The packages from the program to where we are, with the importing file. */
  readonly trail: { readonly path: string; readonly from: string }[];
};

/** What `go build` says, and stops. */
class Refused extends Error {}

/** Plans the build of `files`; with `testing`, of the test files as well. */
export function planBuild(
  files: Files,
  kind: Kind,
  shelf: Shelf,
  testing: boolean,
): Plan {
  const system = kind === 'js' ? 'js' : 'wasip1';
  const sources = Object.entries(files)
    .filter(([path]) => path.endsWith('.go') && !/(?:^|\/)[._]/.test(path))
    .map(([path, text]) => ({ path, header: readHeader(text) }))
    .filter(({ path, header }) => isBuilt(baseName(path), header, system))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const planning: Planning = {
    ...{ sources, shelf, system },
    units: new Map(),
    trail: [],
  };
  try {
    visit(planning, modulePath, '');
    const tests = testing ? testUnits(planning) : [];
    const units = [...planning.units.values()];
    const needed = [...units, ...tests].flatMap(({ imports }) => imports);
    const roots = ['runtime', ...(testing ? testPackages : []), ...needed];
    const standard = closure(planning, roots);
    return { is: 'planned', system, units, tests, standard };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { is: 'refused', message: error.message };
  }
}

/** What the main package of a test run imports. */
const testPackages = ['os', 'reflect', 'testing', 'testing/internal/testdeps'];

const baseName = (path: string): string => path.replace(/^.*\//, '');

/** `play/word` lies in the folder `word`. */
const folderOf = (path: string): string => path.slice(modulePath.length + 1);

const isIn = (folder: string, path: string): boolean =>
  path === (folder === '' ? '' : `${folder}/`) + baseName(path);

/** Plans a package of the reader's, and before it those that it imports. */
function visit(p: Planning, path: string, from: string): void {
  const circle = p.trail.some((each) => each.path === path);
  p.trail.push({ path, from });
  if (circle) throw new Refused(circleMessage(p));
  if (!p.units.has(path)) {
    const sources = p.sources.filter(
      (each) =>
        isIn(folderOf(path), each.path) && !each.path.endsWith('_test.go'),
    );
    const unit = unitOf(path, sources);
    follow(p, sources);
    p.units.set(path, unit);
  }
  p.trail.pop();
}

function unitOf(path: string, sources: readonly Source[]): Unit {
  const wrong = sources.find(({ header }) => header.wrong !== undefined);
  if (wrong) throw new Refused(`${wrong.path}:${wrong.header.wrong}`);
  const [first] = sources;
  if (!first) throw new Refused(`no Go files in ${here(path)}`);
  const other = sources.find(({ header }) => header.name !== first.header.name);
  if (other) {
    const [a, b] = [first, other].map(
      (each) => `${each.header.name} (${baseName(each.path)})`,
    );
    throw new Refused(`found packages ${a} and ${b} in ${here(path)}`);
  }
  return {
    path,
    name: first.header.name,
    files: sources.map((each) => each.path),
    imports: importsOf(sources),
  };
}

/** A package's folder, as messages name it. */
const here = (path: string): string => `/${path}`;

const importsOf = (sources: readonly Source[]): string[] => {
  const all = sources.flatMap(({ header }) => header.imports);
  return [...new Set(all.map(({ path }) => path))].sort();
};

/** Sees that every import leads somewhere; plans those that lead to the reader's packages. */
function follow(p: Planning, sources: readonly Source[]): void {
  const all = sources.flatMap(({ path: file, header }) =>
    header.imports.map((each) => ({ ...each, file })),
  );
  const sorted = all.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const lost = sorted.flatMap((each) => lostMessage(p, each) ?? []);
  if (lost.length > 0) throw new Refused([...new Set(lost)].join('\n'));
  for (const { path, file } of sorted)
    if (isOurs(p, path)) visit(p, path, baseName(file));
}

const isOurs = ({ sources }: Planning, path: string): boolean =>
  path === modulePath ||
  (path.startsWith(`${modulePath}/`) &&
    sources.some((each) => isIn(folderOf(path), each.path)));

function lostMessage(
  p: Planning,
  { path, file, line, column }: Import & { readonly file: string },
): string | undefined {
  const place = `${file}:${line}:${column}`;
  const known = p.shelf.packages.get(p.system);
  if (path === 'unsafe' || known?.has(path) || isOurs(p, path))
    return undefined;
  if (path === '') return `${place}: invalid import path: ""`;
  // The one standard package that WASI cannot have.
  if (path === 'syscall/js')
    return `package ${modulePath}\n\timports ${path}: build constraints exclude all Go files in ${goroot}/src/${path}`;
  if (p.shelf.absent.has(path) || p.shelf.packages.get('wasip1')?.has(path))
    return `${place}: package ${path} is not on the shelf of this page`;
  const [top = ''] = path.split('/');
  return top.includes('.')
    ? `${place}: no required module provides package ${path}; to add it:\n\tgo get ${path}`
    : `${place}: package ${path} is not in std (${goroot}/src/${path})`;
}

const circleMessage = ({ trail }: Planning): string => {
  const lines = trail.map(({ path, from }, index) =>
    index === 0 ? `package ${path}` : `\timports ${path} from ${from}`,
  );
  return `${lines.join('\n')}: import cycle not allowed`;
};

/** The test files: those of the package itself, and those that look at it from outside. */
function testUnits(p: Planning): Unit[] {
  const tests = p.sources.filter(
    ({ path }) => isIn('', path) && path.endsWith('_test.go'),
  );
  if (tests.length === 0)
    throw new Refused(`?   \t${modulePath}\t[no test files]`);
  follow(p, tests);
  const program = p.units.get(modulePath);
  const outer = tests.filter(({ header }) => header.name.endsWith('_test'));
  const inner = tests.filter((each) => !outer.includes(each));
  const own = p.sources.filter(({ path }) => program?.files.includes(path));
  const units = [unitOf(modulePath, [...own, ...inner])];
  if (outer.length > 0) units.push(unitOf(`${modulePath}_test`, outer));
  return units;
}

/** The packs that a plan needs, the tools' first. */
export function packsOf(
  { standard, system }: Extract<Plan, { readonly is: 'planned' }>,
  { packages }: Shelf,
): string[] {
  const known = packages.get(system);
  const packs = [...standard].flatMap((path) => known?.get(path)?.pack ?? []);
  return ['compile', 'link', ...new Set(packs)];
}

/** What `roots` need of the shelf, in no particular order. */
function closure(
  { shelf, system }: Planning,
  roots: readonly string[],
): Set<string> {
  const known = shelf.packages.get(system);
  const found = new Set<string>();
  const open = [...roots];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const row = known?.get(path);
    if (!row || found.has(path)) continue;
    found.add(path);
    open.push(...row.imports);
  }
  return found;
}

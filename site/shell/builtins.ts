/**
 * What the shell does itself, one row each: commands that look at the files,
 * move among them, or change what programs are started with.
 *
 * Files are a value (console/tree.ts): a command lays another tree on the
 * desk. No program runs here.
 */

import type { Tree } from '../../engine/index.ts';
import type { Desk } from '../console/desk.ts';
import { namesOf, put } from '../console/tree.ts';
import { fill } from '../strings.ts';
import { baseName, bytesOf, directoryOf, isDirectory } from './path.ts';
import { nodeAt, resolvePath } from './path.ts';
import type { ShellWords } from './words.ts';

/** What the shell line keeps from one line to the next. */
export type Shell = {
  readonly desk: Desk;
  readonly t: ShellWords;
  /** From the root, without its first slash. */
  cwd: string;
  readonly env: Map<string, string>;
  /** The last exit code, `$?`. */
  code: number;
  /** Whether it is over: `exit` was said. */
  left: boolean;
  /** The names of the programs there are. */
  readonly programs: readonly string[];
};

/** A command on its way. */
export type BuiltinCall = {
  readonly shell: Shell;
  /** Without the options. */
  readonly args: readonly string[];
  /** The letters of the options that were given. */
  readonly options: ReadonlySet<string>;
  /** Whether the output goes to the screen, and not to a pipe or a file. */
  readonly terminal: boolean;
  readonly out: (content: string | Uint8Array) => void;
};

/** Its exit code; or `through`: what it reads goes on as its output. */
type Does = (call: BuiltinCall) => number | 'through';

/** A command: what it takes, the letters of its options, and what it does. */
export type Builtin = {
  readonly usage: string;
  readonly options: string;
  readonly does: Does;
};

/** Why a command cannot do what it was told. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

const refuse = (text: string, values: Readonly<Record<string, string>>) =>
  new Refused(fill(text, values));

/** A path from the root, and what lies there. */
function find(shell: Shell, path: string) {
  const whole = resolvePath(shell.cwd, path);
  return { whole, node: nodeAt(shell.desk.tree(), whole) };
}

/** The same, where something must lie. */
function must(shell: Shell, path: string) {
  const { whole, node } = find(shell, path);
  if (node === undefined) throw refuse(shell.t.missing, { path });
  return { whole, node };
}

/** The path of a file to write, from the root. Throws Refused where none can be. */
export function writable(shell: Shell, path: string): string {
  const { whole, node } = find(shell, path);
  const { t } = shell;
  if (isDirectory(node)) throw refuse(t.directory, { path });
  if (path.endsWith('/') || !namesOf(whole)) throw refuse(t.badName, { path });
  const above = nodeAt(shell.desk.tree(), directoryOf(whole));
  if (above === undefined) throw refuse(t.missing, { path });
  if (!isDirectory(above)) throw refuse(t.notDirectory, { path });
  return whole;
}

/** A file's bytes. Throws Refused where there is none. */
export function readable(shell: Shell, path: string): Uint8Array {
  const { node } = must(shell, path);
  if (isDirectory(node)) throw refuse(shell.t.directory, { path });
  return bytesOf(node);
}

const lay = (
  { desk }: Shell,
  path: string,
  content: Tree[string] | undefined,
): void => desk.lay(put(desk.tree(), path, content));

function list({ shell, args, options, terminal, out }: BuiltinCall): number {
  for (const path of args.length > 0 ? args : ['.']) {
    const { node } = must(shell, path);
    const rows: [string, Tree[string]][] = isDirectory(node)
      ? Object.entries(node).toSorted(([a], [b]) => (a < b ? -1 : 1))
      : [[path, node]];
    if (args.length > 1 && isDirectory(node)) out(`${path}:\n`);
    const seen = rows.filter(
      ([name]) => options.has('a') || !name.startsWith('.'),
    );
    const names = seen.map(
      ([name, each]) => name + (isDirectory(each) ? '/' : ''),
    );
    const long = seen.map(([, each], i) => {
      const size = isDirectory(each) ? '-' : `${bytesOf(each).length}`;
      return `${size.padStart(9)}  ${names[i] ?? ''}`;
    });
    const lines = options.has('l')
      ? long
      : terminal && !options.has('1') && names.length > 0
        ? [names.join('  ')]
        : names;
    out(lines.map((line) => `${line}\n`).join(''));
  }
  return 0;
}

function cat({ shell, args, out }: BuiltinCall): number | 'through' {
  if (args.length === 0) return 'through';
  for (const path of args) out(readable(shell, path));
  return 0;
}

function cd({ shell, args: [path = '/'] }: BuiltinCall): number {
  const { whole, node } = must(shell, path);
  if (!isDirectory(node)) throw refuse(shell.t.notDirectory, { path });
  shell.cwd = whole;
  return 0;
}

function mkdir({ shell, args, options }: BuiltinCall): number {
  needs(shell, args, 1, builtins['mkdir']);
  for (const path of args) {
    const { whole, node } = find(shell, path);
    const { t } = shell;
    const parents = options.has('p');
    if (parents && isDirectory(node)) continue;
    if (node !== undefined) throw refuse(t.exists, { path });
    if (!namesOf(whole)) throw refuse(t.badName, { path });
    for (let up = directoryOf(whole); up !== ''; up = directoryOf(up)) {
      const above = nodeAt(shell.desk.tree(), up);
      if (above === undefined && !parents) throw refuse(t.missing, { path });
      if (above !== undefined && !isDirectory(above))
        throw refuse(t.notDirectory, { path });
    }
    lay(shell, whole, {});
  }
  return 0;
}

function rm({ shell, args, options }: BuiltinCall): number {
  if (!options.has('f')) needs(shell, args, 1, builtins['rm']);
  for (const path of args) {
    const { whole, node } = find(shell, path);
    if (node === undefined && options.has('f')) continue;
    if (node === undefined) throw refuse(shell.t.missing, { path });
    if (whole === '') throw refuse(shell.t.root, {});
    if (isDirectory(node) && !options.has('r'))
      throw refuse(shell.t.notEmpty, { path });
    lay(shell, whole, undefined);
    // Nobody can be in a directory that is gone.
    while (nodeAt(shell.desk.tree(), shell.cwd) === undefined)
      shell.cwd = directoryOf(shell.cwd);
  }
  return 0;
}

/** What `cp` and `mv` share: each source, and the path it goes to. */
function transfer(
  { shell, args, options }: BuiltinCall,
  name: 'cp' | 'mv',
  each: (from: string, node: Tree[string], to: string) => void,
): number {
  needs(shell, args, 2, builtins[name]);
  const { t } = shell;
  const target = args.at(-1) ?? '';
  const sources = args.slice(0, -1);
  const { whole: place, node: there } = find(shell, target);
  if (sources.length > 1 && !isDirectory(there))
    throw refuse(t.notDirectory, { path: target });
  for (const path of sources) {
    const { whole: from, node } = must(shell, path);
    const into = isDirectory(there);
    const to = into ? `${place}/${baseName(from)}`.replace(/^\//, '') : place;
    if (from === '') throw refuse(t.root, {});
    if (isDirectory(node) && name === 'cp' && !options.has('r'))
      throw refuse(t.directory, { path });
    if (from === to || `${to}/`.startsWith(`${from}/`))
      throw refuse(t.inside, { path });
    if (!isDirectory(node)) writable(shell, `/${to}`);
    else if (nodeAt(shell.desk.tree(), to) !== undefined)
      throw refuse(t.exists, { path: `/${to}` });
    each(from, node, to);
  }
  return 0;
}

const cp: Does = (call) =>
  transfer(call, 'cp', (_, node, to) => lay(call.shell, to, node));

const mv: Does = (call) =>
  transfer(call, 'mv', (from, node, to) => {
    lay(call.shell, from, undefined);
    lay(call.shell, to, node);
  });

function setVariables({ shell, args, out }: BuiltinCall): number {
  if (args.length === 0) return showVariables(shell, out);
  for (const each of args) {
    const [name = '', value = ''] = each.split(/=(.*)/su);
    if (!/^[A-Za-z_]\w*$/u.test(name))
      throw refuse(shell.t.variable, { name: each });
    if (each.includes('=')) shell.env.set(name, value);
  }
  return 0;
}

function showVariables(shell: Shell, out: BuiltinCall['out']): number {
  out(Array.from(variables(shell), ([n, v]) => `${n}=${v}\n`).join(''));
  return 0;
}

/** What programs are started with. WASI has no current directory; PWD is how Go is told of one. */
export const variables = ({ env, cwd }: Shell): Map<string, string> =>
  new Map([...env, ['PWD', `/${cwd}`]]);

function help({ shell, out }: BuiltinCall): number {
  const { t, programs } = shell;
  const own = Object.values(builtins).map(({ usage }) => `  ${usage}\n`);
  const all = programs.map((name) => `  ${name}\n`);
  out([`${t.builtins}\n`, ...own, `${t.programs}\n`, ...all].join(''));
  out(`${t.joins}\n${t.keys}\n`);
  return 0;
}

function exit({ shell, args: [code] }: BuiltinCall): number {
  shell.left = true;
  return code === undefined ? shell.code : Number.parseInt(code) & 255;
}

function echo({ args, out }: BuiltinCall): number {
  const bare = args[0] === '-n';
  out(args.slice(bare ? 1 : 0).join(' ') + (bare ? '' : '\n'));
  return 0;
}

/** Empties the screen, and what has scrolled off it. */
export const wipe = '\x1b[H\x1b[2J\x1b[3J';

const row = (usage: string, options: string, does: Does): Builtin => ({
  ...{ usage, options, does },
});

/** The shell's own commands. `time` and `trace` stand before a program: run.ts. */
export const builtins: Readonly<Record<string, Builtin>> = {
  ls: row('ls [-l] [-a] [path…]', 'la1', list),
  cat: row('cat [file…]', '', cat),
  cd: row('cd [directory]', '', cd),
  pwd: row('pwd', '', ({ shell, out }) => (out(`/${shell.cwd}\n`), 0)),
  mkdir: row('mkdir [-p] directory…', 'p', mkdir),
  rm: row('rm [-r] [-f] path…', 'rf', rm),
  cp: row('cp [-r] from… to', 'r', cp),
  mv: row('mv from… to', '', mv),
  echo: row('echo [-n] word…', '*', echo),
  env: row('env', '', ({ shell, out }) => showVariables(shell, out)),
  export: row('export NAME=value…', '', setVariables),
  clear: row('clear', '', ({ out }) => (out(wipe), 0)),
  help: row('help', '', help),
  exit: row('exit [code]', '', exit),
  time: row('time program…', '*', prefix),
  trace: row('trace program…', '*', prefix),
};

/** `time` and `trace` with nothing after them. */
function prefix({ shell }: BuiltinCall): number {
  throw refuse(shell.t.usage, { usage: 'time program…, trace program…' });
}

function needs(
  { t }: Shell,
  args: readonly string[],
  least: number,
  builtin: Builtin | undefined,
): void {
  if (args.length < least)
    throw refuse(t.usage, { usage: builtin?.usage ?? '' });
}

/** Parts options from arguments; `--` ends them. Throws Refused for one that is not known. */
export function optionsOf(
  { t }: Shell,
  name: string,
  { options: known }: Builtin,
  words: readonly string[],
): Pick<BuiltinCall, 'args' | 'options'> {
  if (known === '*') return { args: words, options: new Set() };
  const end = words.indexOf('--');
  const open = end < 0 ? words : words.slice(0, end);
  const given = open.filter((word) => /^-[^-]/u.test(word));
  const rest = open.filter((word) => !given.includes(word));
  const options = new Set(given.flatMap((word) => Array.from(word.slice(1))));
  for (const option of options)
    if (!known.includes(option))
      throw refuse(t.option, {
        ...{ name, option: `-${option}` },
        options: Array.from(known, (each) => `-${each}`).join(' ') || '–',
      });
  return { args: end < 0 ? rest : [...rest, ...words.slice(end + 1)], options };
}

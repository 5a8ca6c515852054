/**
 * The manifest: what is known of each program that the lessons run. This file
 * gives its shape and checks it while reading; it opens no file and starts no
 * tool, so pages, tests and the build script can all use it. Chapter 1.1.
 */

/** A program, its origin, and the identity of its committed module. */
export type Program = {
  /** Name of the folder, of the module in it, and of the program in lessons. */
  readonly id: string;
  /** As readers call it: Go, Rust, C, WAT. */
  readonly language: string;
  /** A command has `_start` and needs WASI only; a library only has exports to call; a hosted program has a host of its own. */
  readonly kind: Kind;
  /** Of a hosted program: the folder with its host.ts. */
  readonly host: string | undefined;
  /** The npm package and version that the module comes with; it is then not built here. */
  readonly npm: string | undefined;
  readonly title: { readonly en: string; readonly ja: string };
  /** Paths from this folder; nothing else is seen by the build. */
  readonly sources: readonly string[];
  /** Path of the committed module, from this folder. */
  readonly wasm: string;
  /** Tool to version; every one of them has to be present to rebuild. */
  readonly tools: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  /** Run one after the other in this folder, they leave `<id>.wasm` there. */
  readonly commands: readonly (readonly string[])[];
  /** What the tools linked in besides the sources, and under which licence. */
  readonly contains: readonly string[];
  /** SHA-256 over the sources, in order: says when a module is out of date. */
  readonly sourceHash: string;
  /** SHA-256 of the module, in hexadecimal. */
  readonly sha256: string;
  /** Length of the module in bytes. */
  readonly size: number;
};

/** What is needed to run a program. */
export type Kind = 'command' | 'library' | 'hosted';

const isKind = (value: unknown): value is Kind =>
  value === 'command' || value === 'library' || value === 'hosted';

/** Reads a manifest; throws an Error that names the first field it refuses. */
export function parseManifest(json: string): Program[] {
  const root: unknown = JSON.parse(json);
  const programs = list(field(root, 'programs'), 'programs').map(program);
  if (programs.length === 0) throw new Error('manifest: it lists no program');
  const ids = new Set(programs.map(({ id }) => id));
  if (ids.size < programs.length) throw new Error('manifest: an id came twice');
  return programs;
}

function program(value: unknown): Program {
  const id = text(field(value, 'id'), 'id');
  const at = (key: string) => field(value, key);
  const kind = at('kind');
  if (!isKind(kind)) throw new Error(`manifest: ${id}: no such kind`);
  const size = at('size');
  if (typeof size !== 'number') {
    throw new Error(`manifest: ${id}: size is not a number`);
  }
  return {
    id,
    language: text(at('language'), `${id}: language`),
    kind,
    host: optional(at('host'), `${id}: host`),
    npm: optional(at('npm'), `${id}: npm`),
    title: {
      en: text(field(at('title'), 'en'), `${id}: title.en`),
      ja: text(field(at('title'), 'ja'), `${id}: title.ja`),
    },
    sources: texts(at('sources'), `${id}: sources`),
    wasm: text(at('wasm'), `${id}: wasm`),
    tools: textRecord(at('tools'), `${id}: tools`),
    env: textRecord(at('env'), `${id}: env`),
    commands: list(at('commands'), `${id}: commands`).map((command) =>
      texts(command, `${id}: commands`),
    ),
    contains: texts(at('contains'), `${id}: contains`),
    sourceHash: text(at('sourceHash'), `${id}: sourceHash`),
    sha256: text(at('sha256'), `${id}: sha256`),
    size,
  };
}

function entries(value: unknown, what: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`manifest: ${what} is not an object`);
  }
  return Object.entries(value);
}

function field(value: unknown, key: string): unknown {
  return new Map(entries(value, `what holds ${key}`)).get(key);
}

function text(value: unknown, what: string): string {
  if (typeof value === 'string') return value;
  throw new Error(`manifest: ${what} is not a string`);
}

const optional = (value: unknown, what: string): string | undefined =>
  value === undefined ? undefined : text(value, what);

function list(value: unknown, what: string): unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`manifest: ${what} is not a list`);
}

function texts(value: unknown, what: string): string[] {
  return list(value, what).map((item) => text(item, what));
}

function textRecord(value: unknown, what: string): Record<string, string> {
  return Object.fromEntries(
    entries(value, what).map(([key, item]) => [key, text(item, what)]),
  );
}

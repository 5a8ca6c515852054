/**
 * Which exported declaration of the engine is shown in which lesson.
 *
 * Pure functions over files already read: paths to text, engine paths as in
 * `binary/leb128.ts`, lesson paths as in `01-wasm/02-file/index.mdx`. The site
 * draws links and heat from them; the tests insist that every exported
 * declaration is shown, or listed in lessons/not-shown.txt with a reason.
 */

import { declarations, extract } from './extract.ts';
import type { Declaration, Piece } from './extract.ts';
import { parts } from './mdx.ts';

/** Files by path. */
export type Files = ReadonlyMap<string, string>;

/** A piece of source on the page of a lesson. */
export type Showing = {
  readonly lesson: string;
  readonly line: number;
  readonly file: string;
  readonly selector: string;
  readonly piece: Piece;
};

/** An exported declaration and the lessons that show it or a part of it. */
export type Covered = {
  readonly file: string;
  readonly declaration: Declaration;
  readonly lessons: readonly string[];
};

/** An entry of not-shown.txt. */
export type Excuse = {
  readonly file: string;
  readonly name: string;
  readonly reason: string;
};

/**
 * Every `<Source of piece />` of the lessons, resolved in `files` (the engine's,
 * and `programs/…`), in the order of the lessons and of the page. Throws an
 * error that names lesson and line for the first that resolves to nothing.
 */
export function showings(files: Files, lessons: Files): Showing[] {
  return [...lessons].flatMap(([lesson, text]) =>
    parts(text)
      .tags.filter((tag) => tag.name === 'Source' && tag.kind !== 'close')
      .map(({ props, line }) => {
        const file = props.get('of') ?? '';
        const selector = props.get('piece') ?? '';
        try {
          const piece = extract(source(files, file), selector);
          return { lesson, line, file, selector, piece };
        } catch (cause) {
          const why = cause instanceof Error ? cause.message : String(cause);
          throw new Error(`${lesson}:${line}: ${file}: ${why}`, { cause });
        }
      }),
  );
}

/** Every exported declaration of the engine in the order of the files, with the lessons that show any of its lines. */
export function coverage(engine: Files, shown: readonly Showing[]): Covered[] {
  return [...engine].flatMap(([file, text]) =>
    declarations(text)
      .filter((declaration) => declaration.exported)
      .map((declaration) => {
        const lessons = shown
          .filter((one) => one.file === file)
          .filter(({ piece }) => overlap(declaration, piece))
          .map(({ lesson }) => lesson);
        return { file, declaration, lessons: [...new Set(lessons)] };
      }),
  );
}

/** How many lessons show each line of a file; one number for each line. */
export function heat(
  file: string,
  text: string,
  shown: readonly Showing[],
): number[] {
  const pieces = shown.filter((one) => one.file === file);
  return extract(text).lines.map((_, index) => {
    const at = index + 1;
    const over = pieces.filter(
      ({ piece }) => piece.first <= at && at <= piece.last,
    );
    return new Set(over.map(({ lesson }) => lesson)).size;
  });
}

/**
 * Reads not-shown.txt: comments after `#`, and entries
 * `engine/file.ts name: reason`. Throws when a line is none of these.
 */
export const excuses = (text: string): Excuse[] =>
  text.split('\n').filter(isEntry).map(excuse);

/** The text of not-shown.txt without the entries that are shown by now or do not exist, and those entries. */
export function shrink(
  text: string,
  covered: readonly Covered[],
): { text: string; kept: Excuse[]; dropped: string[] } {
  const needed = (line: string) => {
    const { file, name } = excuse(line);
    return covered.some(
      (one) =>
        one.file === file &&
        one.declaration.name === name &&
        one.lessons.length === 0,
    );
  };
  const lines = text.split('\n');
  const left = lines.filter((line) => !isEntry(line) || needed(line));
  const kept = left.filter(isEntry).map(excuse);
  return {
    text: left.join('\n'),
    kept,
    dropped: lines.filter((line) => isEntry(line) && !needed(line)),
  };
}

function isEntry(line: string): boolean {
  return line !== '' && !line.startsWith('#');
}

function excuse(line: string): Excuse {
  const [, file, name, reason] =
    /^engine\/(\S+) ([\w$]+): (\S.*)$/.exec(line) ?? [];
  if (!file || !name || !reason)
    throw new Error(`not 'engine/file.ts name: reason': ${line}`);
  return { file, name, reason };
}

/**
 * What is wrong between the declarations and the excuses, as sentences: a
 * declaration neither shown nor excused, an excuse for what is shown or does
 * not exist, an excuse made twice. Empty when all is well.
 */
export function gaps(
  covered: readonly Covered[],
  excused: readonly Excuse[],
): string[] {
  const key = (file: string, name: string) => `engine/${file} ${name}`;
  const all = new Map(
    covered.map((one) => [key(one.file, one.declaration.name), one]),
  );
  const keys = excused.map((one) => key(one.file, one.name));
  const listed = new Set(keys);
  const missing = [...all]
    .filter(([one, { lessons }]) => lessons.length === 0 && !listed.has(one))
    .map(([one]) => `${one}: neither shown in a lesson nor listed`);
  const wrong = keys.flatMap((one, index) => {
    const found = all.get(one);
    if (keys.indexOf(one) !== index) return [`${one}: listed twice`];
    if (found === undefined) return [`${one}: listed, but does not exist`];
    const [lesson] = found.lessons;
    return lesson ? [`${one}: listed, but shown in ${lesson}`] : [];
  });
  return [...missing, ...wrong];
}

/** The text of `file`; throws an error that names the files most like it. */
export function source(files: Files, file: string): string {
  const text = files.get(file);
  if (text !== undefined) return text;
  const base = file.split('/').at(-1) ?? file;
  const near = [...files.keys()].filter((path) => path.endsWith(base));
  const hint = near.length > 0 ? `; there is ${near.join(', ')}` : '';
  throw new Error(`no file '${file}'${hint}`);
}

function overlap(declaration: Declaration, piece: Piece): boolean {
  return piece.first <= declaration.last && piece.last >= declaration.head;
}

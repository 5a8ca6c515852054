/**
 * The course as its folders tell it: lessons/NN-part/NN-lesson/index.mdx.
 *
 * The numbers are the order, and nothing else lists the lessons: sidebar,
 * addresses and the home page come from here. A part's name stands in its
 * part.json, in both languages. Read with Node while the site is configured
 * and built; no page in a browser needs it.
 */

import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The languages of the site; English stands at its root. */
export const locales = ['en', 'ja'] as const;

/** A language of the site. */
export type Locale = (typeof locales)[number];

/** A lesson: its place, and its address below the language's root. */
export type LessonRef = {
  readonly number: number;
  readonly folder: string;
  readonly id: string;
};

/** A part of the course and its lessons, in order. */
export type Part = {
  readonly number: number;
  readonly folder: string;
  readonly title: Readonly<Record<Locale, string>>;
  readonly lessons: readonly LessonRef[];
};

const numbered = /^(\d+)-(.+)$/;

/** The parts below `root`/lessons that have lessons. Throws where a part has no name or two lessons one address. */
export function course(root: string): Part[] {
  const folder = join(root, 'lessons');
  const paths = globSync('[0-9]*-*/[0-9]*-*/index.mdx', { cwd: folder })
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
  const parts = Map.groupBy(paths, (path) => path.split('/')[0] ?? '');
  const ids = paths.map(lessonId);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new Error(`two lessons at /${twice}/`);
  return [...parts].map(([part, lessons]) => ({
    number: numberOf(part),
    folder: part,
    title: partTitle(join(folder, part, 'part.json')),
    lessons: lessons.map((path) => ({
      number: numberOf(path.split('/')[1] ?? ''),
      folder: path.slice(0, path.lastIndexOf('/')),
      id: lessonId(path),
    })),
  }));
}

/** Where a lesson stands in the collection: `01-go/02-file/index.ja.mdx` is `ja/lessons/file`. */
export function lessonId(path: string): string {
  const [, lesson = '', file = ''] = path.split('/');
  const slug = numbered.exec(lesson)?.[2] ?? lesson;
  return `${file.includes('.ja.') ? 'ja/' : ''}lessons/${slug}`;
}

/** The part and the lesson that a page's id, in any language, belongs to. */
export function placeOf(
  parts: readonly Part[],
  id: string,
): { part: Part; lesson: LessonRef } | undefined {
  const plain = id.replace(/^ja\//, '');
  for (const part of parts) {
    const lesson = part.lessons.find((each) => each.id === plain);
    if (lesson !== undefined) return { part, lesson };
  }
  return undefined;
}

const numberOf = (folder: string): number =>
  Number(numbered.exec(folder)?.[1] ?? 0);

function partTitle(file: string): Part['title'] {
  const found: unknown = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : undefined;
  if (isTitle(found)) return found;
  throw new Error(
    `${file} must be {"en": "...", "ja": "..."}, the part's name`,
  );
}

const isTitle = (value: unknown): value is Part['title'] =>
  typeof value === 'object' &&
  value !== null &&
  locales.every((locale) => typeof Reflect.get(value, locale) === 'string');

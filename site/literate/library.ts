/**
 * The sources and lessons as the build sees them: read once, resolved once.
 *
 * The only file of this folder that reads the project; Vite inlines the texts
 * when it bundles, and the tests read them the same way, so what is checked is
 * what is shown.
 */

import { lessonId } from '../course.ts';
import type { Locale } from '../course.ts';
import { href } from '../paths.ts';
import { coverage, showings } from './coverage.ts';
import type { Covered, Files, Showing } from './coverage.ts';
import { readingOrder } from './map.ts';
import { parts } from './mdx.ts';

/** A lesson in one language: its path below lessons/ (`01-wasm/01-run-go/index.mdx`), its title, its text. */
export type Lesson = {
  readonly path: string;
  readonly locale: Locale;
  readonly title: string;
  readonly text: string;
};

const project = Object.entries(
  import.meta.glob<string>(
    [
      '/engine/README.md',
      '/engine/**/*.ts',
      '/lessons/[0-9]*/[0-9]*/index{,.ja}.mdx',
      '/lessons/programs/**/*.{go,rs,c,zig,wat}',
      '/lessons/programs/*/host.ts',
    ],
    { query: '?raw', import: 'default', eager: true },
  ),
).sort(([a], [b]) => (a < b ? -1 : 1));

const readme = new Map(project).get('/engine/README.md') ?? '';
const unordered = below('/engine/', '.ts');

/** The engine's files in reading order. */
export const engine: Files = new Map(
  readingOrder(unordered.keys(), readme).map((path) => [
    path,
    unordered.get(path) ?? '',
  ]),
);

/** The engine's files, and the programs' as `programs/…`: all that `<Source>` can show. */
export const sources: Files = new Map([
  ...engine,
  ...[...below('/lessons/', '')].filter(([path]) => !path.endsWith('.mdx')),
]);

/** Every lesson in every language, in the order of the course. */
export const lessons: readonly Lesson[] = [...below('/lessons/', '.mdx')].map(
  ([path, text]) => ({
    path,
    locale: path.endsWith('.ja.mdx') ? ('ja' as const) : ('en' as const),
    title: parts(text).frontmatter.get('title') ?? path,
    text,
  }),
);

/** The text of engine/README.md, empty when there is none. */
export const engineReadme = readme;

/** Every piece of source that the lessons of a language show. */
export const showingsIn = perLocale((locale): Showing[] =>
  showings(
    sources,
    new Map(
      lessons
        .filter((lesson) => lesson.locale === locale)
        .map(({ path, text }) => [path, text]),
    ),
  ),
);

/** Every exported declaration of the engine with the lessons of a language that show it. */
export const coverageIn = perLocale((locale): Covered[] =>
  coverage(engine, showingsIn(locale)),
);

/** The address of an engine file's woven page, at a declaration or a line (`L12`) when one is given; with no file, of the map. */
export function sourceUrl(locale: Locale, file = '', anchor = ''): string {
  const path = file === '' ? '' : `${file.replace(/\.ts$/, '')}/`;
  const at = anchor === '' ? '' : `#${anchor}`;
  return `${href(`/source/${path}`, locale)}${at}`;
}

/** The address of a lesson, given its path below lessons/. */
export function lessonUrl(path: string): string {
  return href(`/${lessonId(path)}/`);
}

/** The path, in a language, of the lesson with this English title; none when it is not written yet. */
export function lessonTitled(
  title: string | undefined,
  locale: Locale,
): string | undefined {
  const english = lessons.find(
    (lesson) => lesson.locale === 'en' && lesson.title === title,
  )?.path;
  if (english === undefined || locale === 'en') return english;
  const path = english.replace('.mdx', '.ja.mdx');
  return lessons.some((lesson) => lesson.path === path) ? path : undefined;
}

/** The title of a lesson, given its path below lessons/. */
export function titleOf(path: string): string {
  return lessons.find((lesson) => lesson.path === path)?.title ?? path;
}

function perLocale<T>(make: (locale: Locale) => T): (locale: Locale) => T {
  const made = new Map<Locale, T>();
  return (locale) => {
    const known = made.get(locale) ?? make(locale);
    made.set(locale, known);
    return known;
  };
}

function below(root: string, ending: string): Files {
  return new Map(
    project
      .filter(([path]) => path.startsWith(root) && path.endsWith(ending))
      .map(([path, text]): [string, string] => [path.slice(root.length), text]),
  );
}

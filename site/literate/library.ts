/**
 * The sources and lessons as the build sees them: read once, resolved once.
 *
 * The only file of this folder that reads the project; Vite inlines the texts
 * when it bundles, and the tests read them the same way, so what is checked is
 * what is shown.
 */

import { coverage, showings } from './coverage.ts';
import type { Covered, Files, Showing } from './coverage.ts';
import { readingOrder } from './map.ts';
import { parts } from './mdx.ts';

/** A language of the course; English stands at the root of the site. */
export type Locale = 'en' | 'ja';

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
      '/lessons/**/index{,.ja}.mdx',
      '/lessons/programs/**/*.{go,rs,c,zig,wat}',
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
export function showingsIn(locale: Locale): Showing[] {
  return showings(
    sources,
    new Map(
      lessons
        .filter((lesson) => lesson.locale === locale)
        .map(({ path, text }) => [path, text]),
    ),
  );
}

/** Every exported declaration of the engine with the lessons of a language that show it. */
export function coverageIn(locale: Locale): Covered[] {
  return coverage(engine, showingsIn(locale));
}

function below(root: string, ending: string): Files {
  return new Map(
    project
      .filter(([path]) => path.startsWith(root) && path.endsWith(ending))
      .map(([path, text]): [string, string] => [path.slice(root.length), text]),
  );
}

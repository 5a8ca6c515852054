/**
 * `node site/literate/shrink.ts`: takes out of lessons/not-shown.txt what is
 * shown by now or no longer exists, and says what is left without a reason.
 *
 * It never adds an entry: a reason is for a person to write.
 */

import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { coverage, gaps, shrink, showings } from './coverage.ts';
import type { Files } from './coverage.ts';

const root = new URL('../../', import.meta.url);

function read(folder: string, pattern: string): Files {
  const cwd = new URL(folder, root);
  const paths = globSync(pattern, { cwd }).sort();
  return new Map(
    paths.map((path) => [path, readFileSync(new URL(path, cwd), 'utf8')]),
  );
}

const engine = read('engine/', '**/*.ts');
const programs = read('lessons/', 'programs/**/*.{go,rs,c,zig,wat,ts}');
const lessons = read('lessons/', '[0-9]*/[0-9]*/index{,.ja}.mdx');
const covered = coverage(
  engine,
  showings(new Map([...engine, ...programs]), lessons),
);

const file = new URL('lessons/not-shown.txt', root);
const before = readFileSync(file, 'utf8');
const { text, kept, dropped } = shrink(before, covered);
writeFileSync(file, text);
for (const line of dropped) console.log(`taken out: ${line}`);
for (const gap of gaps(covered, kept)) console.log(gap);

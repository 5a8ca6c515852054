/** The lessons themselves: what must hold of every one, in both languages. */

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  coverage,
  excuses,
  gaps,
  showings,
} from '../../site/literate/coverage.ts';
import type { Files } from '../../site/literate/coverage.ts';
import { engine, lessons, sources } from '../../site/literate/library.ts';
import { header } from '../../site/literate/map.ts';
import {
  fenceFaults,
  pieceFaults,
  shapeFaults,
  staleFaults,
  twinFaults,
} from './checks.ts';

const texts: Files = new Map(lessons.map(({ path, text }) => [path, text]));

describe('the lessons', () => {
  beforeAll(() => {
    expect(engine.size, 'engine files').toBeGreaterThan(0);
    for (const locale of ['en', 'ja'])
      expect(
        lessons.filter((lesson) => lesson.locale === locale).length,
        `lessons in ${locale}`,
      ).toBeGreaterThan(0);
  });

  test('point at source that is there, in pieces that can be read', () => {
    const shown = showings(sources, texts);
    expect(shown.length).toBeGreaterThan(0);
    expect(pieceFaults(texts, shown)).toEqual([]);
  });

  test('show every exported declaration, or not-shown.txt says why not', () => {
    const file = new URL('../../lessons/not-shown.txt', import.meta.url);
    const covered = coverage(engine, showings(sources, texts));
    expect(covered.length).toBeGreaterThan(0);
    const excused = excuses(readFileSync(file, 'utf8'));
    expect(gaps(covered, excused)).toEqual([]);
  });

  test('are there for every file that names one', () => {
    const titles = new Set(lessons.map((lesson) => lesson.title));
    const lost = [...engine]
      .map(([file, text]) => ({ file, lesson: header(text).lesson }))
      .filter(({ lesson }) => lesson === undefined || !titles.has(lesson));
    expect(lost).toEqual([]);
  });

  test('are the same in English and Japanese', () => {
    expect(twinFaults(texts)).toEqual([]);
  });

  test('have no stale translation', () => {
    expect(staleFaults(texts)).toEqual([]);
  });

  test('show real code by name', () => {
    expect(fenceFaults(texts)).toEqual([]);
  });

  test('have a goal, something live, something to try and sources', () => {
    expect(shapeFaults(texts)).toEqual([]);
  });
});

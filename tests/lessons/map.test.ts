/** The engine as a book: headers, reading order, and the README that gives it. */

import { describe, expect, test } from 'vitest';
import { engine, engineReadme } from '../../site/literate/library.ts';
import {
  afterIdea,
  codeLines,
  folderOf,
  header,
  headerEnd,
  namedFiles,
  readingOrder,
  stops,
} from '../../site/literate/map.ts';
import { codeLines as lawLines, parse } from '../survey.ts';

const file = `/**
 * LEB128: integers in bytes,
 * seven bits each. More of it.
 *
 * Spec 5.2.2 · lesson "What is
 * in the file".
 */
import 'x';
`;

test('a header is an idea, paragraphs and a lesson', () => {
  expect(header(file)).toEqual({
    idea: 'LEB128: integers in bytes, seven bits each.',
    paragraphs: [
      'LEB128: integers in bytes,\nseven bits each. More of it.',
      'Spec 5.2.2 · lesson "What is\nin the file".',
    ],
    spec: 'Spec 5.2.2',
    lesson: 'What is in the file',
  });
  expect(afterIdea(header(file))).toEqual([' More of it.']);
  expect(headerEnd(file)).toBe(7);
  expect(header(`#!/usr/bin/env node\n${file}`)).toEqual(header(file));
  expect(headerEnd(`#!/usr/bin/env node\n${file}`)).toBe(8);
  expect(header("import 'x';\n/** No. */").idea).toBe('');
  expect(headerEnd("import 'x';\n")).toBe(0);
});

test('a README names the files it links to', () => {
  const readme =
    '| [types.ts](syntax/types.ts) | types, see `module.ts` |\n[x](a.md)\n[types](syntax/types.ts) [index.ts](index.ts)\n';
  expect(namedFiles(readme)).toEqual(['syntax/types.ts', 'index.ts']);
});

test('lines of code are counted as the laws count them', () => {
  for (const [path, text] of engine) {
    const counted = lawLines({ path, text, tree: parse(path, text) });
    expect(codeLines(text), path).toBe(counted.filter((one) => one).length);
  }
});

test('reading order is the README’s, and the rest follows', () => {
  const order = readingOrder(
    ['b/b.ts', 'a.ts', 'b/a.ts'],
    '[b](b/b.ts) [a](b/a.ts)',
  );
  expect(order).toEqual(['b/b.ts', 'b/a.ts', 'a.ts']);
  expect(stops(order)[1]).toEqual({
    file: 'b/a.ts',
    before: 'b/b.ts',
    after: 'a.ts',
  });
  expect(folderOf('b/a.ts')).toBe('b');
  expect(folderOf('a.ts')).toBe('');
});

describe('the engine', () => {
  test('has a header with an idea in every file', () => {
    expect(engine.size).toBeGreaterThan(0);
    for (const [path, text] of engine) {
      expect(header(text).idea, path).not.toBe('');
      expect(headerEnd(text), path).toBeGreaterThan(0);
      expect(afterIdea(header(text)).join(' '), path).not.toMatch(/lesson "/);
    }
  });

  test('has a README that names every file, and no other', () => {
    expect(engineReadme).not.toBe('');
    expect(namedFiles(engineReadme).sort()).toEqual([...engine.keys()].sort());
  });
});

/**
 * The few rules of style that are laws: arrows, budgets, headers, the map, and
 * that the engine touches nothing. Each prints its figures, and each fails
 * when it saw nothing to judge.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { engineMap } from './map.ts';
import { chapters, codeLines, exportsOf, filesIn } from './survey.ts';
import { functionsOf, importsOf, namesIn, rank, root } from './survey.ts';
import { parse, readingOrder, specifiers } from './survey.ts';
import { surveyEngine, target } from './survey.ts';
import type { FunctionSize, SourceText } from './survey.ts';

/** Lines of code: comments and blank lines are not counted. */
const budget = { file: 400, function: 60, machineLoop: 250 };

/** The same for the engine, place by place. A new feature may raise its own; nothing else may. */
// prettier-ignore
const room: Readonly<Record<string, number>> = {
  syntax: 1_300, binary: 1_125, text: 2_640, valid: 1_025, lower: 1_290, exec: 2_270,
  wasi: 2_430, api: 760, 'script.ts': 385, 'index.ts': 80, cli: 645, 'cli.ts': 375,
};

/** Files that are one table. */
const tables = ['syntax/instructions.ts'];

/** Functions that are one switch over a union, `path name`: as long as the union is. */
const switches: readonly string[] = [];

const engine = surveyEngine();
const figures: string[] = [];
afterAll(() => process.stdout.write(`\n${figures.join('\n')}\n`));

const report = (law: string, ...seen: readonly (string | number)[]): void => {
  figures.push(`  ${law.padEnd(12)} ${seen.join(' ')}`);
};

const sum = (numbers: readonly number[]): number =>
  numbers.reduce((a, b) => a + b, 0);

const count = (file: SourceText): number =>
  codeLines(file).filter((each) => each).length;

describe('arrows', () => {
  test('every file of the engine has a place in reading order', () => {
    expect(engine.length).toBeGreaterThan(0);
    const lost = engine.filter(({ path }) => rank(path) < 0);
    expect(lost.map(({ path }) => path)).toEqual([]);
    const there = chapters.filter(({ place }) =>
      existsSync(join(root, 'engine', place)),
    );
    report('order', there.map(({ place }) => place).join(' < '));
  });

  test('no file imports from a folder further down', () => {
    const arrows = engine.flatMap((file) =>
      importsOf(file)
        .filter(({ from }) => from.startsWith('.'))
        .map(({ from }) => ({ from: file.path, to: target(file, from) })),
    );
    expect(arrows.length).toBeGreaterThan(0);
    const wrong = arrows.filter(({ from, to }) => rank(to) > rank(from));
    expect(wrong).toEqual([]);
    const lost = arrows.filter(
      ({ to }) => !existsSync(join(root, 'engine', to)),
    );
    expect(lost).toEqual([]);
    report('arrows', arrows.length, 'imports, all upwards');
  });

  test('code is imported in no circle', () => {
    expect(readingOrder(engine).length).toBe(engine.length);
  });

  test('the engine depends on nothing', () => {
    const outside = engine.flatMap((file) =>
      importsOf(file)
        .filter(({ from }) => !from.startsWith('.'))
        .filter(({ from }) => !isNode(file) || !from.startsWith('node:'))
        .map(({ from }) => `${file.path}: ${from}`),
    );
    expect(outside).toEqual([]);
    const manifest: unknown = JSON.parse(
      readFileSync(join(root, 'package.json'), 'utf8'),
    );
    expect(manifest).not.toHaveProperty('dependencies');
  });

  test('the site enters the engine by its front door', () => {
    const doors = ['site', 'lessons', 'slides']
      .filter((folder) => existsSync(join(root, folder)))
      .flatMap((folder) =>
        filesIn(folder, ['.ts', '.astro', '.mdx']).map(
          (path) => `${folder}/${path}`,
        ),
      )
      .flatMap(engineImports);
    expect(doors.length).toBeGreaterThan(0);
    const wrong = doors.filter(({ to }) => to !== 'engine/index.ts');
    expect(wrong).toEqual([]);
    report('doors', doors.length, 'imports of engine/index.ts');
  });
});

describe('budgets', () => {
  test('the engine keeps to its room', () => {
    const parts = chapters
      .map(({ place }, index) => {
        const files = engine.filter(({ path }) => rank(path) === index);
        return { place, lines: sum(files.map(count)) };
      })
      .filter(({ lines }) => lines > 0);
    const lines = sum(parts.map((part) => part.lines));
    expect(lines).toBeGreaterThan(0);
    report('engine', lines, 'of', sum(Object.values(room)), 'lines of code:');
    report('', parts.map((part) => `${part.place} ${part.lines}`).join(', '));
    const over = parts.filter((part) => part.lines > (room[part.place] ?? 0));
    expect(over).toEqual([]);
  });

  test(`a file has at most ${budget.file}`, () => {
    const sizes = engine
      .filter(({ path }) => !tables.includes(path))
      .map((file) => ({ path: file.path, lines: count(file) }))
      .sort((a, b) => b.lines - a.lines);
    expect(sizes.length).toBeGreaterThan(0);
    report('files', engine.length, longest(sizes));
    expect(sizes.filter(({ lines }) => lines > budget.file)).toEqual([]);
  });

  test(`a function has at most ${budget.function}`, () => {
    const sizes = engine.flatMap(functionsOf).sort((a, b) => b.lines - a.lines);
    expect(sizes.length).toBeGreaterThan(0);
    const ordinary = sizes.filter((size) => limit(size) === budget.function);
    const names = ordinary.map(({ path, name, lines }) => ({
      path: `${path} ${name}`,
      lines,
    }));
    report('functions', sizes.length, longest(names));
    expect(sizes.filter((size) => size.lines > limit(size))).toEqual([]);
  });

  test('every exemption is of something that is there', () => {
    const paths = engine.map(({ path }) => path);
    const names = engine
      .flatMap(functionsOf)
      .map(({ path, name }) => `${path} ${name}`);
    expect(tables.filter((path) => !paths.includes(path))).toEqual([]);
    expect(switches.filter((name) => !names.includes(name))).toEqual([]);
    expect(names).toContain('exec/machine.ts run');
  });
});

describe('headers', () => {
  test('every engine file names its spec section and its lesson', () => {
    const without = engine.filter(({ text }) => {
      const comment = opening(text)?.replace(/\s*\n \* ?/g, ' ') ?? '';
      return !/\b(?:Spec|WASI|Ours)\b[^·]*· lesson "[^"]+"/.test(comment);
    });
    expect(engine.length).toBeGreaterThan(0);
    expect(without.map(({ path }) => path)).toEqual([]);
    report('headers', engine.length, 'name spec or ours, and a lesson');
  });

  test('every other file opens with what it is for', () => {
    const files = ['site', 'lessons', 'slides', 'tests']
      .filter((folder) => existsSync(join(root, folder)))
      .flatMap((folder) =>
        filesIn(folder, ['.ts']).map((path) => `${folder}/${path}`),
      );
    expect(files.length).toBeGreaterThan(0);
    const without = files.filter(
      (path) => opening(readFileSync(join(root, path), 'utf8')) === undefined,
    );
    expect(without).toEqual([]);
  });

  test('every export of the engine says what it is for', () => {
    const all = engine.flatMap((file) =>
      exportsOf(file).map((each) => ({ ...each, path: file.path })),
    );
    expect(all.length).toBeGreaterThan(0);
    const silent = all.filter(({ documented }) => !documented);
    expect(silent.map(({ path, name }) => `${path} ${name}`)).toEqual([]);
    report('exports', all.length, 'with a comment');
  });

  test('engine/README.md is the map drawn from the headers', async () => {
    const written = readFileSync(join(root, 'engine', 'README.md'), 'utf8');
    expect(written, 'run `npm run map`').toBe(await engineMap(engine));
  });
});

describe('the engine touches nothing', () => {
  test('no clock, no chance, no host', () => {
    // What is not in the language itself, tsc refuses: engine/tsconfig.json.
    const forbidden = [
      'Date',
      'Math.random',
      'console',
      'globalThis',
      'setTimeout',
    ];
    const files = engine.filter((file) => !isNode(file));
    const names = files.map((file) => ({ file, used: namesIn(file) }));
    expect(sum(names.map(({ used }) => used.size))).toBeGreaterThan(0);
    const touching = names.flatMap(({ file, used }) =>
      forbidden
        .filter((name) => used.has(name))
        .map((name) => `${file.path}: ${name}`),
    );
    expect(touching).toEqual([]);
  });

  test('the law itself sees what it forbids', () => {
    const text = 'export const roll = () => Math.random() + Date.now();';
    const used = namesIn({ path: 'a.ts', text, tree: parse('a.ts', text) });
    expect([...used]).toEqual(
      expect.arrayContaining(['Math.random', 'Date', 'Date.now']),
    );
  });
});

describe('measures', () => {
  const text = [
    '/** A header. */',
    '',
    '/** Doc. */',
    'export function f(): number {',
    '  // a reason',
    '  const g = () => 1; // and code',
    '',
    '  return g();',
    '}',
    'const silent = `a',
    'b`;',
    '',
    'export const loud = silent;',
  ].join('\n');
  const file = { path: 'x.ts', text, tree: parse('x.ts', text) };

  test('comments and blank lines are not code', () => {
    expect(count(file)).toBe(7);
  });

  test('a function has the size of its code', () => {
    expect(functionsOf(file)).toEqual([
      { path: 'x.ts', name: 'f', lines: 4 },
      { path: 'x.ts', name: 'g', lines: 1 },
    ]);
  });

  test('an export without a comment is noticed', () => {
    expect(exportsOf(file)).toEqual([
      { name: 'f', documented: true },
      { name: 'loud', documented: false },
    ]);
  });
});

/** The command line is the one part of the engine that is Node's. */
const isNode = ({ path }: SourceText): boolean =>
  path === 'cli.ts' || path.startsWith('cli/');

function limit({ path, name }: FunctionSize): number {
  if (path === 'exec/machine.ts' && name === 'steps') return budget.machineLoop;
  if (switches.includes(`${path} ${name}`)) return Infinity;
  return budget.function;
}

const longest = (
  sizes: readonly { readonly path: string; readonly lines: number }[],
): string =>
  `the longest: ${sizes
    .slice(0, 3)
    .map(({ path, lines }) => `${path} ${lines}`)
    .join(', ')}`;

/** The doc comment a file opens with, after a `#!` line if there is one. */
const opening = (text: string): string | undefined =>
  /^(?:#!.*\n)?\s*(\/\*\*[^]*?\*\/)/.exec(text)?.[1];

/** What a file of the site imports from engine/; its text (`?raw`) is not an import of code. */
function engineImports(path: string): readonly { from: string; to: string }[] {
  const text = readFileSync(join(root, path), 'utf8');
  return specifiers(text)
    .filter((specifier) => !specifier.endsWith('?raw'))
    .map((specifier) => ({
      from: path,
      to: posix.join(posix.dirname(path), specifier),
    }))
    .filter(({ to }) => to.startsWith('engine/'));
}

/**
 * The site's own small machinery: where lessons stand, what happens to their
 * MDX, addresses, words, and the figures that are counted from the engine.
 */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { instructions } from '../../engine/index.ts';
import { course, lessonId, placeOf } from '../../site/course.ts';
import { codeLines, figures, linesOf } from '../../site/figures.ts';
import {
  importComponents,
  linkHeadings,
  localLinks,
} from '../../site/markdown/lesson.ts';
import { href, parsePath } from '../../site/paths.ts';
import { chapters } from '../../site/reference.ts';
import { fill, strings } from '../../site/strings.ts';
import { root } from '../survey.ts';

const made: string[] = [];
afterEach(() =>
  made.splice(0).forEach((each) => rmSync(each, { recursive: true })),
);

/** A folder with these files in lessons/. */
function lessons(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'sunaba-'));
  made.push(folder);
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, 'lessons', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return folder;
}

const part = '{"en":"First","ja":"一"}';

describe('the course', () => {
  test('is in the order of the numbers', () => {
    const parts = course(
      lessons({
        '02-b/part.json': part,
        '02-b/01-z/index.mdx': '',
        '01-a/part.json': part,
        '01-a/10-last/index.mdx': '',
        '01-a/02-first/index.mdx': '',
        '01-a/02-first/index.ja.mdx': '',
        'programs/x/index.mdx': '',
      }),
    );
    const ids = parts.map((each) => each.lessons.map(({ id }) => id));
    expect(ids).toEqual([['lessons/first', 'lessons/last'], ['lessons/z']]);
    expect(placeOf(parts, 'ja/lessons/last')?.lesson.number).toBe(10);
    expect(placeOf(parts, 'reference/instructions')).toBeUndefined();
  });

  test('wants a name for each part', () => {
    const nameless = lessons({ '01-a/01-x/index.mdx': '' });
    expect(() => course(nameless)).toThrow(/part\.json must be/);
    const half = lessons({
      '01-a/part.json': '{"en":"First"}',
      '01-a/01-x/index.mdx': '',
    });
    expect(() => course(half)).toThrow(/part\.json must be/);
  });

  test('refuses two lessons at one address', () => {
    const twice = lessons({
      '01-a/part.json': part,
      '01-a/01-x/index.mdx': '',
      '01-a/02-x/index.mdx': '',
    });
    expect(() => course(twice)).toThrow('two lessons at /lessons/x/');
  });

  test('gives Japanese its prefix', () => {
    expect(lessonId('01-a/02-file/index.mdx')).toBe('lessons/file');
    expect(lessonId('01-a/02-file/index.ja.mdx')).toBe('ja/lessons/file');
  });
});

describe('lesson MDX', () => {
  const used = (name: string) => ({ type: 'mdxJsxFlowElement', name });

  test('imports what it uses, and only what is there', () => {
    const own = { type: 'mdxjsEsm', value: "import Own from './own'" };
    const tree = {
      type: 'root',
      children: [own, used('Try'), used('Own'), used('Nowhere'), used('Try')],
    };
    importComponents({ root })(tree);
    const imports = tree.children.map((node) => Reflect.get(node, 'value'));
    expect(imports.slice(0, 2)).toEqual([
      "import Try from '/site/components/Try.astro'",
      own.value,
    ]);
    expect(tree.children).toHaveLength(6);
  });

  const link = (to: string) => ({
    type: 'element',
    tagName: 'a',
    properties: { href: to },
  });

  test.each([
    ['/lessons/x/', 'index.mdx', '/', '/lessons/x/'],
    ['/lessons/x/', 'index.ja.mdx', '/', '/ja/lessons/x/'],
    ['/lessons/x/#y', 'index.ja.mdx', '/sub/', '/sub/ja/lessons/x/#y'],
    ['/og.png', 'index.ja.mdx', '/sub', '/sub/og.png'],
    ['#y', 'index.ja.mdx', '/sub', '#y'],
    ['https://go.dev/', 'index.ja.mdx', '/sub', 'https://go.dev/'],
    ['//go.dev/', 'index.ja.mdx', '/sub', '//go.dev/'],
  ])('a link %s in %s below %s', (to, path, base, result) => {
    const tree = { type: 'root', children: [link(to)] };
    localLinks({ base })(tree, { path });
    expect(tree.children[0]?.properties.href).toBe(result);
  });

  test('links a heading to itself, in its language', () => {
    const heading = {
      type: 'element',
      tagName: 'h2',
      properties: { id: 'b' },
      children: [{ type: 'text', value: 'バイト' }],
    };
    linkHeadings()({ type: 'root', children: [heading] }, { path: 'x.ja.mdx' });
    const [, anchor] = heading.children;
    expect(anchor).toMatchObject({
      tagName: 'a',
      properties: { href: '#b', ariaLabel: '「バイト」へのリンク' },
    });
  });
});

describe('addresses', () => {
  test.each([
    ['/', 'en', '/'],
    ['/', 'ja', '/ja/'],
    ['/lessons/x/', 'ja', '/ja/lessons/x/'],
    ['/japan/', 'en', '/japan/'],
  ] as const)('%s in %s', (path, locale, address) => {
    expect(href(path, locale)).toBe(address);
    expect(parsePath(address)).toEqual({ path, locale });
  });

  test('files have no language', () => {
    expect(href('/favicon.svg', 'ja')).toBe('/favicon.svg');
  });
});

describe('words', () => {
  test('both languages leave the same places to fill', () => {
    const places = (text: string) => text.match(/\{\w+\}/g) ?? [];
    const [en, ja] = [strings('en'), strings('ja')];
    const names = Object.entries(en);
    expect(names.length).toBeGreaterThan(20);
    for (const [name, text] of names)
      expect([name, places(String(Reflect.get(ja, name)))]).toEqual([
        name,
        places(text),
      ]);
  });

  test('fill puts values in their places', () => {
    expect(fill('{a} of {b} {c}', { a: 1, b: 'two' })).toBe('1 of two {c}');
  });
});

describe('figures', () => {
  test('count code, not comments and blank lines', () => {
    const text = '/** a */\n\n/*\n * b\n */\n// c\nconst d = 1; // e\n{\n';
    expect(codeLines(text)).toBe(2);
  });

  test('come from the engine', () => {
    expect(figures().instructions).toBe(instructions.length);
    expect(figures().lines).toBeGreaterThan(linesOf('binary/leb128.ts'));
    expect(figures().dependencies).toBe(0);
    expect(() => linesOf('no/such.ts')).toThrow('no such engine file');
  });
});

describe('the instruction reference', () => {
  test('has every row of the table, each with its line and type', () => {
    const entries = chapters('en').flatMap((chapter) => chapter.entries);
    expect(entries.map(({ name }) => name).sort()).toEqual(
      instructions.map(({ name }) => name).sort(),
    );
    expect(new Set(entries.map(({ line }) => line)).size).toBe(entries.length);
    const find = (name: string) => entries.find((each) => each.name === name);
    expect(find('i32.add')).toMatchObject({
      code: '6a',
      byte: 0x6a,
      takes: 'i32 i32',
      gives: 'i32',
    });
    expect(find('memory.fill')).toMatchObject({
      code: 'fc 0b',
      takes: 'i32 i32 i32',
    });
    expect(find('local.get')).toMatchObject({
      immediates: 'localIdx',
      gives: 't',
    });
  });
});

/** The checks on lessons, each made to find what it is for. */

import { describe, expect, test } from 'vitest';
import { showings } from '../../site/literate/coverage.ts';
import {
  fingerprint,
  isCurrent,
  stamp,
} from '../../site/literate/translation.ts';
import {
  fenceFaults,
  pieceFaults,
  shapeFaults,
  staleFaults,
  twinFaults,
} from './checks.ts';

const one = (text: string) => new Map([['a/index.mdx', text]]);
const twins = (english: string, japanese: string) =>
  new Map([
    ['a/index.mdx', english],
    ['a/index.ja.mdx', japanese],
  ]);

describe('pieces', () => {
  const long = `function f() {\n  while (a) {\n${'    b();\n'.repeat(40)}  }\n}\n`;
  const faults = (tag: string) => {
    const lessons = one(`\n${tag}\n`);
    return pieceFaults(lessons, showings(new Map([['f.ts', long]]), lessons));
  };

  test('may not be too long, unless folded', () => {
    expect(faults('<Source of="f.ts" piece="f" />')).toEqual([
      'a/index.mdx:2: 44 lines, more than 30',
    ]);
    expect(faults('<Source of="f.ts" piece="f" fold="while" />')).toEqual([]);
  });

  test('must have what is marked or folded', () => {
    expect(
      faults(`<Source of="f.ts" piece="f" fold="while" mark={['b', 'z']} />`),
    ).toEqual(["a/index.mdx:2: nothing to mark with 'z'"]);
    expect(
      faults(`<Source of="f.ts" piece="f" fold={['while', 'for']} />`),
    ).toEqual([
      expect.stringMatching(
        /^a\/index\.mdx:2: nothing to fold: no piece 'for'/,
      ),
    ]);
  });
});

describe('twins', () => {
  test.each([
    ['# A\n\n<Try hint="x" n={1} />\n', '# あ\n\n<Try n={1} hint="え" />\n'],
    [
      `<Sources list={[{ id: 'a', title: 'A', url: 'https://a' }]} />`,
      `<Sources list={[{ id: 'a', title: 'あ', url: 'https://a' }]} />`,
    ],
    ['```go\na\n```\n', '```go\n// あ\na\n```\n'],
  ])('%j and %j are alike', (english, japanese) => {
    expect(twinFaults(twins(english, japanese))).toEqual([]);
  });

  test.each([
    ['<A />', '<B />', 'a/index.mdx:1 has <A />, a/index.ja.mdx:1 has <B />'],
    ['<A n="1" />', '<A n="2" />', 'has <A n="1" />'],
    ['<A />\n<B />', '<B />\n<A />', 'has <A />'],
    ['<A />\n<B />', '<A />', 'a/index.mdx:2 has <B />, a/index.ja.mdx:end'],
    ['<A />', '<A />\n<B />', 'a/index.mdx:end has no more'],
    ['<A>x</A>', '<A />x', 'has <A>'],
    ['## A', '### A', 'a heading of level 2'],
    ['```go\na\n```', '```ts\na\n```', 'a fence go'],
    ['---\ngoal: a\n---', '---\nminutes: 1\n---', 'frontmatter of goal'],
    ['---\nminutes: 1\n---', '---\nminutes: 2\n---', 'minutes 1'],
    [
      `<Sources list={[{ id: 'a', url: 'https://a' }]} />`,
      `<Sources list={[{ id: 'a', url: 'https://b' }]} />`,
      'https://a',
    ],
    ['# A\n<B />', '<B />\n# A', 'a heading of level 1'],
  ])('%j and %j are not', (english, japanese, fault) => {
    expect(twinFaults(twins(english, japanese))).toEqual([
      expect.stringContaining(fault),
    ]);
  });

  test('come in pairs', () => {
    expect(twinFaults(one('x'))).toEqual([
      'a/index.mdx: there is no Japanese beside it',
    ]);
    expect(twinFaults(new Map([['a/index.ja.mdx', 'x']]))).toEqual([
      'a/index.ja.mdx: there is no English text beside it',
    ]);
  });
});

describe('translations', () => {
  const english = '---\ntitle: A\n---\nText.\n';
  const japanese = '---\ntitle: あ\n---\n本文。\n';

  test('are stamped with the English they were made from', () => {
    const stamped = stamp(japanese, english);
    expect(stamped).toBe(
      `---\ntitle: あ\ntranslationOf: '${fingerprint(english)}'\n---\n本文。\n`,
    );
    expect(isCurrent(stamped, english)).toBe(true);
    expect(isCurrent(stamped, `${english}More.\n`)).toBe(false);
    expect(stamp(stamped, english)).toBe(stamped);
    const again = stamp(stamped, `${english}More.\n`);
    expect(again.match(/translationOf/g)).toHaveLength(1);
    expect(isCurrent(again, `${english}More.\n`)).toBe(true);
  });

  test('are the same whatever ends the lines', () => {
    expect(fingerprint('a\r\nb')).toBe(fingerprint('a\nb'));
  });

  test('are named when stale or never stamped', () => {
    expect(staleFaults(twins(english, stamp(japanese, english)))).toEqual([]);
    for (const stale of [japanese, stamp(japanese, 'another')])
      expect(staleFaults(twins(english, stale))).toEqual([
        expect.stringMatching(/^a\/index\.ja\.mdx: translated from another/),
      ]);
  });

  test('need frontmatter', () => {
    expect(() => stamp('text', english)).toThrow('no frontmatter');
  });
});

test('long TypeScript must be a piece or a sketch', () => {
  const fence = (info: string, lines: number) =>
    one(`\`\`\`${info}\n${'a;\n'.repeat(lines)}\`\`\`\n`);
  expect(fenceFaults(fence('ts', 4))).toEqual([
    'a/index.mdx:1: code that is no piece of the engine',
  ]);
  expect(fenceFaults(fence('typescript', 4))).toHaveLength(1);
  expect(fenceFaults(fence('ts', 3))).toEqual([]);
  expect(fenceFaults(fence('ts sketch', 4))).toEqual([]);
  expect(fenceFaults(fence('go', 4))).toEqual([]);
});

test('a lesson has a goal, something live, something to try and sources', () => {
  const whole =
    '---\ntitle: A\ngoal: B\nsources:\n  - C\n---\n<Console program="x" />\n<Try>x</Try>\n';
  expect(shapeFaults(one(whole))).toEqual([]);
  expect(shapeFaults(one('text'))).toEqual(
    ['a title', 'a goal', 'anything live', 'anything to <Try>', 'sources'].map(
      (what) => `a/index.mdx: it does not have ${what}`,
    ),
  );
});

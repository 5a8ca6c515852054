/** Coverage: which declaration is shown where, and the list of those that are not. */

import { describe, expect, test } from 'vitest';
import {
  coverage,
  excuses,
  gaps,
  heat,
  shrink,
  showings,
} from '../../site/literate/coverage.ts';

const engine = new Map([
  [
    'a/one.ts',
    '/** One. */\nexport const one = 1;\n\nexport function big() {\n  // Start\n  go();\n\n  stop();\n}\n\nconst hidden = 2;\n',
  ],
  ['b/two.ts', '/** Two. */\nexport type Two = 2;\n'],
]);
const lessons = new Map([
  [
    '01/01/index.mdx',
    '<Source of="a/one.ts" piece="one" />\n\n<Source of="a/one.ts" piece="big/Start" />\n',
  ],
  ['01/02/index.mdx', 'Again:\n\n<Source of="a/one.ts" piece="big" />\n'],
]);
const shown = showings(engine, lessons);

test('a declaration is shown by a piece that has any of its lines', () => {
  expect(
    coverage(engine, shown).map(({ declaration, lessons: where }) => [
      declaration.name,
      where,
    ]),
  ).toEqual([
    ['one', ['01/01/index.mdx']],
    ['big', ['01/01/index.mdx', '01/02/index.mdx']],
    ['Two', []],
  ]);
});

test('heat counts the lessons that show a line', () => {
  expect(heat('a/one.ts', engine.get('a/one.ts') ?? '', shown)).toEqual([
    1, 1, 0, 1, 2, 2, 1, 1, 1, 0, 0,
  ]);
});

test('a selector that finds nothing names lesson, line, file and what is near', () => {
  const broken = (tag: string) => () =>
    showings(engine, new Map([['x/index.mdx', `\n\n${tag}`]]));
  expect(broken('<Source of="a/one.ts" piece="bgi" />')).toThrow(
    "x/index.mdx:3: a/one.ts: no piece 'bgi' (near: 'big'",
  );
  expect(broken('<Source of="one.ts" />')).toThrow(
    "x/index.mdx:3: one.ts: no file 'one.ts'; there is a/one.ts",
  );
  expect(broken('<Source piece="one" />')).toThrow("no file ''");
});

describe('not-shown.txt', () => {
  const text =
    '# Declarations; may only shrink\n\nengine/b/two.ts Two: comes with 2.0\n';

  test('is a list of reasons', () => {
    expect(excuses(text)).toEqual([
      { file: 'b/two.ts', name: 'Two', reason: 'comes with 2.0' },
    ]);
    expect(excuses('# Declarations\n')).toEqual([]);
  });

  test.each([
    ['# Declarations\nengine/a.ts A:\n', "not 'engine/file.ts name: reason'"],
    ['# Declarations\nengine/a.ts A: \n', "not 'engine/file.ts name: reason'"],
    ['# Declarations\na.ts A: b\n', "not 'engine/file.ts name: reason'"],
  ])('%j is refused', (wrong, message) => {
    expect(() => excuses(wrong)).toThrow(message);
  });

  test('shrinks as lessons are written', () => {
    const {
      dropped,
      kept,
      text: after,
    } = shrink(
      '# Declarations\n\n# By file.\nengine/a/one.ts one: later\nengine/b/two.ts Two: later\nengine/b/two.ts Gone: later\n',
      coverage(engine, shown),
    );
    expect(after).toBe(
      '# Declarations\n\n# By file.\nengine/b/two.ts Two: later\n',
    );
    expect(kept).toEqual(excuses(after));
    expect(dropped).toEqual([
      'engine/a/one.ts one: later',
      'engine/b/two.ts Gone: later',
    ]);
  });

  test('and the lessons leave no gap', () => {
    const covered = coverage(engine, shown);
    const two = { file: 'b/two.ts', name: 'Two', reason: 'later' };
    expect(gaps(covered, [two])).toEqual([]);
    expect(gaps(covered, [])).toEqual([
      'engine/b/two.ts Two: neither shown in a lesson nor listed',
    ]);
    expect(gaps(covered, [two, two])).toEqual([
      'engine/b/two.ts Two: listed twice',
    ]);
    expect(gaps(covered, [two, { ...two, name: 'Three' }])).toEqual([
      'engine/b/two.ts Three: listed, but does not exist',
    ]);
    expect(
      gaps(covered, [two, { ...two, file: 'a/one.ts', name: 'one' }]),
    ).toEqual(['engine/a/one.ts one: listed, but shown in 01/01/index.mdx']);
  });
});

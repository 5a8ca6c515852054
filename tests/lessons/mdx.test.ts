/** The scan of a lesson: what it finds, and what it leaves alone. */

import { expect, test } from 'vitest';
import { parts, strings } from '../../site/literate/mdx.ts';

const lesson = `---
title: "Bytes: a start"
sources:
  - a
  - b
goal: See them
---
import Source from '../x.astro';

# One {/* <Hidden /> */}

Text with \`<Code>\` and a < b, and <Term of='memory'>memory</Term>.

<Source of="binary/leb128.ts" piece="table:row(&quot;x&quot;" mark={['a', "it's"]}
  fold={'case 1'}
  wide
/>

\`\`\`ts sketch
<NotAComponent />
# not a heading
\`\`\`

## Two

<Try goal={{ a: '}' }}>

### Three

</Try>
`;

test('frontmatter, headings and fences', () => {
  const { frontmatter, headings, fences } = parts(lesson);
  expect(frontmatter.get('title')).toBe('Bytes: a start');
  expect(frontmatter.get('sources')).toBe('- a\n  - b');
  expect(frontmatter.get('goal')).toBe('See them');
  expect(headings.map(({ depth, line }) => [depth, line])).toEqual([
    [1, 10],
    [2, 24],
    [3, 28],
  ]);
  expect(fences).toEqual([
    {
      language: 'ts',
      meta: 'sketch',
      lines: ['<NotAComponent />', '# not a heading'],
      line: 19,
    },
  ]);
});

test('components, with their props and lines', () => {
  const { tags } = parts(lesson);
  expect(tags.map(({ name, kind, line }) => `${line} ${kind} ${name}`)).toEqual(
    [
      '12 open Term',
      '12 close Term',
      '14 empty Source',
      '26 open Try',
      '30 close Try',
    ],
  );
  expect(Object.fromEntries(tags[2]?.props ?? [])).toEqual({
    of: 'binary/leb128.ts',
    piece: 'table:row("x"',
    mark: `{['a', "it's"]}`,
    fold: 'case 1',
    wide: '',
  });
  expect(tags[3]?.props.get('goal')).toBe(`{{ a: '}' }}`);
});

test('a prop of one or several strings', () => {
  expect(strings(undefined)).toEqual([]);
  expect(strings('b & 0x80')).toEqual(['b & 0x80']);
  expect(strings(`{['a', "it's", 'it\\'s']}`)).toEqual(['a', "it's", "it's"]);
});

test.each([
  ['```ts\nx\n', 'line 1: the fence does not end'],
  ['a\n{/* b', 'line 2: the comment does not end'],
  ['a\n\n<Source of="x"', 'line 3: <Source> does not end'],
])('%j does not end', (text, message) => {
  expect(() => parts(text)).toThrow(message);
});

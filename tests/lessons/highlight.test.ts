/** Source to HTML: nothing lost, nothing unsafe, marks across tokens. */

import { expect, test } from 'vitest';
import {
  highlight,
  lineHtml,
  unmarked,
} from '../../site/literate/highlight.ts';
import { engine } from '../../site/literate/library.ts';

const code = 'if (a < b && "x&y") return 0x7f; // done';

test('kinds become classes', async () => {
  const [line = []] = await highlight(code, 'a.ts');
  const html = lineHtml(line, { id: 'L1', className: 'warm' });
  expect(html).toMatch(/^<span class="l warm" id="L1">[^]*\n<\/span>$/);
  expect(html).toContain('<span class="c">// done</span>');
  expect(html).toContain('<span class="s">"x&amp;y"</span>');
  expect(html).toMatch(/<span class="n">0x7f<\/span>/);
});

test('a mark may begin and end inside tokens', async () => {
  const [line = []] = await highlight(code, 'a.ts');
  const html = lineHtml(line, { marks: ['< b && "x', 'done'] });
  const marked = [...html.matchAll(/<mark>([^]*?)<\/mark>/g)].map(
    ([, inside = '']) => inside.replace(/<[^>]*>/g, ''),
  );
  expect(marked).toEqual(['&lt; b &amp;&amp; "x', 'done']);
  expect(html.replace(/<[^>]*>/g, '')).toBe(
    `${code.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}\n`,
  );
});

test('marks that touch or overlap are one', async () => {
  const [line = []] = await highlight('abcdef abc', 'a.txt');
  expect(lineHtml(line, { marks: ['bc', 'cd', 'e', ''] })).toBe(
    '<span class="l">a<mark>bcde</mark>f a<mark>bc</mark>\n</span>',
  );
});

test('a mark that no line has is named', () => {
  expect(unmarked(['abc', 'def'], ['b', 'x', 'f'])).toEqual(['x']);
});

test.each(['go', 'rs', 'c', 'wat', 'unknown'])('%s is shown', async (end) => {
  const [line = []] = await highlight('(x)', `a.${end}`);
  expect(line.map((token) => token.text).join('')).toBe('(x)');
});

test('every engine file comes out as it went in', async () => {
  expect(engine.size).toBeGreaterThan(0);
  for (const [path, text] of engine) {
    const lines = await highlight(text, path);
    const out = lines.map((line) => line.map((token) => token.text).join(''));
    expect(out.join('\n'), path).toBe(text);
  }
});

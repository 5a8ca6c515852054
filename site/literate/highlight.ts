/**
 * Source text to HTML: colours, marked words, line anchors.
 *
 * Shiki finds the tokens; what each kind looks like is left to the style
 * sheet, so the HTML carries one-letter classes instead of a colour pair on
 * every word, works under a strict Content-Security-Policy, and follows the
 * theme with no script.
 */

import { createCssVariablesTheme, createHighlighter } from 'shiki';
import type { BundledLanguage } from 'shiki';

/** A stretch of a line in one colour; `kind` is empty for plain text and punctuation. */
export type Token = { readonly text: string; readonly kind: Kind | '' };

/** Comment, function, keyword, constant, parameter, string. */
type Kind = 'c' | 'f' | 'k' | 'n' | 'p' | 's';

const KINDS: ReadonlyMap<string, Kind> = new Map([
  ['comment', 'c'],
  ['function', 'f'],
  ['keyword', 'k'],
  ['constant', 'n'],
  ['parameter', 'p'],
  ['string', 's'],
  ['string-expression', 's'],
]);

const LANGUAGES: ReadonlyMap<string, BundledLanguage> = new Map([
  ['ts', 'typescript'],
  ['go', 'go'],
  ['rs', 'rust'],
  ['c', 'c'],
  ['h', 'c'],
  ['zig', 'zig'],
  ['wat', 'wasm'],
  ['js', 'javascript'],
]);

const theme = createCssVariablesTheme({ name: 'kinds', variablePrefix: '--' });
const highlighter = createHighlighter({
  themes: [theme],
  langs: [...new Set(LANGUAGES.values())],
});

/** The tokens of each line of `code`, coloured as the language that `path` ends in; an unknown one stays plain. */
export async function highlight(
  code: string,
  path: string,
): Promise<Token[][]> {
  const lang = LANGUAGES.get(path.split('.').at(-1) ?? '') ?? 'text';
  const lines = (await highlighter).codeToTokensBase(code, {
    lang,
    theme,
  });
  return lines.map((line) =>
    merge(
      line.map(({ content, color }) => {
        const name = /token-([\w-]+)/.exec(color ?? '')?.[1] ?? '';
        return { text: content, kind: KINDS.get(name) ?? '' };
      }),
    ),
  );
}

/** One line as HTML; the words of `marks` are marked, and `id`, when given, is its anchor. Ends in a newline. */
export function lineHtml(
  tokens: readonly Token[],
  { marks = [], id, className = '' }: LineOptions = {},
): string {
  const text = tokens.map((token) => token.text).join('');
  const marked = ranges(text, marks);
  const starts = new Set(marked.map(({ start }) => start));
  const ends = new Set(marked.map(({ end }) => end));
  let at = 0;
  let html = '';
  for (const { text: whole, kind } of tokens) {
    for (const part of split(whole, at, starts.union(ends))) {
      const safe = escape(part);
      if (starts.has(at)) html += '<mark>';
      html += kind === '' ? safe : `<span class="${kind}">${safe}</span>`;
      at += part.length;
      if (ends.has(at)) html += '</mark>';
    }
  }
  const anchor = id === undefined ? '' : ` id="${id}"`;
  return `<span class="${`l ${className}`.trim()}"${anchor}>${html}\n</span>`;
}

/** Lines of HTML as the inside of a `<pre>`. */
export function sheet(lines: readonly string[]): string {
  return `<code>${lines.join('')}</code>`;
}

type LineOptions = {
  readonly marks?: readonly string[];
  readonly id?: string;
  readonly className?: string;
};

/** The words that were to be marked and that no line has: the source has changed under the lesson. */
export function unmarked(
  lines: readonly string[],
  marks: readonly string[],
): string[] {
  return marks.filter((word) => !lines.some((line) => line.includes(word)));
}

type Range = { readonly start: number; readonly end: number };

/** Where the marks stand in a line, in order; those that touch are one. */
function ranges(text: string, marks: readonly string[]): Range[] {
  const found = marks
    .filter((word) => word !== '')
    .flatMap((word) => {
      const starts = text.split(word).slice(0, -1);
      let start = -word.length;
      return starts.map((before) => {
        start += word.length + before.length;
        return { start, end: start + word.length };
      });
    })
    .sort((a, b) => a.start - b.start);
  const joined: Range[] = [];
  for (const range of found) {
    const last = joined.at(-1);
    if (last === undefined || last.end < range.start) joined.push(range);
    else
      joined[joined.length - 1] = {
        start: last.start,
        end: Math.max(last.end, range.end),
      };
  }
  return joined;
}

function split(text: string, from: number, cuts: ReadonlySet<number>) {
  const parts: string[] = [];
  let start = 0;
  for (let i = 1; i <= text.length; i++) {
    if (i < text.length && !cuts.has(from + i)) continue;
    parts.push(text.slice(start, i));
    start = i;
  }
  return parts;
}

function merge(tokens: readonly Token[]): Token[] {
  const merged: Token[] = [];
  for (const token of tokens) {
    const last = merged.at(-1);
    const same = last?.kind === token.kind || token.text.trim() === '';
    if (last !== undefined && same)
      merged[merged.length - 1] = { ...last, text: last.text + token.text };
    else merged.push(token);
  }
  return merged;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/**
 * Where in a WAT text the things of its module stand: the text's side of the
 * tie between bytes and meaning.
 *
 * A scan, not a parser: it knows parentheses, strings, comments and the forms
 * of a module, and it takes instructions in the plain order, not folded. It
 * names what it finds as fields.ts does: `import 0`, `code 0 3`.
 */

import { instructions } from '../../../engine/index.ts';

/** A stretch of the text and the item it says. */
export type Span = {
  readonly start: number;
  readonly end: number;
  readonly item: string;
};

type Token = { readonly text: string; readonly start: number };

const names = new Set<string>(instructions.map(({ name }) => name));

/** The section in which a form's bytes stand. */
const sectionOf: Readonly<Record<string, string>> = {
  type: 'type',
  import: 'import',
  func: 'code',
  table: 'table',
  memory: 'memory',
  global: 'global',
  export: 'export',
  elem: 'element',
  data: 'data',
};

/** The spans of a text, outer before inner. */
export function spans(wat: string): Span[] {
  const found: Span[] = [];
  const counts = new Map<string, number>();
  const open: { form: string; start: number; item: string | undefined }[] = [];
  let instruction: { item: string; start: number; end: number } | undefined;
  let at = 0;

  const count = (section: string): string => {
    const next = counts.get(section) ?? 0;
    counts.set(section, next + 1);
    return `${section} ${next}`;
  };
  const flush = () => {
    if (instruction) found.push(instruction);
    instruction = undefined;
  };

  const tokens = tokenize(wat);
  tokens.forEach(({ text, start }, index) => {
    const inside = open.at(-1);
    if (text === '(') {
      if (inside?.form !== 'code') flush();
      const form = tokens[index + 1]?.text ?? '';
      const section = sectionOf[form];
      const counted =
        section !== undefined &&
        (open.length === 1 ||
          (open.length === 2 && (form === 'export' || form === 'import')));
      open.push({
        form: form === 'func' && open.length === 1 ? 'code' : form,
        start,
        item: counted ? count(section) : undefined,
      });
      if (form === 'func' && open.length === 2) at = 0;
      return;
    }
    if (text === ')') {
      const closed = open.pop();
      if (closed?.form === 'code') {
        flush();
        const item = `${closed.item} ${at}`;
        found.push({ start, end: start + 1, item });
      }
      if (closed?.item !== undefined)
        found.push({ start: closed.start, end: start + 1, item: closed.item });
      return;
    }
    if (inside?.form !== 'code') return;
    if (names.has(text)) {
      flush();
      const item = `${inside.item} ${at++}`;
      instruction = { item, start, end: start + text.length };
    } else if (instruction) instruction.end = start + text.length;
  });
  return found.sort((a, b) => a.start - b.start || b.end - a.end);
}

/** Parentheses, strings and words; comments and space are left out. */
function tokenize(wat: string): Token[] {
  const token = /;;[^\n]*|\(;[^]*?;\)|"(?:[^"\\]|\\.)*"|[()]|[^\s()";]+/g;
  return [...wat.matchAll(token)]
    .filter(([text]) => !text.startsWith(';;') && !text.startsWith('(;'))
    .map((match) => ({ text: match[0], start: match.index }));
}

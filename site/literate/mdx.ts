/**
 * What a lesson is made of: its frontmatter, headings, fences and components.
 *
 * A scan, not a parser: enough to find every `<Source … />` and to compare a
 * lesson with its translation, with line numbers for messages. It knows that
 * text in a fence, in backquotes or in a comment is not markup. What it
 * accepts is MDX; what is not MDX, the site's own build refuses.
 */

/** An opening, closing or self-closing component. A prop's value is a plain string where it is one, else `{…}` as written. */
export type Tag = {
  readonly name: string;
  readonly kind: 'open' | 'close' | 'empty';
  readonly props: ReadonlyMap<string, string>;
  readonly line: number;
};

/** A fenced block: its language, the words after it, and its lines. */
export type Fence = {
  readonly language: string;
  readonly meta: string;
  readonly lines: readonly string[];
  readonly line: number;
};

/** A heading, `depth` hashes deep. */
export type Heading = {
  readonly depth: number;
  readonly text: string;
  readonly line: number;
};

/** A lesson in one language, taken apart. Frontmatter keeps each top-level key with its text below it. */
export type Parts = {
  readonly frontmatter: ReadonlyMap<string, string>;
  readonly headings: readonly Heading[];
  readonly fences: readonly Fence[];
  readonly tags: readonly Tag[];
};

/** Takes an MDX file apart. Throws when a fence, a comment or a tag does not end. */
export function parts(source: string): Parts {
  const lines = source.replace(/\r\n/g, '\n').split('\n');
  const start = lines[0] === '---' ? lines.indexOf('---', 1) + 1 : 0;
  const { fences, prose } = takeFences(lines, start);
  return {
    frontmatter: frontmatter(lines.slice(1, Math.max(start - 1, 1))),
    headings: prose.flatMap((text, index) => {
      const [, hashes, title] = /^(#{1,6}) +(.*)$/.exec(text) ?? [];
      if (hashes === undefined || title === undefined) return [];
      return [{ depth: hashes.length, text: title, line: index + 1 }];
    }),
    fences,
    tags: tags(prose.join('\n')),
  };
}

/** The strings of a prop that takes one or several: `a`, or `{['a', 'b']}`. */
export function strings(value: string | undefined): string[] {
  if (value === undefined) return [];
  if (!value.startsWith('{')) return [value];
  return [...value.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g)].map(
    ([, single, double]) => (single ?? double ?? '').replace(/\\(.)/g, '$1'),
  );
}

function frontmatter(lines: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  let key = '';
  for (const text of lines) {
    const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(text) ?? [];
    if (name !== undefined) found.set((key = name), unquote(value ?? ''));
    else if (key) found.set(key, `${found.get(key) ?? ''}\n${text}`.trim());
  }
  return found;
}

function takeFences(
  lines: readonly string[],
  start: number,
): { fences: Fence[]; prose: string[] } {
  const fences: Fence[] = [];
  const prose: string[] = [];
  for (let i = 0; i < lines.length; i++) {
    const text = lines[i] ?? '';
    const [, ticks, language = '', meta = ''] =
      (i < start ? undefined : /^\s*(`{3,}|~{3,})(\S*) *(.*)$/.exec(text)) ??
      [];
    prose.push(i < start || ticks !== undefined ? '' : text);
    if (ticks === undefined) continue;
    const ends = (one: string) => one.trim() === ticks;
    const end = lines.findIndex((one, at) => at > i && ends(one));
    if (end === -1) throw new Error(`line ${i + 1}: the fence does not end`);
    const body = lines.slice(i + 1, end);
    fences.push({ language, meta, lines: body, line: i + 1 });
    prose.push(...body.map(() => ''), '');
    i = end;
  }
  return { fences, prose };
}

function tags(text: string): Tag[] {
  const found: Tag[] = [];
  const lineAt = (at: number) => text.slice(0, at).split('\n').length;
  const next = /\{\/\*|`+|<(\/?)([A-Z][\w.]*)/g;
  for (let hit = next.exec(text); hit !== null; hit = next.exec(text)) {
    const [whole, slash, name] = hit;
    if (name === undefined) {
      const end = text.indexOf(whole === '{/*' ? '*/}' : whole, next.lastIndex);
      if (end !== -1) next.lastIndex = end + whole.length;
      else if (whole === '{/*')
        throw new Error(`line ${lineAt(hit.index)}: the comment does not end`);
      continue;
    }
    const { props, end, empty } = attributes(text, next.lastIndex);
    if (end === -1)
      throw new Error(`line ${lineAt(hit.index)}: <${name}> does not end`);
    const kind = slash === '/' ? 'close' : empty ? 'empty' : 'open';
    found.push({ name, kind, props, line: lineAt(hit.index) });
    next.lastIndex = end;
  }
  return found;
}

function attributes(
  text: string,
  from: number,
): { props: Map<string, string>; end: number; empty: boolean } {
  const props = new Map<string, string>();
  let at = from;
  while (at < text.length) {
    const rest = text.slice(at);
    const close = /^\s*(\/?)>/.exec(rest);
    if (close !== null)
      return { props, end: at + close[0].length, empty: close[1] === '/' };
    const [opening, name] = /^\s*([\w:.-]+)\s*(?:=\s*)?/.exec(rest) ?? [];
    const start = at + (opening ?? ' ').length;
    if (opening === undefined || name === undefined) {
      at = start;
      continue;
    }
    at = opening.includes('=') ? valueEnd(text, start) : start;
    props.set(name, unquote(text.slice(start, at)));
  }
  return { props, end: -1, empty: false };
}

/** The index after a quoted or braced value; braces nest and their strings are skipped. */
function valueEnd(text: string, start: number): number {
  const quote = text.charAt(start);
  if (quote !== '{') return after(text, quote, start);
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    const char = text.charAt(i);
    if ('\'"`'.includes(char)) i = after(text, char, i) - 1;
    else if (char === '{') depth++;
    else if (char === '}' && --depth === 0) return i + 1;
  }
  return text.length;
}

function after(text: string, quote: string, start: number): number {
  const end = text.indexOf(quote, start + 1);
  return end === -1 ? text.length : end + 1;
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&quot;', '"'],
  ['&#39;', "'"],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&amp;', '&'],
]);

/** `"a"`, `'a'`, `{"a"}` and `{'a'}` are all the text a; anything else stays as it is. */
function unquote(value: string): string {
  const [, , plain] = /^(["'])([^]*)\1$/.exec(value) ?? [];
  if (plain !== undefined)
    return plain.replace(/&(?:quot|#39|lt|gt|amp);/g, (entity) => {
      return ENTITIES.get(entity) ?? entity;
    });
  const [, quote, braced] = /^\{\s*(["'`])([^]*)\1\s*\}$/.exec(value) ?? [];
  if (quote === undefined || braced === undefined) return value;
  return braced.includes(quote) ? value : braced;
}

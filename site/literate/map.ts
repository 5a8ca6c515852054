/**
 * The engine as a book: its files in reading order, and what each says of
 * itself.
 *
 * The order is that of engine/README.md, which names every file once; the
 * words are those of the doc comment that opens each file. Pure.
 */

/** What the comment that opens a file says: its idea (the first sentence), all its paragraphs, the sections of the specification it names, and the lesson it belongs to. */
export type Header = {
  readonly idea: string;
  readonly paragraphs: readonly string[];
  readonly spec: string | undefined;
  readonly lesson: string | undefined;
};

/** A stop on the way through the engine: a file and its neighbours in reading order. */
export type Stop = {
  readonly file: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
};

/** The doc comment a file opens with, after a `#!` line if there is one. */
const OPENING = /^(?:#!.*\n)?\s*\/\*\*([^]*?)\*\//;

/** The header of a file; all empty when the file does not open with a doc comment. */
export function header(source: string): Header {
  const [, body = ''] = OPENING.exec(source) ?? [];
  const text = body
    .split('\n')
    .map((line) => line.replace(/^\s*\*? ?/, '').trimEnd())
    .join('\n');
  const paragraphs = text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/^\n+|\s+$/g, ''))
    .filter((paragraph) => paragraph !== '');
  const line = text.replace(/\s+/g, ' ');
  const flat = (paragraphs[0] ?? '').replace(/\s+/g, ' ');
  return {
    idea: /^.*?[.!?](?=\s|$)/.exec(flat)?.[0] ?? flat,
    paragraphs,
    spec: /\bSpec [^·]+(?= ·)/.exec(line)?.[0],
    lesson: /lesson "([^"]+)"/.exec(line)?.[1],
  };
}

/** The paragraphs of a header after its idea and before the line that names specification and lesson. */
export function afterIdea({ idea, paragraphs }: Header): string[] {
  return paragraphs
    .map((paragraph, index) => {
      const text = paragraph.replace(
        /(?:\b(?:Spec|Ours)\b[^·]*·\s*)?lesson\s+"[^"]+"\.?$/,
        '',
      );
      const flat = text.replace(/\s+/g, ' ');
      const rest = flat.startsWith(idea) ? flat.slice(idea.length) : text;
      return (index === 0 ? rest : text).replace(/^\n+|\s+$/g, '');
    })
    .filter((paragraph) => paragraph.trim() !== '');
}

/** The last line of a header's comment, counted from 1; 0 when there is none. */
export function headerEnd(source: string): number {
  const opening = OPENING.exec(source)?.[0];
  return opening === undefined ? 0 : opening.split('\n').length;
}

/**
 * Engine paths in the order in which `readme` first names them. What it does
 * not name comes last, in the order of the alphabet.
 */
export function readingOrder(
  paths: Iterable<string>,
  readme: string,
): string[] {
  const all = [...paths].sort();
  const named = namedFiles(readme);
  const place = (path: string) => {
    const at = named.indexOf(path);
    return at === -1 ? named.length : at;
  };
  return all.sort((a, b) => place(a) - place(b));
}

/** The files that a README links to, each once, in order. */
export function namedFiles(readme: string): string[] {
  const links = readme.matchAll(/\]\(([\w./-]+\.ts)\)/g);
  return [...new Set([...links].map(([, path = '']) => path))];
}

/** The lines of code in a file: those that are neither blank nor comment. Inside a template literal every line is code. */
export function codeLines(source: string): number {
  let inComment = false;
  let inTemplate = false;
  const lines = source.replace(/^#!.*/, '').split('\n');
  return lines.filter((line) => {
    const text = line.trim();
    const opens = !inTemplate && text.startsWith('/*');
    const comment =
      inComment || opens || (!inTemplate && text.startsWith('//'));
    inComment = (inComment || opens) && !text.includes('*/');
    const isCode = inTemplate || (text !== '' && !comment);
    const ticks = comment ? [] : text.match(/(?<!\\)`/g);
    if ((ticks?.length ?? 0) % 2 === 1) inTemplate = !inTemplate;
    return isCode;
  }).length;
}

/** Each file of `order` with the one before and after it. */
export function stops(order: readonly string[]): Stop[] {
  return order.map((file, index) => ({
    file,
    before: order[index - 1],
    after: order[index + 1],
  }));
}

/** The folder of a file, with no slash; empty for those beside the folders. */
export function folderOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '';
}

/**
 * A line for the shell, read: which programs, with which words, and where
 * their streams go.
 *
 *     cat notes.txt | rust-count > counts.txt
 *
 * It is the small part of POSIX's shell language that a line in a lesson
 * needs. What it leaves out is refused by name, never taken for a word.
 */

/** A piece of a word: as it was written, or a variable to be looked up. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string };

/** What will be one argument. */
export type Word = readonly Part[];

/** Where a stream goes instead of to the terminal. */
export type Redirect = {
  readonly operator: '<' | '>' | '>>';
  readonly file: Word;
};

/** One program of a pipeline. */
export type Command = {
  readonly words: readonly Word[];
  readonly redirects: readonly Redirect[];
};

/** Why a line is none, and the text at which that shows. */
export type Problem = {
  readonly problem: 'quote' | 'operator' | 'command' | 'file';
  readonly text: string;
};

/** Programs joined by pipes, first the one that is read from. */
export type Pipeline = readonly Command[];

/** What a line can hold next; each is tried in turn. */
const tokens =
  /(?<blank>\s+|#.*$)|(?<refused>&&?|\|\||;|[()`]|\d+[<>]|[<>]&|<<)|(?<operator>>>|[<>|])|(?<word>(?:\\.|'[^']*'|"(?:\\.|[^"\\])*"|[^\s'"\\|&;()<>`])+)|(?<open>.)/gsu;

/** What stands for something else: an escaped character, `$NAME`, `${NAME}`. */
const marks = /\\(["\\$`])|\$(?:(\?|[A-Za-z_]\w*)|\{(\?|[A-Za-z_]\w*)\})/gu;

/** A command that is still being read. */
type Open = { readonly words: Word[]; readonly redirects: Redirect[] };

/** Reads a line. An empty one is a pipeline of no program. */
export function parseLine(line: string): Pipeline | Problem {
  const commands: Open[] = [];
  let command: Open = { words: [], redirects: [] };
  let operator: Redirect['operator'] | undefined;
  for (const { 0: text, groups = {} } of line.matchAll(tokens)) {
    if (groups['blank'] !== undefined) continue;
    if (groups['refused'] !== undefined) return { problem: 'operator', text };
    if (groups['open'] !== undefined) return { problem: 'quote', text };
    if (groups['word'] !== undefined) {
      const word = wordOf(text);
      if (operator) command.redirects.push({ operator, file: word });
      else command.words.push(word);
      operator = undefined;
    } else if (operator) return { problem: 'file', text: operator };
    else if (text === '|') {
      if (command.words.length === 0) return { problem: 'command', text };
      commands.push(command);
      command = { words: [], redirects: [] };
    } else operator = text === '<' ? '<' : text === '>' ? '>' : '>>';
  }
  if (operator) return { problem: 'file', text: operator };
  if (command.words.length > 0) return [...commands, command];
  if (command.redirects.length > 0 || commands.length > 0)
    return { problem: 'command', text: commands.length > 0 ? '|' : '>' };
  return [];
}

/** What stands between quotes, or without any. */
const stretches = /\\(.)|'([^']*)'|"((?:\\.|[^"\\])*)"|([^\\'"]+)/gsu;

/** A word's pieces. Quotes go, and with them the meaning of what is quoted. */
function wordOf(text: string): Word {
  const parts = Array.from(
    text.matchAll(stretches),
    ([, escaped, single, double, bare]): Part[] => {
      const literal = escaped ?? single;
      if (literal !== undefined) return [{ kind: 'text', text: literal }];
      return variablesIn(double ?? bare ?? '', double !== undefined);
    },
  );
  return parts.flat();
}

/** A stretch in which variables are named; `quoted`: by double quotes, where a backslash takes a dollar's meaning. */
function variablesIn(text: string, quoted: boolean): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const found of text.matchAll(marks)) {
    const [, escaped, bare, braced]: readonly (string | undefined)[] = found;
    if (escaped !== undefined && !quoted) continue;
    parts.push({ kind: 'text', text: text.slice(end, found.index) });
    const name = bare ?? braced;
    if (name !== undefined) parts.push({ kind: 'variable', name });
    else parts.push({ kind: 'text', text: escaped ?? '' });
    end = found.index + found[0].length;
  }
  // A word that begins with a variable may still be nothing but it.
  const texts = [...parts, { kind: 'text', text: text.slice(end) } as const];
  return quoted
    ? texts
    : texts.filter((part) => part.kind === 'variable' || part.text !== '');
}

/** The argument that a word stands for. A variable's value is never cut at its blanks. */
export const expand = (
  word: Word,
  lookUp: (name: string) => string | undefined,
): string =>
  word
    .map((part) =>
      part.kind === 'text' ? part.text : (lookUp(part.name) ?? ''),
    )
    .join('');

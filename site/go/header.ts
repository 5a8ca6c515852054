/**
 * The head of a Go file: build constraint, package clause and imports, with
 * their places. That is what `go build` reads of a file before it starts the
 * compiler, and what is wrong there it says itself, in the words used here.
 */

/** An import, where it stands. Columns count bytes from 1, as Go's do. */
export type Import = {
  readonly path: string;
  readonly line: number;
  readonly column: number;
};

/** The head of one file. `wrong` is what `go build` says of it: `1:1: expected …`. */
export type Header = {
  readonly name: string;
  readonly imports: readonly Import[];
  readonly constraint: string | undefined;
  readonly wrong: string | undefined;
};

type Token = { readonly text: string; readonly at: number };

/** Something `go build` will not go beyond. */
class Wrong extends Error {}

/** Blanks, comments, and then one of: word, string, anything else; or the end. */
const token =
  /(?:[\s;]|\/\/[^\n]*|\/\*[^]*?\*\/)*([\p{L}_][\p{L}\p{N}_]*|"(?:\\.|[^"\\\n])*"?|`[^`]*`?|.|$)/uy;

/** Reads the head of a file. */
export function readHeader(text: string): Header {
  const imports: Import[] = [];
  let name = '';
  const place = (at: number): string => {
    const { line, column } = placeAt(text, at);
    return `${line}:${column}`;
  };
  const fail = ({ at }: Token, message: string): never => {
    throw new Wrong(`${place(at)}: ${message}`);
  };
  try {
    const next = tokens(text);
    let seen = next();
    if (seen.text !== 'package')
      fail(seen, `expected 'package', found ${found(seen)}`);
    seen = next();
    if (!isWord(seen)) fail(seen, `expected 'IDENT', found ${found(seen)}`);
    name = seen.text;
    for (seen = next(); seen.text === 'import'; seen = next())
      imports.push(...clause(text, next, fail));
    return { name, imports, constraint: constraintOf(text), wrong: undefined };
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    return { name, imports, constraint: undefined, wrong: error.message };
  }
}

/** Answers the function that gives one token after the other. */
function tokens(text: string): () => Token {
  let at = 0;
  return () => {
    token.lastIndex = at;
    const match = token.exec(text);
    at = match ? token.lastIndex : text.length;
    const word = match?.[1] ?? '';
    return { text: word, at: at - word.length };
  };
}

/** What stands after `import`: one specification, or several in parentheses. */
function clause(
  text: string,
  next: () => Token,
  fail: (token: Token, message: string) => never,
): Import[] {
  const first = next();
  if (first.text !== '(') return [specification(text, first, next, fail)];
  const imports: Import[] = [];
  for (let seen = next(); seen.text !== ')'; seen = next())
    imports.push(specification(text, seen, next, fail));
  return imports;
}

function specification(
  text: string,
  first: Token,
  next: () => Token,
  fail: (token: Token, message: string) => never,
): Import {
  const path = isWord(first) || first.text === '.' ? next() : first;
  if (!/^["`]/.test(path.text))
    fail(path, 'missing import path; require quoted string');
  if (!/^(["`])[^]*\1$/.test(path.text) || path.text.length < 2) {
    const kind = path.text.startsWith('`') ? 'raw string' : 'string';
    fail(path, `${kind} literal not terminated`);
  }
  return { path: path.text.slice(1, -1), ...placeAt(text, path.at) };
}

const isWord = ({ text }: Token): boolean => /^[\p{L}_]/u.test(text);

/** A token in a message: the words of the language are quoted. */
const found = ({ text }: Token): string =>
  text === ''
    ? "'EOF'"
    : /^(?:package|import|func|var|const|type)$/.test(text)
      ? `'${text}'`
      : /^[\p{L}_"`]/u.test(text)
        ? text
        : `'${text}'`;

const encoder = new TextEncoder();

/** Line and column, in bytes, of a place in a text. */
export function placeAt(
  text: string,
  at: number,
): { line: number; column: number } {
  const before = text.slice(0, at);
  const start = before.lastIndexOf('\n') + 1;
  return {
    line: before.split('\n').length,
    column: encoder.encode(before.slice(start)).length + 1,
  };
}

const constraintOf = (text: string): string | undefined =>
  /^(?:\s|\/\/[^\n]*\n)*?\/\/go:build ([^\n]*)/.exec(text)?.[1];

const operatingSystems =
  /^(?:aix|android|darwin|dragonfly|freebsd|illumos|ios|js|linux|netbsd|openbsd|plan9|solaris|wasip1|windows)$/;
const architectures =
  /^(?:386|amd64|arm|arm64|loong64|mips|mips64|mips64le|mipsle|ppc64|ppc64le|riscv64|s390x|wasm)$/;

/** Whether a file belongs to a build for `system`: by its name and its constraint. */
export function isBuilt(
  file: string,
  { constraint }: Header,
  system: string,
): boolean {
  const tags = (tag: string): boolean =>
    tag === system ||
    tag === 'wasm' ||
    tag === 'gc' ||
    Number(/^go1\.(\d+)$/.exec(tag)?.[1]) <= 26;
  const parts = file
    .replace(/(?:_test)?\.go$/, '')
    .split('_')
    .slice(1);
  const [last = '', before = ''] = parts.toReversed();
  if (operatingSystems.test(last) && last !== system) return false;
  if (architectures.test(last)) {
    if (last !== 'wasm') return false;
    if (operatingSystems.test(before) && before !== system) return false;
  }
  return constraint === undefined || holds(constraint, tags);
}

/** Whether `a && (b || !c)` holds. What cannot be read does not. */
function holds(constraint: string, tags: (tag: string) => boolean): boolean {
  const rest = constraint.match(/&&|\|\||[!()]|[\w.]+/g) ?? [];
  const unary = (): boolean => {
    const word = rest.shift() ?? '';
    if (word === '!') return !unary();
    if (word !== '(') return tags(word);
    const inner = or();
    rest.shift();
    return inner;
  };
  const and = (): boolean => {
    let all = unary();
    while (rest[0] === '&&') {
      rest.shift();
      // The right side has to be read, whatever the left one is.
      all = unary() && all;
    }
    return all;
  };
  const or = (): boolean => {
    let any = and();
    while (rest[0] === '||') {
      rest.shift();
      any = and() || any;
    }
    return any;
  };
  return or();
}

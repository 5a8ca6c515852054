/**
 * The engine's source as data: its files, what they import, how long their
 * functions are. Laws and map are drawn from it. It judges nothing.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';

/** The folders of the engine in reading order, with what each is about. None imports from one further down. */
export const chapters = [
  { place: 'syntax', about: 'what a module is' },
  { place: 'binary', about: 'bytes ↔ module' },
  { place: 'text', about: 'text ↔ module' },
  { place: 'valid', about: 'is it safe?' },
  { place: 'lower', about: 'tree → flat code' },
  { place: 'exec', about: 'running' },
  { place: 'compile', about: 'second tier: Wasm → JavaScript' },
  { place: 'debug', about: 'looking inside' },
  { place: 'wasi', about: 'a small world' },
  { place: 'component', about: 'modules with types' },
  { place: 'api', about: 'the shape of the WebAssembly namespace' },
  { place: 'script.ts', about: "running the official test suite's scripts" },
  { place: 'index.ts', about: 'the public surface' },
  { place: 'cli', about: "the command line's parts, with Node's world" },
  { place: 'cli.ts', about: 'the command line' },
] as const;

/** A file, by its path from the folder surveyed, and its syntax tree. */
export type SourceText = {
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
};

/** An import: what it names, and whether it takes only types. */
export type Dependency = { readonly from: string; readonly types: boolean };

/** A function of a file and the lines of code it takes, those of functions inside it included. */
export type FunctionSize = {
  readonly path: string;
  readonly name: string;
  readonly lines: number;
};

/** The repository's root. */
export const root = join(import.meta.dirname, '..');

/** Paths of the files in `folder` whose names end in one of `endings`, at any depth, sorted. */
export const filesIn = (
  folder: string,
  endings: readonly string[],
): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => path.slice(join(root, folder).length + 1))
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => endings.some((ending) => path.endsWith(ending)))
    .sort();

/** The engine's files, parsed. */
export const surveyEngine = (): readonly SourceText[] =>
  filesIn('engine', ['.ts']).map((path) => {
    const text = readFileSync(join(root, 'engine', path), 'utf8');
    return { path, text, tree: parse(path, text) };
  });

/** The syntax tree of a TypeScript source. */
export const parse = (path: string, text: string): ts.SourceFile =>
  ts.createSourceFile(path, text, ts.ScriptTarget.ES2024, true);

/** What a file imports or re-exports, as written; `types` where types are all it takes. */
export function importsOf({ tree }: SourceText): readonly Dependency[] {
  const found: Dependency[] = [];
  const add = (from: ts.Node | undefined, types: boolean): void => {
    if (from && ts.isStringLiteral(from))
      found.push({ from: from.text, types });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      const only = node.importClause?.phaseModifier;
      add(node.moduleSpecifier, only === ts.SyntaxKind.TypeKeyword);
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isCallExpression(node)) {
      const { kind } = node.expression;
      if (kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0], false);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** The engine path that a relative import names. */
export const target = (file: SourceText, specifier: string): string =>
  posix.join(posix.dirname(file.path), specifier);

/** What a text imports that need not be TypeScript alone (Astro, MDX, CSS): told by how import lines begin. */
export const specifiers = (text: string): readonly string[] =>
  [
    ...text.matchAll(
      /^\s*(?:@?import|export|\})(?:[^'"\n]*\bfrom)?\s*(['"])(?<name>[^'"\n]+)\1|\bimport\((['"])(?<late>[^'"\n]+)\3\)/gm,
    ),
  ].map(({ groups }) => groups?.['name'] ?? groups?.['late'] ?? '');

/** The place of a file in `chapters`; -1 when it has none. */
export function rank(path: string): number {
  const [folder] = path.split('/');
  return chapters.findIndex(({ place }) => place === folder);
}

/** For each line of a file whether code stands on it: comments and blank lines are not code. */
export function codeLines({ tree }: SourceText): readonly boolean[] {
  const isCode = tree.getLineStarts().map(() => false);
  const visit = (node: ts.Node): void => {
    if (ts.isJSDoc(node)) return;
    const children = node.getChildren(tree);
    if (children.length > 0) return children.forEach(visit);
    if (node.getEnd() === node.getStart(tree)) return;
    const first = lineOf(tree, node.getStart(tree));
    isCode.fill(true, first, lineOf(tree, node.getEnd()) + 1);
  };
  visit(tree);
  return isCode;
}

/** The functions of a file, of every kind, with their sizes. */
export function functionsOf(file: SourceText): readonly FunctionSize[] {
  const { path, tree } = file;
  const isCode = codeLines(file);
  const found: FunctionSize[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const first = lineOf(tree, node.getStart(tree));
      const span = isCode.slice(first, lineOf(tree, node.getEnd()) + 1);
      const lines = span.filter((each) => each).length;
      found.push({ path, name: nameOf(node), lines });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/**
 * The names a file exports by declaring them, each with whether a doc comment
 * says what it is for. One comment may stand over a block of lines.
 */
export function exportsOf({
  tree,
}: SourceText): readonly { name: string; documented: boolean }[] {
  let documented = false;
  let end = -1;
  return tree.statements.flatMap((statement) => {
    const own = statement.getChildren(tree).some((child) => ts.isJSDoc(child));
    const next = lineOf(tree, statement.getStart(tree)) === end + 1;
    documented = own || (next && documented);
    end = lineOf(tree, statement.getEnd());
    return isExported(statement)
      ? declared(statement).map((name) => ({ name, documented }))
      : [];
  });
}

const isExported = (node: ts.Node): boolean =>
  ts.canHaveModifiers(node) &&
  ts
    .getModifiers(node)
    ?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;

function declared(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) =>
      name.getText(),
    );
  }
  return 'name' in statement ? [nameOf(statement)] : [];
}

/** The names that a file's code uses, and for a property access both halves joined: `Math.random`. */
export function namesIn({ tree }: SourceText): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) {
      found.add(`${node.expression.getText(tree)}.${node.name.text}`);
      visit(node.expression);
      return;
    }
    if (ts.isIdentifier(node)) found.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** The name of a declaration, or of what it is assigned to. */
function nameOf(node: ts.Node): string {
  const named = [node, node.parent].find(
    (each) =>
      ts.isFunctionDeclaration(each) ||
      ts.isClassDeclaration(each) ||
      ts.isTypeAliasDeclaration(each) ||
      ts.isInterfaceDeclaration(each) ||
      ts.isMethodDeclaration(each) ||
      ts.isVariableDeclaration(each) ||
      ts.isPropertyAssignment(each) ||
      ts.isConstructorDeclaration(each),
  );
  return (named && ts.getNameOfDeclaration(named)?.getText()) ?? '(unnamed)';
}

const lineOf = (tree: ts.SourceFile, position: number): number =>
  tree.getLineAndCharacterOfPosition(position).line;

/**
 * The engine's files in reading order: chapter by chapter, and within one no
 * file before those whose code it imports, nor before those whose types it
 * does where that can be had. Throws where code imports in a circle.
 */
export function readingOrder(
  files: readonly SourceText[],
): readonly SourceText[] {
  const waiting = files.toSorted(
    (a, b) => rank(a.path) - rank(b.path) || (a.path < b.path ? -1 : 1),
  );
  const isWaiting = (path: string): boolean =>
    waiting.some((each) => each.path === path);
  const ready = (file: SourceText, alsoTypes: boolean): boolean =>
    importsOf(file)
      .filter(({ types }) => alsoTypes || !types)
      .every(({ from }) => !isWaiting(target(file, from)));

  const order: SourceText[] = [];
  while (waiting.length > 0) {
    const whole = waiting.findIndex((file) => ready(file, true));
    const next =
      whole >= 0 ? whole : waiting.findIndex((file) => ready(file, false));
    const [file] = next < 0 ? [] : waiting.splice(next, 1);
    if (!file) {
      const left = waiting.map(({ path }) => path).join(', ');
      throw new Error(`these files import in a circle: ${left}`);
    }
    order.push(file);
  }
  return order;
}

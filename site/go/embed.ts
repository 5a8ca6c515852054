/**
 * `//go:embed`: which files a package wants to carry, and the words of
 * `go build` where there is none of that name. The compiler is told by a file,
 * as `go build` tells it.
 */

import { placeAt } from './header.ts';
import type { Files, Unit } from './plan.ts';

/** Files that are not Go and are in no editor, by path. */
export type Assets = Readonly<Record<string, Uint8Array>>;

/** The directives of a package: what each pattern stands for, and what stands for nothing. */
type Embeds = {
  /** Paths from the package's folder, by pattern. */
  readonly patterns: Readonly<Record<string, readonly string[]>>;
  readonly lost: readonly string[];
};

/** Reads the directives of a package. `paths`: all files that there are. */
export function readEmbeds(
  unit: Unit,
  texts: Files,
  paths: readonly string[],
): Embeds {
  const patterns: Record<string, string[]> = {};
  const lost: string[] = [];
  // Without the import they are comments, which the compiler complains of.
  const files = unit.imports.includes('embed') ? unit.files : [];
  for (const file of files) {
    const folder = folderOf(file);
    const near = paths
      .filter((path) => path.startsWith(folder))
      .map((path) => path.slice(folder.length))
      .sort();
    for (const { pattern, place } of directives(texts[file] ?? '')) {
      const found = near.filter((path) => stands(pattern, path));
      patterns[pattern] = found;
      if (found.length === 0)
        lost.push(
          `${file}:${place}: pattern ${pattern}: no matching files found`,
        );
    }
  }
  return { patterns, lost };
}

/** The files that a package carries: as its patterns name them, and as they lie in the module. */
export function carried(
  { files: [first = ''] }: Unit,
  { patterns }: Embeds,
): Map<string, string> {
  const folder = folderOf(first);
  const all = Object.values(patterns).flat();
  return new Map(all.map((path) => [path, `${folder}${path}`]));
}

/** What the compiler is told: each pattern's files, and where each lies. */
export const embedConfig = (unit: Unit, embeds: Embeds): string => {
  const places = Array.from(carried(unit, embeds), ([path, place]) => [
    path,
    `/work/${place}`,
  ]);
  return JSON.stringify({
    Patterns: embeds.patterns,
    Files: Object.fromEntries(places),
  });
};

const folderOf = (file: string): string =>
  file.slice(0, file.lastIndexOf('/') + 1);

/** The patterns of all directives, with their places. */
function* directives(
  text: string,
): Generator<{ pattern: string; place: string }> {
  for (const line of text.matchAll(/^\/\/go:embed[ \t]+(.*)$/gm)) {
    const start = line.index + line[0].length - (line[1] ?? '').length;
    for (const word of (line[1] ?? '').matchAll(/"[^"]*"|`[^`]*`|\S+/g)) {
      const { line: row, column } = placeAt(text, start + word.index);
      const pattern = word[0].replace(/^(["`])(.*)\1$/, '$2');
      yield { pattern, place: `${row}:${column}` };
    }
  }
}

/** Whether a pattern names the file, or a folder above it; what is hidden there is left out. */
function stands(pattern: string, path: string): boolean {
  const glob = pattern
    .replace(/^all:/, '')
    .replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
  const within = pattern.startsWith('all:') ? '/.+' : '(?:/[^._/][^/]*)+';
  return new RegExp(`^(?:${glob})(?:${within})?$`).test(path);
}

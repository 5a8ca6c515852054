/**
 * `//go:embed`: which files a pattern stands for, and what the compiler is
 * told of them.
 */

import { describe, expect, test } from 'vitest';
import { embedConfig, readEmbeds } from '../../site/go/embed.ts';

describe('what a package embeds', () => {
  const unit = {
    ...{ path: 'play/w', name: 'w', files: ['w/w.go'], imports: ['embed'] },
  };
  const paths = ['a.txt', 'w/a.txt', 'w/b.txt', 'w/d/c', 'w/d/_e', 'w/w.go'];
  const read = (directive: string, imports = unit.imports) =>
    readEmbeds(
      { ...unit, imports },
      { 'w/w.go': `package w\n\n${directive}\nvar x string\n` },
      paths,
    );

  test.each([
    ['a.txt', ['a.txt']],
    ['*.txt', ['a.txt', 'b.txt']],
    ['?.txt', ['a.txt', 'b.txt']],
    ['d', ['d/c']],
    ['all:d', ['d/_e', 'd/c']],
  ])('%s: %j', (pattern, files) => {
    const embeds = read(`//go:embed ${pattern}`);
    expect(embeds).toEqual({ patterns: { [pattern]: files }, lost: [] });
    expect(JSON.parse(embedConfig(unit, embeds))).toEqual({
      Patterns: { [pattern]: files },
      Files: Object.fromEntries(files.map((each) => [each, `/work/w/${each}`])),
    });
  });

  test('several patterns, one of them in quotes; what is not there is told', () => {
    const { patterns, lost } = read('//go:embed "b.txt" nowhere');
    expect(patterns).toEqual({ 'b.txt': ['b.txt'], nowhere: [] });
    expect(lost).toEqual([
      'w/w.go:3:20: pattern nowhere: no matching files found',
    ]);
  });

  test('without the import it is a comment', () => {
    expect(read('//go:embed nowhere', [])).toEqual({ patterns: {}, lost: [] });
  });
});

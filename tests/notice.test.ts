/**
 * What is shipped is named in NOTICE, and its licence text is there. The
 * modules' part is checked against their manifest, the site's against what
 * the pages import.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesIn, root, specifiers } from './survey.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const notice = read('NOTICE');
const [works = '', texts = ''] = notice.split(/^=+\n(?=The MIT)/m);

/** Packages whose code reaches the reader's browser, by the name NOTICE gives them. */
const shipped: readonly (readonly [RegExp, string])[] = [
  [/^@xterm\//, 'xterm.js and its addons'],
  [/^@(?:codemirror|lezer)\//, 'CodeMirror and Lezer'],
  [/^fzstd$/, 'fzstd'],
  [/^@wasm-fmt\/gofmt/, 'gofmt, compiled by TinyGo (@wasm-fmt/gofmt)'],
  [/^astro(?:$|[/:])/, 'Astro'],
  [/^@astrojs\/starlight/, 'Starlight'],
  [/^fflate/, 'fflate'],
];

/** Packages that work at build time only and leave no code behind. */
const builders = /^(?:node:|@astrojs\/(?!starlight)|shiki|sirv$|vite)/;

describe('NOTICE', () => {
  test('names all that the modules contain', () => {
    const contained = [
      ...read('lessons/programs/manifest.json').matchAll(
        /"contains": \[([^\]]*)\]/g,
      ),
    ].flatMap(([, list = '']) =>
      [...list.matchAll(/"([^,"]+), /g)].map(([, name = '']) => name),
    );
    expect(contained.length).toBeGreaterThan(0);
    const unnamed = contained.filter(
      (name) => !works.split('\n').includes(name),
    );
    expect([...new Set(unnamed)]).toEqual([]);
  });

  test('names every package that the site imports', () => {
    const packages = filesIn('site', ['.ts', '.astro', '.css'])
      .map((path) => read(`site/${path}`))
      .flatMap(specifiers)
      .filter((name) => /^[@a-z]/.test(name))
      .filter((name) => !builders.test(name));
    expect(packages.length).toBeGreaterThan(0);
    const unnamed = packages.filter(
      (name) =>
        !shipped.some(
          ([pattern, title]) =>
            pattern.test(name) && works.split('\n').includes(title),
        ),
    );
    expect([...new Set(unnamed)]).toEqual([]);
  });

  test('holds the licence texts', () => {
    for (const words of [
      'Permission is hereby granted, free of charge',
      'Copyright 2009 The Go Authors.',
      'Copyright (c) 2015-2017 Nuxi',
      'UNICODE LICENSE V3',
    ]) {
      expect(texts).toContain(words);
    }
    expect(read('LICENSE')).toContain('Apache License');
    expect(read('site/assets/fonts/OFL.txt')).toContain('SIL Open Font');
  });
});

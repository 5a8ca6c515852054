/** The link check, on a site small enough to know. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { checkLinks } from './links.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0))
    rmSync(folder, { recursive: true, force: true });
});

function site(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'links-'));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

test('good links', () => {
  const dist = site({
    'index.html':
      '<a href="/a/#L1">a</a><a href=b/c.html>c</a><a href="#top">t</a><a href="#">t</a><img src="x%20y.svg"><a href="https://example.com/no">e</a><a href="mailto:a@b">m</a>',
    'a/index.html': '<p id="L1"><a href="../?q=1">up</a></p>',
    'b/c.html':
      '<script>const s = \'<a href="/no/">\';</script><!-- <a href="/no/"> -->',
    'x y.svg': '<svg/>',
  });
  expect(checkLinks(dist)).toEqual({ pages: 3, links: 6, broken: [] });
});

test('broken ones, each named', () => {
  const dist = site({
    'index.html': '<a href="/b/">b</a><a class="x" href="/a/#no">a</a>',
    'a/index.html': "<a id='x' href='#y'>y</a><script src=\"/z.js\"></script>",
  });
  expect(checkLinks(dist).broken).toEqual([
    'a/index.html: #y has no such place on the page',
    'a/index.html: /z.js is not there',
    'index.html: /b/ is not there',
    'index.html: /a/#no has no such place on the page',
  ]);
});

test('below a base', () => {
  const dist = site({ 'index.html': '<a href="/sub/">s</a><a href="/">r</a>' });
  expect(checkLinks(dist, '/sub/').broken).toEqual([
    'index.html: / is outside /sub/',
  ]);
});

test('a site with no links is no site', () => {
  expect(() => checkLinks(site({ 'index.html': '' }))).toThrow('no links');
  expect(() => checkLinks(site({}))).toThrow('no links in the 0 pages');
});

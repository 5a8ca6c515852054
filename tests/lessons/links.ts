/**
 * Internal links of the built site: every one leads to a file, and every
 * fragment to an id on that page.
 *
 * Reads a folder of HTML, for the end-to-end tests to call after the build.
 * Links to other sites are not followed.
 */

import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** How much was looked at, and a sentence for each link that leads nowhere. */
export type LinkReport = {
  readonly pages: number;
  readonly links: number;
  readonly broken: readonly string[];
};

/** Checks all pages below `dist`, which is served at `base`. Throws when there is no page or no link: that is no site. */
export function checkLinks(dist: string, base = '/'): LinkReport {
  const pages = new Map(
    globSync('**/*.html', { cwd: dist })
      .sort()
      .map((path) => [path, page(readFileSync(join(dist, path), 'utf8'))]),
  );
  const broken: string[] = [];
  let links = 0;
  for (const [path, { links: targets }] of pages) {
    const from = new URL(base + path.replace(/index\.html$/, ''), ORIGIN);
    for (const target of targets) {
      const url = URL.canParse(target, from)
        ? new URL(target, from)
        : undefined;
      if (url !== undefined && url.origin !== ORIGIN) continue;
      links++;
      const why =
        url === undefined ? 'is no address' : fault(dist, base, url, pages);
      if (why !== undefined) broken.push(`${path}: ${target} ${why}`);
    }
  }
  if (links === 0)
    throw new Error(`no links in the ${pages.size} pages of ${dist}`);
  return { pages: pages.size, links, broken };
}

type Page = {
  readonly ids: ReadonlySet<string>;
  readonly links: readonly string[];
};

/** Stands for the site's own address, whatever that will be. */
const ORIGIN = 'http://site.invalid';

function fault(
  dist: string,
  base: string,
  url: URL,
  pages: ReadonlyMap<string, Page>,
): string | undefined {
  const path = decodeURIComponent(url.pathname);
  if (!path.startsWith(base)) return `is outside ${base}`;
  const file = resolve(dist, path.slice(base.length));
  if (file === undefined) return 'is not there';
  const id = decodeURIComponent(url.hash.slice(1));
  const inPage = id !== '' && id !== 'top' && !id.startsWith(':~:');
  const target = pages.get(file);
  if (!inPage || target === undefined || target.ids.has(id)) return undefined;
  return 'has no such place on the page';
}

function resolve(dist: string, path: string): string | undefined {
  const tries = path.endsWith('/') || path === '' ? [] : [path, `${path}.html`];
  return [...tries, join(path, 'index.html')].find((one) => {
    const file = join(dist, one);
    return existsSync(file) && statSync(file).isFile();
  });
}

function page(html: string): Page {
  const ids = new Set<string>();
  const links: string[] = [];
  const markup = html
    .replace(/<!--[^]*?-->/g, '')
    .replace(/(<(script|style)\b[^>]*>)[^]*?<\/\2>/g, '$1');
  for (const [tag] of markup.matchAll(/<[a-z](?:[^>"']|"[^"]*"|'[^']*')*>/gi))
    for (const [, name, double, single, bare] of tag.matchAll(
      /\s(id|href|src)=(?:"([^"]*)"|'([^']*)'|([^\s>]+))/g,
    )) {
      const value = unescape(double ?? single ?? bare ?? '');
      if (name === 'id') ids.add(value);
      else links.push(value);
    }
  return { ids, links };
}

function unescape(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&#38;', '&')
    .replaceAll('&amp;', '&');
}

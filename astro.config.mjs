/**
 * The site's build: Astro and Starlight over site/ and lessons/.
 *
 * SUNABA_BASE is the folder it will be served from (`/` unless given) and
 * SUNABA_SITE the address of its host; with the latter come canonical links,
 * a sitemap and preview images.
 */

import { rehypeHeadingIds, unified } from '@astrojs/markdown-remark';
import starlight from '@astrojs/starlight';
import { defineConfig } from 'astro/config';
import remarkCjkFriendly from 'remark-cjk-friendly';
import { createCssVariablesTheme } from 'shiki';
import { fileURLToPath } from 'node:url';
import { course } from './site/course.ts';
import {
  importComponents,
  linkHeadings,
  localLinks,
} from './site/markdown/lesson.ts';
import { strings } from './site/strings.ts';

const root = fileURLToPath(new URL('.', import.meta.url));
const base = process.env.SUNABA_BASE ?? '/';
const [en, ja] = [strings('en'), strings('ja')];

/** Our replacement for a part of Starlight. */
const ours = (name) => `./site/components/starlight/${name}.astro`;

export default defineConfig({
  srcDir: './site',
  publicDir: './site/public',
  base,
  ...(process.env.SUNABA_SITE ? { site: process.env.SUNABA_SITE } : {}),
  trailingSlash: 'ignore',
  markdown: {
    processor: unified({
      remarkPlugins: [remarkCjkFriendly, [importComponents, { root }]],
      rehypePlugins: [rehypeHeadingIds, linkHeadings, [localLinks, { base }]],
    }),
    shikiConfig: {
      theme: createCssVariablesTheme({
        name: 'sunaba',
        variablePrefix: '--sunaba-code-',
      }),
    },
  },
  integrations: [
    starlight({
      title: { en: en.name, ja: ja.name },
      description: en.description,
      defaultLocale: 'root',
      locales: {
        root: { label: 'English', lang: 'en' },
        ja: { label: '日本語', lang: 'ja' },
      },
      titleDelimiter: '·',
      favicon: '/favicon.svg',
      sidebar: course(root).map(({ title, lessons }) => ({
        label: title.en,
        translations: { ja: title.ja },
        items: lessons.map(({ id }) => ({ slug: id })),
      })),
      expressiveCode: false,
      markdown: { headingLinks: false },
      disable404Route: true,
      customCss: [
        './site/styles/tokens.css',
        './site/styles/base.css',
        './site/styles/prose.css',
        './site/styles/print.css',
      ],
      components: Object.fromEntries(
        [
          'ContentPanel',
          'Footer',
          'Head',
          'Header',
          'MarkdownContent',
          'PageFrame',
          'PageSidebar',
          'PageTitle',
          'Pagination',
          'Search',
          'Sidebar',
          'ThemeProvider',
          'TwoColumnContent',
        ].map((name) => [name, ours(name)]),
      ),
    }),
  ],
  prefetch: false,
  devToolbar: { enabled: false },
  vite: {
    // A program's own host is fetched by the worker when the program runs.
    worker: { format: 'es' },
    build: {
      rolldownOptions: {
        // Astro marks its modules with directives that it takes out itself.
        onLog: (level, log, handle) => {
          if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log);
        },
      },
    },
  },
});

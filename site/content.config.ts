/**
 * The collections: lessons, in both languages, from the top-level folder; and
 * our words for what Starlight says itself.
 *
 * What every lesson must say of itself is checked here, so that a page can
 * rely on it. Addresses come from course.ts.
 */

import { docsSchema, i18nSchema } from '@astrojs/starlight/schema';
import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';
import { z } from 'astro/zod';
import { lessonId, locales } from './course.ts';
import { strings } from './strings.ts';

const lesson = z.object({
  /** What the reader can do afterwards, in a sentence or two. */
  goal: z.string(),
  /** How long a reader takes, running things. */
  minutes: z.number().int().positive(),
});

/** The collections of the site, by the names that Astro and Starlight use. */
export const collections = {
  docs: defineCollection({
    loader: glob({
      base: './lessons',
      pattern: '[0-9]*-*/[0-9]*-*/index{,.ja}.mdx',
      generateId: ({ entry }) => lessonId(entry),
    }),
    schema: docsSchema({ extend: lesson.partial() }),
  }),
  i18n: defineCollection({
    loader: () =>
      locales.map((id) => ({
        id,
        'skipLink.label': strings(id).skip,
        'i18n.untranslatedContent': strings(id).untranslated,
      })),
    schema: i18nSchema(),
  }),
};

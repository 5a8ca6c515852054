/** What lessons say a program did, it did: every recording is made again and compared. */

import { describe, expect, test } from 'vitest';
import {
  orphans,
  readRecorded,
  readScripts,
  record,
} from '../../site/console/record.ts';
import { lessons } from '../../site/literate/library.ts';
import { parts } from '../../site/literate/mdx.ts';

describe('recordings', () => {
  const scripts = readScripts();

  test('are there, each under a name of its own', () => {
    expect(scripts.length).toBeGreaterThan(0);
    const ids = scripts.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('are all asked for', () => {
    expect(orphans(scripts)).toEqual([]);
  });

  test('are there for every console of a lesson', () => {
    const consoles = lessons.flatMap(({ path, text }) => {
      let inEditor = false;
      return parts(text).tags.flatMap(({ name, kind, props, line }) => {
        // What an editor's console runs is compiled first, in the page.
        if (name === 'GoEditor') inEditor = kind === 'open';
        if (name !== 'Console' || kind === 'close' || inEditor) return [];
        // A shell has many programs, and says at first what they are.
        if (props.has('shell')) return [];
        const id = props.get('recorded') ?? props.get('program') ?? '';
        return [{ at: `${path}:${line}`, id }];
      });
    });
    expect(consoles.length).toBeGreaterThan(0);
    const known = new Set(scripts.map(({ id }) => id));
    expect(consoles.filter(({ id }) => !known.has(id))).toEqual([]);
  });

  test.each(scripts)('$id says what happens', async (script) => {
    const kept = readRecorded(script.id);
    expect(kept, 'run node site/console/record.ts').toBeDefined();
    expect(JSON.parse(await record(script))).toEqual(JSON.parse(kept ?? ''));
  });
});

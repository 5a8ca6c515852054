/**
 * The WASI test suite in a browser: all 72 programs of preview 1, on our
 * engine and on the browser's own.
 */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { absent } from '../absent.ts';
import { suiteFolder } from '../suites.ts';
import type { Case, Files } from '../wasi/official.page.ts';
import { specification } from '../wasi/official.ts';
import { openBare } from './bare.ts';
import type { Bare } from './bare.ts';

const filesOf = (folder: string): Files =>
  Object.fromEntries(
    readdirSync(folder).map((name) => {
      const path = join(folder, name);
      return [
        name,
        statSync(path).isDirectory()
          ? filesOf(path)
          : readFileSync(path).toString('base64'),
      ];
    }),
  );

const casesOf = (suite: string): Case[] =>
  readdirSync(suite, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.wasm'))
    .sort()
    .map((path) => {
      const beside = join(suite, path.replace(/wasm$/, 'json'));
      const text = existsSync(beside) ? readFileSync(beside, 'utf8') : '';
      const { root } = specification(text);
      const files = root && filesOf(join(suite, path, '..', root));
      return { path, text, files: files || undefined };
    });

const suite = suiteFolder('wasi');

if (suite === undefined) {
  absent('the WASI test suite', 'tests/.suites/wasi; `npm run suites` gets it');
} else {
  const cases = casesOf(suite);
  let bare: Bare;

  beforeAll(async () => {
    bare = await openBare(suite);
  });

  afterAll(() => bare.close());

  test.each(['ours', 'native'])('72 of 72 on %s', async (engine) => {
    expect(cases.length).toBe(72);
    const argument = { cases, engine };
    expect(
      await bare.call('tests/wasi/official.page.ts', 'judgeAll', argument),
    ).toEqual([]);
  });
}

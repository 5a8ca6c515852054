/**
 * WASI in a browser, on our engine and on the browser's own: all 72 programs
 * of the official suite's preview 1, and our own programs that try every
 * function, with the transcripts that Node has.
 */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { absent } from '../absent.ts';
import { suiteFolder } from '../suites.ts';
import { root } from '../survey.ts';
import type { Case, Files } from '../wasi/official.page.ts';
import { specification } from '../wasi/official.ts';
import { programs } from '../wasi/steps.ts';
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
      const spec = specification(text);
      const files = spec.root && filesOf(join(suite, path, '..', spec.root));
      return { path, text, files: files || undefined };
    });

const suite = suiteFolder('wasi');
let bare: Bare;

beforeAll(async () => {
  bare = await openBare(...(suite === undefined ? [] : [suite]));
});

afterAll(() => bare.close());

if (suite === undefined) {
  // 263 MB, which a machine without the network cannot get.
  const where = 'tests/.suites/wasi; `npm run suites` gets it';
  absent('the WASI test suite', where, true);
} else {
  const cases = casesOf(suite);

  test.each(['ours', 'native'])('72 of 72 on %s', async (engine) => {
    expect(cases.length).toBe(72);
    const argument = { cases, engine };
    expect(
      await bare.call('tests/wasi/official.page.ts', 'judgeAll', argument),
    ).toEqual([]);
  });
}

describe.each(['ours', 'native'])('on %s', (engine) => {
  test.each(programs)('%s says what it says in Node', async (name, more) => {
    const path = `/lessons/programs/${name}/${name}.wasm`;
    const argument = { path, engine, more };
    const said = await bare.call('tests/wasi/steps.ts', 'fetched', argument);
    const file = join(root, 'tests/wasi/transcripts', `${name}.txt`);
    expect(said).toBe(readFileSync(file, 'utf8'));
  });
});

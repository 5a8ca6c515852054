/**
 * The W3C's own tests of the JavaScript API, where they are: every one passes
 * on our namespace, but for what it does not offer, named here with the reason.
 */

import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { webAssembly } from '../../engine/index.ts';
import { absent } from '../absent.ts';
import { suiteFolder } from '../suites.ts';
import { runFile } from './testharness.ts';

/** Files that are not run, and why. */
const unfit: Readonly<Record<string, string>> = {
  'limits.any.js': 'makes modules of gigabytes; for a shell, not for a browser',
  'js-string/basic.any.js': 'string built-ins are not offered',
  'js-string/constants.any.js': 'string built-ins are not offered',
  'js-string/imports.any.js': 'string built-ins are not offered',
};

/** Tests that fail, and why. */
const notOffered: Readonly<Record<string, string>> = {
  'Growing shared memory does not detach old buffer':
    'shared memories are not offered',
  // table/grow-memory64.any.js uses a function that no file defines.
  'Basic i64': 'a fault of the test: V8 fails it too',
  'Reached maximum (i64)': 'a fault of the test: V8 fails it too',
  'Exceeded maximum (i64)': 'a fault of the test: V8 fails it too',
};

/** The text of a test file, after those it asks for. */
function texts(folder: string, file: string): string[] {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  const before = [...text.matchAll(/^\/\/ META: script=(.*)$/gm)].map(
    ([, script = '']) =>
      script.startsWith('/wasm/jsapi/')
        ? join(folder, script.slice('/wasm/jsapi/'.length))
        : join(dirname(path), script),
  );
  return [...before.map((each) => readFileSync(each, 'utf8')), text];
}

const suite = suiteFolder('js-api');
if (suite === undefined) {
  // They come from GitHub, which not every machine reaches.
  const where = 'tests/.suites/js-api; `npm run suites` gets them';
  absent('the W3C suite of the JavaScript API', where, true);
} else {
  const folder = join(suite, 'js-api');
  const files = globSync('**/*.any.js', { cwd: folder }).sort();

  describe('JavaScript API', () => {
    test('the files are there', () => {
      expect(files.length).toBeGreaterThan(45);
      const lost = Object.keys(unfit).filter((file) => !files.includes(file));
      expect(lost).toEqual([]);
    });

    test.each(files.filter((file) => !(file in unfit)))('%s', async (file) => {
      const outcomes = await runFile(texts(folder, file), webAssembly);
      expect(outcomes.length).toBeGreaterThan(0);
      const failed = outcomes.filter(
        ({ name, error }) => error !== undefined && !(name in notOffered),
      );
      expect(failed).toEqual([]);
    });
  });
}

/**
 * The official test suite, on both lowerings: every assertion of every file
 * that lies within what the engine knows. The others are in features.ts, by
 * what they need; none of them may pass unnoticed. The suite is not part of
 * this repository; where it does not lie beside the checkout there is nothing
 * to do, and the test says so.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { MalformedText, runScript } from '../../engine/index.ts';
import { contradicted, later } from './features.ts';
import { absent } from '../absent.ts';

const suite = '../shared/spec-testsuite';

const files = existsSync(suite)
  ? readdirSync(suite, { recursive: true, encoding: 'utf8' })
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => path.endsWith('.wast'))
      .sort()
  : [];

const needs = (file: string): string | undefined =>
  later.find((each) =>
    each.files.some((path) =>
      path.endsWith('/') ? file.startsWith(path) : file === path,
    ),
  )?.feature;

/** How many assertions a file makes, counted in its text. */
const assertions = (file: string): number =>
  [...readFileSync(join(suite, file), 'utf8').matchAll(/^\s*\(assert_/gm)]
    .length;

/** What failed in a file, each with its line, and how much did not. */
function failures(file: string, lowering: 'fused' | 'plain') {
  try {
    const source = readFileSync(join(suite, file), 'utf8');
    const results = runScript(source, { lowering });
    const failed = results.filter((each) => !each.passed);
    return { passed: results.length - failed.length, failed };
  } catch (error) {
    if (!(error instanceof MalformedText)) throw error;
    const wrong = { line: 0, wanted: 'a script', found: error.message };
    return { passed: 0, failed: [wrong] };
  }
}

if (files.length === 0) {
  absent('the official test suite', suite);
} else {
  const passed = new Map<string, number>();
  const explained = new Map<string, number>();
  const add = (to: Map<string, number>, key: string, count: number) =>
    to.set(key, (to.get(key) ?? 0) + count);
  const ready = files.filter((file) => needs(file) === undefined);

  describe.each(['fused', 'plain'] as const)('%s code', (lowering) => {
    test.each(ready)('%s', (file) => {
      const found = failures(file, lowering);
      const wrong = found.failed.filter(({ wanted }) => {
        const rule = contradicted.find(
          (each) => each.files.test(file) && each.wanted.test(wanted),
        );
        if (rule && lowering === 'fused') add(explained, rule.reason, 1);
        return rule === undefined;
      });
      expect(
        wrong.map((each) => `${each.line}: ${each.wanted}, came ${each.found}`),
      ).toEqual([]);
      if (lowering === 'plain') return;
      add(passed, file.split('/').slice(0, -1).join('/'), found.passed);
    });
  });

  test('no file waits for a feature that it does not need', () => {
    const waiting = files.filter((file) => needs(file) !== undefined);
    const passing = waiting.filter(
      (file) => failures(file, 'fused').failed.length === 0,
    );
    expect(passing).toEqual([]);
  });

  test('every excuse excuses something', () => {
    const named = later.flatMap((each) => each.files);
    const idle = named.filter(
      (path) => !files.some((file) => file === path || file.startsWith(path)),
    );
    expect(idle).toEqual([]);
    const unused = contradicted.filter(({ reason }) => !explained.has(reason));
    expect(unused).toEqual([]);
  });

  afterAll(() => {
    const waiting = new Map<string, number>();
    for (const file of files) {
      const feature = needs(file);
      if (feature !== undefined) add(waiting, feature, assertions(file));
    }
    const table = (title: string, rows: ReadonlyMap<string, number>) => [
      title,
      ...[...rows].map(([name, n]) => `  ${String(n).padStart(6)}  ${name}`),
    ];
    const lines = [
      ...table('assertions passed, on each lowering', passed),
      ...table('contradicted by the living standard', explained),
      ...table('waiting for', waiting),
    ];
    process.stdout.write(`\n${lines.join('\n')}\n`);
  });
}

/**
 * The official test suite: every assertion of every file, run by the engine's
 * own script runner, on one lowering.
 *
 * 3.0, the custom sections and threads pass whole. Of the older releases the
 * files whose text has changed are run as well; what the living standard
 * contradicts there is named, with its reason, in contradicted.ts. None is
 * skipped: each folder has the number of assertions that it has, and a run
 * that sees fewer fails.
 */

import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { MalformedText, runScript } from '../../engine/index.ts';
import { absent } from '../absent.ts';
import { suiteFolder } from '../suites.ts';
import { contradicted } from './contradicted.ts';

/** The folders, and how many files and assertions there are in each. */
const folders = {
  'wasm-3.0': { files: 258, assertions: 62_598 },
  custom: { files: 3, assertions: 20 },
  'proposals/threads': { files: 4, assertions: 444 },
  'proposals/threads-upstream': { files: 13, assertions: 317 },
  'wasm-2.0-changed': { files: 35, assertions: 4_473 },
  'wasm-1.0-changed': { files: 49, assertions: 11_929 },
} as const;

/** What failed in a script, and how many assertions it made. */
function failures(path: string, lowering: 'fused' | 'plain') {
  const source = readFileSync(path, 'utf8');
  try {
    const results = runScript(source, { lowering });
    const made = results.filter(({ command }) => command.startsWith('assert_'));
    const failed = results.filter(({ passed }) => !passed);
    return { made: made.length, failed };
  } catch (error) {
    if (!(error instanceof MalformedText)) throw error;
    const wrong = { line: 0, wanted: 'a script', found: error.message };
    return { made: 0, failed: [wrong] };
  }
}

/** Runs the suite on one lowering; a lowering is a test file, so that they run side by side. */
export function official(lowering: 'fused' | 'plain'): void {
  const suite = suiteFolder('spec');
  if (suite === undefined || !existsSync(suite)) {
    absent('the official test suite', 'tests/.suites/spec; npm run suites');
    return;
  }
  const explained = new Map<string, number>();
  const lines: string[] = [`the official test suite, ${lowering} code`];

  describe.each(Object.entries(folders))('%s', (folder, expected) => {
    const files = globSync('**/*.wast', { cwd: join(suite, folder) }).sort();
    let made = 0;

    test.each(files)('%s', (file) => {
      const found = failures(join(suite, folder, file), lowering);
      made += found.made;
      const wrong = found.failed.filter(({ wanted }) => {
        const rule = contradicted.find(
          (each) =>
            each.files.test(`${folder}/${file}`) && each.wanted.test(wanted),
        );
        if (rule === undefined) return true;
        const { reason } = rule;
        explained.set(reason, (explained.get(reason) ?? 0) + 1);
        return false;
      });
      expect(
        wrong.map((each) => `${each.line}: ${each.wanted}, came ${each.found}`),
      ).toEqual([]);
    });

    test('none is missing', () => {
      lines.push(`  ${String(made).padStart(6)} assertions in ${folder}`);
      expect({ files: files.length, assertions: made }).toEqual(expected);
    });
  });

  test('every contradiction is met', () => {
    const idle = contradicted.filter(({ reason }) => !explained.has(reason));
    expect(idle).toEqual([]);
  });

  afterAll(() => {
    const told = [...explained].map(
      ([reason, count]) => `  ${String(count).padStart(6)} ${reason}`,
    );
    process.stdout.write(
      `\n${[...lines, 'contradicted by the living standard', ...told].join('\n')}\n`,
    );
  });
}

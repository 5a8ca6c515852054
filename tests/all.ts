/**
 * `npm test`: every check of the project, the quick ones first.
 *
 * It stops at the first step that fails, except where CI is set: there it goes
 * on, so that one run tells all. The last line counts the tests; a step that
 * fails without naming a test counts as one.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** A step: a command line; `report` is where its tests are counted; `after` names a step it cannot do without. */
type Step = {
  readonly name: string;
  readonly command: string;
  readonly report?: string;
  readonly after?: string;
};

type Outcome = { readonly passed: number; readonly failed: number };

const root = join(import.meta.dirname, '..');
const reports = join(root, 'node_modules', '.cache', 'reports');

const vitest = (project: string): Step => {
  const report = join(reports, `${project}.json`);
  return {
    name: `tests: ${project}`,
    command: `vitest run --config tests/vitest.config.ts --project ${project} --reporter=default --reporter=json --outputFile.json="${report}"`,
    report,
  };
};

const steps: readonly Step[] = [
  { name: 'types of the engine', command: 'tsc -p engine' },
  { name: 'types of the rest', command: 'astro check' },
  { name: 'lint', command: 'npm run --silent lint' },
  { name: 'format', command: 'prettier --check --log-level warn .' },
  { name: 'dead code', command: 'knip' },
  vitest('unit'),
  { name: 'build', command: 'astro build' },
  { ...vitest('e2e'), after: 'build' },
];

/** The tests that a report counts; without a report, none. */
function counted(report: string | undefined): Outcome {
  if (report === undefined || !existsSync(report)) {
    return { passed: 0, failed: 0 };
  }
  const text: unknown = JSON.parse(readFileSync(report, 'utf8'));
  const number = (key: string): number => {
    const found = Object.entries(text ?? {}).find(([name]) => name === key);
    return Number(found?.[1]);
  };
  return { passed: number('numPassedTests'), failed: number('numFailedTests') };
}

function perform(step: Step): Outcome {
  process.stdout.write(`\n== ${step.name}\n`);
  const { status } = spawnSync(step.command, {
    cwd: root,
    shell: true,
    stdio: 'inherit',
    env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' },
  });
  const { passed, failed } = counted(step.report);
  const silent = step.report !== undefined && passed + failed === 0;
  return status === 0 && !silent
    ? { passed, failed }
    : { passed, failed: Math.max(failed, 1) };
}

const goOn = process.env['CI'] !== undefined;
const broken = new Set<string>();
const lines: string[] = [];
let passed = 0;
let failed = 0;

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
for (const step of steps) {
  const start = performance.now();
  const lost = step.after !== undefined && broken.has(step.after);
  const outcome = lost ? { passed: 0, failed: 1 } : perform(step);
  passed += outcome.passed;
  failed += outcome.failed;
  if (outcome.failed > 0) broken.add(step.name);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const verdict = lost
    ? `not run: ${step.after} failed`
    : outcome.failed > 0
      ? 'FAILED'
      : 'ok';
  lines.push(`${step.name.padEnd(22)} ${seconds.padStart(6)} s  ${verdict}`);
  if (outcome.failed > 0 && !goOn) break;
}

process.stdout.write(`\n${lines.join('\n')}\n\n`);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;

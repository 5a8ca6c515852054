/**
 * `node tests/bench/compare.ts REV [--only TASKS] [--rounds N]`: our engine as it stands in the
 * working tree against that of another revision, in turns.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { inNode } from './contestants.ts';
import { figure, layOut, measure } from './measure.ts';
import { tasks } from './tasks.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: tasks.map(({ name }) => name).join() },
    rounds: { type: 'string', default: '5' },
    plain: { type: 'boolean', default: false },
  },
});
const [revision] = positionals;
if (revision === undefined) throw new Error('usage: compare.ts REV');

const only = values.only.split(',');
const wanted = tasks.filter(({ name }) => only.includes(name));
const run = tasks.filter(
  (task) =>
    wanted.includes(task) || wanted.some(({ base }) => base === task.name),
);
const kind = values.plain ? 'plain' : 'fused';

const git = (...args: string[]) =>
  execFileSync('git', args, { cwd: import.meta.dirname, stdio: 'pipe' });

const tree = join(mkdtempSync(join(tmpdir(), 'sunaba-compare-')), 'tree');
git('worktree', 'add', '--detach', tree, revision);
try {
  const both = [
    inNode('then', revision, kind, join(tree, 'engine')),
    inNode('now', 'working tree', kind),
  ];
  const cells = measure(both, run, Number(values.rounds), (text) =>
    process.stderr.write(`\u001b[2K\r${text}`),
  );
  process.stderr.write('\u001b[2K\r');
  const rows = run.map((task) => {
    const then = figure(cells, 'then', task, 'now');
    const now = figure(cells, 'now', task, 'now');
    if (!then || !now) return [task.title, '-', '-', '-'];
    const show = (ms: number) => String(Math.round(ms));
    return [
      task.title,
      `${show(then.median)} / ${show(then.best)}`,
      `${show(now.median)} / ${show(now.best)}`,
      (now.median / then.median).toFixed(2),
      then.failed ?? now.failed ?? (then.right ? '' : 'another result'),
    ];
  });
  const head = [`CPU ms, median / best (${kind})`, revision, 'now', 'ratio'];
  console.log(layOut([head, ...rows]));
} finally {
  git('worktree', 'remove', '--force', tree);
}

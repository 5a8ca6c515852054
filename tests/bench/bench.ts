/**
 * `npm run bench`: our interpreter beside other engines, in one run.
 *
 *     node tests/bench/bench.ts [--only NAMES] [--rounds N] [--json]
 *
 * NAMES are contestants or tasks, separated by commas. Prints CPU time in
 * milliseconds, median and best, and how many times faster or slower than ours
 * each contestant is. No figure here is asserted by any test.
 */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { contestants } from './contestants.ts';
import type { Contestant } from './contestants.ts';
import { figure, layOut, measure } from './measure.ts';
import type { Cell, Figure } from './measure.ts';
import { tasks } from './tasks.ts';
import type { Task } from './tasks.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
});

const names = values.only.split(',').filter((name) => name !== '');
const all = contestants();
const known = [...all, ...tasks].map(({ name }) => name);
const unknown = names.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  throw new Error(`no ${unknown.join()} among ${known.join()}`);
}

/** Those that were asked for, or all where none was. */
function chosen<T extends { readonly name: string }>(list: readonly T[]): T[] {
  const some = list.filter(({ name }) => names.includes(name));
  return some.length > 0 ? some : [...list];
}

const wanted = chosen(tasks);
const running = chosen(all);
const bases = new Set(wanted.map(({ base }) => base));
const run = tasks.filter(
  (task) => wanted.includes(task) || bases.has(task.name),
);

const show = (figure: Figure | undefined): string => {
  if (!figure) return '-';
  if (figure.failed !== undefined) return 'failed';
  const text = `${Math.round(figure.median)} / ${Math.round(figure.best)}`;
  return figure.right ? text : `${text} wrong`;
};

/** Node's answer is the right one; without Node, that of whoever is first. */
const reference =
  (running.find(({ name }) => name === 'node') ?? running[0])?.name ?? '';

function timesTable(cells: readonly Cell[]): string {
  return layOut([
    ['CPU ms, median / best', ...run.map(({ name }) => name)],
    ...running.map(({ name, title, run: there }) => [
      title,
      ...run.map((task) =>
        there ? show(figure(cells, name, task, reference)) : 'not installed',
      ),
    ]),
  ]);
}

/** How many times longer than `other` a contestant takes. */
function ratio(
  cells: readonly Cell[],
  contestant: Contestant,
  other: string,
  task: Task,
): string {
  const mine = figure(cells, contestant.name, task, reference);
  const its = figure(cells, other, task, reference);
  if (!mine || !its || !mine.right || !its.right) return '-';
  const quotient = mine.median / its.median;
  return Number.isFinite(quotient) ? quotient.toFixed(2) : '-';
}

function ratioTable(cells: readonly Cell[], other: string): string {
  const title = all.find(({ name }) => name === other)?.title ?? other;
  return layOut([
    [`Times as long as ${title}`, ...run.map(({ name }) => name)],
    ...running
      .filter(({ name, run: there }) => there && name !== other)
      .map((each) => [
        each.title,
        ...run.map((task) => ratio(cells, each, other, task)),
      ]),
  ]);
}

const rounds = Number(values.rounds);
if (!(rounds >= 1)) throw new Error(`not a number of rounds: ${values.rounds}`);
const cells = measure(running, run, rounds, (text) =>
  process.stderr.write(`\u001b[2K\r${text}`),
);
process.stderr.write('\u001b[2K\r');

if (values.json) console.log(JSON.stringify(cells, null, 2));
else {
  const listed = run.map(({ name, title, base }) => [
    name,
    title,
    base ? `without ${base}` : '',
  ]);
  const others = ['wazero', 'node'].filter((other) =>
    running.some(({ name, run: there }) => name === other && there),
  );
  const notes = [
    ...running.flatMap(({ title, missing }) =>
      missing === undefined ? [] : [`${title}: ${missing}`],
    ),
    ...cells.flatMap(({ contestant, task, failed }) =>
      failed === undefined
        ? []
        : [`${contestant} failed at ${task}: ${failed}`],
    ),
  ];
  const parts = [
    layOut(listed),
    timesTable(cells),
    ...others.map((other) => ratioTable(cells, other)),
    `${rounds} rounds, in turns; each run is a process of its own, and counts from the module's bytes to the end of the program.`,
    ...notes,
  ];
  console.log(parts.join('\n\n'));
  const ready = join(import.meta.dirname, 'ready.ts');
  console.log(
    `\n${execFileSync(process.execPath, [ready], { encoding: 'utf8' })}`,
  );
}

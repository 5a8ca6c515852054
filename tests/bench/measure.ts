/**
 * Measuring in turns, and what is said of the measurements.
 *
 * All contestants take each task once before the next round begins, so that a
 * busy machine is busy for all of them. A task's figure is without that of its
 * base, the time a Go program takes to start and stop on the same engine.
 */

import type { Contestant, Measurement } from './contestants.ts';
import type { Task } from './tasks.ts';

/** All runs of a task by a contestant. */
export type Cell = {
  readonly contestant: string;
  readonly task: string;
  readonly runs: readonly Measurement[];
  /** Why there are none. */
  readonly failed: string | undefined;
};

/** Runs every task on every contestant, `rounds` times, in turns. */
export function measure(
  contestants: readonly Contestant[],
  tasks: readonly Task[],
  rounds: number,
  tell: (text: string) => void,
): Cell[] {
  const cells = new Map<string, Cell>();
  for (let round = 1; round <= rounds; round++) {
    for (const task of tasks) {
      for (const { name, run } of contestants) {
        if (!run) continue;
        tell(`round ${round} of ${rounds}: ${task.name} on ${name}`);
        const key = `${name} ${task.name}`;
        const before = cells.get(key);
        const cell = before ?? {
          ...{ contestant: name, task: task.name, runs: [], failed: undefined },
        };
        if (cell.failed !== undefined) continue;
        cells.set(
          key,
          once(cell, () => run(task)),
        );
      }
    }
  }
  return [...cells.values()];
}

function once(cell: Cell, run: () => Measurement): Cell {
  try {
    return { ...cell, runs: [...cell.runs, run()] };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { ...cell, failed: message.trim().split('\n').at(-1) ?? 'failed' };
  }
}

/** The middle of some numbers. */
function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const low = sorted[(sorted.length - 1) >> 1] ?? NaN;
  const high = sorted[sorted.length >> 1] ?? NaN;
  return (low + high) / 2;
}

/** What a table says of a cell. */
export type Figure = {
  readonly median: number;
  readonly best: number;
  readonly runs: number;
  /** Whether it printed what the others did. */
  readonly right: boolean;
  readonly failed: string | undefined;
};

/** What a program printed, without how it is laid out. */
const words = (output: string): string => output.trim().split(/\s+/).join(' ');

/** The figure of a contestant's task, its base taken off; `reference` gives the right output. */
export function figure(
  cells: readonly Cell[],
  contestant: string,
  { name, base }: Task,
  reference: string,
): Figure | undefined {
  const find = (who: string, task: string | undefined) =>
    cells.find((each) => each.contestant === who && each.task === task);
  const cell = find(contestant, name);
  if (!cell) return undefined;
  const times = cell.runs.map(({ ms }) => ms);
  const starts = find(contestant, base)?.runs.map(({ ms }) => ms) ?? [0];
  const expected = words(find(reference, name)?.runs[0]?.output ?? '');
  return {
    median: Math.max(median(times) - median(starts), 0),
    best: Math.max(Math.min(...times) - Math.min(...starts), 0),
    runs: times.length,
    right:
      expected === '' ||
      cell.runs.every(({ output }) => words(output) === expected),
    failed: cell.failed,
  };
}

/** Lines of cells under one another, the first column to the left, the others to the right. */
export function layOut(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) =>
    Math.max(...rows.map((row) => row[i]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((text, i) =>
          i === 0 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/**
 * What is measured: programs of lessons/programs and what they are given.
 *
 * A Go program does much before its own work begins. `start` is a run that
 * does nothing else, and the tasks that name it as their base are shown
 * without it.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One piece of work: a WASI command with arguments, or an exported function. */
export type Task = {
  readonly name: string;
  readonly title: string;
  readonly program: string;
  /** The command's arguments, without its name; or the number `run` takes. */
  readonly work:
    | { readonly kind: 'command'; readonly args: readonly string[] }
    | { readonly kind: 'run'; readonly n: number };
  /** The task whose time is taken off. */
  readonly base?: string;
};

const command = (...args: string[]) => ({ kind: 'command', args }) as const;

/** The tasks, in the order of the table. Those of Go come after their base. */
export const tasks: readonly Task[] = [
  {
    name: 'start',
    title: 'Go: start and stop',
    program: 'go-bench',
    work: command('nothing', '0'),
  },
  {
    name: 'fib',
    title: 'Go: fib(32)',
    program: 'go-bench',
    work: command('fib', '32'),
    base: 'start',
  },
  {
    name: 'sort',
    title: 'Go: sort 300,000 ints',
    program: 'go-bench',
    work: command('sort', '300000'),
    base: 'start',
  },
  {
    name: 'sha256',
    title: 'Go: SHA-256 of 1 MiB',
    program: 'go-bench',
    work: command('sha256', '1048576'),
    base: 'start',
  },
  {
    name: 'core',
    title: 'C: lists, matrices, states',
    program: 'c-core',
    work: command('1000'),
  },
  {
    name: 'loop',
    title: 'WAT: an i32 loop',
    program: 'wat-loop',
    work: { kind: 'run', n: 20_000_000 },
  },
];

/** Where a program's module lies. */
export const moduleFile = (program: string): string =>
  join(
    import.meta.dirname,
    `../../lessons/programs/${program}/${program}.wasm`,
  );

/** A program's module. */
export const moduleBytes = (program: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(moduleFile(program)));

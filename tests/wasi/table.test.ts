/** The table: all of preview 1, its types, and answers to whatever it is called with. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { funcTypeName } from '../../engine/syntax/types.ts';
import { i32 } from '../../engine/syntax/types.ts';
import { errno, errnoName } from '../../engine/wasi/errno.ts';
import { wasiFunctions } from '../../engine/wasi/functions.ts';
import { preview1, wasiImports } from '../../engine/wasi/preview1.ts';
import { signature } from '../../engine/wasi/signature.ts';
import { program } from './program.ts';

test('there are 46 functions, each once', () => {
  expect(new Set(wasiFunctions.map(({ name }) => name)).size).toBe(46);
});

test.each([
  ['args_get', '(i32, i32) -> (i32)'],
  ['clock_time_get', '(i32, i64, i32) -> (i32)'],
  ['fd_fdstat_set_rights', '(i32, i64, i64) -> (i32)'],
  ['fd_filestat_set_times', '(i32, i64, i64, i32) -> (i32)'],
  ['fd_pwrite', '(i32, i32, i32, i64, i32) -> (i32)'],
  ['fd_readdir', '(i32, i32, i32, i64, i32) -> (i32)'],
  ['fd_seek', '(i32, i64, i32, i32) -> (i32)'],
  ['path_filestat_set_times', '(i32, i32, i32, i32, i64, i64, i32) -> (i32)'],
  ['path_link', '(i32, i32, i32, i32, i32, i32, i32) -> (i32)'],
  ['path_open', '(i32, i32, i32, i32, i32, i64, i64, i32, i32) -> (i32)'],
  ['path_symlink', '(i32, i32, i32, i32, i32) -> (i32)'],
  ['poll_oneoff', '(i32, i32, i32, i32) -> (i32)'],
  ['proc_exit', '(i32) -> ()'],
  ['sched_yield', '() -> (i32)'],
  ['sock_recv', '(i32, i32, i32, i32, i32, i32) -> (i32)'],
])('%s is %s', (name, type) => {
  const row = wasiFunctions.find((each) => each.name === name);
  expect(row && funcTypeName(row.type)).toBe(type);
});

test('a signature with a type that is none is a fault of the table', () => {
  expect(() => signature('fd:fish', true)).toThrow('no WASI type fish');
});

test('imports stand under the name that modules ask for', () => {
  const imports = wasiImports(preview1(program().world));
  expect(Object.keys(imports)).toEqual(['wasi_snapshot_preview1']);
  expect(Object.keys(imports['wasi_snapshot_preview1'] ?? {}).length).toBe(46);
});

test('errno has 77 names, numbered from 0', () => {
  expect(Object.values(errno)).toEqual(Array.from({ length: 77 }, (_, i) => i));
  expect(errnoName(8)).toBe('badf');
  expect(errnoName(76)).toBe('notcapable');
  expect(errnoName(77)).toBe('errno 77');
});

test('proc_raise does what a signal does to a program that does not listen', () => {
  const raise = (signal: number) => () => program().call('proc_raise', signal);
  expect([0, 16, 17, 22, 27].map((n) => raise(n)())).toEqual(
    Array.from({ length: 5 }, () => 'success'),
  );
  expect([18, 19, 20, 21].map((n) => raise(n)())).toEqual(
    Array.from({ length: 4 }, () => 'notsup'),
  );
  expect(raise(31)()).toBe('inval');
  for (const [signal, code] of [
    [6, 134],
    [9, 137],
    [30, 158],
  ] as const)
    // prettier-ignore
    expect(raise(signal)).toThrow(expect.objectContaining({ code }));
});

test('proc_exit throws, with the code of the program', () => {
  expect(() => program().call('proc_exit', 3)).toThrow(
    expect.objectContaining({ name: 'Exit', code: 3 }),
  );
});

test('after its end a program can do nothing more', () => {
  const p = program();
  expect(() => p.call('proc_exit', 3)).toThrow('exit code 3');
  expect(() => p.write(1, 'more')).toThrow('exit code 3');
  expect(p.output.stdout).toBe('');
});

test('sched_yield has nothing to do', () => {
  expect(program().call('sched_yield')).toBe('success');
});

const pointing = wasiFunctions.filter(
  ({ name, parameters, results }) =>
    name !== 'environ_get' &&
    (results.length > 0 || parameters.some(({ type }) => type !== 'fd')) &&
    ![
      'fd_advise',
      'fd_allocate',
      'proc_exit',
      'proc_raise',
      'sock_shutdown',
    ].includes(name) &&
    !/^fd_(filestat_set|fdstat_set)/.test(name),
);

test.each(pointing.map(({ name }) => name))(
  '%s answers fault for memory that is not there, and writes nothing',
  (name) => {
    const p = program({ preopens: { '/': { a: 'text' } } });
    const row = pointing.find((each) => each.name === name);
    const args = row?.type.params.map((t) => (t === i32 ? 0xffff_fff0 : 0n));
    expect(p.call(name, ...(args ?? []))).toBe('fault');
    expect(p.text(0, 0x1000)).toBe('?'.repeat(0x1000));
  },
);

test('without a memory everything is outside', () => {
  const { functions } = preview1(program().world);
  const random = functions.find(({ name }) => name === 'random_get');
  expect(random?.call([0, 1], { memory: undefined })).toBe(errno.fault);
});

const word = fc.oneof(
  fc.integer({ min: 0, max: 9 }),
  fc.integer({ min: 0, max: 0x1010 }),
  fc.constantFrom(-1, -8, 0x7fff_ffff),
);
const long = fc.oneof(fc.bigInt({ min: 0n, max: 99n }), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })); // prettier-ignore

test('any call with any parameters answers a number, or waits', () => {
  const calls = fc.record({
    row: fc.constantFrom(
      ...wasiFunctions.filter(({ group }) => group !== 'process'),
    ),
    words: fc.array(word, { minLength: 7, maxLength: 7 }),
    longs: fc.array(long, { minLength: 2, maxLength: 2 }),
  });
  const answers = new Set<string>();
  fc.assert(
    fc.property(fc.array(calls, { maxLength: 30 }), fc.nat(), (list, seed) => {
      const p = program({ seed, preopens: { '/': { a: 'text', d: {} } } });
      p.call('random_get', 0, 0x1000);
      p.put('a\0../ad/', 0);
      for (const { row, words, longs } of list) {
        const [i, l] = [words.values(), longs.values()];
        const args = row.type.params.map((t) =>
          t === i32 ? (i.next().value ?? 0) : (l.next().value ?? 0n),
        );
        const answer = p.start(row.name, ...args);
        answers.add(typeof answer === 'string' ? answer : 'waits');
      }
    }),
    { numRuns: 300, seed: 7 },
  );
  expect([...answers].filter((name) => name.startsWith('errno'))).toEqual([]);
  expect(answers).toContain('success');
  expect(answers).toContain('fault');
  expect(answers).toContain('badf');
});

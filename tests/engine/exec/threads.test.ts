/** Threads: machines that take turns over one memory, and wait for one another. */

import { describe, expect, test } from 'vitest';
import {
  createMachine,
  createMemory,
  dice,
  drive,
} from '../../../engine/index.ts';
import {
  instantiate,
  invoke,
  parseWat,
  runScript,
} from '../../../engine/index.ts';
import { takeTurns, thread, validate } from '../../../engine/index.ts';
import type { Memory } from '../../../engine/index.ts';

const shared = (): Memory =>
  createMemory({ address: 0x7f, min: 1, max: 1, shared: true });

/** A machine about to run `f` of a module over a memory. */
function machineFor(body: string, memory: Memory) {
  const module = parseWat(`(module
    (memory (import "" "memory") 1 1 shared)
    (func $pause)
    (func (export "f") (result i32) (local i32 i32) ${body}))`);
  validate(module);
  const { exports } = instantiate(module, { '': { memory } });
  const func = exports.get('f');
  if (func?.kind !== 'func') throw new TypeError('no f');
  const machine = createMachine();
  invoke(machine, func, []);
  return machine;
}

/** Runs threads over one memory; answers what each gave, in which order they had turns, and the memory. */
function race(seed: number, ...bodies: readonly string[]) {
  const memory = shared();
  const draw = dice(seed);
  const given: unknown[] = bodies.map(() => 'nothing');
  const turns = bodies.map(function* (body, i) {
    const end = yield* thread(machineFor(body, memory), () => draw(5));
    given[i] = end.why === 'done' ? end.values[0] : end.why;
  });
  const order: number[] = [];
  const course = takeTurns(new Set(turns), draw);
  let turn = course.next();
  for (; !turn.done; turn = course.next()) {
    order.push(turns.findIndex((each) => each === turn.value));
  }
  return { given, order, ended: turn.value, memory };
}

/** Ten times: reads word 0, has a break, writes one more. */
const careless = `(loop
  (local.set 0 (i32.load (i32.const 0)))
  (call $pause)
  (i32.store (i32.const 0) (i32.add (local.get 0) (i32.const 1)))
  (local.set 1 (i32.add (local.get 1) (i32.const 1)))
  (br_if 0 (i32.lt_u (local.get 1) (i32.const 10))))
  (i32.const 0)`;

const careful = `(loop
  (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))
  (call $pause)
  (local.set 1 (i32.add (local.get 1) (i32.const 1)))
  (br_if 0 (i32.lt_u (local.get 1) (i32.const 10))))
  (i32.const 0)`;

describe('turns', () => {
  const seeds = Array.from({ length: 30 }, (_, i) => i + 1);
  const counts = (body: string) =>
    seeds.map((seed) => race(seed, body, body).memory.view.getInt32(0, true));

  test('a count that is read and written loses some', () => {
    const found = counts(careless);
    expect(Math.min(...found)).toBeLessThan(20);
    expect(new Set(found).size).toBeGreaterThan(3);
    expect(counts(careless)).toEqual(found);
  });

  test('an atomic one loses none', () => {
    expect(new Set(counts(careful))).toEqual(new Set([20]));
  });

  test('a seed is a schedule', () => {
    const orders = seeds.map((seed) => race(seed, careful, careful).order);
    expect(new Set(orders.map(String)).size).toBeGreaterThan(20);
    expect(race(3, careful, careful).order).toEqual(orders[2]);
    for (const order of orders) {
      expect(new Set(order)).toEqual(new Set([0, 1]));
    }
  });
});

const wait = (timeout: number, wanted = 0) =>
  `(memory.atomic.wait32 (i32.const 8) (i32.const ${wanted}) (i64.const ${timeout}))`;
const notify = (count: number) =>
  `(memory.atomic.notify (i32.const 8) (i32.const ${count}))`;
/** Notifies until as many as wanted were woken. */
const waking = (count: number) => `(loop
  (local.set 0 (i32.add (local.get 0) ${notify(count)}))
  (br_if 0 (i32.lt_u (local.get 0) (i32.const ${count}))))
  (local.get 0)`;

describe('wait and notify', () => {
  // prettier-ignore
  test.each<[what: string, bodies: string[], given: unknown[]]>([
    ['what was notified goes on', [wait(-1), waking(1)], [0, 1]],
    ['each counts', [wait(-1), waking(2), wait(-1)], [0, 2, 0]],
    ['another value is no reason to wait', [wait(-1, 7)], [1]],
    ['no time is over at once', [wait(0)], [2]],
    ['time passes when nobody can run', [wait(5), wait(2), wait(-1) , `(drop ${wait(9)}) ${waking(1)}`], [2, 2, 0, 1]],
    ['nobody waits', [notify(3)], [0]],
    ['64 bits', ['(memory.atomic.wait64 (i32.const 8) (i64.const 0) (i64.const -1))', waking(1)], [0, 1]],
  ])('%s', (_, bodies, given) => {
    for (let seed = 1; seed <= 20; seed++) {
      const found = race(seed, ...bodies);
      expect(found.given, `seed ${seed}`).toEqual(given);
      expect(found.ended).toBe(true);
    }
  });

  test('those who wait for one another are seen', () => {
    const { ended, given } = race(1, wait(-1), wait(-1));
    expect([ended, ...given]).toEqual([false, 'nothing', 'nothing']);
  });

  test('alone nobody is there to notify', async () => {
    const between = async () => {};
    const run = (body: string) =>
      drive(machineFor(body, shared()), { slice: 100, between });
    const end = await run(wait(-1));
    expect(end.why === 'trapped' && end.trap.message).toMatch(/^deadlock/);
    expect(await run(wait(1))).toEqual({ why: 'done', values: [2] });
  });
});

describe('scripts', () => {
  test('a deadlock is a failure with its line', () => {
    const found = runScript(`(module $m (memory (export "m") 1 1 shared))
      (thread $t (shared (module $m))
        (register "m" $m)
        (module (memory (import "m" "m") 1 1 shared)
          (func (export "f") (result i32) ${wait(-1)}))
        (assert_return (invoke "f") (i32.const 0)))
      (wait $t)`);
    expect(found).toMatchObject(
      [{ line: 7, command: 'wait', passed: false, found: /^deadlock/ }].map(
        (each) => ({ ...each, found: expect.stringMatching(each.found) }),
      ),
    );
  });

  test('a thread knows what is shared with it, and no more', () => {
    const found = runScript(`(module $m (func (export "f")))
      (thread $t (shared (module $m)) (assert_return (invoke $m "f")))
      (thread $u (assert_return (invoke $m "f")))
      (wait $t) (wait $u) (wait $v)`);
    const lines = found.map(({ line, passed }) => `${line} ${passed}`);
    expect(new Set(lines)).toEqual(new Set(['2 true', '3 false', '4 false']));
  });
});

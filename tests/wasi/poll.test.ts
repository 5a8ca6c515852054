/** poll_oneoff: what is ready now, and what wakes a program that rests. */

import { describe, expect, test } from 'vitest';
import type { Clock, Input } from '../../engine/wasi/world.ts';
import { program } from './program.ts';

type Wish =
  | { clock: number; timeout: bigint; absolute?: boolean }
  | { read: number }
  | { write: number };

const [subs, events, nevents] = [0x100, 0x400, 0x700];

/** Polls for `wishes`, whose userdata are 100, 101 …; the events as text. */
function poll(p: ReturnType<typeof program>, ...wishes: Wish[]) {
  wishes.forEach((wish, i) => {
    const at = subs + 48 * i;
    p.view.setBigUint64(at, BigInt(100 + i), true);
    p.view.setUint8(at + 8, 'clock' in wish ? 0 : 'read' in wish ? 1 : 2);
    if ('clock' in wish) {
      p.view.setUint32(at + 16, wish.clock, true);
      p.view.setBigUint64(at + 24, wish.timeout, true);
      p.view.setUint16(at + 40, wish.absolute ? 1 : 0, true);
    } else {
      p.view.setUint32(at + 16, 'read' in wish ? wish.read : wish.write, true);
    }
  });
  p.memory.fill(0x3f, events, events + 0x200);
  const answer = p.start('poll_oneoff', subs, events, wishes.length, nevents);
  const read = (name: string): string | string[] => {
    if (name !== 'success') return name;
    const n = p.view.getUint32(nevents, true);
    expect(p.text(events + 32 * n, 4)).toBe('????');
    return Array.from({ length: n }, (_, i) => {
      const at = events + 32 * i;
      const fields = [
        p.view.getBigUint64(at, true),
        p.view.getUint16(at + 8, true),
        p.view.getUint8(at + 10),
        p.view.getBigUint64(at + 16, true),
        p.view.getUint16(at + 24, true),
      ];
      return fields.join(' ');
    });
  };
  return typeof answer === 'string' ? read(answer) : answer.then(read);
}

/** A clock that stands still until it is told to go. */
function stoppedClock() {
  const sleepers: { due: bigint; wake: () => void; gone: boolean }[] = [];
  let now = 1_000n;
  const clock: Clock = {
    realtime: () => now + 5_000n,
    monotonic: () => now,
    resolution: 1n,
    wait: (ns, cancel) =>
      new Promise((wake) => {
        const sleeper = { due: now + ns, wake, gone: false };
        cancel.addEventListener('abort', () => (sleeper.gone = true));
        sleepers.push(sleeper);
      }),
  };
  const go = (ns: bigint): void => {
    now += ns;
    for (const { due, wake } of sleepers) if (due <= now) wake();
  };
  return { clock, sleepers, go };
}

/** A stream into which a test types. */
function keyboard() {
  let typed = '';
  let ended = false;
  let wake: () => void = () => {};
  const looks = { count: 0 };
  const stdin: Input = {
    terminal: true,
    read(max) {
      looks.count++;
      if (typed === '') return ended ? 'end' : 'again';
      const bytes = new TextEncoder().encode(typed).subarray(0, max);
      typed = typed.slice(bytes.length);
      return bytes;
    },
    ready: () => new Promise((resolve) => (wake = resolve)),
  };
  const type = (text: string): void => {
    typed += text;
    if (text === '') ended = true;
    wake();
  };
  return { stdin, type, looks };
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

test('nothing to wait for is inval', () => {
  expect(program().call('poll_oneoff', subs, events, 0, nevents)).toBe('inval');
});

describe('what is ready is answered at once', () => {
  const files = { '/': { 'a.txt': 'Hello' } };

  test('a clock that is due', () => {
    const p = program({}, { clock: stoppedClock().clock });
    const due = { clock: 1, timeout: 999n, absolute: true };
    expect(poll(p, { clock: 1, timeout: 0n })).toEqual(['100 0 0 0 0']);
    expect(poll(p, due)).toEqual(['100 0 0 0 0']);
    expect(poll(p, { ...due, clock: 0 })).toEqual(['100 0 0 0 0']);
  });

  test('stdout and stderr, and stdin where something is there', () => {
    const p = program({ stdin: 'x' });
    const all = [{ write: 1 }, { write: 2 }, { read: 0 }];
    expect(poll(p, ...all)).toEqual([
      '100 0 2 1 0',
      '101 0 2 1 0',
      '102 0 1 1 0',
    ]);
  });

  test('stdin at its end, with the flag that says so', () => {
    expect(poll(program(), { read: 0 })).toEqual(['100 0 1 0 1']);
  });

  test('files, always', () => {
    const p = program({ preopens: files });
    p.open('a.txt');
    p.read(4, 2);
    p.clear();
    expect(poll(p, { read: 4 }, { write: 4 })).toEqual([
      '100 0 1 3 0',
      '101 0 2 1 0',
    ]);
    p.call('fd_seek', 4, 99n, 0, 0);
    expect(poll(p, { read: 4 })).toEqual(['100 0 1 0 0']);
  });

  test('what cannot be waited for: badf, or inval for a clock', () => {
    const p = program({ preopens: files });
    const wishes = [{ read: 9 }, { read: 1 }, { write: 0 }, { read: 3 }];
    expect(poll(p, ...wishes, { clock: 2, timeout: 0n })).toEqual([
      '100 8 1 0 0',
      '101 8 1 0 0',
      '102 8 2 0 0',
      '103 8 1 0 0',
      '104 28 0 0 0',
    ]);
  });

  test('a tag that is none is inval', () => {
    const p = program();
    p.memory.fill(0, subs, subs + 48);
    p.view.setUint8(subs + 8, 3);
    expect(p.call('poll_oneoff', subs, events, 1, nevents)).toBe('success');
    expect(p.view.getUint16(events + 8, true)).toBe(28);
  });

  test('only what is ready, though a clock would come later', () => {
    const p = program({ stdin: 'x' });
    const later = { clock: 1, timeout: 10n ** 12n };
    expect(poll(p, later, { read: 0 })).toEqual(['101 0 1 1 0']);
  });
});

describe('resting', () => {
  test('a relative clock wakes after its time, not before', async () => {
    const { clock, go } = stoppedClock();
    const answer = poll(program({}, { clock }), { clock: 1, timeout: 50n });
    const state = { done: false };
    void Promise.resolve(answer).then(() => (state.done = true));
    go(49n);
    await turn();
    expect(state.done).toBe(false);
    go(1n);
    expect(await answer).toEqual(['100 0 0 0 0']);
  });

  test('an absolute clock counts on its own time', async () => {
    const { clock, sleepers, go } = stoppedClock();
    const wish = { clock: 0, timeout: 6_070n, absolute: true };
    const answer = poll(program({}, { clock }), wish);
    await turn();
    expect(sleepers.map(({ due }) => due)).toEqual([1_070n]);
    go(70n);
    expect(await answer).toEqual(['100 0 0 0 0']);
  });

  test('of many clocks the first wakes, and all that are due by then', async () => {
    const { clock, go } = stoppedClock();
    const at = (timeout: bigint) => ({ clock: 1, timeout });
    const answer = poll(
      program({}, { clock }),
      at(30n),
      at(10n),
      at(10n),
      at(20n),
    );
    go(10n);
    expect(await answer).toEqual(['101 0 0 0 0', '102 0 0 0 0']);
  });

  test('a key wakes, and the timer is told that nobody waits', async () => {
    const { clock, sleepers } = stoppedClock();
    const { stdin, type } = keyboard();
    const p = program({}, { clock, stdin });
    const answer = poll(p, { clock: 1, timeout: 10n ** 9n }, { read: 0 });
    await turn();
    expect(sleepers.map(({ gone }) => gone)).toEqual([false]);
    type('x');
    expect(await answer).toEqual(['101 0 1 1 0']);
    expect(sleepers.map(({ gone }) => gone)).toEqual([true]);
  });

  test('the end of input wakes too', async () => {
    const { stdin, type } = keyboard();
    const answer = poll(program({}, { stdin }), { read: 0 });
    type('');
    expect(await answer).toEqual(['100 0 1 0 1']);
  });

  test('a program that rests does not look again and again', async () => {
    const { clock, go } = stoppedClock();
    const { stdin, looks } = keyboard();
    const p = program({}, { clock, stdin });
    const answer = poll(p, { clock: 1, timeout: 50n }, { read: 0 });
    for (let i = 0; i < 20; i++) await turn();
    expect(looks.count).toBe(1);
    go(50n);
    expect(await answer).toEqual(['100 0 0 0 0']);
    expect(looks.count).toBe(2);
  });

  test('a clock that wakes early is given the rest of its time', async () => {
    const { clock, sleepers, go } = stoppedClock();
    const answer = poll(program({}, { clock }), { clock: 1, timeout: 50n });
    await turn();
    sleepers[0]?.wake();
    await turn();
    expect(sleepers.map(({ due }) => due)).toEqual([1_050n, 1_050n]);
    go(50n);
    expect(await answer).toEqual(['100 0 0 0 0']);
  });
});

test('in the deterministic world an hour passes at once, in order', async () => {
  const p = program({ stdin: [{ at: 2n * 10n ** 9n, text: 'x' }] });
  const hour = { clock: 1, timeout: 3_600n * 10n ** 9n };
  expect(await poll(p, hour, { read: 0 })).toEqual(['101 0 1 1 0']);
  expect(p.world.clock.monotonic()).toBe(2_000_000_001n);
  expect(await poll(p, hour)).toEqual(['100 0 0 0 0']);
  expect(p.world.clock.monotonic()).toBe(3_602_000_000_001n);
});

test('a sleep costs one look at the clock and one timer, however long it is', async () => {
  const { clock, sleepers, go } = stoppedClock();
  let looks = 0;
  const p = program(
    {},
    {
      clock: {
        ...clock,
        monotonic: () => {
          looks++;
          return clock.monotonic();
        },
      },
    },
  );
  const answer = poll(p, { clock: 1, timeout: 3_600_000_000_000n });
  for (let i = 0; i < 50; i++) await turn();
  const before = looks;
  for (let i = 0; i < 50; i++) await turn();
  expect(sleepers.length).toBe(1);
  expect(looks).toBe(before);
  go(3_600_000_000_000n);
  expect(await answer).toEqual(['100 0 0 0 0']);
});

/**
 * Host calls as a page keeps them: counted, chosen, as rows of memory, and as
 * files; from a run of a real program.
 */

import { describe, expect, test } from 'vitest';
import {
  callsJson,
  callsText,
  createCallLog,
} from '../../site/console/calllog.ts';
import { memoryRows } from '../../site/console/calllog.ts';
import { startProgram } from '../../site/console/program.ts';
import type { TraceLine } from '../../site/console/protocol.ts';
import { program, request, startHere } from './here.ts';

/** The calls of a program that says hello. */
async function heard(): Promise<TraceLine[]> {
  const lines: TraceLine[] = [];
  const { ended } = startProgram(startHere, request(program('wat-hello')), {
    trace: (more) => void lines.push(...more),
  });
  await ended;
  return lines;
}

const line = (number: number, text: string, whose?: string): TraceLine => ({
  ...{ number, text, failed: false },
  ...(whose === undefined ? {} : { program: whose }),
});

describe('a log of calls', () => {
  test('counts, also those that were too many to be sent', () => {
    const log = createCallLog();
    log.add([line(1, 'a()'), line(2, 'b()'), line(9, 'a(1)')]);
    expect([log.total(), log.kept(), log.names()]).toEqual([9, 3, ['a', 'b']]);
    // Two programs, and one of them again.
    log.add([line(1, 'c()', 'x'), line(1, 'c()', 'y'), line(2, 'c()', 'x')]);
    log.add([line(1, 'c()', 'x')]);
    expect(log.total()).toBe(13);
    log.clear();
    expect([log.total(), log.kept(), log.names()]).toEqual([0, 0, []]);
  });

  test('keeps the last of 100,000', () => {
    const log = createCallLog();
    for (let at = 0; at < 100; at++)
      log.add(
        Array.from({ length: 1000 }, (_, i) => line(at * 1000 + i + 1, 'f()')),
      );
    expect([log.total(), log.kept()]).toEqual([100_000, 20_000]);
    expect(log.wanted({ name: '', text: '' })[0]?.line.number).toBe(80_001);
  });

  test('is chosen from by function and by text', () => {
    const log = createCallLog();
    log.add([line(1, 'fd_write(1, "Sand")'), line(2, 'fd_read(0)')]);
    log.add([line(3, 'fd_write(2, "stone")')]);
    const numbers = (name: string, text: string) =>
      log.wanted({ name, text }).map(({ line: { number } }) => number);
    expect(numbers('fd_write', '')).toEqual([1, 3]);
    expect(numbers('', 'sand')).toEqual([1]);
    expect(numbers('fd_read', 'sand')).toEqual([]);
    expect(numbers('fd_', '')).toEqual([]);
  });

  test('is written as text and as JSON', async () => {
    const log = createCallLog();
    log.add(await heard());
    const all = log.wanted({ name: 'fd_write', text: '' });
    expect(callsText(all)).toMatch(
      /^ {5}\d {2}fd_write\(1, .* \(\d+\.\d{3} ms\)\n$/,
    );
    const json: unknown = JSON.parse(callsJson(all));
    expect(json).toMatchObject({
      name: 'fd_write',
      errno: 'success',
      at: 16,
    });
    expect(json).toHaveProperty('bytes', expect.stringMatching(/^48656c6c6f/));
  });
});

describe('rows of memory', () => {
  test('lie as the memory does', () => {
    const bytes = new TextEncoder().encode('Hi, sand!\n砂');
    expect(memoryRows(bytes, 0x1002, 8)).toEqual([
      { at: '0x001000', hex: '      48 69 2c 20 73 61', text: '  Hi, sa' },
      { at: '0x001008', hex: '6e 64 21 0a e7 a0 82   ', text: 'nd!···· ' },
    ]);
    expect(memoryRows(new Uint8Array(0), 0)).toEqual([]);
  });
});

/** Clocks and chance, as the world lends them. */

import { expect, test } from 'vitest';
import { program } from './program.ts';

test('clock_time_get gives nanoseconds', () => {
  const p = program({ start: 1_000_000_000n });
  expect(p.call('clock_time_get', 0, 0n, 1)).toBe('success');
  expect(p.hex(0, 10)).toBe('3f 00 ca 9a 3b 00 00 00 00 3f');
});

test('the monotonic clock is above zero: Go refuses a zero', () => {
  const p = program();
  expect(p.call('clock_time_get', 1, 0n, 0)).toBe('success');
  expect(p.view.getBigUint64(0, true)).toBeGreaterThan(0n);
});

test('clock_res_get is never 0', () => {
  const p = program();
  expect(p.call('clock_res_get', 1, 0)).toBe('success');
  expect(p.view.getBigUint64(0, true)).toBeGreaterThan(0n);
});

test.each([2, 3, 4])('clock %i is inval', (id) => {
  expect(program().call('clock_time_get', id, 0n, 0)).toBe('inval');
  expect(program().call('clock_res_get', id, 0)).toBe('inval');
});

test('random_get fills exactly what it is given', () => {
  const p = program({ seed: 1 });
  expect(p.call('random_get', 1, 4)).toBe('success');
  expect(p.text(0, 1) + p.text(5, 1)).toBe('??');
  expect(p.text(1, 4)).not.toBe('????');
  const again = program({ seed: 1 });
  again.call('random_get', 1, 4);
  expect(again.hex(1, 4)).toBe(p.hex(1, 4));
});

/** Arguments and environment: how much room, then the strings themselves. */

import { expect, test } from 'vitest';
import { program } from './program.ts';

test('args_get copies the strings, and where each begins', () => {
  const p = program({ args: ['a', 'bc'] });
  expect(p.call('args_get', 1, 12)).toBe('success');
  expect(p.hex(0, 10)).toBe('3f 0c 00 00 00 0e 00 00 00 3f');
  expect(p.text(11, 7)).toBe('?a\0bc\0?');
});

test('args_sizes_get counts strings, and bytes with their NULs', () => {
  const p = program({ args: ['a', 'bc', '砂場'] });
  expect(p.call('args_sizes_get', 1, 9)).toBe('success');
  expect(p.hex(0, 14)).toBe('3f 03 00 00 00 3f 3f 3f 3f 0c 00 00 00 3f');
});

test('environ_get writes NAME=value', () => {
  const p = program({ env: [['A', 'b'], ['LANG', '']] }); // prettier-ignore
  expect(p.call('environ_get', 0, 16)).toBe('success');
  expect(p.hex(0, 8)).toBe('10 00 00 00 14 00 00 00');
  expect(p.text(16, 11)).toBe('A=b\0LANG=\0?');
  expect(p.call('environ_sizes_get', 0, 4)).toBe('success');
  expect(p.hex(0, 8)).toBe('02 00 00 00 0a 00 00 00');
});

test('room that ends outside is a fault, and nothing is written', () => {
  const p = program({ args: ['a', 'bc'] });
  expect(p.call('args_get', 0x1000 - 7, 0)).toBe('fault');
  expect(p.call('args_get', 0, 0x1000 - 4)).toBe('fault');
  expect(p.text(0, 0x1000)).toBe('?'.repeat(0x1000));
  expect(p.call('args_get', 0, 0x1000 - 5)).toBe('success');
});

/** The shell sessions that lessons show, run again: what they say still comes back. */

import { expect, test } from 'vitest';
import { perform, recorded, sessions } from '../../lessons/shell.ts';

test('there are sessions to run', () => {
  expect(sessions().length).toBeGreaterThan(0);
});

test.each(sessions())('%s says what its commands answer', (path) => {
  const session = recorded(path);
  expect(perform(session)).toBe(session);
});

test('a session without a command is refused', () => {
  expect(() => perform('Hello\n')).toThrow('without a command');
});

test('what comes back is what the commands answer now', () => {
  const stale = '$ false\nnot this\n$ echo $?\n0\n';
  expect(perform(stale)).toBe('$ false\n$ echo $?\n1\n');
});

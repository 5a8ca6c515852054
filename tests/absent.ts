/**
 * What a test needs and the repository does not hold: where it is absent the
 * test says so loudly, and on a machine that is there to prove things (CI) it
 * fails.
 */

import { test } from 'vitest';

/** Stands for the tests that `what` would have allowed, at `where`. */
export function absent(what: string, where: string): void {
  const message = `${what} is ABSENT: no ${where}`;
  process.stderr.write(`\n${message}\n`);
  const inCI = process.env['CI'] !== undefined;
  test.skipIf(!inCI)(message, () => {
    throw new Error(message);
  });
}

/**
 * What a test needs and the repository does not hold: where it is absent the
 * test says so loudly, and on a machine that is there to prove things (CI) it
 * fails, unless it is known that such a machine may lack it.
 */

import { test } from 'vitest';

/** Stands for the tests that `what` would have allowed, at `where`; `mayBe` says that CI may do without. */
export function absent(what: string, where: string, mayBe = false): void {
  const message = `${what} is ABSENT: no ${where}`;
  process.stderr.write(`\n${message}\n`);
  const fails = process.env['CI'] !== undefined && !mayBe;
  test.skipIf(!fails)(message, () => {
    throw new Error(message);
  });
}

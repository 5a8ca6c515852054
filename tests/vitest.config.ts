/**
 * Which files are tests: `unit` runs in Node alone, `e2e` in a real browser
 * against the built site, one file at a time.
 */

import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: `${import.meta.dirname}/..`,
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/e2e/**'],
          testTimeout: 60_000,
          // Programs run for real, in workers and processes: on a machine that
          // is busy with something else one may be late once, but not twice.
          retry: 1,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          fileParallelism: false,
          // The same for a browser, which has more to be late with.
          retry: 2,
          expect: { poll: { timeout: 20_000, interval: 20 } },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});

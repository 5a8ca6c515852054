/**
 * The host of gofmt by TinyGo: a reactor without a single import. A text goes
 * in by the program's own allocator, and comes out by two exports that say
 * where it is and how long.
 */

import { put } from '../../../site/console/guest.ts';
import type { ProgramHost } from '../../../site/console/guest.ts';

/** Formats the Go source on standard input. */
export const host: ProgramHost = {
  async run({ start, input, world }) {
    const gofmt = await start();
    await gofmt.call('_initialize');
    const source = await input();
    const bytes = new TextEncoder().encode(source);
    put(gofmt, await gofmt.call('alloc', bytes.length), bytes);
    // 0: nothing to change; 1: formatted; anything else: not Go, and why.
    const result = await gofmt.call('format');
    const at = await gofmt.call('output_ptr');
    const length = await gofmt.call('output_len');
    const answer = gofmt.memory().bytes.slice(at, at + length);
    await gofmt.call('dispose');
    if (result > 1) {
      await world.stderr.write(answer);
      return 2;
    }
    await world.stdout.write(result === 0 ? bytes : answer);
    return 0;
  },
};

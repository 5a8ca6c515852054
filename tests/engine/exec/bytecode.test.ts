/**
 * V8 never optimises a function whose bytecode is longer than 61,440 bytes,
 * and what is left then is 15 times slower. So the machine's loop is measured,
 * by V8 itself, as Node runs it.
 */

import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

const limit = 61_440;

const program = `
  import { createMachine, instantiate, invoke, parseWat, run } from './engine/index.ts';
  const { exports } = instantiate(parseWat('(module (func (export "f")))'));
  const machine = createMachine();
  invoke(machine, exports.get('f'), []);
  if (run(machine, 10).why !== 'done') throw new Error('it did not run');
`;

test("the machine's loop is short enough for V8's optimiser", () => {
  const printed = execFileSync(
    process.execPath,
    [
      '--print-bytecode',
      '--print-bytecode-filter=steps',
      '--no-warnings',
      '--input-type=module',
      '--eval',
      program,
    ],
    { encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  const found = /function: steps\b[^]*?Bytecode length: (\d+)/.exec(printed);
  const length = Number(found?.[1] ?? Number.NaN);
  process.stdout.write(
    `\nthe machine's loop: ${length} bytes of bytecode, ${limit - length} short of the limit of V8's optimiser\n`,
  );
  // It has some two hundred cases: less would be another function.
  expect(length).toBeGreaterThan(10_000);
  expect(length).toBeLessThan(limit);
});

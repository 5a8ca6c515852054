/**
 * Random modules with a byte changed: this engine and Node's must agree on
 * whether what is left is a valid module. Where they do not, the reason is
 * named here with the paragraph of the specification.
 * `SUNABA_FLIPS=100000` tries more of them.
 */

import { expect, test } from 'vitest';
import { decode, validate } from '../../../engine/index.ts';
import { Invalid, Malformed } from '../../../engine/index.ts';
import { generate, random } from '../generate.ts';

const count = Number(process.env['SUNABA_FLIPS'] ?? 6000);

/** How many bytes are changed in each module, one at a time. */
const each = 20;

/** What V8 takes and this engine refuses, by how it says so. */
const known: readonly (readonly [RegExp, string])[] = [
  [
    /^illegal opcode (06|07|09|18|19) /,
    'try, catch, rethrow, delegate and catch_all came before try_table; 3.0 has no such instructions (5.4.1)',
  ],
];

/** What this engine has against a module; undefined where it is valid. Throws what is neither Malformed nor Invalid. */
function complaint(bytes: Uint8Array): string | undefined {
  try {
    validate(decode(bytes));
    return undefined;
  } catch (error) {
    if (error instanceof Malformed || error instanceof Invalid)
      return error.message;
    throw error;
  }
}

test(`${count} damaged modules are judged as in Node`, () => {
  const verdicts = { valid: 0, refused: 0, known: 0 };
  let bytes: Uint8Array = new Uint8Array();
  for (let i = 0; i < count; i++) {
    const seed = 1 + Math.floor(i / each);
    if (i % each === 0) ({ bytes } = generate(seed));
    const next = random(seed * 31 + (i % each));
    const at = 8 + (next() % (bytes.length - 8));
    const damaged = new Uint8Array(bytes);
    // A single bit as often as any other byte.
    const change = i % 2 ? 1 << (next() % 8) : 1 + (next() % 255);
    damaged[at] = (damaged[at] ?? 0) ^ change;
    const ours = complaint(damaged);
    const native = WebAssembly.validate(damaged);
    if (native === (ours === undefined)) {
      verdicts[native ? 'valid' : 'refused']++;
      continue;
    }
    const reason = known.find(([words]) => ours && words.test(ours));
    expect(
      reason,
      `seed ${seed}, byte ${at} ^ ${change}: ${ours}`,
    ).toBeTruthy();
    verdicts.known++;
  }
  console.log(
    `${verdicts.valid} are valid, ${verdicts.refused} are not, ${verdicts.known} differ as is known`,
  );
  expect(verdicts.valid).toBeGreaterThan(count / 10);
  expect(verdicts.refused).toBeGreaterThan(count / 10);
}, 3_600_000);

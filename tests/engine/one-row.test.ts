/**
 * One row is one instruction: a made-up one is added to the table, and nothing
 * else; then the parser reads it, the encoder writes it, the decoder finds it,
 * the validator knows its type, the printer its name, and both lowerings run it.
 */

import { beforeAll, describe, expect, test, vi } from 'vitest';
import type * as Engine from '../../engine/index.ts';
import type * as Table from '../../engine/syntax/instructions.ts';

const made = {
  code: (0xfc << 12) | 0x77,
  name: 'i32.average',
  immediates: [],
  type: 'i32 i32 -> i32',
  meaning: (a: number, b: number) => (a + b) / 2,
  width: 0,
};

let engine: typeof Engine;
beforeAll(async () => {
  vi.resetModules();
  vi.doMock('../../engine/syntax/instructions.ts', async (original) => {
    const table = await original<typeof Table>();
    return {
      ...table,
      instructions: [...table.instructions, made],
      instructionByCode: new Map<number, unknown>([
        ...table.instructionByCode,
        [made.code, made],
      ]),
    };
  });
  engine = await import('../../engine/index.ts');
});

const text = `(module
  (func (export "f") (param i32 i32) (result i32)
    (i32.average (local.get 0) (local.get 1))))`;

describe('one row', () => {
  test('is parsed, encoded and decoded', () => {
    const { bytes } = engine.parseWat(text);
    expect(Buffer.from(bytes).includes(Buffer.from([0xfc, 0x77]))).toBe(true);
    const module = engine.decode(bytes);
    expect(engine.encode(module)).toEqual(bytes);
  });

  test('is printed', () => {
    const printed = engine.print(engine.parseWat(text));
    expect(printed).toContain('i32.average');
    expect(engine.parseWat(printed).bytes).toEqual(engine.parseWat(text).bytes);
  });

  test('is validated', () => {
    engine.validate(engine.parseWat(text));
    const wrong = text.replace('(local.get 1)', '(i64.const 1)');
    expect(() => engine.validate(engine.parseWat(wrong))).toThrow(
      'type mismatch',
    );
  });

  test.each(['plain', 'fused'] as const)('is run, %s', (lowering) => {
    const module = engine.parseWat(text);
    const { exports } = engine.instantiate(module, {}, { lowering });
    const func = exports.get('f');
    if (func?.kind !== 'func') throw new Error('no function f');
    const machine = engine.createMachine();
    engine.invoke(machine, func, [3, 6]);
    expect(engine.run(machine, 100)).toEqual({ why: 'done', values: [4] });
  });
});

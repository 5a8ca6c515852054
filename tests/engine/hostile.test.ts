/**
 * A real program, cut short and damaged: decoding and validating give a module
 * or an error of theirs, soon, whatever is wrong.
 */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decode } from '../../engine/binary/decode.ts';
import { sections } from '../../engine/binary/sections.ts';
import { Invalid, Malformed } from '../../engine/syntax/errors.ts';
import { validate } from '../../engine/valid/module.ts';
import { func, hex, uleb as digits } from './binary/bytes.ts';

const program = new Uint8Array(
  readFileSync('lessons/programs/go-hello/go-hello.wasm'),
);

/** The name of the error that decoding or validating ends with; any other error is the engine's fault. */
function verdict(bytes: Uint8Array): 'valid' | 'Invalid' | 'Malformed' {
  try {
    validate(decode(bytes));
    return 'valid';
  } catch (error) {
    if (error instanceof Malformed || error instanceof Invalid) {
      expect(error.message).toMatch(/\(.*\)$/s);
      return error instanceof Invalid ? 'Invalid' : 'Malformed';
    }
    throw error;
  }
}

test('the program itself is valid', () => {
  expect(verdict(program)).toBe('valid');
});

test('a truncated program is malformed, wherever it is cut', () => {
  const places = Array.from({ length: 800 }, (_, i) =>
    Math.floor(200 + ((program.length - 200) * i) / 800),
  );
  // Between two sections a program may end and lack only what would follow.
  const whole = new Set(sections(program).map(({ start }) => start));
  for (const end of [...Array.from({ length: 200 }, (_, i) => i), ...places]) {
    const found = verdict(program.subarray(0, end));
    if (!whole.has(end)) expect([end, found]).toEqual([end, 'Malformed']);
  }
}, 300_000);

test('a damaged program is judged: 10,000 bytes, one at a time', () => {
  let seed = 20_261_120;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const seen = { valid: 0, Invalid: 0, Malformed: 0 };
  const damage = (bytes: Uint8Array, times: number) => {
    expect(verdict(bytes)).toBe('valid');
    for (let i = 0; i < times; i++) {
      const at = random(bytes.length);
      const was = bytes[at] ?? 0;
      bytes[at] = was ^ (1 + random(255));
      seen[verdict(bytes)]++;
      bytes[at] = was;
    }
  };
  damage(program.slice(), 100);
  for (let part = 0; part < parts; part += 3) damage(thinned(part), 330);
  const { valid, Invalid: invalid, Malformed: malformed } = seen;
  expect(valid + invalid + malformed).toBe(10_000);
  expect(Math.min(valid, invalid, malformed)).toBeGreaterThan(500);
}, 300_000);

/** Judging all of the program takes 50 ms, and judging a thinned one a few. */
const parts = 90;

const { funcs, datas } = decode(program);

/** The program with every `parts`th function and data segment; other bodies only trap. */
function thinned(part: number): Uint8Array {
  const stays = (_: unknown, index: number) => index % parts === part;
  const code = funcs.map(({ locals, body }, index) => {
    if (!stays(undefined, index)) return [0x03, 0x00, 0x00, 0x0b];
    const runs = locals.map(([count, type]) => [...uleb(count), type]);
    const bytes = program.subarray(body.start, body.end);
    const entry = [...uleb(runs.length), ...runs.flat(), ...bytes];
    return [...uleb(entry.length), ...entry];
  });
  const data = datas.filter(stays).map(({ bytes, mode }) => {
    if (mode.kind !== 'active') expect.fail('Go has active segments only');
    const { start, end } = mode.offset;
    const held = program.subarray(bytes.start, bytes.end);
    const offset = program.subarray(start, end);
    return [0x00, ...offset, ...uleb(held.length), ...held];
  });
  const section = (id: number, items: readonly (readonly number[])[]) => {
    const content = [...uleb(items.length), ...items.flat()];
    return [id, ...uleb(content.length), ...content];
  };
  const all = sections(program).flatMap(({ kind, id, start, end }) => {
    if (kind === 'code') return section(id, code);
    if (kind === 'data') return section(id, data);
    return kind === 'custom' ? [] : [...program.subarray(start, end)];
  });
  return Uint8Array.from([...program.subarray(0, 8), ...all]);
}

const uleb = (value: number): number[] => [...hex(digits(value))];

describe('nesting has no limit', () => {
  const depth = 50_000;
  test.each([
    ['blocks', '02 40', '0b'],
    ['loops', '03 40', '0b'],
    ['ifs', '41 00 04 40', '0b'],
    ['elses', '41 00 04 40 05', '0b'],
    ['blocks that give', '02 7f', '0b'],
  ])('%s', (_, open, close) => {
    const value = open.endsWith('7f') ? '41 00' : '';
    const end = value ? '1a 0b' : '0b';
    const nested = (closed: number) =>
      func(
        `${`${open} `.repeat(depth)} ${value} ${`${close} `.repeat(closed)} ${end}`,
      );
    expect(verdict(nested(depth))).toBe('valid');
    expect(verdict(nested(depth - 2))).toBe('Malformed');
  });
});

test('a few bytes may not ask for all of memory', () => {
  const call = (times: number) =>
    func(`${'10 00 '.repeat(times)} 00 0b`, { results: '7f '.repeat(1_000) });
  expect(verdict(call(1_000))).toBe('valid');
  expect(() => validate(decode(call(1_002)))).toThrow('too many operands');
});

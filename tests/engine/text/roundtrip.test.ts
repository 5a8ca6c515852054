/**
 * There and back: bytes to module to bytes, module to text to module. Tried on
 * random modules, on the programs of the lessons, and on every module of the
 * official test suite that the engine can read.
 */

import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decode, encode, names, parseWat } from '../../../engine/index.ts';
import { print } from '../../../engine/index.ts';
import type { Module } from '../../../engine/index.ts';
import { generate } from '../generate.ts';
import { modulesOf } from '../../modules.ts';
import { suiteFolder } from '../../suites.ts';
import { difference } from './same.ts';

const forms = [{}, { fold: true, offsets: true }] as const;

/** What becomes of a module by way of its text, in whichever form, is the same module. */
function throughText(module: Module): Module {
  const read = parseWat(print(module));
  for (const form of forms) {
    const text = print(module, form);
    const bytes = form === forms[0] ? read : parseWat(text);
    expect(Buffer.compare(encode(bytes), encode(read))).toBe(0);
  }
  return read;
}

test('random modules', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const { bytes } = generate(seed);
    const module = decode(bytes);
    expect(Buffer.compare(encode(module), bytes), `seed ${seed}`).toBe(0);
    const read = throughText(module);
    expect(difference(read, module), `seed ${seed}`).toBe(undefined);
  }
});

describe('the programs of the lessons', () => {
  const programs = globSync('lessons/programs/*/*.wasm').sort();
  expect(programs.length).toBeGreaterThan(8);

  test.each(programs)('%s', (path) => {
    const bytes = new Uint8Array(readFileSync(path));
    const module = decode(bytes);
    const again = decode(encode(module));
    // Go writes the sizes of its sections in five bytes, whatever they are.
    const shortest = !module.customs.some(({ name }) => name === 'go:buildid');
    expect(Buffer.compare(again.bytes, bytes) === 0).toBe(shortest);
    expect(Buffer.compare(encode(again), again.bytes)).toBe(0);
    if (bytes.length > 1_000_000) return;
    const read = throughText(module);
    expect(names(read)).toEqual(names(module));
    expect(difference(read, module)).toBe(undefined);
  });
});

const suite = suiteFolder('spec') ?? '';

test.runIf(existsSync(suite))('the modules of the official suite', () => {
  let count = 0;
  for (const path of globSync(`${suite}/**/*.wast`)) {
    for (const module of modulesOf(readFileSync(path, 'utf8'))) {
      const again = decode(encode(module));
      expect(difference(again, module), path).toBe(undefined);
      const read = throughText(module);
      expect(difference(read, module), path).toBe(undefined);
      count++;
    }
  }
  process.stdout.write(`\n${count} modules of the suite, there and back\n`);
  expect(count).toBeGreaterThan(2_500);
});

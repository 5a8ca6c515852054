/**
 * There and back with the largest modules at hand, each once: what compilers
 * make of whole programs. Kept apart from the others because it takes a while.
 */

import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { decode, encode, names, parseWat } from '../../../engine/index.ts';
import { print } from '../../../engine/index.ts';
import { difference } from './same.ts';

const paths = [
  'lessons/programs/go-hello/go-hello.wasm',
  'node_modules/@wasm-fmt/gofmt/gofmt.wasm',
  'node_modules/sh-syntax/main.wasm',
  'node_modules/esbuild-wasm/esbuild.wasm',
].filter((path) => existsSync(path));

test('they are there', () => expect(paths.length).toBeGreaterThan(2));

test.each(paths)(
  '%s',
  (path) => {
    const module = decode(new Uint8Array(readFileSync(path)));
    const again = decode(encode(module));
    expect(Buffer.compare(encode(again), again.bytes)).toBe(0);
    expect(names(again)).toEqual(names(module));
    const read = parseWat(print(module));
    expect(difference(read, module)).toBe(undefined);
  },
  600_000,
);

/**
 * The playground's view of a file: rows for a module, a clear word for what is
 * none, and advice for modules that were made for another host.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encode, parseWat } from '../../engine/index.ts';
import { firstEntry, listFile } from '../../site/play/listing.ts';
import { environmentOf } from '../../site/play/settings.ts';
import { adviceText, playWords } from '../../site/play/words.ts';

const programs = join(import.meta.dirname, '../../lessons/programs');
const program = (path: string): Uint8Array =>
  new Uint8Array(readFileSync(join(programs, path)));

const utf8 = new TextEncoder();
const wat = (text: string): Uint8Array => encode(parseWat(text));

describe('a module', () => {
  test('is listed: sections, imports, exports, what made it', () => {
    const listing = listFile('x', program('rust-hello/rust-hello.wasm'));
    expect(listing.problem).toBeUndefined();
    expect(listing.advice).toBeUndefined();
    expect(listing.sections.map(([kind]) => kind)).toContain('code');
    expect(listing.imports).toContainEqual([
      'func',
      'wasi_snapshot_preview1',
      'fd_write',
      '(i32, i32, i32, i32) -> (i32)',
    ]);
    expect(listing.exports).toContainEqual(['func', '_start', '() -> ()']);
    expect(listing.producers.flat()).toContain('Rust');
  });

  test('comes as text as well, whatever it begins with', () => {
    const text = program('wat-hello/hello.wat');
    const listing = listFile('hello.wat', text);
    expect(listing.problem).toBeUndefined();
    expect(listing.entries.map(({ name }) => name)).toContain('_start');
    // Bytes decide, not the name.
    const bytes = program('wat-hello/wat-hello.wasm');
    expect(listFile('hello.wat', bytes).bytes).toBe(bytes);
  });

  test('that is not valid is listed all the same', () => {
    const bytes = wat('(module (func (export "f") (result i32)))');
    const listing = listFile('x.wasm', bytes);
    expect(listing.problem).toMatchObject({ kind: 'invalid' });
    expect(listing.exports).toHaveLength(1);
  });
});

// prettier-ignore
const damaged: readonly [string, string, Uint8Array, RegExp][] = [
  ['nothing', 'x.wasm', new Uint8Array(), /unexpected end/],
  ['a picture', 'x.wasm', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), /magic header/],
  ['a module cut off', 'x.wasm', program('wat-hello/wat-hello.wasm').slice(0, 60), /unexpected end|length out of bounds/],
  ['a text with a slip', 'x.wat', utf8.encode('(module\n  (func (export "f") (i32.ad)))'), /^2:|i32\.ad/],
  ['bytes that are no text', 'x.wat', Uint8Array.of(0xff, 0xfe, 0x00), /./],
];

describe('what is no module', () => {
  test.each(damaged)('%s', (_name, name, bytes, message) => {
    const { problem, sections } = listFile(name, bytes);
    expect(problem?.kind).toBe('malformed');
    expect(problem?.message).toMatch(message);
    expect(sections).toEqual([]);
  });
});

// prettier-ignore
const advised: readonly [string, string | undefined][] = [
  ['(module (import "gojs" "runtime.wasmExit" (func)))', 'go-js'],
  ['(module (import "go" "debug" (func)))', 'go-js'],
  ['(module (import "wasi_snapshot_preview1" "fd_write" (func)) (import "gojs" "syscall/js.valueGet" (func)))', 'go-js'],
  ['(module (import "env" "syscall/js.valueGet" (func)))', 'tinygo-js'],
  ['(module (import "wbg" "__wbindgen_throw" (func)))', 'wasm-bindgen'],
  ['(module (import "./hello_bg.js" "alert" (func)))', 'wasm-bindgen'],
  ['(module (import "env" "emscripten_resize_heap" (func)))', 'emscripten'],
  ['(module (import "wasi_unstable" "fd_write" (func)))', 'preview0'],
  ['(module (import "moon" "rise" (func)))', 'own-host'],
  ['(module (import "wasi_snapshot_preview1" "fd_write" (func)))', 'no-memory'],
  ['(module (import "wasi_snapshot_preview1" "sched_yield" (func)) (memory (export "memory") 1))', undefined],
  ['(module (func (export "f")))', undefined],
];

describe('advice', () => {
  test.each(advised)('%s: %s', (text, advice) => {
    const listing = listFile('x.wasm', wat(text));
    expect(listing.advice).toBe(advice);
    if (listing.advice === undefined) return;
    const [en, ja] = (['en', 'ja'] as const).map((language) =>
      adviceText(playWords(language), listing.advice ?? 'own-host'),
    );
    expect(en).toMatch(/\.$/);
    expect(ja).toMatch(/。$/);
  });

  test('for a component', () => {
    const bytes = Uint8Array.of(0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0);
    const listing = listFile('x.wasm', bytes);
    expect(listing.advice).toBe('component');
    expect(listing.problem?.kind).toBe('malformed');
  });
});

describe('the function to call', () => {
  const first = (...names: readonly [name: string, params?: string][]) =>
    firstEntry(
      listFile(
        'x',
        wat(
          `(module ${names.map(([name, params = '']) => `(func (export "${name}") ${params})`).join(' ')})`,
        ),
      ).entries,
    );

  test.each([
    [first(['run'], ['_start']), '_start'],
    [first(['add', '(param i32)'], ['run']), 'run'],
    [first(['_initialize'], ['add', '(param i32)']), 'add'],
    [first(['_initialize']), '_initialize'],
    [first(), undefined],
  ])('%s is %s', (found, wanted) => {
    expect(found).toBe(wanted);
  });
});

test('the environment is read line by line', () => {
  expect(environmentOf('A=b=c\n\n# no\n B =\n=x\nLANG=ja')).toEqual({
    A: 'b=c',
    B: '',
    LANG: 'ja',
  });
});

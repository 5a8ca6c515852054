/**
 * The byte view's two readings: every byte of a module in exactly one field,
 * and every instruction of a WAT text beside the bytes that it became.
 */

import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decode, encode, parseWat, sections } from '../../engine/index.ts';
import { fields, sectionFields } from '../../site/components/bytes/fields.ts';
import { leaves } from '../../site/components/bytes/notes.ts';
import type { Field } from '../../site/components/bytes/notes.ts';
import { rows } from '../../site/components/bytes/rows.ts';
import { spans } from '../../site/components/bytes/wat.ts';
import { bytesWords, say } from '../../site/components/bytes/words.ts';
import { modulesOf } from '../modules.ts';
import { suiteFolder } from '../suites.ts';

const folder = join(import.meta.dirname, '../../lessons/programs');
const read = (path: string) => readFileSync(join(folder, path));
const modules = globSync('*/*.wasm', { cwd: folder }).sort();
const texts = globSync('*/*.wat', { cwd: folder }).sort();
const detail = (bytes: Uint8Array) => (bytes.length > 1e6 ? 2000 : Infinity);

/** All fields of a tree, outer before inner. */
const all = (tree: readonly Field[]): Field[] =>
  tree.flatMap((field) => [field, ...all(field.children)]);

/** The field whose leaf holds the byte at `at`. */
const leafAt = (tree: readonly Field[], at: number) =>
  leaves(tree).find(({ start, end }) => start <= at && at < end);

/** A module of the header and these sections, given as id and content. */
function moduleOf(...parts: readonly (readonly [number, number[]])[]) {
  const bytes = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  for (const [id, body] of parts) bytes.push(id, body.length, ...body);
  return Uint8Array.from(bytes);
}

/** Expects the leaves to be the whole file, without gap or overlap, and each field to be its children. */
function covered(tree: readonly Field[], bytes: Uint8Array, name?: string) {
  let at = 0;
  for (const { start, end } of leaves(tree)) {
    if (start !== at || end <= start) expect(start, name).toBe(at);
    at = end;
  }
  expect(at, name).toBe(bytes.length);
  for (const { start, end, children } of all(tree)) {
    const first = children[0]?.start ?? start;
    const last = children.at(-1)?.end ?? end;
    if (first !== start || last !== end)
      expect([first, last], name).toEqual([start, end]);
  }
}

/** What a view that lost its place would say: bytes left over, or no instruction, type or form of that number. */
const lost = ({ label, value }: Field): boolean =>
  label === 'rest' ||
  (label === 'opcode' && value === '?') ||
  (label.endsWith('type') && /^type \d/.test(value)) ||
  (/^(?:form|kind)$/.test(label) && /\d/.test(value));

const suite = suiteFolder('spec') ?? '';

describe('every byte has one meaning', () => {
  test('there are modules to look at', () => {
    expect(modules.length).toBeGreaterThan(5);
    expect(texts.length).toBeGreaterThan(2);
  });

  test.each(modules)('%s', (path) => {
    const bytes = new Uint8Array(read(path));
    covered(fields(bytes, detail(bytes)), bytes);
  });

  test.each(modules)('%s, row by row', (path) => {
    const bytes = new Uint8Array(read(path));
    for (const section of sectionFields(bytes, 500)) {
      const laid = rows(section).flatMap((row) => row.leaves);
      expect(laid).toEqual(leaves([section]));
    }
  });
});

test.runIf(existsSync(suite))('the modules of the official suite', () => {
  let count = 0;
  for (const path of globSync(`${suite}/wasm-3.0/**/*.wast`)) {
    for (const module of modulesOf(readFileSync(path, 'utf8'))) {
      const bytes = encode(module);
      const tree = fields(bytes);
      covered(tree, bytes, path);
      expect(all(tree).filter(lost), path).toEqual([]);
      const items = new Set(all(tree).map(({ item }) => item));
      const types = module.types.map((_, i) => `type ${i}`);
      expect(types.filter((item) => !items.has(item), path)).toEqual([]);
      count++;
    }
  }
  expect(count).toBeGreaterThan(1_500);
});

describe('what fields say', () => {
  const hello = new Uint8Array(read('wat-hello/wat-hello.wasm'));
  const tree = fields(hello);
  const said = (item: string) => all(tree).find((each) => each.item === item);

  test('an import by its two names', () => {
    expect(said('import 0')?.value).toBe('wasi_snapshot_preview1.fd_write');
  });

  test('a function type as people write it', () => {
    expect(said('type 0')?.value).toBe('(i32, i32, i32, i32) → (i32)');
  });

  test('data as text', () => {
    expect(said('data 1')?.value).toBe('"Hello, 砂場!\\n"');
  });

  test('the same counts as the decoder finds', () => {
    const module = decode(hello);
    const items = (section: string) =>
      all(tree).filter(({ item }) => item?.match(`^${section} \\d+$`)).length;
    expect(items('type')).toBe(module.types.length);
    expect(items('code')).toBe(module.funcs.length);
    expect(items('export')).toBe(module.exports.length);
    expect(items('data')).toBe(module.datas.length);
  });

  test('the first byte of each section is its id', () => {
    for (const { start, id } of sections(hello))
      expect([leafAt(tree, start)?.label, hello[start]]).toEqual([
        'section id',
        id,
      ]);
  });

  test.each([
    [[0x44, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f], 'f64.const 1.5'],
    [[0x43, 0, 0, 0x20, 0xc0], 'f32.const -2.5'],
    [[0x42, 0x7f], 'i64.const -1'],
    [[0x42, 0x80, 0x80, 0x80, 0x80, 0x10], 'i64.const 4294967296'],
    [[0x28, 2, 8], 'i32.load offset=8'],
    [[0xfc, 0x0a, 0, 0], 'memory.copy 0 0'],
    [[0x0e, 2, 0, 1, 2], 'br_table 0 1 2'],
    [[0x1c, 1, 0x7f], 'select t i32'],
    [[0xd0, 0x70], 'ref.null func'],
  ])('an instruction with its immediates: %j', (code, value) => {
    const body = [0, ...code, 0x0b];
    const bytes = moduleOf([10, [1, body.length, ...body]]);
    const found = all(fields(bytes)).find(({ item }) => item === 'code 0 0');
    expect(found?.value).toBe(value);
    expect(leaves(fields(bytes)).at(-1)?.end).toBe(bytes.length);
  });

  test('a table of functions, a global and a bounded memory', () => {
    const bytes = moduleOf(
      [4, [1, 0x70, 1, 2, 5]],
      [5, [1, 1, 1, 16]],
      [6, [1, 0x7f, 1, 0x41, 42, 0x0b]],
      [9, [1, 0, 0x41, 0, 0x0b, 2, 0, 1]],
    );
    const values = all(fields(bytes)).flatMap(({ item, value }) =>
      item === undefined ? [] : [`${item}: ${value}`],
    );
    expect(values).toEqual([
      'table 0: 2 … 5',
      'memory 0: 1 … 16',
      'global 0: i32 mutable',
      'element 0: 2',
    ]);
  });

  test('the types, tables, segments and instructions of 3.0', () => {
    const text = `(module
      (rec
        (type $leaf (sub (struct (field (mut i8) i64))))
        (type $node (sub final $leaf
          (struct (field (mut i8) i64 (ref null $node))))))
      (type $bytes (array (mut i8)))
      (type $void (func))
      (memory i64 1)
      (tag $no (type $void))
      (table 2 (ref $leaf) (struct.new_default $leaf))
      (func $f (export "f") (param anyref) (result i32)
        (block $caught
          (try_table (result (ref null $node)) (catch $no $caught)
            (br_on_cast $caught anyref (ref null $bytes) (local.get 0))
            (ref.cast nullref)
            (ref.null $node))
          (drop))
        (ref.test (ref $bytes) (local.get 0)))
      (elem declare func $f)
      (elem (ref null $node) (ref.null none)))`;
    const found = all(fields(parseWat(text).bytes));
    const valueOf = (item: string) =>
      found.find((each) => each.item === item)?.value;
    expect(found.filter(lost)).toEqual([]);
    const types = [0, 1, 2, 3].map((at) => valueOf(`type ${at}`));
    expect(types).toEqual([
      'sub struct (mut i8, i64)',
      'sub final 0 struct (mut i8, i64, (ref null 1))',
      'array mut i8',
      '() → ()',
    ]);
    expect(valueOf('group 0')).toBe('');
    const code = found.filter(({ item }) => item?.startsWith('code 0 '));
    expect(code.map(({ value }) => value)).toEqual([
      'block',
      'try_table (ref null 1) (catch 0 0)',
      'local.get 0',
      'br_on_cast 1 (ref null any) (ref null 2)',
      'ref.cast null none',
      'ref.null 1',
      'end',
      'drop',
      'end',
      'local.get 0',
      'ref.test 2',
      'end',
    ]);
    const said = found.map(({ value }) => value);
    for (const value of ['i64, min', 'exception', 'declarative', 'table'])
      expect(said).toContain(value);
  });

  test('every field has words in both languages', () => {
    for (const locale of ['en', 'ja'] as const) {
      const words = bytesWords(locale);
      const texts = all(tree).map((field) => say(words, field));
      expect(texts.filter((text) => text.trim() === '')).toEqual([]);
      expect(texts.filter((text) => /[{}]|undefined/.test(text))).toEqual([]);
    }
  });
});

describe('a text and its bytes', () => {
  test.each(texts)('%s', (path) => {
    const text = read(path).toString();
    const program = path.split(/[\\/]/)[0] ?? '';
    const tree = all(
      fields(new Uint8Array(read(`${program}/${program}.wasm`))),
    );
    const byItem = new Map(tree.map((field) => [field.item, field]));
    const code = spans(text).filter(({ item }) => /^code \d+ \d+$/.test(item));
    expect(code.length).toBeGreaterThan(0);
    for (const { start, end, item } of code) {
      const word = text.slice(start, end).split(/\s/)[0];
      const name = byItem.get(item)?.value.split(' ')[0];
      expect([item, name]).toEqual([item, word === ')' ? 'end' : word]);
    }
    const missing = spans(text).filter(({ item }) => !byItem.has(item));
    expect(missing.map(({ item }) => item)).toEqual([]);
  });
});

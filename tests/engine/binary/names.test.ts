/**
 * The custom sections that are for people: whole, absent and broken.
 */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decode } from '../../../engine/binary/decode.ts';
import { names, noNames, producers } from '../../../engine/binary/names.ts';
import { section, sized, text, wasm } from './bytes.ts';

const named = (...parts: readonly string[]) =>
  decode(wasm(section(0, `${text('name')} ${parts.join(' ')}`)));
const part = (id: string, content: string) => `${id} ${sized(content)}`;

const module = part('00', text('m'));
const funcs = part('01', `02 00 ${text('f')} 07 ${text('main.main')}`);
const locals = part('02', `01 07 02 00 ${text('x')} 01 ${text('y')}`);
const labels = part('03', 'ff ff ff');

describe('the name section', () => {
  test('names the module, functions and locals', () => {
    expect(names(named(module, funcs, locals))).toEqual({
      ...noNames(),
      module: 'm',
      funcs: new Map([
        [0, 'f'],
        [7, 'main.main'],
      ]),
      locals: new Map([
        [
          7,
          new Map([
            [0, 'x'],
            [1, 'y'],
          ]),
        ],
      ]),
    });
  });

  test('is not needed', () => {
    expect(names(decode(wasm()))).toEqual(noNames());
    expect(names(named())).toEqual(noNames());
  });

  test.each([
    ['a part of an unknown kind', [labels, funcs]],
    ['a broken part before', [part('00', '05 61'), funcs]],
    ['a part that ends early', [funcs, part('02', '01 07 02 00')]],
    ['a part without a size', [funcs, '02']],
    ['a part longer than the section', [funcs, '02 7f 00']],
    ['a name that is not UTF-8', [part('00', '01 ff'), funcs]],
  ])('is read as far as it is in order: %s', (_, parts) => {
    const read = names(named(...parts));
    expect(read.module).toBe(undefined);
    expect(read.funcs.get(7)).toBe('main.main');
    expect(read.locals.size).toBe(0);
  });
});

describe('the producers section', () => {
  const content = `02 ${text('language')} 01 ${text('Go')} ${text('go1.26')}
    ${text('sdk')} 02 ${text('a')} ${text('1')} ${text('b')} ${text('')}`;
  const made = (bytes: string) =>
    producers(decode(wasm(section(0, `${text('producers')} ${bytes}`))));
  const all = [
    { field: 'language', name: 'Go', version: 'go1.26' },
    { field: 'sdk', name: 'a', version: '1' },
    { field: 'sdk', name: 'b', version: '' },
  ];

  test('lists languages and tools', () => expect(made(content)).toEqual(all));

  test('is read as far as it is in order', () => {
    expect(made(content.replace('02 ', '09 '))).toEqual(all);
    expect(made('')).toEqual([]);
    expect(made('ff')).toEqual([]);
    expect(producers(decode(wasm()))).toEqual([]);
  });
});

test('a real program says what its functions are and who made it', () => {
  const bytes = readFileSync('lessons/programs/go-hello/go-hello.wasm');
  const program = decode(new Uint8Array(bytes));
  expect([...names(program).funcs.values()]).toContain('main.main');
  expect(producers(program)).toContainEqual(
    expect.objectContaining({ field: 'language', name: 'Go' }),
  );
});

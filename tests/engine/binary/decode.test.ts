/**
 * What a file may hold, from the outline down to every kind of segment, and
 * what happens when a count, a length or a depth is a lie or just large.
 */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decode } from '../../../engine/binary/decode.ts';
import { sections } from '../../../engine/binary/sections.ts';
import {
  externref,
  f32,
  f64,
  funcref,
  someFunc,
} from '../../../engine/syntax/types.ts';
import { i32, i64 } from '../../../engine/syntax/types.ts';
import { func, hex, pairs, section, sized, text, uleb, wasm } from './bytes.ts';

const goHello = new Uint8Array(
  readFileSync('lessons/programs/go-hello/go-hello.wasm'),
);

describe('the outline', () => {
  const custom = (name: string, content = '') =>
    section(0, `${text(name)} ${content}`);

  test('names sections, and custom ones by the name they give', () => {
    const bytes = wasm(
      custom('first', '01 02'),
      section(1, '00'),
      custom('砂'),
      custom('砂'),
      section(12, '00'),
      section(10, '00'),
      section(11, '00'),
      custom(''),
    );
    expect(
      sections(bytes).map(({ id, kind, name }) => [id, kind, name]),
    ).toEqual([
      [0, 'custom', 'first'],
      [1, 'type', 'type'],
      [0, 'custom', '砂'],
      [0, 'custom', '砂'],
      [12, 'data count', 'data count'],
      [10, 'code', 'code'],
      [11, 'data', 'data'],
      [0, 'custom', ''],
    ]);
    expect(sections(bytes)[0]).toEqual({
      id: 0,
      kind: 'custom',
      name: 'first',
      start: 8,
      bodyStart: 10,
      end: 18,
    });
    expect(decode(bytes).customs).toMatchObject([
      { name: 'first', content: { start: 16, end: 18 } },
      { name: '砂' },
      { name: '砂' },
      { name: '' },
    ]);
  });

  test('leaves no byte of a file out', () => {
    let at = 8;
    for (const { start, bodyStart, end } of sections(goHello)) {
      expect(start).toBe(at);
      expect(bodyStart).toBeGreaterThan(start);
      at = end;
    }
    expect(at).toBe(goHello.length);
  });

  test('of no sections at all', () => expect(sections(wasm())).toEqual([]));
});

describe('what a module says', () => {
  test('types, imports, exports, start', () => {
    const module = decode(
      wasm(
        section(1, '02 60 00 00 60 02 7f 7e 04 7d 7c 70 6f'),
        section(
          2,
          `04 ${text('a')} ${text('f')} 00 01 ${text('a')} ${text('t')} 01 6f 01 02 05
           ${text('b')} ${text('m')} 02 00 03 ${text('')} ${text('g')} 03 7e 01`,
        ),
        section(3, '01 00'),
        section(7, `02 ${text('x')} 00 01 ${text('y')} 03 00`),
        section(8, '01'),
        section(10, '01 02 00 0b'),
      ),
    );
    expect(module).toMatchObject({
      types: [
        { params: [], results: [] },
        { params: [i32, i64], results: [f32, f64, funcref, externref] },
      ],
      imports: [
        { module: 'a', name: 'f', desc: { kind: 'func', type: 1 } },
        {
          ...{ module: 'a', name: 't' },
          desc: {
            kind: 'table',
            type: {
              element: externref,
              limits: { address: i32, min: 2, max: 5 },
            },
          },
        },
        {
          ...{ module: 'b', name: 'm' },
          desc: {
            kind: 'memory',
            type: { limits: { address: i32, min: 3, max: undefined } },
          },
        },
        {
          ...{ module: '', name: 'g' },
          desc: { kind: 'global', type: { type: i64, mutable: true } },
        },
      ],
      exports: [
        { name: 'x', kind: 'func', index: 1 },
        { name: 'y', kind: 'global', index: 0 },
      ],
      start: 1,
    });
  });

  test('functions: runs of locals, and the range of the body', () => {
    const bytes = func('20 00 1a 0b', { locals: '02 03 7f 01 7e' });
    const [only] = decode(bytes).funcs;
    expect(only).toMatchObject({
      type: 0,
      locals: [
        [3, i32],
        [1, i64],
      ],
    });
    expect(only?.body).toEqual({ start: bytes.length - 4, end: bytes.length });
  });

  test.each([
    ['00 41 01 0b 02 05 06', someFunc, [5, 6], 'active', 0],
    ['01 00 01 07', someFunc, [7], 'passive', undefined],
    ['02 03 41 01 0b 00 01 08', someFunc, [8], 'active', 3],
    ['03 00 00', someFunc, [], 'declarative', undefined],
    ['04 41 01 0b 01 d2 00 0b', funcref, ['d2 00 0b'], 'active', 0],
    ['05 6f 01 d0 6f 0b', externref, ['d0 6f 0b'], 'passive', undefined],
    ['06 02 41 00 0b 70 01 23 00 0b', funcref, ['23 00 0b'], 'active', 2],
    ['07 70 01 d0 70 0b', funcref, ['d0 70 0b'], 'declarative', undefined],
  ])('an element segment %s', (content, type, items, kind, index) => {
    const { bytes, elems } = decode(wasm(section(9, `01 ${content}`)));
    const [elem] = elems;
    const shown = elem?.items.map((item) =>
      typeof item === 'number'
        ? item
        : pairs(bytes.subarray(item.start, item.end)),
    );
    expect([elem?.type, shown, elem?.mode.kind]).toEqual([type, items, kind]);
    if (elem?.mode.kind === 'active') expect(elem.mode.index).toBe(index);
  });

  test.each([
    ['00 41 00 0b 02 68 69', 'active', 0],
    ['01 02 68 69', 'passive', undefined],
    ['02 01 41 00 0b 02 68 69', 'active', 1],
  ])('a data segment %s', (content, kind, index) => {
    const { bytes, datas } = decode(wasm(section(11, `01 ${content}`)));
    const [data] = datas;
    const held = bytes.subarray(data?.bytes.start, data?.bytes.end);
    expect([pairs(held), data?.mode.kind]).toEqual(['68 69', kind]);
    if (data?.mode.kind === 'active') expect(data.mode.index).toBe(index);
  });

  test('all of a real program', () => {
    const { funcs, datas, imports, dataCount } = decode(goHello);
    expect(funcs.length).toBeGreaterThan(1_000);
    expect(datas.length).toBeGreaterThan(1_000);
    expect(dataCount).toBe(undefined);
    expect(new Set(imports.map(({ module }) => module))).toEqual(
      new Set(['wasi_snapshot_preview1']),
    );
  });
});

describe('counts that are lies', () => {
  // 2³² − 1 items of anything would not fit in memory, let alone in the file.
  const many = 'ff ff ff ff 0f';
  test.each([1, 2, 3, 4, 5, 6, 7, 9, 10, 11])('in section %i', (id) => {
    expect(() => decode(wasm(section(id, many)))).toThrow('unexpected end');
  });
  test.each([
    ['parameters', section(1, `01 60 ${many}`)],
    ['function indices', section(9, `01 01 00 ${many}`)],
    ['runs of locals', section(10, `01 ${sized(many)}`)],
    ['branch targets', section(10, `01 ${sized(`00 0e ${many}`)}`)],
    ['bytes of data', section(11, `01 01 ${many}`)],
  ])('of %s', (_, each) => {
    expect(() => decode(wasm(each))).toThrow('unexpected end');
  });
  test.each([
    ['a section', `01 ${many}`],
    ['a name', section(7, `01 ${many} 61`)],
  ])('the length of %s', (_, each) => {
    expect(() => decode(wasm(each))).toThrow('length out of bounds');
  });
});

test('a code is one byte long, whatever the number behind a prefix', () => {
  // Behind 0xfc: 6 plus 0x14000, whose bits 0xfc << 12 has already.
  const bytes = func(`fc ${uleb(0x1_4006)} 0b`);
  expect(() => decode(bytes)).toThrow('illegal opcode fc');
  // −0x20, −1 and −0x10 in two bytes: numbers, but not codes.
  const tooLong = 'integer representation too long';
  expect(() => decode(wasm(section(1, '01 e0 7f 00 00')))).toThrow(tooLong);
  expect(() => decode(func('d0 f0 7f 1a 0b'))).toThrow(tooLong);
  expect(() => decode(func('02 ff 7f 0b 0b'))).toThrow(tooLong);
});

test('an expression may nest as deep as it likes', () => {
  const depth = 50_000;
  const nested = '02 40 '.repeat(depth) + '0b '.repeat(depth);
  expect(decode(func(`${nested} 0b`)).funcs).toHaveLength(1);
  expect(() => decode(func(nested))).toThrow('unexpected end');
});

test('the bytes of a module may lie anywhere in a buffer', () => {
  const bytes = func('0b');
  const room = new Uint8Array(bytes.length + 20).fill(0xee);
  room.set(bytes, 10);
  const inside = room.subarray(10, 10 + bytes.length);
  expect(decode(inside).funcs).toEqual(decode(bytes).funcs);
  expect(hex('00 61 73 6d')).toEqual(inside.slice(0, 4));
});

/**
 * What may follow an opcode, as fields: one reader for each kind of immediate
 * that the engine's table names.
 */

import { byte, catchKinds, heapName, s32, s33 } from '../../../engine/index.ts';
import { s64, skip, typeName, u32, u64 } from '../../../engine/index.ts';
import { valTypeByByte } from '../../../engine/index.ts';
import type { Instruction } from '../../../engine/index.ts';
import { group, leaf } from './notes.ts';
import type { Kind, Label, Notes } from './notes.ts';

type Immediate = Instruction['immediates'][number];

/** What a byte stands for as a type. The first two are only the beginning of one: a heap type follows. */
const typeNames = new Map<number, string>([
  [0x63, 'ref null'],
  [0x64, 'ref'],
  ...[0x78, 0x77].map((packed) => [packed, typeName(packed)] as const),
  ...[...valTypeByByte].map(([code, type]) => [code, typeName(type)] as const),
]);

const typeNameOf = (code: number): string =>
  typeNames.get(code) ?? `type ${code}`;

/** Reads value types, one leaf for each byte: `count` of them, or as many as the count in front says. Answers their names. */
export function valueTypes(n: Notes, label: Label, count?: number): string[] {
  if (count !== undefined) return types1(n, label, count);
  let names: string[] = [];
  group(n, label, 'type', '', () => {
    const size = leaf(n, 'count', 'size', u32);
    names = types1(n, 'value type', size);
    return names.join(', ');
  });
  return names;
}

const types1 = (n: Notes, label: Label, count: number): string[] =>
  Array.from({ length: count }, () => {
    const code = leaf(n, label, 'type', byte, typeNameOf);
    return startsRef(code) ? reference(n, code === 0x63) : typeNameOf(code);
  });

const startsRef = (code: number): boolean => code === 0x63 || code === 0x64;

/** The heap type of a reference type; answers the whole of it. */
const reference = (n: Notes, nullable: boolean): string =>
  `(ref ${nullable ? 'null ' : ''}${heapType(n)})`;

const heapType = (n: Notes): string => number(n, 'type', s33, heapName);

const number = (
  n: Notes,
  kind: Kind,
  read: Parameters<typeof leaf<number>>[3],
  show?: (value: number) => string,
): string => {
  const value = leaf(n, 'immediate', kind, read, show);
  return (show ?? String)(value);
};

const indexOf = (of: string) => (n: Notes) =>
  String(leaf(n, 'index', 'index', u32, (x) => `${of} ${x}`));

function float(n: Notes, size: 4 | 8): string {
  const { bytes, at } = n.c;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at);
  const value =
    size === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true);
  leaf(
    n,
    'immediate',
    'number',
    (c) => skip(c, size),
    () => String(value),
  );
  return String(value);
}

function labels(n: Notes): string {
  const count = leaf(n, 'count', 'size', u32);
  const target = () => leaf(n, 'index', 'index', u32, (x) => `label ${x}`);
  return Array.from({ length: count + 1 }, target).join(' ');
}

function memArg(n: Notes): string {
  const align = leaf(n, 'alignment', 'number', u32, (x) => `${2 ** (x & 63)}`);
  if (align & 0x40) leaf(n, 'index', 'index', u32, (x) => `memory ${x}`);
  return `offset=${leaf(n, 'offset', 'number', u64)}`;
}

const lane = (n: Notes): string => String(leaf(n, 'lane', 'index', byte));

function catches(n: Notes): string {
  const clauses: string[] = [];
  for (let left = leaf(n, 'count', 'size', u32); left > 0; left--) {
    const name = (kind: number) => catchKinds[kind]?.name ?? `catch ${kind}`;
    const kind = leaf(n, 'kind', 'type', byte, name);
    const tag = catchKinds[kind]?.tagged ? ` ${indexOf('tag')(n)}` : '';
    clauses.push(`(${name(kind)}${tag} ${indexOf('label')(n)})`);
  }
  return clauses.join(' ');
}

const blockTypeName = (code: number): string =>
  code >= 0 ? `type ${code}` : code === -64 ? '' : typeNameOf(code & 0x7f);

/** A type index, or in a single byte a value type or none; a reference type has more to come. */
function blockType(n: Notes): string {
  const code = leaf(n, 'immediate', 'type', s33, blockTypeName);
  const first = code < 0 ? code & 0x7f : 0;
  return startsRef(first) ? reference(n, first === 0x63) : blockTypeName(code);
}

/** Reads one immediate of each kind, and answers what it says. */
export const immediates: Record<Immediate, (n: Notes) => string> = {
  blockType,
  labelIdx: indexOf('label'),
  labelIdxs: labels,
  typeIdx: indexOf('type'),
  funcIdx: indexOf('function'),
  tableIdx: indexOf('table'),
  memIdx: indexOf('memory'),
  globalIdx: indexOf('global'),
  localIdx: indexOf('local'),
  elemIdx: indexOf('element'),
  tagIdx: indexOf('tag'),
  catches,
  dataIdx: indexOf('data'),
  memArg,
  order: (n) => String(leaf(n, 'order', 'number', byte)),
  heapType,
  refType: heapType,
  cast: (n) => {
    const flags = leaf(n, 'immediate', 'number', byte);
    const label = leaf(n, 'index', 'index', u32, (x) => `label ${x}`);
    const types = [1, 2].map((bit) => reference(n, (flags & bit) !== 0));
    return [label, ...types].join(' ');
  },
  u32: (n) => String(leaf(n, 'count', 'size', u32)),
  fieldIdx: indexOf('field'),
  valTypes: (n) =>
    valueTypes(n, 'value type', leaf(n, 'count', 'size', u32)).join(' '),
  i32: (n) => number(n, 'number', s32),
  i64: (n) => {
    const show = ([low, high]: [number, number]) =>
      String((BigInt(high) << 32n) | BigInt(low >>> 0));
    return show(leaf(n, 'immediate', 'number', s64, show));
  },
  f32: (n) => float(n, 4),
  f64: (n) => float(n, 8),
  v128: (n) => {
    const { bytes, at } = n.c;
    const lanes = hexBytes(bytes.subarray(at, at + 16));
    leaf(
      n,
      'immediate',
      'number',
      (c) => skip(c, 16),
      () => lanes,
    );
    return lanes;
  },
  laneIdx: lane,
  lanes: (n) => Array.from({ length: 16 }, () => lane(n)).join(' '),
};

/** Bytes as they stand in the file, in fours: the first lanes first. */
const hexBytes = (bytes: Uint8Array): string =>
  Array.from(
    bytes,
    (each, i) =>
      `${i > 0 && i % 4 === 0 ? ' ' : ''}${each.toString(16).padStart(2, '0')}`,
  ).join('');

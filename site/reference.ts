/**
 * The instruction set as the reference page shows it: the engine's table, put
 * into words.
 *
 * Codes, names, immediates and types are the engine's. Where the table leaves
 * a type open because it depends on the context, the type here is the
 * specification's, with `t` for any type and `t*` for any number of values.
 */

import { groups, signature } from '../engine/index.ts';
import type { Instruction } from '../engine/index.ts';
import type { Locale } from './course.ts';
import { engine } from './literate/library.ts';

/** The chapters of the table. */
export type Group = keyof typeof groups;

/** What the page says of one instruction. */
export type Entry = {
  readonly name: string;
  /** The bytes of the opcode, in hexadecimal: `6a`, or `fc 0c`. */
  readonly code: string;
  /** The first byte where it is the whole opcode. */
  readonly byte: number | undefined;
  readonly immediates: string;
  readonly takes: string;
  readonly gives: string;
  /** The line of the row in syntax/instructions.ts. */
  readonly line: number;
};

/** A heading of the page and the instructions below it. */
export type Chapter = {
  readonly group: Group;
  readonly title: string;
  readonly about: string;
  readonly spec: string;
  readonly entries: readonly Entry[];
};

/** Types that depend on the context, as the specification gives them. */
const contextual: Readonly<Record<string, string>> = {
  unreachable: 't1* -> t2*',
  block: 't1* -> t2*',
  loop: 't1* -> t2*',
  if: 't1* i32 -> t2*',
  else: '',
  end: '',
  try_table: 't1* -> t2*',
  throw: 't1* t* -> t2*',
  throw_ref: 't1* exnref -> t2*',
  br: 't1* t* -> t2*',
  br_if: 't* i32 -> t*',
  br_table: 't1* t* i32 -> t2*',
  return: 't1* t* -> t2*',
  call: 't1* -> t2*',
  call_indirect: 't1* i32 -> t2*',
  return_call: 't3* t1* -> t4*',
  return_call_indirect: 't3* t1* i32 -> t4*',
  drop: 't ->',
  select: 't t i32 -> t',
  'select t': 't t i32 -> t',
  'local.get': '-> t',
  'local.set': 't ->',
  'local.tee': 't -> t',
  'global.get': '-> t',
  'global.set': 't ->',
  'ref.null': '-> ref',
  'ref.is_null': 'ref -> i32',
  'ref.func': '-> ref',
  call_ref: 't1* ref -> t2*',
  return_call_ref: 't3* t1* ref -> t4*',
  br_on_null: 't* ref -> t* ref',
  br_on_non_null: 't* ref -> t*',
  br_on_cast: 't* ref -> t* ref',
  br_on_cast_fail: 't* ref -> t* ref',
  'ref.as_non_null': 'ref -> ref',
  'ref.test': 'ref -> i32',
  'ref.test null': 'ref -> i32',
  'ref.cast': 'ref -> ref',
  'ref.cast null': 'ref -> ref',
  'any.convert_extern': 'ref -> ref',
  'extern.convert_any': 'ref -> ref',
  'ref.i31': 'i32 -> ref',
  'struct.new': 't* -> ref',
  'struct.new_default': '-> ref',
  'struct.get': 'ref -> t',
  'struct.get_s': 'ref -> i32',
  'struct.get_u': 'ref -> i32',
  'struct.set': 'ref t ->',
  'array.new': 't i32 -> ref',
  'array.new_default': 'i32 -> ref',
  'array.new_fixed': 't* -> ref',
  'array.new_data': 'i32 i32 -> ref',
  'array.new_elem': 'i32 i32 -> ref',
  'array.get': 'ref i32 -> t',
  'array.get_s': 'ref i32 -> i32',
  'array.get_u': 'ref i32 -> i32',
  'array.set': 'ref i32 t ->',
  'array.fill': 'ref i32 t i32 ->',
  'array.copy': 'ref i32 ref i32 i32 ->',
  'array.init_data': 'ref i32 i32 i32 ->',
  'array.init_elem': 'ref i32 i32 i32 ->',
  'table.get': 'i32 -> ref',
  'table.set': 'i32 ref ->',
  'table.init': 'i32 i32 i32 ->',
  'table.copy': 'i32 i32 i32 ->',
  'table.grow': 'ref i32 -> i32',
  'table.fill': 'i32 ref i32 ->',
};

const specPage =
  'https://webassembly.github.io/spec/core/syntax/instructions.html';

const titles: Record<
  Group,
  Record<Locale, readonly [title: string, about: string]>
> = {
  control: {
    en: ['Control', 'Blocks that nest, and branches that leave them.'],
    ja: ['制御', '入れ子になるブロックと、そこから出る分岐です。'],
  },
  parametric: {
    en: ['Parametric', 'What works on a value of any type.'],
    ja: ['パラメトリック', 'どの型の値にも働く命令です。'],
  },
  variable: {
    en: ['Variables', 'Locals of a function, globals of a module.'],
    ja: ['変数', '関数のローカル変数と、モジュールのグローバル変数です。'],
  },
  reference: {
    en: ['References', 'Values that name a function or something of the host.'],
    ja: ['参照', '関数やホスト側のものを指す値です。'],
  },
  aggregate: {
    en: [
      'Structs and arrays',
      'Objects that a collector takes back when nothing refers to them.',
    ],
    ja: [
      '構造体と配列',
      '参照するものがなくなると、ガベージコレクターが回収するオブジェクトです。',
    ],
  },
  table: {
    en: ['Tables', 'Rows of references, read and written by number.'],
    ja: ['テーブル', '番号で読み書きする、参照の並びです。'],
  },
  memory: {
    en: ['Memory', 'Loads, stores, and whole stretches at once.'],
    ja: ['メモリ', '読み込み、書き込み、そしてまとめての操作です。'],
  },
  numeric: {
    en: ['Numbers', 'Arithmetic, comparison and conversion of four types.'],
    ja: ['数値', '4つの型の算術、比較、変換です。'],
  },
  atomic: {
    en: ['Atomics', 'Memory that threads share, and waiting for a change.'],
    ja: ['アトミック', 'スレッドが共有するメモリと、変化を待つ命令です。'],
  },
  vector: {
    en: [
      'Vectors',
      'The same done to all lanes of a v128 at once. The name begins with the shape: i16x8 is eight lanes of 16 bits.',
    ],
    ja: [
      'ベクトル',
      'v128のすべてのレーンに、同じことを一度に行います。名前の先頭が形です。i16x8なら16ビットのレーンが8本です。',
    ],
  },
  relaxed: {
    en: [
      'Relaxed vectors',
      'The hardware may choose among a few results; this engine always takes the first, as the deterministic profile says.',
    ],
    ja: [
      '緩いベクトル',
      'いくつかの結果からハードウェアが選んでよい命令です。このエンジンは決定的プロファイルに従い、いつも最初のものを選びます。',
    ],
  },
};

const anchors: Record<Group, string> = {
  control: 'syntax-instr-control',
  parametric: 'syntax-instr-parametric',
  variable: 'syntax-instr-variable',
  reference: 'syntax-instr-ref',
  aggregate: 'syntax-instr-struct',
  table: 'syntax-instr-table',
  memory: 'syntax-instr-memory',
  numeric: 'syntax-instr-numeric',
  atomic: 'syntax-instr-memory',
  vector: 'vector-instructions',
  relaxed: 'vector-instructions',
};

/** The whole instruction set, chapter by chapter, in a language. */
export function chapters(locale: Locale): Chapter[] {
  return groupNames.map((group) => {
    const [title, about] = titles[group][locale];
    const spec = `${specPage}#${anchors[group]}`;
    return { group, title, about, spec, entries: groups[group].map(entry) };
  });
}

const groupNames = [
  'control',
  'parametric',
  'variable',
  'reference',
  'aggregate',
  'table',
  'memory',
  'numeric',
  'atomic',
  'vector',
  'relaxed',
] as const satisfies readonly Group[];

/** One row of the table in words. Throws for a row whose type nobody gives. */
function entry(row: Instruction): Entry {
  const known = signature(row);
  const type = known
    ? `${known.params.join(' ')} -> ${known.results.join(' ')}`
    : contextual[row.name];
  if (type === undefined) throw new Error(`no type for ${row.name}`);
  const [takes = '', gives = ''] = type.replaceAll('addr', 'i32').split('->');
  const prefixed = row.code > 0xff;
  return {
    name: row.name,
    code: prefixed
      ? `${hex(row.code >> 12)} ${leb(row.code & 0xfff)}`
      : hex(row.code),
    byte: prefixed ? undefined : row.code,
    immediates: row.immediates.join(' '),
    takes: takes.trim(),
    gives: gives.trim(),
    line: lineOf(row.name),
  };
}

const table = 'syntax/instructions.ts';
const tableLines = (engine.get(table) ?? '').split('\n');

function lineOf(name: string): number {
  const at = tableLines.findIndex(
    (line) => line.includes('row(') && line.includes(`'${name}'`),
  );
  if (at === -1) throw new Error(`${table} has no row for ${name}`);
  return at + 1;
}

/** A number of up to 14 bits as it stands behind a prefix. */
const leb = (value: number): string =>
  value < 0x80
    ? hex(value)
    : `${hex((value & 0x7f) | 0x80)} ${hex(value >> 7)}`;

const hex = (value: number) => value.toString(16).padStart(2, '0');

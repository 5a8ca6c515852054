/** What the byte view calls things, in both languages. */

import type { Locale } from '../../course.ts';
import type { Field, Kind, Label } from './notes.ts';

type Words = {
  readonly labels: Readonly<Record<Label, string>>;
  readonly sections: Readonly<Record<string, string>>;
  readonly kinds: Readonly<Record<Kind, string>>;
  readonly hint: string;
  readonly view: string;
  readonly wat: string;
  readonly section: string;
  readonly size: string;
  readonly share: string;
  readonly whole: string;
  readonly begins: string;
};

const en: Words = {
  labels: {
    header: 'header',
    magic: 'magic number',
    version: 'version',
    section: 'section',
    'section id': 'section',
    size: 'bytes that follow',
    count: 'how many',
    length: 'length',
    form: 'form',
    parameters: 'parameters',
    results: 'results',
    'value type': 'value type',
    'element type': 'element type',
    module: 'module',
    name: 'name',
    kind: 'kind',
    index: 'index',
    limits: 'limits',
    minimum: 'minimum',
    maximum: 'maximum',
    mutability: 'mutability',
    mode: 'mode',
    locals: 'locals',
    instruction: 'instruction',
    opcode: 'opcode',
    immediate: 'value',
    alignment: 'alignment',
    offset: 'offset',
    bytes: 'bytes',
    content: 'content',
    names: 'names',
    'names id': 'names of',
    named: 'name of',
    rest: 'more bytes',
    item: 'item',
  },
  sections: {
    header: 'header',
    type: 'type',
    import: 'import',
    function: 'function',
    table: 'table',
    memory: 'memory',
    global: 'global',
    export: 'export',
    start: 'start',
    element: 'element',
    'data count': 'data count',
    code: 'code',
    data: 'data',
    custom: 'custom',
  },
  kinds: {
    frame: 'frame',
    size: 'sizes and counts',
    type: 'types',
    index: 'indices',
    name: 'names',
    opcode: 'opcodes',
    number: 'numbers',
    data: 'data',
  },
  hint: 'Point at a byte, or move with the arrow keys.',
  view: 'The bytes of {name}',
  wat: 'The same module as text',
  section: 'Section',
  size: 'Bytes',
  share: 'Share',
  whole: '{name}: {size} bytes',
  begins: 'how it begins',
};

const ja: Words = {
  labels: {
    header: 'ヘッダー',
    magic: 'マジックナンバー',
    version: 'バージョン',
    section: 'セクション',
    'section id': 'セクション',
    size: '続くバイト数',
    count: '個数',
    length: '長さ',
    form: '形',
    parameters: '引数',
    results: '結果',
    'value type': '値の型',
    'element type': '要素の型',
    module: 'モジュール',
    name: '名前',
    kind: '種類',
    index: '番号',
    limits: '上限の有無',
    minimum: '最小',
    maximum: '最大',
    mutability: '書き換え',
    mode: 'モード',
    locals: 'ローカル変数',
    instruction: '命令',
    opcode: 'オペコード',
    immediate: '値',
    alignment: '境界',
    offset: 'オフセット',
    bytes: 'バイト列',
    content: '中身',
    names: '名前の表',
    'names id': '何の名前か',
    named: '名前',
    rest: '残りのバイト数',
    item: '項目',
  },
  sections: {
    header: 'ヘッダー',
    type: '型',
    import: 'インポート',
    function: '関数',
    table: 'テーブル',
    memory: 'メモリー',
    global: 'グローバル',
    export: 'エクスポート',
    start: '開始',
    element: '要素',
    'data count': 'データ数',
    code: 'コード',
    data: 'データ',
    custom: 'カスタム',
  },
  kinds: {
    frame: '枠',
    size: '大きさと個数',
    type: '型',
    index: '番号',
    name: '名前',
    opcode: 'オペコード',
    number: '数',
    data: 'データ',
  },
  hint: 'バイトを指すか、矢印キーで移動してください。',
  view: '{name}のバイト列',
  wat: '同じモジュールのテキスト形式',
  section: 'セクション',
  size: 'バイト数',
  share: '割合',
  whole: '{name}：{size}バイト',
  begins: '始まりの部分',
};

/** The words of a language. */
export const bytesWords = (locale: Locale): Words => ({ en, ja })[locale];

/** What one field says: `size 12`, `i32.const`. */
export function say(words: Words, field: Field): string {
  const { label, value, item } = field;
  if (label === 'instruction') return value;
  if (label === 'item') {
    const [section = '', at = ''] = (item ?? '').split(' ');
    const what = `${words.sections[section] ?? section} ${at}`.trim();
    return value === '' ? what : `${what}: ${value}`;
  }
  const shown =
    label === 'section id' || label === 'section'
      ? (words.sections[value] ?? value)
      : value;
  return `${words.labels[label]} ${shown}`.trim();
}

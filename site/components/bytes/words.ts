/** What the byte view calls things, in both languages. */

import type { Locale } from '../../course.ts';
import type { Field, Label } from './notes.ts';

type Words = {
  /** By label; `{value}` is what the field says, added after a space where it does not stand. */
  readonly labels: Readonly<Record<Label, string>>;
  readonly sections: Readonly<Record<string, string>>;
  readonly hint: string;
  readonly view: string;
  readonly wat: string;
};

const en: Words = {
  labels: {
    header: 'header',
    magic: 'magic number',
    version: 'version',
    section: 'section',
    'section id': 'section',
    size: '{value} bytes',
    count: 'count {value}',
    length: 'length {value}',
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
    lane: 'lane',
    alignment: 'alignment',
    order: 'memory order',
    offset: 'offset',
    bytes: 'bytes',
    content: 'content',
    names: 'names',
    'names id': 'names of',
    named: '{value}',
    rest: '{value} more bytes',
    item: 'item',
  },
  sections: {
    header: 'header',
    type: 'type',
    import: 'import',
    function: 'function',
    table: 'table',
    memory: 'memory',
    tag: 'tag',
    global: 'global',
    export: 'export',
    start: 'start',
    element: 'element',
    'data count': 'data count',
    code: 'code',
    data: 'data',
    custom: 'custom',
    local: 'local',
    label: 'label',
    group: 'recursive group',
  },
  hint: 'Point at a byte, or move with the arrow keys.',
  view: 'The bytes of {name}',
  wat: 'The same module as text',
};

const ja: Words = {
  labels: {
    header: 'ヘッダー',
    magic: 'マジックナンバー',
    version: 'バージョン',
    section: 'セクション',
    'section id': 'セクション',
    size: '{value}バイト',
    count: '{value}個',
    length: '長さ{value}',
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
    lane: 'レーン',
    alignment: '境界',
    order: 'メモリ順序',
    offset: 'オフセット',
    bytes: 'バイト列',
    content: '中身',
    names: '名前の表',
    'names id': '何の名前か',
    named: '{value}',
    rest: '残り{value}バイト',
    item: '項目',
  },
  sections: {
    header: 'ヘッダー',
    type: '型',
    import: 'インポート',
    function: '関数',
    table: 'テーブル',
    memory: 'メモリ',
    tag: 'タグ',
    global: 'グローバル',
    export: 'エクスポート',
    start: '開始',
    element: '要素',
    'data count': 'データ数',
    code: 'コード',
    data: 'データ',
    custom: 'カスタム',
    local: 'ローカル変数',
    label: 'ラベル',
    group: '再帰グループ',
    field: 'フィールド',
    module: 'モジュール',
    functions: '関数',
    locals: 'ローカル変数',
    labels: 'ラベル',
    types: '型',
    tables: 'テーブル',
    memories: 'メモリ',
    globals: 'グローバル',
    elements: '要素',
    fields: 'フィールド',
    tags: 'タグ',
    active: 'アクティブ',
    passive: 'パッシブ',
    declarative: '宣言のみ',
    mutable: '可',
    constant: '不可',
    exception: '例外',
  },
  hint: 'バイトを指すか、矢印キーで移動してください。',
  view: '{name}のバイト列',
  wat: '同じモジュールのテキスト形式',
};

/** The words of a language. */
export const bytesWords = (locale: Locale): Words => ({ en, ja })[locale];

/** What one field says: `12 bytes`, `i32.const`. */
export function say(words: Words, field: Field): string {
  const { label, value, item } = field;
  if (label === 'instruction') return value;
  const shown = inWords(words, value);
  if (label === 'item') {
    const what = inWords(words, item ?? '');
    return value === '' ? what : `${what}: ${shown}`;
  }
  const text = words.labels[label];
  return text.includes('{value}')
    ? text.replace('{value}', shown)
    : `${text} ${shown}`.trim();
}

/** `function 3`, or a kind on its own, as the language has it. */
const inWords = (words: Words, value: string): string =>
  value.replace(
    /^([a-z]+(?: count)?)( \d+)?$/,
    (_, name: string, at = '') => `${words.sections[name] ?? name}${at}`,
  );

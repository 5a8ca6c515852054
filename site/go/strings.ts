/**
 * The Go editor's words, in both languages.
 *
 * A string that one language has and the other lacks does not compile.
 */

import { fill } from '../strings.ts';
import type { FromWorker } from './protocol.ts';
import type { Phase } from './build.ts';

const en = {
  editor: 'Go editor: {name}',
  text: 'Go source, {file}. Escape, then Tab leaves the editor.',
  leave: 'Tab indents. Escape, then Tab moves on.',
  files: 'Files',
  run: 'Run',
  test: 'Test',
  stop: 'Stop',
  format: 'Format',
  vet: 'Vet',
  reset: 'Reset',
  back: 'Bring back',
  copy: 'Copy',
  download: 'Download',
  share: 'Share link',
  ready: 'Go {go} is compiled here, in the page.',
  first:
    'The first run fetches the compiler, the linker and the packages: {size} MB. They are kept for the next time.',
  preparing: 'Getting the toolchain ready, for when you press Run',
  prepared: 'Ready to compile',
  'phase-plan': 'Reading the imports',
  'phase-fetch': 'Getting the toolchain ready',
  'phase-compile': 'Compiling',
  'phase-link': 'Linking',
  'phase-vet': 'Vetting',
  fetching: 'Fetching the toolchain: {loaded} of {total} MB',
  built: 'Built in {time} s, {size} MB',
  refused: 'Not built',
  vetted: 'Vet has nothing to say.',
  hints: 'Vet has {count} to say.',
  cancelled: 'Stopped',
  formatted: 'Formatted',
  notFormatted: 'Not formatted: {message}',
  copied: 'Copied',
  linked: 'The link is in the address bar and copied.',
  linkShown: 'The link is in the address bar.',
  noCopy:
    'The browser does not let the page copy. Select the text and copy it.',
  resetDone: 'As at first. “Bring back” returns to your text.',
  shared: 'This text came with the link. “Bring back” returns to yours.',
  sharedHere: 'This text came with the link.',
  badLink: 'The link holds no text that can be read. Your own is here.',
  notKept: 'The browser keeps nothing: copy your text before you leave.',
  said: 'What Go said',
  goTo: 'Go to line {line}',
  'warning-changed':
    'A part of the toolchain arrived damaged and is fetched again.',
  'warning-full':
    'The browser has no room to keep the toolchain. It works; the next visit fetches it anew.',
  'warning-slow':
    'The browser does not compile WebAssembly for this page. Sunaba’s own engine runs the compiler; that is slow.',
  'failed-fetch':
    'The toolchain could not be fetched ({message}). Run tries again.',
  'failed-changed':
    'A part of the toolchain arrived damaged, twice ({message}). Run tries again.',
  'failed-no-room': 'There is no room for the toolchain ({message}).',
  'failed-internal': 'The toolchain broke off: {message}',
  reactor: 'Built. Choose a function to call.',
  find: 'Find',
  replace: 'Replace',
  next: 'next',
  previous: 'previous',
  all: 'all',
  'match case': 'match case',
  regexp: 'regexp',
  'by word': 'by word',
  'replace all': 'replace all',
  close: 'close',
} as const;

/** A language's words, by name. */
export type Words = { readonly [Name in keyof typeof en]: string };

const ja: Words = {
  editor: 'Goエディター：{name}',
  text: 'Goのソース、{file}。EscのあとTabでエディターを出ます。',
  leave: 'Tabで字下げ、EscのあとTabで次へ移ります。',
  files: 'ファイル',
  run: '実行',
  test: 'テスト',
  stop: '停止',
  format: '整形',
  vet: '検査',
  reset: 'リセット',
  back: '元に戻す',
  copy: 'コピー',
  download: 'ダウンロード',
  share: '共有リンク',
  ready: 'Go {go}が、このページの中でコンパイルします。',
  first:
    '最初の実行で、コンパイラー、リンカー、パッケージの計{size} MBを取り寄せます。次からは手元のものを使います。',
  preparing: '「実行」に備えて、ツールチェーンを用意しています',
  prepared: 'コンパイルの用意ができました',
  'phase-plan': 'インポートを読んでいます',
  'phase-fetch': 'ツールチェーンを用意しています',
  'phase-compile': 'コンパイルしています',
  'phase-link': 'リンクしています',
  'phase-vet': '検査しています',
  fetching: 'ツールチェーンを取り寄せています：{total} MBのうち{loaded} MB',
  built: '{time}秒でできました（{size} MB）',
  refused: 'ビルドできませんでした',
  vetted: 'vetの指摘はありません。',
  hints: 'vetの指摘が{count}件あります。',
  cancelled: '停止しました',
  formatted: '整形しました',
  notFormatted: '整形できませんでした：{message}',
  copied: 'コピーしました',
  linked: 'リンクをアドレスバーに入れ、コピーしました。',
  linkShown: 'リンクをアドレスバーに入れました。',
  noCopy: 'ブラウザーがコピーを許していません。文を選んでコピーしてください。',
  resetDone: '最初の文です。「元に戻す」であなたの文に戻ります。',
  shared: 'リンクに付いてきた文です。「元に戻す」であなたの文に戻ります。',
  sharedHere: 'リンクに付いてきた文です。',
  badLink: 'リンクの文が読み取れません。あなたの文はここにあります。',
  notKept:
    'ブラウザーに保存できません。ページを離れる前に文をコピーしてください。',
  said: 'Goからのメッセージ',
  goTo: '{line}行目へ',
  'warning-changed':
    'ツールチェーンの一部が壊れて届いたので、取り寄せ直しています。',
  'warning-full':
    'ツールチェーンを保存する場所がありません。動きますが、次に来たときはまた取り寄せます。',
  'warning-slow':
    'このページではブラウザーのWebAssemblyを使えません。Sunabaのエンジンでコンパイラーを動かすので、時間がかかります。',
  'failed-fetch':
    'ツールチェーンを取り寄せられませんでした（{message}）。「実行」でやり直せます。',
  'failed-changed':
    'ツールチェーンの一部が二度続けて壊れて届きました（{message}）。「実行」でやり直せます。',
  'failed-no-room': 'ツールチェーンを置く場所が足りません（{message}）。',
  'failed-internal': 'ツールチェーンが途中で止まりました：{message}',
  reactor: 'できました。呼び出す関数を選んでください。',
  find: '検索',
  replace: '置換',
  next: '次',
  previous: '前',
  all: 'すべて',
  'match case': '大文字小文字を区別',
  regexp: '正規表現',
  'by word': '単語単位',
  'replace all': 'すべて置換',
  close: '閉じる',
};

/** The words in a page's language. */
export const words = (language: string): Words =>
  language.startsWith('ja') ? ja : en;

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

/** A size in MB, for a sentence. */
export const sizeText = megabytes;

/** What the state line says while packs come. */
export const progressText = (t: Words, loaded: number, total: number): string =>
  fill(t.fetching, { loaded: megabytes(loaded), total: megabytes(total) });

/** What it says of a phase. */
export const phaseText = (t: Words, phase: Phase): string =>
  t[`phase-${phase}`];

/** What it says of a warning. */
export const warningText = (
  t: Words,
  { what }: Extract<FromWorker, { type: 'warning' }>,
): string => t[`warning-${what}`];

/** What it says of a failure. */
export const failureText = (
  t: Words,
  { kind, message }: Extract<FromWorker, { type: 'failed' }>,
): string => fill(t[`failed-${kind}`], { message });

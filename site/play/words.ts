/**
 * The playground's words, in both languages.
 */

import type { Locale } from '../course.ts';
import type { Advice } from './advice.ts';

const en = {
  title: 'Playground',
  lead: 'Drop a WebAssembly module here: it runs in this page, in a sandbox, and shows what is in it. Nothing is sent anywhere.',
  drop: 'Drop a .wasm or .wat file here, or',
  choose: 'choose a file…',
  or: 'or take one of the course:',
  example: 'A program of the course',
  write: 'Write one as text',
  text: 'Text of a module',
  assemble: 'Run this text',
  settings: 'Settings and limits',
  entry: 'Function to call',
  environment: 'Environment, NAME=value on each line',
  limits: 'Limits',
  limitsLead:
    'A stranger’s program can ask for more than is good for this tab. At a limit it finds the machine full, or is stopped, and the console says which limit it was.',
  memory: 'Memory, MiB',
  output: 'Output, MB',
  open: 'Open files',
  bytes: 'Bytes in files, MB',
  seconds: 'Running time, seconds',
  inside: 'What is in it',
  reading: 'Reading {name} …',
  listed: '{name}: {size} bytes, {sections} sections',
  sections: 'Sections',
  imports: 'Imports',
  exports: 'Exports',
  producers: 'Made with',
  none: 'none',
  kind: 'Kind',
  place: 'At byte',
  size: 'Size',
  module: 'Module',
  name: 'Name',
  type: 'Type',
  version: 'Version',
  wat: 'As text (WAT)',
  printing: 'Printing …',
  cut: 'The first {shown} of {size} characters.',
  save: 'Download the text',
  noEntry:
    'It exports no function, so there is nothing to call. It can still be looked into.',
  wantsArguments:
    '{name} takes {count} arguments: write them above, then press Run.',
  tooBig: '{name} has {size} MB; this page takes modules of up to 256 MB.',
  unreadable: '{name} could not be read.',
  broken: 'The page could not list this file: {message}',
  'advice-component':
    'This is a component, not a core module. Its modules can be taken out with wasm-tools component unbundle.',
  'advice-go-js':
    'It was built for a browser with Go’s own glue (GOOS=js). Build it for WASI: GOOS=wasip1 GOARCH=wasm go build.',
  'advice-tinygo-js':
    'It was built by TinyGo for a browser. Build it for WASI: tinygo build -target=wasip1.',
  'advice-wasm-bindgen':
    'It needs the JavaScript that wasm-bindgen writes beside it. A Rust program runs here when it is built for wasm32-wasip1.',
  'advice-emscripten':
    'It needs the JavaScript that Emscripten writes beside it. Build it with -sSTANDALONE_WASM, or with wasi-sdk.',
  'advice-preview0':
    'It speaks WASI as it was before preview 1 (wasi_unstable). A newer compiler makes one that runs here.',
  'advice-no-memory':
    'It calls WASI but exports no memory named “memory”, which WASI’s functions write to.',
  'advice-own-host':
    'It imports functions that only its own host has; this page offers WASI preview 1.',
} as const;

/** The playground's words, by name. */
export type PlayWords = { readonly [Name in keyof typeof en]: string };

const ja: PlayWords = {
  title: 'プレイグラウンド',
  lead: 'WebAssemblyモジュールをここにドロップすると、このページのサンドボックスの中で動き、中身も表示されます。どこにも送信しません。',
  drop: '.wasmか.watのファイルをここにドロップするか、',
  choose: 'ファイルを選ぶ…',
  or: 'コースのプログラムから選ぶ：',
  example: 'コースのプログラム',
  write: 'テキストで書く',
  text: 'モジュールのテキスト',
  assemble: 'このテキストを実行',
  settings: '設定と制限',
  entry: '呼び出す関数',
  environment: '環境変数（1行に1つ、NAME=value）',
  limits: '制限',
  limitsLead:
    '知らない人のプログラムは、このタブが耐えられる以上のものを求めることがあります。制限に達すると、プログラムには資源が尽きたように見えるか、停止されます。どの制限かはコンソールに表示します。',
  memory: 'メモリ（MiB）',
  output: '出力（MB）',
  open: '開くファイルの数',
  bytes: 'ファイルの合計（MB）',
  seconds: '実行時間（秒）',
  inside: '中身',
  reading: '{name}を読んでいます…',
  listed: '{name}：{size}バイト、{sections}セクション',
  sections: 'セクション',
  imports: 'インポート',
  exports: 'エクスポート',
  producers: '作ったツール',
  none: 'なし',
  kind: '種類',
  place: '位置',
  size: '大きさ',
  module: 'モジュール',
  name: '名前',
  type: '型',
  version: 'バージョン',
  wat: 'テキスト形式（WAT）',
  printing: 'テキストにしています…',
  cut: '全{size}文字のうち最初の{shown}文字。',
  save: 'テキストをダウンロード',
  noEntry:
    '関数をエクスポートしていないので、呼び出せるものがありません。中身は見られます。',
  wantsArguments:
    '{name}は引数を{count}個取ります。上の欄に書いてから「実行」を押してください。',
  tooBig:
    '{name}は{size} MBあります。このページで扱えるモジュールは256 MBまでです。',
  unreadable: '{name}を読めませんでした。',
  broken: 'このファイルの中身を表示できませんでした：{message}',
  'advice-component':
    'これはコアモジュールではなくコンポーネントです。中のモジュールはwasm-tools component unbundleで取り出せます。',
  'advice-go-js':
    'Go自身のグルーコードとともにブラウザーで動かすためのもの（GOOS=js）です。GOOS=wasip1 GOARCH=wasm go buildでWASI向けにビルドしてください。',
  'advice-tinygo-js':
    'TinyGoでブラウザー向けにビルドしたものです。tinygo build -target=wasip1でWASI向けにビルドしてください。',
  'advice-wasm-bindgen':
    'wasm-bindgenが一緒に書き出すJavaScriptが必要です。Rustのプログラムは、wasm32-wasip1向けにビルドするとここで動きます。',
  'advice-emscripten':
    'Emscriptenが一緒に書き出すJavaScriptが必要です。-sSTANDALONE_WASMを付けるか、wasi-sdkでビルドしてください。',
  'advice-preview0':
    'preview 1より前のWASI（wasi_unstable）を使っています。新しいコンパイラーで作り直すと動きます。',
  'advice-no-memory':
    'WASIを呼びますが、WASIの関数が書き込む「memory」という名前のメモリをエクスポートしていません。',
  'advice-own-host':
    '専用のホストだけが持つ関数をインポートしています。このページが提供するのはWASI preview 1です。',
};

const languages: Record<Locale, PlayWords> = { en, ja };

/** The words of a language. */
export const playWords = (locale: Locale): PlayWords => languages[locale];

/** The sentence for a piece of advice. */
export const adviceText = (t: PlayWords, advice: Advice): string =>
  t[`advice-${advice}`];

/**
 * The shell line's words, in both languages.
 */

const en = {
  welcome: 'A small shell. Type help, or the name of a program: {programs}',
  quote: 'there is no second quote to {text}',
  operator: 'this small shell knows no {text}',
  command: 'a program is missing beside {text}',
  file: 'the name of a file is missing after {text}',
  unknown: 'no program named {name}; there are: {programs}',
  option: '{name}: unknown option {option}; known are: {options}',
  usage: 'usage: {usage}',
  missing: '{path}: no such file or directory',
  directory: '{path}: is a directory',
  notDirectory: '{path}: is not a directory',
  exists: '{path}: exists already',
  notEmpty: '{path}: is a directory; rm -r removes it and all it holds',
  inside: '{path}: cannot be put inside itself',
  root: 'the root directory has to stay',
  badName: '{path}: cannot be the name of a file',
  variable: '{name}: cannot be the name of a variable',
  full: '{path}: no room for more than {room} MB',
  trapped: '{program}: trapped: {message}',
  failed: '{program}: could not be run: {message}',
  figures: '{program}: {instructions} instructions, {memory}, {time}',
  limit: '{program}: limit reached: {what}, {limit}',
  builtins: 'The shell’s own commands:',
  programs: 'Programs, each a WebAssembly module:',
  joins:
    'a | b  pipes a’s output to b    < file  > file  >> file    $NAME  $?  the last exit code',
  keys: 'Tab completes, ↑ and ↓ go back in history, ^C stops a program, ^D leaves',
} as const;

/** A language's words, by name. */
export type ShellWords = { readonly [Name in keyof typeof en]: string };

const ja: ShellWords = {
  welcome: '小さなシェルです。help か、プログラムの名前を入力：{programs}',
  quote: '{text} に対応する閉じる引用符がありません',
  operator: 'この小さなシェルに {text} はありません',
  command: '{text} の横にプログラムがありません',
  file: '{text} の後にファイルの名前がありません',
  unknown: '{name} というプログラムはありません。あるもの：{programs}',
  option: '{name}：{option} というオプションはありません。あるもの：{options}',
  usage: '使い方：{usage}',
  missing: '{path}：ファイルもディレクトリもありません',
  directory: '{path}：ディレクトリです',
  notDirectory: '{path}：ディレクトリではありません',
  exists: '{path}：すでにあります',
  notEmpty: '{path}：ディレクトリです。rm -r で中身ごと消せます',
  inside: '{path}：それ自身の中には置けません',
  root: 'ルートディレクトリは消せません',
  badName: '{path}：ファイルの名前にできません',
  variable: '{name}：変数の名前にできません',
  full: '{path}：{room} MB を超えて書けません',
  trapped: '{program}：トラップ：{message}',
  failed: '{program}：実行できませんでした：{message}',
  figures: '{program}：{instructions} 命令、{memory}、{time}',
  limit: '{program}：制限に達しました：{what}、{limit}',
  builtins: 'シェル自身の命令：',
  programs: 'プログラム（どれもWebAssemblyモジュール）：',
  joins:
    'a | b  aの出力をbへ    < ファイル  > ファイル  >> ファイル    $NAME  $?  直前の終了コード',
  keys: 'Tabで補完、↑↓で履歴、^Cで停止、^Dで終了',
};

/** The words of a language: Japanese for `ja`, else English. */
export const shellWords = (language: string): ShellWords =>
  language.startsWith('ja') ? ja : en;

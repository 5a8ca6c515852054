/** The words around shown source, in both languages. The source's own comments stay in English. */

import type { Locale } from '../course.ts';

/** What a page about source says. */
export type Words = {
  readonly map: string;
  readonly mapLead: string;
  readonly beside: string;
  readonly folders: Readonly<Record<string, string>>;
  readonly source: (file: string, piece: string) => string;
  readonly lines: (first: number, last: number) => string;
  readonly folded: (count: number) => string;
  readonly explainedIn: string;
  readonly shownIn: string;
  readonly notShown: string;
  readonly rake: string;
  readonly count: (shown: number, all: number) => string;
  readonly size: (lines: number) => string;
  readonly total: (files: number, lines: number) => string;
  readonly before: string;
  readonly after: string;
};

/** The words of each language. */
export const words: Readonly<Record<Locale, Words>> = {
  en: {
    map: 'The engine, file by file',
    mapLead:
      'From bytes to a running program, in the order in which it is best read. No file uses anything from a folder further down.',
    beside: 'Beside the folders',
    folders: {
      syntax: 'What a module is',
      binary: 'Bytes to module and back',
      text: 'Text to module and back',
      valid: 'Is it safe?',
      lower: 'Tree to flat code',
      exec: 'Running',
      compile: 'The second tier: Wasm to JavaScript',
      debug: 'Looking inside',
      wasi: 'A small world',
      component: 'Modules with types',
      cli: 'The command line',
    },
    source: (file, piece) => `Source: ${[file, piece].join(' ').trim()}`,
    lines: (first, last) =>
      first === last ? `line ${first}` : `lines ${first}–${last}`,
    folded: (count) => (count === 1 ? '1 more line' : `${count} more lines`),
    explainedIn: 'Explained in',
    shownIn: 'shown in',
    notShown: 'not in a lesson yet',
    rake: 'Each line drawn in the margin is a lesson that shows the code beside it.',
    count: (shown, all) => `${shown} of ${all} exports shown in lessons`,
    size: (lines) => `${lines} lines`,
    total: (files, lines) =>
      `${files} files, ${lines.toLocaleString('en')} lines of code without comments and blank lines`,
    before: 'Before this',
    after: 'After this',
  },
  ja: {
    map: 'エンジンの全ファイル',
    mapLead:
      'バイト列がプログラムとして動き出すまでを、読みやすい順に並べました。どのファイルも、自分より下のフォルダーのものは使いません。',
    beside: 'フォルダーの外',
    folders: {
      syntax: 'モジュールとは何か',
      binary: 'バイト列とモジュールの変換',
      text: 'テキストとモジュールの変換',
      valid: '安全かどうかの検証',
      lower: '木から平らなコードへ',
      exec: '実行',
      compile: '第二の段: Wasm から JavaScript へ',
      debug: '中をのぞく',
      wasi: '小さな世界',
      component: '型を持つモジュール',
      cli: 'コマンドライン',
    },
    source: (file, piece) => `ソース: ${[file, piece].join(' ').trim()}`,
    lines: (first, last) =>
      first === last ? `${first} 行目` : `${first}–${last} 行目`,
    folded: (count) => `ほか ${count} 行`,
    explainedIn: '解説しているレッスン:',
    shownIn: '登場するレッスン',
    notShown: 'まだレッスンに登場していません',
    rake: '余白に引かれた線は、その行が登場するレッスンの数を表します。',
    count: (shown, all) =>
      `公開宣言 ${all} 個のうち ${shown} 個がレッスンに登場`,
    size: (lines) => `${lines} 行`,
    total: (files, lines) =>
      `${files} ファイル、${lines.toLocaleString('ja')} 行（コメントと空行を除く）`,
    before: '前のファイル',
    after: '次のファイル',
  },
};

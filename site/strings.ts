/**
 * The words of the site's own furniture, in both languages.
 *
 * Lessons are not here: they are written twice, in lessons/. A string that
 * one language has and the other lacks does not compile.
 */

import type { Locale } from './course.ts';

const en = {
  name: 'Sunaba',
  tagline: 'A course on WebAssembly, WASI and Go that runs as you read it',
  description:
    'An open course on WebAssembly, WASI and Go. Real programs run in the page, on a WebAssembly engine written to be read.',
  lessons: 'Lessons',
  instructions: 'Instructions',
  instructionsLead:
    'Every instruction the engine knows, from the table that its decoder, validator and interpreter read.',
  playground: 'Playground',
  playgroundLead:
    'Run any WebAssembly module in this page, in a sandbox with limits, and look into it.',
  shelf: 'Programs',
  shelfLead:
    'Real programs, as their compilers left them: Go, TinyGo, Rust, C, Zig. Each runs in this page, and the page measures what it weighs.',
  source: 'Engine source',
  siteNavigation: 'Site',
  courseNavigation: 'Course',
  noLessons: 'The first lessons are being written.',
  search: 'Search',
  searchHint: 'Search lessons, instructions and the engine',
  searching: 'Searching…',
  noResults: 'Nothing found for “{query}”.',
  results: '{count} found',
  searchFailed: 'The search index could not be loaded.',
  close: 'Close',
  otherLanguage: '日本語',
  theme: 'Theme',
  themeToDark: 'Switch to the night garden',
  themeToLight: 'Switch to the day garden',
  bigType: 'Big type',
  onThisPage: 'On this page',
  part: 'Part {part}',
  minutes: '{count} min',
  goal: 'Goal',
  previous: 'Previous',
  next: 'Next',
  tryThis: 'Try',
  note: 'Note',
  sources: 'Sources',
  raceSeed: 'Seed',
  raceCareful: 'careful',
  raceTurns: 'Turns of A and B, and what the word holds after each',
  raceOf: 'counted, of 20',
  recorded: 'recorded',
  linkTo: 'Link to “{title}”',
  notFound: 'Nothing lies here.',
  notFoundText: 'The address may have changed, or it was never raked.',
  home: 'Home',
  skip: 'Skip to the text',
  untranslated: 'This page has not been translated yet.',
  licence: 'Apache-2.0. No tracking, no accounts, no server.',
  notices: 'Notices and licences',
} as const;

/** A language's words, by name. */
export type Strings = { readonly [Name in keyof typeof en]: string };

const ja: Strings = {
  name: '砂場',
  tagline: '読みながら動かして学ぶ、WebAssembly・WASI・Goのコース',
  description:
    'WebAssembly、WASI、Goを学ぶ公開コースです。読むために書かれたWebAssemblyエンジンの上で、本物のプログラムがページの中で動きます。',
  lessons: 'レッスン',
  instructions: '命令一覧',
  instructionsLead:
    'エンジンが知っているすべての命令です。デコーダー、検証器、インタープリターが読むのと同じ表から作っています。',
  playground: 'プレイグラウンド',
  playgroundLead:
    '手元のWebAssemblyモジュールを、制限付きのサンドボックスの中で動かし、中身を見ることができます。',
  shelf: 'プログラムの棚',
  shelfLead:
    'Go、TinyGo、Rust、C、Zigの本物のプログラムです。コンパイラが出力したままの形でこのページの中で動き、大きさもページ自身が測ります。',
  source: 'エンジンのソース',
  siteNavigation: 'サイト',
  courseNavigation: 'コース',
  noLessons: '最初のレッスンを準備しています。',
  search: '検索',
  searchHint: 'レッスン、命令、エンジンを検索',
  searching: '検索しています…',
  noResults: '「{query}」は見つかりませんでした。',
  results: '{count}件見つかりました',
  searchFailed: '検索用の索引を読み込めませんでした。',
  close: '閉じる',
  otherLanguage: 'English',
  theme: 'テーマ',
  themeToDark: '夜の庭に切り替える',
  themeToLight: '昼の庭に切り替える',
  bigType: '文字を大きくする',
  onThisPage: 'このページの内容',
  part: '第{part}部',
  minutes: '約{count}分',
  goal: '目標',
  previous: '前へ',
  next: '次へ',
  tryThis: '試してみましょう',
  note: '補足',
  sources: '出典',
  raceSeed: '種',
  raceCareful: 'careful（アトミック）',
  raceTurns: 'AとBの番と、そのあとの語の値',
  raceOf: '数えた数（20のうち）',
  recorded: '記録',
  linkTo: '「{title}」へのリンク',
  notFound: 'ここには何もありません。',
  notFoundText: 'アドレスが変わったか、まだ掃かれていない場所です。',
  home: 'ホーム',
  skip: '本文へ移る',
  untranslated: 'このページはまだ日本語になっていません。',
  licence: 'Apache-2.0。追跡もアカウントもサーバーもありません。',
  notices: '著作権表示とライセンス',
};

const languages: Record<Locale, Strings> = { en, ja };

/** The words of a language. */
export const strings = (locale: Locale): Strings => languages[locale];

/** Puts values in the places of a string: `{count}` takes `values.count`. */
export const fill = (
  text: string,
  values: Readonly<Record<string, string | number>>,
): string =>
  text.replace(/\{(\w+)\}/g, (place, name: string) =>
    String(values[name] ?? place),
  );

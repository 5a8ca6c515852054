/** The home page's words, in both languages; its numbers are counted elsewhere. */

import type { Locale } from './course.ts';

/** What is said in one place of the page: a heading and a paragraph. */
type Saying = { readonly title: string; readonly text: string };

/** The words of the home page. */
export type Words = {
  readonly title: string;
  readonly lead: string;
  readonly begin: string;
  readonly readEngine: string;
  readonly caption: string;
  readonly differentTitle: string;
  readonly different: readonly Saying[];
  readonly courseTitle: string;
  readonly courseLead: string;
  readonly engineTitle: string;
  readonly engineLead: string;
  readonly figures: Readonly<
    Record<'lines' | 'files' | 'instructions' | 'dependencies', string>
  >;
  readonly engineFlow: readonly string[];
  readonly waysTitle: string;
  readonly ways: readonly (Saying & { readonly to: string })[];
};

const en: Words = {
  title: 'Run Go in this page. Then read the machine that runs it.',
  lead: 'Sunaba, 砂場, is Japanese for a sandbox you play in. It is an open course on WebAssembly, WASI and Go, on a WebAssembly engine in TypeScript written to be read.',
  begin: 'Begin with the first lesson',
  readEngine: 'Read the engine',
  caption:
    'A Go program, compiled with GOOS=wasip1. It asks for your name and keeps counting while it waits.',
  differentTitle: 'What is different here',
  different: [
    {
      title: 'A program can wait for you',
      text: 'Real wasip1 programs ask, wait and answer as they do in a terminal, and Stop ends an endless loop at once. The page comes from any static host: no server, no isolation headers. The engine keeps a program’s whole state as data: it can lay it down and take it up again, so nothing else is needed.',
    },
    {
      title: 'Nothing is typed by hand',
      text: 'Output you see before you press Run was recorded from a run, and the tests run it again. Engine source in a lesson is shown by name from the file that runs, and a test lists what no lesson shows yet.',
    },
    {
      title: 'Two languages, one text',
      text: 'English and Japanese stand side by side with the same programs and the same source. A check finds a translation that has fallen behind.',
    },
  ],
  courseTitle: 'Lessons',
  courseLead:
    'Each says something with no click, runs something when you ask, and gives you one small thing to try.',
  engineTitle: 'The engine is a book',
  engineLead:
    'Walk its folders in order and you have read how bytes become a running program. No file looks further down the list.',
  figures: {
    lines: 'lines of code',
    files: 'files',
    instructions: 'instructions, one row each',
    dependencies: 'dependencies',
  },
  engineFlow: [
    'bytes',
    'module',
    'validated',
    'lowered code',
    'machine',
    'host',
    'console',
  ],
  waysTitle: 'Ways in',
  ways: [
    {
      title: 'Every instruction',
      text: 'What each does to the stack, from the table that the decoder, the validator and the interpreter read.',
      to: '/reference/instructions/',
    },
    {
      title: 'The engine’s source',
      text: 'Every file in reading order, each with the lessons that explain it.',
      to: '/source/',
    },
  ],
};

const ja: Words = {
  title: 'このページでGoを動かす。動かしている機械を読む。',
  lead: '砂場は、WebAssembly・WASI・Goを学ぶ公開コースです。プログラムを動かすのは、読むために書かれたTypeScript製のWebAssemblyエンジンです。',
  begin: '最初のレッスンを始める',
  readEngine: 'エンジンを読む',
  caption:
    'GOOS=wasip1でコンパイルしたGoのプログラムです。名前をたずね、待っているあいだも数え続けます。',
  differentTitle: 'ここが違います',
  different: [
    {
      title: 'プログラムが入力を待てます',
      text: '本物のwasip1プログラムが、端末と同じようにたずね、待ち、答えます。「停止」を押せば無限ループもすぐに終わります。どの静的ホスティングからでも動き、サーバーも隔離用のヘッダーもいりません。エンジンはプログラムの状態をすべてデータとして持っているので、途中で置いて、あとから続けられます。',
    },
    {
      title: '手で打った出力はありません',
      text: '実行前に見える出力は、実際に動かして記録したもので、テストがもう一度動かして確かめます。レッスンに出てくるエンジンのソースは、動いているファイルから名前で取り出しています。まだどのレッスンにも出てこない部分は、テストが一覧にします。',
    },
    {
      title: 'ふたつの言語、ひとつの内容',
      text: '英語と日本語が、同じプログラムと同じソースを載せて並んでいます。古くなった翻訳は検査で見つかります。',
    },
  ],
  courseTitle: 'レッスン',
  courseLead:
    'どのレッスンも、クリックしなくても伝わる内容があり、押せば動くものがあり、小さな「試してみましょう」がひとつあります。',
  engineTitle: 'エンジンは一冊の本です',
  engineLead:
    'フォルダーを順に読むと、バイト列がプログラムとして動くまでをたどれます。どのファイルも、自分より後のフォルダーには頼りません。',
  figures: {
    lines: '行のコード',
    files: 'ファイル',
    instructions: '命令、それぞれ1行',
    dependencies: '依存パッケージ',
  },
  engineFlow: [
    'バイト列',
    'モジュール',
    '検証',
    '下ろしたコード',
    '機械',
    'ホスト',
    'コンソール',
  ],
  waysTitle: '入り口',
  ways: [
    {
      title: '命令一覧',
      text: '各命令がスタックに何をするかを、デコーダー、検証器、インタープリターが読むのと同じ表から示します。',
      to: '/reference/instructions/',
    },
    {
      title: 'エンジンのソース',
      text: 'すべてのファイルを読む順に並べ、説明しているレッスンを添えています。',
      to: '/source/',
    },
  ],
};

/** The words of the home page in a language. */
export const homeWords = (locale: Locale): Words => ({ en, ja })[locale];

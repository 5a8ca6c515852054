/**
 * The console's words, in both languages.
 *
 * A string that one language has and the other lacks does not compile.
 */

import { fill } from '../strings.ts';
import type { FailureKind } from './protocol.ts';
import type { State } from './session.ts';

const en = {
  console: 'Console: {program}',
  run: 'Run',
  runAgain: 'Run again',
  stop: 'Stop',
  reset: 'Reset',
  args: 'Arguments',
  engine: 'Engine',
  ours: 'Sunaba’s engine',
  native: 'This browser’s own',
  plain: 'Plain text',
  recordedOutput: 'Recorded output',
  input: 'Terminal input. Escape goes back to the buttons, Tab moves on.',
  line: 'A line for the program',
  send: 'Enter',
  endOfInput: 'End of input (^D)',
  output: 'Output',
  trace: 'Host calls',
  traceEmpty: 'The program has called nothing yet.',
  traceLast: 'The last {count} of {total} calls.',
  traceFirst: 'The first {count} of {total} calls.',
  copy: 'Copy',
  copied: 'Copied',
  files: 'Files in /',
  noFiles: 'none',
  binary: '{size} bytes that are no text',
  instructions: 'Instructions',
  memory: 'Memory',
  time: 'Time',
  noScript: 'With JavaScript, this program runs here.',
  idle: 'Ready',
  recorded: 'recorded',
  press: 'press Run to run it here',
  loading: 'Loading: {loaded} of {total} MB',
  starting: 'Loading',
  preparing: 'Checking the module',
  running: 'Running',
  waiting: 'Waiting for your input',
  exited: 'Ended, exit code {code}',
  trapped: 'Trapped: {message}',
  stopped: 'Stopped',
  suspend: '^Z has no effect here: there is no shell to go back to.',
  fallback:
    'This browser cannot suspend its own Wasm (it has no JSPI), and this program may have to wait. Sunaba’s engine runs it instead.',
  at: 'at {place}',
  'failed-fetch': 'The module could not be loaded ({message}).',
  'failed-changed':
    'The module is not the one this page was built with ({message}). Reload the page.',
  'failed-malformed': 'This is not a WebAssembly module: {message}.',
  'failed-invalid': 'The module is not valid: {message}.',
  'failed-unlinkable': 'The module cannot be linked: {message}.',
  'failed-no-entry': 'This cannot be called: {message}.',
  'failed-no-room': 'There is no room for this program ({message}).',
  'failed-internal': 'The worker broke off: {message}.',
} as const;

/** A language's words, by name. */
export type Words = { readonly [Name in keyof typeof en]: string };

const ja: Words = {
  console: 'コンソール：{program}',
  run: '実行',
  runAgain: 'もう一度実行',
  stop: '停止',
  reset: 'リセット',
  args: '引数',
  engine: 'エンジン',
  ours: 'Sunabaのエンジン',
  native: 'このブラウザーのエンジン',
  plain: 'テキスト表示',
  recordedOutput: '記録された出力',
  input:
    'ターミナルへの入力。Escapeキーでボタンに戻り、Tabキーで先に進みます。',
  line: 'プログラムに渡す行',
  send: 'Enter',
  endOfInput: '入力の終わり（^D）',
  output: '出力',
  trace: 'ホスト呼び出し',
  traceEmpty: 'まだ何も呼び出していません。',
  traceLast: '{total}回の呼び出しのうち最後の{count}回。',
  traceFirst: '{total}回の呼び出しのうち最初の{count}回。',
  copy: 'コピー',
  copied: 'コピーしました',
  files: '/ のファイル',
  noFiles: 'なし',
  binary: 'テキストではない{size}バイト',
  instructions: '命令数',
  memory: 'メモリ',
  time: '時間',
  noScript: 'JavaScriptを有効にすると、ここで実行できます。',
  idle: '準備完了',
  recorded: '記録',
  press: '「実行」を押すとここで動きます',
  loading: '読み込み中：{loaded} / {total} MB',
  starting: '読み込み中',
  preparing: 'モジュールを検査中',
  running: '実行中',
  waiting: '入力を待っています',
  exited: '終了（終了コード {code}）',
  trapped: 'トラップ：{message}',
  stopped: '停止しました',
  suspend: '^Zは効きません。ここには戻り先のシェルがないからです。',
  fallback:
    'このブラウザーのWasmは実行を途中で中断できず（JSPIがなく）、このプログラムは待つことがあります。代わりにSunabaのエンジンで実行します。',
  at: '{place}',
  'failed-fetch': 'モジュールを読み込めませんでした（{message}）。',
  'failed-changed':
    'モジュールが、このページの作られた時のものと違います（{message}）。ページを再読み込みしてください。',
  'failed-malformed': 'WebAssemblyモジュールではありません：{message}',
  'failed-invalid': 'モジュールが妥当ではありません：{message}',
  'failed-unlinkable': 'モジュールをリンクできません：{message}',
  'failed-no-entry': '呼び出せません：{message}',
  'failed-no-room': 'このプログラムを置く場所がありません（{message}）。',
  'failed-internal': 'ワーカーが異常終了しました：{message}',
};

/** The words of a language: Japanese for `ja`, else English. */
export const words = (language: string): Words =>
  language.startsWith('ja') ? ja : en;

const failed = (kind: FailureKind): keyof Words => `failed-${kind}`;

/** The line that says what the console is at. */
export function stateText(t: Words, state: State): string {
  switch (state.at) {
    case 'loading': {
      const [loaded, total] = [megabytes(state.loaded), megabytes(state.total)];
      return state.total > 0 ? fill(t.loading, { loaded, total }) : t.starting;
    }
    case 'exited':
      return fill(t.exited, { code: state.code });
    case 'trapped':
      return fill(t.trapped, { message: state.message });
    case 'failed':
      return fill(t[failed(state.kind)], { message: state.message });
    default:
      return t[state.at];
  }
}

/** What stands on the screen when a program has trapped: why, and where. */
export const lastLines = (t: Words, state: State): readonly string[] =>
  state.at !== 'trapped'
    ? []
    : [
        stateText(t, state),
        ...state.where.map((place) => `  ${fill(t.at, { place })}`),
      ];

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

/** A measurement as it stands in the console; a dash for what is not known. */
export const figureText = {
  instructions: (language: string, count: number | undefined): string =>
    count === undefined ? '–' : count.toLocaleString(language),
  memory: (bytes: number): string =>
    bytes === 0 ? '–' : `${(bytes / 0x10_0000).toFixed(1)} MiB`,
  time: (ms: number): string => `${(ms / 1000).toFixed(2)} s`,
} as const;

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
  shell: 'Shell',
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
  traceShown: 'Shown: the last {count} of {found} such calls; {total} in all.',
  traceDropped: 'The first {dropped} were too many to keep.',
  traceAll: 'All functions',
  traceName: 'Function',
  traceSearch: 'Search the calls',
  traceText: 'Save as text',
  traceJson: 'Save as JSON',
  traceBegan: 'began at',
  traceTook: 'took',
  traceBytes: 'Memory that was read or written: {count} bytes',
  traceFirst: 'The first {count} of {total} calls.',
  copy: 'Copy',
  copied: 'Copied',
  files: 'Files in /',
  noFiles: 'none',
  leftOut: '{count} lines left out',
  find: 'Find in the output',
  findNext: 'Next',
  findBefore: 'Previous',
  found: '{place} of {places}',
  notFound: 'Not found',
  keypad: 'Keys',
  fileCount: '{count} files, {size}',
  download: 'Download',
  remove: 'Remove',
  save: 'Save',
  addFiles: 'Add files…',
  newFile: 'New file',
  newName: 'Name of a new file',
  exportZip: 'Export as zip',
  importZip: 'Import a zip…',
  fileSaved: '{path} is saved.',
  fileRemoved: '{path} is removed.',
  filesAdded: 'Added: {names}',
  fileUnsaved: 'Save the open file first, or take your changes back.',
  filesBusy: 'A program is working with these files. Stop it first.',
  fileTooBig:
    '{name} was not added: it has {size}, and a console has room for {room} of files. The others are as they were.',
  fileUnreadable: '{name} could not be read. Nothing was changed.',
  badName: 'This cannot be the name of a file.',
  nameTaken: 'There is a file of this name.',
  zipImported: '{count} files were imported.',
  'zip-broken':
    '{name} is broken or no zip at all. Nothing was imported, your files are as they were. {path}',
  'zip-kind':
    '{name} holds a file that is encrypted or packed in a way that is not known here: {path}. Nothing was imported.',
  'zip-path':
    '{name} holds a file with a path that leads elsewhere: {path}. Nothing was imported.',
  'zip-big':
    '{name} would unfold to more than a console has room for ({path}). Nothing was imported.',
  workspace: 'Kept in this browser',
  workspaceName: 'Name to keep the files under',
  keep: 'Keep in this browser',
  notKept: 'Not kept in this browser',
  kept: 'Kept as “{name}”: {all} ({time})',
  keptNoMore: 'Changes from now on are not kept. What was kept stays.',
  workspaceOpened: '“{name}” is open; changes are kept.',
  forget: 'Forget',
  forgetReally: 'Remove “{name}” from this browser for ever?',
  forgotten: '“{name}” is no longer in this browser.',
  'keep-full':
    'The browser has no room left: this change was not kept. What was kept before is there. Export a zip, or forget another workspace.',
  'keep-refused':
    'This browser does not let the page keep files. Export a zip instead.',
  'keep-conflict':
    'There is a newer “kept” under this name, perhaps from another tab. It was left as it is: keep yours under another name.',
  'keep-damaged': 'What lies under this name is damaged and cannot be opened.',
  'keep-missing': 'There is nothing under this name any more.',
  'keep-name':
    'Choose a name without slashes, of at most 60 characters, that does not begin with a dot.',
  language: 'en',
  'limit-memory':
    'Limit: the program was refused more than {limit} MiB of memory. Raise the limit, or give it less to do.',
  'limit-output':
    'Limit: the program was ended after {limit} MB of output. Raise the limit to see more.',
  'limit-open':
    'Limit: the program was refused more than {limit} open files. It may have forgotten to close some.',
  'limit-bytes':
    'Limit: the program was refused more than {limit} MB in files, as on a full disk. Raise the limit.',
  'limit-nodes':
    'Limit: the program was refused more than {limit} new files and directories, as on a full disk.',
  'limit-seconds':
    'Limit: the program was stopped after {limit} seconds of work. Raise the limit to let it go on.',
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
  shell: 'シェル',
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
  traceShown:
    '該当する{found}回のうち最後の{count}回を表示（全部で{total}回）。',
  traceDropped: '最初の{dropped}回は多すぎて残していません。',
  traceAll: 'すべての関数',
  traceName: '関数',
  traceSearch: '呼び出しを検索',
  traceText: 'テキストで保存',
  traceJson: 'JSONで保存',
  traceBegan: '開始',
  traceTook: '所要',
  traceBytes: '読み書きされたメモリ：{count}バイト',
  traceFirst: '{total}回の呼び出しのうち最初の{count}回。',
  copy: 'コピー',
  copied: 'コピーしました',
  files: '/ のファイル',
  noFiles: 'なし',
  leftOut: '{count}行を省略しました',
  find: '出力の中を検索',
  findNext: '次',
  findBefore: '前',
  found: '{places}件中{place}件目',
  notFound: '見つかりません',
  keypad: 'キー',
  fileCount: '{count}個、{size}',
  download: 'ダウンロード',
  remove: '削除',
  save: '保存',
  addFiles: 'ファイルを追加…',
  newFile: '新しいファイル',
  newName: '新しいファイルの名前',
  exportZip: 'zipに書き出す',
  importZip: 'zipを読み込む…',
  fileSaved: '{path}を保存しました。',
  fileRemoved: '{path}を削除しました。',
  filesAdded: '追加しました：{names}',
  fileUnsaved:
    '先に、開いているファイルを保存するか、変更を元に戻してください。',
  filesBusy: 'プログラムがこのファイルを使っています。先に停止してください。',
  fileTooBig:
    '{name}は追加しませんでした。大きさは{size}で、コンソールに置けるファイルは合わせて{room}までです。ほかのファイルはそのままです。',
  fileUnreadable: '{name}を読めませんでした。何も変更していません。',
  badName: 'これはファイルの名前にできません。',
  nameTaken: 'この名前のファイルはすでにあります。',
  zipImported: '{count}個のファイルを読み込みました。',
  'zip-broken':
    '{name}は壊れているか、zipではありません。何も読み込んでおらず、ファイルは元のままです。{path}',
  'zip-kind':
    '{name}には、暗号化されているか、ここで扱えない方式で圧縮されたファイルがあります：{path}。何も読み込んでいません。',
  'zip-path':
    '{name}には、外を指すパスのファイルがあります：{path}。何も読み込んでいません。',
  'zip-big':
    '{name}を展開すると、コンソールに置ける大きさを超えます（{path}）。何も読み込んでいません。',
  workspace: 'このブラウザーに保管',
  workspaceName: '保管するときの名前',
  keep: 'このブラウザーに保管',
  notKept: 'このブラウザーに保管しない',
  kept: '「{name}」として保管しました：{all}（{time}）',
  keptNoMore: 'これからの変更は保管しません。保管したものはそのまま残ります。',
  workspaceOpened: '「{name}」を開きました。変更は保管されます。',
  forget: '消去',
  forgetReally: '「{name}」をこのブラウザーから完全に消しますか。',
  forgotten: '「{name}」をこのブラウザーから消しました。',
  'keep-full':
    'ブラウザーの保存領域がいっぱいで、今回の変更は保管できませんでした。前に保管したものは残っています。zipに書き出すか、ほかの保管を消してください。',
  'keep-refused':
    'このブラウザーではページがファイルを保管できません。代わりにzipに書き出してください。',
  'keep-conflict':
    'この名前には、別のタブなどで保管された新しいものがあります。それはそのままにしました。別の名前で保管してください。',
  'keep-damaged': 'この名前で保管されたものは壊れていて、開けません。',
  'keep-missing': 'この名前で保管されたものは、もうありません。',
  'keep-name':
    'スラッシュを含まず、点で始まらない、60文字までの名前にしてください。',
  language: 'ja',
  'limit-memory':
    '制限：プログラムは{limit} MiBを超えるメモリを拒まれました。制限を上げるか、仕事を減らしてください。',
  'limit-output':
    '制限：出力が{limit} MBに達したため、プログラムを終わらせました。続きを見るには制限を上げてください。',
  'limit-open':
    '制限：プログラムは{limit}個を超えるファイルを開くことを拒まれました。閉じ忘れがあるのかもしれません。',
  'limit-bytes':
    '制限：ディスクがいっぱいの時と同じように、ファイルに{limit} MBを超えて書くことを拒まれました。制限を上げてください。',
  'limit-nodes':
    '制限：ディスクがいっぱいの時と同じように、{limit}個を超える新しいファイルやディレクトリを拒まれました。',
  'limit-seconds':
    '制限：{limit}秒働いたため、プログラムを停止しました。続けるには制限を上げてください。',
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

/**
 * The editor: CodeMirror with Go, dressed in the site's tokens, one document
 * for each file. It knows nothing of compilers: messages come in as places.
 */

import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import {
  defaultKeymap,
  history,
  historyKeymap,
  indentWithTab,
} from '@codemirror/commands';
import { go } from '@codemirror/lang-go';
import {
  bracketMatching,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { search, searchKeymap } from '@codemirror/search';
import { EditorState } from '@codemirror/state';
import type { Extension, TransactionSpec } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { classHighlighter } from '@lezer/highlight';
import { fill } from '../strings.ts';
import { unitsBefore } from './messages.ts';
import type { Message } from './messages.ts';
import type { Files } from './plan.ts';
import type { Words } from './strings.ts';

/** An editor of several files, one of them in view. */
export type Editor = {
  readonly files: () => Files;
  readonly current: () => string;
  /** Brings a file into view. */
  show(file: string): void;
  /** Other texts for all files; each can be undone. */
  replace(files: Files): void;
  /** Marks what was said in the files; `hint`: it is no error. */
  mark(messages: readonly Message[], severity: 'error' | 'hint'): void;
  /** Puts the cursor where a message points, and the focus into the editor. */
  goTo(message: Message): void;
  focus(): void;
  dispose(): void;
};

/** The documents: the one in view lives there, the others wait as states. */
type Documents = {
  readonly view: EditorView;
  readonly states: Map<string, EditorState>;
  readonly open: (file: string, text: string) => EditorState;
  current: string;
};

/** An editor in `place`. `changed` hears when the reader has changed something. */
export function createEditor(
  place: HTMLElement,
  files: Files,
  t: Words,
  changed: () => void,
): Editor {
  const open = (file: string, text: string): EditorState =>
    EditorState.create({ doc: text, extensions: extensions(t, file, changed) });
  const states = new Map(
    Object.entries(files).map(([file, text]) => [file, open(file, text)]),
  );
  const current = Object.keys(files)[0] ?? '';
  const state = states.get(current) ?? open(current, '');
  const view = new EditorView({ parent: place, state });
  const d: Documents = { view, states, open, current };
  return {
    current: () => d.current,
    show: (file) => show(d, file),
    files: () =>
      Object.fromEntries(
        Array.from(states.keys(), (file) => [
          file,
          stateOf(d, file)?.doc.toString() ?? '',
        ]),
      ),
    replace: (texts) => replace(d, texts),
    mark(messages, severity) {
      for (const file of states.keys()) {
        const own = messages.filter((each) => each.file === file);
        change(d, file, (before) => marks(before, own, severity));
      }
    },
    goTo(message) {
      show(d, message.file);
      const { from } = rangeOf(view.state, message);
      view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
      view.focus();
    },
    focus: () => view.focus(),
    dispose: () => view.destroy(),
  };
}

/** The state of a file, in view or not. */
const stateOf = (d: Documents, file: string): EditorState | undefined =>
  file === d.current ? d.view.state : d.states.get(file);

/** Changes a file, in view or not. */
function change(
  d: Documents,
  file: string,
  how: (state: EditorState) => TransactionSpec,
): void {
  const state = stateOf(d, file);
  if (!state) return;
  if (file === d.current) d.view.dispatch(how(state));
  else d.states.set(file, state.update(how(state)).state);
}

function show(d: Documents, file: string): void {
  const next = d.states.get(file);
  if (file === d.current || !next) return;
  d.states.set(d.current, d.view.state);
  d.current = file;
  d.view.setState(next);
}

function replace(d: Documents, texts: Files): void {
  for (const [file, text] of Object.entries(texts)) {
    if (!d.states.has(file)) d.states.set(file, d.open(file, text));
    else
      change(d, file, ({ doc }) => ({
        changes: difference(doc.toString(), text),
      }));
  }
  const gone = [...d.states.keys()].filter((file) => !(file in texts));
  if (gone.includes(d.current)) show(d, Object.keys(texts)[0] ?? d.current);
  for (const file of gone) d.states.delete(file);
}

/** The marks of a file's messages, in the place of those that it has. */
const marks = (
  state: EditorState,
  messages: readonly Message[],
  severity: 'error' | 'hint',
): TransactionSpec =>
  setDiagnostics(
    state,
    messages.map((each) => ({
      ...rangeOf(state, each),
      severity,
      message: each.text,
    })),
  );

/** The one stretch in which two texts differ: the cursor stays where nothing changed. */
function difference(
  before: string,
  after: string,
): { from: number; to: number; insert: string } {
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from += 1;
  let end = 0;
  while (
    end < shorter - from &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  )
    end += 1;
  const insert = after.slice(from, after.length - end);
  return { from, to: before.length - end, insert };
}

/** From where a message points to the end of the word there. */
function rangeOf(
  { doc }: EditorState,
  { line, column }: Message,
): { from: number; to: number } {
  const { from, to, text } = doc.line(Math.min(Math.max(line, 1), doc.lines));
  const at = unitsBefore(text, column);
  const word = /^[\p{L}\p{N}_]+|^./u.exec(text.slice(at))?.[0] ?? '';
  const start = Math.min(from + at, to);
  return { from: start, to: start + word.length };
}

/** What the editor can do and how it looks. Colours are in go.css, by class. */
const extensions = (t: Words, file: string, changed: () => void): Extension => [
  lineNumbers(),
  lintGutter(),
  history(),
  drawSelection(),
  highlightActiveLine(),
  indentUnit.of('\t'),
  EditorState.tabSize.of(4),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  autocompletion(),
  search({ top: true }),
  go(),
  syntaxHighlighting(classHighlighter),
  EditorState.phrases.of(phrases(t)),
  EditorView.contentAttributes.of({
    'aria-label': fill(t.text, { file }),
    autocapitalize: 'off',
    autocorrect: 'off',
    spellcheck: 'false',
  }),
  EditorView.updateListener.of(({ docChanged }) => {
    if (docChanged) changed();
  }),
  keymap.of([
    ...closeBracketsKeymap,
    ...completionKeymap,
    ...searchKeymap,
    ...lintKeymap,
    ...historyKeymap,
    ...defaultKeymap,
    indentWithTab,
  ]),
];

/** CodeMirror's words are English; these are the ones a reader meets. */
const phrases = (t: Words): Record<string, string> => ({
  Find: t.find,
  Replace: t.replace,
  next: t.next,
  previous: t.previous,
  all: t.all,
  'match case': t['match case'],
  regexp: t.regexp,
  'by word': t['by word'],
  replace: t.replace,
  'replace all': t['replace all'],
  close: t.close,
});

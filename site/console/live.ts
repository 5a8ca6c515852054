/**
 * A console that has come to life: what is pressed and typed goes to the
 * session, what happens in the session goes to the screen and the state line.
 *
 * Loaded when something first runs, and the terminal after that, while the
 * module is already on its way.
 */

import type { Resource, Tree } from '../../engine/index.ts';
import { fill } from '../strings.ts';
import { createAloud, sayIn } from './aloud.ts';
import type { Aloud } from './aloud.ts';
import { createCalls } from './calls.ts';
import type { Calls } from './calls.ts';
import { splitArgs } from './config.ts';
import type { ConsoleConfig } from './config.ts';
import { createDesk, deskOf } from './desk.ts';
import type { Desk } from './desk.ts';
import { createFinder } from './finder.ts';
import { folderText } from './folder.ts';
import { createTimekeeper, limitWords } from './limits.ts';
import { findParts } from './parts.ts';
import type { Parts } from './parts.ts';
import { sourceOf } from './program.ts';
import type { Engine, Figures } from './protocol.ts';
import type { Request, Source } from './protocol.ts';
import { createSession, isActive } from './session.ts';
import type { Listener, Session, State } from './session.ts';
import { startWorker } from './start.ts';
import { createSheet } from './sheet.ts';
import { figureText, lastLines, stateText, words } from './strings.ts';
import type { Words } from './strings.ts';
import { carryOver } from './tree.ts';
import type { createShellSession } from '../shell/session.ts';
import { createTyping } from './typing.ts';
import type { Typing, TypingListener } from './typing.ts';
import type { Filing } from './filing.ts';
import type { View } from './view.ts';

/** A console as its element, its page and the tests use it. */
export type Live = {
  run(): void;
  stop(): void;
  /** Back to the recorded output, the first arguments and files. */
  reset(): void;
  /** Another program, or other settings, from the next run on. */
  use(change: Partial<ConsoleConfig>, source?: Source): void;
  /** Lays out the files under the console. */
  openFiles(): Promise<Filing>;
  /** Ends the program and gives the screen back. */
  dispose(): void;
  /** What stands on the screen; empty before the first run. */
  text(): string;
  /** The screen with colours and cursor, for another terminal. */
  snapshot(): string;
};

/** All that a live console keeps. */
type Console = {
  readonly root: HTMLElement;
  readonly parts: Parts;
  config: ConsoleConfig;
  /** Where the module comes from, if it is not the page's own. */
  source: Source | undefined;
  readonly t: Words;
  readonly session: Session;
  readonly calls: Calls;
  readonly aloud: Aloud;
  readonly typing: Typing;
  /** The screen, once it is there. */
  view: Promise<View> | undefined;
  screen: View | undefined;
  /** The state line before the first run, as HTML. */
  atFirst: string;
  /** What the program's directory holds: a run begins with what the last one left. */
  readonly desk: Desk;
  /** The files as the program last had them. */
  before: Tree;
  filing: Promise<Filing> | undefined;
};

/** Whether this reader wants no terminal. */
const isPlain = (c: Console): boolean => c.parts.plain.checked;

/** Brings the console in `root` to life. */
export function createLive(
  root: HTMLElement,
  config: ConsoleConfig,
  makeShell?: typeof createShellSession,
): Live {
  const c = createConsole(root, config, makeShell);
  const { parts, session, t } = c;
  parts.plain.addEventListener('change', () => reset(c));
  createFinder(parts, t, () => c.screen);
  const unwatch = c.desk.watch((tree) => {
    parts.fileCount.textContent = folderText(tree, t);
  });
  const openFiles = (): Promise<Filing> => {
    c.filing ??= import('./filing.ts').then(({ createFiling }) =>
      createFiling(
        parts,
        c.desk,
        t,
        session.busy ?? (() => isActive(session.state())),
      ),
    );
    return c.filing;
  };
  if (root.hasAttribute('data-kept')) void openFiles();
  return {
    run: () => void run(c),
    stop: () => session.stop(),
    reset: () => reset(c),
    use: (change, source) => use(c, change, source),
    openFiles,
    dispose() {
      session.stop();
      unwatch();
      forget(c);
    },
    text: () => c.screen?.text() ?? '',
    snapshot: () => c.screen?.snapshot() ?? '',
  };
}

/** A console at rest, its parts bound to one another. */
function createConsole(
  root: HTMLElement,
  config: ConsoleConfig,
  makeShell?: typeof createShellSession,
): Console {
  const parts = findParts(root);
  const t = words(config.language);
  const first = config.files ?? {};
  const sayLines = sayIn(parts.log, (count) => fill(t.leftOut, { count }));
  const desk = config.desk ? deskOf(config.desk, first) : createDesk(first);
  const hears = listener(() => c);
  const screen = () => ({
    // A plain sheet folds no lines.
    columns: isPlain(c) ? Infinity : (c.screen?.size().columns ?? 80),
    width: c.screen?.width ?? (() => 1),
  });
  const { shell: programs, language } = config;
  const c: Console = {
    ...{ root, parts, config, t, desk },
    session:
      makeShell && programs
        ? makeShell(startWorker, hears, { programs, desk, language, screen })
        : createSession(startWorker, hears),
    calls: createCalls(parts, t),
    source: undefined,
    aloud: createAloud(sayLines),
    typing: createTyping(
      root,
      parts,
      keyboard(() => c),
    ),
    view: undefined,
    screen: undefined,
    atFirst: parts.state.innerHTML,
    before: first,
    filing: undefined,
  };
  return c;
}

/** What happens in the session, brought to the console. */
function listener(console: () => Console): Listener {
  const limit = (what: Resource | 'seconds', most: number) => {
    const { parts, t } = console();
    parts.note.textContent = limitWords(t, what, most);
  };
  const time = createTimekeeper(
    () => console().config.limits?.seconds,
    (seconds) => {
      console().session.stop();
      limit('seconds', seconds);
    },
  );
  return {
    state(state) {
      showState(console(), state);
      time.state(state);
    },
    output: (bytes) => showOutput(console(), bytes),
    trace: (lines) => console().calls.add(lines),
    figures: (figures) => showFigures(console(), figures),
    fallback: (engine) => showFallback(console(), engine),
    files: (files) => takeFiles(console(), files),
    limit,
  };
}

/** What is typed, brought to the session and the screen. */
const keyboard = (console: () => Console): TypingListener => ({
  active: () => isActive(console().session.state()),
  echo: (text) => void console().screen?.write(text),
  input(bytes) {
    const { session, root, aloud } = console();
    session.input(bytes);
    if (!root.hasAttribute('data-raw')) aloud.write(bytes);
  },
  end: () => console().session.end(),
  interrupt() {
    const { session } = console();
    if (session.interrupt) session.interrupt();
    else session.stop();
  },
  wantsTab: () => console().session.wantsTab?.() ?? false,
  suspend() {
    const { parts, t } = console();
    parts.note.textContent = t.suspend;
  },
  size: () => console().screen?.size() ?? { columns: 80, rows: 24 },
});

/** All that the next run is determined by. */
function requestOf(c: Console): Request {
  const { parts, config } = c;
  return {
    source: c.source ?? sourceOf(config),
    args: [config.program, ...splitArgs(parts.args.value)],
    env: Object.entries(config.env),
    files: config.files ? c.desk.tree() : undefined,
    engine: parts.engine.value === 'native' ? 'native' : 'ours',
    entry: config.entry,
    without: config.without,
    sized: config.sized ?? false,
    host: config.host,
    limits: config.limits ?? {},
  };
}

/** Another program takes the place of the one before, whose output goes. */
function use(
  c: Console,
  change: Partial<ConsoleConfig>,
  source: Source | undefined,
): void {
  c.config = { ...c.config, ...change };
  if (!source) return;
  c.source = source;
  c.session.stop();
  c.parts.title.textContent = c.config.program;
  // What was recorded was the other program's.
  c.parts.recorded.replaceChildren();
  c.atFirst = c.t.idle;
  const label = fill(c.t.console, { program: c.config.program });
  c.root.setAttribute('aria-label', label);
}

async function run(c: Console): Promise<void> {
  c.calls.clear();
  c.aloud.clear();
  c.parts.note.textContent = '';
  // The files that the reader kept are there before the program is.
  if (c.root.hasAttribute('data-kept')) await (await c.filing)?.ready;
  const request = requestOf(c);
  c.before = c.desk.tree();
  c.root.dataset['engine'] = request.engine;
  c.session.run(request);
  c.screen?.clear();
  c.view ??= open(c);
  const view = await c.view;
  c.typing.begin(view.width);
  const { columns, rows } = view.size();
  c.session.size(columns, rows);
}

/** What the program has done to its files is done to the desk's. */
function takeFiles(c: Console, files: Tree): void {
  const { desk, before } = c;
  const untouched = desk.tree() === before;
  c.before = files;
  desk.lay(untouched ? files : carryOver(desk.tree(), before, files));
  if (untouched) c.before = desk.tree();
}

/** Puts a screen in the place of the recorded output. */
async function open(c: Console): Promise<View> {
  const { parts, t } = c;
  const coarse = matchMedia('(pointer: coarse)').matches;
  // Without a terminal there still is the plain console.
  const make = isPlain(c)
    ? undefined
    : await import('./terminal.ts').catch(() => undefined);
  c.root.toggleAttribute('data-plain', make === undefined);
  parts.recorded.hidden = true;
  parts.live.hidden = false;
  const options = { label: t.input, keyboard: !coarse };
  const view =
    make?.createTerminal(parts.live, options, {
      typed: c.typing.typed,
      resized: c.typing.resized,
      wantsTab: () => c.session.wantsTab?.() ?? false,
      leave: () =>
        (isActive(c.session.state()) ? parts.stop : parts.run).focus(),
    }) ?? createSheet(parts.live, t.output, c.typing);
  c.screen = view;
  return view;
}

/** Gives the place back to the recorded output. */
function forget(c: Console): void {
  c.screen?.dispose();
  c.screen = c.view = undefined;
  c.parts.live.hidden = true;
  c.parts.recorded.hidden = false;
}

function reset(c: Console): void {
  const { parts, config } = c;
  c.session.stop();
  forget(c);
  c.calls.clear();
  parts.args.value = parts.args.defaultValue;
  parts.note.textContent = '';
  // Files that are kept in the browser are the reader's own.
  if (!c.root.dataset['kept']) c.desk.lay(config.files ?? {});
  showState(c, { at: 'idle' });
}

async function showOutput(c: Console, bytes: Uint8Array): Promise<void> {
  const view = await c.view;
  c.aloud.write(bytes);
  await view?.write(c.typing.output(bytes));
}

function showFallback(c: Console, engine: Engine): void {
  c.root.dataset['engine'] = engine;
  c.parts.note.textContent = c.t.fallback;
}

function showFigures(c: Console, figures: Figures): void {
  const { parts, config } = c;
  parts.instructions.textContent = figureText.instructions(
    config.language,
    figures.instructions,
  );
  parts.memory.textContent = figureText.memory(figures.memory);
  parts.time.textContent = figureText.time(figures.elapsed);
}

function showState(c: Console, state: State): void {
  const { parts, root, t } = c;
  const active = isActive(state);
  root.dataset['state'] = state.at;
  if (state.at === 'exited') root.dataset['code'] = String(state.code);
  else delete root.dataset['code'];
  const text = stateText(t, state);
  if (state.at === 'idle') parts.state.innerHTML = c.atFirst;
  else parts.state.textContent = text;
  parts.stop.ariaDisabled = String(!active);
  parts.run.textContent = state.at === 'idle' ? t.run : t.runAgain;
  showProgress(parts.progress, state);
  // The console says what it is at, but not every kilobyte that comes in.
  const spoken = state.at === 'loading' ? t.starting : text;
  if (parts.status.textContent !== spoken) parts.status.textContent = spoken;
  if (state.at === 'waiting') prompt(c);
  if (!active) finish(c, state);
}

function showProgress(progress: HTMLProgressElement, state: State): void {
  if (state.at === 'loading' && state.total > 0)
    progress.value = Math.min(1, state.loaded / state.total);
  else if (state.at === 'loading') progress.removeAttribute('value');
  else progress.value = state.at === 'preparing' ? 1 : 0;
}

/** The program asks: what it asked is read out, and who pressed Run can type. */
function prompt(c: Console): void {
  c.aloud.pause();
  if (document.activeElement !== c.parts.run) return;
  if (getComputedStyle(c.parts.line).display === 'none') c.screen?.focus();
  else c.parts.lineInput.focus();
}

/** The last words of a program: an unfinished line, a backtrace, its results. */
function finish(c: Console, state: State): void {
  const { screen, t } = c;
  if (state.at === 'idle') return;
  c.aloud.pause();
  const lines = state.at === 'exited' ? state.results : lastLines(t, state);
  const red = state.at === 'trapped' ? '\x1b[31m' : '';
  if (lines.length > 0)
    void c.view?.then((view) => view.write(red + lines.join('\r\n')));
  if (state.at === 'stopped' && screen) void screen.write('\x1b[0m');
}

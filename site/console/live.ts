/**
 * A console that has come to life: what is pressed and typed goes to the
 * session, what happens in the session goes to the screen and the state line.
 *
 * Loaded when something first runs, and the terminal after that, while the
 * module is already on its way.
 */

import type { Tree } from '../../engine/index.ts';
import { createAloud } from './aloud.ts';
import type { Aloud } from './aloud.ts';
import { createCalls } from './calls.ts';
import type { Calls } from './calls.ts';
import { splitArgs } from './config.ts';
import type { ConsoleConfig } from './config.ts';
import { drawFiles } from './folder.ts';
import { findParts } from './parts.ts';
import type { Parts } from './parts.ts';
import type { Engine, Figures, FromWorker, Request } from './protocol.ts';
import { createSession, isActive } from './session.ts';
import type { Session, StartWorker, State } from './session.ts';
import { createSheet } from './sheet.ts';
import { figureText, lastLines, stateText, words } from './strings.ts';
import type { Words } from './strings.ts';
import { createTty, keys, toScreen } from './tty.ts';
import type { Tty } from './tty.ts';
import type { View } from './view.ts';

/** A console as its element and the tests use it. */
export type Live = {
  run(): void;
  stop(): void;
  /** Back to the recorded output, the first arguments and files. */
  reset(): void;
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
  readonly config: ConsoleConfig;
  readonly t: Words;
  readonly session: Session;
  readonly calls: Calls;
  readonly aloud: Aloud;
  /** The screen and its line discipline, once they are there. */
  view: Promise<View> | undefined;
  screen: View | undefined;
  tty: Tty;
  /** The state line before the first run, as HTML. */
  readonly atFirst: string;
  /** What the program's directory holds: a run begins with what the last one left. */
  files: Tree | undefined;
};

/** Whether this reader wants no terminal. */
const isPlain = (c: Console): boolean => c.parts.plain.checked;

/** Brings the console in `root` to life. */
export function createLive(root: HTMLElement, config: ConsoleConfig): Live {
  const parts = findParts(root);
  const t = words(config.language);
  const calls = createCalls(parts, t);
  const session = createSession(startWorker, {
    state: (state) => showState(c, state),
    output: (bytes) => showOutput(c, bytes),
    trace: calls.add,
    figures: (figures) => showFigures(c, figures),
    fallback: (engine) => showFallback(c, engine),
    files: (files) => {
      c.files = files;
      drawFiles(parts.files, files, t);
    },
  });
  const c: Console = {
    ...{ root, parts, config, t, session, calls },
    aloud: createAloud(parts.log),
    view: undefined,
    screen: undefined,
    tty: createTty(() => 1),
    atFirst: parts.state.innerHTML,
    files: config.files ?? undefined,
  };
  listen(c);
  return {
    run: () => run(c),
    stop: () => session.stop(),
    reset: () => reset(c),
    dispose() {
      session.stop();
      forget(c);
    },
    text: () => c.screen?.text() ?? '',
    snapshot: () => c.screen?.snapshot() ?? '',
  };
}

/** The bundler looks for exactly these words to make the worker's file. */
const startWorker: StartWorker = (hear, fail) => {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    type: 'module',
  });
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => hear(data);
  // A script that does not load is an event without a message.
  worker.onerror = ({ message }) => fail(message || 'its script did not load');
  return {
    post: (message) => worker.postMessage(message),
    terminate: () => worker.terminate(),
  };
};

function listen(c: Console): void {
  const { line, lineInput, endOfInput, plain } = c.parts;
  line.addEventListener('submit', (event) => {
    event.preventDefault();
    typed(c, `${lineInput.value}\r`);
    lineInput.value = '';
  });
  endOfInput.addEventListener('click', () => typed(c, '\x04'));
  plain.addEventListener('change', () => reset(c));
}

function run(c: Console): void {
  const { parts, config } = c;
  const engine: Engine = parts.engine.value === 'native' ? 'native' : 'ours';
  const { url, size, sha256, entry, without } = config;
  const request: Request = {
    source: {
      kind: 'url',
      // A worker would take the address as relative to itself.
      url: new URL(url, document.baseURI).href,
      size,
      sha256,
    },
    args: [config.program, ...splitArgs(parts.args.value)],
    env: Object.entries(config.env),
    files: c.files,
    engine,
    entry,
    without,
  };
  c.calls.clear();
  c.aloud.clear();
  parts.note.textContent = '';
  c.root.dataset['engine'] = engine;
  c.session.run(request);
  c.view ??= open(c);
  c.screen?.clear();
  c.tty = createTty(c.tty.width);
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
      typed: (text) => typed(c, text),
      leave: () =>
        (isActive(c.session.state()) ? parts.stop : parts.run).focus(),
    }) ?? createSheet(parts.live, t.output);
  c.screen = view;
  c.tty = createTty(view.width);
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
  c.files = config.files ?? undefined;
  drawFiles(parts.files, c.files ?? {}, c.t);
  showState(c, { at: 'idle' });
}

/** What the keyboard says, and what comes of it. */
function typed(c: Console, text: string): void {
  const { session, screen } = c;
  if (!isActive(session.state())) return;
  for (const effect of keys(c.tty, text)) {
    switch (effect.kind) {
      case 'echo':
        void screen?.write(effect.text);
        break;
      case 'deliver':
        session.input(effect.bytes);
        c.aloud.write(effect.bytes);
        break;
      case 'end':
        session.end();
        break;
      case 'signal':
        if (effect.name === 'interrupt') return session.stop();
        c.parts.note.textContent = c.t.suspend;
    }
  }
}

async function showOutput(c: Console, bytes: Uint8Array): Promise<void> {
  const view = await c.view;
  c.aloud.write(bytes);
  await view?.write(toScreen(bytes));
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

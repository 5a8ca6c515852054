/**
 * A shell line in a console: it is a session like that of one program
 * (console/session.ts), so the console needs to know nothing of it but which
 * of the two to make.
 *
 * At the prompt the shell takes single keys, as any program can, by asking
 * the terminal for them (console/modes.ts); while programs run, the terminal
 * is theirs.
 */

import type { Desk } from '../console/desk.ts';
import type { Request } from '../console/protocol.ts';
import { isActive } from '../console/session.ts';
import type { Listener, Session, StartWorker } from '../console/session.ts';
import type { State } from '../console/session.ts';
import type { Width } from '../console/tty.ts';
import { fill } from '../strings.ts';
import { builtins, Refused, wipe } from './builtins.ts';
import type { Shell } from './builtins.ts';
import { complete } from './complete.ts';
import { createEditor, draw, enter, forget, keysIn, press } from './edit.ts';
import type { Editor } from './edit.ts';
import { parseLine } from './parse.ts';
import { refusal, startPipeline } from './run.ts';
import type { Running, ShellProgram } from './run.ts';
import { shellWords } from './words.ts';

/** What a shell line is given. */
export type ShellOptions = {
  readonly programs: readonly ShellProgram[];
  readonly desk: Desk;
  readonly language: string;
  /** The screen's columns, and how wide it draws a character. */
  readonly screen: () => { readonly columns: number; readonly width: Width };
};

/** A shell's session, and what only a shell can be asked. */
export type ShellSession = Session &
  Required<Pick<Session, 'interrupt' | 'busy' | 'wantsTab'>>;

/** The terminal gives single keys; LF still goes to the next line. */
const keysPlease = '\x1b]7788;stty -icanon -echo -isig -icrnl\x07';
const askForKeys = `\x1b[0m${keysPlease}`;
const linesPlease = '\x1b]7788;stty sane\x07';

/** The key that goes to the line's end. */
const toTheEnd = '\x1b[F';

const utf8 = new TextEncoder();

/** All that a shell line keeps. */
type Line = {
  readonly shell: Shell;
  readonly editor: Editor;
  readonly write: (content: string | Uint8Array) => Promise<void>;
  readonly options: ShellOptions;
  /** What was typed ahead of the prompt. */
  ahead: string[];
  running: Running | undefined;
  /** Whether what was typed is being worked off. */
  taking: boolean;
  readonly request: Request;
};

/** A session: what it is at, and the line at which somebody sits. */
type Sitting = {
  readonly startWorker: StartWorker;
  readonly listener: Listener;
  readonly options: ShellOptions;
  state: State;
  line: Line | undefined;
};

/** A shell line at which nobody sits yet. */
export function createShellSession(
  startWorker: StartWorker,
  listener: Listener,
  options: ShellOptions,
): ShellSession {
  const s: Sitting = {
    ...{ startWorker, listener, options },
    ...{ state: { at: 'idle' }, line: undefined },
  };
  const decoder = new TextDecoder();
  return {
    state: () => s.state,
    run(request) {
      s.line?.running?.stop();
      s.line = createLine(request, listener, options);
      become(s, { at: 'preparing' });
    },
    stop() {
      if (!isActive(s.state)) return;
      const running = s.line?.running;
      s.line = undefined;
      running?.stop();
      become(s, { at: 'stopped' });
    },
    input(bytes) {
      const { line } = s;
      if (!line) return;
      if (line.running) return line.running.input(bytes);
      line.ahead.push(...keysIn(decoder.decode(bytes, { stream: true })));
      if (s.state.at === 'waiting') void take(s, line);
    },
    end: () => s.line?.running?.end(),
    interrupt() {
      if (!s.line?.running) return;
      // The terminal has written ^C.
      void s.line.write('\n');
      s.line.running.stop();
    },
    unread: () => undefined,
    size() {
      if (s.line && s.state.at === 'preparing') void welcome(s, s.line);
    },
    busy: () => s.line?.running !== undefined,
    wantsTab() {
      const { editor, running } = s.line ?? {};
      return !running && editor !== undefined && lineOf(editor) !== '';
    },
  };
}

const lineOf = ({ before, after }: Editor): string => before + after;

function become(s: Sitting, state: State): void {
  s.state = state;
  s.listener.state(state);
}

/** Whether a line is still the one that the page sees. */
const isHeard = ({ line, state }: Sitting, mine: Line): boolean =>
  line === mine && isActive(state);

async function welcome(s: Sitting, mine: Line): Promise<void> {
  const programs = s.options.programs.map(({ name }) => name).join(', ');
  await mine.write(`${fill(mine.shell.t.welcome, { programs })}\n`);
  await ask(s, mine);
  await take(s, mine);
}

/** Shows the prompt. */
async function ask(s: Sitting, mine: Line): Promise<void> {
  await mine.write(askForKeys);
  await redraw(mine);
  if (isHeard(s, mine)) become(s, { at: 'waiting' });
}

/** Works off what was typed. */
async function take(s: Sitting, mine: Line): Promise<void> {
  if (mine.taking) return;
  mine.taking = true;
  while (isHeard(s, mine)) {
    const key = mine.ahead.shift();
    if (key === undefined) break;
    await pressed(s, mine, key);
  }
  mine.taking = false;
}

async function pressed(s: Sitting, mine: Line, key: string): Promise<void> {
  const { editor, write, shell } = mine;
  switch (press(editor, key)) {
    case 'nothing':
      return;
    case 'enter':
      return obey(s, mine);
    case 'end':
      return leave(s, mine);
    case 'interrupt':
      forget(editor);
      shell.code = 130;
      await write('^C\n');
      break;
    case 'clear':
      editor.row = 0;
      await write(wipe);
      break;
    case 'complete':
      await finishWord(mine);
      break;
    case 'changed':
  }
  // Of a paste, only the last state is drawn.
  if (mine.ahead.length === 0) await redraw(mine);
}

/** Runs the line that was entered. */
async function obey(s: Sitting, mine: Line): Promise<void> {
  const { editor, shell, write } = mine;
  press(editor, toTheEnd);
  await redraw(mine);
  const text = enter(editor);
  await write(`\n${linesPlease}`);
  try {
    mine.running = start(s, mine, text);
    if (mine.running) {
      become(s, { at: 'running' });
      shell.code = await mine.running.code;
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    shell.code = refusal(error);
    await write(`${error.message}\n`);
  }
  mine.running = undefined;
  if (!isHeard(s, mine)) return;
  await (shell.left ? leave(s, mine) : ask(s, mine));
}

/** Starts what a line says; undefined: it says nothing. Throws Refused. */
function start(s: Sitting, mine: Line, text: string): Running | undefined {
  const { shell, write: screen, request } = mine;
  const pipeline = parseLine(text);
  if ('problem' in pipeline)
    throw new Refused(fill(shell.t[pipeline.problem], { text: pipeline.text }));
  if (pipeline.length === 0) return undefined;
  const { startWorker, listener, options } = s;
  const { programs, language } = options;
  const { engine, limits = {} } = request;
  return startPipeline(
    {
      ...{ shell, startWorker, programs, engine, limits, language, screen },
      state(state) {
        if (isHeard(s, mine)) become(s, state);
      },
      trace: listener.trace,
      figures: listener.figures,
    },
    pipeline,
  );
}

async function leave(s: Sitting, mine: Line): Promise<void> {
  await mine.write(`\n${linesPlease}`);
  if (!isHeard(s, mine)) return;
  s.line = undefined;
  become(s, { at: 'exited', code: mine.shell.code, results: [] });
}

function createLine(
  request: Request,
  listener: Listener,
  options: ShellOptions,
): Line {
  /** Whether the screen's cursor is at the left edge. */
  let atEdge = true;
  const shell: Shell = {
    ...{ desk: options.desk, t: shellWords(options.language) },
    ...{ cwd: '', code: 0, left: false },
    env: new Map(request.env),
    programs: options.programs.map(({ name }) => name),
  };
  const line: Line = {
    ...{
      shell,
      options,
      request,
      ahead: [],
      running: undefined,
      taking: false,
    },
    editor: createEditor(),
    async write(content) {
      const bytes =
        typeof content === 'string' ? utf8.encode(content) : content;
      if (bytes.length === 0) return;
      // A prompt begins at the left edge, whatever was written before it.
      const prompt = content === askForKeys;
      if (prompt && !atEdge) await listener.output(utf8.encode('\n'), 'stdout');
      if (!prompt) atEdge = bytes.at(-1) === 0x0a || isControl(content);
      await listener.output(bytes, 'stdout');
    },
  };
  return line;
}

/** Whether a text of the shell's own leaves the cursor at the left edge without a line's end. */
const isControl = (content: string | Uint8Array): boolean =>
  typeof content === 'string' &&
  (content.endsWith('\x07') || content.endsWith(wipe));

async function redraw({ editor, shell, write, options }: Line): Promise<void> {
  const { columns, width } = options.screen();
  await write(draw(editor, `/${shell.cwd} $ `, columns, width));
}

/** Completes the word at the cursor, or shows how it can go on. */
async function finishWord(line: Line): Promise<void> {
  const { editor, shell, write, options } = line;
  const commands = [...Object.keys(builtins), ...shell.programs];
  const known = { commands, tree: shell.desk.tree(), cwd: shell.cwd };
  const { insert, choices } = complete(editor.before, known);
  editor.before += insert;
  if (insert !== '' || choices.length === 0) return;
  const { columns, width } = options.screen();
  await write(`${draw(editor, `/${shell.cwd} $ `, columns, width)}\n`);
  await write(`${choices.join('  ')}\n`);
  editor.row = 0;
}

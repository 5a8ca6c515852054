/**
 * A Go editor that has come to life: what is pressed goes to the toolchain,
 * what it makes goes to the console below, what Go says goes into the text.
 */

import { download, make } from '../console/make.ts';
import type { Live } from '../console/live.ts';
import { attach } from '../console/session.ts';
import { fill } from '../strings.ts';
import { createToolchain } from './client.ts';
import type { News, Outcome, StartWorker, Toolchain } from './client.ts';
import type { GoConfig } from './config.ts';
import { createEditor } from './editor.ts';
import type { Editor } from './editor.ts';
import type { Assets } from './embed.ts';
import { keep, recall } from './kept.ts';
import type { Kept } from './kept.ts';
import { keepPages } from './offline.ts';
import { messagesIn } from './messages.ts';
import type { Message } from './messages.ts';
import { findParts } from './parts.ts';
import type { Parts } from './parts.ts';
import { modulePath } from './plan.ts';
import type { Files } from './plan.ts';
import type { Job } from './protocol.ts';
import { foldFiles, unfoldFiles } from './share.ts';
import { failureText, phaseText, progressText } from './strings.ts';
import { sizeText, warningText, words } from './strings.ts';
import type { Words } from './strings.ts';

/** A Go editor as its element uses it. */
export type LiveGo = {
  /** Does what the button of that name says. */
  press(name: string): Promise<void>;
  focus(): void;
  /** Gives up what is under way. */
  dispose(): void;
};

/** All that a live editor keeps. */
type Go = {
  readonly root: HTMLElement;
  readonly parts: Parts;
  readonly config: GoConfig;
  readonly t: Words;
  readonly toolchain: Toolchain;
  readonly editor: Editor;
  readonly assets: Assets;
  /** What was there before Reset, or before a link's text came. */
  before: Files | undefined;
  /** Whether the toolchain has a job. */
  busy: boolean;
};

/** Brings the editor in `root` to life. */
export async function createLiveGo(
  root: HTMLElement,
  config: GoConfig,
): Promise<LiveGo> {
  const parts = findParts(root);
  const t = words(config.language);
  const { files, before, note } = await firstFiles(config, t);
  const editor = createEditor(parts.paper, files, t, () => changed(g));
  const g: Go = {
    ...{ root, parts, config, t, editor, before },
    toolchain: createToolchain(startWorker),
    assets: assetsOf(config),
    busy: false,
  };
  parts.source.hidden = true;
  parts.note.textContent = note;
  drawFiles(g);
  watchConsole(g);
  refresh(g);
  keepPages();
  void prepare(g);
  return {
    press: async (name) => deeds[name]?.(g),
    focus: editor.focus,
    dispose() {
      g.toolchain.cancel();
      editor.dispose();
    },
  };
}

/** The bundler looks for exactly these words to make the worker's file. */
const startWorker: StartWorker = (hear, fail) =>
  attach(
    new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }),
    hear,
    fail,
  );

const assetsOf = ({ assets }: GoConfig): Assets =>
  Object.fromEntries(
    Object.entries(assets).map(([path, text]) => [path, bytesOf(text)]),
  );

const bytesOf = (base64: string): Uint8Array =>
  Uint8Array.from(atob(base64), (unit) => unit.charCodeAt(0));

const keyOf = ({ name }: GoConfig): string => `sunaba-go ${name}`;

/** The text to begin with: the link's, the one that was kept, the lesson's. */
async function firstFiles(
  config: GoConfig,
  t: Words,
): Promise<{ files: Files; before: Files | undefined; note: string }> {
  const kept = recallHere(config);
  const mine = kept.files ?? config.files;
  const start = `#go=${config.name}.`;
  if (!location.hash.startsWith(start))
    return { files: mine, before: kept.before, note: '' };
  const shared = await unfoldFiles(location.hash.slice(start.length));
  if (!shared) return { files: mine, before: kept.before, note: t.badLink };
  const note = kept.files ? t.shared : t.sharedHere;
  return { files: shared, before: kept.files ?? kept.before, note };
}

function recallHere(config: GoConfig): Kept {
  try {
    return recall(localStorage, keyOf(config));
  } catch {
    // A browser may refuse to give out its storage at all.
    return { files: undefined, before: undefined };
  }
}

/** What each button does. */
const deeds: Readonly<Record<string, (g: Go) => void | Promise<void>>> = {
  run: (g) => work(g, 'build'),
  test: (g) => work(g, 'test'),
  vet: (g) => work(g, 'vet'),
  stop,
  format,
  reset(g) {
    g.before = g.editor.files();
    g.editor.replace(g.config.files);
    after(g, g.t.resetDone);
  },
  back(g) {
    const { before } = g;
    if (!before) return;
    g.before = g.editor.files();
    g.editor.replace(before);
    after(g, '');
  },
  async copy({ editor, parts, t }) {
    const text = editor.files()[editor.current()] ?? '';
    parts.note.textContent = (await copied(text)) ? t.copied : t.noCopy;
  },
  async download({ editor, config }) {
    const files = Object.entries(editor.files());
    const [only] = files;
    const encoder = new TextEncoder();
    if (only && files.length === 1)
      return download(only[0], encoder.encode(only[1]));
    const { zipSync } = await import('fflate');
    const bytes = files.map(([name, text]) => [name, encoder.encode(text)]);
    download(`${config.name}.zip`, zipSync(Object.fromEntries(bytes)));
  },
  async share({ editor, config, parts, t }) {
    const folded = await foldFiles(editor.files());
    history.replaceState(null, '', `#go=${config.name}.${folded}`);
    const inHand = await copied(location.href);
    parts.note.textContent = inHand ? t.linked : t.linkShown;
  },
};

async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function stop(g: Go): void {
  g.toolchain.cancel();
  void consoleOf(g)
    ?.live()
    .then((live) => live.stop());
}

async function format(g: Go): Promise<void> {
  const { editor, parts, t } = g;
  const { formatFiles } = await import('./format.ts');
  try {
    editor.replace(await formatFiles(editor.files()));
    parts.note.textContent = t.formatted;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    parts.note.textContent = fill(t.notFormatted, { message });
    show(g, message);
  }
}

/** The reader has typed: the text is kept, marks of the last build are not. */
function changed(g: Go): void {
  const { config, parts, t, editor, before } = g;
  const files = editor.files();
  let kept = false;
  try {
    kept = keep(localStorage, keyOf(config), { files, before });
  } catch {
    // Kept nowhere; said below.
  }
  parts.note.textContent = kept ? '' : t.notKept;
  refresh(g);
}

/** All texts have changed at once. */
function after(g: Go, note: string): void {
  show(g, '');
  drawFiles(g);
  changed(g);
  if (note) g.parts.note.textContent = note;
}

/** Buttons that have nothing to do say so. */
function refresh({ parts, before, busy, editor, root }: Go): void {
  const running = root.hasAttribute('data-running');
  parts.back.hidden = !before;
  parts.test.hidden = !Object.keys(editor.files()).some((file) =>
    file.endsWith('_test.go'),
  );
  parts.stop.ariaDisabled = String(!busy && !running);
  root.toggleAttribute('data-busy', busy);
}

/** A button for each file, where there are several. */
function drawFiles(g: Go): void {
  const { parts, editor } = g;
  const names = Object.keys(editor.files());
  parts.files.hidden = names.length < 2;
  parts.files.replaceChildren(
    ...names.map((name) => {
      const tab = make('button', { type: 'button', textContent: name });
      tab.ariaPressed = String(name === editor.current());
      tab.addEventListener('click', () => {
        editor.show(name);
        drawFiles(g);
      });
      return tab;
    }),
  );
}

/** A reader who comes near may press Run: what an earlier visit kept is made ready. */
async function prepare(g: Go): Promise<void> {
  const { editor, config, toolchain, parts, t } = g;
  if (g.busy) return;
  const before = parts.state.textContent;
  const job: Job = {
    does: 'prepare',
    files: editor.files(),
    kind: config.kind,
  };
  const { type, ...rest } = await toolchain.perform(job, (news) => {
    if (news.type === 'phase') say(g, t.preparing);
  });
  if (type === 'cancelled') return;
  say(g, 'ready' in rest && rest.ready ? t.prepared : before);
}

/** Lets the toolchain do something with the text, and shows what comes of it. */
async function work(g: Go, does: Job['does']): Promise<void> {
  const { editor, config, assets, toolchain, parts, t } = g;
  const began = performance.now();
  const files = editor.files();
  parts.note.textContent = '';
  show(g, '');
  g.busy = true;
  refresh(g);
  const job: Job = { does, files, kind: config.kind, assets };
  const outcome = await toolchain.perform(job, (news) => hear(g, news));
  g.busy = false;
  parts.progress.value = 0;
  refresh(g);
  if (outcome.type !== 'built') return tell(g, outcome);
  const time = ((performance.now() - began) / 1000).toFixed(1);
  say(g, fill(t.built, { time, size: sizeText(outcome.bytes.length) }));
  await start(g, outcome.bytes, does);
}

function hear({ parts, t }: Go, news: News): void {
  switch (news.type) {
    case 'phase':
      parts.state.textContent = phaseText(t, news.phase);
      parts.progress.removeAttribute('value');
      return;
    case 'progress':
      parts.state.textContent = progressText(t, news.loaded, news.total);
      parts.progress.value = news.total && news.loaded / news.total;
      return;
    case 'warning':
      parts.note.textContent = warningText(t, news);
  }
}

const say = ({ parts }: Go, text: string): void => {
  parts.state.textContent = text;
};

/** A job's end without a module. */
function tell(g: Go, outcome: Exclude<Outcome, { type: 'built' }>): void {
  const { t } = g;
  switch (outcome.type) {
    case 'refused':
      say(g, t.refused);
      return show(g, outcome.said);
    case 'vetted': {
      const { messages } = outcome;
      const count = messages.length;
      say(g, count === 0 ? t.vetted : fill(t.hints, { count }));
      return showMessages(g, messages, 'hint');
    }
    case 'prepared':
      return;
    case 'cancelled':
      return say(g, t.cancelled);
    case 'failed':
      return say(g, failureText(t, outcome));
  }
}

/** What Go said, line for line; a line that names a place leads there. */
function show(g: Go, said: string): void {
  const { parts, editor, t } = g;
  const names = Object.keys(editor.files());
  // A directive's place is told by the package's path.
  const own = (message: Message): Message => {
    const short = message.file.replace(`${modulePath}/`, '');
    return names.includes(short) ? { ...message, file: short } : message;
  };
  editor.mark(messagesIn(said).map(own), 'error');
  parts.said.hidden = said === '';
  parts.said.replaceChildren(
    ...said
      .trimEnd()
      .split('\n')
      .map((line) => {
        const [found] = messagesIn(line).map(own);
        return found && names.includes(found.file)
          ? placeButton(g, line, found)
          : make('div', { textContent: line });
      }),
  );
  if (said !== '') parts.said.ariaLabel = t.said;
}

function showMessages(
  g: Go,
  messages: readonly Message[],
  severity: 'error' | 'hint',
): void {
  const lines = messages.map(
    ({ file, line, column, text }) => `./${file}:${line}:${column}: ${text}`,
  );
  show(g, lines.join('\n'));
  g.editor.mark(messages, severity);
}

function placeButton(g: Go, text: string, message: Message): HTMLElement {
  const button = make('button', { type: 'button', textContent: text });
  button.title = fill(g.t.goTo, { line: message.line });
  button.addEventListener('click', () => {
    g.editor.goTo(message);
    drawFiles(g);
  });
  return make('div', {}, button);
}

/** The console below, if the page has one. */
function consoleOf({
  root,
}: Go): (HTMLElement & { live(): Promise<Live> }) | undefined {
  const found = root.querySelector('sunaba-console');
  return found instanceof HTMLElement && hasLive(found) ? found : undefined;
}

const hasLive = (
  element: HTMLElement,
): element is HTMLElement & { live(): Promise<Live> } =>
  typeof Reflect.get(element, 'live') === 'function';

/** Gives the module to the console. */
async function start(
  g: Go,
  bytes: Uint8Array,
  does: Job['does'],
): Promise<void> {
  const below = consoleOf(g);
  if (!below) return;
  const live = await below.live();
  const args = below.querySelector('[data-part="args"]');
  // A test run tells of each test; the reader can see how it is asked to.
  const verbose = '-test.v';
  if (args instanceof HTMLInputElement) {
    if (does === 'test' && args.value === '') args.value = verbose;
    if (does === 'build' && args.value === verbose) args.value = '';
  }
  const host = hosts[g.config.kind];
  live.use(
    { program: modulePath, entry: '_start', ...(host ? { host } : {}) },
    { kind: 'bytes', bytes },
  );
  live.run();
}

/** The folder of the host that a kind of module needs besides WASI. */
const hosts: Readonly<Record<GoConfig['kind'], string | undefined>> = {
  command: undefined,
  reactor: 'go-toolchain',
  js: 'go-js',
};

/** Stop is for the program as well, while it runs. */
function watchConsole(g: Go): void {
  const below = consoleOf(g);
  if (!below) return;
  const look = (): void => {
    const active = ['loading', 'preparing', 'running', 'waiting'];
    const running = active.includes(below.dataset['state'] ?? '');
    g.root.toggleAttribute('data-running', running);
    refresh(g);
  };
  new MutationObserver(look).observe(below, {
    attributeFilter: ['data-state'],
  });
  // Return in the arguments means: with this text, not with the last module.
  below.addEventListener(
    'keydown',
    (event) => {
      const { target } = event;
      if (!(target instanceof HTMLElement) || event.key !== 'Enter') return;
      if (target.dataset['part'] !== 'args') return;
      event.stopImmediatePropagation();
      void work(g, 'build');
    },
    { capture: true },
  );
}

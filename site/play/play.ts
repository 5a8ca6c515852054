/**
 * The playground at work: a file comes in, is listed by a worker, and runs in
 * the console with the reader's settings and limits.
 */

import type { ConsoleConfig, RunLimits } from '../console/config.ts';
import type { Live } from '../console/live.ts';
import { download } from '../console/make.ts';
import { sourceOf } from '../console/program.ts';
import { stateText, words } from '../console/strings.ts';
import { fill } from '../strings.ts';
import { adviceText, playWords } from './words.ts';
import type { PlayWords } from './words.ts';
import type { Answer, Question } from './list.worker.ts';
import { firstEntry } from './listing.ts';
import type { Listing } from './listing.ts';
import { playParts } from './parts.ts';
import type { PlayParts } from './parts.ts';
import { defaultLimits, environmentOf, limitUnits } from './settings.ts';
import { drawListing } from './table.ts';

/** The playground as its element uses it. */
export type Play = {
  /** Lists and runs a file. */
  take(file: File): Promise<void>;
  /** Runs the program of the course that is chosen. */
  example(): Promise<void>;
  /** Runs the text in the field. */
  assemble(): Promise<void>;
};

/** The page has room for a module of so many bytes. */
const most = 256 * 2 ** 20;

/** Characters of a module's text that are shown. */
const shown = 200_000;

/** All that the playground keeps. */
type Playground = {
  readonly parts: PlayParts;
  readonly t: PlayWords;
  readonly language: 'en' | 'ja';
  /** Lists the file that came last. */
  worker: Worker | undefined;
  name: string;
  listing: Listing | undefined;
  /** The module's text, once somebody has asked for it. */
  text: string | undefined;
};

/** Brings the playground in `root` to life. */
export function createPlay(root: HTMLElement): Play {
  const language = root.dataset['language'] === 'ja' ? 'ja' : 'en';
  const t = playWords(language);
  const p: Playground = {
    ...{ parts: playParts(root), t, language },
    ...{ worker: undefined, name: '', listing: undefined, text: undefined },
  };
  const { parts } = p;
  showLimits(parts, defaultLimits);
  parts.settings.addEventListener('change', () => void set(p));
  parts.asText.addEventListener('toggle', () => void showText(p));
  parts.asTextSave.addEventListener('click', () => {
    if (p.text !== undefined)
      download(
        p.name.replace(/\.\w+$/, '') + '.wat',
        new TextEncoder().encode(p.text),
      );
  });
  return {
    take: (file) => takeFile(p, file),
    example: () => takeExample(p),
    assemble: () =>
      take(p, 'text.wat', new TextEncoder().encode(parts.wat.value)),
  };
}

async function takeFile(p: Playground, file: File): Promise<void> {
  const { name, size } = file;
  if (size > most)
    return say(
      p,
      fill(p.t.tooBig, { name, size: (size / 1e6).toFixed(0) }),
      true,
    );
  try {
    await take(p, name, new Uint8Array(await file.arrayBuffer()));
  } catch {
    say(p, fill(p.t.unreadable, { name }), true);
  }
}

async function takeExample(p: Playground): Promise<void> {
  const option = p.parts.example.selectedOptions[0];
  const { url = '', size = '0', sha256 = '' } = option?.dataset ?? {};
  if (!option?.value) return;
  const name = `${option.value}.wasm`;
  const source = sourceOf({ url, size: Number(size), sha256 });
  const response = await fetch(source.kind === 'url' ? source.url : url).catch(
    () => undefined,
  );
  if (!response?.ok) return say(p, fill(p.t.unreadable, { name }), true);
  await take(p, name, new Uint8Array(await response.arrayBuffer()));
}

/** A file has come: what is in it, and then what it does. */
async function take(
  p: Playground,
  name: string,
  file: Uint8Array,
): Promise<void> {
  say(p, fill(p.t.reading, { name }));
  const live = await liveOf(p);
  live.stop();
  p.name = name;
  p.text = undefined;
  p.parts.asText.open = false;
  p.worker?.terminate();
  p.worker = startLister();
  const answer = await ask(p.worker, { ask: 'list', name, file });
  if (answer === undefined) return;
  if (typeof answer === 'string')
    return say(p, fill(p.t.broken, { message: answer }), true);
  if (answer.is === 'listing') await show(p, live, answer.listing);
}

/** The bundler looks for exactly these words to make the worker's file. */
const startLister = (): Worker =>
  new Worker(new URL('./list.worker.ts', import.meta.url), { type: 'module' });

/** Asks the worker; answers a message where it breaks. */
const ask = (
  worker: Worker,
  question: Question,
): Promise<Answer | string | undefined> =>
  new Promise((resolve) => {
    worker.onmessage = ({ data }: MessageEvent<Answer>) => resolve(data);
    worker.onerror = ({ message }) => resolve(message);
    worker.postMessage(question);
  });

async function show(
  p: Playground,
  live: Live,
  listing: Listing,
): Promise<void> {
  const { parts, t, name } = p;
  const { bytes, problem, entries, advice } = listing;
  p.listing = listing;
  drawListing(parts.listing, listing, t);
  parts.asText.hidden = listing.sections.length === 0;
  const told = [
    problem && stateText(words(p.language), { at: 'failed', ...problem }),
    advice && adviceText(t, advice),
  ].filter((each) => each !== undefined);
  if (problem || !bytes) return say(p, told.join('\n'), true);
  const entry = firstEntry(entries);
  parts.entry.replaceChildren(
    ...entries.map(
      (each) => new Option(`${each.name} ${each.type}`, each.name),
    ),
  );
  if (entry === undefined) return say(p, t.noEntry, true);
  parts.entry.value = entry;
  live.use(
    { program: name, url: '', sha256: '', size: bytes.length },
    { kind: 'bytes', bytes },
  );
  await set(p);
  const { length } = bytes;
  const summary = fill(t.listed, {
    ...{ name, size: length.toLocaleString(p.language) },
    sections: listing.sections.length,
  });
  const arity = entries.find((each) => each.name === entry)?.arity ?? 0;
  const wants = fill(t.wantsArguments, { name: entry, count: arity });
  const lines = [summary, ...told, ...(arity > 0 ? [wants] : [])];
  say(p, lines.join('\n'), advice !== undefined);
  if (arity === 0) live.run();
}

/** What the reader has set goes to the console. */
async function set(p: Playground): Promise<void> {
  const { parts } = p;
  const change: Partial<ConsoleConfig> = {
    entry: parts.entry.value || '_start',
    env: environmentOf(parts.env.value),
    limits: limitsOf(parts),
  };
  (await liveOf(p)).use(change);
}

/** The limits in the fields; an empty one is no limit. */
function limitsOf({ limits }: PlayParts): RunLimits {
  const values = Object.entries(limits).flatMap(([name, field]) => {
    const value = field.valueAsNumber;
    const unit = Object.entries(limitUnits).find(
      ([each]) => each === name,
    )?.[1];
    return value > 0 && unit ? [[name, value * unit]] : [];
  });
  return { nodes: defaultLimits.nodes, ...Object.fromEntries(values) };
}

function showLimits({ limits }: PlayParts, all: RunLimits): void {
  for (const [name, unit] of Object.entries(limitUnits)) {
    const [, limit] = Object.entries(all).find(([each]) => each === name) ?? [];
    const [, field] =
      Object.entries(limits).find(([each]) => each === name) ?? [];
    if (field && limit !== undefined) field.value = String(limit / unit);
  }
}

async function showText(p: Playground): Promise<void> {
  const { parts, t, worker } = p;
  if (!parts.asText.open || !worker || p.text !== undefined) return;
  parts.asTextHead.textContent = '';
  parts.asTextNote.textContent = t.printing;
  const answer = await ask(worker, { ask: 'text' });
  // Another file may have come meanwhile.
  if (worker !== p.worker || answer === undefined) return;
  if (typeof answer === 'string') {
    parts.asTextNote.textContent = fill(t.broken, { message: answer });
    return;
  }
  if (answer.is !== 'text') return;
  p.text = answer.text;
  const { length } = answer.text;
  parts.asTextHead.textContent = answer.text.slice(0, shown);
  parts.asTextNote.textContent =
    length > shown
      ? fill(t.cut, {
          shown: shown.toLocaleString(p.language),
          size: length.toLocaleString(p.language),
        })
      : '';
}

function say({ parts }: Playground, text: string, problem = false): void {
  parts.said.textContent = text;
  parts.said.toggleAttribute('data-problem', problem);
}

/** The console in the playground, brought to life. */
async function liveOf({ parts }: Playground): Promise<Live> {
  const live: unknown = Reflect.get(parts.console, 'live');
  if (typeof live !== 'function') throw new TypeError('no console');
  return Reflect.apply(live, parts.console, []);
}

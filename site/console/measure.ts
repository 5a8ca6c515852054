/**
 * `<sunaba-measured>`: a table of programs whose figures the page measures
 * itself. Each is fetched, read and run once in a worker, one after the other,
 * with what its recording was given.
 */

import type { ConsoleConfig } from './config.ts';
import type { Facts } from './facts.ts';
import type { Figures } from './protocol.ts';

/** A row: what is run, and what is typed. */
export type MeasuredRow = {
  readonly config: ConsoleConfig;
  readonly input: string;
};

/** The words for what went wrong or is under way. */
export type MeasureWords = {
  readonly measuring: string;
  readonly measured: string;
  readonly failed: string;
};

/** What a page found out about a program. */
type Measured = { readonly facts: Facts; readonly figures: Figures };

class SunabaMeasured extends HTMLElement {
  connectedCallback(): void {
    const button = this.querySelector('button');
    button?.removeAttribute('disabled');
    button?.addEventListener('click', () => void this.#measure(button));
  }

  async #measure(button: HTMLButtonElement): Promise<void> {
    const status = this.querySelector('[role="status"]');
    const words: MeasureWords = JSON.parse(this.dataset['words'] ?? '{}');
    const rows: MeasuredRow[] = JSON.parse(this.dataset['rows'] ?? '[]');
    const say = (text: string): void => {
      if (status) status.textContent = text;
    };
    button.disabled = true;
    let failures = 0;
    for (const [index, row] of rows.entries()) {
      say(words.measuring.replace('{program}', row.config.program));
      const place = this.querySelectorAll('tbody tr')[index];
      try {
        if (place) await fill(place, await measure(row));
      } catch {
        failures++;
      }
    }
    button.disabled = false;
    this.dataset['state'] = failures > 0 ? 'failed' : 'measured';
    say(failures > 0 ? words.failed : words.measured);
  }
}

/** Writes figures into a row of the table, where they may have stood already. */
async function fill(place: Element, measured: Measured): Promise<void> {
  const { importText } = await import('./facts.ts');
  const { figureText } = await import('./strings.ts');
  const { facts, figures } = measured;
  const { lang } = document.documentElement;
  const texts: Readonly<Record<string, string>> = {
    size: facts.size.toLocaleString(lang),
    imports: importText(facts) || '–',
    first: figureText.memory(facts.memory),
    memory: figureText.memory(figures.memory),
    time: `${Math.round(figures.elapsed)} ms`,
  };
  for (const [name, text] of Object.entries(texts)) {
    const cell = place.querySelector(`[data-figure="${name}"]`);
    if (cell) cell.textContent = text;
  }
  place.setAttribute('data-measured', '');
}

async function measure(row: MeasuredRow): Promise<Measured> {
  const { load } = await import('./load.ts');
  const { factsOf } = await import('./facts.ts');
  const { url, size, sha256 } = row.config;
  const address = new URL(url, document.baseURI).href;
  const source = { kind: 'url', url: address, size, sha256 } as const;
  const bytes = await load(source, () => undefined);
  return { facts: factsOf(bytes), figures: await figuresOf(row, bytes) };
}

/** Runs a program to its end on the browser's engine; its last figures. */
async function figuresOf(
  { config, input }: MeasuredRow,
  bytes: Uint8Array,
): Promise<Figures> {
  const { createSession } = await import('./session.ts');
  const { startWorker } = await import('./start.ts');
  const { promise, resolve, reject } = Promise.withResolvers<Figures>();
  let last: Figures | undefined;
  const session = createSession(startWorker, {
    state(state) {
      if (state.at === 'exited' && last) resolve(last);
      if (state.at === 'failed' || state.at === 'trapped')
        reject(new Error(state.message));
      if (state.at === 'stopped') reject(new Error('stopped'));
    },
    figures: (figures) => (last = figures),
    output: async () => undefined,
    trace: () => undefined,
    fallback: () => undefined,
    files: () => undefined,
  });
  session.run({
    source: { kind: 'bytes', bytes },
    args: [config.program, ...config.args],
    env: Object.entries(config.env),
    files: config.files ?? undefined,
    engine: 'native',
    entry: config.entry,
    without: config.without,
    host: config.host,
  });
  if (input !== '') session.input(new TextEncoder().encode(input));
  session.end();
  return promise;
}

customElements.define('sunaba-measured', SunabaMeasured);

/**
 * A console in a page, as the tests press, type and read it.
 *
 * `bench` sets up consoles for any program: it takes the one on the page as
 * the pattern, so that what is tested is what the built page holds. It does
 * not reach into a console but for its text: what the terminal's buffer holds
 * is not in the page.
 */

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import type { ConsoleConfig } from '../../site/console/config.ts';

const root = join(import.meta.dirname, '..', '..');

/** A console, as a reader has it before them. */
export type Seat = {
  readonly root: Locator;
  readonly part: (name: string) => Locator;
  readonly run: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** What stands in the terminal's buffer, or on the plain sheet. */
  readonly text: () => Promise<string>;
  /** idle, loading, preparing, running, waiting, exited, trapped, stopped, failed. */
  readonly state: () => Promise<string>;
  /** Resolves when it is at `state`; fails after a while, or at another end. */
  readonly reach: (state: string) => Promise<void>;
  /** Resolves when its text matches. */
  readonly says: (what: string | RegExp) => Promise<void>;
};

const ends = ['exited', 'trapped', 'stopped', 'failed'];

/** The consoles of a page that have something to run; what an editor's runs is compiled first. */
export const consoles = (page: Page): Locator =>
  page.locator('sunaba-console:not(sunaba-go sunaba-console)');

/** The console at `index` of a page. */
export function seat(
  page: Page,
  index = 0,
  all = page.locator('sunaba-console'),
): Seat {
  const element = all.nth(index);
  const part = (name: string) => element.locator(`[data-part="${name}"]`);
  const text = () => element.evaluate(textOf);
  const state = async () => (await element.getAttribute('data-state')) ?? '';
  return {
    root: element,
    part,
    text,
    state,
    run: () => part('run').click(),
    stop: () => part('stop').click(),
    async reach(wanted) {
      await expect
        .poll(async () => {
          const now = await state();
          return now === wanted || ends.includes(now);
        })
        .toBe(true);
      const said = await part('state').textContent();
      expect(`${await state()}: ${said?.trim()}`).toMatch(`${wanted}: `);
    },
    says: (what) => expect.poll(text).toMatch(what),
  };
}

/** From a press on Stop, as the browser dates it, to the console saying so; in ms. */
export async function timeStop(spin: Seat): Promise<number> {
  const time = spin.root.evaluate((element) => {
    const pressed = new Promise<number>((done) => {
      const stop = element.querySelector('[data-part="stop"]');
      stop?.addEventListener('click', (event) => done(event.timeStamp), true);
    });
    const stopped = new Promise<number>((done) => {
      new MutationObserver(() => {
        if (element.getAttribute('data-state') === 'stopped')
          done(performance.now());
      }).observe(element, { attributeFilter: ['data-state'] });
    });
    return Promise.all([pressed, stopped]).then(([a, b]) => b - a);
  });
  await spin.stop();
  return time;
}

async function textOf(element: Element): Promise<string> {
  const live: unknown = Reflect.get(element, 'live');
  if (typeof live !== 'function') return '';
  const { text }: { text: () => string } = await Reflect.apply(
    live,
    element,
    [],
  );
  return text();
}

/** What a console on the bench is to run. */
export type Setting = Partial<ConsoleConfig> & { readonly program: string };

type Row = {
  readonly id: string;
  readonly size: number;
  readonly sha256: string;
};

const { programs }: { readonly programs: readonly Row[] } = JSON.parse(
  readFileSync(join(root, 'lessons/programs/manifest.json'), 'utf8'),
);

/** Where the built site keeps a program's module. */
function moduleUrl(program: string): string {
  const [file] = globSync(`_astro/${program}.*.wasm`, {
    cwd: join(root, 'dist'),
  });
  if (file === undefined) throw new Error(`no ${program} in the built site`);
  return `/${file}`;
}

function configOf({ program, ...more }: Setting, language: string) {
  const row = programs.find(({ id }) => id === program);
  if (!row) throw new Error(`no program "${program}"`);
  const { size, sha256 } = row;
  const config: ConsoleConfig = {
    ...{ url: moduleUrl(program), size, sha256, program, language },
    ...{ args: [], env: {}, files: null, engine: 'ours', entry: '_start' },
    without: [],
    ...more,
  };
  return config;
}

/** Puts consoles for `settings` in the place of the page's first one, which must not have run yet. Answers the first. */
export async function bench(
  page: Page,
  ...settings: readonly Setting[]
): Promise<Seat> {
  const language = (await page.locator('html').getAttribute('lang')) ?? 'en';
  const configs = settings.map((setting) => configOf(setting, language));
  await page
    .locator('sunaba-console')
    .first()
    .evaluate((pattern, list) => {
      for (const config of list) {
        const copy = document.createElement('div');
        copy.innerHTML = pattern.outerHTML;
        const element = copy.querySelector('sunaba-console');
        element?.setAttribute('data-config', JSON.stringify(config));
        const args = copy.querySelector('[data-part="args"]');
        args?.setAttribute('value', config.args.join(' '));
        for (const option of copy.querySelectorAll('option'))
          option.toggleAttribute('selected', option.value === config.engine);
        copy
          .querySelector('[data-part="folder"]')
          ?.toggleAttribute('hidden', config.files === null);
        pattern.before(...copy.children);
      }
      pattern.remove();
    }, configs);
  return seat(page);
}

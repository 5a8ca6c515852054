/**
 * The parts of the playground in the page, as Playground.astro lays them out.
 */

import type { LimitName } from './settings.ts';

/** Every part that has to be found again. */
export type PlayParts = {
  readonly console: Element;
  readonly example: HTMLSelectElement;
  readonly wat: HTMLTextAreaElement;
  readonly said: HTMLElement;
  readonly settings: HTMLElement;
  readonly entry: HTMLSelectElement;
  readonly env: HTMLTextAreaElement;
  readonly limits: Readonly<Record<LimitName, HTMLInputElement>>;
  readonly listing: HTMLElement;
  readonly asText: HTMLDetailsElement;
  readonly asTextNote: HTMLElement;
  readonly asTextHead: HTMLElement;
  readonly asTextSave: HTMLButtonElement;
};

/** Finds the parts of the playground. Throws where the page lacks one. */
export function playParts(root: HTMLElement): PlayParts {
  function found<T extends Element>(selector: string, type: new () => T): T {
    const element = root.querySelector(selector);
    if (element instanceof type) return element;
    throw new TypeError(`playground without ${selector}`);
  }
  const part = <T extends Element>(name: string, type: new () => T): T =>
    found(`[data-part="${name}"]`, type);
  const limit = (name: LimitName) =>
    found(`[data-limit="${name}"]`, HTMLInputElement);
  return {
    console: found('sunaba-console', HTMLElement),
    example: part('example', HTMLSelectElement),
    wat: part('wat', HTMLTextAreaElement),
    said: part('said', HTMLElement),
    settings: part('settings', HTMLElement),
    entry: part('entry', HTMLSelectElement),
    env: part('env', HTMLTextAreaElement),
    limits: {
      memory: limit('memory'),
      output: limit('output'),
      open: limit('open'),
      bytes: limit('bytes'),
      seconds: limit('seconds'),
    },
    listing: part('listing', HTMLElement),
    asText: part('as-text', HTMLDetailsElement),
    asTextNote: part('as-text-note', HTMLElement),
    asTextHead: part('as-text-head', HTMLElement),
    asTextSave: part('as-text-save', HTMLButtonElement),
  };
}

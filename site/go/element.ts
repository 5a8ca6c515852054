/**
 * `<sunaba-go>`: the little of a Go editor that every page carries. It makes
 * the buttons work; editor, formatter and toolchain are loaded when one is
 * pressed or the text gets the focus.
 */

import type { GoConfig } from './config.ts';
import type { LiveGo } from './live.ts';

/** Its buttons, by the name of the part and of what it does. */
const buttons = [
  ...['run', 'test', 'stop', 'format', 'vet', 'reset'],
  ...['back', 'copy', 'download', 'share'],
];

class SunabaGo extends HTMLElement {
  #live: Promise<LiveGo> | undefined;

  connectedCallback(): void {
    for (const name of buttons) {
      const button = this.#part(name);
      button?.removeAttribute('disabled');
      button?.addEventListener(
        'click',
        () => void this.live().then((live) => live.press(name)),
      );
    }
    const source = this.#part('source');
    for (const event of ['focus', 'pointerdown'])
      source?.addEventListener(
        event,
        () => void this.live().then((live) => live.focus()),
        { once: true },
      );
    // Whoever comes near finds the tools ready, if an earlier visit kept them.
    for (const event of ['pointerenter', 'focusin'])
      this.addEventListener(event, () => void this.#comeNear(), { once: true });
    // A link with a text opens it; a text that was kept is shown at once.
    const { name }: GoConfig = JSON.parse(this.dataset['config'] ?? '{}');
    if (location.hash.startsWith(`#go=${name}.`) || isKept(name))
      void this.live();
  }

  disconnectedCallback(): void {
    void this.#live?.then((live) => live.dispose());
    this.#live = undefined;
  }

  /** The editor behind the element; the first call brings it to life. */
  live(): Promise<LiveGo> {
    this.#live ??= import('./live.ts').then(({ createLiveGo }) => {
      const config: GoConfig = JSON.parse(this.dataset['config'] ?? '{}');
      return createLiveGo(this, config);
    });
    return this.#live;
  }

  async #comeNear(): Promise<void> {
    const kept = await caches.has('sunaba-go').catch(() => false);
    if (kept) await this.live();
  }

  #part(name: string): Element | null {
    return this.querySelector(`[data-go="${name}"]`);
  }
}

function isKept(name: string): boolean {
  try {
    return localStorage.getItem(`sunaba-go ${name}`) !== null;
  } catch {
    return false;
  }
}

customElements.define('sunaba-go', SunabaGo);

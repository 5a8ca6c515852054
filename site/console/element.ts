/**
 * `<sunaba-console>`: the little of a console that every page carries. It makes
 * the buttons work; all the rest is loaded when one of them is pressed.
 */

import type { ConsoleConfig } from './config.ts';
import type { Live } from './live.ts';

/** Where a reader's wish for the plain console is kept. */
const plainKey = 'sunaba-console';

class SunabaConsole extends HTMLElement {
  #live: Promise<Live> | undefined;

  connectedCallback(): void {
    const part = (name: string) => this.querySelector(`[data-part="${name}"]`);
    const on = (name: string, does: (live: Live) => void) => {
      const button = part(name);
      button?.removeAttribute('disabled');
      button?.addEventListener('click', () => void this.live().then(does));
    };
    on('run', (live) => live.run());
    on('stop', (live) => live.stop());
    on('reset', (live) => live.reset());
    for (const name of ['args', 'engine'])
      part(name)?.removeAttribute('disabled');
    part('args')?.addEventListener('keydown', (event) => {
      if (event instanceof KeyboardEvent && event.key === 'Enter')
        void this.live().then((live) => live.run());
    });
    this.#rememberPlain(part('plain'));
  }

  disconnectedCallback(): void {
    void this.#live?.then((live) => live.dispose());
    this.#live = undefined;
  }

  /** The console behind the element; the first call brings it to life. */
  live(): Promise<Live> {
    this.#live ??= import('./live.ts').then(({ createLive }) => {
      const config: ConsoleConfig = JSON.parse(this.dataset['config'] ?? '{}');
      return createLive(this, config);
    });
    return this.#live;
  }

  /** A browser that keeps nothing still obeys for as long as the page is open. */
  #rememberPlain(box: Element | null): void {
    if (!(box instanceof HTMLInputElement)) return;
    box.disabled = false;
    const show = () => this.toggleAttribute('data-plain', box.checked);
    try {
      box.checked = localStorage.getItem(plainKey) === 'plain';
    } catch {
      box.checked = false;
    }
    show();
    box.addEventListener('change', () => {
      show();
      try {
        localStorage.setItem(plainKey, box.checked ? 'plain' : '');
      } catch {
        return;
      }
    });
  }
}

customElements.define('sunaba-console', SunabaConsole);

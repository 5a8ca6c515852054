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
    // Looking for a text needs the code behind the field, and nothing else.
    part('find-open')?.addEventListener(
      'click',
      () => {
        if (!this.#live) void this.live().then(() => this.#again('find-open'));
      },
      { once: true },
    );
    part('find-open')?.removeAttribute('disabled');
    this.#offerFiles(part('folder'));
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
    this.#live ??= import('./live.ts').then(async ({ createLive }) => {
      const config: ConsoleConfig = JSON.parse(this.dataset['config'] ?? '{}');
      const shell = config.shell && (await import('../shell/session.ts'));
      return createLive(this, config, shell?.createShellSession);
    });
    return this.#live;
  }

  #again(name: string): void {
    const button = this.querySelector(`[data-part="${name}"]`);
    if (button instanceof HTMLElement) button.click();
  }

  /** Files are laid out when they are looked for, dropped, or kept from another time. */
  #offerFiles(folder: Element | null): void {
    if (!(folder instanceof HTMLDetailsElement) || folder.hidden) return;
    const open = () => this.live().then((live) => live.openFiles());
    folder.addEventListener('toggle', () => {
      if (folder.open) void open();
    });
    const key = `sunaba-kept ${location.pathname} ${this.dataset['program']}`;
    this.addEventListener('kept', (event) => {
      if (event instanceof CustomEvent) keep(key, String(event.detail));
    });
    const kept = recall(key);
    if (kept) this.dataset['kept'] = kept;
    this.addEventListener('dragover', (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      this.toggleAttribute('data-dragged', true);
    });
    this.addEventListener('dragleave', () =>
      this.removeAttribute('data-dragged'),
    );
    this.addEventListener('drop', (event) => {
      this.removeAttribute('data-dragged');
      if (event.defaultPrevented || !event.dataTransfer) return;
      event.preventDefault();
      const files = Array.from(event.dataTransfer.files);
      folder.open = true;
      void open().then((filing) => filing.add(files));
    });
  }

  /** A browser that keeps nothing still obeys for as long as the page is open. */
  #rememberPlain(box: Element | null): void {
    if (!(box instanceof HTMLInputElement)) return;
    box.disabled = false;
    const show = () => this.toggleAttribute('data-plain', box.checked);
    box.checked = recall(plainKey) === 'plain';
    show();
    box.addEventListener('change', () => {
      show();
      keep(plainKey, box.checked ? 'plain' : '');
    });
  }
}

function recall(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function keep(key: string, value: string): void {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
  } catch {
    return;
  }
}

customElements.define('sunaba-console', SunabaConsole);

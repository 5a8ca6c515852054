/**
 * `<sunaba-playground>`: takes files, and loads what deals with them when the
 * first one comes.
 */

import type { Play } from './play.ts';

class SunabaPlayground extends HTMLElement {
  #play: Promise<Play> | undefined;

  connectedCallback(): void {
    const part = (name: string) => this.querySelector(`[data-part="${name}"]`);
    for (const element of this.querySelectorAll(':disabled'))
      if (!element.closest('sunaba-console'))
        element.removeAttribute('disabled');
    const picker = part('module');
    part('choose')?.addEventListener('click', () => {
      if (picker instanceof HTMLInputElement) picker.click();
    });
    picker?.addEventListener('change', () => {
      if (!(picker instanceof HTMLInputElement)) return;
      const [file] = picker.files ?? [];
      if (file) void this.play().then((play) => play.take(file));
      picker.value = '';
    });
    part('example')?.addEventListener('change', () => {
      void this.play().then((play) => play.example());
    });
    part('assemble')?.addEventListener('click', () => {
      void this.play().then((play) => play.assemble());
    });
    part('settings')?.addEventListener('toggle', () => void this.play());
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
      // A file that falls on the console is the program's to read.
      if (event.defaultPrevented) return;
      const [file] = event.dataTransfer?.files ?? [];
      event.preventDefault();
      if (file) void this.play().then((play) => play.take(file));
    });
  }

  /** What deals with files; the first call loads it. */
  play(): Promise<Play> {
    this.#play ??= import('./play.ts').then(({ createPlay }) =>
      createPlay(this),
    );
    return this.#play;
  }
}

customElements.define('sunaba-playground', SunabaPlayground);

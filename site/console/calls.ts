/**
 * The list of host calls under a console: the last of them, while it is open.
 */

import { fill } from '../strings.ts';
import type { Parts } from './parts.ts';
import type { TraceLine } from './protocol.ts';
import type { Words } from './strings.ts';

/** Calls that are listed. */
const most = 2000;

/** The list, as the console uses it. */
export type Calls = {
  add(lines: readonly TraceLine[]): void;
  clear(): void;
};

/** Takes over the list; it draws only while somebody looks at it. */
export function createCalls(parts: Parts, t: Words): Calls {
  let lines: TraceLine[] = [];
  let total = 0;
  /** The number of the last call that is drawn. */
  let drawn = 0;

  function draw(): void {
    parts.traceCount.textContent = total > 0 ? String(total) : '';
    if (!parts.trace.open) return;
    const note = fill(t.traceLast, { count: lines.length, total });
    if (total === 0) parts.traceNote.textContent = t.traceEmpty;
    else parts.traceNote.textContent = total > lines.length ? note : '';
    const fresh = lines.filter(({ number }) => number > drawn).map(item);
    parts.traceLines.append(...fresh);
    while (parts.traceLines.childElementCount > most)
      parts.traceLines.firstElementChild?.remove();
    drawn = total;
  }

  parts.trace.addEventListener('toggle', draw);
  parts.traceCopy.addEventListener('click', () => {
    const text = lines.map((line) => `${line.text}\n`).join('');
    void navigator.clipboard.writeText(text).then(() => {
      parts.status.textContent = t.copied;
      parts.traceCopy.textContent = t.copied;
      setTimeout(() => (parts.traceCopy.textContent = t.copy), 2000);
    });
  });
  return {
    add(more) {
      lines = [...lines, ...more].slice(-most);
      total = lines.at(-1)?.number ?? 0;
      draw();
    },
    clear() {
      lines = [];
      total = drawn = 0;
      parts.traceLines.replaceChildren();
      draw();
    },
  };
}

function item({ number, text, failed }: TraceLine): HTMLLIElement {
  const line = document.createElement('li');
  line.value = number;
  line.textContent = text;
  if (failed) line.className = 'failed';
  return line;
}

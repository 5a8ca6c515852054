/**
 * A program's output for those who hear it: finished lines, and the question
 * when the program waits for an answer, each once.
 *
 * A screen reader cannot follow a terminal, where lines are rewritten in place.
 */

import { createPaper } from './plain.ts';

/** What is to be read out. */
export type Aloud = {
  write(data: Uint8Array): void;
  /** The program waits or has ended: an unfinished line is said now. */
  pause(): void;
  clear(): void;
};

/** Lines that are kept and read out, of a program that writes many. */
const most = 60;

/** Reads out in `log`, a live region. */
export function createAloud(log: HTMLElement): Aloud {
  const paper = createPaper(most);
  /** Whether the unfinished line was said: what is added to it is not said again. */
  let asked = false;

  function say(line: string): void {
    const paragraph = document.createElement('p');
    paragraph.textContent = line;
    log.append(paragraph);
    while (log.childElementCount > most) log.firstElementChild?.remove();
  }

  return {
    write(data) {
      paper.write(data);
      const lines = paper.lines();
      if (lines.length === 1) return;
      const finished = asked ? lines.slice(1, -1) : lines.slice(0, -1);
      asked = false;
      paper.clear();
      paper.write(lines.at(-1) ?? '');
      for (const line of finished.slice(-most)) if (line.trim()) say(line);
    },
    pause() {
      const line = paper.lines().at(-1) ?? '';
      if (line.trim() && !asked) say(line);
      asked = true;
    },
    clear() {
      paper.clear();
      log.replaceChildren();
      asked = false;
    },
  };
}

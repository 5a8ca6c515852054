/**
 * A program's output for those who hear it: finished lines, and the question
 * when the program waits for an answer, each once; of a program that draws a
 * whole screen, the lines that have changed when it waits.
 *
 * A screen reader cannot follow a terminal, where lines are rewritten in place,
 * nor a program that writes faster than anybody speaks: so lines are gathered,
 * said now and then, and of too many only the last.
 */

import { createPaper } from './plain.ts';

/** What is to be read out. */
export type Aloud = {
  write(data: Uint8Array): void;
  /** The program waits or has ended: an unfinished line is said now. */
  pause(): void;
  clear(): void;
};

/** Lines that are said at once, and how much time is left between; in milliseconds. */
const [most, between] = [20, 1000];

/**
 * Says lines by `say`, which is told how many were left out before them;
 * `later` calls back after some milliseconds.
 */
export function createAloud(
  say: (lines: readonly string[], leftOut: number) => void,
  later: (call: () => void, ms: number) => void = setTimeout,
): Aloud {
  const paper = createPaper(most);
  /** Whether the unfinished line was said: what is added to it is not said again. */
  let asked = false;
  let gathered: string[] = [];
  let leftOut = 0;
  let resting = false;
  /** The drawn screen as it was last said. */
  let screen = new Set<string>();

  function gather(lines: readonly string[]): void {
    gathered.push(...lines.filter((line) => line.trim() !== ''));
    leftOut += Math.max(0, gathered.length - most);
    gathered = gathered.slice(-most);
    flush();
  }

  function flush(): void {
    if (resting || gathered.length === 0) return;
    say(gathered, leftOut);
    gathered = [];
    leftOut = 0;
    resting = true;
    later(() => {
      resting = false;
      flush();
    }, between);
  }

  return {
    write(data) {
      paper.write(data);
      const lines = paper.lines();
      if (paper.drawing() || lines.length === 1) return;
      const finished = asked ? lines.slice(1, -1) : lines.slice(0, -1);
      asked = false;
      leftOut += paper.dropped();
      paper.clear();
      paper.write(lines.at(-1) ?? '');
      gather(finished);
    },
    pause() {
      if (paper.drawing()) {
        const lines = paper.lines();
        gather(lines.filter((line) => !screen.has(line)));
        screen = new Set(lines);
        return;
      }
      if (!asked) gather(paper.lines().slice(-1));
      asked = true;
    },
    clear() {
      paper.clear();
      gathered = [];
      leftOut = 0;
      screen = new Set();
      asked = false;
    },
  };
}

/** Lines that stay in the page for whoever reads back. */
const kept = 60;

/** Says in `log`, a live region; `skipped` is what stands for lines left out. */
export const sayIn =
  (log: HTMLElement, skipped: (count: number) => string) =>
  (lines: readonly string[], leftOut: number): void => {
    const all = leftOut > 0 ? [skipped(leftOut), ...lines] : lines;
    for (const line of all) {
      const paragraph = document.createElement('p');
      paragraph.textContent = line;
      log.append(paragraph);
    }
    while (log.childElementCount > kept) log.firstElementChild?.remove();
  };

/**
 * The plain console: a sheet of text and, below it, a field to type in. No
 * terminal is loaded for it; the browser does selection, zoom and speech.
 */

import { createPaper } from './plain.ts';
import type { View } from './view.ts';

/** Lines that are kept. */
const most = 1000;

/** A sheet in `place`. Its keys come from the field below, not from here. */
export function createSheet(place: HTMLElement, label: string): View {
  const paper = createPaper(most);
  const sheet = document.createElement('pre');
  sheet.className = 'console-sheet';
  sheet.tabIndex = 0;
  sheet.setAttribute('role', 'group');
  sheet.setAttribute('aria-label', label);
  place.append(sheet);
  let drawn: Promise<void> | undefined;

  /** Draws once a frame, however often it is written on. */
  function draw(): Promise<void> {
    drawn ??= new Promise((done) => {
      // A page in the background has no frames; its programs go on there.
      const later = document.hidden ? setTimeout : requestAnimationFrame;
      later(() => {
        drawn = undefined;
        sheet.textContent = paper.lines().join('\n');
        sheet.scrollTop = sheet.scrollHeight;
        done();
      });
    });
    return drawn;
  }

  return {
    width: () => 1,
    write(data) {
      paper.write(data);
      return draw();
    },
    clear() {
      paper.clear();
      sheet.textContent = '';
    },
    focus: () => sheet.focus(),
    text: () => paper.lines().join('\n').trimEnd(),
    snapshot: () => paper.lines().join('\r\n'),
    dispose: () => sheet.remove(),
  };
}

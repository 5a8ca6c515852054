/**
 * The plain console: a sheet of text and, below it, a field to type in. No
 * terminal is loaded for it; the browser does selection, zoom and speech.
 */

import { createPaper } from './plain.ts';
import { nextPlace, searchOf } from './view.ts';
import type { Size, View, ViewListener } from './view.ts';

/** Lines that are kept. */
const most = 1000;

/** What is made a link, but for the dot that ends the sentence. */
const address = /https?:\/\/[^\s<>"'`]+[^\s<>"'`.,;:!?)\]}]/g;

/** A sheet in `place`. Its keys come from the field below, not from here. */
export function createSheet(
  place: HTMLElement,
  label: string,
  listener: Pick<ViewListener, 'resized'>,
): View {
  const sheet = document.createElement('pre');
  sheet.className = 'console-sheet';
  sheet.tabIndex = 0;
  sheet.setAttribute('role', 'group');
  sheet.setAttribute('aria-label', label);
  place.append(sheet);
  let size = measure(sheet);
  const paper = createPaper(most, () => size.rows);
  const draw = drawing(sheet, paper);
  let drawn: Promise<void> | undefined;

  const observer = new ResizeObserver(() => {
    const next = measure(sheet);
    if (next.columns === size.columns && next.rows === size.rows) return;
    size = next;
    listener.resized(size);
  });
  observer.observe(place);

  /** Draws once a frame, however often it is written on. */
  function soon(): Promise<void> {
    drawn ??= new Promise((done) => {
      // A page in the background has no frames; its programs go on there.
      const later = document.hidden ? setTimeout : requestAnimationFrame;
      later(() => {
        drawn = undefined;
        draw();
        done();
      });
    });
    return drawn;
  }

  return {
    width: () => 1,
    write(data) {
      paper.write(data);
      return soon();
    },
    clear() {
      paper.clear();
      draw();
    },
    focus: () => sheet.focus(),
    size: () => size,
    find: finding(sheet),
    text: () => paper.lines().join('\n').trimEnd(),
    snapshot: () => paper.lines().join('\r\n'),
    dispose() {
      observer.disconnect();
      sheet.remove();
    },
  };
}

/** Answers the function that selects the next place of a text. */
function finding(sheet: HTMLElement): View['find'] {
  let shown = -1;
  return (text, back) => {
    const places = Array.from(sheet.children).flatMap((line, y) =>
      Array.from(line.textContent.matchAll(searchOf(text)), ({ index }) => ({
        // Lines in order have offsets in order.
        ...{ line, index, at: y * 10_000 + index },
      })),
    );
    const next = nextPlace(
      places,
      ({ at }) => at > shown,
      ({ at }) => at < shown,
      back,
    );
    const found = places[next];
    shown = found?.at ?? -1;
    if (found) select(found.line, found.index, text.length);
    return { place: found ? next + 1 : 0, places: places.length };
  };
}

/** How many characters fit on a sheet, by the width of a zero. */
function measure(sheet: HTMLElement): Size {
  const style = getComputedStyle(sheet);
  const context = document.createElement('canvas').getContext('2d');
  if (context) context.font = `${style.fontSize} ${style.fontFamily}`;
  const wide = context?.measureText('0').width ?? 8;
  const high = Number.parseFloat(style.lineHeight) || 20;
  const inside =
    sheet.clientWidth -
    Number.parseFloat(style.paddingLeft) -
    Number.parseFloat(style.paddingRight);
  return {
    columns: Math.max(20, Math.floor(inside / wide) || 80),
    rows: Math.max(4, Math.floor(sheet.clientHeight / high) || 24),
  };
}

/** Answers the function that makes the sheet show what the paper has; lines that stay the same are left alone, and with them what is selected there. */
function drawing(
  sheet: HTMLElement,
  paper: ReturnType<typeof createPaper>,
): () => void {
  let first = 0;
  let known: string[] = [];
  return () => {
    const [lines, dropped] = [paper.lines(), paper.dropped()];
    for (; first < dropped && known.length > 0; first++) {
      known.shift();
      sheet.firstElementChild?.remove();
    }
    first = dropped;
    while (known.length > lines.length) {
      known.pop();
      sheet.lastElementChild?.remove();
    }
    for (const [y, line] of lines.entries()) {
      if (known[y] === line) continue;
      const element = lineOf(line);
      const there = sheet.children[y];
      if (there) there.replaceWith(element);
      else sheet.append(element);
    }
    known = [...lines];
    sheet.scrollTop = sheet.scrollHeight;
  };
}

/** A line, with the addresses in it as links. */
function lineOf(text: string): HTMLElement {
  const line = document.createElement('span');
  let end = 0;
  for (const { 0: url, index } of text.matchAll(address)) {
    const link = document.createElement('a');
    link.href = url;
    link.rel = 'noopener noreferrer';
    link.target = '_blank';
    link.textContent = url;
    line.append(text.slice(end, index), link);
    end = index + url.length;
  }
  line.append(`${text.slice(end)}\n`);
  return line;
}

/** Selects a stretch of a line, and brings it into view. */
function select(line: Element, from: number, length: number): void {
  const range = document.createRange();
  range.selectNodeContents(line);
  let before = 0;
  const texts = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const size = node.textContent?.length ?? 0;
    const within = (at: number) => at >= before && at <= before + size;
    if (within(from)) range.setStart(node, from - before);
    if (within(from + length)) range.setEnd(node, from + length - before);
    before += size;
  }
  const selection = getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
  line.scrollIntoView({ block: 'nearest' });
}

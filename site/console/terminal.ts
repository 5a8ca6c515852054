/**
 * The terminal in the page: xterm.js, made to fit in.
 *
 * It is heavy, so it is loaded when something first runs. Out of the box
 * xterm.js keeps Tab to itself, which locks keyboard users in; here Tab and
 * Shift+Tab always move on, and Escape goes back to the buttons.
 */

import { FitAddon } from '@xterm/addon-fit';
import { SerializeAddon } from '@xterm/addon-serialize';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal } from '@xterm/xterm';
import type { IBuffer, ITheme } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { nextPlace, searchOf } from './view.ts';
import type { Found, View, ViewListener } from './view.ts';
import { overhearWidth } from './widths.ts';

/** How a terminal is made. */
export type TerminalOptions = {
  /** What the input is called to those who do not see it. */
  readonly label: string;
  /** Whether keys go to the terminal; a phone types into a field of its own. */
  readonly keyboard: boolean;
};

/** A terminal that fills `place`, in its typeface, in the site's colours. */
export function createTerminal(
  place: HTMLElement,
  { label, keyboard }: TerminalOptions,
  listener: ViewListener,
): View {
  const style = getComputedStyle(place);
  const terminal = new Terminal({
    allowProposedApi: true,
    cursorBlink: false,
    cursorInactiveStyle: 'outline',
    disableStdin: !keyboard,
    fontFamily: style.fontFamily,
    fontSize: Number.parseFloat(style.fontSize),
    lineHeight: 1.2,
    minimumContrastRatio: 4.5,
    rescaleOverlappingGlyphs: true,
    scrollback: 5000,
    theme: themeOf(place),
  });
  const fit = new FitAddon();
  const serialize = new SerializeAddon();
  for (const addon of [fit, serialize, new WebLinksAddon()])
    terminal.loadAddon(addon);
  const width = overhearWidth(terminal, new Unicode11Addon());
  terminal.open(place);
  terminal.textarea?.setAttribute('aria-label', label);
  terminal.onData(listener.typed);
  const size = () => ({ columns: terminal.cols, rows: terminal.rows });
  terminal.onResize(() => listener.resized(size()));
  terminal.attachCustomKeyEventHandler((event) => mayHave(event, listener));
  const stopFitting = keepFitting(place, fit);
  const stopColouring = onThemeChange(() => {
    terminal.options.theme = themeOf(place);
  });
  return {
    width,
    write: (data) => new Promise((done) => terminal.write(data, done)),
    clear: () => terminal.reset(),
    focus: () => terminal.focus(),
    size,
    find: (text, back) => find(terminal, text, back),
    text: () => textOf(terminal),
    snapshot: () => serialize.serialize(),
    dispose() {
      stopFitting();
      stopColouring();
      terminal.dispose();
    },
  };
}

/** Whether the terminal gets to see a key; others are left to the page. */
function mayHave(event: KeyboardEvent, listener: ViewListener): boolean {
  if (event.key === 'Tab') return !event.shiftKey && listener.wantsTab();
  // While an input method composes, Escape is the input method's.
  if (event.key !== 'Escape' || event.isComposing) return true;
  if (event.type === 'keydown') listener.leave();
  return false;
}

/** Gives the terminal as many columns and rows as its place has room for. */
function keepFitting(place: HTMLElement, fit: FitAddon): () => void {
  const observer = new ResizeObserver(() => fit.fit());
  observer.observe(place);
  fit.fit();
  return () => observer.disconnect();
}

/** Calls when the page turns to day or night. */
function onThemeChange(changed: () => void): () => void {
  const page = new MutationObserver(changed);
  page.observe(document.documentElement, {
    attributeFilter: ['data-theme', 'class', 'style'],
  });
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', changed);
  return () => {
    page.disconnect();
    system.removeEventListener('change', changed);
  };
}

/** The colours that terminals know, as the site's design tokens have them. */
function themeOf(place: HTMLElement): ITheme {
  const style = getComputedStyle(place);
  const token = (name: string, otherwise: string) =>
    style.getPropertyValue(`--sunaba-terminal${name}`).trim() || otherwise;
  const ink = token('-ink', '#ede6d6');
  const faint = token('-faint', '#a3a7b8');
  const background = token('', '#12192d');
  const [red, green] = [token('-shu', '#ff8060'), token('-koke', '#b5cf85')];
  const [yellow, blue] = [token('-cha', '#e3b780'), token('-ai', '#a5c3f5')];
  const magenta = token('-murasaki', '#d4aee6');
  const cyan = token('-asagi', '#87cfd3');
  return {
    background,
    foreground: ink,
    cursor: red,
    cursorAccent: background,
    // What was found is selected: it must be seen from afar.
    selectionBackground: blue,
    selectionInactiveBackground: blue,
    selectionForeground: background,
    black: background,
    brightBlack: faint,
    red,
    brightRed: red,
    green,
    brightGreen: green,
    yellow,
    brightYellow: yellow,
    blue,
    brightBlue: blue,
    magenta,
    brightMagenta: magenta,
    cyan,
    brightCyan: cyan,
    white: ink,
    brightWhite: ink,
  };
}

/** A text in the buffer: where its first cell is, and how many cells it takes. */
type Match = { x: number; y: number; cells: number };

/** Selects the next place of a text, and scrolls to it. */
function find(terminal: Terminal, text: string, back: boolean): Found {
  const matches = matchesOf(terminal, searchOf(text));
  const shown = terminal.getSelectionPosition()?.start;
  const compare = ({ x, y }: Match) =>
    shown ? y - shown.y || x - shown.x : back ? -1 : 1;
  const next = nextPlace(
    matches,
    (match) => compare(match) > 0,
    (match) => compare(match) < 0,
    back,
  );
  const match = matches[next];
  if (!match) terminal.clearSelection();
  else {
    terminal.select(match.x, match.y, match.cells);
    terminal.scrollToLine(Math.max(0, match.y - (terminal.rows >> 1)));
  }
  return { place: match ? next + 1 : 0, places: matches.length };
}

/** All places of a text, also across the fold of a long line. */
function matchesOf({ buffer, cols }: Terminal, search: RegExp): Match[] {
  const matches: Match[] = [];
  for (let y = 0; y < buffer.active.length; y++) {
    const start = y;
    let text = rowText(buffer.active, y);
    while (buffer.active.getLine(y + 1)?.isWrapped)
      text += rowText(buffer.active, ++y);
    if (!search.test(text)) continue;
    search.lastIndex = 0;
    const cells = cellsOf(buffer.active, start, y, cols);
    for (const { 0: found, index } of text.matchAll(search)) {
      const from = cells[index] ?? 0;
      const end = cells[index + found.length] ?? from + found.length;
      const [x, row] = [from % cols, start + Math.floor(from / cols)];
      matches.push({ x, y: row, cells: end - from });
    }
  }
  return matches;
}

const rowText = (buffer: IBuffer, y: number): string =>
  buffer.getLine(y)?.translateToString(false) ?? '';

/** For each character of rows, the cell in which it stands, counted from the first row's first. */
function cellsOf(buffer: IBuffer, from: number, to: number, cols: number) {
  const cells: number[] = [];
  for (let y = from; y <= to; y++)
    for (let x = 0; x < cols; x++) {
      const cell = buffer.getLine(y)?.getCell(x);
      if (!cell || cell.getWidth() === 0) continue;
      const size = Math.max(1, cell.getChars().length);
      for (let i = 0; i < size; i++) cells.push((y - from) * cols + x);
    }
  return cells;
}

/** The rows that were written on, with what has scrolled off; folded lines whole. */
function textOf({ buffer }: Terminal): string {
  const lines: string[] = [];
  for (let y = 0; y < buffer.active.length; y++) {
    const line = buffer.active.getLine(y);
    const text = line?.translateToString(true) ?? '';
    if (line?.isWrapped) lines.push((lines.pop() ?? '') + text);
    else lines.push(text);
  }
  return lines.join('\n').trimEnd();
}

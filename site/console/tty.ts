/**
 * The line discipline: what happens between a key and a program's `read`.
 *
 * A program that reads a line never sees your typing mistakes: between the
 * keyboard and the program stands the terminal's line discipline. It shows
 * what you type, rubs out what you take back, and hands over a line when it
 * is finished. On Unix it lives in the kernel; here it is this file. It holds
 * no screen and no program: keys go in, and a list of effects comes out.
 * Model: termios(3), in POSIX "General Terminal Interface" · lesson "Run Go
 * here". It does no line editing (arrow keys), which is a shell's work. How a
 * program asks for other settings is in modes.ts.
 */

/** How many columns a code point takes on the screen: 0, 1 or 2. */
export type Width = (codePoint: number) => number;

/** What the keys have led to, in the order in which it happened. */
export type Effect =
  /** Write this on the screen. */
  | { readonly kind: 'echo'; readonly text: string }
  /** Give this to the program. */
  | { readonly kind: 'deliver'; readonly bytes: Uint8Array }
  /** The program's next read finds the end of the input. */
  | { readonly kind: 'end' }
  /** ^C or ^Z. The line so far is gone. */
  | { readonly kind: 'signal'; readonly name: 'interrupt' | 'suspend' };

/** A terminal's settings, and the line that is being typed. */
export type Tty = {
  /** Cells per code point: must be the screen's own measure. */
  readonly width: Width;
  /** Whole, editable lines (ICANON); otherwise every key goes straight on. */
  canonical: boolean;
  /** Whether keys are shown (ECHO): off while a password is typed. */
  echo: boolean;
  /** Whether ^C and ^Z are signals (ISIG) or plain input. */
  signals: boolean;
  /** Whether Enter, which sends CR, means LF to the program (ICRNL). */
  newlines: boolean;
  /** Whether the program's LF means CR LF to the screen (OPOST and ONLCR). */
  feeds: boolean;
  /** What was typed and not yet handed over. */
  line: string;
};

/** A terminal as a program finds it: canonical, with echo and signals. */
export const createTty = (width: Width): Tty => ({
  width,
  canonical: true,
  echo: true,
  signals: true,
  newlines: true,
  feeds: true,
  line: '',
});

// The special characters, by what they do (c_cc in termios).
const interrupt = '\x03'; // ^C
const endOfInput = '\x04'; // ^D
const erase = '\x7f'; // Backspace, as terminals send it ...
const eraseToo = '\b'; // ... and as some do
const suspend = '\x1a'; // ^Z
const kill = '\x15'; // ^U
const wordErase = '\x17'; // ^W

const utf8 = new TextEncoder();
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Cuts keys into units: CR LF, an escape sequence (an arrow key), or one character. */
const units =
  // eslint-disable-next-line no-control-regex -- control characters are what this is about
  /\r\n|\x1b(?:\[[0-?]*[ -/]*[@-~]|O[@-~]|[^\x1b]?)|[\s\S]/gu;

/** Takes what the keyboard (or a paste) sent, and says what comes of it. */
export function keys(tty: Tty, typed: string): readonly Effect[] {
  const effects: Effect[] = [];
  for (const [unit] of typed.matchAll(units)) {
    const signal = tty.signals ? signalOf(unit) : undefined;
    if (signal) raise(tty, effects, unit, signal);
    else if (tty.canonical) edit(tty, effects, unit);
    else passOn(tty, effects, unit);
  }
  return effects;
}

function signalOf(unit: string): 'interrupt' | 'suspend' | undefined {
  if (unit === interrupt) return 'interrupt';
  return unit === suspend ? 'suspend' : undefined;
}

/** A signal throws the unfinished line away. */
function raise(
  tty: Tty,
  effects: Effect[],
  unit: string,
  name: 'interrupt' | 'suspend',
): void {
  tty.line = '';
  show(tty, effects, visible(unit));
  effects.push({ kind: 'signal', name });
}

/** No lines: every key is the program's, at once. */
function passOn(tty: Tty, effects: Effect[], unit: string): void {
  const key = tty.newlines ? unit.replace('\r', '\n') : unit;
  show(tty, effects, key === '\n' ? '\r\n' : key);
  deliver(effects, key);
}

/** Canonical mode: one unit more in the line, or one of the special keys. */
function edit(tty: Tty, effects: Effect[], unit: string): void {
  switch (unit) {
    case '\r': // The Enter key sends CR; a program that reads lines expects LF.
    case '\n':
    case '\r\n':
      show(tty, effects, '\r\n');
      return handOver(tty, effects, '\n');
    case endOfInput:
      // Not a character but "hand over what there is": of an empty line that
      // is nothing, and a read that gives nothing means the end.
      if (tty.line === '') effects.push({ kind: 'end' });
      else handOver(tty, effects, '');
      return;
    case erase:
    case eraseToo:
      return rubOut(tty, effects, lastGrapheme(tty.line));
    case wordErase:
      return rubOut(tty, effects, /\S*\s*$/u.exec(tty.line)?.[0] ?? '');
    case kill:
      return rubOut(tty, effects, tty.line);
    default:
      // Unix passes an arrow key on as ^[[D. Nobody who types a line means
      // that, so here it does nothing.
      if (unit.startsWith('\x1b')) return;
      tty.line += unit;
      show(tty, effects, visible(unit));
  }
}

function handOver(tty: Tty, effects: Effect[], ending: string): void {
  deliver(effects, tty.line + ending);
  tty.line = '';
}

/** Takes `tail` off the end of the line, and off the screen. */
function rubOut(tty: Tty, effects: Effect[], tail: string): void {
  tty.line = tty.line.slice(0, tty.line.length - tail.length);
  const characters = Array.from(visible(tail)).reverse();
  const text = characters.map((each) => blank(cells(tty, each))).join('');
  // A long line lies on several rows of the screen. "Reverse wraparound"
  // (mode 45) lets a backspace climb from the first column to the row above,
  // and only the terminal knows where it folded the line.
  if (text) show(tty, effects, `\x1b[?45h${text}\x1b[?45l`);
}

/**
 * Back over a character, and make its cells empty (ECH). Cell by cell as the
 * terminal counts them: a kanji has two; a combining mark has none, it sits in
 * its letter's; a family joined from three people is drawn as three, six cells
 * wide, and still goes with one Backspace.
 */
const blank = (wide: number): string =>
  wide === 0 ? '' : `${'\b'.repeat(wide)}\x1b[${wide}X`;

const cells = (tty: Tty, character: string): number =>
  tty.width(character.codePointAt(0) ?? 0);

/** What a person sees at the end of the line as one character. */
function lastGrapheme(line: string): string {
  // A grapheme has no greatest length, but looking at the whole of a long
  // line for each Backspace would be quadratic.
  let last = '';
  for (const { segment } of graphemes.segment(line.slice(-64))) last = segment;
  return last;
}

/**
 * How a character is shown: a control character as ^ and a letter, a tab as
 * four blanks (its true width would depend on the column), others as they are.
 */
function visible(text: string): string {
  // eslint-disable-next-line no-control-regex -- see above
  return text.replace(/[\x00-\x1f\x7f]/g, (control) =>
    control === '\t'
      ? '    '
      : `^${String.fromCharCode(control.charCodeAt(0) ^ 0x40)}`,
  );
}

function show(tty: Tty, effects: Effect[], text: string): void {
  if (!tty.echo) return;
  const last = effects.at(-1);
  // A paste echoes as one piece, not letter by letter.
  if (last?.kind === 'echo') effects.pop();
  const before = last?.kind === 'echo' ? last.text : '';
  effects.push({ kind: 'echo', text: before + text });
}

const deliver = (effects: Effect[], text: string): void => {
  effects.push({ kind: 'deliver', bytes: utf8.encode(text) });
};

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * A program's output for the screen (ONLCR): LF means "next line" to a
 * program but only "one row down" to a terminal, so each becomes CR LF.
 */
export function toScreen(bytes: Uint8Array): Uint8Array {
  let feeds = 0;
  for (const byte of bytes) if (byte === lineFeed) feeds += 1;
  if (feeds === 0) return bytes;
  const screen = new Uint8Array(bytes.length + feeds);
  let end = 0;
  for (const byte of bytes) {
    if (byte === lineFeed) screen[end++] = carriageReturn;
    screen[end++] = byte;
  }
  return screen;
}

/**
 * A terminal of paper: text, and as much of a cursor as it takes for a program
 * that rewrites its lines or draws a whole screen to come right.
 *
 * It is the console for those who want no terminal, and what a screen reader
 * is given beside one. Every character is one column wide here, and colours
 * are left out.
 */

/** A sheet that is written on at the bottom. */
export type Paper = {
  write(data: string | Uint8Array): void;
  /** All lines, the last one unfinished. */
  lines(): readonly string[];
  /** How many lines have been thrown away before the first of those. */
  dropped(): number;
  /** Whether a program draws on the alternate screen, as an editor does. */
  drawing(): boolean;
  clear(): void;
};

/** What arrives: a control sequence, another escape, a run of text, or one control character. */
const units =
  // eslint-disable-next-line no-control-regex -- escape sequences begin with one
  /\x1b\[([0-?]*)[ -/]*([@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b([ -/]*[0-~])|[^\x00-\x1f]+|[\s\S]/gu;

/** Characters after which a line is folded: nobody reads further, and the sheet is not to grow without end. */
const longest = 2000;

/** What is written on, where the next character goes, and how many rows were thrown away. */
type Sheet = { rows: string[]; x: number; y: number; dropped: number };

const blank = (dropped = 0): Sheet => ({ rows: [''], x: 0, y: 0, dropped });

/** What a control sequence does: `n` is its first number or 1, `m` the second. */
type Control = (sheet: Sheet, top: number, n: number, m: number) => void;

/** The cursor moves, the last rows of the sheet are the screen. */
const moves: Readonly<Record<string, Control>> = {
  A: (s, top, n) => (s.y = Math.max(top, s.y - n)),
  B: (s, _, n) => (s.y += n),
  C: (s, _, n) => (s.x += n),
  D: (s, _, n) => (s.x = Math.max(0, s.x - n)),
  E: (s, _, n) => ([s.x, s.y] = [0, s.y + n]),
  F: (s, top, n) => ([s.x, s.y] = [0, Math.max(top, s.y - n)]),
  G: (s, _, n) => (s.x = n - 1),
  H: (s, top, n, m) => ([s.x, s.y] = [m - 1, top + n - 1]),
  d: (s, top, n) => (s.y = top + n - 1),
};

/** Parts of a row or of the screen are emptied; `what` 0: from the cursor on, 1: up to it, 2: all. */
const wipes: Readonly<
  Record<string, (sheet: Sheet, top: number, what: number) => void>
> = {
  K(s, _, what) {
    const row = Array.from(s.rows[s.y] ?? '');
    if (what === 0) row.length = Math.min(row.length, s.x);
    else row.fill(' ', 0, what === 1 ? s.x + 1 : row.length);
    s.rows[s.y] = row.join('').trimEnd();
  },
  J(s, top, what) {
    wipes['K']?.(s, top, what);
    for (let y = top; y < s.rows.length; y++)
      if (what === 2 || (what === 0 ? y > s.y : y < s.y)) s.rows[y] = '';
    if (what !== 1) while (s.rows.length > s.y + 1) s.rows.pop();
  },
  X(s, _, count) {
    const row = Array.from(s.rows[s.y] ?? '');
    const end = s.x + Math.max(1, count);
    row.fill(' ', s.x, end);
    if (end >= row.length) row.length = Math.min(row.length, s.x);
    s.rows[s.y] = row.join('');
  },
  P(s, _, count) {
    const row = Array.from(s.rows[s.y] ?? '');
    row.splice(s.x, Math.max(1, count));
    s.rows[s.y] = row.join('');
  },
};

/** Goes to a new row; of more than `most` the oldest go, a hundred at a time. */
function newLine(s: Sheet, most: number): void {
  [s.x, s.y] = [0, s.y + 1];
  if (s.y === s.rows.length) s.rows.push('');
  const over = s.rows.length - most - 1;
  if (over < 100) return;
  s.rows.splice(0, over);
  s.y -= over;
  s.dropped += over;
}

function put(s: Sheet, most: number, text: string): void {
  for (let rest = Array.from(text); rest.length > 0;) {
    if (s.x >= longest) newLine(s, most);
    const part = rest.slice(0, longest - s.x);
    rest = rest.slice(part.length);
    const row = Array.from(s.rows[s.y] ?? '');
    while (row.length < s.x) row.push(' ');
    row.splice(s.x, part.length, ...part);
    s.rows[s.y] = row.join('');
    s.x += part.length;
  }
}

/** An empty sheet; of more than `most` lines the oldest are thrown away, the last `height` are the screen. */
export function createPaper(most: number, height = () => 24): Paper {
  const decoder = new TextDecoder();
  let sheet = blank();
  let saved = { x: 0, y: 0 };
  /** The ordinary sheet, while the alternate one is written on. */
  let below: Sheet | undefined;

  const top = (): number => Math.max(0, sheet.rows.length - height());

  /** Rows down to the cursor; but a screen is no taller than it is. */
  function reach(first: number): void {
    sheet.y = Math.min(sheet.y, first + Math.max(1, height()) - 1);
    while (sheet.rows.length <= sheet.y) sheet.rows.push('');
  }

  function control(parameters: string, final: string): void {
    if (/^\?(?:1049|1047|47)$/.test(parameters)) {
      if ((final === 'h') === (below !== undefined)) return;
      [sheet, below] = below ? [below, undefined] : [blank(), sheet];
      return;
    }
    const [n = 0, m = 0] = parameters.split(';').map((p) => parseInt(p) || 0);
    const name = final === 'f' ? 'H' : final;
    const first = top();
    moves[name]?.(sheet, first, Math.max(1, n), Math.max(1, m));
    if (moves[name]) reach(first);
    wipes[name]?.(sheet, first, n);
  }

  function take(unit: RegExpExecArray): void {
    const [text, parameters = '', final, escape] = unit;
    if (final !== undefined) return control(parameters, final);
    if (escape === '7') saved = { x: sheet.x, y: sheet.y - top() };
    else if (escape === '8') {
      [sheet.x, sheet.y] = [saved.x, top() + saved.y];
      reach(top());
    } else if (text === '\n') newLine(sheet, most);
    else if (text === '\r') sheet.x = 0;
    else if (text === '\b') sheet.x = Math.max(0, sheet.x - 1);
    else if (text === '\t' || text >= ' ') put(sheet, most, text);
  }

  return {
    write(data) {
      const text =
        typeof data === 'string'
          ? data
          : decoder.decode(data, { stream: true });
      const start = below ? 0 : lastLinesOf(text, most);
      // So much was written that all that stood here is out of sight.
      if (start > 0)
        sheet = blank(
          sheet.dropped + sheet.rows.length - 1 + lineEnds(text, start),
        );
      for (const unit of text.slice(start).matchAll(units)) take(unit);
    },
    lines: () => sheet.rows.slice(-most - 1),
    dropped: () => sheet.dropped + Math.max(0, sheet.rows.length - most - 1),
    drawing: () => below !== undefined,
    clear() {
      sheet = blank();
      below = undefined;
    },
  };
}

/** How many lines end before a place in a text. */
function lineEnds(text: string, before: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < before; count++)
    at = text.indexOf('\n', at + 1);
  return count;
}

/** Where the last `most` lines of a text begin, and the unfinished one after them. */
function lastLinesOf(text: string, most: number): number {
  let at = text.length;
  for (let left = most + 1; left > 0; left--) {
    if (at === 0) return 0;
    at = text.lastIndexOf('\n', at - 1);
    if (at < 0) return 0;
  }
  return at + 1;
}

/**
 * A terminal of paper: text and line ends, and just enough of a cursor that a
 * program which rewrites its line, and a line that is rubbed out, come right.
 *
 * It is the console for those who want no terminal, and what a screen reader
 * is given beside one. Every character is one column wide here; colours and
 * all movement but that within the last line are left out.
 */

/** A sheet that is written on at the bottom. */
export type Paper = {
  write(data: string | Uint8Array): void;
  /** All lines, the last one unfinished. */
  lines(): readonly string[];
  clear(): void;
};

/** What arrives: a control sequence, another escape, a run of text, or one control character. */
const units =
  // eslint-disable-next-line no-control-regex -- escape sequences begin with one
  /\x1b\[([0-?]*)[ -/]*([@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b([ -/]*[0-~])|[^\x00-\x1f]+|[\s\S]/gu;

/** An empty sheet; of more than `most` lines the oldest are thrown away. */
export function createPaper(most: number): Paper {
  const decoder = new TextDecoder();
  let done: string[] = [];
  let line: string[] = [];
  let column = 0;
  let saved = 0;

  function clear(): void {
    done = [];
    line = [];
    column = 0;
  }

  function put(text: string): void {
    while (line.length < column) line.push(' ');
    for (const character of text) line[column++] = character;
  }

  function newLine(): void {
    done.push(line.join(''));
    if (done.length > most + 100) done = done.slice(-most);
    line = [];
    column = 0;
  }

  /** CSI sequences within a line: move, and blank. */
  function control(parameters: string, final: string): void {
    const count = Math.max(1, Number.parseInt(parameters, 10) || 1);
    if (final === 'C') column += count;
    else if (final === 'D') column = Math.max(0, column - count);
    else if (final === 'G') column = count - 1;
    else if (final === 'K') line.length = Math.min(line.length, column);
    else if (final === 'X') {
      line.fill(' ', column, column + count);
      if (column + count >= line.length)
        line.length = Math.min(line.length, column);
    }
  }

  function take(unit: RegExpExecArray): void {
    const [text, parameters = '', final, escape] = unit;
    if (final !== undefined) return control(parameters, final);
    if (escape === '7') saved = column;
    else if (escape === '8') column = saved;
    else if (text === '\n') newLine();
    else if (text === '\r') column = 0;
    else if (text === '\b') column = Math.max(0, column - 1);
    else if (text === '\t' || text >= ' ') put(text);
  }

  return {
    write(data) {
      const text =
        typeof data === 'string'
          ? data
          : decoder.decode(data, { stream: true });
      const start = lastLinesOf(text, most);
      // So much was written that all that stood here is out of sight.
      if (start > 0) clear();
      for (const unit of text.slice(start).matchAll(units)) take(unit);
    },
    lines: () => [...done.slice(-most), line.join('')],
    clear,
  };
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

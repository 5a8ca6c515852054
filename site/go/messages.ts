/**
 * What Go said, as places in the reader's files: `./main.go:4:2: …`. Columns
 * count bytes; an editor counts UTF-16 units.
 */

/** One thing that Go said, where it belongs. */
export type Message = {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** In bytes, from 1. */
  readonly column: number;
  readonly text: string;
};

const place = /^(?:vet: )?(?:\.\/|\/work\/)?([^\s:]+\.go):(\d+):(\d+): (.*)$/;

/** The messages in what a tool said; lines that are set in go on the one before. */
export function messagesIn(said: string): Message[] {
  const messages: Message[] = [];
  for (const line of said.split('\n')) {
    const match = place.exec(line);
    const last = messages.at(-1);
    if (match) {
      const [, file = '', row, column, text = ''] = match;
      messages.push({ file, line: Number(row), column: Number(column), text });
    } else if (last && /^\s/.test(line)) {
      messages.push({ ...last, text: `${last.text}\n${line}` });
      messages.splice(-2, 1);
    }
  }
  return messages;
}

const encoder = new TextEncoder();

/** The place of a byte column in a line, in UTF-16 units from 0; the end, if it is beyond. */
export function unitsBefore(line: string, column: number): number {
  let bytes = 1;
  let units = 0;
  for (const character of line) {
    if (bytes >= column) break;
    bytes += encoder.encode(character).length;
    units += character.length;
  }
  return units;
}

/**
 * The host calls that a page keeps: how they are counted, chosen, shown as
 * rows of bytes, and given away as a file.
 *
 * No page here: calls.ts draws what this answers.
 */

import type { TraceLine } from './protocol.ts';

/** Calls that are kept, the last ones. */
const most = 20_000;

/** A call, with its place among all that were heard of. */
export type Call = { readonly place: number; readonly line: TraceLine };

/** What a reader wants to see of them. */
export type Wanted = {
  /** A function's name; empty: all of them. */
  readonly name: string;
  /** A text in the line, in whatever case. */
  readonly text: string;
};

/** The calls of a console since it was last started. */
export type CallLog = {
  add(lines: readonly TraceLine[]): void;
  clear(): void;
  /** How many there were, kept or not. */
  total(): number;
  /** Those that are kept, of them those that are wanted. */
  wanted(wanted: Wanted): readonly Call[];
  kept(): number;
  /** The functions that were called, each once, by name. */
  names(): readonly string[];
};

/** The name of the function that was called. */
const nameOf = ({ text }: TraceLine): string =>
  text.slice(0, Math.max(0, text.indexOf('(')));

/** A log with nothing in it. */
export function createCallLog(): CallLog {
  let calls: Call[] = [];
  let total = 0;
  let last = new Map<string, number>();
  let names = new Set<string>();
  return {
    add(lines) {
      for (const line of lines) {
        const { program = '', number } = line;
        // Numbers that are left out were too many to be sent.
        const before = last.get(program) ?? 0;
        total += number > before ? number - before : number;
        last.set(program, number);
        names.add(nameOf(line));
        calls.push({ place: total, line });
      }
      if (calls.length > 2 * most) calls = calls.slice(-most);
    },
    clear() {
      [calls, total] = [[], 0];
      last = new Map();
      names = new Set();
    },
    total: () => total,
    kept: () => Math.min(calls.length, most),
    names: () => Array.from(names).toSorted(),
    wanted({ name, text }) {
      const kept = calls.slice(-most);
      if (name === '' && text === '') return kept;
      const sought = text.toLowerCase();
      return kept.filter(
        ({ line }) =>
          (name === '' || nameOf(line) === name) &&
          line.text.toLowerCase().includes(sought),
      );
    },
  };
}

/** A row of memory: its address, its bytes as numbers, and as characters. */
export type MemoryRow = {
  readonly at: string;
  readonly hex: string;
  readonly text: string;
};

/** Bytes as rows of `wide`, each under its address; the rows lie as the memory does. */
export function memoryRows(
  bytes: Uint8Array,
  at: number,
  wide = 16,
): MemoryRow[] {
  const rows: MemoryRow[] = [];
  const start = at - (at % wide);
  for (let row = start; row < at + bytes.length; row += wide) {
    const cells = Array.from({ length: wide }, (_, i) => bytes[row + i - at]);
    const hex = cells.map(
      (byte) => byte?.toString(16).padStart(2, '0') ?? '  ',
    );
    rows.push({
      at: `0x${row.toString(16).padStart(6, '0')}`,
      hex: hex.join(' '),
      text: cells.map(character).join(''),
    });
  }
  return rows;
}

const character = (byte: number | undefined): string => {
  if (byte === undefined) return ' ';
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·';
};

/** Milliseconds, from nanoseconds. */
export const milliseconds = (ns: bigint): string =>
  (Number(ns) / 1e6).toFixed(3);

/** Calls as text, one a line: number, program, call, and how long it took. */
export const callsText = (calls: readonly Call[]): string =>
  calls
    .map(({ line: { number, program, text, record } }) => {
      const whose = program === undefined ? '' : `[${program}] `;
      const took = record ? ` (${milliseconds(record.took)} ms)` : '';
      return `${String(number).padStart(6)}  ${whose}${text}${took}\n`;
    })
    .join('');

/** Calls as JSON, one a line: 64-bit numbers as texts, bytes in hexadecimal. */
export const callsJson = (calls: readonly Call[]): string =>
  calls
    .map(({ line: { number, program, text, failed, record } }) => {
      const call = { number, program, text, failed, ...record };
      return `${JSON.stringify(call, plain)}\n`;
    })
    .join('');

function plain(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (!(value instanceof Uint8Array)) return value;
  return Array.from(value, (b) => b.toString(16).padStart(2, '0')).join('');
}

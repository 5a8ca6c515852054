/**
 * Trace: one record for each call a program makes, and how to print it.
 *
 * What `strace` shows of system calls, this shows of WASI: the parameters
 * decoded, the answer by name, the results, and the first of the bytes that
 * went in or out. All of it is read off the table.
 * Ours · lesson "Run Go here".
 */

import { gather, pieces, total } from './call.ts';
import type { Memory } from './call.ts';
import { filetype } from './filesystem.ts';
import type { WasiRow } from './functions.ts';
import { dirent, event, fdstat, filestat, long, prestat } from './layout.ts';
import { sizeOf, subscription, word } from './layout.ts';
import { wasiTypes } from './signature.ts';
import type { Parameter, TypeName, WasiType } from './signature.ts';
import { decode, quote } from './strings.ts';

/** A parameter or a result: as it was passed, and as people read it. */
export type TraceItem = {
  readonly name: string;
  readonly type: TypeName;
  readonly value: number | bigint;
  readonly text: string;
};

/** One call. Plain data, to be sent and kept. */
export type TraceRecord = {
  /** Counts the calls from 1, in the order in which they began. */
  readonly sequence: number;
  readonly name: string;
  readonly args: readonly TraceItem[];
  /** The answer by name; undefined for proc_exit, which gives none. */
  readonly errno: string | undefined;
  /** Empty unless the answer is success. */
  readonly results: readonly TraceItem[];
  /** The first of the bytes that were read or written, if any were. */
  readonly bytes: Uint8Array | undefined;
  /** Where the first of them lies in memory. */
  readonly at: number | undefined;
  /** When the call began, and how long it took with all its waiting: ns of the monotonic clock. */
  readonly time: bigint;
  readonly took: bigint;
};

/** What a description needs of a call. */
type Seen = {
  readonly words: readonly number[];
  readonly longs: readonly bigint[];
  readonly memory: Memory;
};

/** So many bytes are kept, and so many shown. */
const most = { kept: 1024, shown: 64 };

/** A call as a line: `fd_write(1, iovs=[3 bytes "Hi\n"]) → success, 3`. */
export function formatTrace(record: TraceRecord): string {
  const { name, args, errno, results } = record;
  const bare = (type: TypeName) =>
    type === 'fd' || type === 'path' || type === 'clockid';
  const inside = args
    .map((item) => (bare(item.type) ? item.text : `${item.name}=${item.text}`))
    .join(', ');
  const after = results.map(({ text }) => `, ${text}`).join('');
  return `${name}(${inside})${errno ? ` → ${errno}${after}` : ''}`;
}

/** That line with its times: how long after `start` the call began, and how long it took. */
export function timed(record: TraceRecord, start: bigint): string {
  const ms = (ns: bigint): string => (Number(ns) / 1e6).toFixed(3);
  return `${ms(record.time - start)} ms ${formatTrace(record)} (${ms(record.took)} ms)`;
}

/** A call as JSON on one line: 64-bit numbers as texts, bytes in hexadecimal. */
export const traceJson = (record: TraceRecord): string =>
  JSON.stringify(record, (_, value: unknown) => {
    if (value instanceof Uint8Array)
      return Array.from(value, (b) => b.toString(16).padStart(2, '0')).join('');
    return typeof value === 'bigint' ? value.toString() : value;
  });

/** The parameters, before the call. */
export const traceArgs = (row: WasiRow, seen: Seen): TraceItem[] =>
  row.parameters
    .filter(({ type }) => type !== 'events')
    .map((parameter) => {
      const value = valueOf(parameter, seen);
      const text = argText(parameter, value, seen);
      return { name: parameter.name, type: parameter.type, value, text };
    });

const valueOf = ({ type, at }: Parameter, seen: Seen): number | bigint =>
  wasiTypes[type].core[0] === wasiTypes.filesize.core[0]
    ? seen.longs[at]
    : seen.words[at];

function argText(
  { type, at }: Parameter,
  value: number | bigint,
  { words, memory }: Seen,
): string {
  const next = words[at + 1];
  switch (type) {
    case 'path':
      return quote(memory.bytes.subarray(words[at], words[at] + next), 256);
    case 'buf':
      return bytesText(next);
    case 'iovs':
    case 'ciovs': {
      const parts = pieces(memory, words[at], next);
      if (typeof parts === 'number') return `[${next} pieces]`;
      const size = bytesText(total(parts));
      if (type === 'iovs') return size;
      return `${size.slice(0, -1)} ${quote(gather(parts), most.shown)}]`;
    }
    case 'subscriptions':
      return list(words[at + 2], (i) =>
        wishText(memory.view, words[at] + i * sizeOf.subscription),
      );
    case 'pointer':
      return `0x${value.toString(16)}`;
    case 'filedelta':
      return `${BigInt.asIntN(64, BigInt(value))}`;
    case 'rights':
      return `0x${value.toString(16)}`;
    default:
      return plainText(wasiTypes[type], value);
  }
}

const bytesText = (n: number): string => `[${n} byte${n === 1 ? '' : 's'}]`;

const list = (count: number, text: (i: number) => string): string =>
  `[${Array.from({ length: Math.min(count, 16) }, (_, i) => text(i)).join(', ')}${count > 16 ? ', …' : ''}]`;

/** A number by its name, flags by theirs, or the number itself. */
function plainText(type: WasiType, value: number | bigint): string {
  const names = type.bits?.filter((_, i) => Number(value) & (1 << i));
  if (names) return names.length > 0 ? names.join('|') : '0';
  return type.values?.[Number(value)] ?? `${value}`;
}

function wishText(view: DataView, at: number): string {
  const tag = word(view, at, subscription.tag);
  if (tag !== 0)
    return `${tag === 1 ? 'read' : 'write'} ${word(view, at, subscription.fd)}`;
  const clock = plainText(
    wasiTypes.clockid,
    word(view, at, subscription.clock),
  );
  const absolute = word(view, at, subscription.flags) & 1;
  const time = long(view, at, subscription.timeout);
  return `${clock} ${absolute ? 'at' : 'in'} ${time} ns`;
}

/** The bytes that a call wrote, before it; or, after it, those it was given. Bounded. */
export function traceBytes(
  row: WasiRow,
  { words, memory }: Seen,
  after: boolean,
): Pick<TraceRecord, 'bytes' | 'at'> {
  for (const { type, at } of row.parameters) {
    if (after ? type === 'iovs' : type === 'ciovs') {
      const parts = pieces(memory, words[at], words[at + 1]);
      if (typeof parts === 'number') break;
      const used = after ? usedOf(row, words, memory) : total(parts);
      const bytes = gather(parts).slice(0, Math.min(used, most.kept));
      return { bytes, at: parts[0]?.byteOffset };
    }
    if (after && type === 'buf') {
      const room = words[at + 1];
      const used = row.results.length ? usedOf(row, words, memory) : room;
      const bytes = memory.bytes.slice(
        words[at],
        words[at] + Math.min(used, room, most.kept),
      );
      return { bytes, at: words[at] };
    }
  }
  return { bytes: undefined, at: undefined };
}

/** The first result, which tells how many bytes there are. */
const usedOf = (
  { results }: WasiRow,
  words: readonly number[],
  { view }: Memory,
): number => view.getUint32(words[results[0].at], true);

/** The results of a call that succeeded. */
export function traceResults(
  row: WasiRow,
  seen: Seen,
  bytes: Uint8Array | undefined,
): TraceItem[] {
  const { words, memory } = seen;
  const items = row.results.map(({ name, type, at }): TraceItem => {
    const { view } = memory;
    const at32 = (): number => view.getUint32(words[at], true);
    const read: Readonly<Record<number, () => number | bigint>> = {
      2: () => view.getUint16(words[at], true),
      8: () => view.getBigUint64(words[at], true),
    };
    const value = (read[wasiTypes[type].size] ?? at32)();
    return {
      name,
      type,
      value,
      text: resultText(type, value, view, words[at]),
    };
  });
  const given = row.parameters.find(({ type }) =>
    ['iovs', 'buf', 'events'].includes(type),
  );
  if (!given) return items;
  const { name, type, at } = given;
  const text =
    type === 'events'
      ? list(Number(items[0].value), (i) =>
          eventText(memory.view, words[at] + i * sizeOf.event),
        )
      : row.name === 'fd_readdir'
        ? namesText(bytes ?? new Uint8Array(0))
        : quote(bytes ?? new Uint8Array(0), most.shown);
  return [...items, { name, type, value: words[at], text }];
}

function resultText(
  type: TypeName,
  value: number | bigint,
  view: DataView,
  at: number,
): string {
  switch (type) {
    case 'prestat':
      return `{directory, name of ${word(view, at, prestat.nameLength)}}`;
    case 'fdstat': {
      const flags = plainText(wasiTypes.fdflags, word(view, at, fdstat.flags));
      return `{${filetypeName(word(view, at, fdstat.filetype))}, flags=${flags}}`;
    }
    case 'filestat': {
      const size = long(view, at, filestat.size);
      return `{${filetypeName(word(view, at, filestat.filetype))}, size=${size}}`;
    }
    default:
      return plainText(wasiTypes[type], value);
  }
}

const filetypeNames = Object.keys(filetype).map((name) =>
  name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
);

const filetypeName = (type: number): string =>
  filetypeNames[type] ?? `type ${type}`;

const eventText = (view: DataView, at: number): string =>
  ['clock', 'read', 'write'][word(view, at, event.type)] ?? '?';

/** The names in what fd_readdir gave; the last may be cut off. */
function namesText(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const names: string[] = [];
  for (let at = 0; at + sizeOf.dirent <= bytes.length;) {
    const start = at + sizeOf.dirent;
    at = start + word(view, at, dirent.nameLength);
    if (at > bytes.length) break;
    names.push(decode(bytes.subarray(start, at)) ?? '?');
  }
  return list(names.length, (i) => names[i]);
}

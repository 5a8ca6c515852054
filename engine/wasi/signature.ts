/**
 * Signature: the parameters of a WASI function as data.
 *
 * A signature is written on one line, `fd:fd iovs:iovs -> nread:size`. From
 * it follow the WebAssembly type of the import, which memory a call is going
 * to touch, and how a trace shows the call. In WebAssembly a path, a buffer or
 * a list of pieces takes two parameters, where and how many, and a result is
 * one more parameter: where to write it.
 * WASI preview 1, "types" · lesson "What a module may touch".
 */

import { i32, i64 } from '../syntax/types.ts';
import type { FuncType, ValType } from '../syntax/types.ts';
import { inside } from './call.ts';
import type { Memory } from './call.ts';
import { iovec, sizeOf, word } from './layout.ts';

/** A type of WASI: what it is in WebAssembly, and how a trace reads it. */
export type WasiType = {
  readonly core: readonly ValType[];
  /** Bytes in memory, where a result of this type is written. */
  readonly size: number;
  /** The names of the values 0, 1, 2 … */
  readonly values?: readonly string[];
  /** The names of the bits 0, 1, 2 … */
  readonly bits?: readonly string[];
};

const number: WasiType = { core: [i32], size: 4 };
const long: WasiType = { core: [i64], size: 8 };
const record = (size: number): WasiType => ({ core: [i32], size });
const twoWords: WasiType = { core: [i32, i32], size: 0 };
const values = (text: string): WasiType => ({
  ...number,
  values: text.split(' '),
});
const bits = (text: string): WasiType => ({ ...number, bits: text.split(' ') });

/** The signals by number. */
export const signals: readonly string[] =
  'NONE HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH POLL PWR SYS'.split(
    ' ',
  );

/** The types by name. */
// prettier-ignore
export const wasiTypes = {
  fd: number, size: number, exitcode: number, pointer: number,
  filesize: long, filedelta: long, timestamp: long, dircookie: long,
  rights: long,
  path: twoWords, iovs: twoWords, ciovs: twoWords, buf: twoWords,
  // How many there are is a parameter of its own.
  subscriptions: record(sizeOf.subscription), events: record(sizeOf.event),
  prestat: record(sizeOf.prestat), fdstat: record(sizeOf.fdstat),
  filestat: record(sizeOf.filestat),
  clockid: values('realtime monotonic process_cputime thread_cputime'),
  whence: values('set cur end'),
  advice: values('normal sequential random willneed dontneed noreuse'),
  signal: values(signals.join(' ')),
  lookupflags: bits('SYMLINK_FOLLOW'),
  oflags: bits('CREAT DIRECTORY EXCL TRUNC'),
  fdflags: bits('APPEND DSYNC NONBLOCK RSYNC SYNC'),
  fstflags: bits('ATIM ATIM_NOW MTIM MTIM_NOW'),
  riflags: bits('RECV_PEEK RECV_WAITALL'),
  roflags: { ...bits('RECV_DATA_TRUNCATED'), size: 2 },
  siflags: number,
  sdflags: bits('RD WR'),
} as const satisfies Record<string, WasiType>;

/** The name of a type. */
export type TypeName = keyof typeof wasiTypes;

/** A parameter: its name, its type, and at which word or long it begins. */
export type Parameter = {
  readonly name: string;
  readonly type: TypeName;
  readonly at: number;
};

/** A function's parameters, and its results with the word that says where each goes. */
export type Signature = {
  readonly parameters: readonly Parameter[];
  readonly results: readonly Parameter[];
  /** The type of the import; without a result where the function never returns. */
  readonly type: FuncType;
};

const isType = (name: string): name is TypeName => name in wasiTypes;

/** Reads `name:type … -> name:type …`. Throws TypeError on an unknown type: the table is wrong. */
export function signature(text: string, returns: boolean): Signature {
  const params: ValType[] = [];
  const place = (core: readonly ValType[]): number => {
    const at = params.filter((type) => type === core[0]).length;
    params.push(...core);
    return at;
  };
  const read = (list: string, result: boolean): Parameter[] =>
    list.split(' ').flatMap((item) => {
      const [name, type = ''] = item.split(':');
      if (name === '') return [];
      if (!isType(type)) throw new TypeError(`no WASI type ${type}`);
      const { core } = wasiTypes[type];
      return [{ name, type, at: place(result ? [i32] : core) }];
    });
  const [before, after = ''] = text.split(' -> ');
  const parameters = read(before, false);
  const results = read(after, true);
  const type = { params, results: returns ? [i32] : [] };
  return { parameters, results, type };
}

/** How many bytes of memory a parameter names, from the address that it is; undefined for plain numbers. */
function extent(
  { type, at }: Parameter,
  words: readonly number[],
): number | undefined {
  switch (type) {
    case 'path':
    case 'buf':
      return words[at + 1];
    case 'iovs':
    case 'ciovs':
      return words[at + 1] * sizeOf.iovec;
    case 'subscriptions':
      return words[at + 2] * sizeOf.subscription;
    case 'events':
      return words[at + 1] * sizeOf.event;
    default:
      return undefined;
  }
}

/** Whether all memory that a call names lies inside, the pieces of each list included. */
export function reaches(
  { parameters, results }: Signature,
  words: readonly number[],
  memory: Memory,
): boolean {
  const holds = (at: number, length: number) => inside(memory, at, length);
  return (
    parameters.every((parameter) => {
      const start = words[parameter.at];
      const length = extent(parameter, words);
      if (length === undefined) return true;
      if (!holds(start, length)) return false;
      if (parameter.type !== 'iovs' && parameter.type !== 'ciovs') return true;
      for (let at = start; at < start + length; at += sizeOf.iovec) {
        const piece = word(memory.view, at, iovec.buf);
        if (!holds(piece, word(memory.view, at, iovec.len))) return false;
      }
      return true;
    }) &&
    results.every(({ type, at }) => holds(words[at], wasiTypes[type].size))
  );
}

/**
 * Host functions that are not WASI's, as rows: the border between a program
 * and a host of its own.
 *
 * A row says what crosses, on one line: `request:i32 to:room written:at -> i32`.
 * From it follow the WebAssembly type of the import and how the list of host
 * calls shows a call: with the numbers that really cross, and beside them what
 * they point to.
 */

import { hostFunc, typeNamed } from '../../engine/index.ts';
import type { Caller, FuncType, Imports, Value } from '../../engine/index.ts';
import type { HostCallNote } from './tracer.ts';

/** The memory of the program that calls, as it is during the call. */
export type Memory = NonNullable<Caller['memory']>;

/** A host function. */
export type HostRow = {
  /** Under which names the program imports it. */
  readonly module: string;
  readonly name: string;
  /** `name:kind … -> type`, the kinds as below; without an arrow there is no result. */
  readonly signature: string;
  /** Gets one number for each parameter of WebAssembly. */
  readonly call: (args: readonly number[], memory: Memory) => number | void;
  /** Names of the results 0, 1, 2 …, for the list; all but the first mean failure. */
  readonly answers?: readonly string[];
};

/** A parameter, as it stands in a signature. */
type Parameter = {
  readonly name: string;
  readonly kind: Kind;
  /** Where its first number stands among the arguments. */
  readonly at: number;
};

/** What a kind is in WebAssembly. */
const kinds = {
  i32: ['i32'],
  i64: ['i64'],
  f64: ['f64'],
  /** An address. */
  at: ['i32'],
  /** An address, and how many bytes of text are there. */
  text: ['i32', 'i32'],
  /** An address, and for how many bytes there is room. */
  room: ['i32', 'i32'],
  /** Where the host writes how many bytes it put into the room before. */
  written: ['i32'],
} as const;

type Kind = keyof typeof kinds;

const isKind = (name: string): name is Kind => name in kinds;

/** Rows bound to a place that is told of each call. */
export type HostFunction = {
  readonly row: HostRow;
  readonly type: FuncType;
  readonly call: (args: readonly Value[], caller: Caller) => Value | undefined;
};

/** Makes functions of rows. Throws TypeError on an unknown kind: the row is wrong. */
export const hostFunctions = (
  rows: readonly HostRow[],
  tell: (note: HostCallNote) => void,
): HostFunction[] => rows.map((row) => hostFunction(row, tell));

function hostFunction(
  row: HostRow,
  tell: (note: HostCallNote) => void,
): HostFunction {
  const [before = '', result] = row.signature.split(' -> ');
  const parameters: Parameter[] = [];
  const core: string[] = [];
  for (const item of before.split(' ').filter((each) => each !== '')) {
    const [name = '', kind = ''] = item.split(':');
    if (!isKind(kind)) throw new TypeError(`${row.name}: no kind ${kind}`);
    parameters.push({ name, kind, at: core.length });
    core.push(...kinds[kind]);
  }
  const type = {
    params: core.flatMap((name) => typeNamed(name) ?? []),
    results: result === undefined ? [] : [typeNamed(result) ?? 0],
  };
  return {
    row,
    type,
    call(args, { memory }) {
      if (!memory) throw new TypeError(`${row.name}: the caller has no memory`);
      // Addresses and lengths are unsigned; WebAssembly's numbers do not say.
      const numbers = args.map((x, i) =>
        core[i] === 'i32' ? Number(x) >>> 0 : Number(x),
      );
      const passed = parameters.map((each) => shown(each, numbers, memory));
      const answer = row.call(numbers, memory) ?? undefined;
      const put = parameters.flatMap((each) =>
        filled(each, parameters, numbers, memory),
      );
      tell(noteOf(row, passed, answer, put));
      return answer;
    },
  };
}

/** A call as it is listed. */
function noteOf(
  { module, name, answers }: HostRow,
  passed: readonly string[],
  answer: number | undefined,
  put: readonly string[],
): HostCallNote {
  const word = answers?.[answer ?? 0] ?? answer;
  const after = [word, ...put].filter((each) => each !== undefined).join(', ');
  return {
    text: `${module}.${name}(${passed.join(', ')})${after && ` → ${after}`}`,
    failed: answers !== undefined && answer !== 0,
  };
}

const hex = (address: number): string => `0x${address.toString(16)}`;

/** A parameter before the call. */
function shown(
  { name, kind, at }: Parameter,
  args: readonly number[],
  memory: Memory,
): string {
  const [first = 0, second = 0] = args.slice(at);
  switch (kind) {
    case 'text':
      return `${name}=${hex(first)}+${second} ${quoted(memory, first, second)}`;
    case 'room':
      return `${name}=${hex(first)}+${second}`;
    case 'at':
    case 'written':
      return `${name}=${hex(first)}`;
    default:
      return `${name}=${first}`;
  }
}

/** What a call left in the room that it was given. */
function filled(
  { kind, at }: Parameter,
  parameters: readonly Parameter[],
  args: readonly number[],
  memory: Memory,
): string[] {
  const room = parameters.find((each) => each.kind === 'room');
  if (kind !== 'written' || !room) return [];
  const length = memory.view.getUint32(args[at] ?? 0, true);
  return [quoted(memory, args[room.at] ?? 0, length)];
}

/** Of a text, so many bytes are shown. */
const mostShown = 48;

function quoted({ bytes }: Memory, at: number, length: number): string {
  const part = bytes.subarray(at, at + Math.min(length, mostShown));
  // JSON writes a zero, which ends texts in C, in six letters.
  const json = JSON.stringify(new TextDecoder().decode(part));
  const text = json.replaceAll('\\u0000', '\\0');
  return length > mostShown ? `${text}…` : text;
}

/** The text at an address. */
export const textAt = ({ bytes }: Memory, at: number, length: number): string =>
  new TextDecoder().decode(bytes.slice(at, at + length));

/** The functions as imports of our engine. */
export const ourImports = (functions: readonly HostFunction[]): Imports =>
  grouped(functions, ({ type, call }) => hostFunc(type, call));

/** The functions as imports of the browser's engine; `memory` is the instance's. */
export const browserImports = (
  functions: readonly HostFunction[],
  memory: () => { readonly buffer: ArrayBuffer } | undefined,
): WebAssembly.Imports =>
  grouped(functions, ({ call }) => (...args: Value[]) => {
    const buffer = memory()?.buffer;
    return call(args, {
      memory: buffer && {
        bytes: new Uint8Array(buffer),
        view: new DataView(buffer),
      },
    });
  });

function grouped<T>(
  functions: readonly HostFunction[],
  make: (each: HostFunction) => T,
): Record<string, Record<string, T>> {
  const modules: Record<string, Record<string, T>> = {};
  for (const each of functions)
    (modules[each.row.module] ??= {})[each.row.name] = make(each);
  return modules;
}

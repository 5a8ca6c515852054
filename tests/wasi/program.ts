/**
 * A program without code: its memory, and its calls made by hand.
 *
 * The memory is full of `?`, so that a byte written where none belongs shows.
 */

import { errnoName } from '../../engine/wasi/errno.ts';
import { deterministicWorld } from '../../engine/wasi/deterministic.ts';
import type { DeterministicOptions } from '../../engine/wasi/deterministic.ts';
import { preview1 } from '../../engine/wasi/preview1.ts';
import { encode } from '../../engine/wasi/strings.ts';
import { formatTrace } from '../../engine/wasi/trace.ts';
import type { World } from '../../engine/wasi/world.ts';

/** A memory full of `?`, and how to fill and read it. */
function paper() {
  const memory = new Uint8Array(0x1000).fill(0x3f);
  const view = new DataView(memory.buffer);
  return {
    memory,
    view,
    /** Puts a text into memory; its address and length, as functions take them. */
    put(text: string, at: number): [number, number] {
      const bytes = encode(text);
      memory.set(bytes, at);
      return [at, bytes.length];
    },
    /** Lists one piece of memory at `at`: the two words of `iovs`. */
    piece(at: number, start: number, length: number) {
      view.setUint32(at, start, true);
      view.setUint32(at + 4, length, true);
      return [at, 1] as const;
    },
    /** Memory as text, where every byte is a character. */
    text: (at: number, length: number): string =>
      String.fromCharCode(...memory.subarray(at, at + length)),
    /** Memory as pairs of hex digits. */
    hex: (at: number, length: number): string =>
      Array.from(memory.subarray(at, at + length), (b) =>
        b.toString(16).padStart(2, '0'),
      ).join(' '),
    clear: () => memory.fill(0x3f),
  };
}

/** How a path is opened, where it matters. */
type Opening = {
  readonly flags?: number;
  readonly oflags?: number;
  readonly rights?: bigint;
  readonly fd?: number;
  readonly follow?: number;
};

/** A program in a deterministic world; `change` may put other parts into it. */
export function program(
  options: DeterministicOptions = {},
  change: Partial<World> = {},
) {
  const tools = paper();
  const { memory, view, put, piece } = tools;
  const output = { stdout: '', stderr: '' };
  const decoder = new TextDecoder();
  const world: World = {
    ...deterministicWorld({
      stdout: (bytes) => (output.stdout += decoder.decode(bytes)),
      stderr: (bytes) => (output.stderr += decoder.decode(bytes)),
      ...options,
    }),
    ...change,
  };
  const lines: string[] = [];
  const { start, call } = calls(world, { bytes: memory, view }, lines);

  /** Opens a path in preopen 3; the descriptor, or the errno. */
  const open = (path: string, how: Opening = {}): number | string => {
    const { flags = 0, oflags = 0, rights = readWrite, fd = 3, follow = 1 } = how; // prettier-ignore
    const [at, length] = put(path, 0x800);
    const words = [fd, follow, at, length, oflags, rights, 0n, flags, 0x7f0];
    const answer = call('path_open', ...words);
    return answer === 'success' ? view.getUint32(0x7f0, true) : answer;
  };

  /** Writes a text to a descriptor. */
  const write = (fd: number, text: string): string =>
    call('fd_write', fd, ...piece(0x8f0, ...put(text, 0x900)), 0x8e0);

  /** Reads at most `max` bytes from a descriptor, as text; or the errno. */
  const read = (fd: number, max = 64): string => {
    const answer = call('fd_read', fd, ...piece(0x8f0, 0x900, max), 0x8e0);
    if (answer !== 'success') return answer;
    const end = 0x900 + view.getUint32(0x8e0, true);
    return decoder.decode(memory.slice(0x900, end));
  };

  return { ...tools, output, world, lines, start, call, open, write, read };
}

/** Calls by name; each leaves a line of its trace. */
function calls(
  world: World,
  memory: { readonly bytes: Uint8Array; readonly view: DataView },
  lines: string[],
) {
  const { functions } = preview1(world, {
    trace: (record) => lines.push(formatTrace(record)),
  });

  /** Calls a function; its answer by name, or a promise of that. */
  const start = (
    name: string,
    ...args: (number | bigint)[]
  ): string | Promise<string> => {
    const found = functions.find((each) => each.name === name);
    if (!found) throw new Error(`no function ${name}`);
    const answer = found.call(args, { memory });
    return answer instanceof Promise
      ? answer.then((late) => errnoName(Number(late)))
      : errnoName(Number(answer));
  };

  /** Calls a function that must answer at once. */
  const call = (name: string, ...args: (number | bigint)[]): string => {
    const answer = start(name, ...args);
    if (typeof answer !== 'string') throw new Error(`${name} waits`);
    return answer;
  };

  return { start, call };
}

/** The rights to read and to write a file. */
export const readWrite = (1n << 1n) | (1n << 6n);

/** The right to read only. */
export const readOnly = 1n << 1n;

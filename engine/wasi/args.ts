/**
 * Args: the words a program was started with, and its environment.
 *
 * Both are handed over the same way: first the program asks how many strings
 * and how many bytes there are, then it lends the room and gets them, each
 * with a NUL at its end, and a table of where each begins.
 * WASI preview 1, `args_get` · lesson "Run Go here".
 */

import { inside } from './call.ts';
import type { Answer, Call } from './call.ts';
import { errno } from './errno.ts';
import { encode } from './strings.ts';

/**
 * args_get: copies the arguments into memory. Parameters: `argv`, room for one
 * pointer each; `argv_buf`, room for their bytes. Fails with fault.
 *
 *     ["a", "bc"], argv 1, argv_buf 12
 *
 *         argv ───────────────┐    argv_buf ─────┐
 *      ?  0C 00 00 00 0E 00 00 00 ? ? ?  'a' 00 'b' 'c' 00  ?
 *      0  1           5                  12     14
 */
export const argsGet = (call: Call): Answer =>
  putStrings(call, call.process.world.args);

/**
 * args_sizes_get: how much room args_get needs. Results: `argc`, the number of
 * arguments; `argv_buf_size`, their bytes with a NUL each. Never fails.
 *
 *     ["a", "bc"]      argc 02 00 00 00      argv_buf_size 05 00 00 00
 */
export const argsSizesGet = (call: Call): Answer =>
  putSizes(call, call.process.world.args);

/**
 * environ_get: copies the variables into memory, as `NAME=value`. Parameters:
 * `environ`, `environ_buf`, as for args_get. Fails with fault.
 *
 *     [["A", "b"]]     environ_buf 'A' '=' 'b' 00
 */
export const environGet = (call: Call): Answer =>
  putStrings(call, variables(call));

/**
 * environ_sizes_get: how much room environ_get needs. Results: `environc`,
 * the number of variables; `environ_buf_size`, their bytes with a NUL each.
 * Never fails.
 *
 *     [["A", "b"]]     environc 01 00 00 00      environ_buf_size 04 00 00 00
 */
export const environSizesGet = (call: Call): Answer =>
  putSizes(call, variables(call));

const variables = ({ process }: Call): string[] =>
  process.world.env.map(([name, value]) => `${name}=${value}`);

function putStrings(
  { words: [pointers, start], memory }: Call,
  strings: readonly string[],
): Answer {
  const all = encode(strings.map((text) => `${text}\0`).join(''));
  const room =
    inside(memory, pointers, 4 * strings.length) &&
    inside(memory, start, all.length);
  if (!room) return errno.fault;
  memory.bytes.set(all, start);
  let at = start;
  for (const [i, text] of strings.entries()) {
    memory.view.setUint32(pointers + 4 * i, at, true);
    at += encode(text).length + 1;
  }
  return errno.success;
}

function putSizes(
  { words: [count, size], memory }: Call,
  strings: readonly string[],
): Answer {
  const bytes = strings.reduce((sum, text) => sum + encode(text).length + 1, 0);
  memory.view.setUint32(count, strings.length, true);
  memory.view.setUint32(size, bytes, true);
  return errno.success;
}

/**
 * Random: bytes that nobody can foretell, or that a test can.
 *
 * Which of the two, the world decides.
 * WASI preview 1, `random_get` · lesson "Run Go here".
 */

import type { Answer, Call } from './call.ts';
import { errno } from './errno.ts';

/**
 * random_get: fills memory with random bytes. Parameters: `buf`, where;
 * `buf_len`, how many. Fails with fault.
 *
 *     random_get(1, 4)     ?  9C 40 E1 07  ?
 */
export function randomGet({ words, memory, process }: Call): Answer {
  const [at, length] = words;
  process.world.random(memory.bytes.subarray(at, at + length));
  return errno.success;
}

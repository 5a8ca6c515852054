/**
 * Texts in a link: the files as JSON, deflated, in letters that an address
 * may hold. Nothing is sent anywhere: what stands behind `#` stays in the
 * browser.
 */

import { filesOf } from './kept.ts';
import type { Files } from './plan.ts';

/** Text that unfolds to more than this is not what a reader wrote. */
const most = 1_000_000;

/** The files as the value of a fragment. */
export async function foldFiles(files: Files): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(files));
  const folded = await through(bytes, new CompressionStream('deflate-raw'));
  const letters = Array.from(folded, (byte) => String.fromCharCode(byte));
  return btoa(letters.join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

/** The files in a fragment's value; nothing where it holds none. */
export async function unfoldFiles(value: string): Promise<Files | undefined> {
  try {
    const letters = atob(value.replaceAll('-', '+').replaceAll('_', '/'));
    const folded = Uint8Array.from(letters, (one) => one.charCodeAt(0));
    const bytes = await through(folded, new DecompressionStream('deflate-raw'));
    return filesOf(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return undefined;
  }
}

/** Sends bytes through a stream. Throws where they unfold to too many. */
async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > most) throw new RangeError('too much text');
    parts.push(new Uint8Array(value));
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

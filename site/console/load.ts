/**
 * Fetching a module, with progress, and making sure that it came whole.
 *
 * A server that compresses says how many bytes it sends, not how many they
 * unfold to; so the size in the manifest is what progress is measured by.
 */

import type { Source } from './protocol.ts';

/** The module did not come, or came as something else. */
export class LoadError extends Error {
  override readonly name = 'LoadError';
  readonly kind: 'fetch' | 'changed';
  constructor(kind: 'fetch' | 'changed', message: string) {
    super(message);
    this.kind = kind;
  }
}

/** The bytes of a module. Throws LoadError. `progress` hears bytes here and bytes in all. */
export async function load(
  source: Source,
  progress: (loaded: number, total: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  if (source.kind === 'bytes') return new Uint8Array(source.bytes);
  const bytes = await fetchBytes(source.url, source.size, progress);
  if (source.sha256 !== '') await check(bytes, source.sha256);
  return bytes;
}

async function fetchBytes(
  url: string,
  size: number,
  progress: (loaded: number, total: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  progress(0, size);
  try {
    const response = await fetch(url);
    if (!response.ok) throw new LoadError('fetch', `HTTP ${response.status}`);
    const total = size || Number(response.headers.get('content-length') ?? 0);
    const parts: Uint8Array[] = [];
    let loaded = 0;
    for await (const part of chunks(response)) {
      parts.push(part);
      loaded += part.length;
      progress(loaded, total);
    }
    return join(parts, loaded);
  } catch (error) {
    if (error instanceof LoadError) throw error;
    // What `fetch` rejects with names neither the file nor the reason.
    throw new LoadError('fetch', String(error));
  }
}

/** The body, part by part; not every browser can iterate over a stream. */
async function* chunks(response: Response): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  for (;;) {
    const part = await reader?.read();
    if (!part || part.done) return;
    yield part.value;
  }
}

function join(parts: readonly Uint8Array[], size: number) {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

async function check(
  bytes: Uint8Array<ArrayBuffer>,
  expected: string,
): Promise<void> {
  const found = (await sha256(bytes)) ?? expected;
  if (found !== expected) throw new LoadError('changed', `SHA-256 ${found}`);
}

/** SHA-256 in hexadecimal. A page that came over plain HTTP has no `subtle`: nothing can be checked there. */
export async function sha256(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<string | undefined> {
  const { subtle } = globalThis.crypto;
  if (typeof subtle === 'undefined') return undefined;
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
  return Array.from(digest, (b) => b.toString(16).padStart(2, '0')).join('');
}

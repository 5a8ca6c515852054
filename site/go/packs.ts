/**
 * The toolchain's packs, from wherever they are nearest: memory, what an
 * earlier visit kept, the network. A pack that came over the network is
 * checked against its hash before anything is made of it; one that does not
 * match is fetched once more, past every cache.
 */

import { decompress } from 'fzstd';
import type {
  Pack,
  Shelf,
} from '../../lessons/programs/go-toolchain/manifest.ts';

/** Keeps packs between visits, unfolded, by their hash. Either may fail. */
export type Store = {
  get(key: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  put(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
};

/** Where packs come from, and who hears of it. */
export type Supply = {
  readonly shelf: Shelf;
  readonly store: Store;
  /** Fetches a file; `again`: not from a cache. */
  readonly fetch: (file: string, again: boolean) => Promise<Response>;
  /** Bytes that have come, of all that are on their way since the last pause. */
  readonly progress: (loaded: number, total: number) => void;
  readonly warn: (warning: Warning) => void;
};

/** What went wrong and was got over: a damaged pack, a full store. */
export type Warning = 'changed' | 'full';

/** A pack did not come: not at all, or twice with other bytes than it should have. */
export class PackError extends Error {
  override readonly name = 'PackError';
  readonly kind: 'fetch' | 'changed';
  constructor(kind: 'fetch' | 'changed', message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Answers the function that gives packs. What failed is tried again when next asked for. */
export function createPacks(
  supply: Supply,
): (name: string) => Promise<Uint8Array<ArrayBuffer>> {
  const held = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  const traffic = { loaded: 0, total: 0, under: 0 };
  return (name) => {
    const known = held.get(name);
    if (known) return known;
    const coming = obtain(supply, name, traffic);
    held.set(name, coming);
    coming.catch(() => held.delete(name));
    return coming;
  };
}

type Traffic = { loaded: number; total: number; under: number };

async function obtain(
  supply: Supply,
  name: string,
  traffic: Traffic,
): Promise<Uint8Array<ArrayBuffer>> {
  const pack = supply.shelf.packs.get(name);
  if (!pack) throw new PackError('fetch', `no pack is named ${name}`);
  const kept = await supply.store.get(pack.rawSha256).catch(() => undefined);
  if (kept?.length === pack.rawSize) return kept;
  traffic.total += pack.size;
  traffic.under += 1;
  try {
    const bytes = await download(supply, pack, traffic);
    await supply.store
      .put(pack.rawSha256, bytes)
      .catch(() => supply.warn('full'));
    return bytes;
  } finally {
    traffic.under -= 1;
    if (traffic.under === 0) traffic.loaded = traffic.total = 0;
  }
}

async function download(
  supply: Supply,
  pack: Pack,
  traffic: Traffic,
): Promise<Uint8Array<ArrayBuffer>> {
  const once = async (again: boolean) => {
    const before = traffic.loaded;
    const folded = await fetchPack(supply, pack, again, traffic);
    const right = await isRight(folded, pack);
    if (!right) traffic.loaded = before;
    return right ? folded : undefined;
  };
  let folded = await once(false);
  if (!folded) {
    supply.warn('changed');
    folded = await once(true);
  }
  if (!folded) throw new PackError('changed', pack.file);
  const bytes = new Uint8Array(pack.rawSize);
  decompress(folded, bytes);
  return bytes;
}

async function fetchPack(
  { fetch, progress }: Supply,
  { file, size }: Pack,
  again: boolean,
  traffic: Traffic,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    progress(traffic.loaded, traffic.total);
    const response = await fetch(file, again);
    if (!response.ok) throw new PackError('fetch', `HTTP ${response.status}`);
    const reader = response.body?.getReader();
    const bytes = new Uint8Array(size);
    let at = 0;
    for (;;) {
      const part = await reader?.read();
      if (!part || part.done) break;
      // Bytes beyond the size are wrong bytes; the hash will say so.
      bytes.set(part.value.subarray(0, size - at), at);
      at += part.value.length;
      traffic.loaded += part.value.length;
      progress(traffic.loaded, traffic.total);
    }
    return at === size ? bytes : bytes.subarray(0, Math.min(at, size - 1));
  } catch (error) {
    if (error instanceof PackError) throw error;
    // What `fetch` rejects with names neither the file nor the reason.
    throw new PackError('fetch', `${file}: ${String(error)}`);
  }
}

/** A page that came over plain HTTP has no `subtle`: nothing can be checked there, but for its size. */
async function isRight(
  bytes: Uint8Array<ArrayBuffer>,
  { size, sha256 }: Pack,
): Promise<boolean> {
  const { subtle } = globalThis.crypto;
  if (bytes.length !== size) return false;
  if (typeof subtle === 'undefined') return true;
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
  const found = Array.from(digest, (b) => b.toString(16).padStart(2, '0'));
  return found.join('') === sha256;
}

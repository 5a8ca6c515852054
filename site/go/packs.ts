/**
 * The toolchain's packs, from wherever they are nearest: memory, what an
 * earlier visit kept, the network. A pack that came over the network is
 * checked against its hash before anything is made of it; one that does not
 * match is fetched once more, past every cache.
 */

import { decompress } from 'fzstd';
import { LoadError, sha256 } from '../console/load.ts';
import type {
  Pack,
  Shelf,
} from '../../lessons/programs/go-toolchain/manifest.ts';

/** Keeps packs between visits, unfolded, by their hash. Each may fail. */
export type Store = {
  get(key: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Whether it is there, without a look at it. */
  has(key: string): Promise<boolean>;
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
  if (!pack) throw new LoadError('fetch', `no pack is named ${name}`);
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
  if (!folded) throw new LoadError('changed', pack.file);
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
    if (!response.ok) throw new LoadError('fetch', `HTTP ${response.status}`);
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
    if (error instanceof LoadError) throw error;
    // What `fetch` rejects with names neither the file nor the reason.
    throw new LoadError('fetch', `${file}: ${String(error)}`);
  }
}

async function isRight(
  bytes: Uint8Array<ArrayBuffer>,
  pack: Pack,
): Promise<boolean> {
  const hash = (await sha256(bytes)) ?? pack.sha256;
  return bytes.length === pack.size && hash === pack.sha256;
}

/**
 * The toolchain's worker: where the packs are in the built site, and where the
 * browser keeps them.
 */

import manifest from '../../lessons/programs/go-toolchain/manifest.json';
import { readShelf } from '../../lessons/programs/go-toolchain/manifest.ts';
import { createJobs } from './jobs.ts';
import type { Store } from './packs.ts';
import type { ToWorker } from './protocol.ts';

const urls = import.meta.glob<string>('/lessons/programs/go-toolchain/*.zst', {
  query: '?url&no-inline',
  import: 'default',
  eager: true,
});

/** Where packs are kept: one answer for each, under its hash. */
const keptIn = 'sunaba-go';
const keyOf = (hash: string): string =>
  new URL(`/go-toolchain/${hash}`, location.href).href;

const store: Store = {
  async get(key) {
    const kept = await (await caches.open(keptIn)).match(keyOf(key));
    return kept && new Uint8Array(await kept.arrayBuffer());
  },
  async has(key) {
    const cache = await caches.open(keptIn);
    return (await cache.keys(keyOf(key))).length > 0;
  },
  async put(key, bytes) {
    const cache = await caches.open(keptIn);
    await cache.put(keyOf(key), new Response(bytes));
  },
};

const shelf = readShelf(manifest);

/** Packs of an older shelf are of no use any more. */
async function tidy(): Promise<void> {
  const kept = await caches.open(keptIn);
  const known = new Set(
    Array.from(shelf.packs.values(), ({ rawSha256 }) => keyOf(rawSha256)),
  );
  for (const { url } of await kept.keys())
    if (!known.has(url)) await kept.delete(url);
}

function fetchPack(file: string, again: boolean): Promise<Response> {
  const url = urls[`/lessons/programs/go-toolchain/${file}`];
  if (!url) throw new TypeError(`${file} is not in the site`);
  return fetch(url, { cache: again ? 'reload' : 'default' });
}

const perform = createJobs({
  shelf,
  store,
  fetch: fetchPack,
  send: (message) => postMessage(message),
  engine: 'native',
});

let queue = Promise.resolve();
onmessage = ({ data }: MessageEvent<ToWorker>) => {
  queue = queue.then(() => perform(data.job));
};

// Where nothing can be kept, there is nothing to tidy.
void tidy().catch(() => undefined);

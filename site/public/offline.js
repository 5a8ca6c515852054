/**
 * The service worker: what was used once is there without a network.
 *
 * Files under _astro/ have their content's hash in their name: once kept, they
 * are right for ever. All else, pages first of all, comes from the network
 * whenever there is one, so nobody reads an old page with a new one's parts.
 * Packs of the toolchain are not kept here: their worker keeps them unfolded.
 */

const name = 'sunaba-pages';

/** More than this is not kept; the oldest goes first. */
const most = 500;

addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));

addEventListener('message', (event) => {
  const { urls } = event.data;
  event.waitUntil(Promise.all(urls.map((url) => add(url))));
});

addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (pathname.endsWith('.zst')) return;
  event.respondWith(
    pathname.includes('/_astro/')
      ? keptFirst(event, request)
      : networkFirst(event, request),
  );
});

async function add(url) {
  const cache = await caches.open(name);
  if (url.endsWith('.zst') || (await cache.match(url))) return;
  try {
    await keep(url, await fetch(url));
  } catch {
    // What cannot be fetched now is kept when it is used next.
  }
}

async function keptFirst(event, request) {
  const kept = await (await caches.open(name)).match(request.url);
  if (kept) return kept;
  const response = await fetch(request);
  event.waitUntil(keep(request.url, response.clone()));
  return response;
}

async function networkFirst(event, request) {
  try {
    const response = await fetch(request);
    event.waitUntil(keep(request.url, response.clone()));
    return response;
  } catch (error) {
    const cache = await caches.open(name);
    const kept = await cache.match(request.url, { ignoreSearch: true });
    if (kept) return kept;
    throw error;
  }
}

async function keep(url, response) {
  if (response.status !== 200 || response.type !== 'basic') return;
  try {
    const cache = await caches.open(name);
    await cache.put(url, response);
    const keys = await cache.keys();
    for (const old of keys.slice(0, Math.max(0, keys.length - most)))
      await cache.delete(old);
  } catch {
    // No room: the page works, with a network.
  }
}

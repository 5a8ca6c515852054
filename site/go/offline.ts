/**
 * The page's side of offline.js: starts the service worker and hands it what
 * this visit has used so far, so that the page is there without a network.
 */

/** Keeps this page and what it has loaded. A browser that cannot, does not. */
export function keepPages(): void {
  const { serviceWorker } = navigator;
  if (typeof serviceWorker === 'undefined') return;
  const base = import.meta.env.BASE_URL.replace(/\/?$/, '/');
  void serviceWorker
    .register(`${base}offline.js`, { scope: base })
    .then(() => serviceWorker.ready)
    .then(({ active }) => active?.postMessage({ urls: usedHere() }))
    .catch(() => undefined);
}

/** This page, and what it loaded before there was anybody to keep it. */
const usedHere = (): string[] => [
  location.href.replace(/#.*/, ''),
  ...performance
    .getEntriesByType('resource')
    .map(({ name }) => name)
    .filter((name) => name.startsWith(location.origin)),
];

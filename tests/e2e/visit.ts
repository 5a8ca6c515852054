/**
 * The built site as a reader meets it: one browser, one server, and for each
 * test a fresh visitor whose page's troubles are written down.
 *
 * A trouble is an exception, an error or warning in the browser's console, a
 * request that failed, or an answer of 400 and above. A test that causes some
 * on purpose names them; all others must be none.
 */

import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { serveSite } from './server.ts';

/** A page, and what went wrong in it so far. */
export type Visit = {
  readonly page: Page;
  readonly troubles: readonly string[];
  readonly close: () => Promise<void>;
};

/** The site, open for visitors. */
export type House = {
  readonly address: string;
  readonly browser: Browser;
  /** Someone new, with an empty cache, on the page at `path`. */
  readonly visit: (
    path: string,
    options?: BrowserContextOptions,
  ) => Promise<Visit>;
  readonly close: () => Promise<void>;
};

/** Serves the built site and starts a browser. Close it when done. */
export async function openHouse(): Promise<House> {
  const site = await serveSite();
  const browser = await launchBrowser();
  return {
    address: site.address,
    browser,
    async visit(path, options = {}) {
      const context = await browser.newContext({
        baseURL: site.address,
        viewport: { width: 1280, height: 900 },
        ...options,
      });
      const page = await context.newPage();
      const troubles = listen(page);
      await page.goto(path);
      return { page, troubles, close: () => context.close() };
    },
    async close() {
      await browser.close();
      await site.close();
    },
  };
}

function listen(page: Page): string[] {
  const troubles: string[] = [];
  page.on('pageerror', ({ message }) => troubles.push(`exception: ${message}`));
  page.on('console', (message) => {
    const [type, text] = [message.type(), message.text()];
    // The typeface is optional: a busy machine paints without it, and says so.
    if (/woff2 was preloaded .* but not used/.test(text)) return;
    // So does Chromium of its own tasks.
    if (/task queue exceeded allotted deadline/.test(text)) return;
    if (['error', 'warning'].includes(type)) troubles.push(`console: ${text}`);
  });
  page.on('requestfailed', (request) => {
    const { errorText = '' } = request.failure() ?? {};
    // Who leaves a page while its typeface is on the way has no trouble.
    if (errorText === 'net::ERR_ABORTED' && request.url().endsWith('.woff2'))
      return;
    troubles.push(`${errorText}: ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400)
      troubles.push(`${response.status()}: ${response.url()}`);
  });
  return troubles;
}

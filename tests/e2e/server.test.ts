/** The built site on a static server with nothing special about it, in a real browser. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import type { Served } from '../../site/serve.ts';
import { launchBrowser } from './browser.ts';
import { serveSite } from './server.ts';

let site: Served;
let browser: Browser;

beforeAll(async () => {
  site = await serveSite();
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
  await site.close();
});

describe('the built site', () => {
  test('opens on a page that is not cross-origin isolated', async () => {
    const page = await browser.newPage();
    const answer = await page.goto(site.address);
    expect(answer?.status()).toBe(200);
    const headers = Object.keys(answer?.headers() ?? {});
    expect(headers.filter((name) => name.startsWith('cross-origin'))).toEqual(
      [],
    );
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    expect(await page.title()).toContain('Sunaba');
    await page.close();
  });

  test('answers an unknown address with its own page and 404', async () => {
    const answer = await fetch(new URL('no/such/page', site.address));
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(await answer.text()).toContain('<html');
  });

  test('loads its pages without an error or a missing file', async () => {
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('response', (response) => {
      if (response.status() >= 400) problems.push(response.url());
    });
    for (const path of ['', 'ja/']) {
      await page.goto(new URL(path, site.address).href, {
        waitUntil: 'networkidle',
      });
    }
    expect(problems).toEqual([]);
    await page.close();
  });

  test('takes the next port where the first is taken', async () => {
    const { port } = new URL(site.address);
    const { serve } = await import('../../site/serve.ts');
    const second = await serve({
      directory: new URL('../../dist', import.meta.url).pathname,
      host: '127.0.0.1',
      port: Number(port),
    });
    expect(Number(new URL(second.address).port)).toBeGreaterThan(Number(port));
    await second.close();
  });
});

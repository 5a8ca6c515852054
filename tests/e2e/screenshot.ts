/**
 * `npm run screenshot`: the README's picture, taken from the built site.
 *
 * It presses Run on the home page's console and waits for what the program
 * says, so the picture shows a program that really ran. Build first.
 */

import { join } from 'node:path';
import { launchBrowser } from './browser.ts';
import { serveSite } from './server.ts';

const picture = join(
  import.meta.dirname,
  '..',
  '..',
  'site',
  'assets',
  'screenshot.png',
);

const site = await serveSite();
const browser = await launchBrowser();
try {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 800 },
    colorScheme: 'light',
    deviceScaleFactor: 2,
  });
  await page.goto(site.address, { waitUntil: 'networkidle' });
  await page.getByRole('button', { name: 'Run' }).first().click();
  const screen = page.locator('.xterm-rows').first();
  await screen.getByText('your name').first().waitFor();
  await page.keyboard.type('Gopher\n', { delay: 60 });
  await screen.getByText('Hello, Gopher').waitFor();
  await page.screenshot({ path: picture });
  process.stdout.write(`${picture}\n`);
} finally {
  await browser.close();
  await site.close();
}

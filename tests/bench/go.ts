/**
 * How long a reader waits for Go: the first Run of a visit with everything
 * fetched by an earlier one, with and without a moment to get ready, and the
 * Run after an edit. Prints the seconds that the page itself counts.
 *
 *     npm run build && node tests/bench/go.ts
 */

import { openHouse } from '../e2e/visit.ts';

const house = await openHouse();
const { page, close } = await house.visit('lessons/go-compiled-here/');
const go = page.locator('sunaba-go').first();
const state = go.locator('[data-go="state"]');
const patience = { timeout: 120_000 };

const says = (text: string): Promise<void> =>
  state.filter({ hasText: text }).waitFor(patience);

async function run(name: string): Promise<void> {
  await go.locator('[data-go="run"]').click();
  await says('Built in');
  console.log(`${name.padEnd(44)}${await state.textContent()}`);
  await page
    .locator('sunaba-console[data-state="exited"]')
    .first()
    .waitFor(patience);
}

/** As a reader who comes back tomorrow. */
async function comeBack(): Promise<void> {
  await page.reload();
  await go.locator('[data-go="run"]').waitFor();
}

async function edit(text: string): Promise<void> {
  await go.locator('.cm-content').click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(
    `package main\n\nimport "fmt"\n\nfunc main() {\n\tfmt.Println(${text})\n}\n`,
  );
}

await run('first visit, from this machine');
await comeBack();
await run('next visit, Run at once');
await edit('2');
await run('second edit');
await comeBack();
await go.locator('[data-go="run"]').hover();
await says('Ready to compile');
await run('next visit, Run once it is ready');
await edit('3');
await run('second edit');
await close();
await house.close();

/**
 * What a console does when something does not go well: a program that never
 * ends, a module that does not come, a page that goes away.
 */

import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { bench, seat, timeStop } from './console.ts';
import type { Seat } from './console.ts';
import { openHouse } from './visit.ts';
import type { House, Visit } from './visit.ts';

let house: House;
let visit: Visit;
let page: Page;

beforeAll(async () => {
  house = await openHouse();
});

afterAll(() => house.close());

beforeEach(async () => {
  visit = await house.visit('');
  ({ page } = visit);
});

afterEach(() => visit.close());

/** A worker that never looks up, Chromium ends by force after two seconds. */
const noWorkers = () => expect.poll(() => page.workers().length).toBe(0);

/** A console in which the endless loop is well under way. */
async function spinning(engine: 'ours' | 'native' = 'ours'): Promise<Seat> {
  const spin = await bench(page, { program: 'wat-spin', engine });
  await spin.run();
  await spin.reach('running');
  await spin.says('Round and round it goes: stop me.');
  await page.waitForTimeout(300);
  return spin;
}

/** Whatever else a machine does only makes it slower: the best of three counts. */
const measured = { retry: 2 };

describe('an endless loop', () => {
  test.each(['ours', 'native'] as const)(
    'is stopped within 200 ms (%s)',
    measured,
    async (engine) => {
      const spin = await spinning(engine);
      expect(await timeStop(spin)).toBeLessThan(200);
      await noWorkers();
      await spin.run();
      await spin.reach('running');
      await spin.says('Round and round it goes: stop me.');
      expect(await timeStop(spin)).toBeLessThan(200);
      await noWorkers();
      expect(visit.troubles).toEqual([]);
    },
  );

  test(
    'counts its instructions, and leaves the page responsive',
    measured,
    async () => {
      const spin = await spinning();
      const count = async () =>
        Number(
          (await spin.part('instructions').textContent())?.replaceAll(',', ''),
        );
      const before = await count();
      await page.evaluate(watch);
      for (let i = 0; i < 12; i++) {
        await spin.part('args').click();
        await page.keyboard.type(`${i}`);
        await page.waitForTimeout(50);
      }
      const { frames, slowest, answered } = await page.evaluate(watched);
      const median = frames.toSorted((a, b) => a - b)[frames.length >> 1];
      process.stdout.write(
        `while a program spins: ${frames.length} frames, half of them within ${median?.toFixed(1)} ms, the longest ${Math.max(...frames).toFixed(0)} ms; ${answered} interactions, the slowest ${slowest} ms\n`,
      );
      expect(frames.length).toBeGreaterThan(20);
      expect(median).toBeLessThan(50);
      expect(answered).toBeGreaterThan(12);
      // What Interaction to Next Paint calls good.
      expect(slowest).toBeLessThanOrEqual(200);
      expect(await count()).toBeGreaterThan(before);
      expect(await spin.state()).toBe('running');
      expect(visit.troubles).toEqual([]);
    },
  );

  test('ends with its page: reloaded, left or closed', async () => {
    await spinning();
    await page.reload();
    await noWorkers();
    const own = seat(page);
    expect(await own.state()).toBe('idle');
    await own.run();
    await own.reach('waiting');

    await spinning();
    await page.goto('source/');
    await noWorkers();
    await page.goBack();
    await spinning();
    await page.close();
    const session = await house.browser.newBrowserCDPSession();
    const workers = async () => {
      const { targetInfos } = await session.send('Target.getTargets');
      return targetInfos.filter(({ type }) => type === 'worker').length;
    };
    await expect.poll(workers).toBe(0);
    expect(visit.troubles).toEqual([]);
  });
});

/** How long each frame took, and each interaction by its number; in ms. */
type Pulse = {
  readonly frames: number[];
  readonly interactions: Record<number, number>;
};

/** In the page: begins to take its pulse. */
function watch(): void {
  const pulse: Pulse = { frames: [], interactions: {} };
  Reflect.set(globalThis, 'pulse', pulse);
  let last = performance.now();
  const frame = (): void => {
    const now = performance.now();
    pulse.frames.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  const options = { type: 'event', durationThreshold: 16 };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const id = Number(Reflect.get(entry, 'interactionId'));
      if (id > 0) pulse.interactions[id] = entry.duration;
    }
  }).observe(options);
}

/** In the page: what `watch` has noted; the browser counts all interactions, and reports those of 16 ms and more. */
function watched() {
  const { frames, interactions }: Pulse = Reflect.get(globalThis, 'pulse');
  const answered = Number(Reflect.get(performance, 'interactionCount'));
  return {
    frames,
    slowest: Math.max(0, ...Object.values(interactions)),
    answered,
  };
}

describe('a module that does not come', () => {
  const modules = '**/*.wasm';

  test.each([
    ['fails', 'failed', /could not be loaded \(.*Failed to fetch/],
    ['is not there', '404', /could not be loaded \(HTTP 404\)/],
    ['is another', 'changed', /not the one this page was built with \(SHA-256/],
    ['is cut short', 'cut', /not the one this page was built with \(SHA-256/],
  ])('%s: the console says so, and recovers', async (_, how, words) => {
    const greet = seat(page);
    await page.route(modules, async (route) => {
      if (how === 'failed') return route.abort();
      if (how === '404') return route.fulfill({ status: 404 });
      if (how === 'changed') return route.fulfill({ body: 'something else' });
      const response = await route.fetch();
      const body = (await response.body()).subarray(0, 1000);
      return route.fulfill({ response, body });
    });
    await greet.run();
    await greet.reach('failed');
    expect(await greet.part('state').textContent()).toMatch(words);
    expect(await greet.part('status').textContent()).toMatch(words);
    await noWorkers();
    // The browser's console names the request that failed; nothing else may.
    const other = visit.troubles.filter(
      (each) => !/\.wasm|resource/.test(each),
    );
    expect(other).toEqual([]);
    await page.unroute(modules);
    await greet.run();
    await greet.reach('waiting');
    await page.keyboard.type('Ada\n');
    await greet.reach('exited');
    expect(await greet.text()).toMatch(/Hello, Ada!$/);
  });

  test('shows how much has come', async () => {
    const greet = seat(page);
    let release = (): void => undefined;
    const held = new Promise<void>((done) => (release = done));
    await page.route(modules, async (route) => {
      await held;
      // The page may have given up waiting by now.
      await route.continue().catch(() => undefined);
    });
    await greet.run();
    await expect
      .poll(() => greet.part('state').textContent())
      .toMatch(/^\s*Loading: 0\.0 of 2\.7 MB\s*$/);
    expect(await greet.state()).toBe('loading');
    // Stop works while the module is on its way, too.
    await greet.stop();
    await greet.reach('stopped');
    release();
    await page.unroute(modules);
    await greet.run();
    await greet.reach('waiting');
    expect(visit.troubles.filter((each) => !/\.wasm/.test(each))).toEqual([]);
  });

  test('a worker whose script does not come is told of', async () => {
    const greet = seat(page);
    await page.route('**/worker-*.js', (route) => route.abort());
    await greet.run();
    await greet.reach('failed');
    expect(await greet.part('state').textContent()).toMatch(
      /The worker broke off/,
    );
    await page.unroute('**/worker-*.js');
    await greet.run();
    await greet.reach('waiting');
  });
});

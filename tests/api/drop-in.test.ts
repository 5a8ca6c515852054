/**
 * Glue written for browsers, unchanged, on our engine: esbuild's, with Go's
 * `wasm_exec.js` inside, and a 14 MB program behind it.
 */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { webAssembly } from '../../engine/index.ts';

const folder = new URL('../../node_modules/esbuild-wasm/', import.meta.url);

type Esbuild = {
  readonly initialize: (options: object) => Promise<void>;
  readonly stop: () => void;
  readonly transform: (
    text: string,
    options: object,
  ) => Promise<{ readonly code: string }>;
};

/** The glue as a script that finds our namespace under the browser's name. */
function glue(): Esbuild {
  const text = readFileSync(new URL('lib/browser.js', folder), 'utf8');
  const module: object = { exports: {} };
  // oxlint-disable-next-line typescript/no-implied-eval
  const script = new Function('WebAssembly', 'module', 'self', text);
  script(webAssembly, module, globalThis);
  return Reflect.get(module, 'exports');
}

test('esbuild strips types and minifies on our engine', async () => {
  const esbuild = glue();
  const bytes = readFileSync(new URL('esbuild.wasm', folder));
  const wasmModule = await webAssembly.compile(bytes);
  await esbuild.initialize({ wasmModule, worker: false });
  const source = 'export const twice = (n: number): number => n * 2;';
  const answer = await esbuild.transform(source, {
    loader: 'ts',
    minify: true,
  });
  expect(answer.code).toBe('export const twice=e=>e*2;\n');
  await expect(
    esbuild.transform('let = =', { logLevel: 'silent' }),
  ).rejects.toThrow('Unexpected "="');
  esbuild.stop();
});

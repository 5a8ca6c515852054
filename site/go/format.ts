/**
 * gofmt in the page: Go's own formatter, compiled by TinyGo (npm
 * `@wasm-fmt/gofmt`), fetched when somebody formats.
 */

import init, { format } from '@wasm-fmt/gofmt/vite';
import type { Files } from './plan.ts';

/** The files, formatted. Throws where one does not parse; the message says where. */
export async function formatFiles(files: Files): Promise<Files> {
  await init();
  return Object.fromEntries(
    Object.entries(files).map(([file, text]) => [file, formatted(file, text)]),
  );
}

function formatted(file: string, text: string): string {
  try {
    return format(text);
  } catch (error) {
    // It throws what gofmt said: `3:1: expected …`.
    const said = error instanceof Error ? error.message : String(error);
    throw new Error(`${file}:${said.split('\n')[0]}`, { cause: error });
  }
}

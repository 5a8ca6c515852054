/**
 * A page that holds nothing but the engine, file by file as it is written,
 * without its types: for what has to hold in a browser and needs no site.
 */

import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { join, normalize, sep } from 'node:path';
import ts from 'typescript';
import { root } from '../survey.ts';
import { launchBrowser } from './browser.ts';

/** A bare page. */
export type Bare = {
  /** Calls what a module of this project exports, in the page; in and out go plain data. */
  readonly call: (
    module: string,
    name: string,
    argument: unknown,
  ) => Promise<unknown>;
  readonly close: () => Promise<void>;
};

/** Code without its types, as a browser reads it. */
const plain = (text: string): string =>
  ts.transpileModule(text, {
    compilerOptions: {
      target: ts.ScriptTarget.ESNext,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
    },
  }).outputText;

const page = '<!doctype html><title>bare</title><link rel="icon" href="data:">';

/** What the page gets at a path: itself, code, or a file of one of `folders`. */
function answer(path: string, folders: readonly string[]) {
  if (path === '/') return { type: 'text/html', body: page };
  const file = [root, ...folders]
    .map((folder) => join(folder, normalize(path)))
    .find((each) => each.includes(sep) && existsSync(each));
  if (file === undefined) return undefined;
  return file.endsWith('.ts')
    ? { type: 'text/javascript', body: plain(readFileSync(file, 'utf8')) }
    : { type: 'application/octet-stream', body: readFileSync(file) };
}

function serve(folders: readonly string[]): Promise<Server> {
  const server = createServer(({ url = '/' }, response) => {
    const found = answer(decodeURIComponent(url), folders);
    if (found) response.setHeader('content-type', found.type).end(found.body);
    else response.writeHead(404).end();
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

/** Opens a bare page that can also fetch the files of `folders`. Close it when done. */
export async function openBare(...folders: readonly string[]): Promise<Bare> {
  const server = await serve(folders);
  const browser = await launchBrowser();
  const bare = await browser.newPage();
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('the server has no port');
  await bare.goto(`http://127.0.0.1:${address.port}/`);
  return {
    call: (module, name, argument) =>
      bare.evaluate(
        `import('/${module}').then((it) => it.${name}(${JSON.stringify(argument)}))`,
      ),
    async close() {
      await browser.close();
      server.close();
    },
  };
}

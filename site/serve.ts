/**
 * A static server for the built site, for `npm start` and for the tests.
 *
 * It is as plain as the plainest host: files, their types, 404.html. It sends
 * no COOP or COEP header, because the course must not need them, and it builds
 * nothing: `npm start` does that first.
 */

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sirv from 'sirv';

/** A server that is running: where it answers, and how to end it. */
export type Served = {
  readonly address: string;
  readonly close: () => Promise<void>;
};

/** What to serve and where. Port 0 lets the system choose one. */
export type Place = {
  readonly directory: string;
  readonly host: string;
  readonly port: number;
};

const built = join(import.meta.dirname, '..', 'dist');

/** Serves a folder; takes the next free port where the asked one is taken. */
export async function serve(place: Place): Promise<Served> {
  const page = join(place.directory, 'index.html');
  if (!existsSync(page)) throw new Error(`no site in ${place.directory}`);
  const server = createServer(files(place.directory));
  const port = await listen(server, place);
  return {
    address: `http://${place.host}:${port}/`,
    close: () =>
      new Promise((done, fail) => {
        server.close((error) => (error ? fail(error) : done()));
        server.closeAllConnections();
      }),
  };
}

function files(directory: string): RequestListener {
  const lost = join(directory, '404.html');
  const body = existsSync(lost) ? readFileSync(lost) : 'Not found\n';
  const answer = sirv(directory, {
    etag: true,
    onNoMatch: (_: IncomingMessage, response: ServerResponse) => {
      response.writeHead(404, { 'content-type': 'text/html; charset=utf-8' });
      response.end(body);
    },
  });
  return (request, response) => answer(request, response);
}

async function listen(server: Server, place: Place): Promise<number> {
  for (let port = place.port; ; port++) {
    const taken = await new Promise<boolean>((done, fail) => {
      const refused = (error: NodeJS.ErrnoException) =>
        error.code === 'EADDRINUSE' ? done(true) : fail(error);
      server.once('error', refused);
      server.listen(port, place.host, () => {
        server.off('error', refused);
        done(false);
      });
    });
    const address = server.address();
    if (!taken && address && typeof address === 'object') return address.port;
  }
}

/** Shows `address` in the reader's browser; that there may be none is fine. */
function show(address: string): void {
  const [command, ...before] =
    process.platform === 'darwin'
      ? ['open']
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '']
        : ['xdg-open'];
  const options = { detached: true, stdio: 'ignore' } as const;
  spawn(command, [...before, address], options)
    .on('error', () => undefined)
    .unref();
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      host: { type: 'string', default: 'localhost' },
      port: { type: 'string', default: '4321' },
      open: { type: 'boolean', default: false },
    },
  });
  const { host, port } = values;
  const { address } = await serve({
    directory: built,
    host,
    port: Number(port),
  });
  process.stdout.write(`\n  Sunaba is at ${address}\n  Ctrl-C ends it.\n\n`);
  if (values.open) show(address);
}

if (import.meta.main) await main();

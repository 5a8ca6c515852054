/**
 * The built site on a plain static server, for the tests that use a browser.
 *
 * It serves dist/ as it stands: `npm test` builds it first. A missing dist/
 * fails and says so.
 */

import { join } from 'node:path';
import { serve } from '../../site/serve.ts';
import type { Served } from '../../site/serve.ts';

/** Serves dist/ on a free port of this machine. Close it when done. */
export const serveSite = (): Promise<Served> =>
  serve({
    directory: join(import.meta.dirname, '..', '..', 'dist'),
    host: '127.0.0.1',
    port: 0,
  });

/** The notices of everything that the site ships, as one text. */

import licence from '../../LICENSE?raw';
import notice from '../../NOTICE?raw';
import programs from '../../lessons/programs/NOTICES.txt?raw';

export const GET = () =>
  new Response([notice, programs, licence].join(`\n\n${'='.repeat(72)}\n\n`), {
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  });

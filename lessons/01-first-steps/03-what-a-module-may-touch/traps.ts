/** What became of each function of wat-traps, from the recordings. */

import type { Recording } from '../../../site/console/recording.ts';

const recordings = import.meta.glob<Recording>(
  '/lessons/recorded/wat-traps-*.json',
  { import: 'default', eager: true },
);

/** The traps in the order in which their functions stand in the module. */
export const traps = Object.values(recordings)
  .flatMap(({ entry, outcome }) => {
    if (outcome.at !== 'trapped') throw new Error(`${entry} did not trap`);
    const [place = ''] = outcome.where;
    const at = place.replace(/^.*byte /, '');
    return [{ entry, message: outcome.message, at }];
  })
  .sort((a, b) => Number(a.at) - Number(b.at));

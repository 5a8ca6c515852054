/**
 * A stretch of a recording's host calls, as lines to be shown in a lesson.
 *
 * It is named by the words it begins and ends with, so that a lesson shows the
 * same stretch when a new compiler makes a program ask once more for the time.
 */

import type { Recording } from '../site/console/recording.ts';

/** Where a stretch begins and ends: the first call that starts with these words, and the next that does. */
type Stretch = { readonly from?: string; readonly through?: string };

/** A line of more characters than this is broken before its answer. */
const widest = 84;

/** The calls of a stretch, numbered. Throws where there is no such call. */
export function calls(
  { id, trace }: Pick<Recording, 'id' | 'trace'>,
  { from = '', through }: Stretch = {},
): string {
  const starting = (words: string, after: number): number => {
    const at = trace.findIndex(
      ({ text }, index) => index >= after && text.startsWith(words),
    );
    if (at === -1) throw new Error(`${id}: no call '${words}' after ${after}`);
    return at;
  };
  const first = starting(from, 0);
  const last =
    through === undefined ? trace.length - 1 : starting(through, first);
  return trace
    .slice(first, last + 1)
    .map(({ number, text }) => {
      const line = `${`${number}`.padStart(3)}  ${text}`;
      return line.length > widest ? line.replace(' → ', '\n       → ') : line;
    })
    .join('\n');
}

/**
 * A host that lacks something: what happens to a program then is a lesson.
 */

import type { WasiProcess } from '../../engine/index.ts';

/** The same functions without those of these names. */
export const withhold = (
  { functions }: WasiProcess,
  without: readonly string[],
): WasiProcess => ({
  functions: functions.filter(({ name }) => !without.includes(name)),
});

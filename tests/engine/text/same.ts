/**
 * When two modules are the same: what they say and what their code does, byte
 * for byte; custom sections, the count of data segments and how locals of one
 * type are grouped aside, which a text has no words for.
 */

import { encode } from '../../../engine/index.ts';
import type { Module } from '../../../engine/index.ts';

type Locals = Module['funcs'][number]['locals'];

/** Locals of one type side by side, counted together. */
const grouped = (locals: Locals): Locals =>
  locals.reduce<Locals>((runs, [count, type]) => {
    const last = runs.at(-1);
    return last?.[1] === type
      ? [...runs.slice(0, -1), [last[0] + count, type]]
      : [...runs, [count, type]];
  }, []);

/** The bytes of a module, for comparison. */
export const bytesOf = (module: Module): Buffer =>
  Buffer.from(
    encode({
      ...module,
      funcs: module.funcs.map((func) => ({
        ...func,
        locals: grouped(func.locals),
      })),
      customs: [],
      dataCount: undefined,
    }),
  );

/**
 * The function that a console calls: `_start` of a command, or any other that
 * the module exports, with numbers for arguments.
 */

import { indexSpaces } from '../../engine/index.ts';
import type { FuncType, Module, Value } from '../../engine/index.ts';
import { parseValues } from './values.ts';

/** There is no such function, or it takes other arguments; the message says which. */
export class NoEntry extends Error {
  override readonly name = 'NoEntry';
}

/** The type of an exported function of a valid module. Throws NoEntry. */
export function entryType(module: Module, entry: string): FuncType {
  const found = module.exports.find(
    ({ name, kind }) => name === entry && kind === 'func',
  );
  const type = found && indexSpaces(module).funcs[found.index];
  if (!type) throw new NoEntry(`no exported function "${entry}"`);
  return type;
}

/**
 * What the function is called with: a command's arguments are its world's, any
 * other function's are its own. Throws NoEntry for what does not fit.
 */
export function valuesFor(
  type: FuncType,
  entry: string,
  args: readonly string[],
): readonly Value[] {
  const values = parseValues(type.params, entry === '_start' ? [] : args);
  if (typeof values === 'string') throw new NoEntry(values);
  return values;
}

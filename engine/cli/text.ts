/**
 * Text: modules written and printed, checked, and scripts run.
 *
 * A file is taken for text unless it begins as a binary module does. What is
 * wrong with a text is shown where it stands in the text.
 * Ours · lesson "From bytes to text".
 */

import { decode } from '../binary/decode.ts';
import { runScript } from '../script.ts';
import type { ScriptOptions } from '../script.ts';
import { Invalid } from '../syntax/errors.ts';
import type { Module } from '../syntax/module.ts';
import { assemble } from '../text/parse.ts';
import { placeOf } from '../text/places.ts';
import { MalformedText, pointAt } from '../text/source.ts';
import { validate } from '../valid/module.ts';

/** The module in a file, binary or text. Throws Malformed or MalformedText. */
export const load = (file: Uint8Array): Module =>
  isBinary(file) ? decode(file) : assemble(sourceOf(file)).module;

/** The module in a file, checked. Throws Malformed, MalformedText or Invalid, with the place in the text. */
export function loadValid(file: Uint8Array): Module {
  if (isBinary(file)) {
    const module = decode(file);
    validate(module);
    return module;
  }
  const source = sourceOf(file);
  const { module, places } = assemble(source);
  try {
    validate(module);
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    const at = error.offset && placeOf(places, error.offset);
    throw at === undefined
      ? error
      : new Invalid(error.message + pointAt(source, at));
  }
  return module;
}

const isBinary = (file: Uint8Array): boolean => file[0] === 0;

/** Throws MalformedText for what is not UTF-8. */
function sourceOf(file: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(file);
  } catch {
    throw new MalformedText('malformed UTF-8 encoding', '', 0);
  }
}

/** How many assertions of a script passed, and a line for each that failed. */
export function scriptReport(
  name: string,
  file: Uint8Array,
  options: ScriptOptions,
): { readonly passed: number; readonly failures: readonly string[] } {
  try {
    const results = runScript(sourceOf(file), options);
    const failed = results.filter(({ passed }) => !passed);
    const failures = failed.map(
      ({ line, command, wanted, found }) =>
        `${name}:${line}: ${command} wants ${wanted}; came ${found}`,
    );
    return { passed: results.length - failed.length, failures };
  } catch (error) {
    if (!(error instanceof MalformedText)) throw error;
    return { passed: 0, failures: [`${name}: ${error.message}`] };
  }
}

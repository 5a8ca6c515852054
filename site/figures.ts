/**
 * What the site says about the engine's size, counted from the engine.
 *
 * A line of code is one that is neither blank nor all comment.
 */

import { instructions } from '../engine/index.ts';
import { engine } from './literate/library.ts';

/** What can be counted. */
export type Figure = 'lines' | 'files' | 'instructions' | 'dependencies';

/** The figures, counted now. Throws where there is nothing to count. */
export function figures(): Record<Figure, number> {
  const texts = [...engine.values()];
  if (texts.length === 0) throw new Error('no engine files were found');
  const outside = texts.flatMap((text) => [
    ...text.matchAll(/^(?:import|export)\b[^;]*?from '([^.'][^']*)'/gm),
  ]);
  const packages = outside
    .map(([, name = '']) => name)
    .filter((name) => !name.startsWith('node:'));
  return {
    lines: texts.reduce((sum, text) => sum + codeLines(text), 0),
    files: texts.length,
    instructions: instructions.length,
    dependencies: new Set(packages).size,
  };
}

/** Lines of code in a file of the engine, by its path there. Throws for one that is not there. */
export function linesOf(path: string): number {
  const text = engine.get(path);
  if (text === undefined) throw new Error(`no such engine file: ${path}`);
  return codeLines(text);
}

/** Lines that are neither blank nor all comment. */
export function codeLines(text: string): number {
  let inComment = false;
  return text.split('\n').filter((line) => {
    const trimmed = line.trim();
    const opens = !inComment && trimmed.startsWith('/*');
    const comment = inComment || opens || trimmed.startsWith('//');
    if (opens || inComment) inComment = !trimmed.endsWith('*/');
    return trimmed !== '' && !comment;
  }).length;
}

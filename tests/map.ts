/**
 * engine/README.md: the map of the engine, drawn from the files' own headers.
 *
 * `npm run map` writes it; a law test checks that it is what would be written.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import prettier from 'prettier';
import { header } from '../site/literate/map.ts';
import { chapters, rank, readingOrder, root } from './survey.ts';
import { surveyEngine } from './survey.ts';
import type { SourceText } from './survey.ts';

const opening = `# The engine

A WebAssembly engine to be read: bytes become a module, the module is found
valid, lowered to flat code, and run by a machine that can stop anywhere. It
has no dependencies and touches nothing of its host: clock, randomness, files
and streams come in from outside.

Read it from top to bottom: no file runs the code of one that stands below it.
Beside each stand the section of the specification that it follows, and the
lesson that explains it.

Short names mean the same everywhere: \`c\` context or cursor, \`x\` index, \`t\`
type, \`e\` instruction, \`pc\` program counter, \`sp\` stack pointer, \`fp\` frame
pointer.
`;

/** The text of engine/README.md for these files. */
export async function engineMap(files: readonly SourceText[]): Promise<string> {
  const order = readingOrder(files);
  const parts = chapters.flatMap(({ place, about }, index) => {
    const rows = order.filter(({ path }) => rank(path) === index).map(row);
    if (rows.length === 0) return [];
    const title = place.endsWith('.ts') ? place : `${place}/`;
    return [`## ${title}: ${about}\n`, `${rows.join('\n')}\n`];
  });
  const text = `${opening}\n${parts.join('\n')}`;
  const options = await prettier.resolveConfig(join(root, 'package.json'));
  return prettier.format(text, { ...options, parser: 'markdown' });
}

function row(file: SourceText): string {
  const { idea, lesson, paragraphs } = header(file.text);
  const name = file.path.split('/').at(-1);
  const last = paragraphs.join(' ').replace(/\s+/g, ' ');
  const spec =
    /\b((?:Spec|WASI) [^·.]+(?:\.\d[^·.]*)*) · lesson/.exec(last)?.[1] ??
    'Ours';
  return `- [${name}](${file.path}): ${idea} _${spec}, "${lesson ?? ''}"_`;
}

if (import.meta.main) {
  const text = await engineMap(surveyEngine());
  writeFileSync(join(root, 'engine', 'README.md'), text);
}

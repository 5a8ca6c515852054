/**
 * Records what the installed Go makes of the programs, for machines that have
 * none. To be run with the version of the shelf.
 *
 *     node tests/go/record.ts
 */

import { writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { native } from './native.ts';
import { allPrograms, recordedPath } from './programs.ts';

const recorded = Object.fromEntries(
  allPrograms().map((program) => {
    console.log(program.name);
    return [program.name, native(program)];
  }),
);
const json = JSON.stringify(recorded);
writeFileSync(recordedPath, await format(json, { parser: 'json' }));

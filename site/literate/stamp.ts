/**
 * `node site/literate/stamp.ts [LESSON...]`: says that Japanese lessons are
 * up to date with the English ones, after someone has seen to it.
 *
 * With no arguments it stamps every stale lesson; with arguments, those whose
 * path contains one of them. Prints what it stamped.
 */

import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { isCurrent, stamp } from './translation.ts';

const lessons = new URL('../../lessons/', import.meta.url);
const wanted = process.argv.slice(2);
const twins = globSync('**/index.ja.mdx', { cwd: lessons })
  .sort()
  .filter(
    (path) => wanted.length === 0 || wanted.some((one) => path.includes(one)),
  );

if (twins.length === 0) {
  console.error('no lesson has that in its path');
  process.exitCode = 1;
}
for (const path of twins) {
  const file = new URL(path, lessons);
  const original = new URL(path.replace('.ja.mdx', '.mdx'), lessons);
  if (!existsSync(original)) {
    console.error(`${path}: there is no English text beside it`);
    process.exitCode = 1;
    continue;
  }
  const japanese = readFileSync(file, 'utf8');
  const english = readFileSync(original, 'utf8');
  if (isCurrent(japanese, english)) continue;
  writeFileSync(file, stamp(japanese, english));
  console.log(`stamped ${path}`);
}

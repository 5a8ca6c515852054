/**
 * The official test suite, as far as it is written in bytes: every module
 * given as `(module binary "…")` is accepted or refused, with the suite's
 * message. The suite is not part of this repository; where it does not lie
 * beside the checkout there is nothing to do, and the test says so.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { decode } from '../../../engine/binary/decode.ts';
import { validate } from '../../../engine/valid/module.ts';
import { absent } from '../../absent.ts';
import { suiteFolder } from '../../suites.ts';

const suite = `${suiteFolder('spec')}/wasm-3.0`;
const files = existsSync(suite)
  ? readdirSync(suite).filter((name) => name.endsWith('.wast'))
  : [];

/** A module in bytes, and how the suite wants it refused, if at all. */
type Case = { place: string; bytes: Uint8Array; refusal: string | undefined };

const token = /\(;[^]*?;\)|;;.*|"(?:\\[^]|[^"\\])*"|[()]|[^\s()";]+/g;
const char = /\\([0-9a-f]{2})|[^]/gi;

/** The bytes that a string of the text format stands for: ASCII and `\hh`. */
const bytesOf = (literal: string): number[] =>
  Array.from(literal.slice(1, -1).matchAll(char), ([each, code]) =>
    code === undefined ? each.charCodeAt(0) : Number.parseInt(code, 16),
  );

function cases(file: string): Case[] {
  const source = readFileSync(`${suite}/${file}`, 'utf8');
  const words = [...source.matchAll(token)].filter(([word]) =>
    /^(?!;;|\(;)/.test(word),
  );
  const word = (at: number) => words[at]?.[0] ?? '';
  const found: Case[] = [];
  for (let start = 0; start < words.length; start++) {
    if (word(start) !== '(' || word(start + 1) !== 'module') continue;
    const kind = start + (word(start + 2).startsWith('$') ? 3 : 2);
    if (word(kind) !== 'binary') continue;
    let end = kind + 1;
    while (word(end).startsWith('"')) end++;
    const strings = words.slice(kind + 1, end).map(([each]) => each);
    const refused = ['assert_malformed', 'assert_invalid'].includes(
      word(start - 1),
    );
    const from = words[refused ? start - 2 : start]?.index ?? 0;
    found.push({
      place: `${file}:${source.slice(0, from).split('\n').length}`,
      bytes: Uint8Array.from(strings.flatMap(bytesOf)),
      refusal: refused
        ? `${word(start - 1) === 'assert_invalid' ? 'Invalid' : 'Malformed'}: ${word(end + 1).slice(1, -1)}`
        : undefined,
    });
  }
  return found;
}

if (files.length === 0) {
  absent('the official test suite', suite);
} else {
  test('the official suite, as far as it is written in bytes', () => {
    const all = files.flatMap(cases);
    expect(all.length).toBeGreaterThan(700);
    const wrong = all.flatMap(({ place, bytes, refusal }) => {
      let found: string | undefined;
      try {
        validate(decode(bytes));
      } catch (error) {
        found = String(error);
      }
      const right =
        refusal === undefined
          ? found === undefined
          : found?.startsWith(refusal);
      return right ? [] : [`${place} wants ${refusal}, got ${found}`];
    });
    expect(wrong).toEqual([]);
  });
}

/** The race that the chapter on threads draws, and the script that it shows beside it. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { race } from '../../site/race.ts';

const lesson = 'lessons/06-the-engine/06-threads-that-take-turns';
const counter = readFileSync(`${lesson}/counter.wat`, 'utf8');

const counts = (entry: string) =>
  Array.from({ length: 40 }, (_, i) => race(counter, entry, i + 1));

test('careless threads lose some, and the same each time', () => {
  const runs = counts('careless');
  const found = runs.map((turns) => turns.at(-1)?.count ?? 0);
  expect(Math.min(...found)).toBeLessThan(13);
  expect(Math.max(...found)).toBe(20);
  expect(counts('careless')).toEqual(runs);
});

test('careful ones lose none', () => {
  const ends = counts('careful').map((turns) => turns.at(-1)?.count);
  expect(new Set(ends)).toEqual(new Set([20]));
});

test('what is no such module is refused', () => {
  expect(() => race('(module)', 'f', 1)).toThrow('it imports no memory');
  expect(() => race(counter, 'f', 1)).toThrow('it has no f');
});

test('the script has the same module in both of its threads', () => {
  const words = (text: string) => text.split(/\s+/).join(' ').trim();
  const script = words(readFileSync(`${lesson}/race.wast`, 'utf8'));
  expect(script.split(words(counter)).length).toBe(3);
});

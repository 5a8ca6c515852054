/**
 * Damaged texts: with a token taken out, doubled, or put in, a text is a
 * module or a MalformedText error, never anything else.
 */

import { expect, test } from 'vitest';
import {
  MalformedText,
  decode,
  parseWat,
  print,
} from '../../../engine/index.ts';
import { generate, random } from '../generate.ts';

const rich = `(module $m
  (type $t (func (param i32 $x i32) (result i32)))
  (import "a" "b" (func $i (type $t) (param i32 i32) (result i32)))
  (table $tab 1 2 funcref) (memory $mem (export "m") 1)
  (table funcref (elem $f (item ref.null func)))
  (memory (data "a\\00\\u{e9}" "b"))
  (global $g (export "g") (mut f64) (f64.const -0x1.8p3))
  (func $f (export "f") (param $a i32) (result i32) (local $b i64 f32)
    (block $l (result i32)
      (if (result i32) (local.get $a) (then (br $l (i32.const 1))) (else unreachable)))
    drop
    (call_indirect $tab (type $t) (i32.load offset=1 align=2 (i32.const 0)) (local.get 0) (i32.const 1))
    (br_table 0 0 (i32.const 2)))
  (elem $e (table $tab) (offset i32.const 0) func $f) (elem declare funcref (ref.func $f))
  (data $d (memory $mem) (i32.const 0) "x") (start $f))`;

const token = /"(?:\\.|[^"\\])*"|\(;|;\)|[()]|[^\s()"]+|\s+/g;

const extra = ['(', ')', '"', '$', '$x', '0', '-1', '(;', '@', '(@a', 'end'];
const words = ['else', 'type', 'param', 'func', 'nan:0x0', '1e999', 'i32.foo'];

test('damaged texts', () => {
  const next = random(7);
  const counts = { whole: 0, malformed: 0 };
  const texts = [rich, print(decode(generate(3).bytes), { fold: true })];
  for (let i = 0; i < 6_000; i++) {
    const tokens: string[] = texts[i % texts.length]?.match(token) ?? [];
    const at = next() % tokens.length;
    const put = [...extra, ...words, ...tokens.slice(0, 40)];
    const damage = [
      [],
      [tokens[at], tokens[at]],
      [put[next() % put.length], tokens[at]],
      [tokens[next() % tokens.length]],
    ];
    const text = tokens.with(at, (damage[next() % 4] ?? []).join(' ')).join('');
    try {
      parseWat(text);
      counts.whole++;
    } catch (error) {
      if (!(error instanceof MalformedText)) {
        throw new Error(`no error of ours: ${text}`, { cause: error });
      }
      counts.malformed++;
    }
  }
  expect(counts.whole).toBeGreaterThan(500);
  expect(counts.malformed).toBeGreaterThan(2_000);
});

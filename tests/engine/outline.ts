/**
 * What random modules have in common: the types, memories, tables and globals
 * that stand around their functions, and all instructions that give a value of
 * one type from values of others.
 *
 * Most of those are rows of the instruction table, read off it. An instruction
 * whose type depends on what it names is written out here for the things that
 * the outline declares.
 */

import { instructions, signature } from '../../engine/index.ts';
import type { Instruction } from '../../engine/index.ts';

/** A value type as the text format writes it, or a name for a range of one: see `operand`. */
export type Type = string;

/** An instruction as it is written with its immediates. */
export type Shape = {
  /** Its row in the instruction table. */
  readonly name: string;
  readonly head: (next: () => number) => string;
  readonly takes: readonly Type[];
  /** The type that it gives, or `''`. */
  readonly gives: Type;
  /** Puts around the expression what hides what is left open. */
  readonly wrap: (expression: string) => string;
};

/** The types of values, and those that match each. */
export const subtypes: Readonly<Record<Type, readonly Type[]>> = {
  i32: [],
  i64: [],
  f32: [],
  f64: [],
  v128: [],
  externref: [],
  exnref: [],
  funcref: ['(ref null $unary)'],
  '(ref null $unary)': [],
  anyref: ['eqref'],
  eqref: ['i31ref', '(ref null $point)', '(ref null $ints)'],
  i31ref: [],
  '(ref null $point)': ['(ref null $deep)'],
  '(ref null $deep)': [],
  '(ref null $ints)': [],
  '(ref null $bytes)': [],
  '(ref null $funcs)': [],
};

const P = '(ref null $point)';
const D = '(ref null $deep)';
const I = '(ref null $ints)';
const B = '(ref null $bytes)';
const F = '(ref null $funcs)';
const U = '(ref null $unary)';
const fields = 'i32 i64 i32 bits64 v128';

/** Instructions by what they name, with their types. */
const named: Readonly<Record<string, string>> = {
  'ref.i31': 'i32 -> i31ref',
  'i31.get_s': 'i31ref -> i32',
  'i31.get_u': 'i31ref -> i32',
  'ref.is_null': 'anyref -> i32',
  'ref.eq': 'eqref eqref -> i32',
  'ref.func $u0': `-> ${U}`,
  'ref.func $u1': `-> ${U}`,
  'ref.as_non_null': `${P} -> ${P}`,
  'ref.test (ref i31)': 'anyref -> i32',
  'ref.test (ref null $deep)': 'anyref -> i32',
  'ref.test (ref $unary)': 'funcref -> i32',
  'ref.cast (ref null $point)': `anyref -> ${P}`,
  'ref.cast (ref $deep)': `anyref -> ${D}`,
  'ref.cast i31ref': 'anyref -> i31ref',
  'any.convert_extern': 'externref -> anyref',
  'extern.convert_any': 'anyref -> externref',
  'struct.new $point': `${fields} -> ${P}`,
  'struct.new $deep': `${fields} i32 anyref -> ${D}`,
  'struct.new_default $point': `-> ${P}`,
  'struct.new_default $deep': `-> ${D}`,
  'struct.get $point $a': `${P} -> i32`,
  'struct.get $point $b': `${P} -> i64`,
  'struct.get_s $point $c': `${P} -> i32`,
  'struct.get_u $point $c': `${P} -> i32`,
  'struct.get $point $d': `${P} -> f64`,
  'struct.get $point $e': `${P} -> v128`,
  'struct.get_u $deep $f': `${D} -> i32`,
  'struct.get $deep $g': `${D} -> anyref`,
  'struct.set $point $a': `${P} i32 ->`,
  'struct.set $point $b': `${P} i64 ->`,
  'struct.set $point $c': `${P} i32 ->`,
  'struct.set $point $e': `${P} v128 ->`,
  'struct.set $deep $g': `${D} anyref ->`,
  'array.new $ints': `i32 length -> ${I}`,
  'array.new_default $ints': `length -> ${I}`,
  'array.new_fixed $ints 3': `i32 i32 i32 -> ${I}`,
  'array.new $bytes': `i32 length -> ${B}`,
  'array.new_data $bytes $d': `place place -> ${B}`,
  'array.new_elem $funcs $el': `place place -> ${F}`,
  'array.get $ints': `${I} place -> i32`,
  'array.get_s $bytes': `${B} place -> i32`,
  'array.get_u $bytes': `${B} place -> i32`,
  'array.get $funcs': `${F} place -> funcref`,
  'array.set $ints': `${I} place i32 ->`,
  'array.set $bytes': `${B} place i32 ->`,
  'array.len': `${I} -> i32`,
  'array.fill $ints': `${I} place i32 place ->`,
  'array.copy $ints $ints': `${I} place ${I} place place ->`,
  'array.init_data $bytes $d': `${B} place place place ->`,
  'array.init_elem $funcs $el': `${F} place place place ->`,
  'call_ref $unary': `i32 ${U} -> i32`,
  'call_indirect $t (type $unary)': 'i32 place -> i32',
  'call_indirect $t (type $other)': 'i64 small -> i64',
  'global.get $i32': '-> i32',
  'global.get $i64': '-> i64',
  'global.get $f64': '-> f64',
  'global.get $v128': '-> v128',
  'global.get $anyref': '-> anyref',
  'global.set $i32': 'i32 ->',
  'global.set $i64': 'i64 ->',
  'global.set $f64': 'f64 ->',
  'global.set $v128': 'v128 ->',
  'global.set $anyref': 'anyref ->',
  'memory.size $m': '-> i32',
  'memory.grow $m': 'small -> i32',
  'memory.size $w': '-> i64',
  'memory.grow $w': 'small64 -> i64',
  'memory.fill $m': 'addr32 i32 small ->',
  'memory.copy $m $w': 'addr32 addr64 small ->',
  'memory.copy $w $w': 'addr64 addr64 small64 ->',
  'memory.init $m $d': 'addr32 place place ->',
  'data.drop $d': '->',
  'elem.drop $el': '->',
  'table.get $t': 'place -> funcref',
  'table.set $t': 'place funcref ->',
  'table.size $t': '-> i32',
  'table.grow $t': 'funcref place -> i32',
  'table.fill $t': 'place funcref place ->',
  'table.copy $t $t': 'place place place ->',
  'table.init $t $el': 'place place place ->',
  'table.get $a': 'small64 -> anyref',
  'table.set $a': 'small64 anyref ->',
};

const words = (text: string): string[] =>
  text.match(/\([^)]*\)|\S+/g)?.map(String) ?? [];

function shapeOf(head: string, type: string): Shape {
  const [takes = '', gives = ''] = type.split('->');
  const [row = ''] = head.split(' ');
  // Tests and casts that let null pass have a code and so a row of their own.
  const letsNull = /^ref\.(test|cast) (\(ref null|\w+ref$)/.test(head);
  const name = letsNull ? `${row} null` : row;
  return {
    ...{ name, head: () => head, takes: words(takes) },
    ...{ gives: gives.trim(), wrap: (e) => e },
  };
}

/** How immediates are written, by kind. A memory argument comes with each memory in turn. */
const immediate: Readonly<
  Record<string, (row: Instruction, next: () => number) => string>
> = {
  laneIdx: ({ name }, next) => String(next() % lanesIn(name)),
  lanes: (_, next) => Array.from({ length: 16 }, () => next() % 32).join(' '),
  memArg: (_, next) =>
    next() % 2 ? '' : `offset=${[0, 8, 60_000][next() % 3]}`,
  order: () => '',
};

/** How many lanes an instruction chooses from: `i16x8.replace_lane` 8, `v128.load32_lane` 4. */
function lanesIn(name: string): number {
  const [, shape, bits] = /x(\d+)\.|(?:load|store)(\d+)_lane/.exec(name) ?? [];
  return shape === undefined ? 128 / Number(bits) : Number(shape);
}

/** Results that the specification leaves open to the engine. */
const isOpen = (name: string): boolean => name.includes('relaxed');

/** Puts the canonical NaN where an operation on floats may have left any. */
function wrapOf({ name, type }: Instruction): (e: string) => string {
  const [, gives = ''] = type.split('->');
  if (isOpen(name)) return (e) => `(drop ${e})`;
  const lanes = /f(32x4|64x2)/.exec(gives)?.[1];
  return lanes ? (e) => `(call $nan${lanes} ${e})` : (e) => e;
}

/** Whether the bits of the float operands of a row can be seen in its result. */
const seesBits = ({ name }: Instruction): boolean =>
  /reinterpret|copysign|store|splat|replace_lane/.test(name);

/** The shapes of a row that the table gives a type: one, or one for each memory. */
function shapesOf(row: Instruction): Shape[] {
  const sig = signature(row);
  if (!sig || row.immediates.some((each) => !(each in immediate))) return [];
  const memories = sig.params.includes('addr')
    ? [['$m', 'addr32'] as const, ['$w', 'addr64'] as const]
    : [['', ''] as const];
  return memories.map(([memory, address]) => ({
    name: row.name,
    head: (next) =>
      [
        ...[row.name, memory],
        ...row.immediates.map((each) => immediate[each]?.(row, next)),
      ].join(' '),
    takes: sig.params.map((each) =>
      each === 'addr'
        ? address
        : seesBits(row)
          ? each.replace(/^f/, 'bits')
          : each,
    ),
    gives: isOpen(row.name) ? '' : (sig.results[0] ?? ''),
    wrap: wrapOf(row),
  }));
}

/** All shapes. */
export const shapes: readonly Shape[] = [
  ...Object.entries(named).map(([head, type]) => shapeOf(head, type)),
  ...instructions.flatMap(shapesOf),
];

/** A function that puts the canonical NaN in the place of any. */
const canonical = (name: string, type: Type, body: string): string =>
  `(func $nan${name} (param $x ${type}) (result ${type}) ${body})`;

const lanesCanonical = (shape: string, nan: string): string =>
  canonical(
    shape,
    'v128',
    `(v128.bitselect (local.get $x) (v128.const ${nan}) (f${shape}.eq (local.get $x) (local.get $x)))`,
  );

const scalarCanonical = (bits: string): string =>
  canonical(
    bits,
    `f${bits}`,
    `(select (local.get $x) (f${bits}.const nan) (f${bits}.eq (local.get $x) (local.get $x)))`,
  );

/** The text of a module around its functions, with a few random bytes in it. */
export const outline = (funcs: string, next: () => number): string => `(module
(rec
  (type $point (sub (struct (field $a (mut i32)) (field $b (mut i64)) (field $c (mut i8)) (field $d (mut f64)) (field $e (mut v128)))))
  (type $deep (sub final $point (struct (field $a (mut i32)) (field $b (mut i64)) (field $c (mut i8)) (field $d (mut f64)) (field $e (mut v128)) (field $f (mut i16)) (field $g (mut anyref))))))
(type $ints (array (mut i32)))
(type $bytes (array (mut i8)))
(type $funcs (array (mut funcref)))
(type $unary (func (param i32) (result i32)))
(type $other (func (param i64) (result i64)))
(tag $e0 (param i32 i64))
(tag $e1)
(memory $m (export "m") 1 2)
(memory $w (export "w") i64 1 2)
(table $t 8 12 funcref)
(table $a i64 4 anyref)
(global $i32 (export "i32") (mut i32) (i32.const 5))
(global $i64 (export "i64") (mut i64) (i64.sub (i64.const 3) (i64.const 5)))
(global $f64 (export "f64") (mut f64) (f64.const 2.5))
(global $v128 (mut v128) (v128.const i64x2 1 -1))
(global $anyref (mut anyref) (ref.i31 (i32.const 7)))
(elem $el funcref (ref.func $u0) (ref.null func) (ref.func $u1) (ref.func $u0))
(elem (table $t) (i32.const 0) funcref (ref.func $u0) (ref.func $u1) (ref.null func) (ref.func $u1))
(data $d "${Array.from({ length: 8 }, () => `\\${(next() % 256).toString(16).padStart(2, '0')}`).join('')}")
${scalarCanonical('32')}
${scalarCanonical('64')}
${lanesCanonical('32x4', 'i32x4 0x7fc00000 0x7fc00000 0x7fc00000 0x7fc00000')}
${lanesCanonical('64x2', 'i64x2 0x7ff8000000000000 0x7ff8000000000000')}
${funcs})`;

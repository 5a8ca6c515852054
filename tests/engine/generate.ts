/**
 * Random valid modules over the whole instruction table, as text.
 *
 * Every module has the same outline (tests/engine/outline.ts) and three
 * functions of its own. Every function ends: calls go only to functions of
 * lower index, loops count a local that nothing else writes, and tables hold
 * two functions that call nobody. What the specification leaves open, the bits
 * of a NaN and the results of relaxed vectors, is kept out of what can be seen.
 */

import { parseWat } from '../../engine/index.ts';
import { outline, shapes, subtypes } from './outline.ts';
import type { Shape, Type } from './outline.ts';

/** A generator of 32-bit numbers that gives the same for the same seed. */
export function random(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** A function of a module: what JavaScript gives it and gets from it. */
export type Func = { readonly params: Type[]; readonly results: Type[] };

/** A module for a seed, its exported functions f0 to f2, and the rows of the table that it uses. */
export type Generated = {
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly funcs: readonly Func[];
  readonly used: ReadonlySet<string>;
};

/** Types that JavaScript can hand over. */
const numbers: readonly Type[] = ['i32', 'i64', 'f32', 'f64'];

/** Whether values of a type are bits, not references. */
const isNumber = (type: Type): boolean =>
  numbers.includes(type) || type === 'v128';

/** What is known while a function is written. */
export type Writer = {
  readonly next: () => number;
  readonly used: Set<string>;
  readonly funcs: readonly Func[];
  /** The function's number among `funcs`: it may call those below. */
  readonly index: number;
  readonly locals: Type[];
  /** Labels that may be branched to, and the types that they take. */
  readonly labels: { readonly name: string; readonly types: Type[] }[];
  /** Numbers for labels; expressions so far; loops that are open. */
  names: number;
  size: number;
  loops: number;
};

/** Expressions in a function, and loops inside one another, at most. */
const most = { size: 80, loops: 3, depth: 4 } as const;

const below = (w: Writer, n: number): number => w.next() % n;

/** One of a list. Throws where there is none. */
function pick<T>(w: Writer, list: readonly T[]): T {
  const item = list[below(w, list.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

const times = <T>(n: number, make: () => T): T[] =>
  Array.from({ length: n }, make);

/** Notes that rows of the table are used. */
function use(w: Writer, ...names: readonly string[]): void {
  for (const name of names) w.used.add(name);
}

/** Makes a module. */
export function generate(seed: number): Generated {
  const next = random(Math.imul(seed, 0x9e37_79b1) + 1);
  const used = new Set<string>();
  const list = (most: number) =>
    times(next() % (most + 1), () => numbers[next() % 4] ?? 'i32');
  const funcs = times(3, () => ({ params: list(3), results: list(2) }));
  const writer = (index: number, params: readonly Type[]): Writer => ({
    ...{ next, used, funcs, index, locals: [...params] },
    ...{ labels: [], names: 0, size: 0, loops: 0 },
  });
  const leaves = [0, 1].map((i) =>
    func(writer(-1, ['i32']), `$u${i} (type $unary)`, ['i32'], ['i32']),
  );
  const own = funcs.map(({ params, results }, i) =>
    func(writer(i, params), `$f${i} (export "f${i}")`, params, results),
  );
  const text = outline([...leaves, ...own].join('\n'), next);
  return { text, bytes: parseWat(text).bytes, funcs, used };
}

/** A function: its head, its locals of all types, its statements, its results. */
function func(
  w: Writer,
  head: string,
  params: readonly Type[],
  results: readonly Type[],
): string {
  w.locals.push(...Object.keys(subtypes));
  const declared = w.locals.slice(params.length);
  w.labels.push({ name: '$out', types: [...results] });
  const body = [
    ...statements(w, most.depth, 6),
    ...results.map((type) => value(w, type, most.depth)),
  ];
  const counters = times(most.loops, () => 'i32');
  const typed = (word: string, types: readonly string[]) =>
    types.length > 0 ? `(${word} ${types.join(' ')})` : '';
  return `(func ${head} ${typed('param', params)} ${typed('result', results)}
  ${typed('local', [...declared, ...counters])} (local $v v128) (local $r anyref)
  (block $out ${typed('result', results)} ${body.join('\n  ')}))`;
}

/** An expression that gives one value of a type. */
function value(w: Writer, type: Type, depth: number): string {
  w.size++;
  if (depth <= 0 || w.size > most.size) return leaf(w, type);
  const own = subtypes[type] ?? [];
  if (own.length > 0 && below(w, 3) > 0) return value(w, pick(w, own), depth);
  const makers = below(w, 3) === 0 ? structures : undefined;
  if (makers) return pick(w, makers)(w, type, depth - 1);
  const giving = byResult.get(type);
  const shape = giving && pick(w, giving);
  // The two functions in the table call nobody, or they might call themselves.
  const bad = !shape || (w.index < 0 && shape.name.startsWith('call_'));
  return bad ? leaf(w, type) : shaped(w, shape, depth - 1);
}

/** The shapes by the type that they give; `''` are those that give nothing. */
const byResult = Map.groupBy(shapes, ({ gives }) => gives);

/** An instruction with operands for all that it takes. */
function shaped(w: Writer, shape: Shape, depth: number): string {
  use(w, shape.name);
  const operands = shape.takes.map((type) => operand(w, type, depth));
  return shape.wrap(`(${[shape.head(w.next), ...operands].join(' ')})`);
}

/** An operand; some types stand for a range that keeps a program going. */
function operand(w: Writer, type: Type, depth: number): string {
  switch (type) {
    // An address that mostly lies in memory, aligned for any atomic access.
    case 'addr32':
      return near(w, 'i32', below(w, 64) ? '0xfff0' : '-1', depth);
    case 'addr64':
      return near(w, 'i64', below(w, 64) ? '0xfff0' : '-1', depth);
    case 'small':
      return near(w, 'i32', '0xf', depth);
    case 'small64':
      return near(w, 'i64', '0x3', depth);
    // A place in an array or a table, and a length in which it mostly lies.
    case 'place':
      return near(w, 'i32', '0x3', depth);
    case 'length':
      return `(i32.or ${near(w, 'i32', '0xf', depth)} (i32.const 8))`;
    // Floats whose bits are about to be seen.
    case 'bits32':
      return `(call $nan32 ${value(w, 'f32', depth)})`;
    case 'bits64':
      return `(call $nan64 ${value(w, 'f64', depth)})`;
    default:
      return value(w, type, depth);
  }
}

const near = (w: Writer, type: Type, mask: string, depth: number) =>
  `(${type}.and ${value(w, type, depth)} (${type}.const ${mask}))`;

const interesting = [0, 1, -1, 2, 7, 31, 32, 63, 64, 127, 128, 255, 0xffff];
const edges = [0x7fff_ffff, -0x8000_0000, -0x7fff_ffff, 0x1234_5678];

/** A constant, a local or null. */
function leaf(w: Writer, type: Type): string {
  const local = localOf(w, type);
  if (local !== undefined && below(w, isNumber(type) ? 2 : 4) === 0) {
    use(w, 'local.get');
    return `(local.get ${local})`;
  }
  const word = () => pick(w, [...interesting, ...edges, w.next() | 0]);
  if (isNumber(type)) use(w, `${type}.const`);
  switch (type) {
    case 'i32':
      return `(i32.const ${word()})`;
    case 'i64':
      return `(i64.const ${BigInt(word()) * (below(w, 3) ? 1n : 0x1_0001n)})`;
    case 'f32':
    case 'f64': {
      const some = [word(), word() / 3, 0.5, 1e30, -1.5].map(String);
      return `(${type}.const ${pick(w, [...some, '-0', 'nan', 'inf'])})`;
    }
    case 'v128':
      return `(v128.const i32x4 ${times(4, word).join(' ')})`;
    default: {
      const [name, fresh] = objects[type] ?? ['ref.null', ''];
      const empty = fresh === '' || below(w, 16) === 0;
      use(w, empty ? 'ref.null' : name);
      return empty ? `(ref.null ${heapOf(type)})` : fresh;
    }
  }
}

/** The simplest object of a type, and the row that makes it. */
const objects: Readonly<Record<Type, readonly [string, string]>> = {
  i31ref: ['ref.i31', '(ref.i31 (i32.const 77))'],
  eqref: ['ref.i31', '(ref.i31 (i32.const -9))'],
  anyref: ['ref.i31', '(ref.i31 (i32.const 5))'],
  '(ref null $point)': ['struct.new_default', '(struct.new_default $point)'],
  '(ref null $deep)': ['struct.new_default', '(struct.new_default $deep)'],
  '(ref null $ints)': [
    'array.new_default',
    '(array.new_default $ints (i32.const 9))',
  ],
  '(ref null $bytes)': [
    'array.new_default',
    '(array.new_default $bytes (i32.const 9))',
  ],
  '(ref null $funcs)': [
    'array.new_default',
    '(array.new_default $funcs (i32.const 9))',
  ],
  '(ref null $unary)': ['ref.func', '(ref.func $u0)'],
  funcref: ['ref.func', '(ref.func $u1)'],
};

/** The heap type of the null that a type has. */
function heapOf(type: Type): string {
  if (type === '(ref null $unary)') return 'nofunc';
  return type.startsWith('(') ? 'none' : type.slice(0, -'ref'.length);
}

const localOf = (w: Writer, type: Type): number | undefined => {
  const fitting = w.locals.flatMap((each, i) => (each === type ? [i] : []));
  return fitting.length > 0 ? pick(w, fitting) : undefined;
};

type Maker = (w: Writer, type: Type, depth: number) => string;

/** A name for a label that no other has. */
const fresh = (w: Writer): string => `$l${w.names++}`;

/** Writes what stands inside a label that may be branched to. */
function inside<T>(w: Writer, name: string, types: Type[], write: () => T): T {
  w.labels.push({ name, types });
  const written = write();
  w.labels.pop();
  return written;
}

const block: Maker = (w, type, depth) => {
  const name = fresh(w);
  use(w, 'block', 'end');
  const body = inside(w, name, [type], () => [
    ...statements(w, depth, 2),
    value(w, type, depth),
  ]);
  return `(block ${name} (result ${type}) ${body.join(' ')})`;
};

const loopValue: Maker = (w, type, depth) => {
  use(w, 'loop', 'end');
  return `(loop (result ${type}) ${statements(w, depth, 2).join(' ')} ${value(w, type, depth)})`;
};

const ifElse: Maker = (w, type, depth) => {
  const name = fresh(w);
  use(w, 'if', 'else', 'end');
  const condition = value(w, 'i32', depth);
  const arm = () =>
    [...statements(w, depth, 1), value(w, type, depth)].join(' ');
  return inside(
    w,
    name,
    [type],
    () =>
      `(if ${name} (result ${type}) ${condition} (then ${arm()}) (else ${arm()}))`,
  );
};

const select: Maker = (w, type, depth) => {
  const plain = isNumber(type) && below(w, 2);
  use(w, plain ? 'select' : 'select t');
  const operands = [type, type, 'i32'].map((each) => value(w, each, depth));
  return `(select ${plain ? '' : `(result ${type})`} ${operands.join(' ')})`;
};

const tee: Maker = (w, type, depth) => {
  const local = localOf(w, type);
  if (local === undefined) return leaf(w, type);
  use(w, 'local.tee');
  return `(local.tee ${local} ${value(w, type, depth)})`;
};

/** A call of a function below, if there is one that gives the type. */
const call: Maker = (w, type, depth) => {
  const fitting = w.funcs.flatMap(({ results }, i) =>
    i < w.index && results.length === 1 && results[0] === type ? [i] : [],
  );
  if (fitting.length === 0) return leaf(w, type);
  return callOf(w, pick(w, fitting), depth, 'call');
};

function callOf(w: Writer, to: number, depth: number, row: string): string {
  use(w, row);
  const params = w.funcs[to]?.params ?? [];
  const args = params.map((each) => value(w, each, depth));
  return `(${row} $f${to} ${args.join(' ')})`;
}

/** The four ways to catch: the clause, what the label gets, and how to go on with a value of a type. */
const catches = [
  ['(catch $e0 $h)', '(result i32 i64)', '(drop) (drop)'],
  ['(catch_ref $e0 $h)', '(result i32 i64 exnref)', '(throw_ref)'],
  ['(catch_ref $e0 $h)', '(result i32 i64 exnref)', '(drop) (drop) (drop)'],
  ['(catch $e1 $h)', '', ''],
  ['(catch_all $h)', '', ''],
  ['(catch_all_ref $h)', '(result exnref)', '(drop)'],
] as const;

const tryTable: Maker = (w, type, depth) => {
  const [out, handler] = [fresh(w), fresh(w)];
  const [clause, gets, after] = pick(w, catches);
  use(w, 'try_table', 'drop', 'br', 'end');
  if (after === '(throw_ref)') use(w, 'throw_ref');
  const body = inside(w, out, [type], () => [
    ...statements(w, depth, 2),
    ...(below(w, 2) ? [throwing(w, depth)] : []),
    value(w, type, depth),
  ]);
  return `(block ${out} (result ${type})
    (block ${handler} ${gets}
      (try_table (result ${type}) ${clause.replace('$h', handler)}
        ${body.join(' ')})
      (br ${out}))
    ${after} ${value(w, type, depth)})`;
};

function throwing(w: Writer, depth: number): string {
  use(w, 'throw', 'if', 'end');
  const what = below(w, 2)
    ? `(throw $e0 ${value(w, 'i32', depth)} ${value(w, 'i64', depth)})`
    : '(throw $e1)';
  return `(if ${value(w, 'i32', depth)} (then ${what}))`;
}

/** Branches on what a reference is; each leaves a value of its own type. */
const onReference: Readonly<Record<string, (w: Writer, d: number) => string>> =
  {
    i32: (w, d) => {
      const name = fresh(w);
      use(w, 'br_on_null', 'drop');
      return `(block ${name} (result i32) ${value(w, 'i32', d)} (br_on_null ${name} ${value(w, 'anyref', d)}) (drop))`;
    },
    '(ref null $point)': (w, d) => {
      const name = fresh(w);
      const head = `(block ${name} (result (ref null $point))`;
      if (below(w, 2)) {
        use(w, 'br_on_non_null');
        return `${head} (br_on_non_null ${name} ${value(w, '(ref null $point)', d)}) (ref.null none))`;
      }
      use(w, 'br_on_cast', 'drop');
      return `${head} (br_on_cast ${name} anyref (ref $point) ${value(w, 'anyref', d)}) (drop) (ref.null none))`;
    },
    anyref: (w, d) => {
      const name = fresh(w);
      use(w, 'br_on_cast_fail');
      return `(block ${name} (result anyref) (br_on_cast_fail ${name} anyref (ref null $deep) ${value(w, 'anyref', d)}))`;
    },
  };

const branchOn: Maker = (w, type, depth) =>
  (onReference[type] ?? (() => leaf(w, type)))(w, depth);

const structures: readonly Maker[] = [
  ...[block, loopValue, ifElse, select, tee, call, tryTable, branchOn],
];

/** Up to `n` statements: expressions that leave nothing behind. */
function statements(w: Writer, depth: number, n: number): string[] {
  return times(below(w, n + 1), () => statement(w, depth - 1));
}

function statement(w: Writer, depth: number): string {
  if (w.size > most.size || depth <= 0) {
    use(w, 'nop');
    return '(nop)';
  }
  if (below(w, 2)) return shaped(w, pick(w, byResult.get('') ?? []), depth);
  return pick(w, doing)(w, depth);
}

/** `br_if`, and the values that it carries dropped where it is not taken. */
function branchIf(w: Writer, depth: number): string {
  const { name, types } = pick(w, w.labels);
  use(w, 'br_if', 'drop');
  const carried = types.map((type) => value(w, type, depth));
  const drops = types.map(() => '(drop)');
  const condition = value(w, 'i32', depth);
  return [...carried, `(br_if ${name} ${condition})`, ...drops].join(' ');
}

/** `br_table` in an `if` of its own, so that what follows can run. */
function branchTable(w: Writer, depth: number): string {
  const { types } = pick(w, w.labels);
  use(w, 'br_table', 'if', 'end');
  // Only labels that take the same can share a table.
  const same = w.labels.filter((each) => each.types.join() === types.join());
  const targets = times(3, () => pick(w, same).name);
  const carried = types.map((type) => value(w, type, depth));
  const index = `(i32.and ${value(w, 'i32', depth)} (i32.const 7))`;
  return `(if ${value(w, 'i32', depth)} (then ${carried.join(' ')} (br_table ${targets.join(' ')} ${index})))`;
}

/** A loop that turns as often as its counter says. */
function countedLoop(w: Writer, depth: number): string {
  if (w.loops >= most.loops) return '(nop)';
  // The counters are the last locals, and not among those that others write.
  const counter = w.locals.length + w.loops++;
  const name = fresh(w);
  use(w, 'loop', 'if', 'br', 'local.set', 'end');
  const body = statements(w, depth, 3);
  w.loops--;
  return `(local.set ${counter} (i32.const ${1 + below(w, 4)}))
    (loop ${name} (if (local.get ${counter}) (then
      (local.set ${counter} (i32.sub (local.get ${counter}) (i32.const 1)))
      ${body.join(' ')} (br ${name}))))`;
}

function localSet(w: Writer, depth: number): string {
  const at = below(w, w.locals.length);
  use(w, 'local.set');
  return `(local.set ${at} ${value(w, w.locals[at] ?? 'i32', depth)})`;
}

/** A block that takes values from the stack and leaves several. */
function manyValues(w: Writer, depth: number): string {
  use(w, 'block', 'drop', 'end');
  return `${value(w, 'anyref', depth)} ${value(w, 'v128', depth)}
    (block (param anyref v128) (result v128 anyref i64) (local.set $v) (local.set $r)
      (local.get $v) (local.get $r) ${value(w, 'i64', depth)})
    (drop) (drop) (drop)`;
}

function callAndDrop(w: Writer, depth: number): string {
  if (w.index < 1) return '(nop)';
  const to = below(w, w.index);
  const drops = (w.funcs[to]?.results ?? []).map(() => '(drop)');
  return [callOf(w, to, depth, 'call'), ...drops].join(' ');
}

/** A way out of the function: a return, or a tail call of one that gives the same. */
function leave(w: Writer, depth: number): string {
  use(w, 'if', 'end');
  const types = w.labels[0]?.types ?? [];
  const same = w.funcs.flatMap(({ results }, i) =>
    i < w.index && results.join() === types.join() ? [i] : [],
  );
  const ways = [
    () => {
      use(w, 'return');
      const values = types.map((type) => value(w, type, depth));
      return `(return ${values.join(' ')})`;
    },
    ...same.map((to) => () => callOf(w, to, depth, 'return_call')),
    ...(types.join() === 'i32' && w.index >= 0 ? unaryTails(w, depth) : []),
  ];
  return `(if ${value(w, 'i32', depth)} (then ${pick(w, ways)()}))`;
}

/** Tail calls of the functions in the table, which are all of one type. */
const unaryTails = (w: Writer, depth: number) => [
  () => {
    use(w, 'return_call_ref');
    return `(return_call_ref $unary ${value(w, 'i32', depth)} ${value(w, '(ref null $unary)', depth)})`;
  },
  () => {
    use(w, 'return_call_indirect');
    return `(return_call_indirect $t (type $unary) ${value(w, 'i32', depth)} ${near(w, 'i32', '7', depth)})`;
  },
];

function stop(w: Writer, depth: number): string {
  use(w, 'unreachable', 'if', 'end');
  if (below(w, 4)) return '(nop)';
  const condition = `(i32.eq ${value(w, 'i32', depth)} (i32.const 1))`;
  return `(if ${condition} (then (unreachable)))`;
}

const doing: readonly ((w: Writer, depth: number) => string)[] = [
  ...[branchIf, branchTable, countedLoop, localSet, localSet],
  ...[manyValues, callAndDrop, leave, throwing, stop],
];

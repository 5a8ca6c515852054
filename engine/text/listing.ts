/**
 * Instructions as text: names from the table, immediates as they are written.
 *
 * A listing is for whoever wants to show code: flat, one instruction a line,
 * or folded, each with its operands in its parentheses. Folding looks at how
 * many operands an instruction takes, never at their types; should it be
 * mistaken, in code that is not valid, the text still means the same bytes.
 * Spec 6.5 · lesson "From bytes to text".
 */

import { next, reader } from '../binary/expr.ts';
import type { Reader } from '../binary/expr.ts';
import { hex } from '../syntax/errors.ts';
import { catchKinds, instructions } from '../syntax/instructions.ts';
import { opensBlock, signature } from '../syntax/instructions.ts';
import type { Immediate, InstructionName } from '../syntax/instructions.ts';
import type { Expr, IndexSpaces, Module } from '../syntax/module.ts';
import { bottom, heapName, heapOf, typeName } from '../syntax/types.ts';
import type { FuncType, ValType } from '../syntax/types.ts';
import { vectorText } from './lanes.ts';
import { floatText } from './numbers.ts';

/** What an index names, by the kind of immediate. */
export const spaceOf = {
  typeIdx: 'type',
  funcIdx: 'func',
  tableIdx: 'table',
  memIdx: 'memory',
  globalIdx: 'global',
  localIdx: 'local',
  elemIdx: 'elem',
  dataIdx: 'data',
  tagIdx: 'tag',
} as const satisfies Partial<Record<Immediate, string>>;

/** What can have an identifier; a local does so in the function at hand. */
export type Named = (typeof spaceOf)[keyof typeof spaceOf];

/** What a listing needs to know beside the code. */
export type Context = {
  readonly module: Module;
  readonly spaces: IndexSpaces;
  /** How something is called: `$name`, or its index. */
  readonly id: (what: Named, x: number) => string;
  /** In the function at hand: the identifiers of its blocks, in the order of their code. */
  readonly labels: ReadonlyMap<number, string>;
  /** And of those that are open while it is listed, the innermost last. */
  readonly open: string[];
  /** By the byte offset of a branch, whether it is likely. */
  readonly hints: ReadonlyMap<number, number>;
  /** Whether each instruction is preceded by its place in the file. */
  readonly offsets: boolean;
};

/** `(param i32) (result i32)`, with a space in front of each part. */
export const typeText = ({ params, results }: FuncType): string =>
  list('param', params) + list('result', results);

const list = (word: string, types: readonly ValType[]): string =>
  types.length > 0 ? ` (${[word, ...types.map(typeName)].join(' ')})` : '';

/** An instruction of a listing: its text and what folding has to know. */
type Line = {
  /** What is said about it, with a space behind. */
  readonly note: string;
  readonly text: string;
  readonly name: InstructionName;
  readonly opens: boolean;
  readonly takes: number;
  readonly gives: number;
};

/** Reads an expression instruction by instruction, without its last `end`. */
function* lines(c: Context, expr: Expr, results: number): Generator<Line> {
  const r = reader(c.module.bytes, expr);
  // How many values a branch to each open block takes.
  const labels = [results];
  const { open } = c;
  open.splice(0, Infinity, '');
  let blocks = 0;
  while (r.c.at < expr.end) {
    const { name } = next(r);
    if (name === 'end') {
      labels.pop();
      open.pop();
    }
    if (labels.length === 0) return;
    const [takes, gives] = arity(c, r, labels);
    const words = [wordOf(name), ...immediates(c, r)];
    const opens = opensBlock(r.row);
    if (opens) {
      const { params, results: given } = blockType(c, r);
      labels.push((name === 'loop' ? params : given).length);
      const id = c.labels.get(blocks++) ?? '';
      if (id !== '') words.splice(1, 0, id);
      open.push(id);
    }
    const place = c.offsets ? `(;${hex(r.offset)};) ` : '';
    const likely = c.hints.get(r.offset);
    const note = likely === undefined ? '' : hintText(likely);
    yield { note, text: place + words.join(' '), name, opens, takes, gives };
  }
}

const hintText = (likely: number): string =>
  `(@metadata.code.branch_hint "\\0${likely}") `;

/** The instructions of an expression, one a line, blocks set in. */
export function flat(c: Context, expr: Expr, depth: number): string[] {
  let level = depth;
  return Array.from(lines(c, expr, 0), ({ note, name, opens, text }) => {
    if (name === 'end' || name === 'else') level--;
    const line = indent(level) + note + text;
    if (opens || name === 'else') level++;
    return line;
  });
}

/** The name as it is written: what tells apart two of the same word stands behind it. */
function wordOf(name: string): string {
  const end = name.indexOf(' ');
  return end < 0 ? name : name.slice(0, end);
}

const indents = Array.from({ length: 41 }, (_, depth) => '  '.repeat(depth));

/** White space for a depth; beyond what a page holds, no more. */
export const indent = (depth: number): string =>
  indents[Math.min(depth, indents.length - 1)];

/** An instruction with what is folded into it: `size` is its length on one line, Infinity for a block. */
type Node = {
  readonly note: string;
  readonly text: string;
  readonly children: Node[];
  readonly gives: number;
  size: number;
};

/** The instructions of an expression, folded. `results` is what the function gives. */
export function folded(
  c: Context,
  expr: Expr,
  depth: number,
  results: number,
): string[] {
  const open: Node[] = [node('', 0)];
  for (const line of lines(c, expr, results)) {
    const { note, text, name, opens, takes, gives } = line;
    const top = open[open.length - 1];
    if (name === 'end' || name === 'else') {
      open.pop();
      // An arm stands in its `if`.
      const arm = top.text.endsWith('then') || top.text.endsWith('else');
      if (name === 'else') open.push(block(open, text));
      else if (arm) open.pop();
      continue;
    }
    const made = node(text, gives, note);
    adopt(made, top.children, takes);
    top.children.push(made);
    if (!opens) continue;
    made.size = Infinity;
    open.push(made);
    if (name === 'if') open.push(block(open, 'then'));
  }
  return rendered(open[0].children, depth);
}

const node = (text: string, gives: number, note = ''): Node => ({
  ...{ note, text, gives, children: [] },
  size: note.length + text.length + 2,
});

/** A block inside the innermost open one. */
function block(open: readonly Node[], text: string): Node {
  const made = { ...node(text, 0), size: Infinity };
  open[open.length - 1].children.push(made);
  return made;
}

/** Moves the last of `from` into a node, as many as give the values that it takes. */
function adopt(into: Node, from: Node[], takes: number): void {
  let left = takes;
  let first = from.length;
  while (
    first > 0 &&
    from[first - 1].gives > 0 &&
    from[first - 1].gives <= left
  ) {
    left -= from[--first].gives;
  }
  into.children.push(...from.splice(first));
  for (const { size } of into.children) into.size += size + 1;
}

/** The width of a page; what is set in far keeps some of it. */
const [width, narrow] = [72, 40];

/** Nodes as text: what fits stands on one line, whatever does not gives each child one of its own. */
function rendered(nodes: readonly Node[], depth: number): string[] {
  const found: string[] = [];
  const todo = nodes
    .map((each) => ({ each, level: depth, closes: 0 }))
    .reverse();
  for (;;) {
    const item = todo.pop();
    if (!item) return found;
    const { each, level, closes } = item;
    const { head, rest } = parted(
      each,
      Math.max(width - indent(level).length, narrow),
    );
    const whole = rest.length === 0;
    const text = head + ')'.repeat(whole ? closes + 1 : 0);
    found.push(indent(level) + text);
    const children = rest.map((child, i) => ({
      ...{ each: child, level: level + 1 },
      closes: i === rest.length - 1 ? closes + 1 : 0,
    }));
    todo.push(...children.reverse());
  }
}

/** The first line of a node without its last parenthesis, and the children that go on lines of their own: none, all, or those from the first block on. */
function parted({ note, text, children, size }: Node, room: number) {
  const blocks = children.findIndex((child) => child.size === Infinity);
  const lead =
    size === Infinity ? children.slice(0, Math.max(blocks, 0)) : children;
  const length = lead.reduce(
    (sum, child) => sum + 1 + child.size,
    note.length + text.length + 2,
  );
  const inline = length <= room ? lead : [];
  const head = `${note}(${[text, ...inline.map(oneLine)].join(' ')}`;
  return { head, rest: children.slice(inline.length) };
}

/** A node in one line; the size that it was measured by keeps this from going deep. */
const oneLine = ({ note, text, children }: Node): string =>
  `${note}(${[text, ...children.map(oneLine)].join(' ')})`;

type Arity = readonly [takes: number, gives: number];

/** What an arity may depend on: how many values a label takes, and the function gives. */
type At = {
  readonly c: Context;
  readonly r: Reader;
  readonly label: (depth: number) => number;
  readonly results: number;
};

/** The arities that the table says, by code. */
const typed: ReadonlyMap<number, Arity> = new Map(
  instructions.flatMap((row): [number, Arity][] => {
    const found = signature(row);
    if (!found) return [];
    return [[row.code, [found.params.length, found.results.length]]];
  }),
);

/** How many values an instruction takes and gives. */
function arity(c: Context, r: Reader, labels: readonly number[]): Arity {
  const found = typed.get(r.row.code) ?? arities[r.row.name] ?? [0, 0];
  if (typeof found !== 'function') return found;
  const label = (depth: number) => labels[labels.length - 1 - depth] ?? 0;
  return found({ c, r, label, results: labels[0] });
}

const opening =
  (takes: number) =>
  ({ c, r }: At): Arity => [takes, blockType(c, r).results.length];
const jump =
  (more: number, gives?: number) =>
  ({ r, label }: At): Arity => [
    label(r.x) + more,
    gives === undefined ? 0 : label(r.x) + gives,
  ];
const called = (type: FuncType | undefined, more: number): Arity => [
  (type?.params.length ?? 0) + more,
  type?.results.length ?? 0,
];
const direct = ({ c, r }: At): Arity => called(c.spaces.funcs[r.x], 0);
const indirect = ({ c, r }: At): Arity => called(c.module.types[r.x], 1);

const arities: {
  readonly [name in InstructionName]?: Arity | ((at: At) => Arity);
} = {
  ...{ block: opening(0), loop: opening(0), try_table: opening(0) },
  ...{ if: opening(1), br: jump(0), br_if: jump(1, 0) },
  ...{ br_on_null: jump(1, 1), br_on_non_null: jump(0, -1) },
  ...{ br_on_cast: jump(0, 0), br_on_cast_fail: jump(0, 0) },
  br_table: ({ r, label }) => [label(r.list[r.list.length - 1]) + 1, 0],
  return: ({ results }) => [results, 0],
  throw: ({ c, r }) => [c.spaces.tags[r.x]?.params.length ?? 0, 0],
  ...{ call: direct, return_call: direct, call_indirect: indirect },
  ...{ return_call_indirect: indirect, call_ref: indirect },
  return_call_ref: indirect,
  'struct.new': ({ c, r }) => [c.module.types[r.x]?.fields.length ?? 0, 1],
  'array.new_fixed': ({ r }) => [r.y, 1],
  ...{ throw_ref: [1, 0], drop: [1, 0], select: [3, 1], 'select t': [3, 1] },
  ...{ 'local.get': [0, 1], 'local.set': [1, 0], 'local.tee': [1, 1] },
  ...{ 'global.get': [0, 1], 'global.set': [1, 0] },
  ...{ 'ref.null': [0, 1], 'ref.is_null': [1, 1], 'ref.func': [0, 1] },
  ...{ 'ref.as_non_null': [1, 1], 'ref.i31': [1, 1] },
  ...{ 'ref.test': [1, 1], 'ref.test null': [1, 1] },
  ...{ 'ref.cast': [1, 1], 'ref.cast null': [1, 1] },
  ...{ 'any.convert_extern': [1, 1], 'extern.convert_any': [1, 1] },
  ...{ 'struct.new_default': [0, 1], 'struct.set': [2, 0] },
  ...{ 'struct.get': [1, 1], 'struct.get_s': [1, 1], 'struct.get_u': [1, 1] },
  ...{ 'array.new': [2, 1], 'array.new_default': [1, 1], 'array.set': [3, 0] },
  ...{ 'array.new_data': [2, 1], 'array.new_elem': [2, 1] },
  ...{ 'array.get': [2, 1], 'array.get_s': [2, 1], 'array.get_u': [2, 1] },
  ...{ 'array.fill': [4, 0], 'array.copy': [5, 0] },
  ...{ 'array.init_data': [4, 0], 'array.init_elem': [4, 0] },
  ...{ 'table.get': [1, 1], 'table.set': [2, 0], 'table.grow': [2, 1] },
  ...{ 'table.init': [3, 0], 'table.copy': [3, 0], 'table.fill': [3, 0] },
};

/** The type of the block just read. */
function blockType({ module }: Context, { x, type }: Reader): FuncType {
  const none = { params: [], results: [] };
  if (x >= 0) return module.types[x] ?? none;
  return type === bottom ? none : { params: [], results: [type] };
}

/** The immediates of the instruction just read, in the order of the text. */
function immediates(c: Context, r: Reader): string[] {
  const [first, second] = r.row.immediates;
  const { x, y } = r;
  if (second === undefined) return first ? texts[first](c, r, x) : [];
  if (second === 'catches') {
    return [...texts.blockType(c, r, x), ...texts.catches(c, r, y)];
  }
  // The table or memory stands first, and not at all where it is 0.
  if (second === 'laneIdx') return [...texts.memArg(c, r, x), String(y)];
  if (second !== 'tableIdx' && second !== 'memIdx') {
    return [...texts[first](c, r, x), ...texts[second](c, r, y)];
  }
  if (first === second) {
    const what = spaceOf[second];
    return x === 0 && y === 0 ? [] : [c.id(what, x), c.id(what, y)];
  }
  if (first === 'typeIdx') {
    return [...texts[second](c, r, y), `(type ${c.id('type', x)})`];
  }
  return [...texts[second](c, r, y), ...texts[first](c, r, x)];
}

type Text = (c: Context, r: Reader, x: number) => string[];

const plain: Text = (_c, _r, x) => [String(x)];
const named =
  (what: Named): Text =>
  (c, _, x) => [c.id(what, x)];
const optional =
  (what: Named): Text =>
  (c, _, x) =>
    x === 0 ? [] : [c.id(what, x)];

/** An open block by its identifier, unless a nearer one has the same, or by its depth. */
function label({ open }: Context, depth: number): string {
  const at = open.length - 1 - depth;
  const id = open[at] ?? '';
  return id !== '' && open.lastIndexOf(id) === at ? id : String(depth);
}

const float = (bits: bigint, size: 32 | 64): string[] => [
  floatText(BigInt.asUintN(size, bits), size),
];

const wide = ({ x, y }: Reader): bigint => (BigInt(y) << 32n) | BigInt(x >>> 0);

/** How each kind of immediate is written. */
const texts: Record<Immediate, Text> = {
  blockType: (c, r, x) =>
    [(x >= 0 ? `(type ${c.id('type', x)})` : '') + typeText(blockType(c, r))]
      .map((text) => text.trimStart())
      .filter((text) => text !== ''),
  labelIdx: (c, _, x) => [label(c, x)],
  labelIdxs: (c, r) => r.list.map((x) => label(c, x)),
  typeIdx: named('type'),
  funcIdx: named('func'),
  tableIdx: optional('table'),
  memIdx: optional('memory'),
  globalIdx: named('global'),
  localIdx: named('local'),
  elemIdx: named('elem'),
  dataIdx: named('data'),
  tagIdx: named('tag'),
  catches: (c, { list: words }) =>
    words.flatMap((kind, i) => {
      if (i % 3 > 0) return [];
      const { name, tagged } = catchKinds[kind];
      const tag = tagged ? `${c.id('tag', words[i + 1])} ` : '';
      return [`(${name} ${tag}${label(c, words[i + 2])})`];
    }),
  memArg: (c, r, x) => [
    ...optional('memory')(c, r, x),
    ...(r.memOffset > 0 ? [`offset=${r.memOffset}`] : []),
    ...(2 ** r.align === r.row.width ? [] : [`align=${2n ** BigInt(r.align)}`]),
  ],
  order: () => [],
  fieldIdx: plain,
  u32: plain,
  refType: (_, r) => [typeName(r.type)],
  cast: (_, r, x) => [String(x), ...r.list.map(typeName)],
  heapType: (_, r) => [heapName(heapOf(r.type))],
  valTypes: (_, r) => [
    `(result${r.list.map((each) => ` ${typeName(each)}`).join('')})`,
  ],
  i32: plain,
  i64: (_, r) => [String(wide(r))],
  f32: (_c, _r, x) => float(BigInt(x), 32),
  f64: (_, r) => float(wide(r), 64),
  v128: (c, _, x) => [vectorText(littleEndian(c, x))],
  laneIdx: plain,
  lanes: ({ module: { bytes } }, _, x) =>
    Array.from(bytes.subarray(x, x + 16), String),
};

/** The 16 bytes at `x` as one integer. */
const littleEndian = ({ module: { bytes } }: Context, x: number): bigint =>
  bytes
    .subarray(x, x + 16)
    .reduceRight((bits, byte) => (bits << 8n) | BigInt(byte), 0n);

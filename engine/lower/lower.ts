/**
 * Lowering: from a validated body to register code, in one walk.
 *
 * Plain code has one operation for each instruction and every value at home:
 * the stepper runs it and lessons show it. Fused code forwards locals and
 * constants into the operation that uses them, joins a comparison with its
 * branch and writes a result straight into its local. Both keep the same
 * places where every value is at home (function entry, loop heads, calls, the
 * targets of branches) and count the same instructions.
 * Code after an unconditional jump cannot run and is not lowered.
 * Ours · lesson "What a module may touch".
 */

import { next, reader } from '../binary/expr.ts';
import { instructions, opensBlock, signature } from '../syntax/instructions.ts';
import type { Expr, IndexSpaces, Module } from '../syntax/module.ts';
import { bottom, i32, isRef, typeNamed } from '../syntax/types.ts';
import type { ValType } from '../syntax/types.ts';
import { inSwitch, op } from './code.ts';
import type { Lowered } from './code.ts';
import {
  address,
  define,
  emit,
  label,
  offsetWord,
  pop,
  pops,
} from './context.ts';
import { defineRare, rare, read } from './context.ts';
import type { Context } from './context.ts';
import {
  fuseBinary,
  fuseEqz,
  fuseExtend,
  fuseLoad,
  fuseStore,
} from './fuse.ts';
import { slotWords, wordsOf } from './operands.ts';
import { rules } from './rules.ts';
import { vectorAccess } from './vectors.ts';

/** Lowers function `index` of the module's own functions. The module must be valid. */
export function lower(
  module: Module,
  spaces: IndexSpaces,
  index: number,
  fused: boolean,
): Lowered {
  const { type: x, locals: runs, body } = module.funcs[index];
  const { params, results } = module.types[x];
  const locals = runs.flatMap(([count, each]) =>
    Array.from({ length: count }, () => each),
  );
  const c = context(module, spaces, body, [...params, ...locals], fused);
  return lowered(c, wordsOf(params), results);
}

/** Lowers a constant expression of one result as if it were a function. */
export const lowerConstant = (
  module: Module,
  spaces: IndexSpaces,
  expr: Expr,
  type: ValType,
): Lowered => lowered(context(module, spaces, expr, [], true), 0, [type]);

/** Lowers the body to which a context belongs, behind `params` words of parameters. */
function lowered(
  c: Context,
  params: number,
  results: readonly ValType[],
): Lowered {
  c.labels.push(label(c, 'func', { params: [], results }));
  emit(c, op.enter, 0, params, c.base);
  for (const { slot, type: each } of c.locals) {
    if (slot >= params && isRef(each)) rare(c, 'ref.null', slot);
  }
  while (c.labels.length > 0) instruction(c);
  if (c.r.c.at !== c.r.c.end) throw new RangeError('lowering lost its way');
  const { words, targets, positions, handlers, top } = c;
  words[1] = top;
  follow(c);
  return { words, targets, positions, handlers };
}

/** Jumps that know what a branch table will choose go there at once. */
function follow({ words, threads }: Context): void {
  for (let i = 0; i < threads.length; i += 2) {
    const [target, entry] = [threads[i], threads[i + 1]];
    words[target] = words[entry];
    words[target + 1] += words[entry + 1];
  }
}

function context(
  module: Module,
  spaces: IndexSpaces,
  body: Expr,
  types: readonly ValType[],
  fused: boolean,
): Context {
  let base = 0;
  const locals = types.map((each) => {
    const slot = base;
    base += slotWords(each);
    return { slot, type: each };
  });
  return {
    module,
    spaces,
    fused,
    r: reader(module.bytes, body),
    locals,
    words: [],
    targets: [],
    positions: [],
    stack: [],
    settled: 0,
    labels: [],
    due: 0,
    last: -1,
    before: -1,
    wrote: -1,
    threads: [],
    handlers: [],
    base,
    top: base,
    dead: -1,
  };
}

/** Lowers the next instruction. */
function instruction(c: Context): void {
  const row = next(c.r);
  if (c.dead >= 0) return skipDead(c);
  // What was taken back begins nowhere.
  const { positions, words } = c;
  while (positions[positions.length - 2] > words.length) positions.length -= 2;
  positions.push(words.length, c.r.offset);
  const plan = plans.get(row.code);
  if (!plan) throw new RangeError(`no rule for ${row.name}`);
  c.due += plan.count;
  plan.rule(c);
}

/** What only says where a block begins or ends; nothing is done there. */
const uncounted: ReadonlySet<string> = new Set([
  'block',
  'loop',
  'try_table',
  'else',
  'end',
]);

/** What lowering an instruction takes, by code: its rule, and how many instructions it counts as. */
const plans = new Map(
  instructions.map(({ code, name, width }) => {
    const rule =
      rules[name] ??
      (width === 0 ? numeric : name.startsWith('v128') ? vectorAccess : access);
    return [code, { rule, count: uncounted.has(name) ? 0 : 1 }];
  }),
);

/** Steps over what cannot run, up to the `else` or `end` that revives it. */
function skipDead(c: Context): void {
  const { name } = c.r.row;
  if (opensBlock(c.r.row)) c.dead++;
  else if (name === 'end' && c.dead > 0) c.dead--;
  else if (c.dead === 0 && (name === 'end' || name === 'else')) {
    rules[name]?.(c);
  }
}

/** Parameter counts and result types of the rows with a fixed type, by code. */
const shapes = new Map(
  instructions.flatMap((row) => {
    const sig = signature(row);
    if (!sig) return [];
    const [result] = sig.results;
    const type = result === 'addr' ? i32 : typeNamed(result ?? '');
    return [[row.code, { params: sig.params.length, result: type }]];
  }),
);

/** Loads and stores. Floats move as the integers of their size; only the first memory is at hand in the switch. */
function access(c: Context): void {
  const { row, x: memory } = c.r;
  const { code, name } = row;
  const moved = sameWords.get(name) ?? code;
  const { result } = shapes.get(code) ?? {};
  const offset = offsetWord(c);
  const first = memory === 0;
  if (result === undefined) {
    const value = pop(c);
    if (c.fused && first && fuseStore(c, code, value)) return;
    const slot = read(c, value);
    const at = address(c, pop(c));
    if (first) emit(c, moved, at, slot, offset);
    else rare(c, name, at, slot, offset, memory);
    return;
  }
  if (c.fused && first && fuseLoad(c, result)) return;
  const at = address(c, pop(c));
  if (first) define(c, result, moved, at, offset);
  else defineRare(c, result, name, at, offset, memory);
}

const sameWords: ReadonlyMap<string, number> = new Map([
  ['f32.load', 0x28],
  ['f64.load', 0x29],
  ['f32.store', 0x36],
  ['f64.store', 0x37],
]);

/** What computes one value from one or two, and the rare rest that takes up to three. */
function numeric(c: Context): void {
  const { code, name } = c.r.row;
  const { params = 0, result = bottom } = shapes.get(code) ?? {};
  if (c.fused && (fuseEqz(c) || fuseBinary(c, result) || fuseExtend(c))) return;
  if (inSwitch.has(code)) {
    const b = params > 1 ? read(c, pop(c)) : 0;
    return define(c, result, code, read(c, pop(c)), b);
  }
  const operands = pops(c, params).map((each) => read(c, each));
  if (c.r.row.immediates.length > 0) operands.push(c.r.x);
  if (result === bottom) return rare(c, name, ...operands);
  defineRare(c, result, name, ...operands);
}

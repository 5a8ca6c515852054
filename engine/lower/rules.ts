/**
 * Lowering, instruction by instruction: those that the table gives no type.
 *
 * One rule for each name. Numeric instructions, loads and stores need none;
 * lower.ts reads them off the table. Ours · lesson "What a module may touch".
 */

import { catchKinds, groups, signature } from '../syntax/instructions.ts';
import type { InstructionName } from '../syntax/instructions.ts';
import { bottom, f32, f64, funcref, i32 } from '../syntax/types.ts';
import { i64, isRef, typeNamed, v128 } from '../syntax/types.ts';
import type { FuncType } from '../syntax/types.ts';
import { callRules } from './calls.ts';
import { op } from './code.ts';
import * as l from './context.ts';
import type { Context, Label, Rule } from './context.ts';
import { branch, fuseGlobalSet, fuseSet, fuseWrap, jump } from './fuse.ts';
import { wordsOf } from './operands.ts';
import { isNull, isOf, refRules } from './reference.ts';

/** The types that constants have, by name. */
const constType = { i32, i64, f32, f64 } as const;

/** The function type that a block has. Spec 3.2.2. */
function blockType({ r, module }: Context): FuncType {
  if (r.x >= 0) return module.types[r.x];
  return { params: [], results: r.type === bottom ? [] : [r.type] };
}

const target = (c: Context, depth: number): Label =>
  c.labels[c.labels.length - 1 - depth];

/** Goes on behind a value that costs nothing in fused code and an operation in plain code. */
function plainNop(c: Context): void {
  if (!c.fused) l.emit(c, op.nop);
}

const open =
  (kind: 'block' | 'loop'): Rule =>
  (c) => {
    l.settle(c);
    l.forget(c);
    c.labels.push(l.label(c, kind, blockType(c)));
  };

/** A block whose handlers are rows beside the code: what they catch goes straight to where their labels expect it. */
function tryTable(c: Context): void {
  open('block')(c);
  const { handlers, head: start } = target(c, 0);
  for (let i = 0; i < c.r.list.length; i += 3) {
    const [kind, tag, depth] = c.r.list.slice(i, i + 3);
    const to = target(c, depth + 1);
    const slot = l.homeAt(c, to.height);
    const { withRef } = catchKinds[kind];
    const arrival = { target: to.head, charge: -to.due };
    const handler = { start, end: start, tag, withRef, slot, ...arrival };
    handlers.push(handler);
    if (to.kind !== 'loop') to.catches.push(handler);
    c.top = Math.max(c.top, slot + wordsOf(l.labelTypes(to)));
  }
}

/** Lets what is caught for a block arrive here. */
function arrive(c: Context, { catches }: Label): void {
  for (const handler of catches) {
    handler.target = c.words.length;
    handler.charge = -c.due;
  }
}

function ifRule(c: Context): void {
  const words = jump(c, false);
  l.settle(c);
  const entry = l.label(c, 'if', blockType(c));
  l.emit(c, ...words);
  c.targets.push(c.words.length);
  entry.otherwise = c.words.length;
  l.emit(c, 0, c.due);
  c.labels.push(entry);
}

/** The values of a block that ends here are the stack from its height up. */
function reset(c: Context, entry: Label, types: Label['results']): void {
  c.stack.length = entry.height;
  for (const type of types) l.push(c, type);
}

function elseRule(c: Context): void {
  const entry = target(c, 0);
  if (c.dead < 0) {
    l.carry(c, entry, entry.results);
    branch(c, entry);
    l.aim(c, entry);
  }
  c.dead = -1;
  c.due = 0;
  if (entry.otherwise !== undefined) l.land(c, entry.otherwise);
  entry.otherwise = undefined;
  reset(c, entry, entry.params);
}

function endRule(c: Context): void {
  const entry = target(c, 0);
  if (entry.kind === 'func') {
    if (c.dead < 0) returnRule(c);
    c.due = 0;
    arrive(c, entry);
    if (entry.catches.length > 0) {
      reset(c, entry, entry.results);
      returnRule(c);
    }
    c.labels.pop();
    return;
  }
  if (c.dead < 0) l.carry(c, entry, entry.results);
  c.dead = -1;
  if (entry.otherwise !== undefined) entry.patches.push(entry.otherwise);
  for (const patch of entry.patches) l.land(c, patch);
  arrive(c, entry);
  for (const handler of entry.handlers) {
    handler.end = c.words.length;
    c.handlers.push(handler);
  }
  l.forget(c);
  c.labels.pop();
  reset(c, entry, entry.results);
}

function returnRule(c: Context): void {
  const { results } = c.labels[0];
  const values = c.stack.slice(c.stack.length - results.length);
  const [only, ...others] = values;
  // A single result is taken from where it is, several from their homes.
  if (others.length > 0) for (const each of values) l.move(c, each, each.home);
  const from = !only ? 0 : others.length > 0 ? only.home : l.read(c, only);
  l.emit(c, op.return, from, l.moveRefs(c, results, from), l.charge(c));
}

/** A branch that is always taken. */
function jumpTo(c: Context, to: Label): void {
  if (to.kind === 'func') return returnRule(c);
  l.carry(c, to, l.labelTypes(to));
  branch(c, to);
  l.aim(c, to);
}

/** A branch that is taken where the value on top is true, or else where it is 0. `held` values lie between it and those that the branch carries. */
function branchWhere(c: Context, when: boolean, held = 0): void {
  const to = target(c, c.r.x);
  const direct = to.kind !== 'func' && l.carried(c, to, 1 + held);
  const words = jump(c, direct === when);
  const kept = l.pops(c, held);
  branchBy(c, to, direct, words);
  c.stack.push(...kept);
}

/** Writes a jump, or a jump around the moves that a branch takes. */
function branchBy(
  c: Context,
  to: Label,
  direct: boolean,
  words: readonly number[],
): void {
  if (direct) {
    l.emit(c, ...words);
    return l.aim(c, to);
  }
  // Around the moves: jump where the condition does not hold.
  l.emit(c, ...words);
  const over = c.words.length;
  c.targets.push(over);
  l.emit(c, 0, 0);
  const { due } = c;
  jumpTo(c, to);
  c.due = due;
  c.words[over] = c.words.length;
  l.forget(c);
}

function brTable(c: Context): void {
  const index = l.read(c, l.pop(c));
  const labels = c.r.list.map((depth) => target(c, depth));
  l.emit(c, op.branchTable, index, labels.length - 1);
  const stubs = new Map<Label, number[]>();
  for (const to of labels) {
    if (to.kind !== 'func' && l.carried(c, to)) l.aim(c, to);
    else {
      const patches = stubs.get(to) ?? [];
      stubs.set(to, patches);
      patches.push(c.words.length);
      c.targets.push(c.words.length);
      l.emit(c, 0, 0);
    }
  }
  const { due } = c;
  for (const [to, patches] of stubs) {
    for (const patch of patches) c.words[patch] = c.words.length;
    c.due = due;
    jumpTo(c, to);
  }
  l.die(c);
}

function select(c: Context): void {
  const [first, second, condition] = l.pops(c, 3);
  const [a, b, when] = [first, second, condition].map((each) =>
    l.read(c, each),
  );
  const type = first.type;
  if (isRef(type)) {
    return l.defineRare(c, type, 'select t', a, b, when);
  }
  l.define(c, type, op.select, a, b, when);
  if (type !== v128) return;
  // The other half of a vector.
  l.emit(c, op.select, first.home + 2, a + 2, b + 2, when);
}

function localGet(c: Context): void {
  const { slot, type } = c.locals[c.r.x];
  if (!c.fused) {
    const { home } = l.push(c, type);
    return l.copy(c, type, home, slot);
  }
  l.push(c, type, 'local', slot);
}

function localSet(c: Context): void {
  const { slot } = c.locals[c.r.x];
  const value = l.pop(c);
  l.settleLocal(c, slot);
  if (c.fused && fuseSet(c, value, slot)) return;
  l.move(c, value, slot);
}

function localTee(c: Context): void {
  const { slot, type } = c.locals[c.r.x];
  const value = l.pop(c);
  l.settleLocal(c, slot);
  if (!c.fused) {
    l.move(c, value, slot);
    l.push(c, value.type, value.from, value.lo, value.hi);
    return;
  }
  if (!fuseSet(c, value, slot)) l.move(c, value, slot);
  l.push(c, type, 'local', slot);
}

/** Own number globals are words of the instance; the others are reached through their cells. */
function ownGlobal(c: Context): number | undefined {
  const own = c.r.x - (c.spaces.globals.length - c.module.globals.length);
  const { type } = c.spaces.globals[c.r.x];
  return own >= 0 && !isRef(type) && type !== v128 ? own * 2 : undefined;
}

function globalGet(c: Context): void {
  const { type } = c.spaces.globals[c.r.x];
  const at = ownGlobal(c);
  if (at === undefined) l.defineRare(c, type, 'global.get', c.r.x);
  else l.define(c, type, op.globalGet, at);
}

function globalSet(c: Context): void {
  const value = l.pop(c);
  const at = ownGlobal(c);
  const local = c.fused && value.from === 'local' && at !== undefined;
  if (local && fuseGlobalSet(c, value.lo, at)) return;
  const from = l.read(c, value);
  if (at === undefined) l.rare(c, 'global.set', from, c.r.x);
  else l.emit(c, op.globalSet, from, at);
}

const constant =
  (type: keyof typeof constType): Rule =>
  (c) => {
    const { x: lo, y } = c.r;
    const hi = type === 'i64' || type === 'f64' ? y : 0;
    l.push(c, constType[type], 'const', lo, hi);
    if (!c.fused) l.settle(c, c.stack.length - 1);
  };

/** The same bits under another type: nothing to do where the slot can be read as it is. */
const retype =
  (type: keyof typeof constType): Rule =>
  (c) => {
    const { from, lo, hi } = l.pop(c);
    l.push(c, constType[type], from, lo, hi);
    plainNop(c);
  };

/** Operations on tables and memories: `count` operands, then the immediates. */
const store =
  (count: number): Rule =>
  (c) => {
    const { row, x, y } = c.r;
    const operands = l.pops(c, count).map((each) => l.address(c, each));
    const [d = 0, a = 0, b = 0] = operands;
    l.rare(c, row.name, d, a, b, x, y);
  };

const value =
  (count: number, type?: number): Rule =>
  (c) => {
    const { row, x } = c.r;
    const [a = 0, b = 0] = l.pops(c, count).map((each) => l.address(c, each));
    const result = type ?? c.spaces.tables[x].element;
    l.defineRare(c, result, row.name, a, b, x);
  };

/** What gives a size: an i32, or −1, and that as an i64 where addresses are such. */
const size =
  (count: number, space: 'tables' | 'memories'): Rule =>
  (c) => {
    value(count, i32)(c);
    if (c.spaces[space][c.r.x].limits.address === i32) return;
    l.define(c, i64, 0xac, l.read(c, l.pop(c)), 0);
  };
/** Atomics find their operands side by side, at home, and leave their result where the first one was. */
function atomic(c: Context): void {
  const { row, x } = c.r;
  const { params = [], results = [] } = signature(row) ?? {};
  const height = c.stack.length - params.length;
  l.settle(c, height);
  const [at] = l.pops(c, params.length);
  const base = at ? l.address(c, at) : 0;
  const offset = l.offsetWord(c);
  if (row.name.startsWith('memory.atomic.wait')) {
    l.emit(c, op.wait, base, offset, row.width, x, 0);
  } else l.rare(c, row.name, base, offset, x);
  for (const result of results) l.push(c, typeNamed(result) ?? bottom);
}

/** The rule of each instruction without a type of its own. */
export const rules: Partial<Record<InstructionName, Rule>> = {
  ...Object.fromEntries(groups.atomic.map(({ name }) => [name, atomic])),
  ...callRules,
  unreachable: (c) => {
    l.emit(c, op.unreachable);
    l.die(c);
  },
  nop: plainNop,
  block: open('block'),
  loop: open('loop'),
  if: ifRule,
  else: elseRule,
  try_table: tryTable,
  throw: (c) => {
    const { params } = c.spaces.tags[c.r.x];
    l.settle(c);
    c.stack.length -= params.length;
    l.emit(c, op.throw, c.r.x, l.homeAt(c, c.stack.length), l.charge(c));
    l.die(c);
  },
  throw_ref: (c) => {
    l.emit(c, op.throwRef, l.read(c, l.pop(c)), l.charge(c));
    l.die(c);
  },
  end: endRule,
  br: (c) => {
    jumpTo(c, target(c, c.r.x));
    l.die(c);
  },
  br_if: (c) => branchWhere(c, true),
  br_table: brTable,
  return: (c) => {
    returnRule(c);
    l.die(c);
  },
  br_on_null: (c) => {
    isNull(c);
    branchWhere(c, true, 1);
  },
  br_on_non_null: (c) => {
    isNull(c);
    branchWhere(c, false);
    l.pop(c);
  },
  br_on_cast: (c) => {
    isOf(c, c.r.list[1]);
    branchWhere(c, true);
  },
  br_on_cast_fail: (c) => {
    isOf(c, c.r.list[1]);
    branchWhere(c, false);
  },
  drop: (c) => {
    l.pop(c);
    plainNop(c);
  },
  select,
  'select t': select,
  'local.get': localGet,
  'local.set': localSet,
  'local.tee': localTee,
  'global.get': globalGet,
  'global.set': globalSet,
  'ref.null': (c) => l.defineRare(c, c.r.type, 'ref.null'),
  'ref.is_null': value(1, i32),
  'ref.func': (c) => l.defineRare(c, funcref, 'ref.func', 0, 0, c.r.x),
  'i32.const': constant('i32'),
  'i64.const': constant('i64'),
  'f32.const': constant('f32'),
  'f64.const': constant('f64'),
  'i32.reinterpret_f32': retype('i32'),
  'i64.reinterpret_f64': retype('i64'),
  'f32.reinterpret_i32': retype('f32'),
  'f64.reinterpret_i64': retype('f64'),
  'i32.wrap_i64': (c) => {
    // The low word of an i64 lies where an i32 lies.
    if (c.fused) fuseWrap(c);
    const { from, lo } = l.pop(c);
    l.push(c, i32, from, lo);
    plainNop(c);
  },
  'any.convert_extern': plainNop,
  'extern.convert_any': plainNop,
  ...refRules,
  'memory.size': size(0, 'memories'),
  'memory.grow': size(1, 'memories'),
  'memory.init': store(3),
  'memory.copy': store(3),
  'memory.fill': store(3),
  'data.drop': store(0),
  'elem.drop': store(0),
  'table.get': value(1),
  'table.set': store(2),
  'table.init': store(3),
  'table.copy': store(3),
  'table.fill': store(3),
  'table.size': size(0, 'tables'),
  'table.grow': size(2, 'tables'),
};

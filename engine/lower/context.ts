/**
 * What lowering knows while it walks a body, and the few ways it writes code.
 *
 * `emit` writes an operation, `define` one that gives the value on top of the
 * stack. A value that was put off goes home by `move` and `settle`. A branch
 * leaves its target open (`aim`) until the walk comes to that place (`land`).
 * Ours · lesson "What a module may touch".
 */

import type { Reader } from '../binary/expr.ts';
import type { InstructionName } from '../syntax/instructions.ts';
import type { IndexSpaces, Module } from '../syntax/module.ts';
import { i64, isRef, v128 } from '../syntax/types.ts';
import type { FuncType, ValType } from '../syntax/types.ts';
import { op, outside, outsideLength } from './code.ts';
import type { Handler } from './code.ts';
import { isWide, slotOf, slotWords } from './operands.ts';
import type { Operand } from './operands.ts';

/** A block that is open: where its branches go and what they carry. */
export type Label = {
  readonly kind: 'func' | 'block' | 'loop' | 'if';
  /** Height of the operand stack below the block's parameters. */
  readonly height: number;
  readonly params: readonly ValType[];
  readonly results: readonly ValType[];
  /** Where a branch to this label has its target, to be filled in; the charge follows it. */
  readonly patches: number[];
  /** A loop's head, and the charge that was due there. */
  readonly head: number;
  readonly due: number;
  /** The patch of an `if` that has met no `else` yet. */
  otherwise: number | undefined;
  /** The handlers of this block, and those of others that go on behind it. */
  readonly handlers: Handler[];
  readonly catches: Handler[];
};

/** All that the walk over one body knows. */
export type Context = {
  readonly module: Module;
  readonly spaces: IndexSpaces;
  readonly fused: boolean;
  readonly r: Reader;
  readonly locals: readonly { readonly slot: number; readonly type: ValType }[];
  readonly words: number[];
  readonly targets: number[];
  readonly positions: number[];
  readonly stack: Operand[];
  /** How many of them, from the deepest up, are known to be at home. */
  settled: number;
  readonly labels: Label[];
  /** Instructions since the last charge. */
  due: number;
  /** Where the operation begins whose only effect is the value on top; −1 if there is none. */
  last: number;
  /** Where the one before begins, if that is the same; and where the last operation begins if all it did was to write a slot of its own accord. −1 if not. */
  before: number;
  wrote: number;
  /** Pairs of a jump's target and the entry of a branch table that says where it goes on to. */
  readonly threads: number[];
  readonly handlers: Handler[];
  /** The first word after the locals, and the highest word in use. */
  readonly base: number;
  top: number;
  /** Blocks that were opened in code that cannot run; −1 while code can. */
  dead: number;
};

/** How an instruction is lowered. */
export type Rule = (c: Context) => void;

/** Writes words of code; what follows is not a value's only definition. */
export function emit(c: Context, ...words: number[]): void {
  c.words.push(...words);
  forget(c);
}

/** What comes next may be reached from elsewhere, or follows what did more than give a value. */
export function forget(c: Context): void {
  c.last = -1;
  c.before = -1;
  c.wrote = -1;
}

/** Takes back the operation that gave the value on top, and the value. */
export function takeBack(c: Context): void {
  c.words.length = c.last;
  c.last = c.before;
  c.before = -1;
  pop(c);
}

/** Emits an operation outside the switch that gives no value. */
export function rare(
  c: Context,
  name: InstructionName,
  ...operands: number[]
): void {
  emit(c, outside(name), ...operands);
  pad(c, operands.length + 1);
}

/** Moves the references among values at word `from` to the start of the frame, and answers how many words all of them take: the machine moves the others. */
export function moveRefs(
  c: Context,
  types: readonly ValType[],
  from: number,
): number {
  let to = 0;
  for (const type of types) {
    if (isRef(type)) rare(c, 'local.get', to, from + to);
    to += slotWords(type);
  }
  return to;
}

/** Emits an operation that does nothing but give the value that it pushes: the value's home comes first. */
export function define(
  c: Context,
  type: ValType,
  code: number,
  ...operands: number[]
): void {
  const { home } = push(c, type);
  c.before = c.last;
  c.last = c.words.length;
  c.wrote = -1;
  c.words.push(code, home, ...operands);
}

/** `define` for an operation outside the switch. */
export function defineRare(
  c: Context,
  type: ValType,
  name: InstructionName,
  ...operands: number[]
): void {
  define(c, type, outside(name), ...operands);
  pad(c, operands.length + 2);
}

/** All operations outside the switch are equally long. */
function pad(c: Context, length: number): void {
  for (let i = length; i < outsideLength; i++) c.words.push(0);
}

/** How far up values may be put off before all go home: what looks for them looks no further. */
const mostPutOff = 100;

/** How many values, from the deepest up, are at home. */
function atHome(c: Context): number {
  const { length } = c.stack;
  c.settled = Math.min(c.settled, length);
  while (c.settled < length && c.stack[c.settled].from === 'home') c.settled++;
  return c.settled;
}

/** Puts a value on the stack, by default at its home, which follows from its height. */
export function push(
  c: Context,
  type: ValType,
  from: Operand['from'] = 'home',
  lo = 0,
  hi = 0,
): Operand {
  if (c.stack.length - atHome(c) > mostPutOff) settle(c);
  const home = homeAt(c, c.stack.length);
  const operand: Operand = { home, type, from, lo, hi };
  c.stack.push(operand);
  c.top = Math.max(c.top, home + slotWords(type));
  return operand;
}

/** Takes a value off the stack. */
export function pop(c: Context): Operand {
  const operand = c.stack.pop();
  if (!operand) throw new RangeError('lowering needs a valid module');
  return operand;
}

/** Takes `count` values off the stack, the deepest first. */
export const pops = (c: Context, count: number): Operand[] =>
  c.stack.splice(c.stack.length - count, count);

/** The slot from which a value that was popped can be read; a constant goes home first. */
export function read(c: Context, operand: Operand): number {
  if (operand.from === 'const') move(c, operand, operand.home);
  return slotOf(operand);
}

/**
 * The slot from which an operand of a load, a store or an operation on a table
 * or memory can be read. If it has 64 bits it is an address, and is made one of
 * 32: then nothing that runs needs to know of the others.
 */
export function address(c: Context, operand: Operand): number {
  if (operand.type !== i64) return read(c, operand);
  const { home, from, lo, hi } = operand;
  if (from === 'const') emit(c, op.const32, home, hi === 0 ? lo : -1);
  else emit(c, op.narrow, home, slotOf(operand));
  return home;
}

/** The offset of a memArg, as a word: one too large for it is beyond all memory, as is the last. */
export const offsetWord = ({ r }: Context): number =>
  r.memOffset < 2 ** 32 ? Number(r.memOffset) : -1;

/** Emits what brings a value to the slot `to`, unless it is there. */
export function move(c: Context, operand: Operand, to: number): void {
  const { type, from, lo, hi } = operand;
  if (from === 'const') {
    const start = c.words.length;
    if (isWide(type)) emit(c, op.const64, to, lo, hi);
    else emit(c, op.const32, to, lo);
    c.wrote = start;
  } else if (slotOf(operand) !== to) copy(c, type, to, slotOf(operand));
}

/** Copies a value between slots; references live beside the words. */
export function copy(
  c: Context,
  type: ValType,
  to: number,
  from: number,
): void {
  if (isRef(type)) rare(c, 'local.get', to, from);
  else if (type === v128) emit(c, op.copyBoth, to, from, to + 2, from + 2);
  else if (c.fused && c.wrote >= 0 && c.words[c.wrote] === op.copy) {
    c.words[c.wrote] = op.copyBoth;
    emit(c, to, from);
  } else {
    const start = c.words.length;
    emit(c, op.copy, to, from);
    c.wrote = start;
  }
}

/** Brings the values from `height` up home: what other code may rely on. */
export function settle(c: Context, height = 0): void {
  for (let i = Math.max(height, atHome(c)); i < c.stack.length; i++) {
    const operand = c.stack[i];
    if (operand.from === 'home') continue;
    move(c, operand, operand.home);
    c.stack[i] = { ...operand, from: 'home' };
  }
}

/** Before a local is written: values that were put off as that local go home. */
export function settleLocal(c: Context, slot: number): void {
  for (let i = atHome(c); i < c.stack.length; i++) {
    const operand = c.stack[i];
    if (operand.from !== 'local' || operand.lo !== slot) continue;
    move(c, operand, operand.home);
    c.stack[i] = { ...operand, from: 'home' };
  }
}

/** Takes the charge that is due. */
export function charge(c: Context): number {
  const { due } = c;
  c.due = 0;
  return due;
}

/** Opens a block over the parameters that lie on the stack. */
export function label(
  c: Context,
  kind: Label['kind'],
  { params, results }: FuncType,
): Label {
  return {
    ...{ kind, params, results, patches: [], handlers: [], catches: [] },
    height: c.stack.length - params.length,
    head: c.words.length,
    due: c.due,
    otherwise: undefined,
  };
}

/** Leaves `target, charge` at the end of the words of a jump, now or when the label's place is known. */
export function aim(c: Context, to: Label): void {
  c.targets.push(c.words.length);
  if (to.kind === 'loop') emit(c, to.head, c.due - to.due);
  else {
    to.patches.push(c.words.length);
    emit(c, 0, c.due);
  }
}

/** Fills in a jump that goes to this place. On the way by, `c.due` is owed here too. */
export function land(c: Context, patch: number): void {
  c.words[patch] = c.words.length;
  c.words[patch + 1] -= c.due;
  forget(c);
}

/** The first word of the operand stack at a height. */
export function homeAt({ stack, base }: Context, height: number): number {
  if (height === 0) return base;
  const below = stack[height - 1];
  return below.home + slotWords(below.type);
}

/** What a branch to the label carries: a loop's label stands at its start. */
export const labelTypes = ({ kind, params, results }: Label) =>
  kind === 'loop' ? params : results;

/** Moves the topmost values, of these types, to the bottom of the block: where its label expects them. */
export function carry(c: Context, to: Label, types: readonly ValType[]): void {
  if (types.length === 0) return;
  let slot = homeAt(c, to.height);
  for (const operand of c.stack.slice(c.stack.length - types.length)) {
    move(c, operand, slot);
    slot += slotWords(operand.type);
  }
}

/** Whether a branch to the label needs no moves; `above` values lie on those that it carries. */
export function carried({ stack }: Context, to: Label, above = 0): boolean {
  const { length } = labelTypes(to);
  const end = stack.length - above;
  if (length === 0) return true;
  const values = stack.slice(end - length, end);
  return (
    end - length === to.height && values.every(({ from }) => from === 'home')
  );
}

/** Marks what follows as unreachable. */
export function die(c: Context): void {
  c.dead = 0;
  c.due = 0;
}

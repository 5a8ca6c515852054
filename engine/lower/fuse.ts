/**
 * Fusing: two or three instructions in one operation.
 *
 * All rules look at one thing, the operation that was written last and whose
 * only effect is the value on top of the stack: it can be taken back and said
 * better. A comparison goes into the branch that asks for it, a constant into
 * the operation that uses it, a result into the local that keeps it.
 * Ours · lesson "What a module may touch".
 */

import type { ValType } from '../syntax/types.ts';
import { i32, i64 } from '../syntax/types.ts';
import { hasImmediate, hasSum, inSwitch, narrower, op } from './code.ts';
import { opposite, storesImmediate, swapped, variant } from './code.ts';
import { address, define, emit, forget, offsetWord } from './context.ts';
import { pop, push, read, takeBack } from './context.ts';
import type { Context, Label } from './context.ts';
import type { Operand } from './operands.ts';

const I32_EQZ = 0x45;
const I64_EQZ = 0x50;
const I32_ADD = 0x6a;
const I32_ROTL = 0x77;
const I64_EXTEND_S = 0xac;
const I64_EXTEND_U = 0xad;

/** A comparison of integers, as it stands in the code. */
type Test = { code: number; a: number; b: number; immediate: boolean };

/** A comparison's place after its type's `eq`: 1 ne, 2 lt_s, 3 lt_u, 4 gt_s, 5 gt_u, 6 le_s, 7 le_u, 8 ge_s, 9 ge_u. */
const order = (code: number): number => code - (code < I64_EQZ ? 0x46 : 0x51);

/** With an immediate there are no `>` and `<=`: `a > k` is `a >= k + 1`, unless `k + 1` wraps. */
function immediateTest(code: number, k: number): [number, number] | undefined {
  const nth = order(code);
  if (nth < 4 || nth > 7) return [code, k];
  const signed = nth % 2 === 0;
  if (k === 0x7fff_ffff || (k === -1 && !signed)) return undefined;
  return [nth < 6 ? code + 4 : code - 4, (k + 1) | 0];
}

const isTest = (code: number): boolean =>
  (code > I32_EQZ && code < I64_EQZ) || (code > I64_EQZ && code < 0x5b);

/** The constant that an operation can carry in one word. */
function smallConstant({ from, type, lo, hi }: Operand): number | undefined {
  if (from !== 'const') return undefined;
  return type === i64 && hi !== lo >> 31 ? undefined : lo;
}

/** `x == 0` is a comparison with an immediate; of a comparison it is the opposite one. */
export function fuseEqz(c: Context): boolean {
  const { code } = c.r.row;
  if (code !== I32_EQZ && code !== I64_EQZ) return false;
  const test = code === I32_EQZ ? lastTest(c) : undefined;
  const negated = test && opposite.get(test.code);
  if (test && negated !== undefined) {
    c.words[c.last] = negated + (test.immediate ? variant.immediate : 0);
    return true;
  }
  const a = read(c, pop(c));
  define(c, i32, code + 1 + variant.immediate, a, 0);
  return true;
}

/** A constant operand goes into the operation, from the left side too where that makes no difference. */
export function fuseBinary(c: Context, result: ValType): boolean {
  const { code } = c.r.row;
  const { length } = c.stack;
  if (length < 2) return false;
  let a = c.stack[length - 2];
  let b = c.stack[length - 1];
  if (a.from !== 'const' && b.from !== 'const') return false;
  if (!inSwitch.has(code) || !binary(code)) return false;
  let fused = code;
  const turned = swapped.get(code);
  if (a.from === 'const' && b.from !== 'const' && turned !== undefined) {
    [a, b, fused] = [b, a, turned];
  }
  const k = smallConstant(b);
  // a − k is a + (−k)
  const [plain, value] =
    k !== undefined && (fused === 0x6b || fused === 0x7d) && k !== -0x8000_0000
      ? [fused - 1, -k]
      : [fused, k];
  if (value === undefined || !hasImmediate.has(plain)) return false;
  const test = isTest(plain) ? immediateTest(plain, value) : [plain, value];
  if (!test) return false;
  c.stack.length -= 2;
  const [fitting = 0, number = 0] = test;
  define(c, result, fitting + variant.immediate, read(c, a), number);
  return true;
}

const binary = (code: number): boolean =>
  isTest(code) ||
  (code >= 0x6a && code <= 0x78) ||
  (code >= 0x7c && code <= 0x88);

/** The comparison that gave the value on top, if that was the last operation. */
function lastTest(c: Context): Test | undefined {
  const top = c.stack.at(-1);
  if (c.last < 0 || top?.from !== 'home') return undefined;
  const [code = 0, d, a = 0, b = 0] = c.words.slice(c.last, c.last + 4);
  const immediate = isTest(code - variant.immediate);
  if (d !== top.home || (!immediate && !isTest(code))) return undefined;
  const plain = immediate ? code - variant.immediate : code;
  return { code: plain, a, b, immediate };
}

/** Takes back a comparison and answers the words of a branch that compares. */
function fuseJump(c: Context, when: boolean): number[] | undefined {
  const test = lastTest(c);
  if (!test) return undefined;
  const code = when ? test.code : (opposite.get(test.code) ?? 0);
  takeBack(c);
  if (test.immediate) return [code + variant.branchImmediate, test.a, test.b];
  // a > b is b < a, and a <= b is b >= a.
  const nth = order(code);
  return nth >= 4 && nth <= 7
    ? [(swapped.get(code) ?? 0) + variant.branch, test.b, test.a]
    : [code + variant.branch, test.a, test.b];
}

/** The words of a jump, without its target, that is made where the value on top is true, or else where it is 0. Takes the value off. */
export function jump(c: Context, when: boolean): number[] {
  const fused = c.fused ? fuseJump(c, when) : undefined;
  if (fused) return fused;
  return [when ? op.branchIf : op.branchUnless, read(c, pop(c))];
}

/** Lets the last operation write straight into a local. Answers whether it could. */
export function fuseSet(c: Context, value: Operand, slot: number): boolean {
  if (c.last < 0 || value.from !== 'home') return false;
  if (c.words[c.last + 1] !== value.home) return false;
  c.words[c.last + 1] = slot;
  const { last } = c;
  forget(c);
  c.wrote = last;
  return true;
}

/** Whether the last operation gave the value on top. */
function gaveTop({ stack, last, words }: Context): boolean {
  const top = stack[stack.length - 1];
  return last >= 0 && top.from === 'home' && words[last + 1] === top.home;
}

/** `i32.wrap_i64` of a result: only its low word needs to be calculated. */
export function fuseWrap(c: Context): void {
  if (!gaveTop(c)) return;
  const { words, last, before } = c;
  const code = narrower.get(words[last]);
  if (code === undefined) return;
  words[last] = code;
  if (before + 4 !== last) return;
  const given = words[before + 1];
  const a = words[last + 2] === given;
  const b = words[last + 3] === given && code < variant.immediate;
  if (a === b) return;
  const from = words[before + 2];
  if (words[before] !== I64_EXTEND_U && words[before] !== I64_EXTEND_S) return;
  // The low word of an extended i32 is the i32.
  words.splice(before, 4);
  words[before + (a ? 2 : 3)] = from;
  c.last = before;
  c.before = -1;
}

/** A 32-bit word that was rotated and goes on as an i64: what hash functions from Go are made of. */
export function fuseExtend(c: Context): boolean {
  const rotated = I32_ROTL + variant.immediate;
  if (c.r.row.code !== I64_EXTEND_U || !gaveTop(c)) return false;
  if (c.words[c.last] !== rotated) return false;
  c.words[c.last] = op.rotateWide;
  pop(c);
  push(c, i64);
  return true;
}

/** An address that was added up goes into the load. */
export function fuseLoad(c: Context, result: ValType): boolean {
  const { code } = c.r.row;
  if (!hasSum.has(code) || !gaveTop(c)) return false;
  const [add, , a = 0, b = 0] = c.words.slice(c.last, c.last + 4);
  const immediate = add === I32_ADD + variant.immediate;
  if (!immediate && add !== I32_ADD) return false;
  takeBack(c);
  const kind = immediate ? variant.immediate : variant.indexed;
  define(c, result, code + kind, a, b, offsetWord(c));
  return true;
}

/** A number goes into the store of it. Takes the address off. */
export function fuseStore(c: Context, code: number, value: Operand): boolean {
  const k = smallConstant(value);
  if (k === undefined || !storesImmediate.has(code)) return false;
  const at = address(c, pop(c));
  emit(c, code + variant.immediate, at, k, offsetWord(c));
  return true;
}

/** A sum that was just put into the local goes into a global as well: so Go moves its stack pointer. */
export function fuseGlobalSet(c: Context, slot: number, at: number): boolean {
  const { wrote, words } = c;
  if (wrote < 0 || words[wrote] !== I32_ADD + variant.immediate) return false;
  if (words[wrote + 1] !== slot) return false;
  words[wrote] = op.addGlobal;
  emit(c, at);
  return true;
}

/**
 * The words of a jump, without its target. If a number was just put into a
 * slot, that is part of the jump; and if a branch table that looks at this slot
 * is all that waits at a loop's head, the jump goes where the table says: so Go
 * moves between the blocks of a function.
 */
export function branch(c: Context, to: Label): void {
  const { wrote, words } = c;
  if (!c.fused || wrote < 0 || words[wrote] !== op.const32) {
    return emit(c, op.branch);
  }
  const [, d, k] = words.splice(wrote, 3);
  emit(c, op.constBranch, d, k);
  const { head } = to;
  const waits = to.kind === 'loop' && words[head] === op.branchTable;
  if (!waits || words[head + 1] !== d) return;
  const entry = Math.min(k >>> 0, words[head + 2]);
  c.threads.push(words.length, head + 3 + 2 * entry);
}

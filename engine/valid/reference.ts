/**
 * The rules of references: calls through them, casts, and branches that ask
 * what a reference is.
 *
 * A cast asks about any reference of the same hierarchy; a branch on one
 * carries the reference, and knows more about it on one of its ways.
 * Spec 3.4.6, 3.4.11 and 3.4.12 · lesson "Types that refer".
 */

import type { InstructionName } from '../syntax/instructions.ts';
import { externref, heap, heapOf, i32, isNullable } from '../syntax/types.ts';
import { matchesHeap, nonNull, refType } from '../syntax/types.ts';
import type { ValType } from '../syntax/types.ts';
import { labelTypes, pop, popAll, push, pushAll } from './operands.ts';
import { call, label, matching, mismatch, popRef } from './rule.ts';
import { tailCall, typeDef } from './rule.ts';
import type { Body, Rule } from './rule.ts';

/** The type above all others of a reference's hierarchy. */
function topOf(b: Body, t: ValType): ValType {
  const { any, func, extern, exn } = heap;
  const top = [any, func, extern, exn].find((each) =>
    matchesHeap(heapOf(t), each, b.types),
  );
  return refType(top ?? any, true);
}

/** A branch whose label takes, on top, the reference of type `sent`; the reference `kept` stays where it is not taken. */
function branchWith(b: Body, x: number, sent: ValType, kept: ValType[]): void {
  const types = labelTypes(label(b, x));
  const last = types.at(-1);
  if (last === undefined) throw mismatch(b, 'nothing', sent);
  push(b, sent);
  popAll(b, types);
  pushAll(b, types);
  pop(b, last);
  pushAll(b, kept);
}

/** Branches where a cast succeeds, or where it does not. */
const branchOnCast =
  (succeeds: boolean): Rule =>
  (b, x) => {
    const [from, to] = b.r.list;
    matching(b, to, from);
    pop(b, from);
    // What was not cast is null only where null could not be cast.
    const rest = isNullable(to) ? nonNull(from) : from;
    if (succeeds) branchWith(b, x, to, [rest]);
    else branchWith(b, x, rest, [to]);
  };

const cast: Rule = (b) => {
  pop(b, topOf(b, b.r.type));
  push(b, b.r.type);
};

const test: Rule = (b) => {
  pop(b, topOf(b, b.r.type));
  push(b, i32);
};

/** By the name of the instruction. */
export const refRules: { readonly [name in InstructionName]?: Rule } = {
  call_ref: (b, x) => {
    const type = typeDef(b, x);
    pop(b, refType(x, true));
    call(b, type);
  },
  return_call_ref: (b, x) => {
    const type = typeDef(b, x);
    pop(b, refType(x, true));
    tailCall(b, type);
  },
  'ref.as_non_null': (b) => push(b, nonNull(popRef(b))),
  br_on_null: (b, x) => {
    const t = popRef(b);
    const types = labelTypes(label(b, x));
    popAll(b, types);
    pushAll(b, types);
    push(b, nonNull(t));
  },
  br_on_non_null: (b, x) => branchWith(b, x, nonNull(popRef(b)), []),
  br_on_cast: branchOnCast(true),
  br_on_cast_fail: branchOnCast(false),
  'ref.test': test,
  'ref.test null': test,
  'ref.cast': cast,
  'ref.cast null': cast,
  'any.convert_extern': (b) => convert(b, externref, heap.any),
  'extern.convert_any': (b) => convert(b, refType(heap.any, true), heap.extern),
  'ref.i31': (b) => {
    pop(b, i32);
    push(b, refType(heap.i31, false));
  },
};

/** The same reference as the other side sees it. */
function convert(b: Body, from: ValType, to: number): void {
  const t = popRef(b);
  matching(b, t, from);
  push(b, refType(to, isNullable(t)));
}

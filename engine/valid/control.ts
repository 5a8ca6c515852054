/**
 * Control: blocks, branches, calls and exceptions, and what their rules share.
 *
 * A branch finds on the stack what its label takes, a call what the function
 * takes; so does a catch, which is a branch that somebody else makes.
 * Spec 3.4.10 and 3.4.11 · lesson "Exceptions and tail calls".
 */

import { catchKinds } from '../syntax/instructions.ts';
import type { InstructionName } from '../syntax/instructions.ts';
import { bottom, exnref, funcref, i32, matchesVal } from '../syntax/types.ts';
import { nonNull } from '../syntax/types.ts';
import type { FuncType, ValType } from '../syntax/types.ts';
import { close, expectAll, labelTypes, leave, open } from './operands.ts';
import { pop, popAll, pushAll } from './operands.ts';
import { address, call, fit, label, list, matching, table } from './rule.ts';
import { tailCall } from './rule.ts';
import type { Body, Rule } from './rule.ts';

/** The type of a block, from the immediate just read. */
function blockType({ c, r }: Body): FuncType {
  if (r.x >= 0) return c.module.types[r.x];
  return { params: none, results: r.type === bottom ? none : only(r.type) };
}

const none: readonly ValType[] = [];
const singles = new Map<ValType, readonly ValType[]>();

/** A list of one type, the same one each time. */
export function only(t: ValType): readonly ValType[] {
  const list = singles.get(t) ?? [t];
  singles.set(t, list);
  return list;
}

function enter(b: Body, opener: InstructionName): void {
  const { params, results } = blockType(b);
  popAll(b, params);
  open(b, opener, params, results);
}

/** Checks that what each catch gives is what its label takes; the labels are those around the block. */
function tryTable(b: Body): void {
  const catches = b.r.list;
  for (let i = 0; i < catches.length; i += 3) {
    const { tagged, withRef } = catchKinds[catches[i]];
    const given = [
      ...(tagged ? b.c.spaces.tags[catches[i + 1]].params : []),
      ...(withRef ? [nonNull(exnref)] : []),
    ];
    const wanted = labelTypes(label(b, catches[i + 2]));
    fit(b, given, wanted);
  }
  enter(b, 'try_table');
}

/** Pops what is thrown. The suite wants to be told of both lists. */
function thrown(b: Body, params: readonly ValType[]): void {
  const { height, unreachable } = label(b, 0);
  const first = Math.max(b.operands.length - params.length, height);
  const found = b.operands.slice(first);
  const fits =
    found.length === params.length &&
    params.every((t, i) => matchesVal(found[i], t, b.types));
  if (!fits && !unreachable) {
    const text = `instruction requires [${list(params)}] but stack has [${list(found)}]`;
    throw b.error(`type mismatch: ${text}`);
  }
  popAll(b, params);
  leave(b);
}

/** Pops the index of a function in a table; answers the function's type. */
function indirect(b: Body, type: number, x: number): FuncType {
  matching(b, table(b, x).element, funcref);
  pop(b, address(b, 'table', x));
  return b.c.module.types[type];
}

function branchTable(b: Body, targets: readonly number[]): void {
  pop(b, i32);
  const { length } = labelTypes(label(b, targets[targets.length - 1]));
  for (const x of targets) {
    const types = labelTypes(label(b, x));
    if (types.length !== length) {
      throw b.error(
        `type mismatch: expected labels of ${length} values, found ${types.length}`,
      );
    }
    expectAll(b, types);
  }
  leave(b);
}

function end(b: Body): void {
  const { opener, params, results } = close(b);
  const same = params.every((t, i) => matchesVal(t, results[i], b.types));
  if (opener === 'if' && (params.length !== results.length || !same)) {
    throw b.error('type mismatch: an if without else must give what it takes');
  }
  pushAll(b, results);
}

/** The rules of control instructions. */
export const control = {
  unreachable: (b) => leave(b),
  block: (b) => enter(b, 'block'),
  loop: (b) => enter(b, 'loop'),
  if: (b) => {
    pop(b, i32);
    enter(b, 'if');
  },
  try_table: tryTable,
  throw: (b, x) => thrown(b, b.c.spaces.tags[x].params),
  throw_ref: (b) => {
    pop(b, exnref);
    leave(b);
  },
  else: (b) => {
    const { params, results } = close(b);
    open(b, 'else', params, results);
  },
  end,
  br: (b, x) => {
    popAll(b, labelTypes(label(b, x)));
    leave(b);
  },
  br_if: (b, x) => {
    const types = labelTypes(label(b, x));
    pop(b, i32);
    popAll(b, types);
    pushAll(b, types);
  },
  br_table: (b) => branchTable(b, b.r.list),
  return: (b) => {
    popAll(b, b.frames[0].results);
    leave(b);
  },
  call: (b, x) => call(b, b.c.spaces.funcs[x]),
  call_indirect: (b, x, y) => call(b, indirect(b, x, y)),
  return_call: (b, x) => tailCall(b, b.c.spaces.funcs[x]),
  return_call_indirect: (b, x, y) => tailCall(b, indirect(b, x, y)),
} satisfies { readonly [name in InstructionName]?: Rule };

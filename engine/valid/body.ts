/**
 * One function body or constant expression: does each instruction find the
 * operands that it needs?
 *
 * The instruction table answers for most: its `type` column says what is
 * popped and pushed, its immediates say which indices must exist. The others,
 * whose type depends on what they name or on where they stand, have a rule
 * each, by name, below.
 * Spec 3.4 and appendix "Validation Algorithm" · lesson "What is in the file".
 */

import { names } from '../binary/names.ts';
import { next, reader } from '../binary/expr.ts';
import { Invalid, TooLarge } from '../syntax/errors.ts';
import { most } from '../syntax/limits.ts';
import { signature } from '../syntax/instructions.ts';
import type { Immediate, Instruction } from '../syntax/instructions.ts';
import type { InstructionName } from '../syntax/instructions.ts';
import type { Expr } from '../syntax/module.ts';
import { bottom, hasDefault, i32, i64, isRef } from '../syntax/types.ts';
import { refType, typeNamed } from '../syntax/types.ts';
import type { ValType } from '../syntax/types.ts';
import { aggregateRules } from './aggregate.ts';
import { control, only } from './control.ts';
import { open, pop, popAll, popAny, push } from './operands.ts';
import type { Frame } from './operands.ts';
import { refRules } from './reference.ts';
import { address, known, matching, mismatch, popRef } from './rule.ts';
import { table, typeDef, valType } from './rule.ts';
import type { Body, Context, Place, Rule } from './rule.ts';

/** Checks the body of a function of the module itself. Throws Invalid, TooLarge. */
export function checkFunc(c: Context, index: number): void {
  const { module, spaces, locals } = c;
  const imported = spaces.funcs.length - module.funcs.length;
  const def = module.funcs[index - imported];
  const { params, results } = spaces.funcs[index];
  const where = () => {
    const name = names(module).funcs.get(index);
    return `function ${index}${name === undefined ? '' : ` "${name}"`}`;
  };
  if (def.body.end - def.body.start > most.bodyBytes) {
    throw new TooLarge('too much code', where(), def.body.start);
  }
  const unset = new Set<number>();
  let localCount = params.length;
  locals.set(params);
  for (const [count, type] of def.locals) {
    const start = localCount;
    localCount += count;
    if (localCount > most.locals) {
      throw new TooLarge('too many locals', where(), def.body.start);
    }
    locals.fill(type, start, localCount);
    if (hasDefault(type)) continue;
    for (let x = start; x < localCount; x++) unset.add(x);
  }
  check(c, def.body, results, { where, localCount, unset, constant: false });
}

const none = new Set<number>();

/** Checks a constant expression, which must give one value of type `t`. Throws Invalid. */
export function checkConst(
  c: Context,
  expr: Expr,
  t: ValType,
  where: () => string,
): void {
  check(c, expr, only(t), {
    where,
    localCount: 0,
    unset: none,
    constant: true,
  });
}

/** What is known of an expression before it is read. */
type Given = Pick<Body, 'localCount' | 'unset' | 'constant'> & {
  readonly where: () => string;
};

function check(
  c: Context,
  expr: Expr,
  results: readonly ValType[],
  { where, localCount, unset, constant }: Given,
): void {
  const r = reader(c.module.bytes, expr);
  const error = (message: string) => new Invalid(message, where(), r.offset);
  const tooLarge = (what: string) =>
    new TooLarge(`too many ${what}`, where(), r.offset);
  const frames: Frame[] = [];
  const { types } = c;
  // Written out, for there are tens of thousands of constant expressions.
  // prettier-ignore
  const b: Body = { localCount, unset, constant, operands: [], frames, settled: [], error, tooLarge, types, c, r };
  open(b, 'block', [], results);
  while (frames.length > 0) instruction(b);
}

function instruction(b: Body): void {
  const { r } = b;
  const row = next(r);
  const plan = plans.get(row.code) ?? planFor(row);
  const { first, second, place, addressed, isSecond } = plan;
  const { pops, pushes, rule, constant } = plan;
  if (b.constant && !constant) throw b.error('constant expression required');
  // A table or memory is named second, and missed first.
  second?.(b, r.y);
  first?.(b, r.x);
  if (rule) return rule(b, r.x, r.y);
  const at = addressed ? address(b, place, isSecond ? r.y : r.x) : bottom;
  for (let i = 0; i < pops.length; i++) pop(b, pops[i] ?? at);
  for (let i = 0; i < pushes.length; i++) push(b, pushes[i] ?? at);
}

/** What must be so of each kind of immediate, whatever the instruction. */
const immediateChecks: {
  readonly [kind in Immediate]?: (b: Body, x: number) => void;
} = {
  blockType: (b, x) => {
    if (x < 0) return valType(b, b.r.type);
    typeDef(b, x);
  },
  labelIdx: (b, x) => known(b, 'label', x, b.frames.length),
  labelIdxs: (b) => {
    if (b.r.list.length > most.targets) throw b.tooLarge('targets');
    for (const x of b.r.list) known(b, 'label', x, b.frames.length);
  },
  typeIdx: (b, x) => known(b, 'type', x, b.c.module.types.length),
  funcIdx: (b, x) => known(b, 'function', x, b.c.spaces.funcs.length),
  tableIdx: (b, x) => known(b, 'table', x, b.c.spaces.tables.length),
  memIdx: (b, x) => known(b, 'memory', x, b.c.spaces.memories.length),
  heapType: (b) => valType(b, b.r.type),
  refType: (b) => valType(b, b.r.type),
  cast: (b, x) => {
    known(b, 'label', x, b.frames.length);
    b.r.list.forEach((t) => valType(b, t));
  },
  valTypes: (b) => b.r.list.forEach((t) => valType(b, t)),
  globalIdx: (b, x) => known(b, 'global', x, b.c.spaces.globals.length),
  localIdx: (b, x) => known(b, 'local', x, b.localCount),
  elemIdx: (b, x) => known(b, 'elem segment', x, b.c.module.elems.length),
  tagIdx: (b, x) => known(b, 'tag', x, b.c.spaces.tags.length),
  catches: (b) => {
    for (let i = 0; i < b.r.list.length; i += 3) {
      known(b, 'tag', b.r.list[i + 1], b.c.spaces.tags.length);
      known(b, 'label', b.r.list[i + 2], b.frames.length);
    }
  },
  dataIdx: (b, x) => known(b, 'data segment', x, b.c.module.dataCount ?? 0),
  memArg: (b, x) => {
    known(b, 'memory', x, b.c.spaces.memories.length);
    const { code, width } = b.r.row;
    if (code >> 12 === 0xfe && 2 ** b.r.align !== width) {
      throw b.error('atomic alignment must be natural');
    }
    if (2 ** b.r.align > width) {
      throw b.error('alignment must not be larger than natural');
    }
    if (b.r.memOffset >= 2 ** 32 && address(b, 'memory', x) === i32) {
      throw b.error('offset out of range');
    }
  },
  laneIdx: (b, x) => {
    const { name, width } = b.r.row;
    const [, lanes] = /x(\d+)/.exec(name) ?? [];
    lane(b, x, Number(lanes ?? 16 / width));
  },
  lanes: (b, x) => {
    for (const each of b.c.module.bytes.subarray(x, x + 16)) lane(b, each, 32);
  },
};

/** Fails unless lane `x` is one of `count`. */
function lane(b: Body, x: number, count: number): void {
  if (x >= count) throw b.error('invalid lane index');
}

/** Of two stores the type of lengths that both have room for. */
const narrower = (a: ValType, b: ValType): ValType => (a === i64 ? b : a);

function copy(b: Body, what: Place, x: number, y: number): void {
  const [to, from] = [address(b, what, x), address(b, what, y)];
  popAll(b, [to, from, narrower(to, from)]);
}

function setLocal(b: Body, x: number): void {
  pop(b, b.c.locals[x]);
  if (b.unset.delete(x)) b.settled.push(x);
}

/** `select` without a type is for numbers: what it gives must be clear at once. */
function select(b: Body): void {
  pop(b, i32);
  const second = popAny(b);
  const first = popAny(b);
  for (const t of [first, second]) {
    if (isRef(t)) throw mismatch(b, 'a number', t);
  }
  matching(b, second, first);
  push(b, first === bottom ? second : first);
}

/** The instructions that the table gives no type. */
const rules: { readonly [name in InstructionName]?: Rule } = {
  ...control,
  drop: (b) => popAny(b),
  select,
  'select t': (b) => {
    if (b.r.list.length !== 1) throw b.error('invalid result arity');
    const [t] = b.r.list;
    popAll(b, [t, t, i32]);
    push(b, t);
  },

  'local.get': (b, x) => {
    if (b.unset.has(x)) throw b.error(`uninitialized local ${x}`);
    push(b, b.c.locals[x]);
  },
  'local.set': setLocal,
  'local.tee': (b, x) => {
    setLocal(b, x);
    push(b, b.c.locals[x]);
  },
  'global.get': (b, x) => {
    const { type, mutable } = b.c.spaces.globals[x];
    if (b.constant && mutable) throw b.error('constant expression required');
    push(b, type);
  },
  'global.set': (b, x) => {
    const { type, mutable } = b.c.spaces.globals[x];
    if (!mutable) throw b.error('immutable global');
    pop(b, type);
  },

  'ref.null': (b) => push(b, b.r.type),
  'ref.is_null': (b) => {
    popRef(b);
    push(b, i32);
  },
  'ref.func': (b, x) => {
    if (b.constant) b.c.declared.add(x);
    else if (!b.c.declared.has(x)) {
      throw b.error(`undeclared function reference ${x}`);
    }
    push(b, refType(b.c.spaces.funcs[x].index, false));
  },

  'table.get': (b, x) => {
    pop(b, address(b, 'table', x));
    push(b, table(b, x).element);
  },
  'table.set': (b, x) =>
    popAll(b, [address(b, 'table', x), table(b, x).element]),
  'table.init': (b, x, y) => {
    matching(b, b.c.module.elems[x].type, table(b, y).element);
    popAll(b, [address(b, 'table', y), i32, i32]);
  },
  'table.copy': (b, x, y) => {
    matching(b, table(b, y).element, table(b, x).element);
    copy(b, 'table', x, y);
  },
  'table.grow': (b, x) => {
    const size = address(b, 'table', x);
    popAll(b, [table(b, x).element, size]);
    push(b, size);
  },
  'table.fill': (b, x) => {
    const size = address(b, 'table', x);
    popAll(b, [size, table(b, x).element, size]);
  },
  'memory.copy': (b, x, y) => copy(b, 'memory', x, y),

  ...refRules,
  ...aggregateRules,
};

/** The instructions of which constant expressions are made. */
const constants: ReadonlySet<InstructionName> = new Set<InstructionName>([
  ...(['i32.const', 'i64.const', 'f32.const', 'f64.const'] as const),
  ...(['v128.const', 'i32.add', 'i32.sub', 'i32.mul'] as const),
  ...(['i64.add', 'i64.sub', 'i64.mul'] as const),
  ...(['ref.null', 'ref.func', 'ref.i31', 'global.get', 'end'] as const),
  ...(['struct.new', 'struct.new_default', 'array.new'] as const),
  ...(['array.new_default', 'array.new_fixed'] as const),
  ...(['any.convert_extern', 'extern.convert_any'] as const),
]);

/** A row of the instruction table made ready for checking. */
type Plan = {
  readonly first: ((b: Body, x: number) => void) | undefined;
  readonly second: ((b: Body, x: number) => void) | undefined;
  /** What addresses are of. */
  readonly place: Place;
  /** Whether an operand or a result is an address. */
  readonly addressed: boolean;
  /** Whether it is the second index that names of what. */
  readonly isSecond: boolean;
  /** From the top of the stack down; `undefined` is an address. */
  readonly pops: readonly (ValType | undefined)[];
  readonly pushes: readonly (ValType | undefined)[];
  readonly rule: Rule | undefined;
  readonly constant: boolean;
};

const plans = new Map<number, Plan>();

function planFor(row: Instruction<InstructionName>): Plan {
  const [first, second] = row.immediates;
  const { params, results } = signature(row) ?? { params: [], results: [] };
  const plan = {
    first: first && immediateChecks[first],
    second: second && immediateChecks[second],
    place: first === 'tableIdx' ? ('table' as const) : ('memory' as const),
    addressed: [...params, ...results].includes('addr'),
    isSecond: second !== undefined && second !== 'laneIdx',
    pops: params.map(typeOf).reverse(),
    pushes: results.map(typeOf),
    rule: rules[row.name],
    constant: constants.has(row.name),
  };
  plans.set(row.code, plan);
  return plan;
}

/** The type that a word of the table means; `addr` means one that an instruction has to look up. */
function typeOf(word: string): ValType | undefined {
  const type = typeNamed(word);
  if (type === undefined && word !== 'addr') {
    throw new TypeError(`no such type: ${word}`);
  }
  return type;
}

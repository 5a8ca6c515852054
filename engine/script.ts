/**
 * Running scripts: the official test suite's own language, on our machine.
 *
 * Every assertion gives one result; a command that is no assertion gives one
 * only when it fails. Values are compared as bits, straight in the machine's
 * slots, since a NaN that passes through a JavaScript number may change.
 * Spec interpreter's README, "Scripts" · lesson "From bytes to text".
 */

import { Uncaught } from './exec/exceptions.ts';
import { isFunc } from './exec/calls.ts';
import { hostFunc } from './exec/instance.ts';
import type { Extern, Func, Global, Instance } from './exec/instance.ts';
import { createGlobal, instantiate } from './exec/instantiate.ts';
import type { InstantiateOptions } from './exec/instantiate.ts';
import { createMachine, invoke } from './exec/machine.ts';
import type { Machine } from './exec/machine.ts';
import { createMemory } from './exec/memory.ts';
import { isOf } from './exec/objects.ts';
import { createTable } from './exec/table.ts';
import { dice, takeTurns, thread } from './exec/threads.ts';
import type { Turns } from './exec/threads.ts';
import { createSlots, load as valueIn } from './exec/values.ts';
import type { Ref, Slots } from './exec/values.ts';
import { wordsOf } from './lower/operands.ts';
import { Exhaustion, Invalid, Malformed } from './syntax/errors.ts';
import { Trap, Unlinkable } from './syntax/errors.ts';
import type { Module } from './syntax/module.ts';
import { f32, f64, funcref, i32, i64, isRef, v128 } from './syntax/types.ts';
import { typeName, typeNamed } from './syntax/types.ts';
import type { ValType } from './syntax/types.ts';
import { split, vectorText } from './text/lanes.ts';
import { floatText } from './text/numbers.ts';
import { commands } from './text/script.ts';
import type { Action, Command, ModuleSource } from './text/script.ts';
import type { Pattern, Refusal } from './text/script.ts';
import { MalformedText } from './text/source.ts';
import { validate } from './valid/module.ts';

/** What became of an assertion, or of another command that failed. */
export type Result = {
  readonly line: number;
  readonly command: Command['type'];
  readonly passed: boolean;
  /** What the script wants, and what came, in words. */
  readonly wanted: string;
  readonly found: string;
};

/** A value by its bits, or a reference. */
type Value =
  | { readonly type: ValType; readonly bits: bigint }
  | { readonly type: ValType; readonly ref: Ref };

/** What a script, or one thread of it, has made so far. */
type Run = {
  readonly options: InstantiateOptions;
  readonly machine: Machine;
  /** By identifier; the last one also under `undefined`. */
  readonly modules: Map<string | undefined, Module>;
  readonly instances: Map<string | undefined, Instance>;
  readonly registered: Map<string, Readonly<Record<string, Extern>>>;
  /** The host's references, by their number in the script. */
  readonly hosts: Map<number, object>;
  readonly threads: Map<string | undefined, Turns<void>>;
  readonly all: Everyone;
  /** What it is at. */
  now: Command | undefined;
};

/** What the threads of a script have in common. */
type Everyone = {
  readonly results: Result[];
  readonly threads: Set<Turns<unknown>>;
  readonly draw: (bound: number) => number;
};

/** How a script is to run; the seed decides in which order threads take turns. */
export type ScriptOptions = InstantiateOptions & { readonly seed?: number };

/** Runs a script. Throws MalformedText where it is none. */
export function runScript(
  source: string,
  { seed = 1, ...options }: ScriptOptions = {},
): Result[] {
  const draw = dice(seed);
  const all: Everyone = { results: [], threads: new Set(), draw };
  const main = newRun(options, all);
  all.threads.add(perform(main, commands(source)));
  const turns = takeTurns(all.threads, draw);
  let turn = turns.next();
  while (!turn.done) turn = turns.next();
  if (!turn.value) {
    add(main, ['an end', 'deadlock: every thread waits for another', false]);
  }
  return all.results;
}

const newRun = (options: InstantiateOptions, all: Everyone): Run => ({
  options,
  machine: createMachine(),
  modules: new Map(),
  instances: new Map(),
  registered: new Map([['spectest', spectest()]]),
  hosts: new Map(),
  threads: new Map(),
  all,
  now: undefined,
});

/** Performs commands, one after the other. */
function* perform(s: Run, script: Iterable<Command>): Turns<void> {
  for (const command of script) {
    s.now = command;
    const found = yield* verdict(s, command);
    if (!found[2] || command.type.startsWith('assert_')) add(s, found);
  }
}

function add({ now, all }: Run, [wanted, found, passed]: Verdict): void {
  const { line = 1, type: command = 'module' } = now ?? {};
  all.results.push({ line, command, passed, wanted, found });
}

/** What is wanted, what came, and whether that is the same. */
type Verdict = readonly [wanted: string, found: string, passed: boolean];

function verdict(s: Run, command: Command): Turns<Verdict> {
  switch (command.type) {
    case 'module':
      return succeeds('a module', () => load(s, command.module));
    case 'instance':
      return succeeds('an instance', () =>
        create(s, known(s.modules, command.of, 'module'), command.id),
      );
    case 'register':
      return succeeds('an instance', () => {
        const { exports } = known(s.instances, command.id, 'instance');
        s.registered.set(command.name, Object.fromEntries(exports));
      });
    case 'action':
      return succeeds('an action', () => act(s, command.action));
    case 'thread':
      return succeeds('a thread', () => start(s, command));
    case 'wait':
      return succeeds('a thread', () => end(s, command.id));
    case 'assert_return':
      return returns(s, command.action, command.wanted);
    default:
      return refuses(s, command);
  }
}

function known<T>(
  map: ReadonlyMap<string | undefined, T>,
  id: string | undefined,
  what: string,
): T {
  const found = map.get(id);
  if (found === undefined) throw new Unlinkable(`no ${what} ${id ?? 'yet'}`);
  return found;
}

/** What an action gives, or what it throws. */
function* outcome<T>(act: () => Turns<T> | T): Turns<T | Error> {
  try {
    const found = act();
    return isTurns(found) ? yield* found : found;
  } catch (error) {
    return error instanceof Error ? error : new Error('something strange');
  }
}

const isTurns = <T>(found: Turns<T> | T): found is Turns<T> =>
  typeof found === 'object' &&
  found !== null &&
  Symbol.iterator in found &&
  'next' in found;

function* succeeds(
  wanted: string,
  act: () => Turns<unknown> | void,
): Turns<Verdict> {
  const found = yield* outcome(act);
  return [wanted, String(found), !(found instanceof Error)];
}

function* load(s: Run, { id, definition, read }: ModuleSource): Turns<void> {
  if (!definition) s.instances.delete(undefined);
  const module = read();
  validate(module);
  for (const key of [id, undefined]) s.modules.set(key, module);
  if (!definition) yield* create(s, module, id);
}

/** Makes an instance and calls its start function. */
function* create(s: Run, module: Module, id: string | undefined): Turns<void> {
  const imports = Object.fromEntries(s.registered);
  const instance = instantiate(module, imports, s.options);
  if (instance.start) yield* call(s, instance.start, []);
  for (const key of [id, undefined]) s.instances.set(key, instance);
}

/** Begins a thread, which knows nothing but what is shared with it. */
function* start(
  s: Run,
  { id, shared, script }: Extract<Command, { type: 'thread' }>,
): Turns<void> {
  const own = newRun(s.options, s.all);
  for (const each of shared) {
    own.instances.set(each, known(s.instances, each, 'instance'));
  }
  const thread = perform(own, script);
  s.threads.set(id, thread);
  s.all.threads.add(thread);
  yield undefined;
}

/** Waits for the end of a thread. */
function* end(s: Run, id: string | undefined): Turns<void> {
  const thread = known(s.threads, id, 'thread');
  const { threads } = s.all;
  const wait = {
    left: -1n,
    timeOut: () => {},
    get over() {
      return !threads.has(thread);
    },
  };
  yield wait;
}

/** Does an action and answers what it gives. */
function* act(s: Run, { type, module, name, args }: Action): Turns<Value[]> {
  const found = known(s.instances, module, 'instance').exports.get(name);
  if (found?.kind === 'func' && type === 'invoke') {
    return yield* call(s, found, args);
  }
  if (found?.kind === 'global' && type === 'get') return [globalValue(found)];
  throw new Unlinkable(`no export "${name}" to ${type}`);
}

const globalValue = ({ slots, at, type: { type } }: Global): Value =>
  valueAt(slots, at, type);

/** Calls a function to its end. Throws its trap. */
function* call(s: Run, func: Func, args: readonly Pattern[]): Turns<Value[]> {
  const { machine, all } = s;
  const { params, results } = func.type;
  const placeholders = params.map((type) => valueIn(zeros, 0, type));
  invoke(machine, func, placeholders.slice(0, args.length));
  args.forEach((each, i) =>
    put(s, machine.slots, wordsOf(params.slice(0, i)), each),
  );
  const slice = () => (all.threads.size > 1 ? all.draw(16) : 1_000_000_000);
  const stop = yield* thread(machine, slice);
  if (stop.why === 'trapped') throw stop.trap;
  if (stop.why !== 'done') throw new TypeError(`the host ${stop.why} it`);
  return results.map((type, i) =>
    valueAt(machine.slots, wordsOf(results.slice(0, i)), type),
  );
}

const zeros = createSlots(4);

/** How many bits a value has. */
const widthOf = (type: ValType): number =>
  type === v128 ? 128 : type === i64 || type === f64 ? 64 : 32;

/** The value in the slot at word `at`. */
function valueAt(
  { i32: words, refs }: Slots,
  at: number,
  type: ValType,
): Value {
  if (isRef(type)) return { type, ref: refs[at >> 1] ?? null };
  let bits = 0n;
  for (let i = widthOf(type) / 32; i-- > 0;) {
    bits = (bits << 32n) | BigInt(words[at + i] >>> 0);
  }
  return { type, bits };
}

/** Puts a script's value into the slot at word `at`. */
function put(s: Run, { i32: words, refs }: Slots, at: number, value: Pattern) {
  if (value.kind === 'ref') refs[at >> 1] = host(s, value.host);
  else if (value.kind === 'bits') {
    for (let i = 0; i < widthOf(value.type) / 32; i++) {
      words[at + i] = Number(BigInt.asIntN(32, value.bits >> BigInt(i * 32)));
    }
  } else throw new TypeError('a pattern is no argument');
}

/** The host's reference with a number; null without one. */
function host(s: Run, number: number | undefined): Ref {
  if (number === undefined) return null;
  const found = s.hosts.get(number) ?? { host: number };
  s.hosts.set(number, found);
  return found;
}

function* returns(
  s: Run,
  action: Action,
  wanted: readonly Pattern[],
): Turns<Verdict> {
  const found = yield* outcome(() => act(s, action));
  const words = list(wanted.map(patternText));
  if (found instanceof Error) return [words, String(found), false];
  const same =
    found.length === wanted.length &&
    found.every((each, i) => matches(s, each, wanted[i]));
  return [words, list(found.map(valueText)), same];
}

const list = (values: readonly string[]): string =>
  values.join(', ') || 'nothing';

/** Whether a value is one of those that a pattern stands for. */
function matches(s: Run, value: Value, pattern: Pattern): boolean {
  switch (pattern.kind) {
    case 'either':
      return pattern.of.some((each) => matches(s, value, each));
    case 'bits': {
      if ('ref' in value || value.type !== pattern.type) return false;
      const width = widthOf(pattern.type);
      return value.bits === BigInt.asUintN(width, pattern.bits);
    }
    case 'nan':
      return 'bits' in value && isNan(value, pattern.canonical);
    case 'lanes': {
      if ('ref' in value || value.type !== v128) return false;
      const { width, lanes } = pattern.of;
      const type = width === 32 ? f32 : f64;
      return split(value.bits, width).every((bits, i) => {
        const lane = lanes[i];
        return typeof lane === 'bigint'
          ? bits === BigInt.asUintN(width, lane)
          : isNan({ type, bits }, lane === 'nan:canonical');
      });
    }
    case 'ref': {
      if (!('ref' in value)) return false;
      if (pattern.of === 'null' || value.ref === null) {
        return pattern.of === 'null' && value.ref === null;
      }
      if (pattern.host !== undefined) {
        return value.ref === s.hosts.get(pattern.host);
      }
      if (pattern.of === 'func') return isFunc(value.ref);
      const wanted = typeNamed(`${pattern.of}ref`);
      return wanted !== undefined && isOf(value.ref, wanted, []);
    }
  }
}

/** Whether bits are a NaN whose fraction has its first bit set, and for a canonical one no other. */
function isNan(
  { type, bits }: { readonly type: ValType; readonly bits: bigint },
  canonical: boolean,
): boolean {
  if (type !== f32 && type !== f64) return false;
  const size = BigInt.asUintN(type === f32 ? 31 : 63, bits);
  const quiet = type === f32 ? 0x7fc0_0000n : 0x7ff8_0000_0000_0000n;
  return canonical ? size === quiet : (size & quiet) === quiet;
}

function valueText(value: Value): string {
  const { type } = value;
  if ('ref' in value) {
    return value.ref === null ? `null ${typeName(type)}` : typeName(type);
  }
  if (type === v128) return `v128 ${vectorText(value.bits)}`;
  if (type === f32 || type === f64) {
    const width = type === f32 ? 32 : 64;
    return `${typeName(type)} ${floatText(BigInt.asUintN(width, value.bits), width)}`;
  }
  return `${typeName(type)} ${BigInt.asIntN(type === i32 ? 32 : 64, value.bits)}`;
}

function patternText(pattern: Pattern): string {
  switch (pattern.kind) {
    case 'bits':
      return valueText(pattern);
    case 'nan':
      return pattern.canonical ? 'a canonical nan' : 'an arithmetic nan';
    case 'lanes':
      return `v128 ${pattern.of.lanes.join(' ')}`;
    case 'ref':
      return `ref.${pattern.of} ${pattern.host ?? ''}`.trimEnd();
    case 'either':
      return pattern.of.map(patternText).join(' or ');
  }
}

/** Which errors an assertion accepts, and how it calls them. */
const refusalErrors: Record<
  Refusal,
  readonly (new (...args: never[]) => Error)[]
> = {
  assert_trap: [Trap],
  assert_exhaustion: [Exhaustion],
  assert_exception: [Uncaught],
  assert_invalid: [Invalid],
  assert_malformed: [Malformed, MalformedText],
  assert_unlinkable: [Unlinkable],
  assert_malformed_custom: [MalformedText],
  // What a hint is for is known while the text is read.
  assert_invalid_custom: [MalformedText],
};

function* refuses(
  s: Run,
  { type, of, message }: Extract<Command, { readonly type: Refusal }>,
): Turns<Verdict> {
  const error = yield* outcome<unknown>(() => {
    if (!('read' in of)) return act(s, of);
    const module = of.read();
    if (type === 'assert_malformed') return undefined;
    validate(module);
    return type === 'assert_invalid' ? undefined : create(s, module, of.id);
  });
  const wanted = `${type.slice('assert_'.length)}: ${message}`;
  if (!(error instanceof Error)) return [wanted, 'no error', false];
  const right = refusalErrors[type].some((each) => error instanceof each);
  return [wanted, String(error), right && error.message.startsWith(message)];
}

/** The host module that the suite's modules import from. */
function spectest(): Record<string, Extern> {
  const print = (...params: ValType[]) =>
    hostFunc({ params, results: [] }, () => undefined);
  const constant = (type: ValType, value: number | bigint) =>
    createGlobal({ type, mutable: false }, value);
  const bounds = (address: ValType) => ({ address, min: 10, max: 20 });
  return {
    print: print(),
    print_i32: print(i32),
    print_i64: print(i64),
    print_f32: print(f32),
    print_f64: print(f64),
    print_i32_f32: print(i32, f32),
    print_f64_f64: print(f64, f64),
    global_i32: constant(i32, 666),
    global_i64: constant(i64, 666n),
    global_f32: constant(f32, 666.6),
    global_f64: constant(f64, 666.6),
    table: createTable({ element: funcref, limits: bounds(i32) }),
    table64: createTable({ element: funcref, limits: bounds(i64) }),
    memory: createMemory({ address: i32, min: 1, max: 2 }),
    shared_memory: createMemory({ address: i32, min: 1, max: 2, shared: true }),
  };
}

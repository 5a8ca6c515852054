/**
 * Running scripts: the official test suite's own language, on our machine.
 *
 * Every assertion gives one result; a command that is no assertion gives one
 * only when it fails. Values are compared as bits, straight in the machine's
 * slots, since a NaN that passes through a JavaScript number may change.
 * Spec interpreter's README, "Scripts" · lesson "From bytes to text".
 */

import { hostFunc } from './exec/instance.ts';
import type { Extern, Func, Global, Instance } from './exec/instance.ts';
import { createGlobal, instantiate } from './exec/instantiate.ts';
import type { InstantiateOptions } from './exec/instantiate.ts';
import { createMachine, invoke, run } from './exec/machine.ts';
import type { Machine } from './exec/machine.ts';
import { createMemory } from './exec/memory.ts';
import { createTable } from './exec/table.ts';
import type { Ref, Slots } from './exec/values.ts';
import { Exhaustion, Invalid, Malformed } from './syntax/errors.ts';
import { Trap, Unlinkable } from './syntax/errors.ts';
import type { Module } from './syntax/module.ts';
import { f32, f64, funcref, i32, i64, isRef } from './syntax/types.ts';
import { typeName } from './syntax/types.ts';
import type { ValType } from './syntax/types.ts';
import { floatText } from './text/numbers.ts';
import { commands } from './text/script.ts';
import type { Action, Command, Pattern, Refusal } from './text/script.ts';
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

/** What a script has made so far. */
type Run = {
  readonly options: InstantiateOptions;
  readonly machine: Machine;
  /** By identifier; the last one also under `undefined`. */
  readonly modules: Map<string | undefined, Module>;
  readonly instances: Map<string | undefined, Instance>;
  readonly registered: Map<string, Readonly<Record<string, Extern>>>;
  /** The host's references, by their number in the script. */
  readonly hosts: Map<number, object>;
};

/** Runs a script. Throws MalformedText where it is none. */
export function runScript(
  source: string,
  options: InstantiateOptions = {},
): Result[] {
  const state: Run = {
    options,
    machine: createMachine(),
    modules: new Map(),
    instances: new Map(),
    registered: new Map([['spectest', spectest()]]),
    hosts: new Map(),
  };
  const results: Result[] = [];
  let [line, counted] = [1, 0];
  for (const command of commands(source)) {
    line += source.slice(counted, command.at).split(/\r\n|\n|\r/).length - 1;
    counted = command.at;
    const [wanted, found, passed] = perform(state, command);
    if (passed && !command.type.startsWith('assert_')) continue;
    results.push({ line, command: command.type, passed, wanted, found });
  }
  return results;
}

/** What is wanted, what came, and whether that is the same. */
type Verdict = readonly [wanted: string, found: string, passed: boolean];

function perform(s: Run, command: Command): Verdict {
  switch (command.type) {
    case 'module': {
      const { id, definition, read } = command.module;
      return succeeds('a module', () => {
        if (!definition) s.instances.delete(undefined);
        const module = read();
        validate(module);
        for (const key of [id, undefined]) s.modules.set(key, module);
        if (!definition) create(s, module, id);
      });
    }
    case 'instance':
      return succeeds('an instance', () => {
        create(s, known(s.modules, command.of, 'module'), command.id);
      });
    case 'register':
      return succeeds('an instance', () => {
        const { exports } = known(s.instances, command.id, 'instance');
        s.registered.set(command.name, Object.fromEntries(exports));
      });
    case 'action':
      return succeeds('an action', () => act(s, command.action));
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

/** What an action throws. */
function thrown(act: () => void): Error | undefined {
  try {
    act();
  } catch (error) {
    return error instanceof Error ? error : new Error('something strange');
  }
  return undefined;
}

function succeeds(wanted: string, act: () => void): Verdict {
  const error = thrown(act);
  return [wanted, String(error), error === undefined];
}

/** Makes an instance and calls its start function. */
function create(s: Run, module: Module, id: string | undefined): void {
  const imports = Object.fromEntries(s.registered);
  const instance = instantiate(module, imports, s.options);
  if (instance.start) call(s, instance.start, []);
  for (const key of [id, undefined]) s.instances.set(key, instance);
}

/** Does an action and answers what it gives. */
function act(s: Run, { type, module, name, args }: Action): Value[] {
  const found = known(s.instances, module, 'instance').exports.get(name);
  if (found?.kind === 'func' && type === 'invoke') return call(s, found, args);
  if (found?.kind === 'global' && type === 'get') return [globalValue(found)];
  throw new Unlinkable(`no export "${name}" to ${type}`);
}

const globalValue = ({ slots, at, type: { type } }: Global): Value =>
  valueAt(slots, at, type);

/** Calls a function to its end. Throws its trap. */
function call(s: Run, func: Func, args: readonly Pattern[]): Value[] {
  const { machine } = s;
  const { params, results } = func.type;
  const placeholders = params.map((type) =>
    isRef(type) ? null : type === i64 ? 0n : 0,
  );
  invoke(machine, func, placeholders.slice(0, args.length));
  args.forEach((each, i) => put(s, machine.slots, i * 2, each));
  for (;;) {
    const stop = run(machine, 1_000_000_000);
    if (stop.why === 'paused') continue;
    if (stop.why === 'trapped') throw stop.trap;
    if (stop.why !== 'done') throw new TypeError(`the host ${stop.why} it`);
    return results.map((type, i) => valueAt(machine.slots, i * 2, type));
  }
}

/** The value in the slot at word `at`. */
function valueAt(
  { i32: words, refs }: Slots,
  at: number,
  type: ValType,
): Value {
  if (isRef(type)) return { type, ref: refs[at >> 1] ?? null };
  const low = BigInt(words[at] >>> 0);
  const wide = type === i64 || type === f64;
  const high = wide ? BigInt(words[at + 1] >>> 0) : 0n;
  return { type, bits: (high << 32n) | low };
}

/** Puts a script's value into the slot at word `at`. */
function put(s: Run, { i32: words, refs }: Slots, at: number, value: Pattern) {
  if (value.kind === 'ref') refs[at >> 1] = host(s, value.host);
  else if (value.kind === 'bits') {
    words[at] = Number(BigInt.asIntN(32, value.bits));
    words[at + 1] = Number(BigInt.asIntN(32, value.bits >> 32n));
  } else throw new TypeError('a pattern is no argument');
}

/** The host's reference with a number; null without one. */
function host(s: Run, number: number | undefined): Ref {
  if (number === undefined) return null;
  const found = s.hosts.get(number) ?? { host: number };
  s.hosts.set(number, found);
  return found;
}

function returns(s: Run, action: Action, wanted: readonly Pattern[]): Verdict {
  let found: Value[] = [];
  const error = thrown(() => {
    found = act(s, action);
  });
  const same =
    found.length === wanted.length &&
    found.every((each, i) => matches(s, each, wanted[i]));
  return [
    list(wanted.map(patternText)),
    error === undefined ? list(found.map(valueText)) : String(error),
    error === undefined && same,
  ];
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
      const wide = pattern.type === i64 || pattern.type === f64;
      return value.bits === BigInt.asUintN(wide ? 64 : 32, pattern.bits);
    }
    case 'nan':
      return 'bits' in value && isNan(value, pattern.canonical);
    case 'ref': {
      if (!('ref' in value)) return false;
      if (pattern.of === 'null' || value.ref === null) {
        return pattern.of === 'null' && value.ref === null;
      }
      const isFunc = 'kind' in value.ref && value.ref.kind === 'func';
      if (pattern.of === 'func') return isFunc;
      if (pattern.host === undefined) return !isFunc;
      return value.ref === s.hosts.get(pattern.host);
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
  // No program can throw yet.
  assert_exception: [],
  assert_invalid: [Invalid],
  assert_malformed: [Malformed, MalformedText],
  assert_unlinkable: [Unlinkable],
};

function refuses(
  s: Run,
  { type, of, message }: Extract<Command, { readonly type: Refusal }>,
): Verdict {
  const error = thrown(() => {
    if (!('read' in of)) return act(s, of);
    const module = of.read();
    if (type === 'assert_malformed') return undefined;
    validate(module);
    return type === 'assert_invalid' ? undefined : create(s, module, of.id);
  });
  const right =
    refusalErrors[type].some((each) => error instanceof each) &&
    error?.message.startsWith(message) === true;
  const wanted = `${type.slice('assert_'.length)}: ${message}`;
  return [wanted, error === undefined ? 'no error' : String(error), right];
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
  };
}

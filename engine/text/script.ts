/**
 * Scripts: the language of the official test suite, `.wast`, as data.
 *
 * A script is a list of commands: modules, actions on what they export, and
 * assertions about both. They are read one by one, so that what is wrong with
 * one is known when its turn comes; a module is read only when somebody asks
 * for it, since an assertion may be that it cannot be read. What commands do
 * is for engine/script.ts to say.
 * Spec interpreter's README, "Scripts" · lesson "From bytes to text".
 */

import { decode } from '../binary/decode.ts';
import { utf8 } from '../binary/utf8.ts';
import { Malformed } from '../syntax/errors.ts';
import type { Module } from '../syntax/module.ts';
import { f32, f64, i32, i64, v128 } from '../syntax/types.ts';
import type { ValType } from '../syntax/types.ts';
import { joined, lanes } from './lanes.ts';
import type { Lanes } from './lanes.ts';
import { advance, isWord, lexer, opens, seek, text } from './lexer.ts';
import { unexpected } from './lexer.ts';
import { floatBits, integer } from './numbers.ts';
import { assemble, createParser, moduleName, parseFields } from './parse.ts';
import { bytes, close, isIndex, name, open } from './parser.ts';
import { opened, optionalId, skip, unsignedInteger } from './parser.ts';
import type { Parser } from './parser.ts';

/** A value, or what a value may be. */
export type Pattern =
  | { readonly kind: 'bits'; readonly type: ValType; readonly bits: bigint }
  | { readonly kind: 'nan'; readonly canonical: boolean }
  /** A vector of which some lanes are to be a NaN of a kind. */
  | { readonly kind: 'lanes'; readonly of: Lanes<Nan> }
  | {
      readonly kind: 'ref';
      readonly of: string;
      readonly host: number | undefined;
    }
  | { readonly kind: 'either'; readonly of: readonly Pattern[] };

/** A NaN by its kind. */
type Nan = 'nan:canonical' | 'nan:arithmetic';

/** Something to do with an instance; the last one where `module` names none. */
export type Action = {
  readonly type: 'invoke' | 'get';
  readonly module: string | undefined;
  readonly name: string;
  readonly args: readonly Pattern[];
};

/** A module of a script. Reading it throws Malformed or MalformedText. */
export type ModuleSource = {
  readonly id: string | undefined;
  readonly definition: boolean;
  readonly read: () => Module;
};

/** A command, and the line in which it begins. */
export type Command = { readonly line: number } & What;

type What =
  | { readonly type: 'module'; readonly module: ModuleSource }
  | {
      readonly type: 'instance';
      readonly id: string | undefined;
      readonly of: string | undefined;
    }
  | {
      readonly type: 'register';
      readonly name: string;
      readonly id: string | undefined;
    }
  | { readonly type: 'action'; readonly action: Action }
  | {
      readonly type: 'thread';
      readonly id: string | undefined;
      /** Modules whose instances it gets from the thread that begins it. */
      readonly shared: readonly (string | undefined)[];
      readonly script: readonly Command[];
    }
  | { readonly type: 'wait'; readonly id: string | undefined }
  | {
      readonly type: 'assert_return';
      readonly action: Action;
      readonly wanted: readonly Pattern[];
    }
  | {
      readonly type: Refusal;
      readonly of: Action | ModuleSource;
      readonly message: string;
    };

/** The assertions that something goes wrong. */
export type Refusal = (typeof refusals)[number];

const refusals = [
  'assert_trap',
  'assert_exhaustion',
  'assert_exception',
  'assert_invalid',
  'assert_malformed',
  'assert_unlinkable',
  'assert_malformed_custom',
  'assert_invalid_custom',
] as const;

/** Reads the commands of a script, each when it is asked for. Throws MalformedText. */
export function* commands(source: string): Generator<Command> {
  const p = createParser(lexer(source));
  yield* sequence(p, { line: 1, at: 0 });
  if (p.l.token.kind !== 'end') throw unexpected(p.l, 'a command');
}

/** How many lines there are up to a place in the text. */
type Count = { line: number; at: number };

/** Reads commands up to what is none. */
function* sequence(p: Parser, counted: Count): Generator<Command> {
  while (p.l.token.kind === '(') {
    const { start } = p.l.token;
    const passed = p.l.source.slice(counted.at, start);
    counted.line += passed.split(/\r\n|\n|\r/).length - 1;
    counted.at = start;
    const { line } = counted;
    yield { line, ...command(p, counted) };
  }
}

function command(p: Parser, counted: Count): What {
  const { l } = p;
  if (opens(l, 'invoke') || opens(l, 'get')) {
    return { type: 'action', action: action(p) };
  }
  if (opens(l, 'module')) {
    const module = moduleOf(p);
    return 'read' in module ? { type: 'module', module } : module;
  }
  if (opened(p, 'register')) {
    const register = { type: 'register', name: name(p), id: optionalId(p) };
    close(p);
    return { ...register, type: 'register' };
  }
  if (opened(p, 'thread')) return thread(p, counted);
  if (opened(p, 'wait')) {
    const id = optionalId(p);
    close(p);
    return { type: 'wait', id };
  }
  const returns = returning.find(({ word }) => opened(p, word));
  if (returns) {
    const done = action(p);
    const wanted = returns.wanted ?? patterns(p);
    close(p);
    return { type: 'assert_return', action: done, wanted };
  }
  const type = refusals.find((each) => opened(p, each));
  if (type === undefined) return bareModule(p);
  const of = opens(l, 'module') ? moduleSource(p) : action(p);
  const message = l.token.kind === 'string' ? name(p) : '';
  close(p);
  return { type, of, message };
}

/** Takes the commands that a thread performs, and the modules that it shares. */
function thread(p: Parser, counted: Count): What {
  const id = optionalId(p);
  const shared: (string | undefined)[] = [];
  while (opened(p, 'shared')) {
    open(p, 'module');
    shared.push(optionalId(p));
    close(p);
    close(p);
  }
  const script = [...sequence(p, counted)];
  close(p);
  return { type: 'thread', id, shared, script };
}

/** The assertions on results; two of them, of version 1.0, have their pattern in their name. */
const returning: readonly {
  readonly word: string;
  readonly wanted?: readonly Pattern[];
}[] = [
  { word: 'assert_return' },
  {
    word: 'assert_return_canonical_nan',
    wanted: [{ kind: 'nan', canonical: true }],
  },
  {
    word: 'assert_return_arithmetic_nan',
    wanted: [{ kind: 'nan', canonical: false }],
  },
];

/** A script that is a module without `(module …)` around it. */
function bareModule(p: Parser): What {
  const { module } = parseFields(p);
  const source = { id: undefined, definition: false, read: () => module };
  return { type: 'module', module: source };
}

/** Takes a module, or the making of an instance from one. */
function moduleOf(
  p: Parser,
): ModuleSource | Extract<What, { type: 'instance' }> {
  open(p, 'module');
  if (isWord(p.l, 'instance')) {
    advance(p.l);
    const instance = { id: optionalId(p), of: optionalId(p) };
    close(p);
    return { type: 'instance', ...instance };
  }
  const definition = isWord(p.l, 'definition');
  if (definition) advance(p.l);
  const id = optionalId(p);
  const read = isWord(p.l, 'binary')
    ? binary(p)
    : isWord(p.l, 'quote')
      ? quoted(p)
      : written(p, id);
  close(p);
  return { id, definition, read };
}

function moduleSource(p: Parser): ModuleSource {
  const module = moduleOf(p);
  if ('read' in module) return module;
  throw unexpected(p.l, 'a module');
}

function binary(p: Parser): () => Module {
  const file = allStrings(p);
  return () => decode(file);
}

/** A module given as text in strings: what may be wrong with it are its bytes, too. */
function quoted(p: Parser): () => Module {
  const file = allStrings(p);
  return () => {
    const source = utf8(file, 0, file.length);
    if (source !== undefined) return assemble(source).module;
    throw new Malformed('malformed UTF-8 encoding', 0);
  };
}

function allStrings(p: Parser): Uint8Array {
  advance(p.l);
  const parts: number[][] = [];
  while (p.l.token.kind === 'string') parts.push(bytes(p));
  return Uint8Array.from(parts.flat());
}

/** A module in the script's own text. */
function written(p: Parser, id: string | undefined): () => Module {
  const { source, token } = p.l;
  const start = token.from;
  skip(p);
  return () => {
    const own = createParser(lexer(source));
    seek(own.l, start);
    moduleName(own, id);
    const { module } = parseFields(own);
    if (own.l.token.kind === ')') return module;
    throw unexpected(own.l, 'a field of a module');
  };
}

function action(p: Parser): Action {
  const type = opens(p.l, 'get') ? 'get' : 'invoke';
  open(p, type);
  const module = optionalId(p);
  const title = name(p);
  const args = patterns(p);
  close(p);
  return { type, module, name: title, args };
}

function patterns(p: Parser): Pattern[] {
  const found: Pattern[] = [];
  while (p.l.token.kind === '(') found.push(pattern(p));
  return found;
}

const numeric = [
  ['i32.const', i32, (word: string) => integer(word, 32)],
  ['i64.const', i64, (word: string) => integer(word, 64)],
  ['f32.const', f32, (word: string) => floatBits(word, 32)],
  ['f64.const', f64, (word: string) => floatBits(word, 64)],
] as const;

/** Takes a value, or a pattern of values: `(i32.const 1)`, `(f32.const nan:canonical)`, `(ref.null)`, `(either …)`. */
function pattern(p: Parser): Pattern {
  const { l } = p;
  let found: Pattern;
  const row = numeric.find(([word]) => opened(p, word));
  if (row) {
    const [, type, read] = row;
    found = number(p, type, read);
    advance(l);
  } else if (opened(p, 'v128.const')) {
    found = vector(lanes<Nan>(p, nan));
  } else if (opened(p, 'either')) {
    found = { kind: 'either', of: patterns(p) };
  } else {
    advance(l);
    if (!text(l).startsWith('ref.')) throw unexpected(l, 'a value');
    const of = text(l).slice('ref.'.length);
    advance(l);
    const numbered = isIndex(l, l.token);
    const host = numbered
      ? Number(unsignedInteger(p, 32, 'a number'))
      : undefined;
    if (l.token.kind === 'word') advance(l);
    found = { kind: 'ref', of, host };
  }
  close(p);
  return found;
}

const nan = (word: string): Nan | undefined =>
  word === 'nan:canonical' || word === 'nan:arithmetic' ? word : undefined;

/** A vector is bits where it names no kind of NaN. */
function vector({ width, lanes: all }: Lanes<Nan>): Pattern {
  const numbers = all.filter((lane) => typeof lane === 'bigint');
  if (numbers.length < all.length) {
    return { kind: 'lanes', of: { width, lanes: all } };
  }
  const bits = joined({ width, lanes: numbers });
  return { kind: 'bits', type: v128, bits };
}

function number(
  p: Parser,
  type: ValType,
  read: (word: string) => bigint | undefined,
): Pattern {
  const word = text(p.l);
  const kind = nan(word);
  if (kind) return { kind: 'nan', canonical: kind === 'nan:canonical' };
  const bits = read(word);
  if (bits === undefined) throw unexpected(p.l, 'a number');
  return { kind: 'bits', type, bits };
}

/**
 * Types as they are written, and the uses of function types.
 *
 * A function, a block or an indirect call names its type, spells it out, or
 * both. What is spelt out only is found among the types of the module, or
 * added behind them.
 * Spec 6.4 and 6.6 · lesson "From text to bytes".
 */

import { funcDef } from '../syntax/defined.ts';
import { funcTypeName, heap, i16, i32, i64, i8 } from '../syntax/types.ts';
import { isRef, refType, sameFuncType, typeNamed } from '../syntax/types.ts';
import type { FieldType, FuncType, GlobalType } from '../syntax/types.ts';
import type { HeapType, Limits, MemoryType, Size } from '../syntax/types.ts';
import type { TypeDef, ValType } from '../syntax/types.ts';
import { title } from './annotations.ts';
import { advance, isWord, opens, text, unexpected } from './lexer.ts';
import { bind, close, fail, index, isIndex, opened } from './parser.ts';
import { optionalId, space, unsignedInteger } from './parser.ts';
import type { Parser } from './parser.ts';

const heapTypes: ReadonlyMap<string, HeapType> = new Map(Object.entries(heap));

/** Takes a heap type: a name, or the index of a type. Throws MalformedText. */
export function heapType(p: Parser): HeapType {
  if (isIndex(p.l, p.l.token)) return index(p, 'type');
  const found = heapTypes.get(text(p.l));
  if (found === undefined) throw unexpected(p.l, 'a heap type');
  advance(p.l);
  return found;
}

/** Takes a value type. Throws MalformedText. */
function valType(p: Parser): ValType {
  if (opened(p, 'ref')) {
    const nullable = isWord(p.l, 'null');
    if (nullable) advance(p.l);
    const type = refType(heapType(p), nullable);
    close(p);
    return type;
  }
  const type = typeNamed(text(p.l));
  if (type === undefined) throw unexpected(p.l, 'a type');
  advance(p.l);
  return type;
}

/** Whether a value type begins here. */
export const isType = ({ l }: Parser): boolean =>
  l.token.kind === 'word' ? typeNamed(text(l)) !== undefined : opens(l, 'ref');

/** Takes a reference type. Throws MalformedText. */
export function referenceType(p: Parser): ValType {
  const wanted = unexpected(p.l, 'a reference type');
  const type = isType(p) ? valType(p) : undefined;
  if (type === undefined || !isRef(type)) throw wanted;
  return type;
}

/** Takes the type of addresses where it is given; i32 where it is not. */
export function addressType(p: Parser): ValType {
  const wide = isWord(p.l, 'i64');
  if (wide || isWord(p.l, 'i32')) advance(p.l);
  return wide ? i64 : i32;
}

/** Takes a minimum and, where there is one, a maximum. Throws MalformedText. */
export function limits(p: Parser, address = addressType(p)): Limits {
  const bound = (): Size => {
    const size = unsignedInteger(p, 64, 'a size');
    return size <= Number.MAX_SAFE_INTEGER ? Number(size) : size;
  };
  const min = bound();
  return { address, min, max: isIndex(p.l, p.l.token) ? bound() : undefined };
}

/** Takes the bounds of a memory, and whether it is shared. Throws MalformedText. */
export function memoryType(p: Parser, address = addressType(p)): MemoryType {
  const bounds = limits(p, address);
  if (!isWord(p.l, 'shared')) return { limits: bounds };
  advance(p.l);
  return { limits: { ...bounds, shared: true } };
}

/** Takes a value type, in `(mut …)` where the global may be written. Throws MalformedText. */
export function globalType(p: Parser, take = valType): GlobalType {
  const mutable = opened(p, 'mut');
  const type = take(p);
  if (mutable) close(p);
  return { type, mutable };
}

/** Told of each parameter or local, in order, and of the identifier that it may have. */
export type OnId = (
  id: string | undefined,
  at?: number,
  called?: string,
) => void;

/** For parameters whose names say nothing to the rest of the module. */
export const ignore: OnId = () => {};

/** Takes lists of types, `(param …) (param …)`; with `onId` one may have an identifier, and then one type. Throws MalformedText. */
export const typeList = (p: Parser, what: string, onId?: OnId): ValType[] =>
  lists(p, what, valType, onId);

function lists<T>(
  p: Parser,
  what: string,
  item: (p: Parser) => T,
  onId?: OnId,
): T[] {
  const items: T[] = [];
  while (opened(p, what)) {
    const at = p.l.token.start;
    const id = onId && optionalId(p);
    const called = onId && title(p, what);
    if (id !== undefined || called !== undefined) {
      items.push(item(p));
      onId?.(id, at, called);
    } else {
      for (; p.l.token.kind !== ')'; onId?.(undefined)) items.push(item(p));
    }
    close(p);
  }
  return items;
}

/** Takes parameters, then results. Throws MalformedText. */
function signature(p: Parser, onId?: OnId): FuncType {
  const params = typeList(p, 'param', onId);
  const results = typeList(p, 'result');
  if (!opens(p.l, 'param')) return { params, results };
  advance(p.l);
  throw unexpected(p.l, 'parameters before results');
}

/** Takes a definition, `(func …)` or `(sub … (func …))`, with `p` behind the field's identifier. Throws MalformedText. */
export function typeDefinition(p: Parser, group: number): TypeDef {
  const place = { index: p.draft.types.length, group };
  if (!opened(p, 'sub')) {
    return { ...compositeType(p), ...place, final: true, supers: [] };
  }
  const final = isWord(p.l, 'final');
  if (final) advance(p.l);
  const supers: number[] = [];
  while (isIndex(p.l, p.l.token)) supers.push(index(p, 'type'));
  const def = { ...compositeType(p), ...place, final, supers };
  close(p);
  return def;
}

function compositeType(p: Parser) {
  const kind = (['func', 'struct', 'array'] as const).find((each) =>
    opened(p, each),
  );
  if (kind === undefined) throw unexpected(p.l, '(func, (struct or (array');
  const none = { params: [], results: [] };
  const type =
    kind === 'func'
      ? { ...signature(p, ignore), fields: [] }
      : { ...none, fields: kind === 'struct' ? fields(p) : [field(p)] };
  close(p);
  return { kind, ...type };
}

const field = (p: Parser): FieldType => globalType(p, storageType);

/** Takes the fields of a struct, whose names are known to nobody else. */
function fields(p: Parser): FieldType[] {
  const names = space();
  p.spaces.field = names;
  p.fields.set(p.draft.types.length, names);
  return lists(p, 'field', field, (id, at, called) =>
    bind(p, 'field', id, at, called),
  );
}

function storageType(p: Parser): ValType {
  const packed = isWord(p.l, 'i8') ? i8 : isWord(p.l, 'i16') ? i16 : undefined;
  if (packed === undefined) return valType(p);
  advance(p.l);
  return packed;
}

/** Takes a use of a function type and answers its index. With `onId` parameters may be named. Throws MalformedText. */
export function typeUse(p: Parser, onId?: OnId): number {
  const { types } = p.draft;
  const { start } = p.l.token;
  if (!opened(p, 'type')) return indexOf(p, signature(p, onId));
  const x = index(p, 'type');
  close(p);
  const spelt = opens(p.l, 'param') || opens(p.l, 'result');
  const type = signature(p, onId);
  if (spelt && types[x] === undefined)
    throw fail(p, `unknown type ${x}`, start);
  const same = types[x]?.kind === 'func' && sameFuncType(types[x], type);
  if (spelt && !same) {
    const named = funcTypeName(types[x]);
    throw fail(p, `inline function type: type ${x} is ${named}`, start);
  }
  return x;
}

/** The index of a type that stands alone and is written without more, which is added where it is not there yet. */
function indexOf(p: Parser, type: FuncType): number {
  const { types } = p.draft;
  const found = types.findIndex(
    (each, i) =>
      each.kind === 'func' &&
      each.final &&
      each.supers.length === 0 &&
      each.group === i &&
      types[i + 1]?.group !== i &&
      sameFuncType(each, type),
  );
  return found < 0 ? types.push(funcDef(type, types.length)) - 1 : found;
}

/** Takes a block's type: an index, or −1 with what one without parameters gives. Throws MalformedText. */
export function blockType(p: Parser): {
  x: number;
  results: readonly ValType[];
} {
  if (opens(p.l, 'type')) return { x: typeUse(p), results: [] };
  const type = signature(p);
  const short = type.params.length === 0 && type.results.length <= 1;
  return { x: short ? -1 : indexOf(p, type), results: type.results };
}

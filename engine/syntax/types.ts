/**
 * The types of WebAssembly, and when one matches another.
 *
 * A value type is one number, so that a validator can compare two of them with
 * `===`: its byte in the binary for a number type, and for a reference type
 * the byte 0x63 (nullable) or 0x64 with the heap type above it. `funcref` is
 * short for `(ref null func)`; both are the same number here. Indices of
 * defined types are those of the module, until it runs: syntax/defined.ts.
 * Spec 2.3, 3.3 and 5.3 · lesson "What is in the file".
 */

/** A value type, packed into one number (see above). */
export type ValType = number & { readonly brand?: 'ValType' };

/** A heap type: an index of a defined type, or an abstract type below zero. */
export type HeapType = number & { readonly brand?: 'HeapType' };

/** What a function type takes and gives. */
export type FuncType = {
  readonly params: readonly ValType[];
  readonly results: readonly ValType[];
};

/** An unsigned integer of 64 bits: a number where that is exact, up to 2⁵³, else a BigInt. The two compare with one another. */
export type Size = number | bigint;
/** What a field or an element holds: a value, or an i8 or i16 that is packed. */
export type FieldType = { readonly type: ValType; readonly mutable: boolean };

/** A type definition: lists that its kind does not have are empty. Its types are indices of the module. */
export type TypeDef = FuncType & {
  readonly kind: 'func' | 'struct' | 'array';
  /** The fields of a struct; of an array one, which all elements share. */
  readonly fields: readonly FieldType[];
  /** Whether there can be no subtypes; and the type that it is a subtype of, if it says so. */
  readonly final: boolean;
  readonly supers: readonly number[];
  /** Its index, and that of the first type of its recursive group. */
  readonly index: number;
  readonly group: number;
};

/** A defined type, one object for all modules: see syntax/defined.ts. `index` is its number among all of them. */
export type Defined = TypeDef & {
  /** Its supertypes from the root down to itself. */
  readonly chain: readonly Defined[];
  /** Of each field where it stands among the words of an object, or among its references; and how many of both there are. */
  readonly offsets: readonly number[];
  readonly words: number;
  readonly refs: number;
};

/** Bounds of a table (in elements) or a memory (in pages of 64 KiB). */
export type Limits = {
  /** The type of addresses: i32, or i64 for more than 32 bits reach. */
  readonly address: ValType;
  readonly min: Size;
  readonly max: Size | undefined;
  /** Of a memory that several threads may have at once. */
  readonly shared?: boolean;
};

/** A table's element type and bounds. */
export type TableType = { readonly element: ValType; readonly limits: Limits };

/** A memory's bounds. */
export type MemoryType = { readonly limits: Limits };

/** A global's type, and whether it may be written. */
export type GlobalType = { readonly type: ValType; readonly mutable: boolean };

/** The type of something that is imported or exported. */
export type ExternType =
  | { readonly kind: 'func'; readonly type: Defined }
  | { readonly kind: 'tag'; readonly type: Defined }
  | { readonly kind: 'table'; readonly type: TableType }
  | { readonly kind: 'memory'; readonly type: MemoryType }
  | { readonly kind: 'global'; readonly type: GlobalType };

/** Abstract heap types by name, as the signed bytes of the binary format. */
export const heap = {
  noexn: -0x0c,
  nofunc: -0x0d,
  noextern: -0x0e,
  none: -0x0f,
  func: -0x10,
  extern: -0x11,
  any: -0x12,
  eq: -0x13,
  i31: -0x14,
  struct: -0x15,
  array: -0x16,
  exn: -0x17,
} as const satisfies Record<string, HeapType>;

/** A reference type from its parts. */
export const refType = (heapType: HeapType, nullable: boolean): ValType =>
  (heapType << 8) | (nullable ? 0x63 : 0x64);

/** The heap type of a reference type. */
export const heapOf = (type: ValType): HeapType => type >> 8;

/** Whether null is a value of the type. */
export const isNullable = (type: ValType): boolean => (type & 0xff) === 0x63;

/** The reference type without null. */
export const nonNull = (type: ValType): ValType => refType(heapOf(type), false);

/** An integer of 32 bits, signed or not as each instruction sees it. */
export const i32: ValType = 0x7f;
/** An integer of 64 bits. */
export const i64: ValType = 0x7e;
/** A float of 32 bits. */
export const f32: ValType = 0x7d;
/** A float of 64 bits. */
export const f64: ValType = 0x7c;
/** A vector: 128 bits, which each instruction sees as lanes of its own shape. */
export const v128: ValType = 0x7b;
/** An integer of 8 bits in a field or an element. */
export const i8: ValType = 0x78;
/** An integer of 16 bits in a field or an element. */
export const i16: ValType = 0x77;
/** A reference to any function, or none. */
export const funcref: ValType = refType(heap.func, true);
/** A reference to a function, never none: what functions given by their indices are. */
export const someFunc: ValType = refType(heap.func, false);
/** A reference to an exception, or none. */
export const exnref: ValType = refType(heap.exn, true);
/** A reference to something of the host's, or none. */
export const externref: ValType = refType(heap.extern, true);

/** The type of what no code can produce: it matches everything. Spec 3.3.1. */
export const bottom: ValType = 0;
/** A reference of which no more is known, for the same use. */
export const bottomRef: ValType = refType(-0x80, false);

const numbers: readonly [ValType, string][] = [
  [i32, 'i32'],
  [i64, 'i64'],
  [f32, 'f32'],
  [f64, 'f64'],
  [v128, 'v128'],
];

/** The short name of a nullable abstract type: `funcref`, but `nullref` of `none`. */
const shortName = (name: string): string =>
  `${name === 'none' ? 'null' : name.replace(/^no/, 'null')}ref`;

const shortNames: readonly [ValType, string][] = Object.entries(heap).map(
  ([name, each]) => [refType(each, true), shortName(name)],
);

/** The types that one byte stands for in the binary, by that byte. */
export const valTypeByByte: ReadonlyMap<number, ValType> = new Map([
  ...numbers.map(([type]): [number, ValType] => [type, type]),
  ...Object.values(heap).map((each): [number, ValType] => [
    each & 0x7f,
    refType(each, true),
  ]),
]);

const names = new Map([
  ...numbers,
  ...shortNames,
  [i8, 'i8'],
  [i16, 'i16'],
  [bottom, 'bottom'],
  [bottomRef, '(ref bottom)'],
]);

const byName = new Map(
  [...numbers, ...shortNames].map(([t, name]) => [name, t]),
);

const heapNames = new Map<HeapType, string>(
  Object.entries(heap).map(([name, each]) => [each, name]),
);

/** A heap type as the text format writes it. */
export const heapName = (type: HeapType): string =>
  heapNames.get(type) ?? String(type);

/** A value type as the text format writes it. */
export const typeName = (type: ValType): string =>
  names.get(type) ??
  `(ref ${isNullable(type) ? 'null ' : ''}${heapName(heapOf(type))})`;

/** The value type that has this name in the text format, if there is one. */
export const typeNamed = (name: string): ValType | undefined =>
  byName.get(name);

/** Whether values of this type are references rather than numbers. */
export const isRef = (type: ValType): boolean =>
  (type & 0xff) === 0x63 || (type & 0xff) === 0x64;

/** `(i32, i64) -> f32`: a function type as people read it. */
export function funcTypeName({ params, results }: FuncType): string {
  const list = (types: readonly ValType[]) => types.map(typeName).join(', ');
  return `(${list(params)}) -> (${list(results)})`;
}

/** Whether each local of the type has a value before one is put there. Spec 3.3.1 (defaultable). */
export const hasDefault = (type: ValType): boolean =>
  !isRef(type) || isNullable(type);

/** Whether each defined type is a subtype of the other. Spec 3.3.7. */
export const isSubtype = (a: Defined, b: Defined): boolean =>
  a.chain[b.chain.length - 1] === b;

/** The abstract types right above each abstract type and, by kind, above and below the defined ones. Spec 3.3.4. */
const above: Readonly<Record<number, readonly HeapType[] | undefined>> = {
  [heap.none]: [heap.i31, heap.struct, heap.array],
  [heap.i31]: [heap.eq],
  [heap.struct]: [heap.eq],
  [heap.array]: [heap.eq],
  [heap.eq]: [heap.any],
  [heap.nofunc]: [heap.func],
  [heap.noextern]: [heap.extern],
  [heap.noexn]: [heap.exn],
};

/** Whether heap type `a` is a subtype of `b`. `types` says what their indices mean. Spec 3.3.4. */
export function matchesHeap(
  a: HeapType,
  b: HeapType,
  types: readonly Defined[],
): boolean {
  if (a === b || a === heapOf(bottomRef)) return true;
  if (a >= 0 && b >= 0) return isSubtype(types[a], types[b]);
  if (a >= 0) return matchesHeap(heap[types[a].kind], b, types);
  if (b >= 0) {
    return a === (types[b].kind === 'func' ? heap.nofunc : heap.none);
  }
  return above[a]?.some((each) => matchesHeap(each, b, types)) ?? false;
}

/** Whether a value of type `a` may stand where one of type `b` is wanted. Spec 3.3.6. */
export const matchesVal = (
  a: ValType,
  b: ValType,
  types: readonly Defined[],
): boolean =>
  a === b ||
  a === bottom ||
  b === bottom ||
  (isRef(a) &&
    isRef(b) &&
    (isNullable(b) || !isNullable(a)) &&
    matchesHeap(heapOf(a), heapOf(b), types));

/** Whether two lists of types are written the same way. */
const sameTypes = (a: readonly ValType[], b: readonly ValType[]): boolean =>
  a.length === b.length && a.every((type, i) => type === b[i]);

/** Whether two function types are written the same way. */
export const sameFuncType = (a: FuncType, b: FuncType): boolean =>
  a === b || (sameTypes(a.params, b.params) && sameTypes(a.results, b.results));

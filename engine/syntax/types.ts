/**
 * The types of WebAssembly, and when one matches another.
 *
 * A value type is one number, so that a validator can compare two of them with
 * `===`: its byte in the binary for a number type, and for a reference type
 * the byte 0x63 (nullable) or 0x64 with the heap type above it. `funcref` is
 * short for `(ref null func)`; both are the same number here.
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

/** Bounds of a table (in elements) or a memory (in pages of 64 KiB). */
export type Limits = {
  /** The type of addresses: i32, or i64 for more than 32 bits reach. */
  readonly address: ValType;
  readonly min: Size;
  readonly max: Size | undefined;
};

/** A table's element type and bounds. */
export type TableType = { readonly element: ValType; readonly limits: Limits };

/** A memory's bounds. */
export type MemoryType = { readonly limits: Limits };

/** A global's type, and whether it may be written. */
export type GlobalType = { readonly type: ValType; readonly mutable: boolean };

/** The type of something that is imported or exported. */
export type ExternType =
  | { readonly kind: 'func'; readonly type: FuncType }
  | { readonly kind: 'table'; readonly type: TableType }
  | { readonly kind: 'memory'; readonly type: MemoryType }
  | { readonly kind: 'global'; readonly type: GlobalType };

/** Abstract heap types by name, as the signed bytes of the binary format. */
export const heap = { func: -0x10, extern: -0x11 } as const;

/** A reference type from its parts. */
export const refType = (heapType: HeapType, nullable: boolean): ValType =>
  (heapType << 8) | (nullable ? 0x63 : 0x64);

/** An integer of 32 bits, signed or not as each instruction sees it. */
export const i32: ValType = 0x7f;
/** An integer of 64 bits. */
export const i64: ValType = 0x7e;
/** A float of 32 bits. */
export const f32: ValType = 0x7d;
/** A float of 64 bits. */
export const f64: ValType = 0x7c;
/** A reference to any function, or none. */
export const funcref: ValType = refType(heap.func, true);
/** A reference to something of the host's, or none. */
export const externref: ValType = refType(heap.extern, true);

/** The type of what no code can produce: it matches everything. Spec 3.3.1. */
export const bottom: ValType = 0;

/** The value types by the byte that stands for them in the binary. */
export const valTypeByByte: ReadonlyMap<number, ValType> = new Map([
  [0x7f, i32],
  [0x7e, i64],
  [0x7d, f32],
  [0x7c, f64],
  [0x70, funcref],
  [0x6f, externref],
]);

const names = new Map<ValType, string>([
  [i32, 'i32'],
  [i64, 'i64'],
  [f32, 'f32'],
  [f64, 'f64'],
  [funcref, 'funcref'],
  [externref, 'externref'],
  [bottom, 'bottom'],
]);

const byName = new Map([...names].map(([type, name]) => [name, type]));

/** A value type as the text format writes it. */
export const typeName = (type: ValType): string =>
  names.get(type) ?? `type ${type}`;

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

/** Whether a value of type `a` may stand where one of type `b` is wanted. Spec 3.3.3. */
export const matchesVal = (a: ValType, b: ValType): boolean =>
  a === b || a === bottom || b === bottom;

/** Whether two lists of types are the same. */
export const sameTypes = (
  a: readonly ValType[],
  b: readonly ValType[],
): boolean => a.length === b.length && a.every((type, i) => type === b[i]);

/** Whether two function types are the same. */
export const sameFuncType = (a: FuncType, b: FuncType): boolean =>
  a === b || (sameTypes(a.params, b.params) && sameTypes(a.results, b.results));

/** Whether bounds `a` lie within bounds `b`. Spec 3.3.7. */
const matchesLimits = (a: Limits, b: Limits): boolean =>
  a.address === b.address &&
  a.min >= b.min &&
  (b.max === undefined || (a.max !== undefined && a.max <= b.max));

/** Whether an extern of type `a` may be given for an import of type `b`. Spec 3.3.9. */
export function matchesExtern(a: ExternType, b: ExternType): boolean {
  switch (b.kind) {
    case 'func':
      return a.kind === 'func' && sameFuncType(a.type, b.type);
    case 'table':
      return (
        a.kind === 'table' &&
        a.type.element === b.type.element &&
        matchesLimits(a.type.limits, b.type.limits)
      );
    case 'memory':
      return a.kind === 'memory' && matchesLimits(a.type.limits, b.type.limits);
    case 'global':
      return (
        a.kind === 'global' &&
        a.type.type === b.type.type &&
        a.type.mutable === b.type.mutable
      );
  }
}

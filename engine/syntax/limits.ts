/**
 * The limits of this engine: how much of anything a module or a program may
 * have.
 *
 * The specification lets every engine draw such lines, and none can do without
 * them: each of these numbers stands in front of a size that somebody else
 * chooses. Where browsers have agreed on a limit it is theirs.
 * Spec appendix "Implementation Limitations" and the JavaScript API's
 * "Implementation-defined Limits" · lesson "Exceptions and tail calls".
 */

/** Each limit by name. */
export const most = {
  /** Pages of 64 KiB in a memory. */
  pages: 65_536,
  /** The same with 64-bit addresses: so the last 32-bit address lies outside, and can stand for all beyond. */
  widePages: 65_535,
  /** Elements in a table. */
  elements: 10_000_000,
  /** Parameters of a function type, and results; fields of a struct, and elements that make an array; types above a subtype. */
  arity: 1_000,
  fields: 10_000,
  supertypes: 63,
  /** Words of 32 bits, or references, in an array. */
  arrayWords: 1 << 26,
  /** Types of all modules together: what fits a value type. */
  types: 1 << 22,
  /** Bytes of a module, of a name in it, and of one function's code. */
  moduleBytes: 1 << 30,
  nameBytes: 100_000,
  bodyBytes: 7_654_321,
  /** Locals of a function with its parameters, targets of a `br_table`. */
  locals: 50_000,
  targets: 65_520,
  /** Blocks that are open at once in a function, in a text also parentheses; and operands. */
  nesting: 1_000_000,
  operands: 1_000_000,
  /** In a text: characters of a string, and things of one kind, imports counted. */
  string: 1 << 26,
  space: 2_000_000,
  /** Calls that are under way at once, and the words of all their frames. */
  calls: 1 << 17,
  words: 1 << 24,
} as const;

/** How many of each a module may have. */
export const mostParts = {
  types: 1_000_000,
  imports: 1_000_000,
  funcs: 1_000_000,
  tables: 100_000,
  memories: 100,
  tags: 1_000_000,
  globals: 1_000_000,
  exports: 1_000_000,
  elems: 1_000_000,
  datas: 100_000,
} as const;

/** What of a module is counted. */
export const parts = [
  ...(['types', 'imports', 'funcs', 'tables', 'memories'] as const),
  ...(['tags', 'globals', 'exports', 'elems', 'datas'] as const),
];

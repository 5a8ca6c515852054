/**
 * The limits of this engine: how much of anything a module or a program may
 * have.
 *
 * The specification lets every engine draw such lines, and none can do without
 * them: each of these numbers stands in front of a size that somebody else
 * chooses. Where browsers have agreed on a limit it is theirs.
 * Spec appendix "Implementation Limitations" and the JavaScript API's
 * "Implementation-defined Limits" · lesson "What a module may touch".
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
} as const;

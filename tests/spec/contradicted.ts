/**
 * What the living standard has taken back of its older releases, and of the
 * threads proposal, which was written over one of them: each with its reason.
 *
 * A rule that explains nothing is a failure.
 */

/** Assertions of the old releases that the living standard contradicts, by what they want. */
export type Contradiction = {
  /** Files whose path from the suite's folder matches. */
  readonly files: RegExp;
  readonly wanted: RegExp;
  readonly reason: string;
};

/** What the standard has changed since a release, or says in other words. */
// prettier-ignore
export const contradicted: readonly Contradiction[] = [
  // Other words for the same fault.
  { files: /1.0-changed\/utf8-/, wanted: /invalid UTF-8/, reason: 'now "malformed UTF-8 encoding"' },
  { files: /[12].0-changed\/globals?\./, wanted: /global is immutable/, reason: 'now "immutable global"' },
  { files: /1.0-changed\/globals\./, wanted: /invalid mutability/, reason: 'now "malformed mutability"' },
  { files: /1.0-changed\/custom\./, wanted: /invalid section id/, reason: 'now "malformed section id"' },
  { files: /1.0-changed\/(binary|custom)\./, wanted: /unexpected end/, reason: 'a length beyond the file is now "length out of bounds"' },
  { files: /1.0-changed\/type\./, wanted: /result before parameter/, reason: 'now "unexpected token"' },
  { files: /1.0-changed\/binary\./, wanted: /invalid value type/, reason: 'another fault of the same bytes is now told first' },
  { files: /2.0-changed\/simd\/simd_lane\./, wanted: /malformed lane index/, reason: 'now "i8 constant out of range"' },
  // Numbers that were fixed have got a meaning.
  { files: /[12].0-changed\/binary\./, wanted: /zero (flag|byte) expected/, reason: 'the byte is now an index, of a table or a memory' },
  { files: /2.0-changed\/align\./, wanted: /malformed memop flags/, reason: 'bit 6 of the alignment now says that a memory is named' },
  { files: /[12].0-changed\/binary-leb128\./, wanted: /integer/, reason: 'offsets of memory accesses have 64 bits now' },
  { files: /2.0-changed\/binary\./, wanted: /integer/, reason: 'the flags of bounds are a byte now' },
  { files: /([12].0-changed|threads)\/(simd\/simd_)?(address|memory|table)\./, wanted: /i32 constant/, reason: 'offsets and sizes have 64 bits in the text; what is too large is invalid' },
  { files: /2.0-changed\/binary\./, wanted: /illegal opcode|malformed import kind/, reason: 'the number is now that of an exception’s instruction, or of tags' },
  // What was refused is allowed.
  { files: /1.0-changed\/(func|type)\./, wanted: /invalid result arity/, reason: 'several results are allowed since 2.0' },
  { files: /(1.0-changed|threads)\/imports\./, wanted: /multiple tables/, reason: 'several tables are allowed since 2.0' },
  { files: /1.0-changed\/unreached-invalid\./, wanted: /type mismatch/, reason: 'labels of br_table need not agree in unreachable code since 2.0' },
  { files: /1.0-changed\/(data|elem)\./, wanted: /a module/, reason: 'an identifier is now the name of the segment, not its place' },
  { files: /([12].0-changed|threads)\/(imports|memory)\./, wanted: /multiple memories/, reason: 'several memories are allowed since 3.0' },
  { files: /2.0-changed\/(data|elem|global)\./, wanted: /unknown global/, reason: 'a constant expression may name the globals before it, not only imported ones' },
  // Segments are copied one by one, and what is copied stays.
  { files: /1.0-changed\/(data|elem|linking)\./, wanted: /segment does not fit/, reason: 'a segment that does not fit is a trap since 2.0' },
  { files: /1.0-changed\/linking\./, wanted: /uninitialized|i32 0/, reason: 'what was copied before that trap stays since 2.0' },
];

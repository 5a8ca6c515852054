/**
 * The operand stack at lowering time: where each value can be found.
 *
 * A value has a home, the slot that its height gives it. In fused code it may
 * be put off: a local or a constant stays a note on this stack until somebody
 * needs it, and then most operations can read the local's own slot or carry
 * the constant themselves. `settle` brings a value home. Wherever two ways of
 * control meet, every value is at home. Ours · lesson "What a module may touch".
 */

import { f64, i64, v128 } from '../syntax/types.ts';
import type { ValType } from '../syntax/types.ts';

/** A value on the stack. `from` says where it is now. */
export type Operand = {
  readonly home: number;
  readonly type: ValType;
  readonly from: 'home' | 'local' | 'const';
  /** The local's slot, or the constant's low word. */
  readonly lo: number;
  /** The constant's high word. */
  readonly hi: number;
};

/** Words in a slot: a vector fills four, whatever else there is has two. */
export const slotWords = (type: ValType): number => (type === v128 ? 4 : 2);

/** Whether a constant of this type needs two words of code. */
export const isWide = (type: ValType): boolean => type === i64 || type === f64;

/** The sizes of some types, one after the other, in words. */
export const wordsOf = (types: readonly ValType[]): number =>
  types.reduce((sum, type) => sum + slotWords(type), 0);

/** The slot from which an operand at home or put off as a local can be read. */
export const slotOf = ({ from, home, lo }: Operand): number =>
  from === 'local' ? lo : home;

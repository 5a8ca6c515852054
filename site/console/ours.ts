/**
 * A run on Sunaba's own engine: slice after slice, with a turn for the browser
 * in between, so that what is typed is heard while the program works.
 *
 * Knows nothing of WASI: it gets the imports, and drives the machine.
 */

import {
  createMachine,
  decode,
  drive,
  Exit,
  instantiate,
  invoke,
  names,
  validate,
  where,
  withMemory,
} from '../../engine/index.ts';
import type { Imports, Machine, Module } from '../../engine/index.ts';
import { entryType, NoEntry, valuesFor } from './entry.ts';
import { numberOf } from './guest.ts';
import type { Started } from './guest.ts';
import { showValues } from './values.ts';

/** How a program ended. */
export type Ending =
  | {
      readonly kind: 'exited';
      readonly code: number;
      readonly results: readonly string[];
    }
  | {
      readonly kind: 'trapped';
      readonly message: string;
      readonly where: readonly string[];
    };

/** A program that is set up and can be run, on whichever engine. */
export type Prepared = {
  /** Runs it to its end. Throws what is the engine's or the host's fault. */
  readonly run: () => Promise<Ending>;
  /** Instructions executed; undefined where the engine does not tell. */
  readonly instructions: () => number | undefined;
  /** Bytes of memory. */
  readonly memory: () => number;
  /** Whether it was refused memory. */
  readonly refused?: () => boolean;
};

/** What a run does besides running. */
export type Pace = {
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
  /** Lets messages in; called after every slice. */
  readonly between: () => Promise<void>;
};

/** Prepares a module, with at most so many pages of memory. Throws Malformed, Invalid, Unlinkable, Trap, NoEntry. */
export function prepareOurs(
  bytes: Uint8Array,
  imports: (module: Module) => Imports,
  entry: string,
  args: readonly string[],
  pace: Pace,
  pages = Infinity,
): Prepared {
  const whole = decode(bytes);
  validate(whole);
  const module = pages === Infinity ? whole : withMemory(whole, pages);
  const type = entryType(module, entry);
  const values = valuesFor(type, entry, args.slice(1));
  const instance = instantiate(module, imports(module));
  const func = instance.exports.get(entry);
  if (func?.kind !== 'func') throw new NoEntry(entry);
  const machine = createMachine();
  const memory = instance.exports.get('memory');
  return {
    async run() {
      const { start } = instance;
      if (start) {
        invoke(machine, start, []);
        const first = await toItsEnd(machine, pace);
        if (first.kind === 'trapped' || first.ended) return first;
      }
      invoke(machine, func, values);
      return toItsEnd(machine, pace);
    },
    instructions: () => machine.executed,
    memory: () => (memory?.kind === 'memory' ? memory.bytes.length : 0),
    refused: () => instance.memories.some(({ refused }) => refused),
  };
}

/** An instance whose exports are called one by one, and the machine that does it. */
export type StartedHere = Started & { readonly machine: Machine };

/** Makes an instance to be called. Throws Malformed, Invalid, Unlinkable, Trap. */
export function startOurs(
  bytes: Uint8Array,
  imports: Imports,
  pace: Pace,
  lowering: 'fused' | 'plain' = 'fused',
): StartedHere {
  const module = decode(bytes);
  validate(module);
  const instance = instantiate(module, imports, { lowering });
  const machine = createMachine();
  const memory = instance.exports.get('memory');
  return {
    machine,
    memory() {
      if (memory?.kind === 'memory') return memory;
      throw new NoEntry('no exported memory "memory"');
    },
    async call(name, ...args) {
      const func = instance.exports.get(name);
      if (func?.kind !== 'func')
        throw new NoEntry(`no exported function "${name}"`);
      invoke(machine, func, args);
      const end = await drive(machine, slices(pace));
      if (end.why === 'trapped') throw end.trap;
      if (end.why === 'exited') throw new Exit(end.code);
      return numberOf(end.values[0]);
    },
  };
}

/** An ending; `ended`: by `proc_exit`, which no function returns from. */
type Ended = Ending & { readonly ended: boolean };

async function toItsEnd(machine: Machine, pace: Pace): Promise<Ended> {
  const end = await drive(machine, slices(pace));
  switch (end.why) {
    case 'done': {
      const types = machine.invoked?.type.results ?? [];
      const results = showValues(types, end.values);
      return { kind: 'exited', code: 0, results, ended: false };
    }
    case 'exited':
      return { kind: 'exited', code: end.code, results: [], ended: true };
    case 'trapped':
      return {
        kind: 'trapped',
        message: end.trap.message,
        where: stackLines(machine),
        ended: true,
      };
  }
}

/** Calls that are listed of a deep stack. */
const listed = 12;

/** The calls of a machine that trapped, innermost first, by name where the module has names. */
export function stackLines(machine: Machine): string[] {
  const places = where(machine, listed);
  const module = places[0]?.func.instance.module;
  const known = module && names(module).funcs;
  const lines = places.map(({ func, offset }) => {
    const name = known?.get(func.index);
    const which = name === undefined ? '' : ` $${name}`;
    return `func ${func.index}${which}, byte 0x${offset.toString(16)}`;
  });
  const left = machine.depth + 1 - places.length;
  return left > 0 ? [...lines, `… ${left}`] : lines;
}

/** Milliseconds that a slice should take: short enough for a key to feel prompt. */
const aim = 12;

/** Slices of as much fuel as this program, on this machine, burns in `aim`. */
function slices({ now, between }: Pace) {
  let fuel = 100_000;
  let began = 0;
  return {
    slice() {
      began = now();
      return fuel;
    },
    between() {
      const factor = aim / Math.max(now() - began, 0.1);
      const next = fuel * Math.min(4, Math.max(0.25, factor));
      fuel = Math.round(Math.min(1e9, Math.max(10_000, next)));
      return between();
    },
  };
}

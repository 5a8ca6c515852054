/**
 * Hosting: a program's `host.ts` around its module, on either engine.
 */

import { Trap } from '../../engine/index.ts';
import type { World } from '../../engine/index.ts';
import { outsideOf, readAll } from './guest.ts';
import type { Guest, ProgramHost, Started } from './guest.ts';
import { endingOf } from './native.ts';
import { stackLines } from './ours.ts';
import type { Ending, Prepared, StartedHere } from './ours.ts';
import type { HostCallNote } from './tracer.ts';

/** Where `host.ts` and the scripts of programs come from: the bundler, or Node. */
export type Library = {
  /** The `host.ts` of a folder of lessons/programs/. */
  readonly host: (folder: string) => Promise<ProgramHost>;
  /** The text of a script, by its path from the course's root. */
  readonly script: (path: string) => Promise<string>;
};

/** What hosting needs of its surroundings. */
export type Stage = {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly world: World;
  readonly wasm: object;
  readonly library: Library;
  readonly start: () => Promise<Started | StartedHere>;
  /** Is told of calls that glue answers. */
  readonly tell: (note: HostCallNote) => void;
};

/** A program whose host runs it. */
export function prepareHosted(
  run: NonNullable<ProgramHost['run']>,
  { bytes, world, wasm, library, start, tell }: Stage,
): Prepared {
  let started: Started | StartedHere | undefined;
  let memory = (): number => started?.memory().bytes.length ?? 0;
  const machine = () =>
    started && 'machine' in started ? started.machine : undefined;
  const guest: Guest = {
    ...outsideOf(world),
    bytes,
    wasm,
    input: () => readAll(world),
    start: async () => (started = await start()),
    listed: (imports) => listed(imports, tell),
    script: library.script,
    watch(size) {
      memory = size;
    },
  };
  return {
    instructions: () => machine()?.executed,
    memory: () => memory(),
    async run(): Promise<Ending> {
      try {
        return { kind: 'exited', code: await run(guest), results: [] };
      } catch (error) {
        if (!(error instanceof Trap)) return endingOf(error);
        const here = machine();
        const where = here ? stackLines(here) : [];
        return { kind: 'trapped', message: error.message, where };
      }
    },
  };
}

/** The same imports; each call is told before it is made. */
function listed(imports: unknown, tell: (note: HostCallNote) => void): object {
  const told = (module: string, name: string, call: unknown): unknown =>
    typeof call !== 'function'
      ? call
      : (...args: unknown[]) => {
          tell({
            text: `${module}.${name}(${args.join(', ')})`,
            failed: false,
          });
          return Reflect.apply(call, undefined, args);
        };
  const modules = Object.entries(Object(imports)).map(([module, functions]) => [
    module,
    Object.fromEntries(
      Object.entries(Object(functions)).map(([name, call]) => [
        name,
        told(module, name, call),
      ]),
    ),
  ]);
  return Object.fromEntries(modules);
}

/**
 * One program of the WASI test suite: run, and judged by its specification.
 *
 * It needs nothing but the engine's front door, so Node and a page run the
 * same code.
 */

import { createMachine, decode, drive, Exit, instantiate } from '../../engine/index.ts'; // prettier-ignore
import { invoke, nativeImports, preview1, wasiImports } from '../../engine/index.ts'; // prettier-ignore
import type { WasiProcess, World } from '../../engine/index.ts';

/** What the file beside a program says of it. */
type Specification = {
  readonly args: readonly string[];
  readonly env: readonly (readonly [string, string])[];
  /** The folder that the program gets as `/`. */
  readonly root: string | undefined;
  readonly exitCode: number;
  readonly stdout: string | undefined;
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Reads a specification; an empty text stands for none. Throws on a key that is not known. */
export function specification(text: string): Specification {
  const json: unknown = text === '' ? {} : JSON.parse(text);
  if (!isRecord(json)) throw new TypeError('not a specification');
  const { args = [], env = {}, root, exit_code = 0, stdout, ...more } = json;
  if (Object.keys(more).length > 0)
    throw new TypeError(`unknown: ${Object.keys(more).join(', ')}`);
  return {
    args: Array.isArray(args) ? args.map(String) : [],
    env: Object.entries(env ?? {}).map(([k, v]) => [k, String(v)]),
    root: typeof root === 'string' ? root : undefined,
    exitCode: Number(exit_code),
    stdout: typeof stdout === 'string' ? stdout : undefined,
  };
}

/** Which WebAssembly runs a program: this engine's, or the host's own. */
export type Engine = 'ours' | 'native';

/** The part of a world that the specification does not fix. */
export type Rest = (
  fixed: Pick<World, 'args' | 'env' | 'stdout' | 'stderr'>,
) => World;

/** Runs a program: '' if it does what its specification says, or what it did instead. */
export async function judge(
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
  spec: Specification,
  engine: Engine,
  rest: Rest,
): Promise<string> {
  const said = { stdout: '', stderr: '' };
  const decoder = new TextDecoder();
  const output = (to: keyof typeof said) => ({
    terminal: false,
    write: (part: Uint8Array) => void (said[to] += decoder.decode(part)),
  });
  const world = rest({
    args: [name, ...spec.args],
    env: spec.env,
    stdout: output('stdout'),
    stderr: output('stderr'),
  });
  const code = await codeOf(bytes, preview1(world), engine);
  const wrong = [
    code === spec.exitCode ? '' : `${code}, not ${spec.exitCode}`,
    spec.stdout === undefined || said.stdout === spec.stdout
      ? ''
      : `stdout ${JSON.stringify(said.stdout)}`,
  ].filter((text) => text !== '');
  return wrong.length > 0 ? [...wrong, said.stderr].join('\n') : '';
}

/** The exit code, or what the program died of. */
export async function codeOf(
  bytes: Uint8Array<ArrayBuffer>,
  wasi: WasiProcess,
  engine: Engine,
): Promise<number | string> {
  try {
    return await (engine === 'ours' ? ours(bytes, wasi) : native(bytes, wasi));
  } catch (error) {
    return error instanceof Exit ? error.code : String(error);
  }
}

async function ours(bytes: Uint8Array, wasi: WasiProcess) {
  const instance = instantiate(decode(bytes), wasiImports(wasi));
  const start = instance.exports.get('_start');
  if (start?.kind !== 'func') return 'no _start';
  const machine = createMachine();
  invoke(machine, start, []);
  const end = await drive(machine, { slice: 1e6, between: async () => {} });
  if (end.why === 'trapped') return `trap: ${end.trap.message}`;
  return end.why === 'exited' ? end.code : 0;
}

async function native(bytes: Uint8Array<ArrayBuffer>, wasi: WasiProcess) {
  const Suspending: unknown = Reflect.get(WebAssembly, 'Suspending');
  const promising: unknown = Reflect.get(WebAssembly, 'promising');
  if (typeof Suspending !== 'function' || typeof promising !== 'function')
    return 'no JSPI here';
  let memory: WebAssembly.Memory | undefined;
  const imports = nativeImports(
    wasi,
    () => memory,
    (call) => Reflect.construct(Suspending, [call]),
  );
  const { instance } = await WebAssembly.instantiate(bytes, imports);
  const exported = instance.exports['memory'];
  if (exported instanceof WebAssembly.Memory) memory = exported;
  const start: unknown = instance.exports['_start'];
  await Reflect.apply(promising, undefined, [start])();
  return 0;
}

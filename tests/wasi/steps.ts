/**
 * Programs that try every function of WASI, run in a world that has all they
 * ask for; Node and a page run the same code. What they print, a line a step,
 * is a transcript by which hosts are compared.
 */

import { deterministicWorld, loopback } from '../../engine/index.ts';
import { memoryDirectory, meter, preview1 } from '../../engine/index.ts';
import type { World } from '../../engine/index.ts';
import { errno } from '../../engine/wasi/errno.ts';
import { codeOf } from './official.ts';
import type { Engine } from './official.ts';

/** The programs, and what each is told besides: in C, to try values that no type allows. */
export const programs = [
  ['wasi-c', ['wild']],
  ['wasi-rust', []],
  ['wasi-go', []],
] as const;

/** What every program of this kind is given. */
export const given = {
  args: ['program', 'one two'],
  env: [['GREETING', 'hi']],
  stdin: 'typed\n',
  files: { 'a.txt': 'Hello', dir: { 'b.txt': 'deep' }, empty: {} },
} as const;

/** A directory in which some names fail as on a bad day. */
const odd = () => ({
  ...memoryDirectory({}, () => 0n),
  find: (name: string) =>
    ({
      io: errno.io,
      acces: errno.acces,
      nosys: errno.nosys,
      notsup: errno.notsup,
    })[name] ?? errno.noent,
});

/** A transcript: what a program printed, its exit code, and what the other side of its socket heard. */
export async function transcript(
  bytes: Uint8Array<ArrayBuffer>,
  engine: Engine,
  more: readonly string[] = [],
): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  const print = (part: Uint8Array) => void (text += decoder.decode(part));
  const { listener, connect } = loopback();
  const other = connect();
  void other.output.write(new TextEncoder().encode('ping'));
  const plain = deterministicWorld({
    ...given,
    args: [...given.args, ...more],
    preopens: { '/': given.files },
    stdout: print,
    stderr: print,
  });
  const world: World = {
    ...plain,
    preopens: [...plain.preopens, { name: '/odd', directory: odd() }],
    sockets: [listener],
    meter: meter({ bytes: 200_000 }),
  };
  const code = await codeOf(bytes, preview1(world), engine);
  const heard = other.input.read(99);
  const said = typeof heard === 'string' ? heard : decoder.decode(heard);
  return `${text}exit code ${code}\nthe other side heard: ${said}\n`;
}

/** The same, of a module to be fetched: for a page. */
export async function fetched({
  path,
  engine,
  more,
}: {
  readonly path: string;
  readonly engine: Engine;
  readonly more: readonly string[];
}): Promise<string> {
  const answer = await fetch(path);
  return transcript(new Uint8Array(await answer.arrayBuffer()), engine, more);
}

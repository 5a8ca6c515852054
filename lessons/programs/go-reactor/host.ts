/**
 * The host of the reactor: JavaScript that calls Go, one scene for each of the
 * lessons that use it. The first argument says which.
 */

import { textAt } from '../../../site/console/border.ts';
import type { HostRow } from '../../../site/console/border.ts';
import { put } from '../../../site/console/guest.ts';
import type {
  Outside,
  ProgramHost,
  Started,
} from '../../../site/console/guest.ts';

type Scene = (
  go: Started,
  print: (line: string) => void,
  given: string,
) => Promise<void>;

const encoder = new TextEncoder();

/** What the reactor imports: a text comes over, and a record is filled. */
const functions = ({ print }: Outside): HostRow[] => [
  {
    module: 'lesson',
    name: 'say',
    signature: 'text:text',
    call: ([at = 0, length = 0], memory) =>
      print(`Go says: ${textAt(memory, at, length)}`),
  },
  {
    module: 'lesson',
    name: 'measure',
    signature: 'sample:at',
    call: ([at = 0], { view, bytes }) => {
      // A record in memory is offsets: Value at 0, Count at 8, Valid at 12.
      view.setFloat64(at, 1.5, true);
      view.setUint32(at + 8, 4, true);
      bytes[at + 12] = 1;
      const name = textAt({ view, bytes }, at + 13, 8).replaceAll('\0', '');
      print(`the host fills the record that Go named "${name}"`);
    },
  },
];

/** Numbers in, numbers out; and what a library keeps. */
const numbers: Scene = async (go, print) => {
  print(`add(2, 40) = ${await go.call('add', 2, 40)}`);
  for (let i = 0; i < 3; i++) print(`count() = ${await go.call('count')}`);
  try {
    await go.call('divide', 1, 0);
  } catch (error) {
    print(`divide(1, 0): ${error instanceof Error ? error.message : 'no'}`);
  }
};

/** A goroutine that an export left behind runs only while Go runs. */
const background: Scene = async (go, print) => {
  await go.call('start');
  print(`after start():    ${await go.call('ticked')} ticks`);
  for (let i = 0; i < 1000; i++) await go.call('add', i, i);
  print(`after 1000 calls: ${await go.call('ticked')} ticks`);
  await go.call('rest', 55);
  const ticks = await go.call('ticked');
  print(`after rest(55):   ${ticks > 0 ? 'some' : 'no'} ticks`);
};

/** A text needs memory of Go's that Go does not give away meanwhile. */
async function withText(
  go: Started,
  text: string,
  use: (at: number, length: number) => Promise<void>,
): Promise<void> {
  const bytes = encoder.encode(text);
  const at = await go.call('pin', bytes.length);
  put(go, at, bytes);
  await use(at, bytes.length);
  await go.call('unpin', at);
}

/** Texts, both ways. */
const texts: Scene = (go, print, given) =>
  withText(go, given || '砂場', async (at, length) => {
    print(`the host writes ${length} bytes`);
    print(`length() = ${await go.call('length', at, length)} characters`);
    await go.call('greet', at, length);
  });

/** A record that both sides read and write. */
const records: Scene = async (go, print) => {
  const names = ['int', 'pointer', 'string', 'Sample'];
  for (const [which, name] of names.entries())
    print(`${name}: ${await go.call('size', which)} bytes`);
  print(`sample() = ${await go.call('sample')}`);
};

/** Memory that Go forgot is given to somebody else; memory that it pins is not. */
const memory: Scene = async (go, print) => {
  for (const allocator of ['loose', 'pin']) {
    const size = 48;
    const at = await go.call(allocator, size);
    put(go, at, encoder.encode('a'.repeat(size)));
    await go.call('sweep', size);
    const now = textAt(go.memory(), at, size);
    print(`${allocator.padEnd(6)} ${now}`);
  }
};

const scenes: Readonly<Record<string, Scene>> = {
  numbers,
  background,
  texts,
  records,
  memory,
};

/** Initialises the reactor, then plays a scene with it. */
export const host: ProgramHost = {
  functions,
  async run({ start, print, args: [scene = '', given = ''] }) {
    const play = scenes[scene];
    if (!play) {
      print(`scenes: ${Object.keys(scenes).join(', ')}`);
      return 2;
    }
    const go = await start();
    await go.call('_initialize');
    await play(go, print, given);
    return 0;
  },
};

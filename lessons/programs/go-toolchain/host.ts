/**
 * The host of a library that was built in the page: it is initialised once,
 * and the arguments say what to call, as in `add 2 40`.
 * Lesson "Go, compiled here".
 */

import { decode, funcTypeName } from '../../../engine/index.ts';
import { entryType, valuesFor } from '../../../site/console/entry.ts';
import type { ProgramHost } from '../../../site/console/guest.ts';

/** Calls one export, or lists them where none is named. */
export const host: ProgramHost = {
  async run({ bytes, start, print, args: [name, ...given] }) {
    const module = decode(bytes);
    if (name === undefined) {
      for (const each of module.exports)
        if (each.kind === 'func' && each.name !== '_initialize')
          print(`${each.name}: ${funcTypeName(entryType(module, each.name))}`);
      return 0;
    }
    const values = valuesFor(entryType(module, name), name, given);
    const go = await start();
    await go.call('_initialize');
    print(`${name}(${given.join(', ')}) = ${await go.call(name, ...values)}`);
    return 0;
  },
};

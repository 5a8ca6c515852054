/**
 * The host of Go's js/wasm: what a page does with `wasm_exec.js`, from the
 * first line to the exit code. esbuild is such a program too.
 */

import {
  assign,
  callMethod,
  construct,
  createPage,
  member,
  runScript,
} from '../../../site/console/glue.ts';
import type { ProgramHost } from '../../../site/console/guest.ts';

/** Go's own file, as it came with Go 1.26.8. */
const glue = 'lessons/programs/go-js/wasm_exec.js';

/** Loads the glue, links the module with what it offers, runs it. */
export const host: ProgramHost = {
  async run(guest) {
    const page = createPage(guest);
    runScript(page, await guest.script(glue));
    const go = construct(page, 'Go');
    let code = 0;
    assign(go, {
      argv: guest.world.args,
      env: Object.fromEntries(guest.world.env),
      exit: (status: number) => (code = status),
    });
    const imports = guest.listed(member(go, 'importObject'));
    const made = await callMethod(
      guest.wasm,
      'instantiate',
      guest.bytes,
      imports,
    );
    const instance = member(made, 'instance');
    const memory = member(member(instance, 'exports'), 'mem');
    guest.watch(() => Number(member(member(memory, 'buffer'), 'byteLength')));
    await Promise.race([callMethod(go, 'run', instance), page.failed]);
    return code;
  },
};

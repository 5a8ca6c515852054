/** The modules of the official suite's scripts, for tests that look at all of them. */

import type { Module } from '../engine/index.ts';
import { commands } from '../engine/text/script.ts';

/** Every module of a script that can be read, valid or not. */
export function modulesOf(source: string): Module[] {
  const found: Module[] = [];
  const readable = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch {
      return undefined;
    }
  };
  const script = commands(source);
  for (;;) {
    const next = readable(() => script.next());
    if (!next || next.done) return found;
    const command = next.value;
    const source =
      'module' in command
        ? command.module
        : 'of' in command && typeof command.of === 'object'
          ? command.of
          : undefined;
    if (!source || !('read' in source)) continue;
    const module = readable(source.read);
    if (module) found.push(module);
  }
}

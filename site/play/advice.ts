/**
 * What to do about a module that cannot run here, told from what it imports.
 */

import type { Module } from '../../engine/index.ts';

/** What a module was made for, if not for a page like this; each has a sentence of its own. */
export type Advice =
  /** A component: modules in a wrapping with types. */
  | 'component'
  /** Go for a browser, with wasm_exec.js. */
  | 'go-js'
  /** TinyGo for a browser, with its own wasm_exec.js. */
  | 'tinygo-js'
  | 'wasm-bindgen'
  | 'emscripten'
  /** WASI as it was before preview 1. */
  | 'preview0'
  /** It has no memory by the name by which WASI looks for it. */
  | 'no-memory'
  /** Functions of the embedder's own. */
  | 'own-host';

/** By the name of an imported module, or of the module and a name in it. */
const signs: readonly (readonly [pattern: RegExp, advice: Advice])[] = [
  [/^gojs /, 'go-js'],
  [/^go /, 'go-js'],
  [/^(?:wasi_snapshot_preview1|env) .*syscall\/js/, 'tinygo-js'],
  [/^(?:__wbindgen|wbg |\.\/.*_bg\.js )/, 'wasm-bindgen'],
  [/^env (?:_?emscripten|invoke_|__cxa|__syscall)/, 'emscripten'],
  [/^wasi_unstable /, 'preview0'],
];

const wasi = /^wasi_snapshot_preview1$/;

/** The version word of a component, where a module has 1. */
const componentVersion = [0x0d, 0x00, 0x01, 0x00];

/** What there is to say about these bytes, and the module that they hold, if they do. */
export function adviceFor(
  bytes: Uint8Array,
  module?: Module,
): Advice | undefined {
  if (componentVersion.every((byte, i) => bytes[4 + i] === byte))
    return 'component';
  if (!module) return undefined;
  const wanted = module.imports.map((each) => `${each.module} ${each.name}`);
  for (const [pattern, advice] of signs)
    if (wanted.some((name) => pattern.test(name))) return advice;
  if (module.imports.some((each) => !wasi.test(each.module))) return 'own-host';
  const memory = module.exports.some(
    ({ name, kind }) => name === 'memory' && kind === 'memory',
  );
  return module.imports.length > 0 && !memory ? 'no-memory' : undefined;
}

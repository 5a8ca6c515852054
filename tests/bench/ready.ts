/**
 * A large module made ready to run, in a process of its own: `node ready.ts`.
 *
 * Prints what esbuild's 14 MB take until their first function could be called:
 * CPU time for each step, and the most memory that the process held.
 */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { decode, hostFunc, instantiate, validate } from '../../engine/index.ts';
import type { Extern } from '../../engine/index.ts';

const file = createRequire(import.meta.url).resolve('esbuild-wasm/esbuild.wasm'); // prettier-ignore
const bytes = new Uint8Array(readFileSync(file));

const steps: string[] = [];
let total = 0;

/** Does a step and notes the CPU time that it took. */
function timed<T>(what: string, step: () => T): T {
  const before = process.cpuUsage();
  const result = step();
  const { user, system } = process.cpuUsage(before);
  const ms = (user + system) / 1000;
  total += ms;
  steps.push(`${what} ${Math.round(ms)}`);
  return result;
}

const module = timed('decoded', () => decode(bytes));
timed('validated', () => validate(module));
const imports: Record<string, Record<string, Extern>> = {};
for (const { module: from, name, desc } of module.imports) {
  const type = desc.kind === 'func' ? module.types[desc.type] : undefined;
  if (!type) throw new Error(`esbuild imports a ${desc.kind}: ${name}`);
  imports[from] = {
    ...imports[from],
    [name]: hostFunc(type, () => undefined),
  };
}
timed('instantiated', () => instantiate(module, imports));

const mb = (size: number) => `${(size / 1e6).toFixed(0)} MB`;
const memory = mb(process.resourceUsage().maxRSS * 1024);
console.log(
  `esbuild, ${mb(bytes.length)}: ready in ${Math.round(total)} CPU ms (${steps.join(', ')}) with ${memory} of memory`,
);

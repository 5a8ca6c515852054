/**
 * When two modules are the same: what they say, what their code does, and what
 * is in their custom sections, byte for byte. Aside is what a text has no
 * words for: the count of data segments, how locals of one type are grouped,
 * in what order names are given, and what counts from where code stands.
 */

import { branchHints, encode, names } from '../../../engine/index.ts';
import { next, reader } from '../../../engine/index.ts';
import type { Expr, Module, Reader } from '../../../engine/index.ts';

type Locals = Module['funcs'][number]['locals'];

/** Locals of one type side by side, counted together. */
const grouped = (locals: Locals): Locals =>
  locals.reduce<Locals>((runs, [count, type]) => {
    if (count === 0) return runs;
    const last = runs.at(-1);
    return last?.[1] === type
      ? [...runs.slice(0, -1), [last[0] + count, type]]
      : [...runs, [count, type]];
  }, []);

/** What is told in another way below. */
const told = new Set(['name', 'metadata.code.branch_hint']);

/** What people call things, and what compilers are told, as text. */
function saidIn(module: Module): string {
  const shown = (value: unknown): unknown =>
    value instanceof Map
      ? [...value]
          .sort(([a], [b]) => a - b)
          .map(([x, each]) => [x, shown(each)])
      : value;
  const said = Object.entries(names(module)).map(([part, value]) => [
    part,
    shown(value),
  ]);
  return JSON.stringify([...said, [...branchHints(module).values()]]);
}

/** What a module says and does, as bytes, for comparison. */
export const bytesOf = (module: Module): Buffer =>
  Buffer.from(
    encode({
      ...module,
      funcs: module.funcs.map((func) => ({
        ...func,
        locals: grouped(func.locals),
      })),
      customs: [],
      dataCount: undefined,
    }),
  );

/** The instructions of an expression with their immediates, however long their numbers are written. */
function codeText(bytes: Uint8Array, expr: Expr): string {
  const r = reader(bytes, expr);
  const lines: string[] = [];
  while (r.c.at < expr.end) {
    const { name } = next(r);
    lines.push(
      [name, r.x, r.y, r.align, r.memOffset, r.type, ...r.list].join(),
    );
  }
  return lines.join('\n');
}

const isRange = (value: unknown): value is Expr =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).join() === 'start,end';

/** All of a module but its functions' code as text, but for how long its numbers are written and where things stand. */
function wholeOf({ bytes, ...module }: Module): string {
  const said = saidIn({ bytes, ...module });
  const sections = {
    ...module,
    dataCount: undefined,
    funcs: module.funcs.map(({ type, locals }) => ({
      ...{ type, locals: grouped(locals) },
    })),
    customs: module.customs
      .filter(({ name }) => !told.has(name))
      .map(({ name, content }) => ({ name, content })),
  };
  return (
    said +
    JSON.stringify(sections, (key, value: unknown) => {
      if (typeof value === 'bigint') return String(value);
      if (!isRange(value)) return value;
      const data = key === 'bytes' || key === 'content';
      const range = bytes.subarray(value.start, value.end);
      return data ? Buffer.from(range).toString('hex') : codeText(bytes, value);
    })
  );
}

/** Whether two readers have just read the same, instruction by instruction to the end. */
function sameCode(a: Reader, b: Reader): boolean {
  while (a.c.at < a.c.end && b.c.at < b.c.end) {
    if (next(a) !== next(b)) return false;
    const same =
      a.x === b.x &&
      a.y === b.y &&
      a.align === b.align &&
      a.memOffset === b.memOffset &&
      a.type === b.type &&
      a.list.length === b.list.length &&
      a.list.every((each, i) => each === b.list[i]);
    if (!same) return false;
  }
  return a.c.at === a.c.end && b.c.at === b.c.end;
}

/** In what two modules differ: `sections`, the index of a function, or nothing. */
export function difference(a: Module, b: Module): string | undefined {
  if (wholeOf(a) !== wholeOf(b)) return 'sections';
  const wrong = a.funcs.findIndex(({ body }, i) => {
    const other = b.funcs[i]?.body ?? body;
    return !sameCode(reader(a.bytes, body), reader(b.bytes, other));
  });
  return wrong < 0 ? undefined : `function ${wrong}`;
}

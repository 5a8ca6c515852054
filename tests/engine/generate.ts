/**
 * Random valid modules, made over the instruction table.
 *
 * Every function ends: calls go only to functions of lower index, loops count
 * a local that nothing else writes. What the specification leaves open, the
 * bits of a NaN, is kept out of integers and memory.
 */

import { instructions, signature } from '../../engine/index.ts';
import type { Instruction } from '../../engine/index.ts';

type NumType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128';

/** What functions take and give: a v128 cannot cross to JavaScript. */
const types: readonly NumType[] = ['i32', 'i64', 'f32', 'f64'];
const all = [...types, 'v128'] as const;
const byte = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
} as const;

/** A generator of 32-bit numbers that gives the same for the same seed. */
export function random(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** An unsigned LEB128 integer. */
export function uleb(value: number): number[] {
  const low = value & 0x7f;
  return value < 0x80 ? [low] : [low | 0x80, ...uleb(Math.floor(value / 128))];
}

/** A signed LEB128 integer. */
export function sleb(value: bigint): number[] {
  const low = Number(value & 0x7fn);
  const rest = value >> 7n;
  const done = rest === (low & 0x40 ? -1n : 0n);
  return done ? [low] : [low | 0x80, ...sleb(rest)];
}

/** A vector of the binary format. */
export const vec = (items: readonly (readonly number[])[]): number[] => [
  ...uleb(items.length),
  ...items.flat(),
];

/** A section of the binary format. */
export const section = (id: number, body: readonly number[]): number[] => [
  id,
  ...uleb(body.length),
  ...body,
];

const opcode = (code: number): number[] =>
  code < 0x1000 ? [code] : [code >> 12, ...uleb(code & 0xfff)];

const isNumType = (name: string): name is NumType =>
  all.some((each) => each === name);

/** Rows that compute a value from values, by the type that they give. */
const computing = new Map<NumType, { row: Instruction; params: NumType[] }[]>(
  all.map((type) => [
    type,
    instructions.flatMap((row) => {
      const sig = signature(row);
      const hidden =
        /reinterpret_f|copysign|relaxed/.test(row.name) ||
        / -> f\d+x/.test(row.type);
      const [first] = row.immediates;
      if (first !== undefined && !first.startsWith('lane')) return [];
      if (!sig || hidden) return [];
      if (sig.results[0] !== type || sig.results.length !== 1) return [];
      // It has no references at hand.
      if (!sig.params.every(isNumType)) return [];
      return [{ row, params: sig.params.filter(isNumType) }];
    }),
  ]),
);

const loads = instructions.filter(({ name }) => /^[iv]\d+\.load/.test(name));
const stores = instructions.filter(({ name }) => /^[iv]\d+\.store/.test(name));

const interesting = [0, 1, -1, 2, 7, 31, 32, 63, 64, 0x7f, 0x80, 255, 0xffff];
const edges = [0x7fff_ffff, -0x8000_0000, -0x7fff_ffff, 0x1234_5678];

type Func = { params: NumType[]; results: NumType[] };

/** A module for a seed, its exported functions and their parameter types. */
export function generate(seed: number): { bytes: Uint8Array; funcs: Func[] } {
  const next = random(seed * 2_654_435_761 + 1);
  const below = (n: number) => next() % n;
  const pick = <T>(list: readonly T[]): T => {
    const item = list[below(list.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  };
  const some = <T>(n: number, item: () => T) =>
    Array.from({ length: below(n + 1) }, item);
  const funcs: Func[] = Array.from({ length: 3 }, () => ({
    params: some(3, () => pick(types)),
    results: some(2, () => pick(types)),
  }));
  const globals: NumType[] = ['i32', 'i64', 'f64', 'i64'];

  const body = ({ params, results }: Func, index: number): number[] => {
    const declared = [...some(4, () => pick(all)), ...all];
    const loops = 3;
    const locals: NumType[] = [...params, ...declared];
    const counter = (i: number) => locals.length + i;
    let openLoops = 0;
    let size = 0;
    // What the branches of the open blocks carry, innermost last.
    const labels: (NumType[] | undefined)[] = [results];

    const ofType = (list: readonly NumType[], type: NumType) =>
      list.flatMap((each, i) => (each === type ? [i] : []));
    const constant = (type: NumType): number[] => {
      const value = pick([...interesting, ...edges, next() | 0]);
      if (type === 'i32') return [0x41, ...sleb(BigInt(value | 0))];
      if (type === 'i64') {
        const high = below(3) === 0 ? BigInt(next()) << 32n : 0n;
        return [0x42, ...sleb(BigInt.asIntN(64, high + BigInt(value)))];
      }
      if (type === 'v128') {
        return [0xfd, 0x0c, ...Array.from({ length: 16 }, () => below(256))];
      }
      const float = pick([value, value / 3, 0.5, -0, 1e30, -1.5]);
      const wide = type === 'f64';
      const view = new DataView(new ArrayBuffer(8));
      if (wide) view.setFloat64(0, float, true);
      else view.setFloat32(0, float, true);
      return [
        wide ? 0x44 : 0x43,
        ...new Uint8Array(view.buffer, 0, wide ? 8 : 4),
      ];
    };
    const memArg = () => [0, ...uleb(pick([0, 1, 8, 60_000]))];
    // The lane of an instruction that has one, or the lanes of a shuffle.
    const lane = ({ name, width, immediates }: Instruction): number[] => {
      const last = immediates.at(-1);
      if (last === 'lanes') return Array.from({ length: 16 }, () => below(32));
      const lanes = Number(/x(\d+)/.exec(name)?.[1] ?? 16 / (width || 16));
      return last === 'laneIdx' ? [below(lanes)] : [];
    };
    const address = (depth: number) => [
      ...value('i32', depth),
      ...(below(8) ? [0x41, ...sleb(0xfff0n), 0x71] : []),
    ];

    const value = (type: NumType, depth: number): number[] => {
      size++;
      if (depth <= 0 || size > 400) {
        const local = ofType(locals, type);
        return below(2) && local.length > 0
          ? [0x20, ...uleb(pick(local))]
          : constant(type);
      }
      switch (below(11)) {
        case 0: {
          const local = pick(ofType(locals, type));
          return [...value(type, depth - 1), 0x22, ...uleb(local)];
        }
        case 1: {
          const global = ofType(globals, type);
          if (global.length === 0) return constant(type);
          return [0x23, ...uleb(pick(global))];
        }
        case 2: {
          if (type === 'f32' || type === 'f64') return constant(type);
          const row = pick(loads.filter(({ name }) => name.startsWith(type)));
          const vector = row.name.endsWith('_lane')
            ? value('v128', depth - 1)
            : [];
          return [
            ...address(depth - 1),
            ...vector,
            ...opcode(row.code),
            ...memArg(),
            ...lane(row),
          ];
        }
        case 3:
          return block(below(2) ? 0x02 : 0x03, type, depth);
        case 4:
          return [...value('i32', depth - 1), ...block(0x04, type, depth)];
        case 5:
          return [
            ...value(type, depth - 1),
            ...value(type, depth - 1),
            ...value('i32', depth - 1),
            0x1b,
          ];
        case 6: {
          const callees = funcs.flatMap(({ results: given }, i) =>
            i < index && given.length === 1 && given[0] === type ? [i] : [],
          );
          if (callees.length === 0) return constant(type);
          return call(pick(callees), depth);
        }
        default: {
          const { row, params: wanted } = pick(computing.get(type) ?? []);
          return [
            ...wanted.flatMap((each) => value(each, depth - 1)),
            ...opcode(row.code),
            ...lane(row),
          ];
        }
      }
    };

    const call = (callee: number, depth: number): number[] => {
      const args = (funcs[callee]?.params ?? []).flatMap((each) =>
        value(each, depth - 1),
      );
      return below(3)
        ? [...args, 0x10, ...uleb(callee)]
        : [...args, 0x41, ...sleb(BigInt(callee)), 0x11, ...uleb(callee), 0];
    };

    const block = (kind: number, type: NumType, depth: number): number[] => {
      // A loop that gives a value is not branched to: it would never end.
      labels.push(kind === 0x03 ? undefined : [type]);
      const inner = [
        ...statements(depth - 1, 2),
        ...value(type, depth - 1),
        ...(kind === 0x04
          ? [0x05, ...statements(depth - 1, 1), ...value(type, depth - 1)]
          : []),
      ];
      labels.pop();
      return [kind, byte[type], ...inner, 0x0b];
    };

    const branch = (depth: number): number[] => {
      const open = labels.flatMap((each, i) => (each ? [i] : []));
      const at = pick(open);
      const target = labels.length - 1 - at;
      const carried = labels[at] ?? [];
      if (below(3) === 0) return table(carried, depth);
      return [
        ...carried.flatMap((each) => value(each, depth - 1)),
        ...value('i32', depth - 1),
        ...[0x0d, ...uleb(target)],
        ...carried.map(() => 0x1a),
      ];
    };

    // Stands in an `if` of its own, so that what follows can run.
    const table = (carried: NumType[], depth: number): number[] => {
      const condition = value('i32', depth - 1);
      labels.push([]);
      const values = carried.flatMap((each) => value(each, depth - 1));
      const index = value('i32', depth - 1);
      // Only labels that carry the same can share a table.
      const same = labels.flatMap((each, i) =>
        each?.join() === carried.join() ? [labels.length - 1 - i] : [],
      );
      const targets = Array.from({ length: 4 }, () => uleb(pick(same)));
      labels.pop();
      const jump = [0x0e, ...uleb(3), ...targets.flat()];
      return [...condition, 0x04, 0x40, ...values, ...index, ...jump, 0x0b];
    };

    const loop = (depth: number): number[] => {
      if (openLoops >= loops) return [0x01];
      const at = uleb(counter(openLoops++));
      labels.push([], []);
      const inner = statements(depth - 1, 3);
      labels.length -= 2;
      openLoops--;
      const turns = sleb(BigInt(1 + below(4)));
      return [
        ...[0x41, 0, 0x21, ...at, 0x03, 0x40],
        ...[0x20, ...at, 0x41, 1, 0x6a, 0x22, ...at],
        ...[0x41, ...turns, 0x4a, 0x04, 0x40, 0x05, ...inner],
        ...[0x0c, 1, 0x0b, 0x0b],
      ];
    };

    const statements = (depth: number, most: number): number[] =>
      Array.from({ length: below(most + 1) }, () => statement(depth)).flat();

    const statement = (depth: number): number[] => {
      if (size > 400 || depth <= 0) return [0x01];
      switch (below(8)) {
        case 0: {
          const row = pick(stores);
          const type = all.find((each) => row.name.startsWith(each)) ?? 'i32';
          return [
            ...address(depth - 1),
            ...value(type, depth - 1),
            ...opcode(row.code),
            ...memArg(),
            ...lane(row),
          ];
        }
        case 1: {
          const at = below(globals.length);
          const type = globals[at] ?? 'i32';
          return [...value(type, depth), 0x24, ...uleb(at)];
        }
        case 2:
          return branch(depth);
        case 3: {
          labels.push([], []);
          const inner = statements(depth, 3);
          labels.pop();
          labels.pop();
          return [0x02, 0x40, 0x02, 0x40, ...inner, 0x0b, 0x0b];
        }
        case 4:
          return loop(depth);
        case 5: {
          const callee = below(Math.max(index, 1));
          if (index === 0) return [0x01];
          const drops = (funcs[callee]?.results ?? []).map(() => 0x1a);
          return [...call(callee, depth), ...drops];
        }
        default: {
          const at = below(locals.length);
          const type = locals[at] ?? 'i32';
          return [...value(type, depth), 0x21, ...uleb(at)];
        }
      }
    };

    const code = [
      ...statements(4, 6),
      ...results.flatMap((each) => value(each, 4)),
      0x0b,
    ];
    const owned = [
      ...declared,
      ...Array.from({ length: loops }, () => 'i32' as const),
    ];
    const sized = [...vec(owned.map((each) => [1, byte[each]])), ...code];
    return [...uleb(sized.length), ...sized];
  };

  const initial = (type: NumType): number[] =>
    type === 'i32'
      ? [0x41, 5, 0x0b]
      : type === 'i64'
        ? [0x42, 0x7b, 0x0b]
        : [0x44, ...new Uint8Array(new Float64Array([2.5]).buffer), 0x0b];
  const name = (text: string) => vec([...text].map((c) => [c.charCodeAt(0)]));
  const bytes = new Uint8Array([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(
      1,
      vec(
        funcs.map(({ params, results }) => [
          0x60,
          ...vec(params.map((each) => [byte[each]])),
          ...vec(results.map((each) => [byte[each]])),
        ]),
      ),
    ),
    ...section(3, vec(funcs.map((_, i) => uleb(i)))),
    ...section(4, vec([[0x70, 0, 4]])),
    ...section(5, vec([[1, 1, 2]])),
    ...section(
      6,
      vec(globals.map((each) => [byte[each], 1, ...initial(each)])),
    ),
    ...section(
      7,
      vec([
        ...funcs.map((_, i) => [...name(`f${i}`), 0, ...uleb(i)]),
        [...name('memory'), 2, 0],
        ...globals.map((_, i) => [...name(`g${i}`), 3, i]),
      ]),
    ),
    ...section(
      9,
      vec([[0, 0x41, 0, 0x0b, ...vec(funcs.map((_, i) => uleb(i)))]]),
    ),
    ...section(10, vec(funcs.map(body))),
  ]);
  return { bytes, funcs };
}

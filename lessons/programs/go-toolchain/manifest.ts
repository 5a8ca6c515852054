/**
 * The manifest of the toolchain: what is in which pack, and how to know that a
 * pack came whole. Written by build.ts, read by the page and by the tests;
 * this file gives its shape and opens nothing.
 * Lesson "Go, compiled here".
 */

import type manifest from './manifest.json';

/** A pack: one file that is fetched whole, compressed with Zstandard. */
export type Pack = {
  readonly file: string;
  /** In bytes, as it is fetched, and its SHA-256 in hexadecimal. */
  readonly size: number;
  readonly sha256: string;
  /** The same of what it unfolds to. */
  readonly rawSize: number;
  readonly rawSha256: string;
};

/** A system's packages by import path: `size` in its pack, `offset` there, and what it imports. */
export type Package = {
  readonly pack: string;
  readonly offset: number;
  readonly size: number;
  readonly imports: readonly string[];
};

/** All that is known of the toolchain, as pages want it. */
export type Shelf = {
  /** Go's version, `1.26.8`. */
  readonly go: string;
  readonly packs: ReadonlyMap<string, Pack>;
  readonly packages: ReadonlyMap<string, ReadonlyMap<string, Package>>;
  /** Modules whose packages are on the shelf: `v1.12.0` and the hash, by path. */
  readonly modules: ReadonlyMap<string, string>;
  /** Standard packages that are not on the shelf. */
  readonly absent: ReadonlySet<string>;
};

/** The manifest as it is written: packages as `size import import …`, in the order of their pack. */
export type Written = {
  readonly go: string;
  readonly tools: Readonly<Record<string, Pack>>;
  readonly systems: Readonly<Record<string, Readonly<Record<string, Group>>>>;
  readonly absent: string;
};

type Group = {
  readonly pack: Pack;
  readonly packages: Readonly<Record<string, string>>;
  readonly modules?: Readonly<Record<string, string>>;
};

// Tells when the file and its type have come apart.
const shape = (written: typeof manifest): Written => written;

/** Reads a manifest. A pack is named as its file is, without the ending. */
export function readShelf(written: Parameters<typeof shape>[0]): Shelf {
  const { go, tools, systems, absent } = shape(written);
  const packs = new Map(Object.entries(tools));
  const modules = new Map<string, string>();
  const packages = Object.entries(systems).map(([system, groups]) => {
    const all = new Map<string, Package>();
    for (const [name, group] of Object.entries(groups)) {
      packs.set(`${system}-${name}`, group.pack);
      unfold(`${system}-${name}`, group.packages, all);
      for (const [path, version] of Object.entries(group.modules ?? {}))
        modules.set(path, version);
    }
    return [system, all] as const;
  });
  return {
    go,
    packs,
    packages: new Map(packages),
    modules,
    absent: new Set(absent.split(' ')),
  };
}

function unfold(
  pack: string,
  rows: Readonly<Record<string, string>>,
  into: Map<string, Package>,
): void {
  let offset = 0;
  for (const [path, row] of Object.entries(rows)) {
    const [size = '', ...imports] = row.split(' ');
    into.set(path, { pack, offset, size: Number(size), imports });
    offset += Number(size);
  }
}

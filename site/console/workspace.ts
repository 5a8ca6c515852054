/**
 * Workspaces: files that stay in the browser under a name, when the reader
 * asks for it.
 *
 * A store can fill up in the middle of a write, and a tab can close there. So
 * nothing that lies in the store is ever written over: a save writes the next
 * generation beside the one before, and takes that away when the new one is
 * whole. Opening takes the newest that is whole. A second tab that has saved
 * meanwhile is noticed, and its files are left alone.
 */

import type { Tree } from '../../engine/index.ts';
import { pack, unpack, ZipError } from './zip.ts';

/** A place that keeps bytes by name. Each operation may fail, a write also half-way. */
export type Store = {
  keys(): Promise<readonly string[]>;
  /** undefined: there is none. */
  get(key: string): Promise<Uint8Array | undefined>;
  put(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  remove(key: string): Promise<void>;
};

/** Why files could not be kept or opened; each has a sentence of its own in the page. */
export type KeepTrouble =
  /** The store is full: nothing was saved, what was saved before is there. */
  | 'full'
  /** The browser gives no store, or took it away. */
  | 'refused'
  /** Another tab has saved the same workspace since this one opened it. */
  | 'conflict'
  /** There is something under this name, but none of it is whole. */
  | 'damaged'
  /** There is nothing under this name any more. */
  | 'missing'
  | 'name';

/** Thrown when files could not be kept or opened. */
export class KeepError extends Error {
  override readonly name = 'KeepError';
  readonly trouble: KeepTrouble;
  constructor(trouble: KeepTrouble, cause?: unknown) {
    super(trouble, { cause });
    this.trouble = trouble;
  }
}

/** A workspace that has been opened or made. */
export type Kept = {
  readonly name: string;
  readonly tree: Tree;
  /** The newest save that was seen, whole or not: the next one must follow on it. */
  readonly newest: number;
};

/** A name that a person gives: no dot at its start, no control character or slash. */
export const isName = (name: string): boolean =>
  // eslint-disable-next-line no-control-regex -- that is what is refused
  /^[^./\\\x00-\x1f\x7f][^/\\\x00-\x1f\x7f]{0,59}$/u.test(name);

const keyOf = (name: string, generation: number): string =>
  `${encodeURIComponent(name)}.${generation}.zip`;

/** The generations of each workspace in the store, the newest first. */
async function generations(store: Store): Promise<Map<string, number[]>> {
  const all = new Map<string, number[]>();
  for (const key of await guarded(store.keys())) {
    const [, encoded, number] = /^(.+)\.(\d+)\.zip$/.exec(key) ?? [];
    if (encoded === undefined) continue;
    const name = decodeURIComponent(encoded);
    all.set(name, [...(all.get(name) ?? []), Number(number)]);
  }
  for (const list of all.values()) list.sort((a, b) => b - a);
  return all;
}

/** The names of all workspaces, in order. Throws KeepError. */
export async function workspaces(store: Store): Promise<string[]> {
  return [...(await generations(store)).keys()].toSorted();
}

/** Opens a workspace; undefined: there is none of this name. Throws KeepError. */
export async function openWorkspace(
  store: Store,
  name: string,
): Promise<Kept | undefined> {
  const known = (await generations(store)).get(name) ?? [];
  for (const generation of known) {
    const tree = await read(store, keyOf(name, generation));
    if (tree) return { name, tree, newest: known[0] ?? 0 };
  }
  if (known.length > 0) throw new KeepError('damaged');
  return undefined;
}

/** The files of one generation, if it is whole. */
async function read(store: Store, key: string): Promise<Tree | undefined> {
  const zip = await guarded(store.get(key));
  try {
    return zip && unpack(zip);
  } catch (error) {
    if (error instanceof ZipError) return undefined;
    throw error;
  }
}

/**
 * Saves files: `base` is the save on which they follow, undefined for a new
 * workspace. Throws KeepError; then what was saved before is still there.
 */
export async function saveWorkspace(
  store: Store,
  name: string,
  tree: Tree,
  base: Kept | undefined,
): Promise<Kept> {
  if (!isName(name)) throw new KeepError('name');
  const known = (await generations(store)).get(name) ?? [];
  const newest = known[0] ?? 0;
  if (newest !== (base?.newest ?? 0)) throw new KeepError('conflict');
  const generation = newest + 1;
  const key = keyOf(name, generation);
  try {
    await guarded(store.put(key, pack(tree, true)));
  } catch (error) {
    // What was written by halves only takes room.
    await store.remove(key).catch(() => undefined);
    throw error;
  }
  for (const old of known)
    await store.remove(keyOf(name, old)).catch(() => undefined);
  return { name, tree, newest: generation };
}

/** Takes a workspace out of the store. Throws KeepError. */
export async function forgetWorkspace(
  store: Store,
  name: string,
): Promise<void> {
  const known = (await generations(store)).get(name) ?? [];
  // The oldest first: until the last one is gone, the newest can be opened.
  for (const old of known.toReversed())
    await guarded(store.remove(keyOf(name, old)));
}

/** What browsers call a store that is full. */
const full = new Set(['QuotaExceededError', 'NS_ERROR_DOM_QUOTA_REACHED']);

async function guarded<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    throw new KeepError(full.has(name) ? 'full' : 'refused', error);
  }
}

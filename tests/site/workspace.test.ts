/**
 * Files that leave the page, come into it and stay in the browser: zips that
 * are broken or mean harm, and a store that fails at every step it can.
 */

import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { Tree } from '../../engine/index.ts';
import { carryOver, leaves, namesOf, put } from '../../site/console/tree.ts';
import {
  forgetWorkspace,
  isName,
  openWorkspace,
  saveWorkspace,
  workspaces,
} from '../../site/console/workspace.ts';
import type { Store } from '../../site/console/workspace.ts';
import { pack, unpack } from '../../site/console/zip.ts';

const utf8 = new TextEncoder();

const files: Tree = {
  'letter.txt': 'Dear program,\n',
  empty: {},
  deep: { er: { '砂.bin': Uint8Array.of(0, 255, 10) } },
};

/** What a tree holds, to be compared: texts and bytes alike. */
const seen = (tree: Tree | undefined) =>
  tree &&
  leaves(tree).map(({ path, bytes }) => [path, Array.from(bytes).join()]);

describe('a tree', () => {
  test('takes and gives up files by path, and stays as it was', () => {
    const more = put(files, 'deep/new.txt', 'new');
    expect(seen(more)?.map(([path]) => path)).toEqual([
      'deep/er/砂.bin',
      'deep/new.txt',
      'letter.txt',
    ]);
    expect(seen(put(more, 'deep/new.txt', undefined))).toEqual(seen(files));
    expect(seen(files)).toHaveLength(2);
  });

  test.each(['', '..', 'a/../b', 'a//b', './a', 'a\0b', 'x'.repeat(256)])(
    'has no file at %j',
    (path) => {
      expect(namesOf(path)).toBeUndefined();
      expect(put(files, path, 'x')).toBe(files);
    },
  );

  test('a name of an object’s own is a name like any other', () => {
    const tree = put({}, '__proto__/constructor', 'x');
    expect(seen(tree)).toEqual([['__proto__/constructor', '120']]);
  });

  test('what a program did is carried over to what a reader did meanwhile', () => {
    const before: Tree = { 'a.txt': 'a', 'b.txt': 'b', 'c.txt': 'c', d: {} };
    const after: Tree = { 'a.txt': 'A', 'c.txt': 'c', 'new.txt': 'n', e: {} };
    const now: Tree = { 'a.txt': 'a', 'b.txt': 'b', 'c.txt': 'mine', d: {} };
    const result = carryOver(now, before, after);
    expect(seen(result)).toEqual(
      seen({ 'a.txt': 'A', 'c.txt': 'mine', 'new.txt': 'n' }),
    );
    expect(Object.keys(result).toSorted()).toEqual([
      'a.txt',
      'c.txt',
      'e',
      'new.txt',
    ]);
  });
});

/** The texts in a zip; undefined: it was refused, as zips are. */
function contentsOf(zip: Uint8Array): string[] | undefined {
  try {
    const text = new TextDecoder();
    return leaves(unpack(zip)).map(({ bytes }) => text.decode(bytes));
  } catch (refusal) {
    expect(refusal).toMatchObject({ name: 'ZipError' });
    return undefined;
  }
}

describe('a zip', () => {
  test.each([true, false])('holds files and gives them back', (quick) => {
    const tree = unpack(pack(files, quick));
    expect(seen(tree)).toEqual(seen(files));
    expect(tree['empty']).toEqual({});
  });

  test('of nothing', () => {
    expect(unpack(pack({}))).toEqual({});
  });

  test('that was cut off anywhere is refused', () => {
    const zip = pack(files);
    for (let size = 0; size < zip.length; size++)
      expect(() => unpack(zip.subarray(0, size))).toThrow(
        expect.objectContaining({ name: 'ZipError', trouble: 'broken' }),
      );
  });

  test('with a bit that has turned over never gives other files', () => {
    const zip = pack({ 'a.txt': 'some text, some text, some text' });
    let refused = 0;
    for (let bit = 0; bit < zip.length * 8; bit++) {
      const damaged = zip.slice();
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const contents = contentsOf(damaged);
      refused += contents === undefined ? 1 : 0;
      // A name or a date may have become another one: no checksum covers them.
      if (contents)
        expect(contents).toEqual(['some text, some text, some text']);
    }
    expect(refused).toBeGreaterThan(200);
  });

  test.each(['../out.txt', '/../../etc/passwd', 'a/../../b', 'a\0b'])(
    'with the path %j is refused',
    (path) => {
      const zip = zipSync({ [path]: strToU8('x') });
      expect(() => unpack(zip)).toThrow(
        expect.objectContaining({ trouble: 'path' }),
      );
    },
  );

  test('that claims to hold too much is refused before it is unfolded', () => {
    const zip = zipSync({ 'a.txt': strToU8('x') });
    const view = new DataView(zip.buffer);
    // The size in the directory at the end.
    const entry = zip.length - 22 - 46 - 5;
    expect(view.getUint32(entry, true)).toBe(0x0201_4b50);
    view.setUint32(entry + 24, 0x7fff_ffff, true);
    expect(() => unpack(zip)).toThrow(
      expect.objectContaining({ trouble: 'big' }),
    );
  });

  test('that is encrypted, or of a kind that nobody knows, is refused', () => {
    for (const [offset, value] of [
      [8, 1],
      [10, 99],
    ] as const) {
      const zip = zipSync({ 'a.txt': strToU8('x') });
      new DataView(zip.buffer).setUint16(zip.length - 73 + offset, value, true);
      expect(() => unpack(zip)).toThrow(
        expect.objectContaining({ trouble: 'kind' }),
      );
    }
  });
});

/** Called before each operation of a store; what it throws is the store's failure. */
type Fault = (operation: string) => void;

/** A store in memory; a `put` that fails leaves half of the bytes, as a tab that closes does. */
function fakeStore(fault: Fault = () => undefined) {
  const rows = new Map<string, Uint8Array>();
  const store: Store = {
    async keys() {
      fault('keys');
      return [...rows.keys()];
    },
    async get(key) {
      fault('get');
      return rows.get(key);
    },
    async put(key, bytes) {
      rows.set(key, bytes.slice(0, bytes.length >> 1));
      fault('put');
      rows.set(key, bytes);
      fault('put, done');
    },
    async remove(key) {
      fault('remove');
      rows.delete(key);
    },
  };
  return { rows, store };
}

const error = (name: string) => Object.assign(new Error(name), { name });

/** Saves one workspace, then other files over it, with a store that fails from step `at` on. */
async function saveTwice(at: number, name: string) {
  let steps = -Infinity;
  const { store, rows } = fakeStore(() => {
    steps += 1;
    if (steps >= at) throw error(name);
  });
  const first = await saveWorkspace(
    store,
    'mine',
    { 'a.txt': 'old' },
    undefined,
  );
  steps = -1;
  const second = await saveWorkspace(
    store,
    'mine',
    { 'a.txt': 'new' },
    first,
  ).catch((caught: unknown) => caught);
  const finished = steps < at;
  steps = -Infinity;
  return { store, rows, second, finished, first };
}

describe('a workspace', () => {
  test('is saved, opened, saved again, listed and forgotten', async () => {
    const { store, rows } = fakeStore();
    expect(await workspaces(store)).toEqual([]);
    expect(await openWorkspace(store, 'mine')).toBeUndefined();
    const first = await saveWorkspace(store, 'mine', files, undefined);
    await saveWorkspace(store, '砂場 2', {}, undefined);
    const second = await saveWorkspace(store, 'mine', { a: 'x' }, first);
    expect(second.newest).toBe(2);
    expect(await workspaces(store)).toEqual(['mine', '砂場 2']);
    expect(seen((await openWorkspace(store, 'mine'))?.tree)).toEqual(
      seen({ a: 'x' }),
    );
    expect(rows.size).toBe(2);
    await forgetWorkspace(store, 'mine');
    expect(await workspaces(store)).toEqual(['砂場 2']);
  });

  test('holds the old files or the new, wherever the store fails', async () => {
    const results = new Set<string>();
    let steps = 0;
    for (let finished = false; !finished; steps++) {
      const run = await saveTwice(steps, 'InvalidStateError');
      ({ finished } = run);
      const { store, second } = run;
      const opened = await openWorkspace(store, 'mine');
      const [[, bytes] = []] = seen(opened?.tree) ?? [];
      const text = bytes === utf8.encode('new').join() ? 'new' : 'old';
      expect(bytes).toBe(utf8.encode(text).join());
      if (!(second instanceof Error)) expect(text).toBe('new');
      else expect(second).toMatchObject({ name: 'KeepError' });
      results.add(text);
      // And it can be saved again from there.
      const third = await saveWorkspace(store, 'mine', files, opened);
      expect(seen((await openWorkspace(store, 'mine'))?.tree)).toEqual(
        seen(third.tree),
      );
    }
    expect(steps).toBeGreaterThan(3);
    expect([...results].toSorted()).toEqual(['new', 'old']);
  });

  test.each([
    ['QuotaExceededError', 'full'],
    ['NotAllowedError', 'refused'],
  ])('says of %s that the store is %s', async (name, trouble) => {
    const { second, store } = await saveTwice(1, name);
    expect(second).toMatchObject({ trouble });
    const opened = await openWorkspace(store, 'mine');
    expect(seen(opened?.tree)).toEqual(seen({ 'a.txt': 'old' }));
  });

  test('that another tab has saved is not written over', async () => {
    const { store } = fakeStore();
    const first = await saveWorkspace(store, 'mine', { a: '1' }, undefined);
    await saveWorkspace(store, 'mine', { a: 'theirs' }, first);
    for (const base of [first, undefined])
      await expect(
        saveWorkspace(store, 'mine', { a: 'ours' }, base),
      ).rejects.toMatchObject({ trouble: 'conflict' });
    const opened = await openWorkspace(store, 'mine');
    expect(seen(opened?.tree)).toEqual(seen({ a: 'theirs' }));
  });

  test('of which nothing is whole says so', async () => {
    const { store, rows } = fakeStore();
    await saveWorkspace(store, 'mine', files, undefined);
    for (const [key, bytes] of rows) rows.set(key, bytes.subarray(1));
    await expect(openWorkspace(store, 'mine')).rejects.toMatchObject({
      trouble: 'damaged',
    });
  });

  test.each(['', '.', '../up', 'a/b', 'a\nb', 'x'.repeat(61)])(
    'cannot be called %j',
    async (name) => {
      expect(isName(name)).toBe(false);
      const { store } = fakeStore();
      await expect(
        saveWorkspace(store, name, {}, undefined),
      ).rejects.toMatchObject({ trouble: 'name' });
    },
  );
});

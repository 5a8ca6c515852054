/**
 * The browser's stores for workspaces: its private file system (OPFS), or a
 * database (IndexedDB) where there is none that a page can write to.
 *
 * Both write a value whole or not at all: OPFS puts what was written in place
 * when it is closed, and IndexedDB has transactions. workspace.ts does not
 * rely on that alone.
 */

import { KeepError } from './workspace.ts';
import type { Store } from './workspace.ts';

const place = 'sunaba-workspaces';

/** The store that this browser offers. Throws KeepError where it offers none. */
export async function browserStore(): Promise<Store> {
  for (const open of [fileStore, databaseStore]) {
    try {
      return await open();
    } catch {
      // The next one may be allowed.
    }
  }
  throw new KeepError('refused');
}

/** Files in the browser's private file system. */
async function fileStore(): Promise<Store> {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(place, { create: true });
  // Older Safari has the folder, but lets only workers write.
  if (typeof FileSystemFileHandle.prototype.createWritable !== 'function')
    throw new KeepError('refused');
  return {
    keys: () => Array.fromAsync(folder.keys()),
    async get(key) {
      const file = await folder.getFileHandle(key).catch(ifThere);
      return file && bytesOf(await file.getFile());
    },
    async put(key, bytes) {
      const file = await folder.getFileHandle(key, { create: true });
      const stream = await file.createWritable();
      try {
        await stream.write(bytes);
        await stream.close();
      } catch (error) {
        await stream.abort().catch(() => undefined);
        throw error;
      }
    },
    remove: (key) => folder.removeEntry(key).catch(ifThere),
  };
}

const bytesOf = async (file: Blob): Promise<Uint8Array> =>
  new Uint8Array(await file.arrayBuffer());

function ifThere(error: unknown): undefined {
  if (error instanceof Error && error.name === 'NotFoundError') return;
  throw error;
}

/** Rows of a database. */
async function databaseStore(): Promise<Store> {
  const opening = indexedDB.open(place, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(place);
  const database = await answer(opening);
  const rows = (mode: IDBTransactionMode) =>
    database.transaction(place, mode).objectStore(place);
  /** A change is made when its transaction is complete, not when it was asked for. */
  const change = (ask: (rows: IDBObjectStore) => IDBRequest) =>
    new Promise<void>((resolve, reject) => {
      const store = rows('readwrite');
      const { transaction } = store;
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(reason(transaction.error));
      ask(store);
    });
  return {
    keys: async () => (await answer(rows('readonly').getAllKeys())).map(String),
    async get(key) {
      const value: unknown = await answer(rows('readonly').get(key));
      return value instanceof Uint8Array ? value : undefined;
    },
    put: (key, bytes) => change((store) => store.put(bytes, key)),
    remove: (key) => change((store) => store.delete(key)),
  };
}

const reason = (error: DOMException | null): Error =>
  error ?? new KeepError('refused');

const answer = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(reason(request.error));
  });

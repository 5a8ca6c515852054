/**
 * Keeping a console's files in the browser: under a name that the reader
 * gives, from then on after every change, until they say otherwise.
 */

import { fill } from '../strings.ts';
import type { Desk } from './desk.ts';
import { folderText } from './folder.ts';
import { button, make } from './make.ts';
import { browserStore } from './store.ts';
import type { Words } from './strings.ts';
import {
  forgetWorkspace,
  isName,
  KeepError,
  openWorkspace,
  saveWorkspace,
  workspaces,
} from './workspace.ts';
import type { Kept, Store } from './workspace.ts';

/** What a keeper needs of its console. */
type Owner = {
  readonly desk: Desk;
  readonly t: Words;
  busy(): boolean;
  /** Remembers, or forgets, which workspace this console had open. */
  remember(name: string): void;
};

/** The row of a console that keeps files. */
export type Keeper = {
  readonly element: HTMLElement;
  /** Opens a workspace. */
  open(name: string): Promise<void>;
};

/** One save after the other, also from other tabs. */
const alone = <T>(work: () => Promise<T>): Promise<T> =>
  typeof navigator.locks === 'undefined'
    ? work()
    : navigator.locks.request('sunaba-workspaces', work);

/** All that a keeper keeps. */
type Keeping = Owner & {
  readonly note: HTMLElement;
  readonly choice: HTMLSelectElement;
  readonly forget: HTMLButtonElement;
  store: Promise<Store> | undefined;
  /** The workspace that is open, as it was last saved. */
  kept: Kept | undefined;
  /** What is under way with the store. */
  work: Promise<void>;
  /** Whether a change waits to be saved. */
  queued: boolean;
};

/** Lays out the row. */
export function createKeeper(owner: Owner): Keeper {
  const { desk, t } = owner;
  const k: Keeping = {
    ...owner,
    note: make('p', { className: 'console-file-note', role: 'status' }),
    choice: make('select', {
      attributes: { 'aria-label': t.workspace, 'data-part': 'workspace' },
    }),
    forget: button(t.forget, () => forget(k)),
    store: undefined,
    kept: undefined,
    work: Promise.resolve(),
    queued: false,
  };
  k.forget.hidden = true;
  k.choice.addEventListener('change', () => choose(k));
  desk.watch((tree) => {
    if (!k.kept || tree === k.kept.tree || k.queued) return;
    // What changes while the store is busy is saved together.
    k.queued = true;
    void save(k, k.kept.name);
  });
  // Who has not asked for anything yet is not told what cannot be had.
  void withStore(k, async () => '').then(() => {
    k.note.textContent = '';
  });
  const row = make(
    'div',
    { className: 'console-tools' },
    k.choice,
    nameForm(k),
    k.forget,
  );
  return {
    element: make('div', {}, row, k.note),
    open: (name) => open(k, name),
  };
}

/** Does something with the store, after what is under way; says what comes of it. */
function withStore(
  k: Keeping,
  does: (store: Store) => Promise<string>,
): Promise<void> {
  k.work = k.work.then(async () => {
    try {
      k.store ??= browserStore();
      const store = await k.store;
      k.note.textContent = await alone(() => does(store));
      await list(k, store);
    } catch (error) {
      k.store = undefined;
      const trouble = error instanceof KeepError ? error.trouble : 'refused';
      k.note.textContent = k.t[`keep-${trouble}`];
      k.choice.value = k.kept?.name ?? '';
    }
  });
  return k.work;
}

/** Offers what is in the store. */
async function list(k: Keeping, store: Store): Promise<void> {
  const names = await workspaces(store);
  k.choice.replaceChildren(
    new Option(k.t.notKept, ''),
    ...names.map((name) => new Option(name, name)),
  );
  k.choice.value = k.kept?.name ?? '';
  k.forget.hidden = k.kept === undefined;
}

function become(k: Keeping, kept: Kept | undefined): void {
  k.kept = kept;
  k.remember(kept?.name ?? '');
}

/** Saves the files, after what was saved of them before, or as a new workspace. */
const save = (k: Keeping, name: string): Promise<void> =>
  withStore(k, async (store) => {
    k.queued = false;
    const base = k.kept?.name === name ? k.kept : undefined;
    become(k, await saveWorkspace(store, name, k.desk.tree(), base));
    const time = new Date().toLocaleTimeString(k.t.language);
    return fill(k.t.kept, {
      name,
      time,
      all: folderText(k.kept?.tree ?? {}, k.t),
    });
  });

const open = (k: Keeping, name: string): Promise<void> =>
  withStore(k, async (store) => {
    const found = await openWorkspace(store, name);
    if (!found) throw new KeepError('missing');
    become(k, found);
    k.desk.lay(found.tree);
    return fill(k.t.workspaceOpened, { name });
  });

function forget(k: Keeping): void {
  const name = k.kept?.name;
  if (!name || !confirm(fill(k.t.forgetReally, { name }))) return;
  void withStore(k, async (store) => {
    await forgetWorkspace(store, name);
    become(k, undefined);
    return fill(k.t.forgotten, { name });
  });
}

/** Another workspace is chosen, or none. */
function choose(k: Keeping): void {
  const name = k.choice.value;
  if (k.busy()) {
    k.choice.value = k.kept?.name ?? '';
    k.note.textContent = k.t.filesBusy;
  } else if (name !== '') {
    void open(k, name);
  } else {
    become(k, undefined);
    k.forget.hidden = true;
    k.note.textContent = k.t.keptNoMore;
  }
}

/** The field for a new workspace's name. */
function nameForm(k: Keeping): HTMLFormElement {
  const { t } = k;
  const name = make('input', {
    spellcheck: false,
    placeholder: t.workspaceName,
    attributes: {
      'aria-label': t.workspaceName,
      'data-part': 'workspace-name',
      autocapitalize: 'off',
    },
  });
  const form = make(
    'form',
    { className: 'console-new' },
    name,
    make('button', { type: 'submit', textContent: t.keep }),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const wanted = name.value.trim();
    if (!isName(wanted)) k.note.textContent = t['keep-name'];
    else void save(k, wanted).then(() => (name.value = ''));
  });
  return form;
}

/**
 * Keeping a console's files in the browser: under a name that the reader
 * gives, from then on after every change, until they say otherwise.
 */

import { fill } from '../strings.ts';
import type { Desk } from './desk.ts';
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

/** Milliseconds after a change before it is saved: what follows at once is saved with it. */
const pause = 300;

/** One save after the other, also from other tabs. */
const alone = <T>(work: () => Promise<T>): Promise<T> =>
  typeof navigator.locks === 'undefined'
    ? work()
    : navigator.locks.request('sunaba-workspaces', work);

/** Lays out the row. */
export function createKeeper(owner: Owner): Keeper {
  const { desk, t, busy, remember } = owner;
  const note = make('p', { className: 'console-file-note', role: 'status' });
  const choice = make('select', {
    attributes: { 'aria-label': t.workspace, 'data-part': 'workspace' },
  });
  const name = make('input', {
    spellcheck: false,
    placeholder: t.workspaceName,
    attributes: {
      'aria-label': t.workspaceName,
      'data-part': 'workspace-name',
      autocapitalize: 'off',
    },
  });
  let store: Promise<Store> | undefined;
  let kept: Kept | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let work = Promise.resolve();

  /** Does something with the store, after what is under way; says what went wrong. */
  function withStore(does: (store: Store) => Promise<string>): Promise<void> {
    work = work.then(async () => {
      try {
        store ??= browserStore();
        const ready = await store;
        note.textContent = await alone(() => does(ready));
        await list(ready);
      } catch (error) {
        store = undefined;
        const trouble = error instanceof KeepError ? error.trouble : 'refused';
        note.textContent = t[`keep-${trouble}`];
        choice.value = kept?.name ?? '';
      }
    });
    return work;
  }

  async function list(from: Store): Promise<void> {
    const names = await workspaces(from);
    choice.replaceChildren(
      make('option', { value: '', textContent: t.notKept }),
      ...names.map((each) =>
        make('option', { value: each, textContent: each }),
      ),
    );
    choice.value = kept?.name ?? '';
    forget.hidden = kept === undefined;
  }

  const saved = (): string =>
    fill(t.kept, {
      name: kept?.name ?? '',
      time: new Date().toLocaleTimeString(t.language),
    });

  function become(next: Kept | undefined): void {
    kept = next;
    remember(next?.name ?? '');
  }

  const save = (as: string, base: Kept | undefined): Promise<void> =>
    withStore(async (to) => {
      become(await saveWorkspace(to, as, desk.tree(), base));
      return saved();
    });

  const open = (wanted: string): Promise<void> =>
    withStore(async (from) => {
      const found = await openWorkspace(from, wanted);
      if (!found) throw new KeepError('name');
      become(found);
      desk.lay(found.tree);
      return fill(t.workspaceOpened, { name: wanted });
    });

  const forget = button(t.forget, () => {
    if (!kept || !confirm(fill(t.forgetReally, { name: kept.name }))) return;
    const gone = kept.name;
    void withStore(async (from) => {
      await forgetWorkspace(from, gone);
      become(undefined);
      return fill(t.forgotten, { name: gone });
    });
  });
  forget.hidden = true;

  choice.addEventListener('change', () => {
    const wanted = choice.value;
    if (busy()) {
      choice.value = kept?.name ?? '';
      note.textContent = t.filesBusy;
    } else if (wanted !== '') void open(wanted);
    else {
      become(undefined);
      forget.hidden = true;
      note.textContent = t.keptNoMore;
    }
  });
  const form = make(
    'form',
    { className: 'console-new' },
    name,
    make('button', { type: 'submit', textContent: t.keep }),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const as = name.value.trim();
    if (!isName(as)) note.textContent = t['keep-name'];
    else void save(as, undefined).then(() => (name.value = ''));
  });
  desk.watch((tree) => {
    if (!kept || tree === kept.tree) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (kept && kept.tree !== desk.tree()) void save(kept.name, kept);
    }, pause);
  });
  void withStore(async () => note.textContent ?? '');
  const row = make('div', { className: 'console-tools' }, choice, form, forget);
  return { element: make('div', {}, row, note), open };
}

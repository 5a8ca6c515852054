/**
 * The files under a console, for the reader to work with: open, edit, add,
 * download, remove, all of them out and in as a zip.
 */

import type { Tree } from '../../engine/index.ts';
import { fill } from '../strings.ts';
import type { Desk } from './desk.ts';
import { sizeText, textOf } from './folder.ts';
import { button, download, make } from './make.ts';
import type { Words } from './strings.ts';
import { at, leaves, namesOf, put, sizeOf } from './tree.ts';
import type { Leaf } from './tree.ts';

/** What a cabinet needs of its console. */
export type Owner = {
  readonly desk: Desk;
  readonly t: Words;
  /** Whether a program works with the files: then they can only be read. */
  busy(): boolean;
};

/** The files under a console. */
export type Cabinet = {
  /** Puts files on the desk, by their names. */
  add(files: readonly File[]): Promise<void>;
  /** A sentence for the reader. */
  say(text: string): void;
  readonly element: HTMLElement;
};

/** A console has room for so many bytes of files: the page, the worker and the program each hold them once. */
const room = 256 * 2 ** 20;

/** A text up to this size can be edited. */
const editable = 2 ** 20;

/** Bytes of a file that is no text which are shown. */
const peeked = 256;

/** All that a cabinet keeps. */
type Shown = Owner & {
  readonly list: HTMLUListElement;
  readonly note: HTMLElement;
  /** The file that is open, and the field with its text, if it is text. */
  open: { path: string; field: HTMLTextAreaElement | undefined } | undefined;
};

/** Lays out the files. */
export function createCabinet(owner: Owner): Cabinet {
  const c: Shown = {
    ...owner,
    list: make('ul', { className: 'console-files' }),
    note: make('p', { className: 'console-file-note', role: 'status' }),
    open: undefined,
  };
  owner.desk.watch(() => draw(c));
  draw(c);
  const actions: Actions = {
    add: (files) => add(c, files),
    say: (text) => say(c, text),
    lay: (path, content) => lay(c, path, content),
  };
  const tools = createTools(owner, actions);
  return { ...actions, element: make('div', {}, c.list, tools, c.note) };
}

function say({ note }: Shown, text: string): void {
  note.textContent = text;
}

/** Puts a file on the desk, or takes it away; answers false while a program works there. */
function lay(
  c: Shown,
  path: string,
  content: Tree[string] | undefined,
): boolean {
  if (c.busy()) say(c, c.t.filesBusy);
  else c.desk.lay(put(c.desk.tree(), path, content));
  return !c.busy();
}

/** Whether the open file has changes that are not saved. */
const isDirty = ({ open }: Shown): boolean =>
  open?.field !== undefined && open.field.value !== open.field.defaultValue;

function draw(c: Shown): void {
  const { list, desk } = c;
  const { activeElement } = document;
  const key = list.contains(activeElement)
    ? activeElement?.getAttribute('data-key')
    : undefined;
  const files = leaves(desk.tree());
  const gone = c.open && !files.some(({ path }) => path === c.open?.path);
  // A text with unsaved changes stays, even if its file is gone.
  if (gone && c.open && isDirty(c))
    files.push({ path: c.open.path, bytes: new Uint8Array() });
  else if (gone) c.open = undefined;
  list.replaceChildren(...files.map((leaf) => row(c, leaf)));
  const again = Array.from(list.querySelectorAll('[data-key]')).find(
    (each) => key && each.getAttribute('data-key') === key,
  );
  if (again instanceof HTMLElement) again.focus();
}

function row(c: Shown, { path, bytes }: Leaf): HTMLLIElement {
  const { t } = c;
  const isOpen = c.open?.path === path;
  const toggle = button(
    path,
    () => {
      if (isDirty(c)) return say(c, t.fileUnsaved);
      c.open = isOpen ? undefined : { path, field: undefined };
      draw(c);
    },
    { 'aria-expanded': String(isOpen), 'data-key': path },
  );
  toggle.className = 'console-file-name';
  const line = make(
    'div',
    { className: 'console-file' },
    toggle,
    make('span', { textContent: sizeText(bytes.length) }),
    named(t.download, path, () =>
      download(path.split('/').at(-1) ?? path, bytes),
    ),
    named(t.remove, path, () => {
      if (lay(c, path, undefined)) say(c, fill(t.fileRemoved, { path }));
    }),
  );
  return make('li', {}, line, ...(isOpen ? [inside(c, path, bytes)] : []));
}

/** The text of a file, to be edited, or a look at its bytes. */
function inside(c: Shown, path: string, bytes: Uint8Array): HTMLElement {
  const text = bytes.length > editable ? undefined : textOf(bytes);
  if (text === undefined && !isDirty(c))
    return make('pre', { textContent: peek(bytes), tabIndex: 0 });
  const field = c.open?.field ?? editor(c, path, text ?? '');
  // A text that is being edited stays as it is, whatever happens around it.
  if (!isDirty(c) && text !== undefined)
    field.defaultValue = field.value = text;
  c.open = { path, field };
  return make(
    'div',
    { className: 'console-file-text' },
    field,
    named(c.t.save, path, () => save(c)),
  );
}

function editor(c: Shown, path: string, text: string): HTMLTextAreaElement {
  const field = make('textarea', {
    defaultValue: text,
    spellcheck: false,
    rows: Math.min(16, text.split('\n').length + 1),
    attributes: { 'aria-label': path, 'data-key': `${path} text` },
  });
  field.addEventListener('keydown', (event) => {
    if (event.key !== 's' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    save(c);
  });
  return field;
}

function save(c: Shown): void {
  const { path = '', field } = c.open ?? {};
  if (!field) return;
  if (c.busy()) return say(c, c.t.filesBusy);
  const { value } = field;
  field.defaultValue = value;
  lay(c, path, new TextEncoder().encode(value));
  say(c, fill(c.t.fileSaved, { path }));
}

/** Adds files one after the other; the first that cannot be added ends that. */
async function add(c: Shown, files: readonly File[]): Promise<void> {
  const added: string[] = [];
  for (const file of files) {
    const { name, size } = file;
    const all = sizeOf(put(c.desk.tree(), name, undefined)) + size;
    const sizes = { size: sizeText(size), room: sizeText(room) };
    if (all > room) return say(c, fill(c.t.fileTooBig, { name, ...sizes }));
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      if (!lay(c, name, bytes)) return;
      added.push(name);
    } catch {
      return say(c, fill(c.t.fileUnreadable, { name }));
    }
  }
  say(c, fill(c.t.filesAdded, { names: added.join(', ') }));
}

/** A button whose name says which file it is for. */
const named = (name: string, path: string, does: () => void) =>
  button(name, does, {
    'aria-label': `${name}: ${path}`,
    'data-key': `${path} ${name}`,
  });

/** The first bytes in hexadecimal, sixteen to a line. */
function peek(bytes: Uint8Array): string {
  const first = Array.from(bytes.subarray(0, peeked), (byte) =>
    byte.toString(16).padStart(2, '0'),
  );
  const lines = first.flatMap((_, i) =>
    i % 16 === 0 ? [first.slice(i, i + 16).join(' ')] : [],
  );
  return [...lines, ...(bytes.length > peeked ? ['…'] : [])].join('\n');
}

/** What the tools of a cabinet do to it. */
type Actions = {
  add(files: readonly File[]): Promise<void>;
  say(text: string): void;
  lay(path: string, content: Tree[string]): boolean;
};

/** Buttons for all files: add, make, export, import. */
function createTools(owner: Owner, to: Actions): HTMLElement {
  const { desk, t } = owner;
  const picker = filePicker('file-picker', { multiple: true }, to.add);
  const zips = filePicker('zip-picker', { accept: '.zip' }, async ([file]) => {
    if (file) to.say(await importZip(owner, file));
  });
  return make(
    'div',
    { className: 'console-tools' },
    button(t.addFiles, () => picker.click()),
    newFile(owner, to),
    button(t.exportZip, () => {
      void import('./zip.ts').then(({ pack }) =>
        download('files.zip', pack(desk.tree())),
      );
    }),
    button(t.importZip, () => zips.click()),
    picker,
    zips,
  );
}

/** A hidden field for files, which a button opens. */
function filePicker(
  part: string,
  properties: { readonly multiple?: boolean; readonly accept?: string },
  take: (files: readonly File[]) => Promise<void>,
): HTMLInputElement {
  const input = make('input', { ...properties, type: 'file', hidden: true });
  input.dataset['part'] = part;
  input.addEventListener('change', () => {
    void take(Array.from(input.files ?? [])).then(() => {
      input.value = '';
    });
  });
  return input;
}

function newFile({ desk, t }: Owner, to: Actions): HTMLFormElement {
  const name = make('input', {
    placeholder: 'new.txt',
    spellcheck: false,
    attributes: { 'aria-label': t.newName, autocapitalize: 'off' },
  });
  const form = make(
    'form',
    { className: 'console-new' },
    name,
    make('button', { type: 'submit', textContent: t.newFile }),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const path = name.value.trim();
    if (!namesOf(path)) return to.say(t.badName);
    if (at(desk.tree(), path) !== undefined) return to.say(t.nameTaken);
    if (to.lay(path, '')) name.value = '';
  });
  return form;
}

/** Takes the files in a zip, all or none; answers what to say. */
async function importZip(
  { desk, t, busy }: Owner,
  file: File,
): Promise<string> {
  if (busy()) return t.filesBusy;
  const { unpack, ZipError } = await import('./zip.ts');
  try {
    const files = leaves(unpack(new Uint8Array(await file.arrayBuffer())));
    const all = files.reduce(
      (now, { path, bytes }) => put(now, path, bytes),
      desk.tree(),
    );
    if (sizeOf(all) > room) throw new ZipError('big', sizeText(sizeOf(all)));
    desk.lay(all);
    return fill(t.zipImported, { count: files.length });
  } catch (error) {
    const [trouble, path] =
      error instanceof ZipError
        ? ([error.trouble, error.message] as const)
        : (['broken', ''] as const);
    return fill(t[`zip-${trouble}`], { name: file.name, path });
  }
}

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

/** Lays out the files. */
export function createCabinet({ desk, t, busy }: Owner): Cabinet {
  const list = make('ul', { className: 'console-files' });
  const note = make('p', { className: 'console-file-note', role: 'status' });
  const say = (text: string): void => {
    note.textContent = text;
  };
  /** The file that is open, and the field with its text. */
  let open:
    { path: string; field: HTMLTextAreaElement | undefined } | undefined;
  const dirty = (): boolean =>
    open?.field !== undefined && open.field.value !== open.field.defaultValue;

  function lay(path: string, content: Tree[string] | undefined): boolean {
    if (busy()) say(t.filesBusy);
    else desk.lay(put(desk.tree(), path, content));
    return !busy();
  }

  function draw(): void {
    const { activeElement } = document;
    const within = list.contains(activeElement)
      ? activeElement?.getAttribute('data-key')
      : undefined;
    const kept = dirty() ? open : undefined;
    if (open && at(desk.tree(), open.path) === undefined && !kept)
      open = undefined;
    list.replaceChildren(...leaves(desk.tree()).map(row));
    if (kept && at(desk.tree(), kept.path) === undefined)
      list.append(row({ path: kept.path, bytes: new Uint8Array() }));
    if (within) focusOn(within);
  }

  const focusOn = (key: string): void => {
    const element = Array.from(list.querySelectorAll('[data-key]')).find(
      (each) => each.getAttribute('data-key') === key,
    );
    if (element instanceof HTMLElement) element.focus();
  };

  function row({ path, bytes }: Leaf): HTMLLIElement {
    const isOpen = open?.path === path;
    const toggle = button(
      path,
      () => {
        if (dirty() && !isOpen) return say(t.fileUnsaved);
        open = isOpen ? undefined : { path, field: undefined };
        draw();
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
        if (lay(path, undefined)) say(fill(t.fileRemoved, { path }));
      }),
    );
    return make('li', {}, line, ...(isOpen ? [inside(path, bytes)] : []));
  }

  /** The text of a file, to be edited, or a look at its bytes. */
  function inside(path: string, bytes: Uint8Array): HTMLElement {
    const text = bytes.length > editable ? undefined : textOf(bytes);
    if (text === undefined)
      return make('pre', { textContent: peek(bytes), tabIndex: 0 });
    // A text that is being edited stays as it is, whatever happens around it.
    const field =
      open?.field ??
      make('textarea', {
        defaultValue: text,
        spellcheck: false,
        rows: Math.min(16, text.split('\n').length + 1),
        attributes: { 'aria-label': path, 'data-key': `${path} text` },
      });
    if (!dirty() && field.defaultValue !== text) field.defaultValue = text;
    open = { path, field };
    const save = (): void => {
      const { value } = field;
      if (busy()) return say(t.filesBusy);
      field.defaultValue = value;
      lay(path, new TextEncoder().encode(value));
      say(fill(t.fileSaved, { path }));
    };
    field.addEventListener('keydown', (event) => {
      if (event.key !== 's' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      save();
    });
    return make(
      'div',
      { className: 'console-file-text' },
      field,
      named(t.save, path, save),
    );
  }

  async function add(files: readonly File[]): Promise<void> {
    const added: string[] = [];
    for (const file of files) {
      const size = sizeOf(put(desk.tree(), file.name, undefined)) + file.size;
      if (size > room)
        return say(
          fill(t.fileTooBig, {
            name: file.name,
            size: sizeText(file.size),
            room: sizeText(room),
          }),
        );
      try {
        const bytes = new Uint8Array(await file.arrayBuffer());
        if (!lay(file.name, bytes)) return;
        added.push(file.name);
      } catch {
        return say(fill(t.fileUnreadable, { name: file.name }));
      }
    }
    say(fill(t.filesAdded, { names: added.join(', ') }));
  }

  desk.watch(draw);
  draw();
  const tools = createTools({ desk, t, busy }, { add, say, lay });
  return { add, say, element: make('div', {}, list, tools, note) };
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
function createTools({ desk, t, busy }: Owner, to: Actions): HTMLElement {
  const picker = make('input', { type: 'file', multiple: true, hidden: true });
  picker.dataset['part'] = 'file-picker';
  picker.addEventListener('change', () => {
    void to.add(Array.from(picker.files ?? [])).then(() => {
      picker.value = '';
    });
  });
  const zips = make('input', { type: 'file', accept: '.zip', hidden: true });
  zips.dataset['part'] = 'zip-picker';
  zips.addEventListener('change', () => {
    const [file] = zips.files ?? [];
    if (file)
      void importZip(file).then((said) => {
        zips.value = '';
        to.say(said);
      });
  });

  /** Replaces nothing unless the zip is whole; answers what to say. */
  async function importZip(file: File): Promise<string> {
    if (busy()) return t.filesBusy;
    const { unpack, ZipError } = await import('./zip.ts');
    try {
      const tree = unpack(new Uint8Array(await file.arrayBuffer()));
      if (sizeOf(tree) > room)
        throw new ZipError('big', sizeText(sizeOf(tree)));
      const all = leaves(tree).reduce(
        (now, { path, bytes }) => put(now, path, bytes),
        desk.tree(),
      );
      desk.lay(all);
      return fill(t.zipImported, { count: leaves(tree).length });
    } catch (error) {
      const trouble = error instanceof ZipError ? error.trouble : 'broken';
      const path = error instanceof ZipError ? error.message : '';
      return fill(t[`zip-${trouble}`], { name: file.name, path });
    }
  }

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
  return make(
    'div',
    { className: 'console-tools' },
    button(t.addFiles, () => picker.click()),
    form,
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

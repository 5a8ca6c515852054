/**
 * The search dialog's behaviour, over Pagefind's script.
 *
 * Pagefind is loaded from the built site when the dialog first opens; it
 * searches the pages of the document's language.
 */

/** What is used of Pagefind. */
type Pagefind = {
  options(options: { baseUrl: string }): Promise<void>;
  debouncedSearch(
    query: string,
  ): Promise<{ results: readonly { data(): Promise<Page> }[] } | null>;
};

type Page = {
  readonly meta: { readonly title?: string };
  readonly sub_results: readonly {
    readonly title: string;
    readonly url: string;
    readonly excerpt: string;
  }[];
};

const shown = 12;

/** Makes `element` (a button and a dialog) a working search. */
export function search(element: HTMLElement): void {
  const open = element.querySelector('button');
  const dialog = element.querySelector('dialog');
  const input = element.querySelector('input');
  const status = element.querySelector('p');
  const list = element.querySelector('ol');
  if (!open || !dialog || !input || !status || !list) return;
  const { index = '', base = '/', ...words } = element.dataset;
  let pagefind: Promise<Pagefind> | undefined;

  const show = () => {
    pagefind ??= load(index, base);
    dialog.showModal();
    input.select();
  };
  open.addEventListener('click', show);
  addEventListener('keydown', (event) => {
    if (event.key !== 'k' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (dialog.open) dialog.close();
    else show();
  });
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  input.addEventListener('input', () => void find());

  async function find(): Promise<void> {
    if (!input || !status || !list) return;
    const query = input.value.trim();
    if (query === '') {
      list.replaceChildren();
      status.textContent = '';
      return;
    }
    try {
      status.textContent = words['searching'] ?? '';
      const answer = await (await pagefind)?.debouncedSearch(query);
      if (!answer || query !== input.value.trim()) return;
      const pages = await Promise.all(
        answer.results.slice(0, shown).map((result) => result.data()),
      );
      list.replaceChildren(...pages.flatMap(hits).slice(0, shown));
      const text = (list.children.length ? words['some'] : words['none']) ?? '';
      status.textContent = text
        .replace('{count}', String(list.children.length))
        .replace('{query}', query);
    } catch {
      pagefind = undefined;
      status.textContent = words['failed'] ?? '';
    }
  }
}

async function load(index: string, base: string): Promise<Pagefind> {
  const pagefind: Pagefind = await import(/* @vite-ignore */ index);
  await pagefind.options({ baseUrl: base });
  return pagefind;
}

/** A page's best places, as list items. Pagefind escapes the excerpt but for its own marks. */
function hits({ meta, sub_results }: Page): HTMLLIElement[] {
  return sub_results.slice(0, 3).map(({ title, url, excerpt }) => {
    const item = document.createElement('li');
    const link = document.createElement('a');
    const heading = document.createElement('strong');
    const text = document.createElement('span');
    link.href = url;
    heading.textContent =
      title === meta.title ? title : `${meta.title ?? ''} · ${title}`;
    text.innerHTML = excerpt;
    link.append(heading, text);
    item.append(link);
    return item;
  });
}

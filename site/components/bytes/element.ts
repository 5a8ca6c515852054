/**
 * The byte view's behaviour: point at a byte, a row or a word of the text, and
 * the others that belong to it are shown.
 *
 * One byte field is in the order of Tab; from there the arrow keys move.
 */

class Bytes extends HTMLElement {
  #fields: readonly HTMLButtonElement[] = [];

  connectedCallback(): void {
    this.#fields = [...this.querySelectorAll<HTMLButtonElement>('[data-at]')];
    this.#fields.forEach((field) => (field.tabIndex = -1));
    for (const group of this.querySelectorAll('.rows')) {
      const first = group.querySelector<HTMLButtonElement>('[data-at]');
      if (first && (group.closest('details') || first === this.#fields[0]))
        first.tabIndex = 0;
    }
    const point = ({ target }: Event) => {
      if (target instanceof Element) this.#show(target);
    };
    this.addEventListener('pointerover', point);
    this.addEventListener('focusin', point);
    this.addEventListener('click', point);
    this.addEventListener('keydown', (event) => this.#move(event));
  }

  /** Marks what belongs to `target`: its field, its row, its words. */
  #show(target: Element): void {
    const field = target.closest<HTMLElement>('[data-at]');
    const place = target.closest<HTMLElement>('[data-item], .row');
    if (!field && !place) return;
    for (const each of this.querySelectorAll('.on'))
      each.classList.remove('on');
    field?.classList.add('on');
    field?.closest('.row')?.classList.add('on');
    place?.classList.add('on');
    const item = place?.dataset['item'];
    const same =
      item === undefined
        ? []
        : [...this.querySelectorAll<HTMLElement>(`[data-item="${item}"]`)];
    same.forEach((each) => each.classList.add('on'));
    const row = field ? field.closest('.row') : same.find(isRow);
    this.#read(field, row ?? place);
    for (const each of same) if (!each.contains(target)) reveal(each);
  }

  /** Says in the line at the top what was pointed at. */
  #read(field: HTMLElement | null, row: Element | null): void {
    const [code, text, where] = this.querySelectorAll('.readout > *');
    const shown = field
      ? [field]
      : [...(row?.querySelectorAll('button') ?? [])];
    const bytes = shown.map((each) => each.textContent.trim()).join(' ');
    const meaning = row?.querySelector('.meaning')?.textContent ?? '';
    if (code) code.textContent = bytes.slice(0, 32);
    if (text) text.textContent = field ? field.title : meaning;
    if (where) where.textContent = field ? meaning : '';
  }

  #move(event: KeyboardEvent): void {
    const { target } = event;
    if (!(target instanceof HTMLButtonElement)) return;
    const open = this.#fields.filter((field) => field.checkVisibility());
    const at = open.indexOf(target);
    const next = at === -1 ? undefined : neighbour(open, at, event.key);
    if (next === undefined) return;
    event.preventDefault();
    target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
}

/** Where a key leads from field `at`: left and right by field, up and down by row. */
function neighbour(
  fields: readonly HTMLButtonElement[],
  at: number,
  key: string,
): HTMLButtonElement | undefined {
  const row = fields[at]?.closest('.row');
  const other = (field: HTMLButtonElement) => field.closest('.row') !== row;
  switch (key) {
    case 'ArrowRight':
      return fields[at + 1];
    case 'ArrowLeft':
      return fields[at - 1];
    case 'ArrowDown':
      return fields.slice(at).find(other);
    case 'ArrowUp': {
      const last = fields.slice(0, at).findLast(other);
      const above = last?.closest('.row');
      return fields.find((field) => field.closest('.row') === above);
    }
    case 'Home':
      return fields[0];
    case 'End':
      return fields.at(-1);
    default:
      return undefined;
  }
}

const isRow = (element: Element): boolean => element.classList.contains('row');

/** Brings an element into sight within the text that scrolls around it, and leaves the page where it is. */
function reveal(element: HTMLElement): void {
  const frame = element.closest('pre');
  if (!frame) return;
  const { top, bottom } = element.getBoundingClientRect();
  const within = frame.getBoundingClientRect();
  if (top < within.top) frame.scrollTop -= within.top - top + 16;
  else if (bottom > within.bottom)
    frame.scrollTop += Math.min(bottom - within.bottom, top - within.top) + 16;
}

customElements.define('sunaba-bytes', Bytes);

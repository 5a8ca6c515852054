/**
 * Elements from data, for what a console lays out only when it is asked for.
 */

type Attributes = Readonly<Record<string, string>>;

/** An element with properties, `data-` and other attributes given as `attributes`, and children. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<
    Omit<HTMLElementTagNameMap[Tag], 'style' | 'attributes'>
  > & { readonly attributes?: Attributes } = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  const { attributes, ...rest } = properties;
  const given: Attributes = attributes ?? {};
  Object.assign(element, rest);
  for (const [name, value] of Object.entries(given))
    element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A button that does something. */
export const button = (
  textContent: string,
  does: () => void,
  attributes: Attributes = {},
): HTMLButtonElement => {
  const element = make('button', { type: 'button', textContent, attributes });
  element.addEventListener('click', does);
  return element;
};

/** Gives the reader a file to keep. */
export function download(name: string, bytes: Uint8Array): void {
  const url = URL.createObjectURL(new Blob([new Uint8Array(bytes)]));
  make('a', { href: url, download: name }).click();
  // The browser has it by then; a URL that stays holds the bytes for ever.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

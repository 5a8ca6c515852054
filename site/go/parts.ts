/**
 * The parts of a Go editor in the page, as GoEditor.astro lays them out.
 */

/** Every part that has to be found again. */
export type Parts = {
  readonly files: HTMLElement;
  /** The text as the page brought it, and where the editor goes in its stead. */
  readonly source: HTMLElement;
  readonly paper: HTMLElement;
  readonly run: HTMLButtonElement;
  readonly test: HTMLButtonElement;
  readonly stop: HTMLButtonElement;
  readonly back: HTMLButtonElement;
  readonly state: HTMLElement;
  readonly note: HTMLElement;
  readonly progress: HTMLProgressElement;
  readonly said: HTMLElement;
};

/** Finds the parts of an editor. Throws where the page lacks one. */
export function findParts(root: HTMLElement): Parts {
  function part<T extends HTMLElement>(name: string, type: new () => T): T {
    const found = root.querySelector(`[data-go="${name}"]`);
    if (found instanceof type) return found;
    throw new TypeError(`Go editor without its part "${name}"`);
  }
  return {
    files: part('files', HTMLElement),
    source: part('source', HTMLElement),
    paper: part('paper', HTMLElement),
    run: part('run', HTMLButtonElement),
    test: part('test', HTMLButtonElement),
    stop: part('stop', HTMLButtonElement),
    back: part('back', HTMLButtonElement),
    state: part('state', HTMLElement),
    note: part('note', HTMLElement),
    progress: part('progress', HTMLProgressElement),
    said: part('said', HTMLElement),
  };
}

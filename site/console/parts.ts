/**
 * The parts of a console in the page, as Console.astro lays them out.
 */

/** Every part that has to be found again. */
export type Parts = {
  readonly title: HTMLElement;
  readonly run: HTMLButtonElement;
  readonly stop: HTMLButtonElement;
  readonly reset: HTMLButtonElement;
  readonly args: HTMLInputElement;
  readonly engine: HTMLSelectElement;
  readonly plain: HTMLInputElement;
  /** The recorded output, and where a live screen goes in its stead. */
  readonly recorded: HTMLElement;
  readonly live: HTMLElement;
  /** A field to type lines into, for phones and the plain console. */
  readonly line: HTMLFormElement;
  readonly lineInput: HTMLInputElement;
  readonly endOfInput: HTMLButtonElement;
  /** Keys that a phone's keyboard lacks, for programs that want single keys. */
  readonly keypad: HTMLElement;
  /** The field that looks for a text in the output, and the button that shows it. */
  readonly find: HTMLFormElement;
  readonly findOpen: HTMLButtonElement;
  readonly findInput: HTMLInputElement;
  readonly findBefore: HTMLButtonElement;
  readonly findNext: HTMLButtonElement;
  readonly findCount: HTMLElement;
  readonly state: HTMLElement;
  readonly note: HTMLElement;
  readonly progress: HTMLProgressElement;
  readonly instructions: HTMLElement;
  readonly memory: HTMLElement;
  readonly time: HTMLElement;
  readonly trace: HTMLDetailsElement;
  readonly traceCount: HTMLElement;
  readonly traceNote: HTMLElement;
  readonly traceLines: HTMLElement;
  readonly traceCopy: HTMLButtonElement;
  readonly traceText: HTMLButtonElement;
  readonly traceJson: HTMLButtonElement;
  /** Which calls are listed: those of a function, those with a text. */
  readonly traceName: HTMLSelectElement;
  readonly traceSearch: HTMLInputElement;
  /** All of one call. */
  readonly traceCall: HTMLElement;
  /** The program's directory: in a heading how much it holds, and below the files. */
  readonly folder: HTMLDetailsElement;
  readonly fileCount: HTMLElement;
  readonly files: HTMLElement;
  /** For screen readers: the output, and what the console is at. */
  readonly log: HTMLElement;
  readonly status: HTMLElement;
};

/** Finds the parts of a console. Throws where the page lacks one. */
export function findParts(root: HTMLElement): Parts {
  function part<T extends HTMLElement>(name: string, type: new () => T): T {
    const found = root.querySelector(`[data-part="${name}"]`);
    if (found instanceof type) return found;
    throw new TypeError(`console without its part "${name}"`);
  }
  return {
    title: part('title', HTMLElement),
    run: part('run', HTMLButtonElement),
    stop: part('stop', HTMLButtonElement),
    reset: part('reset', HTMLButtonElement),
    args: part('args', HTMLInputElement),
    engine: part('engine', HTMLSelectElement),
    plain: part('plain', HTMLInputElement),
    recorded: part('recorded', HTMLElement),
    live: part('live', HTMLElement),
    line: part('line', HTMLFormElement),
    lineInput: part('line-input', HTMLInputElement),
    endOfInput: part('end-of-input', HTMLButtonElement),
    keypad: part('keypad', HTMLElement),
    find: part('find', HTMLFormElement),
    findOpen: part('find-open', HTMLButtonElement),
    findInput: part('find-input', HTMLInputElement),
    findBefore: part('find-before', HTMLButtonElement),
    findNext: part('find-next', HTMLButtonElement),
    findCount: part('find-count', HTMLElement),
    state: part('state', HTMLElement),
    note: part('note', HTMLElement),
    progress: part('progress', HTMLProgressElement),
    instructions: part('instructions', HTMLElement),
    memory: part('memory', HTMLElement),
    time: part('time', HTMLElement),
    trace: part('trace', HTMLDetailsElement),
    traceCount: part('trace-count', HTMLElement),
    traceNote: part('trace-note', HTMLElement),
    traceLines: part('trace-lines', HTMLElement),
    traceCopy: part('trace-copy', HTMLButtonElement),
    traceText: part('trace-text', HTMLButtonElement),
    traceJson: part('trace-json', HTMLButtonElement),
    traceName: part('trace-name', HTMLSelectElement),
    traceSearch: part('trace-search', HTMLInputElement),
    traceCall: part('trace-call', HTMLElement),
    folder: part('folder', HTMLDetailsElement),
    fileCount: part('file-count', HTMLElement),
    files: part('files', HTMLElement),
    log: part('log', HTMLElement),
    status: part('status', HTMLElement),
  };
}

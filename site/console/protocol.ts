/**
 * What the page and its worker say to one another.
 *
 * Two unions of plain messages, one for each direction; everything in them can
 * be cloned by `postMessage`. A worker runs one program and is then thrown
 * away, so no message needs to say which run it belongs to. There is no
 * message for Stop: the page ends the worker, which no program can refuse.
 */

import type {
  Limits,
  Resource,
  TraceRecord,
  Tree,
} from '../../engine/index.ts';

/** Who executes: Sunaba's own engine, or the browser's. */
export type Engine = 'ours' | 'native';

/** Where the module comes from. */
export type Source =
  | {
      readonly kind: 'url';
      readonly url: string;
      /** In bytes, as the manifest says; 0 where nobody knows. */
      readonly size: number;
      /** Of the bytes, in hexadecimal; empty where nobody knows. */
      readonly sha256: string;
    }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

/** All that a run is determined by, but for what is typed. */
export type Request = {
  readonly source: Source;
  /** The first is the program's name. */
  readonly args: readonly string[];
  readonly env: readonly (readonly [name: string, value: string])[];
  /** What stands in the program's directory `/`; undefined: it has none. */
  readonly files: Tree | undefined;
  readonly engine: Engine;
  /** The function to call; `_start` is a command's. */
  readonly entry: string;
  /** Names of host functions that it is not given. */
  readonly without: readonly string[];
  /** Streams that are no terminal but a pipe or a file; none unless said. */
  readonly piped?: readonly Stream[];
  /** Whether the screen's size, once known, is told in COLUMNS and LINES. */
  readonly sized?: boolean;
  /** The folder of the program's own host; undefined: WASI is all it needs. */
  readonly host?: string | undefined;
  /** What it may use up; unless said, as much as there is. */
  readonly limits?: Limits;
};

/** The three streams that a program starts with. */
export type Stream = 'stdin' | 'stdout' | 'stderr';

/** From the page to the worker. */
export type ToWorker =
  | { readonly type: 'run'; readonly request: Request }
  /** The program may read this. */
  | { readonly type: 'input'; readonly bytes: Uint8Array }
  /** One read finds the end of the input (^D). */
  | { readonly type: 'end' }
  /** So many bytes of output have reached the screen: there is room again. */
  | { readonly type: 'shown'; readonly bytes: number }
  /** Nobody reads the output any more: writes fail from now on, or (`fatal`) end the program. */
  | { readonly type: 'unread'; readonly fatal: boolean }
  /** The screen is there, and so large: a program that was to know it starts. */
  | {
      readonly type: 'size';
      readonly columns: number;
      readonly rows: number;
    };

/** What could not be done; each has a sentence of its own in the page. */
export type FailureKind =
  /** The module did not arrive whole. */
  | 'fetch'
  /** These are not the bytes that the manifest knows. */
  | 'changed'
  | 'malformed'
  | 'invalid'
  | 'unlinkable'
  /** There is no function of the wanted name, or it wants arguments. */
  | 'no-entry'
  /** The module or its memory does not fit into this browser. */
  | 'no-room'
  /** The worker died, or something threw what it must not throw. */
  | 'internal';

/** A measurement of a run. */
export type Figures = {
  /** Wasm instructions executed; undefined where the engine does not tell. */
  readonly instructions: number | undefined;
  /** The size of the program's memory, in bytes. */
  readonly memory: number;
  /** Since the program began, without waiting for the module; in milliseconds. */
  readonly elapsed: number;
};

/** A host call, ready to be read: `fd_write(1, …)`, its answer and errno. */
export type TraceLine = {
  /** Counts from 1. */
  readonly number: number;
  readonly text: string;
  /** The call failed: its errno is not 0. */
  readonly failed: boolean;
  /** Whose call it is, where several programs run. */
  readonly program?: string;
  /** All of it, where it is a call of WASI in a run that somebody watches. */
  readonly record?: TraceRecord;
};

/** From the worker to the page. */
export type FromWorker =
  | {
      readonly type: 'loading';
      readonly loaded: number;
      /** In bytes; 0: unknown. */
      readonly total: number;
    }
  /** The module is here; it is now decoded, validated and instantiated. */
  | { readonly type: 'preparing' }
  /** The wanted engine cannot run this program here: this one does it instead. */
  | {
      readonly type: 'fallback';
      readonly engine: Engine;
      readonly reason: 'no-jspi';
    }
  | { readonly type: 'running' }
  /** The program goes on only when somebody types, or when its timer rings. */
  | { readonly type: 'waiting' }
  | {
      readonly type: 'output';
      readonly stream: 'stdout' | 'stderr';
      readonly bytes: Uint8Array;
    }
  /** The program has come to a limit, for the first time. */
  | {
      readonly type: 'limit';
      readonly what: Resource;
      readonly limit: number;
    }
  /** The program has read so many bytes more of its input. */
  | { readonly type: 'taken'; readonly bytes: number }
  /** What the directory holds now, while the program goes on. */
  | { readonly type: 'files'; readonly files: Tree }
  /** The calls since the last such message; where there were many, the last of them. */
  | { readonly type: 'trace'; readonly lines: readonly TraceLine[] }
  | { readonly type: 'figures'; readonly figures: Figures }
  /** The end, one of four: */
  | {
      readonly type: 'exited';
      readonly code: number;
      /** What the directory holds now; undefined: there was none. */
      readonly files: Tree | undefined;
      /** What the entry function gave back, written as text. */
      readonly results: readonly string[];
    }
  | {
      readonly type: 'trapped';
      readonly message: string;
      /** The call stack, innermost first; empty where the engine does not tell. */
      readonly where: readonly string[];
      readonly files: Tree | undefined;
    }
  | {
      readonly type: 'failed';
      readonly kind: FailureKind;
      readonly message: string;
    };

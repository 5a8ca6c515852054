/**
 * Lists a module away from the page: a large one takes seconds to be read and
 * printed, and the page is to answer meanwhile.
 */

import { decode, print } from '../../engine/index.ts';
import { listFile } from './listing.ts';
import type { Listing } from './listing.ts';

/** What is asked of the worker: to list a file, and then for its text. */
export type Question =
  | { readonly ask: 'list'; readonly name: string; readonly file: Uint8Array }
  | { readonly ask: 'text' };

/** What it answers, in turn. */
export type Answer =
  | { readonly is: 'listing'; readonly listing: Listing }
  | { readonly is: 'text'; readonly text: string };

let bytes = new Uint8Array();

onmessage = ({ data }: MessageEvent<Question>) => {
  if (data.ask === 'list') {
    const listing = listFile(data.name, data.file);
    bytes = new Uint8Array(listing.bytes ?? []);
    postMessage({ is: 'listing', listing } satisfies Answer);
  } else {
    postMessage({ is: 'text', text: print(decode(bytes)) } satisfies Answer);
  }
};

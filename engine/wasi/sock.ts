/**
 * Sock: the four functions on sockets, for a world that has none.
 *
 * A program cannot make a socket in preview 1, only be given one, and no world
 * here gives any: an open descriptor is never one.
 * WASI preview 1, `sock_accept` · lesson "What a module may touch".
 */

import type { Answer, Call } from './call.ts';
import { errno } from './errno.ts';

/**
 * sock_accept, sock_recv, sock_send, sock_shutdown: fail with badf where
 * nothing is open under `fd`, else with notsock.
 */
export const noSocket = ({ words: [fd], process }: Call): Answer =>
  process.descriptors.has(fd) ? errno.notsock : errno.badf;

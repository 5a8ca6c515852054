/**
 * Sock: the four functions on sockets.
 *
 * A program cannot make a socket in preview 1, only be given one, as a
 * descriptor after its preopens. To listen and to connect are the world's
 * business; here a program takes who has connected, and talks. fd_read and
 * fd_write serve a connection too: what is here only adds to them. All may
 * fail with badf (nothing is open there) and notsock (something else is).
 * WASI preview 1, `sock_accept` · lesson "A small world".
 */

import { answerWord, gather, pieces, scatter, total } from './call.ts';
import type { Answer, Call } from './call.ts';
import { addDescriptor, fdflags, socketDescriptor } from './descriptors.ts';
import type { Descriptor, Process, Stream } from './descriptors.ts';
import { errno } from './errno.ts';
import type { Errno } from './errno.ts';
import { writeStream } from './fd.ts';
import type { Input } from './world.ts';

/** How to receive: leave the bytes there, or wait for as many as there is room for. */
const riflags = { peek: 1, waitall: 2 };

/** What to shut: for reading, for writing. */
const sdflags = { rd: 1, wr: 2 };

/** The socket behind `fd`. Fails with badf, notsock. */
function socketAt(
  { descriptors }: Process,
  fd: number,
): { readonly row: Descriptor; readonly stream: Stream } | Errno {
  const row = descriptors.get(fd);
  if (!row) return errno.badf;
  const { opened } = row;
  return opened.kind === 'stream' && opened.socket
    ? { row, stream: opened }
    : errno.notsock;
}

/**
 * sock_accept: takes the next who has connected. Parameters: `fd`, which
 * listens; `flags`, NONBLOCK for the new descriptor. Result: `opened`. Waits
 * until somebody connects. Fails with again (nobody, and `fd` has NONBLOCK),
 * inval (`fd` is a connection, or another flag), mfile.
 *
 *     the next free number is 5      opened 05 00 00 00
 */
export function sockAccept(call: Call): Answer {
  const { words: [fd, flags, result], process } = call; // prettier-ignore
  const found = socketAt(process, fd);
  if (typeof found === 'number') return found;
  const { listener } = found.stream;
  if (!listener || flags & ~fdflags.nonblock) return errno.inval;
  const socket = listener.accept();
  if (socket === 'again') {
    if (found.row.flags & fdflags.nonblock) return errno.again;
    return listener.ready().then(() => sockAccept(call));
  }
  const opened = addDescriptor(process, socketDescriptor(socket, flags));
  if (opened !== undefined) return answerWord(call, result, opened);
  socket.output.end?.();
  return errno.mfile;
}

/**
 * sock_recv: receives into several pieces of memory. Parameters: `fd`;
 * `ri_data`, where the pieces are listed, and how many; `ri_flags`: PEEK 1
 * leaves the bytes to be received again, WAITALL 2 waits until all pieces are
 * full or no more will come. Results: `ro_datalen`, 0 at the end; `ro_flags`,
 * always 0 here. Waits on a connection that is empty. Fails with again,
 * notconn (it listens, or is shut for reading), inval.
 *
 *     "Hi" received
 *
 *         pieces     ro_datalen     ro_flags
 *         'H' 'i'    02 00 00 00    00 00
 */
export function sockRecv(call: Call): Answer {
  const { words: [fd, data, count, flags, , roflags], memory, process } = call; // prettier-ignore
  const found = socketAt(process, fd);
  if (typeof found === 'number') return found;
  const { row, stream: { input } } = found; // prettier-ignore
  const parts = pieces(memory, data, count);
  if (flags > 3) return errno.inval;
  if (!input) return errno.notconn;
  if (typeof parts === 'number') return parts;
  const room = total(parts);
  const finish = (bytes: Uint8Array): Errno => {
    call.memory.view.setUint16(roflags, 0, true);
    const now = pieces(call.memory, data, count);
    if (typeof now !== 'number') scatter(now, bytes);
    return answerWord(call, call.words[4], bytes.length);
  };
  if (flags & riflags.waitall && !(row.flags & fdflags.nonblock))
    return received(input, room).then(finish);
  const got = flags & riflags.peek ? input.peek?.(room) : input.read(room);
  if (got === undefined) return errno.notsup;
  if (got !== 'again') return finish(got === 'end' ? new Uint8Array(0) : got);
  if (row.flags & fdflags.nonblock) return errno.again;
  return input.ready().then(() => sockRecv(call));
}

/** As many bytes as there is room for, or all that come. */
async function received(input: Input, room: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  while (total(parts) < room) {
    const bytes = input.read(room - total(parts));
    if (bytes === 'end') break;
    if (bytes === 'again') await input.ready();
    else parts.push(bytes);
  }
  return gather(parts);
}

/**
 * sock_send: sends several pieces of memory. Parameters: `fd`; `si_data`,
 * where the pieces are listed, and how many; `si_flags`, none are defined.
 * Result: `so_datalen`. Waits while the other side has too much to read.
 * Fails with notconn (it listens), pipe (shut, or the other side has gone),
 * inval.
 *
 *     "Hi" sent      so_datalen 02 00 00 00
 */
export function sockSend(call: Call): Answer {
  const [fd, data, count, flags, result] = call.words;
  const found = socketAt(call.process, fd);
  if (typeof found === 'number') return found;
  const { output } = found.stream;
  if (flags !== 0) return errno.inval;
  return output ? writeStream(call, output, data, count, result) : errno.notconn; // prettier-ignore
}

/**
 * sock_shutdown: nothing more is received (`how` 1), sent (2) or either (3);
 * the other side hears of it. Parameters: `fd`, `how`. Fails with notconn (it
 * listens), inval (another `how`).
 */
export function sockShutdown({ words: [fd, how], process }: Call): Answer {
  const found = socketAt(process, fd);
  if (typeof found === 'number') return found;
  const { input, output } = found.stream;
  if (how < 1 || how > 3) return errno.inval;
  if (!input || !output) return errno.notconn;
  if (how & sdflags.rd) input.close?.();
  if (how & sdflags.wr) output.end?.();
  return errno.success;
}

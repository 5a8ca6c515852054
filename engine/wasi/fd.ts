/**
 * Fd: bytes in and out of what is open, and the place where that happens.
 *
 * A stream that has nothing yet makes the program wait, unless it asked not to
 * (NONBLOCK): then it hears `again` and may do something else. A file never
 * waits.
 * WASI preview 1, `fd_read` · lesson "Run Go here".
 */

import { Trap } from '../syntax/errors.ts';
import { answerLong, answerWord, gather, pieces } from './call.ts';
import { scatter, total } from './call.ts';
import type { Answer, Call } from './call.ts';
import { countSize, dropDescriptor, fdflags, rights } from './descriptors.ts';
import type { Descriptor, OpenFile, Process } from './descriptors.ts';
import { errno } from './errno.ts';
import type { Errno } from './errno.ts';
import type { File } from './filesystem.ts';
import type { Input, Output, Written } from './world.ts';

/**
 * fd_read: reads into several pieces of memory. Parameters: `fd`; `iovs`,
 * where the pieces are listed, and how many. Result: `nread`, the bytes read,
 * 0 at the end. Waits on a stream that is empty. Fails with again (empty, and
 * NONBLOCK is set), badf (not open for reading), isdir, inval (over 1024
 * pieces).
 *
 *     "Hello" read with iovs 1, count 2, nread 24
 *
 *         iovs[0]                 iovs[1]
 *      ?  12 00 00 00 03 00 00 00 15 00 00 00 02 00 00 00  ?
 *      0  1                       9
 *                             nread
 *         'H' 'e' 'l' 'l' 'o'  ?  05 00 00 00  ?
 *         18          21          24
 */
export function fdRead(call: Call): Answer {
  const [fd, , , nread] = call.words;
  const row = call.process.descriptors.get(fd);
  if (row?.opened.kind === 'stream' && row.opened.input)
    return readStream(call, row, row.opened.input);
  const file = fileAt(row, rights.fdRead);
  if (typeof file === 'number') return file;
  const answer = readFile(call, file.node, file.offset);
  if (answer === errno.success)
    file.offset += call.memory.view.getUint32(nread, true);
  return answer;
}

function readStream(call: Call, row: Descriptor, stream: Input): Answer {
  const [, iovs, count, nread] = call.words;
  const parts = pieces(call.memory, iovs, count);
  if (typeof parts === 'number') return parts;
  const room = total(parts);
  const got = room === 0 ? 'end' : stream.read(room);
  if (got === 'again') {
    if (row.flags & fdflags.nonblock) return errno.again;
    return stream.ready().then(() => readStream(call, row, stream));
  }
  const bytes = got === 'end' ? new Uint8Array(0) : got;
  scatter(parts, bytes);
  return answerWord(call, nread, bytes.length);
}

function readFile(call: Call, file: File, offset: number): Errno {
  const [, iovs, count, nread] = call.words;
  const parts = pieces(call.memory, iovs, count);
  if (typeof parts === 'number') return parts;
  const bytes = file.read(offset, total(parts));
  if (typeof bytes === 'number') return bytes;
  scatter(parts, bytes);
  return answerWord(call, nread, bytes.length);
}

/**
 * fd_write: writes several pieces of memory, one after the other. Parameters:
 * `fd`; `iovs`, where the pieces are listed, and how many. Result: `nwritten`.
 * With APPEND a file is written at its end. Fails with badf (not open for
 * writing), pipe (nobody reads any more), fbig, nospc, inval.
 *
 *     iovs 1, count 2, nwritten 24: writes "Hello"
 *
 *         iovs[0]                 iovs[1]
 *      ?  12 00 00 00 03 00 00 00 15 00 00 00 02 00 00 00  ?
 *      0  1                       9
 *                             nwritten
 *         'H' 'e' 'l' 'l' 'o'  ?  05 00 00 00  ?
 *         18          21          24
 */
export function fdWrite(call: Call): Answer {
  const [fd, iovs, count, nwritten] = call.words;
  const row = call.process.descriptors.get(fd);
  if (row?.opened.kind === 'stream' && row.opened.output)
    return writeStream(call, row.opened.output, iovs, count, nwritten);
  const file = fileAt(row, rights.fdWrite);
  if (typeof file === 'number') return file;
  if (row && row.flags & fdflags.append) {
    const stat = file.node.stat();
    if (typeof stat === 'number') return stat;
    file.offset = Number(stat.size);
  }
  const answer = writeFile(call, file.node, file.offset);
  if (answer === errno.success)
    file.offset += call.memory.view.getUint32(nwritten, true);
  return answer;
}

/** Writes pieces of memory to a stream. Throws Trap where the program has printed more than it may. */
export function writeStream(
  call: Call,
  stream: Output,
  iovs: number,
  count: number,
  nwritten: number,
): Answer {
  const parts = pieces(call.memory, iovs, count);
  if (typeof parts === 'number') return parts;
  const bytes = gather(parts);
  const answer = (written: Written): Errno =>
    written === 'closed'
      ? errno.pipe
      : answerWord(call, nwritten, bytes.length);
  if (!call.process.meter.take('output', bytes.length))
    throw new Trap('the program printed more than it may');
  const written = stream.write(bytes);
  return written instanceof Promise ? written.then(answer) : answer(written);
}

function writeFile(call: Call, file: File, offset: number): Errno {
  const [fd, iovs, count, nwritten] = call.words;
  const parts = pieces(call.memory, iovs, count);
  if (typeof parts === 'number') return parts;
  const bytes = gather(parts);
  const answer = bytes.length ? put(call, file, offset, bytes) : errno.success;
  if (answer !== errno.success) return answer;
  const { flags = 0 } = call.process.descriptors.get(fd) ?? {};
  const kept =
    flags & (fdflags.dsync | fdflags.sync) ? file.sync() : errno.success;
  if (kept !== errno.success) return kept;
  return answerWord(call, nwritten, bytes.length);
}

function put(call: Call, file: File, offset: number, bytes: Uint8Array): Errno {
  const end = offset + bytes.length;
  const room = countSize(call.process, file, end, false);
  return room === errno.success ? file.write(offset, bytes) : room;
}

/**
 * fd_pread: fd_read at `offset`, leaving the descriptor's position alone.
 * Result: `nread`. Fails with badf, isdir, spipe (a stream), inval.
 *
 *     of "Hello", 2 bytes at offset 3      piece 'l' 'o'      nread 02 00 00 00
 */
export const fdPread = positioned(rights.fdRead, readFile);

/**
 * fd_pwrite: fd_write at `offset`, leaving the descriptor's position alone.
 * Result: `nwritten`. Fails with badf, spipe (a stream), fbig, nospc, inval.
 *
 *     2 bytes at offset 3      nwritten 02 00 00 00
 */
export const fdPwrite = positioned(rights.fdWrite, writeFile);

/** Reads or writes at the offset that a call names. */
function positioned(right: bigint, transfer: typeof readFile) {
  return (call: Call): Answer => {
    const file = fileAt(call.process.descriptors.get(call.words[0]), right);
    const offset = safe(call.longs[0]);
    if (typeof file === 'number') return file;
    return offset === undefined
      ? errno.inval
      : transfer(call, file.node, offset);
  };
}

/**
 * fd_seek: moves the position in a file. Parameters: `offset`, signed;
 * `whence`, from where: 0 the start, 1 the position, 2 the end. Result:
 * `newoffset`, from the start. Fails with badf, isdir, spipe (a stream), inval
 * (another whence, or before the start).
 *
 *     in a file of 5 bytes, offset -2, whence 2
 *     newoffset 03 00 00 00 00 00 00 00
 */
export function fdSeek(call: Call): Answer {
  const { words: [fd, whence, result], longs } = call; // prettier-ignore
  const file = fileAt(call.process.descriptors.get(fd), 0n);
  if (typeof file === 'number') return file;
  const stat = file.node.stat();
  if (typeof stat === 'number') return stat;
  const from = [0n, BigInt(file.offset), stat.size][whence];
  if (from === undefined) return errno.inval;
  const to = safe(BigInt.asUintN(64, from + longs[0]));
  if (to === undefined) return errno.inval;
  file.offset = to;
  return answerLong(call, result, BigInt(to));
}

/**
 * fd_tell: the position in a file. Result: `offset`. Fails with badf (a
 * directory too), spipe (a stream).
 *
 *     after 5 bytes      offset 05 00 00 00 00 00 00 00
 */
export function fdTell(call: Call): Answer {
  const [fd, result] = call.words;
  const file = fileAt(call.process.descriptors.get(fd), 0n);
  if (typeof file === 'number') return file;
  return answerLong(call, result, BigInt(file.offset));
}

/**
 * fd_sync: has a file's bytes kept, and its attributes; fd_datasync the bytes
 * only, which is the same here. Fails with badf, inval (a stream).
 */
export function fdSync({ words: [fd], process }: Call): Answer {
  const opened = process.descriptors.get(fd)?.opened;
  if (!opened) return errno.badf;
  if (opened.kind === 'file') return opened.node.sync();
  return opened.kind === 'directory' ? errno.success : errno.inval;
}

/**
 * fd_advise: how a file is going to be used; nothing follows from it. Fails
 * with badf, isdir, spipe (a stream), inval (an advice above 5).
 */
export function fdAdvise({ words: [fd, advice], process }: Call): Answer {
  const file = fileAt(process.descriptors.get(fd), 0n);
  if (typeof file === 'number') return file;
  return advice > 5 ? errno.inval : errno.success;
}

/**
 * fd_allocate: makes room from `offset` for `len` bytes; a file that is
 * shorter grows. Fails with badf, isdir, spipe (a stream), inval, fbig, nospc.
 */
export function fdAllocate({ words: [fd], longs, process }: Call): Answer {
  const file = fileAt(process.descriptors.get(fd), rights.fdWrite);
  if (typeof file === 'number') return file;
  const stat = file.node.stat();
  if (typeof stat === 'number') return stat;
  const end = safe(longs[0] + longs[1]);
  if (end === undefined || longs[1] === 0n) return errno.inval;
  return end > stat.size ? resize(process, file.node, end) : errno.success;
}

/** fd_close: gives a descriptor up; its number may be used again. Fails with badf. */
export function fdClose({ words: [fd], process }: Call): Answer {
  if (!process.descriptors.has(fd)) return errno.badf;
  dropDescriptor(process, fd);
  return errno.success;
}

/**
 * fd_renumber: what is open as `fd` is from now on `to`, and what was open
 * there is closed. Fails with badf where either is not open.
 */
export function fdRenumber({ words: [fd, to], process }: Call): Answer {
  const row = process.descriptors.get(fd);
  if (!row || !process.descriptors.has(to)) return errno.badf;
  if (fd === to) return errno.success;
  dropDescriptor(process, to);
  process.descriptors.set(to, row);
  process.descriptors.delete(fd);
  return errno.success;
}

/** Cuts a file or fills it up, and counts its bytes. */
export function resize(process: Process, file: File, to: number): Errno {
  const room = countSize(process, file, to, true);
  return room === errno.success ? file.resize(to) : room;
}

/** The file behind a row that has this right. Fails with badf, isdir, spipe. */
export function fileAt(
  row: Descriptor | undefined,
  right: bigint,
): OpenFile | Errno {
  if (!row) return errno.badf;
  const { opened } = row;
  if (opened.kind === 'directory')
    return right === rights.fdRead ? errno.isdir : errno.badf;
  if ((row.rights & right) !== right) return errno.badf;
  return opened.kind === 'file' ? opened : errno.spipe;
}

/** An offset that a JavaScript number can hold, or undefined. */
export const safe = (offset: bigint): number | undefined =>
  offset > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(offset);

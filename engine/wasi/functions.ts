/**
 * Functions: the 46 of preview 1, one row each.
 *
 * A row says the name, the group, what goes in and what comes out, and which
 * function of this folder does it. Imports, checks, traces and the reference
 * page all come from here.
 * WASI preview 1, "functions" · lesson "What a module may touch".
 */

import { argsGet, argsSizesGet, environGet, environSizesGet } from './args.ts';
import type { Implementation } from './call.ts';
import { clockResGet, clockTimeGet } from './clock.ts';
import { fdPrestatDirName, fdPrestatGet, fdReaddir } from './directory.ts';
import * as fd from './fd.ts';
import * as path from './path.ts';
import { pollOneoff } from './poll.ts';
import { procExit, procRaise, schedYield } from './process.ts';
import { randomGet } from './random.ts';
import { signature } from './signature.ts';
import type { Signature } from './signature.ts';
import * as sock from './sock.ts';
import * as stat from './stat.ts';

/** A row of the table. */
export type WasiRow = Signature & {
  readonly name: string;
  readonly group: string;
  /** The signature as it is written here. */
  readonly text: string;
  readonly call: Implementation;
};

const row = (
  name: string,
  group: string,
  text: string,
  call: Implementation,
): WasiRow => ({
  name,
  group,
  text,
  call,
  ...signature(text, name !== 'proc_exit'),
});

/** The functions that may answer "not yet". */
export const waiting: ReadonlySet<string> = new Set([
  'fd_read',
  'fd_write',
  'poll_oneoff',
  'sock_accept',
  'sock_recv',
  'sock_send',
]);

/** The table. */
// prettier-ignore
export const wasiFunctions: readonly WasiRow[] = [
  row('args_get', 'arguments', 'argv:pointer argv_buf:pointer', argsGet),
  row('args_sizes_get', 'arguments', ' -> argc:size argv_buf_size:size', argsSizesGet),
  row('environ_get', 'arguments', 'environ:pointer environ_buf:pointer', environGet),
  row('environ_sizes_get', 'arguments', ' -> environc:size environ_buf_size:size', environSizesGet),
  row('clock_res_get', 'clocks', 'id:clockid -> resolution:timestamp', clockResGet),
  row('clock_time_get', 'clocks', 'id:clockid precision:timestamp -> time:timestamp', clockTimeGet),
  row('fd_advise', 'data', 'fd:fd offset:filesize len:filesize advice:advice', fd.fdAdvise),
  row('fd_allocate', 'data', 'fd:fd offset:filesize len:filesize', fd.fdAllocate),
  row('fd_close', 'state', 'fd:fd', fd.fdClose),
  row('fd_datasync', 'data', 'fd:fd', fd.fdSync),
  row('fd_fdstat_get', 'state', 'fd:fd -> stat:fdstat', stat.fdFdstatGet),
  row('fd_fdstat_set_flags', 'state', 'fd:fd flags:fdflags', stat.fdFdstatSetFlags),
  row('fd_fdstat_set_rights', 'state', 'fd:fd rights:rights inheriting:rights', stat.fdFdstatSetRights),
  row('fd_filestat_get', 'state', 'fd:fd -> stat:filestat', stat.fdFilestatGet),
  row('fd_filestat_set_size', 'state', 'fd:fd size:filesize', stat.fdFilestatSetSize),
  row('fd_filestat_set_times', 'state', 'fd:fd atim:timestamp mtim:timestamp fst_flags:fstflags', stat.fdFilestatSetTimes),
  row('fd_pread', 'data', 'fd:fd iovs:iovs offset:filesize -> nread:size', fd.fdPread),
  row('fd_prestat_get', 'directories', 'fd:fd -> prestat:prestat', fdPrestatGet),
  row('fd_prestat_dir_name', 'directories', 'fd:fd path:buf', fdPrestatDirName),
  row('fd_pwrite', 'data', 'fd:fd iovs:ciovs offset:filesize -> nwritten:size', fd.fdPwrite),
  row('fd_read', 'data', 'fd:fd iovs:iovs -> nread:size', fd.fdRead),
  row('fd_readdir', 'directories', 'fd:fd buf:buf cookie:dircookie -> bufused:size', fdReaddir),
  row('fd_renumber', 'state', 'fd:fd to:fd', fd.fdRenumber),
  row('fd_seek', 'data', 'fd:fd offset:filedelta whence:whence -> newoffset:filesize', fd.fdSeek),
  row('fd_sync', 'data', 'fd:fd', fd.fdSync),
  row('fd_tell', 'data', 'fd:fd -> offset:filesize', fd.fdTell),
  row('fd_write', 'data', 'fd:fd iovs:ciovs -> nwritten:size', fd.fdWrite),
  row('path_create_directory', 'paths', 'fd:fd path:path', path.pathCreateDirectory),
  row('path_filestat_get', 'paths', 'fd:fd flags:lookupflags path:path -> stat:filestat', path.pathFilestatGet),
  row('path_filestat_set_times', 'paths', 'fd:fd flags:lookupflags path:path atim:timestamp mtim:timestamp fst_flags:fstflags', path.pathFilestatSetTimes),
  row('path_link', 'paths', 'old_fd:fd old_flags:lookupflags old_path:path new_fd:fd new_path:path', path.pathLink),
  row('path_open', 'paths', 'fd:fd dirflags:lookupflags path:path oflags:oflags rights:rights inheriting:rights fdflags:fdflags -> opened:fd', path.pathOpen),
  row('path_readlink', 'paths', 'fd:fd path:path buf:buf -> bufused:size', path.pathReadlink),
  row('path_remove_directory', 'paths', 'fd:fd path:path', path.pathRemoveDirectory),
  row('path_rename', 'paths', 'fd:fd old_path:path new_fd:fd new_path:path', path.pathRename),
  row('path_symlink', 'paths', 'old_path:path fd:fd new_path:path', path.pathSymlink),
  row('path_unlink_file', 'paths', 'fd:fd path:path', path.pathUnlinkFile),
  row('poll_oneoff', 'waiting', 'in:subscriptions out:events nsubscriptions:size -> nevents:size', pollOneoff),
  row('proc_exit', 'process', 'rval:exitcode', procExit),
  row('proc_raise', 'process', 'sig:signal', procRaise),
  row('random_get', 'random', 'buf:buf', randomGet),
  row('sched_yield', 'process', '', schedYield),
  row('sock_accept', 'sockets', 'fd:fd flags:fdflags -> opened:fd', sock.sockAccept),
  row('sock_recv', 'sockets', 'fd:fd ri_data:iovs ri_flags:riflags -> ro_datalen:size ro_flags:roflags', sock.sockRecv),
  row('sock_send', 'sockets', 'fd:fd si_data:ciovs si_flags:siflags -> so_datalen:size', sock.sockSend),
  row('sock_shutdown', 'sockets', 'fd:fd how:sdflags', sock.sockShutdown),
];

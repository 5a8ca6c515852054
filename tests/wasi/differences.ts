/**
 * Where other hosts answer our programs in another way than we do, and why we
 * stay as we are.
 */

/** A host that the programs are tried on. */
export type Host = 'node:wasi' | 'wasmtime';

/** Answers of one host to one program that are not ours, for one reason; `-` where it gives none, `*` where it may give any, ours too. */
type Difference = {
  readonly host: Host;
  readonly program: string;
  readonly reason: string;
  readonly answers: Readonly<Record<string, string>>;
};

/** All that are known. */
export const differences: readonly Difference[] = [
  {
    host: 'node:wasi',
    program: 'wasi-c',
    reason:
      'rights are kept as they were asked for, not as Wasmtime reports them',
    answers: {
      '  its rights (2)': 'success, base 264240792',
      '  its rights (3)': 'success, inheriting 268435455',
      '  its rights': 'success, base 148898303',
      'fd_fdstat_get of a file, to read': 'success, rights 144703679',
      'fd_fdstat_get of a file, to write': 'success, rights 148898301',
      'fd_fdstat_get of stdin': 'success, rights 148898303',
      'fd_fdstat_get of stdout': 'success, rights 148898303',
    },
  },
  {
    host: 'node:wasi',
    program: 'wasi-c',
    reason: 'times are set as floating point seconds, or cut to them',
    answers: {
      '  read back (2)': 'success, mtim 2000000000',
      '  read back (3)': 'success, mtim 7000000000',
      '  read back': 'success, atim 1000000000',
    },
  },
  {
    host: 'node:wasi',
    program: 'wasi-c',
    reason:
      'it waits for the clock where a stream is a file, which libuv cannot poll; other clocks are ready at once',
    answers: {
      '  which of them': 'success, userdata 1',
      'poll_oneoff for a minute, or stdout': 'perm',
      'poll_oneoff for another clock': 'success',
      'poll_oneoff for what is not open': 'success',
    },
  },
  {
    host: 'node:wasi',
    program: 'wasi-c',
    reason: 'its directory 4 is an ordinary one, without names that fail',
    answers: {
      'a device': 'noent',
      'a disk that fails': 'noent',
      "a file that is another's": 'noent',
      'a system that cannot': 'noent',
    },
  },
  {
    host: 'node:wasi',
    program: 'wasi-c',
    reason: 'the clocks of a process exist',
    answers: {
      'clock_res_get of a process': 'success',
      'clock_time_get of a process': 'success',
    },
  },
  {
    host: 'node:wasi',
    program: 'wasi-c',
    reason: 'no socket is lent to the program there',
    answers: {
      'fd_close of the connection': '-',
      sock_accept: 'notcapable',
      'sock_recv PEEK': '-',
      'sock_recv WAITALL': '-',
      'sock_recv of one that listens': '-',
      'sock_recv of what has not come': '-',
      'sock_send after that': '-',
      sock_send: '-',
      'sock_shutdown for writing': '-',
    },
  },
  {
    host: 'node:wasi',
    program: 'wasi-c',
    reason: 'a right is missing before anything else is looked at',
    answers: {
      'fd_filestat_set_size of a directory': 'notcapable',
      'fd_read of a directory': 'notcapable',
      'fd_readdir of a stream': 'notcapable',
      'fd_seek of a directory': 'notcapable',
      'fd_write to a directory': 'notcapable',
      'fd_write where reading is all': 'notcapable',
      'path_open below a file': 'notcapable',
      'sock_accept of a stream': 'notcapable',
    },
  },
  {
    host: 'node:wasi',
    program: 'wasi-c',
    reason:
      'its streams are files of this test, and files can be sought and kept',
    answers: {
      'fd_pread of a stream': 'success',
      'fd_pwrite to a stream': '-',
      'fd_seek of a stream': 'success',
      'fd_sync of stdout': 'success',
      'fd_tell of a stream': 'success',
    },
  },
  {
    host: 'node:wasi',
    program: 'wasi-c',
    reason: 'another errno, or success, that the suite does not take',
    answers: {
      'fd_prestat_dir_name, no room': 'nobufs',
      'fd_prestat_get of stdout': 'inval',
      'path_link that follows': 'success',
      'path_open absolute': 'notcapable',
      'path_open of a link, not followed': 'success',
      'path_open of an empty path': 'inval',
      'path_open of what is not UTF-8': 'noent',
      'path_readlink with little room': 'nobufs',
      'sock_shutdown of a file': 'notsup',
    },
  },
  {
    host: 'node:wasi',
    program: 'wasi-c',
    reason:
      'cookies count in the directory as it is by then, so what is deleted moves the rest: how much is skipped depends on the file system',
    answers: {
      'fd_readdir while deleting': '*',
      'the directory is empty now': '*',
    },
  },
  {
    host: 'node:wasi',
    program: 'wasi-c',
    reason: 'there is no limit to bytes in files',
    answers: { 'fd_write until the disk is full': 'success' },
  },
  {
    host: 'node:wasi',
    program: 'wasi-c',
    reason:
      '`..` at the top of a preopen named / stays there, as at the root of a machine; we refuse it, as the suite asks',
    answers: {
      'path_open above': 'success',
      'path_open in and out': 'success',
      'path_open of a link that leads out': 'isdir',
    },
  },
  {
    host: 'node:wasi',
    program: 'wasi-c',
    reason:
      'proc_raise is not there; ours does nothing for the signal that is none',
    answers: { 'proc_raise NONE': 'nosys' },
  },
  {
    host: 'node:wasi',
    program: 'wasi-rust',
    reason:
      '`..` at the top of a preopen named / stays there, as at the root of a machine; we refuse it, as the suite asks',
    answers: { 'open above': 'opened' },
  },
  {
    host: 'node:wasi',
    program: 'wasi-rust',
    reason:
      'as above: badf or notcapable, where we say isdir, which programs put into words',
    answers: { 'read a directory': 'errno 8' },
  },
  {
    host: 'node:wasi',
    program: 'wasi-rust',
    reason: 'times are set as floating point seconds, or cut to them',
    answers: { times: 'to the nanosecond false' },
  },
  {
    host: 'node:wasi',
    program: 'wasi-go',
    reason: 'times are set as floating point seconds, or cut to them',
    answers: { names: 'go.txt, 9 bytes, same time false' },
  },
  {
    host: 'node:wasi',
    program: 'wasi-go',
    reason:
      'as above: badf or notcapable, where we say isdir, which programs put into words',
    answers: { 'read a directory': 'errno 76' },
  },
  {
    host: 'node:wasi',
    program: 'wasi-go',
    reason: 'no socket is lent to the program there',
    answers: { serve: 'errno 8' },
  },
  {
    host: 'wasmtime',
    program: 'wasi-c',
    reason: 'its directory 4 is an ordinary one, without names that fail',
    answers: {
      'a device': 'noent',
      'a disk that fails': 'noent',
      "a file that is another's": 'noent',
      'a system that cannot': 'noent',
    },
  },
  {
    host: 'wasmtime',
    program: 'wasi-c',
    reason: 'badf; the specification has inval for a clock that is not there',
    answers: {
      'clock_res_get of a process': 'badf',
      'clock_time_get of a process': 'badf',
    },
  },
  {
    host: 'wasmtime',
    program: 'wasi-c',
    reason: 'room cannot be made beforehand, as in preview 2',
    answers: { fd_allocate: 'notsup' },
  },
  {
    host: 'wasmtime',
    program: 'wasi-c',
    reason: 'no socket is lent to the program there',
    answers: {
      'fd_close of the connection': '-',
      sock_accept: 'notsock',
      'sock_recv PEEK': '-',
      'sock_recv WAITALL': '-',
      'sock_recv of one that listens': '-',
      'sock_recv of what has not come': '-',
      'sock_send after that': '-',
      sock_send: '-',
      'sock_shutdown for writing': '-',
    },
  },
  {
    host: 'wasmtime',
    program: 'wasi-c',
    reason: 'only APPEND and NONBLOCK can be changed later',
    answers: { 'fd_fdstat_set_flags SYNC': 'inval' },
  },
  {
    host: 'wasmtime',
    program: 'wasi-c',
    reason: 'rights cannot be given up',
    answers: {
      'fd_fdstat_set_rights fewer': 'notsup',
      'fd_fdstat_set_rights more': 'notsup',
    },
  },
  {
    host: 'wasmtime',
    program: 'wasi-c',
    reason: 'one piece of memory is filled a call, which is allowed',
    answers: {
      'fd_read at the end': 'success, bytes 1',
      'fd_read into two pieces': 'success, bytes 1',
    },
  },
  {
    host: 'wasmtime',
    program: 'wasi-c',
    reason:
      'badf for every descriptor of another kind; we say which kind it is',
    answers: {
      'fd_read of a directory': 'badf',
      'fd_readdir of a stream': 'badf',
      'path_open below a file': 'badf',
    },
  },
  {
    host: 'wasmtime',
    program: 'wasi-c',
    reason:
      'cookies count in the directory as it is by then, so what is deleted moves the rest: how much is skipped depends on the file system',
    answers: {
      'fd_readdir while deleting': '*',
      'the directory is empty now': '*',
    },
  },
  {
    host: 'wasmtime',
    program: 'wasi-c',
    reason: 'badf for a stream; the suite wants neither',
    answers: { 'fd_sync of stdout': 'badf' },
  },
  {
    host: 'wasmtime',
    program: 'wasi-c',
    reason: 'there is no limit to bytes in files',
    answers: { 'fd_write until the disk is full': 'success' },
  },
  {
    host: 'wasmtime',
    program: 'wasi-c',
    reason:
      'proc_raise is not there; ours does nothing for the signal that is none',
    answers: { 'proc_raise NONE': 'notsup' },
  },
  {
    host: 'wasmtime',
    program: 'wasi-rust',
    reason:
      'as above: badf or notcapable, where we say isdir, which programs put into words',
    answers: { 'read a directory': 'errno 8' },
  },
  {
    host: 'wasmtime',
    program: 'wasi-go',
    reason:
      'as above: badf or notcapable, where we say isdir, which programs put into words',
    answers: { 'read a directory': 'errno 8' },
  },
  {
    host: 'wasmtime',
    program: 'wasi-go',
    reason: 'no socket is lent to the program there',
    answers: { serve: 'errno 8' },
  },
];

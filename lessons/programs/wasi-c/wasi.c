// Wasi calls every function of WASI preview 1 by hand, no library between, and
// prints one line a call: what was tried, the answer by its name, and what can
// be seen of the result. Hosts can be compared by these lines.
//
// It wants the directory 3 with a.txt ("Hello"), dir/b.txt and empty/, and
// stdin "typed". If 4 is a directory too, it tries names that a host may know
// to fail in rare ways; if 5 is a socket, somebody has connected who says
// "ping" and hears what is answered.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint32_t Fd;
typedef uint64_t Rights;
typedef struct { const void *at; uint32_t length; } Piece;

#define WASI(name) \
  __attribute__((import_module("wasi_snapshot_preview1"), import_name(#name))) \
  uint32_t name

WASI(args_get)(char **, char *);
WASI(args_sizes_get)(uint32_t *, uint32_t *);
WASI(environ_get)(char **, char *);
WASI(environ_sizes_get)(uint32_t *, uint32_t *);
WASI(clock_res_get)(uint32_t, uint64_t *);
WASI(clock_time_get)(uint32_t, uint64_t, uint64_t *);
WASI(fd_advise)(Fd, uint64_t, uint64_t, uint32_t);
WASI(fd_allocate)(Fd, uint64_t, uint64_t);
WASI(fd_close)(Fd);
WASI(fd_datasync)(Fd);
WASI(fd_fdstat_get)(Fd, void *);
WASI(fd_fdstat_set_flags)(Fd, uint32_t);
WASI(fd_fdstat_set_rights)(Fd, Rights, Rights);
WASI(fd_filestat_get)(Fd, void *);
WASI(fd_filestat_set_size)(Fd, uint64_t);
WASI(fd_filestat_set_times)(Fd, uint64_t, uint64_t, uint32_t);
WASI(fd_pread)(Fd, const Piece *, uint32_t, uint64_t, uint32_t *);
WASI(fd_prestat_get)(Fd, void *);
WASI(fd_prestat_dir_name)(Fd, char *, uint32_t);
WASI(fd_pwrite)(Fd, const Piece *, uint32_t, uint64_t, uint32_t *);
WASI(fd_read)(Fd, const Piece *, uint32_t, uint32_t *);
WASI(fd_readdir)(Fd, void *, uint32_t, uint64_t, uint32_t *);
WASI(fd_renumber)(Fd, Fd);
WASI(fd_seek)(Fd, int64_t, uint32_t, uint64_t *);
WASI(fd_sync)(Fd);
WASI(fd_tell)(Fd, uint64_t *);
WASI(fd_write)(Fd, const Piece *, uint32_t, uint32_t *);
WASI(path_create_directory)(Fd, const char *, uint32_t);
WASI(path_filestat_get)(Fd, uint32_t, const char *, uint32_t, void *);
WASI(path_filestat_set_times)(Fd, uint32_t, const char *, uint32_t, uint64_t, uint64_t, uint32_t);
WASI(path_link)(Fd, uint32_t, const char *, uint32_t, Fd, const char *, uint32_t);
WASI(path_open)(Fd, uint32_t, const char *, uint32_t, uint32_t, Rights, Rights, uint32_t, Fd *);
WASI(path_readlink)(Fd, const char *, uint32_t, char *, uint32_t, uint32_t *);
WASI(path_remove_directory)(Fd, const char *, uint32_t);
WASI(path_rename)(Fd, const char *, uint32_t, Fd, const char *, uint32_t);
WASI(path_symlink)(const char *, uint32_t, Fd, const char *, uint32_t);
WASI(path_unlink_file)(Fd, const char *, uint32_t);
WASI(poll_oneoff)(const void *, void *, uint32_t, uint32_t *);
WASI(proc_raise)(uint32_t);
WASI(random_get)(void *, uint32_t);
WASI(sched_yield)(void);
WASI(sock_accept)(Fd, uint32_t, Fd *);
WASI(sock_recv)(Fd, const Piece *, uint32_t, uint32_t, uint32_t *, uint16_t *);
WASI(sock_send)(Fd, const Piece *, uint32_t, uint32_t, uint32_t *);
WASI(sock_shutdown)(Fd, uint32_t);
__attribute__((import_module("wasi_snapshot_preview1"), import_name("proc_exit"), noreturn))
void proc_exit(uint32_t);

// Printing: a line is gathered and written whole.

static const char *const names[] = {
  "success", "2big", "acces", "addrinuse", "addrnotavail", "afnosupport",
  "again", "already", "badf", "badmsg", "busy", "canceled", "child",
  "connaborted", "connrefused", "connreset", "deadlk", "destaddrreq", "dom",
  "dquot", "exist", "fault", "fbig", "hostunreach", "idrm", "ilseq",
  "inprogress", "intr", "inval", "io", "isconn", "isdir", "loop", "mfile",
  "mlink", "msgsize", "multihop", "nametoolong", "netdown", "netreset",
  "netunreach", "nfile", "nobufs", "nodev", "noent", "noexec", "nolck",
  "nolink", "nomem", "nomsg", "noprotoopt", "nospc", "nosys", "notconn",
  "notdir", "notempty", "notrecoverable", "notsock", "notsup", "notty", "nxio",
  "overflow", "ownerdead", "perm", "pipe", "proto", "protonosupport",
  "prototype", "range", "rofs", "spipe", "srch", "stale", "timedout",
  "txtbsy", "xdev", "notcapable",
};

static char line[512];
static uint32_t used;

static void text(const char *t) {
  while (*t && used < sizeof line) line[used++] = *t++;
}

static void bytes(const char *t, uint32_t length) {
  for (uint32_t i = 0; i < length && used < sizeof line; i++)
    line[used++] = t[i];
}

static void number(uint64_t n) {
  char digits[20];
  int i = 20;
  do digits[--i] = (char)('0' + n % 10);
  while (n /= 10);
  bytes(digits + i, (uint32_t)(20 - i));
}

static void end(void) {
  line[used++] = '\n';
  Piece all = {line, used};
  uint32_t written;
  fd_write(1, &all, 1, &written);
  used = 0;
}

static bool tell(const char *what, uint32_t answer) {
  text(what);
  text(": ");
  if (answer < 77) text(names[answer]); else number(answer);
  return answer == 0;
}

static void say(const char *what, uint32_t answer) {
  tell(what, answer);
  end();
}

static void say_number(const char *what, uint32_t answer, const char *name, uint64_t value) {
  if (tell(what, answer)) {
    text(", ");
    text(name);
    text(" ");
    number(value);
  }
  end();
}

static void say_text(const char *what, uint32_t answer, const char *value, uint32_t length) {
  if (tell(what, answer)) {
    text(", \"");
    bytes(value, length);
    text("\"");
  }
  end();
}

static uint32_t length_of(const char *t) {
  uint32_t n = 0;
  while (t[n]) n++;
  return n;
}

// A path as two parameters.
#define P(path) path, (uint32_t)(sizeof path - 1)

// Memory to work in, and views of the records in it.

static union {
  char bytes[70000];
  uint64_t longs[64];
  uint32_t words[128];
  uint16_t halves[256];
} at;
static uint32_t count;
static Fd opened;

// Whether to try values that no type allows, too: some hosts end a program
// that does, so it has to be asked for, by a third argument.
static bool wild;

enum { CREAT = 1, DIRECTORY = 2, EXCL = 4, TRUNC = 8 };
enum { APPEND = 1, DSYNC = 2, NONBLOCK = 4, SYNC = 16 };
// What can be done with any file, what with one that is read, or written.
enum { can_any = 0x8a000bd, can_read = can_any | 1 << 1, can_write = can_any | 0x400140 };
enum { both = can_read | can_write, can_list = 1 << 14 };

static uint32_t open_at(Fd fd, const char *path, uint32_t oflags, Rights rights, uint32_t flags) {
  return path_open(fd, 1, path, length_of(path), oflags, rights, 0, flags, &opened);
}

static Fd must_open(const char *path, uint32_t oflags, Rights rights, uint32_t flags) {
  uint32_t answer = open_at(3, path, oflags, rights, flags);
  if (answer != 0) say(path, answer);
  return opened;
}

static uint32_t write_text(Fd fd, const char *t) {
  Piece piece = {t, length_of(t)};
  return fd_write(fd, &piece, 1, &count);
}

static uint32_t read_into(Fd fd, uint32_t room) {
  Piece piece = {at.bytes, room};
  return fd_read(fd, &piece, 1, &count);
}

static void arguments(void) {
  uint32_t n, size;
  char *pointers[8];
  say_number("args_sizes_get", args_sizes_get(&n, &size), "any", n > 1);
  uint32_t answer = args_get(pointers, at.bytes);
  say_text("args_get, the second", answer, pointers[1], length_of(pointers[1]));
  wild = n > 2;
  say_number("environ_sizes_get", environ_sizes_get(&n, &size), "bytes", size);
  answer = environ_get(pointers, at.bytes);
  say_text("environ_get", answer, pointers[0], length_of(pointers[0]));
}

static void clocks(void) {
  static const char *const what[] = {"realtime", "monotonic"};
  for (uint32_t id = 0; id < 2; id++) {
    uint64_t first = 0, second = 0;
    text(what[id]);
    text(" ");
    say_number("clock_res_get", clock_res_get(id, &first), "above zero", first > 0);
    clock_time_get(id, 1, &first);
    text(what[id]);
    text(" ");
    uint32_t answer = clock_time_get(id, 1, &second);
    say_number("clock_time_get", answer, "not back", second >= first && first > 0);
  }
  uint64_t time;
  say("clock_time_get of a process", clock_time_get(2, 1, &time));
  say("clock_res_get of a process", clock_res_get(2, &time));
  if (wild) say("clock_time_get of clock 9", clock_time_get(9, 1, &time));
}

static void preopens(void) {
  say_number("fd_prestat_get 3", fd_prestat_get(3, at.bytes), "name length", at.words[1]);
  say_text("fd_prestat_dir_name 3", fd_prestat_dir_name(3, at.bytes, 1), at.bytes, 1);
  say("fd_prestat_dir_name, no room", fd_prestat_dir_name(3, at.bytes, 0));
  say("fd_prestat_get of stdout", fd_prestat_get(1, at.bytes));
  say("fd_prestat_get 99", fd_prestat_get(99, at.bytes));
  say("fd_prestat_dir_name 99", fd_prestat_dir_name(99, at.bytes, 9));
}

static void reading(void) {
  Fd fd = must_open("a.txt", 0, can_read, 0);
  say_text("fd_read 3 bytes", read_into(fd, 3), at.bytes, 3);
  uint64_t place;
  say_number("fd_tell", fd_tell(fd, &place), "at", place);
  say_number("fd_seek back 1", fd_seek(fd, -1, 1, &place), "at", place);
  say_number("fd_seek from the end", fd_seek(fd, -2, 2, &place), "at", place);
  say("fd_seek before the start", fd_seek(fd, -1, 0, &place));
  if (wild) say("fd_seek from nowhere", fd_seek(fd, 0, 7, &place));
  Piece two[] = {{at.bytes + 8, 1}, {at.bytes, 9}};
  say_number("fd_read into two pieces", fd_read(fd, two, 2, &count), "bytes", count);
  say_number("fd_read at the end", read_into(fd, 9), "bytes", count);
  Piece piece = {at.bytes, 4};
  say_text("fd_pread", fd_pread(fd, &piece, 1, 1, &count), at.bytes, 4);
  say_number("fd_pread past the end", fd_pread(fd, &piece, 1, 99, &count), "bytes", count);
  say("fd_pread too far", fd_pread(fd, &piece, 1, ~0ull, &count));
  say("fd_write where reading is all", write_text(fd, "x"));
  say("fd_advise", fd_advise(fd, 0, 5, 1));
  if (wild) say("fd_advise 9", fd_advise(fd, 0, 5, 9));
  if (wild) say("fd_read into nowhere", fd_read(fd, (Piece *)0xfffffff0, 1, &count));
  say("fd_close", fd_close(fd));
  say("fd_close again", fd_close(fd));
  say("fd_read of what is closed", read_into(fd, 1));
  say("fd_tell of a stream", fd_tell(1, &place));
  say("fd_seek of a stream", fd_seek(1, 0, 1, &place));
  say("fd_pread of a stream", fd_pread(0, &piece, 1, 0, &count));
  say("fd_read of a directory", read_into(3, 1));
  say("fd_write to a directory", write_text(3, "x"));
  say("fd_seek of a directory", fd_seek(3, 0, 0, &place));
  say_text("fd_read of stdin", read_into(0, 5), at.bytes, 5);
  say("fd_read of stdout", read_into(1, 1));
  say("fd_write to stdin", write_text(0, "x"));
}

static void writing(void) {
  Fd fd = must_open("new", CREAT | EXCL, both, 0);
  say_number("fd_write", write_text(fd, "sand"), "bytes", count);
  Piece piece = {"AND", 3};
  say_number("fd_pwrite", fd_pwrite(fd, &piece, 1, 1, &count), "bytes", count);
  say("fd_pwrite to a stream", fd_pwrite(1, &piece, 1, 0, &count));
  uint64_t place;
  say_number("fd_tell after it", fd_tell(fd, &place), "at", place);
  say("fd_fdstat_set_flags APPEND", fd_fdstat_set_flags(fd, APPEND));
  fd_seek(fd, 0, 0, &place);
  write_text(fd, "!");
  say_number("fd_write appends", fd_tell(fd, &place), "at", place);
  say("fd_fdstat_set_flags SYNC", fd_fdstat_set_flags(fd, SYNC | DSYNC));
  if (wild) say("fd_fdstat_set_flags 32", fd_fdstat_set_flags(fd, 32));
  say("fd_sync", fd_sync(fd));
  say("fd_datasync", fd_datasync(fd));
  say("fd_sync of stdout", fd_sync(1));
  say("fd_sync 99", fd_sync(99));
  say("fd_allocate", fd_allocate(fd, 0, 9));
  say("fd_filestat_set_size", fd_filestat_set_size(fd, 7));
  say("fd_filestat_set_size of a directory", fd_filestat_set_size(3, 7));
  fd_filestat_get(fd, at.bytes);
  say_number("fd_filestat_get", fd_filestat_get(fd, at.bytes), "bytes", at.longs[4]);
  fd_seek(fd, 0, 0, &place);
  read_into(fd, 9);
  say_text("what was written", fd_close(fd), at.bytes, 5);
  fd = must_open("many", CREAT, both, 0);
  const uint32_t most = sizeof at.bytes;
  Piece large = {at.bytes, most};
  uint32_t answer = 0;
  for (int i = 0; i < 4 && answer == 0; i++) answer = fd_write(fd, &large, 1, &count);
  say("fd_write until the disk is full", answer);
  fd_close(fd);
  path_unlink_file(3, P("many"));
}

static void attributes(void) {
  must_open("a.txt", 0, can_read, 0);
  say_number("fd_fdstat_get of a file, to read", fd_fdstat_get(opened, at.bytes), "rights", at.longs[1]);
  fd_close(opened);
  must_open("a.txt", 0, can_write, 0);
  say_number("fd_fdstat_get of a file, to write", fd_fdstat_get(opened, at.bytes), "rights", at.longs[1]);
  fd_close(opened);
  Fd fd = must_open("a.txt", 0, both, 0);
  say_number("fd_fdstat_get of a file", fd_fdstat_get(fd, at.bytes), "type", (uint8_t)at.bytes[0]);
  say_number("  its rights", 0, "base", at.longs[1]);
  say("fd_filestat_set_times", fd_filestat_set_times(fd, 1000000001, 2000000003, 1 | 4));
  fd_filestat_get(fd, at.bytes);
  say_number("  read back", 0, "atim", at.longs[5]);
  say_number("  read back", 0, "mtim", at.longs[6]);
  say("fd_filestat_set_times now", fd_filestat_set_times(fd, 0, 0, 2 | 8));
  say("fd_filestat_set_times both ways", fd_filestat_set_times(fd, 0, 0, 1 | 2));
  say("fd_fdstat_set_rights fewer", fd_fdstat_set_rights(fd, can_read, 0));
  say("fd_fdstat_set_rights more", fd_fdstat_set_rights(fd, both, 0));
  fd_close(fd);
  say_number("fd_fdstat_get of a directory", fd_fdstat_get(3, at.bytes), "type", (uint8_t)at.bytes[0]);
  say_number("  its rights", 0, "base", at.longs[1]);
  say_number("  its rights", 0, "inheriting", at.longs[2]);
  say_number("fd_fdstat_get of stdin", fd_fdstat_get(0, at.bytes), "rights", at.longs[1]);
  say_number("fd_fdstat_get of stdout", fd_fdstat_get(1, at.bytes), "rights", at.longs[1]);
  say("fd_fdstat_get 99", fd_fdstat_get(99, at.bytes));
  say_number("path_filestat_get", path_filestat_get(3, 1, P("dir"), at.bytes), "type", (uint8_t)at.bytes[16]);
  say("path_filestat_get of nothing", path_filestat_get(3, 1, P("none"), at.bytes));
  say("path_filestat_set_times", path_filestat_set_times(3, 0, P("a.txt"), 5, 7000000009, 4));
  path_filestat_get(3, 0, P("a.txt"), at.bytes);
  say_number("  read back", 0, "mtim", at.longs[6]);
  if (wild) say("path_filestat_set_times 16", path_filestat_set_times(3, 0, P("a.txt"), 5, 7, 16));
}

static void paths(void) {
  static char long_name[300];
  for (uint32_t i = 0; i < sizeof long_name; i++) long_name[i] = 'x';
  say("path_open of nothing", open_at(3, "none", 0, can_read, 0));
  say("path_open of an empty path", open_at(3, "", 0, can_read, 0));
  say("path_open absolute", open_at(3, "/a.txt", 0, can_read, 0));
  say("path_open above", open_at(3, "../a.txt", 0, can_read, 0));
  say("path_open in and out", open_at(3, "dir/../../a.txt", 0, can_read, 0));
  say("path_open through a file", open_at(3, "a.txt/b", 0, can_read, 0));
  say("path_open with a slash", open_at(3, "a.txt/", 0, can_read, 0));
  say("path_open EXCL of what is there", open_at(3, "a.txt", CREAT | EXCL, both, 0));
  say("path_open DIRECTORY of a file", open_at(3, "a.txt", DIRECTORY, can_read, 0));
  say("path_open CREAT and DIRECTORY", open_at(3, "newdir", CREAT | DIRECTORY, can_read, 0));
  say("path_open of a directory, to write", open_at(3, "dir", 0, can_write, 0));
  say("path_open below a file", path_open(1, 0, P("a"), 0, 0, 0, 0, &opened));
  say("path_open below nothing", path_open(99, 0, P("a"), 0, 0, 0, 0, &opened));
  say("path_open of a long name", path_open(3, 0, long_name, 300, 0, 0, 0, 0, &opened));
  say("path_open of what is not UTF-8", path_open(3, 0, P("\xff\xfe"), 0, 0, 0, 0, &opened));
  say("path_open with a NUL", path_open(3, 0, P("a\0b"), 0, 0, 0, 0, &opened));
  say("path_open TRUNC", open_at(3, "new", TRUNC, both, 0));
  fd_filestat_get(opened, at.bytes);
  say_number("  emptied", fd_close(opened), "bytes", at.longs[4]);
  say("path_create_directory", path_create_directory(3, P("made")));
  say("path_create_directory again", path_create_directory(3, P("made")));
  say("path_rename onto an empty directory", path_rename(3, P("made"), 3, P("empty")));
  say("path_rename onto a full one", path_rename(3, P("empty"), 3, P("dir")));
  say("path_rename a directory onto a file", path_rename(3, P("empty"), 3, P("new")));
  say("path_rename a file onto a directory", path_rename(3, P("new"), 3, P("empty")));
  say("path_rename into itself", path_rename(3, P("dir"), 3, P("dir/sub")));
  say("path_rename a file", path_rename(3, P("new"), 3, P("old")));
  say("path_remove_directory of a full one", path_remove_directory(3, P("dir")));
  say("path_remove_directory of a file", path_remove_directory(3, P("old")));
  say("path_unlink_file of a directory", path_unlink_file(3, P("dir")));
  say("path_unlink_file", path_unlink_file(3, P("old")));
  say("path_unlink_file of nothing", path_unlink_file(3, P("old")));
  say("path_remove_directory", path_remove_directory(3, P("empty")));
}

static void links(void) {
  say("path_symlink", path_symlink(P("a.txt"), 3, P("soft")));
  say("path_symlink over it", path_symlink(P("a.txt"), 3, P("soft")));
  say("path_symlink to the outside", path_symlink(P("/etc"), 3, P("out")));
  say_text("path_readlink", path_readlink(3, P("soft"), at.bytes, 9, &count), at.bytes, count);
  say_number("path_readlink with little room", path_readlink(3, P("soft"), at.bytes, 2, &count), "bytes", count);
  say("path_readlink of a file", path_readlink(3, P("a.txt"), at.bytes, 9, &count));
  say("path_open of a link, not followed", path_open(3, 0, P("soft"), 0, can_read, 0, 0, &opened));
  say("path_open of a link, followed", open_at(3, "soft", 0, can_read, 0));
  fd_close(opened);
  path_symlink(P("round"), 3, P("round"));
  say("path_open of a circle", open_at(3, "round", 0, can_read, 0));
  path_symlink(P("../dir/b.txt"), 3, P("dir/up"));
  say("path_open of a link that comes back", open_at(3, "dir/up", 0, can_read, 0));
  path_symlink(P("../.."), 3, P("dir/above"));
  say("path_open of a link that leads out", open_at(3, "dir/above", 0, can_read, 0));
  say("path_link", path_link(3, 0, P("a.txt"), 3, P("hard")));
  path_filestat_get(3, 0, P("hard"), at.bytes);
  say_number("  its names", 0, "links", at.longs[3]);
  say("path_link of a directory", path_link(3, 0, P("dir"), 3, P("hard2")));
  say("path_link over a file", path_link(3, 0, P("dir/b.txt"), 3, P("hard")));
  say("path_link that follows", path_link(3, 1, P("soft"), 3, P("hard3")));
  static const char *const made[] = {"soft", "round", "hard", "dir/up", "dir/above"};
  for (int i = 0; i < 5; i++) path_unlink_file(3, made[i], length_of(made[i]));
}

// Entries of a listing, one by one; deletes each as it comes.
static void listing(void) {
  path_create_directory(3, P("list"));
  char name[] = "list/0";
  for (char c = '0'; c <= '9'; c++) {
    name[5] = c;
    open_at(3, name, CREAT, both, 0);
    fd_close(opened);
  }
  Fd fd = must_open("list", DIRECTORY, can_list, 0);
  uint64_t cookie = 0;
  uint32_t seen = 0;
  // Room for about two entries: the last is cut off, and comes again.
  while (fd_readdir(fd, at.bytes, 60, cookie, &count) == 0 && count >= 24) {
    uint32_t place = 0;
    while (place + 24 <= count) {
      uint32_t length = *(uint32_t *)(at.bytes + place + 16);
      if (place + 24 + length > count) break;
      cookie = *(uint64_t *)(at.bytes + place);
      name[5] = at.bytes[place + 24];
      if (name[5] != '.') {
        seen++;
        path_unlink_file(3, name, 6);
      }
      place += 24 + length;
    }
    if (place == 0) break;
  }
  say_number("fd_readdir while deleting", 0, "entries", seen);
  say_number("fd_readdir into no room", fd_readdir(fd, at.bytes, 0, 0, &count), "bytes", count);
  fd_close(fd);
  say("the directory is empty now", path_remove_directory(3, P("list")));
  say("fd_readdir of a stream", fd_readdir(1, at.bytes, 60, 0, &count));
}

static void numbers(void) {
  Fd a = must_open("a.txt", 0, can_read, 0);
  Fd b = must_open("dir/b.txt", 0, can_read, 0);
  say("fd_renumber", fd_renumber(a, b));
  say_text("  what is there now", read_into(b, 5), at.bytes, 5);
  say("  the old number", fd_close(a));
  say("fd_renumber onto nothing", fd_renumber(b, 99));
  say("fd_renumber of nothing", fd_renumber(99, b));
  fd_close(b);
}

// One subscription at a place of the list.
static void wish(uint32_t i, uint8_t tag, uint32_t id, uint64_t timeout) {
  char *s = (char *)at.bytes + 48 * i;
  for (int k = 0; k < 48; k++) s[k] = 0;
  s[0] = (char)(i + 1);
  s[8] = (char)tag;
  *(uint32_t *)(s + 16) = id;
  *(uint64_t *)(s + 24) = timeout;
}

static void waiting(void) {
  static char events[4 * 32];
  say("poll_oneoff for nothing", poll_oneoff(at.bytes, events, 0, &count));
  wish(0, 0, 1, 1000000);
  say_number("poll_oneoff for 1 ms", poll_oneoff(at.bytes, events, 1, &count), "events", count);
  wish(0, 0, 1, 60000000000);
  wish(1, 2, 1, 0);
  say_number("poll_oneoff for a minute, or stdout", poll_oneoff(at.bytes, events, 2, &count), "events", count);
  say_number("  which of them", 0, "userdata", (uint8_t)events[0]);
  wish(0, 0, 2, 0);
  uint32_t answer = poll_oneoff(at.bytes, events, 1, &count);
  if (answer == 0) answer = *(uint16_t *)(events + 8);
  say("poll_oneoff for another clock", answer);
  wish(0, 1, 99, 0);
  answer = poll_oneoff(at.bytes, events, 1, &count);
  if (answer == 0) answer = *(uint16_t *)(events + 8);
  say("poll_oneoff for what is not open", answer);
}

static void process(void) {
  say("sched_yield", sched_yield());
  for (int i = 0; i < 64; i++) at.bytes[i] = 0;
  uint32_t answer = random_get(at.bytes, sizeof at.bytes);
  uint64_t any = 0;
  for (int i = 0; i < 8; i++) any |= at.longs[i];
  say_number("random_get", answer, "not all zero", any != 0);
  if (wild) say("random_get into nowhere", random_get((void *)0xfffffff0, 99));
  say("proc_raise NONE", proc_raise(0));
  if (wild) say("proc_raise 31", proc_raise(31));
}

static void sockets(void) {
  Fd fd = 0;
  uint16_t flags = 9;
  Piece piece = {at.bytes, 4}, hello = {"pong", 4};
  say("sock_accept of a stream", sock_accept(1, 0, &fd));
  say("sock_shutdown of a file", sock_shutdown(3, 1));
  say("sock_recv of nothing", sock_recv(99, &piece, 1, 0, &count, &flags));
  say("sock_send to nothing", sock_send(99, &hello, 1, 0, &count));
  uint32_t answer = sock_accept(5, 0, &fd);
  say("sock_accept", answer);
  if (answer != 0) return;
  say_text("sock_recv PEEK", sock_recv(fd, &piece, 1, 1, &count, &flags), at.bytes, count);
  say_text("sock_recv WAITALL", sock_recv(fd, &piece, 1, 2, &count, &flags), at.bytes, count);
  fd_fdstat_set_flags(fd, NONBLOCK);
  say("sock_recv of what has not come", sock_recv(fd, &piece, 1, 0, &count, &flags));
  say_number("sock_send", sock_send(fd, &hello, 1, 0, &count), "bytes", count);
  say("sock_recv of one that listens", sock_recv(5, &piece, 1, 0, &count, &flags));
  say("sock_shutdown for writing", sock_shutdown(fd, 2));
  say("sock_send after that", sock_send(fd, &hello, 1, 0, &count));
  say("fd_close of the connection", fd_close(fd));
}

// Names in directory 4 that a host may know to fail in these ways.
static void rare(void) {
  say("a disk that fails", open_at(4, "io", 0, can_read, 0));
  say("a file that is another's", open_at(4, "acces", 0, can_read, 0));
  say("a system that cannot", open_at(4, "nosys", 0, can_read, 0));
  say("a device", open_at(4, "notsup", 0, can_read, 0));
}

__attribute__((export_name("_start"))) void _start(void) {
  arguments();
  clocks();
  preopens();
  reading();
  writing();
  attributes();
  paths();
  links();
  listing();
  numbers();
  waiting();
  process();
  sockets();
  rare();
  proc_exit(7);
}

/**
 * What the toolchain's shelf holds: the tools, and packages in groups: the
 * standard ones, and those of one module, wazero. A group becomes one pack, which a page fetches whole, so it holds
 * what is used together; what an earlier group holds is not held twice.
 * Lesson "Go, compiled here".
 */

/** A tool of Go's, and what is taken out of its sources before it is built. */
export type Tool = { readonly name: string; readonly cuts: readonly Cut[] };

/** In `file` (of `$GOROOT/src`), what `find` matches becomes `put`. */
export type Cut = {
  readonly file: string;
  readonly find: RegExp;
  readonly put: string;
};

const others =
  '(?:amd64|arm|arm64|loong64|mips|mips64|ppc64|riscv64|s390x|x86)';

/** Cases of a switch on the architecture, indented by one tab, but for Wasm's. */
const otherCases =
  /^\tcase "(?!wasm")[^\n]*\n(?:(?!\t(?:case|default:)|\t\}\n)[^\n]*\n)*/gm;

/**
 * The compiler carries the back ends of eleven processors; they would be a
 * quarter of it. What it writes for Wasm stays the same, byte for byte.
 */
export const tools: readonly Tool[] = [
  {
    name: 'compile',
    cuts: [
      {
        file: 'cmd/compile/main.go',
        find: new RegExp(`^\\t"cmd/compile/internal/${others}"\\n`, 'gm'),
        put: '',
      },
      {
        file: 'cmd/compile/main.go',
        find: new RegExp(`^\\t"\\w+": +${others}\\.Init,\\n`, 'gm'),
        put: '',
      },
      {
        file: 'cmd/compile/internal/ssa/config.go',
        find: otherCases,
        put: '',
      },
      {
        file: 'cmd/compile/internal/ssa/config.go',
        find: /^\tvar mulCost int\n/gm,
        put: '\tvar mulCost int\n\t_ = r\n',
      },
    ],
  },
  {
    name: 'link',
    cuts: [
      {
        file: 'cmd/link/main.go',
        find: new RegExp(`^\\t"cmd/link/internal/${others}"\\n`, 'gm'),
        put: '',
      },
      { file: 'cmd/link/main.go', find: otherCases, put: '' },
    ],
  },
  { name: 'vet', cuts: [] },
];

/** A group of packages: these, and what they need. */
export type Group = {
  readonly name: string;
  readonly packages: readonly string[];
  /** The system it is for; both, unless given. */
  readonly only?: System;
};

/** The groups, in the order in which packages are given to them. */
export const groups: readonly Group[] = [
  // For JavaScript, fmt needs syscall/js: it comes with it.
  { name: 'hello', packages: ['fmt', 'runtime'] },
  {
    name: 'common',
    packages: words(`
      bufio bytes cmp container/heap container/list container/ring context
      embed errors flag io io/fs io/ioutil iter log maps math math/bits
      math/cmplx math/rand math/rand/v2 os path path/filepath reflect
      runtime/debug slices sort strconv strings structs sync sync/atomic
      syscall time unicode unicode/utf16 unicode/utf8 unique unsafe weak`),
  },
  {
    name: 'text',
    packages: words(`
      encoding/base64 encoding/binary encoding/csv encoding/hex encoding/json
      regexp text/scanner text/tabwriter`),
  },
  { name: 'template', packages: words('html html/template text/template') },
  {
    name: 'testing',
    packages: words(`
      testing testing/fstest testing/internal/testdeps testing/iotest
      testing/quick testing/synctest`),
    only: 'wasip1',
  },
  {
    name: 'hash',
    packages: words(`
      crypto/hmac crypto/md5 crypto/rand crypto/sha1 crypto/sha256
      crypto/sha512 hash/adler32 hash/crc32 hash/crc64 hash/fnv hash/maphash
      math/big`),
  },
  {
    name: 'more',
    packages: words(`
      archive/tar archive/zip compress/flate compress/gzip compress/zlib
      encoding/base32 encoding/gob encoding/pem encoding/xml go/ast go/format
      go/parser go/printer go/scanner go/token image image/color image/draw
      image/gif image/jpeg image/png index/suffixarray log/slog net/netip
      net/url os/signal runtime/metrics runtime/pprof runtime/trace`),
    only: 'wasip1',
  },
  {
    name: 'wazero',
    packages: words(`
      github.com/tetratelabs/wazero github.com/tetratelabs/wazero/api
      github.com/tetratelabs/wazero/sys`),
    only: 'wasip1',
  },
];

/** The systems that Go knows on Wasm. */
export const systems = ['wasip1', 'js'] as const;

/** One of them. */
export type System = (typeof systems)[number];

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

/**
 * Ways out of a directory that somebody may try. Each is a path, or links made
 * beforehand and then a path; none may lead out, whatever is asked for there.
 */

/** Links to make, by name and text, and the path to try. */
export type Escape = {
  readonly links?: Readonly<Record<string, string>>;
  readonly path: string;
};

const ups = Array.from({ length: 12 }, (_, i) => '../'.repeat(i + 1));

/** Paths that leave by their own text. */
const plain: readonly string[] = [
  ...ups.map((up) => `${up}secret.txt`),
  ...ups.map((up) => `dir/${up}../secret.txt`),
  ...['..', '../', '../.', './..', '.././', '..//', '../..', 'dir/../..'],
  ...['dir/sub/../../..', 'dir/./../../secret.txt', 'dir//..//..//secret.txt'],
  ...['dir/../../sand/a.txt', '../sand/a.txt', 'dir/../dir/../../sand/a.txt'],
  ...['./../secret.txt', '././../secret.txt', 'none/../../secret.txt'],
  ...['/', '//', '/.', '/..', '///secret.txt', '/secret.txt', '/etc/passwd'],
  ...['/a.txt', '/sand/a.txt', '/../secret.txt', '/dir/../../secret.txt'],
  ...['/proc/self/cwd', '/proc/self/root', '/dev/stdin', '/tmp'],
  ...['../secret.txt\0', '..\0/secret.txt', 'a.txt\0/../../secret.txt', '\0'],
  ...[`../${'x'.repeat(255)}`, `${'x'.repeat(256)}/../../secret.txt`],
  ...[
    `${'dir/../'.repeat(200)}../secret.txt`,
    `${'./'.repeat(999)}../secret.txt`,
  ],
  ...['a.txt/..', 'a.txt/../../secret.txt', 'a.txt/../..', ''],
];

/** Links that lead out, each by one path. */
const linked: readonly (readonly [text: string, path: string])[] = [
  ...['/', '/etc', '/etc/passwd', '/secret.txt', '/tmp/..', '//'].flatMap(
    (text) =>
      [
        [text, 'link'],
        [text, 'link/passwd'],
        [text, 'dir/../link'],
      ] as const,
  ),
  ...['..', '../', '../..', '../secret.txt', '../sand', './..'].flatMap(
    (text) =>
      [
        [text, 'link'],
        [text, 'link/secret.txt'],
        [text, 'link/../secret.txt'],
      ] as const,
  ),
  ['dir/../../secret.txt', 'link'],
  ['dir/sub/../../..', 'link/secret.txt'],
  ['./././../secret.txt', 'link'],
  ['..//secret.txt', 'link/'],
];

/** Links by which links lead out, and circles. */
const chains: readonly Escape[] = [
  { links: { a: 'b', b: '../secret.txt' }, path: 'a' },
  { links: { a: 'b', b: 'c', c: '..' }, path: 'a/secret.txt' },
  { links: { a: 'dir', 'dir/b': '../..' }, path: 'a/b/secret.txt' },
  { links: { a: 'dir/b', 'dir/b': '../../secret.txt' }, path: 'a' },
  { links: { a: 'dir/sub', 'dir/sub/b': '../../..' }, path: 'a/b' },
  { links: { a: '.', b: 'a/..' }, path: 'b/secret.txt' },
  { links: { a: './dir/..', b: 'a/../secret.txt' }, path: 'b' },
  { links: { a: 'a' }, path: 'a' },
  { links: { a: 'b', b: 'a' }, path: 'a' },
  { links: { a: 'b', b: 'a' }, path: 'a/../../secret.txt' },
  { links: { a: 'a/x' }, path: 'a' },
  { links: { a: 'dir/../a' }, path: 'a/b' },
  {
    links: Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`l${i}`, `l${i + 1}`]),
    ),
    path: 'l0',
  },
];

/** All of them. */
export const escapes: readonly Escape[] = [
  ...plain.map((path) => ({ path })),
  ...linked.map(([text, path]) => ({ links: { link: text }, path })),
  ...chains,
];

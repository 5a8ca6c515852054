/**
 * The shell line: how a line is read, what its commands do to files, and
 * pipelines of real programs, typed key by key into a session as in the page.
 */

import { describe, expect, test } from 'vitest';
import { encode, parseWat } from '../../engine/index.ts';
import type { Tree } from '../../engine/index.ts';
import { createDesk } from '../../site/console/desk.ts';
import type { State } from '../../site/console/session.ts';
import { leaves } from '../../site/console/tree.ts';
import { complete } from '../../site/shell/complete.ts';
import { createEditor, draw, enter } from '../../site/shell/edit.ts';
import { keysIn, press } from '../../site/shell/edit.ts';
import { expand, parseLine } from '../../site/shell/parse.ts';
import { createShellSession } from '../../site/shell/session.ts';
import { program, request, startHere } from './here.ts';

const variables: Readonly<Record<string, string>> = {
  NAME: 'sand garden',
  '?': '3',
};

/** A line as words between bars, with its redirections. */
function read(line: string): string {
  const parsed = parseLine(line);
  if ('problem' in parsed) return `${parsed.problem}: ${parsed.text}`;
  const text = (word: Parameters<typeof expand>[0]): string =>
    `[${expand(word, (name) => variables[name])}]`;
  return parsed
    .map(({ words, redirects }) =>
      [
        ...words.map(text),
        ...redirects.map(({ operator, file }) => operator + text(file)),
      ].join(' '),
    )
    .join(' | ');
}

describe('a line', () => {
  test.each([
    ['', ''],
    ['  # nothing', ''],
    ['ls', '[ls]'],
    ['ls  -l\ta', '[ls] [-l] [a]'],
    ['a|b | c', '[a] | [b] | [c]'],
    ['a <in >out', '[a] <[in] >[out]'],
    ['a>>b c', '[a] [c] >>[b]'],
    ['> b a', '[a] >[b]'],
    [`echo 'a  b' "c  d" e\\ f`, '[echo] [a  b] [c  d] [e f]'],
    [`a'b'"c"d`, '[abcd]'],
    [`echo '' ""`, '[echo] [] []'],
    ['echo $NAME', '[echo] [sand garden]'],
    ['echo "a ${NAME}s" $?', '[echo] [a sand gardens] [3]'],
    [`echo '$NAME' \\$NAME "\\$NAME"`, '[echo] [$NAME] [$NAME] [$NAME]'],
    ['echo $NO$NAME.txt $', '[echo] [sand garden.txt] [$]'],
    [`echo "|" '>' \\<`, '[echo] [|] [>] [<]'],
    ['echo 砂場 # a garden', '[echo] [砂場]'],
    ['echo a#b', '[echo] [a#b]'],
    [`echo 'a`, `quote: '`],
    ['echo "a', 'quote: "'],
    ['echo a\\', 'quote: \\'],
    ['a | | b', 'command: |'],
    ['| a', 'command: |'],
    ['a |', 'command: |'],
    ['> a', 'command: >'],
    ['a >', 'file: >'],
    ['a > | b', 'file: >'],
    ['a < > b', 'file: <'],
    ['a && b', 'operator: &&'],
    ['a || b', 'operator: ||'],
    ['a; b', 'operator: ;'],
    ['a &', 'operator: &'],
    ['a 2> b', 'operator: 2>'],
    ['echo `a`', 'operator: `'],
    ['(a)', 'operator: ('],
    ['a << b', 'operator: <<'],
  ])('%j reads as %j', (line, wanted) => expect(read(line)).toBe(wanted));
});

/** Writes four bytes again and again, whatever comes of it. */
const endless = encode(
  parseWat(`(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "_start")
    (i32.store (i32.const 4) (i32.const 4))
    (loop $again
      (drop (call $write
        (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
      (br $again))))`),
);

const patience = { timeout: 20_000, interval: 5 };

/** A shell with files, at which is typed. */
function sit(files: Tree = {}) {
  const desk = createDesk(files);
  const decoder = new TextDecoder();
  let text = '';
  const states: State[] = [];
  const names = ['rust-count', 'rust-hello', 'go-hello', 'go-files'];
  const programs = [...names, 'wat-spin', 'zig-life', 'c-mandelbrot'].map(
    (name) => ({
      name,
      source: { kind: 'bytes', bytes: program(name) } as const,
    }),
  );
  const session = createShellSession(
    startHere,
    {
      state: (state) => void states.push(state),
      async output(bytes) {
        text += decoder.decode(bytes, { stream: true });
      },
      trace: () => undefined,
      figures: () => undefined,
      fallback: () => undefined,
      files: () => undefined,
    },
    {
      ...{ programs, desk, language: 'en' },
      screen: () => ({ columns: 80, width: () => 1 }),
    },
  );
  session.run(request(new Uint8Array(0), { env: [['HOME', '/']] }));
  session.size(80, 24);
  const at = (): string => states.at(-1)?.at ?? '';
  const prompt = () =>
    expect
      .poll(() => at() === 'waiting' && !session.busy(), patience)
      .toBe(true);
  const keys = (typed: string): void =>
    session.input(new TextEncoder().encode(typed));
  return {
    ...{ desk, session, states, prompt, keys, at },
    text: () => text,
    /** What a line says, without the line itself and the next prompt. */
    async line(typed: string): Promise<string> {
      await prompt();
      text = '';
      keys(`${typed}\r`);
      // The shell asks for keys once a prompt.
      await expect.poll(() => text, patience).toContain('stty -icanon');
      await prompt();
      // eslint-disable-next-line no-control-regex -- what a terminal does with them is not asked here
      const plain = text.replace(
        /\x1b(?:\][^\x07]*\x07|\[[^a-zA-Z]*[a-zA-Z])/g,
        '',
      );
      const [, ...lines] = plain.split('\n');
      return lines.slice(0, -1).join('\n');
    },
  };
}

const garden: Tree = {
  'notes.txt': 'sand stone sand\nmoss sand\n',
  src: { 'a.txt': 'a', deep: { 'b.txt': 'bb' } },
};

/** Lines one after the other in one shell, and what each says. */
const scripts: readonly (readonly [
  string,
  readonly (readonly [string, string])[],
])[] = [
  [
    'looks at files',
    [
      ['pwd', '/'],
      ['ls', 'notes.txt  src/'],
      ['ls -l', '       26  notes.txt\n        -  src/'],
      ['ls src notes.txt', 'src:\na.txt  deep/\nnotes.txt'],
      ['cat src/a.txt src/deep/b.txt', 'abb'],
      ['cat nothing', 'cat: nothing: no such file or directory'],
      ['cat src', 'cat: src: is a directory'],
      ['ls -q', 'ls: ls: unknown option -q; known are: -l -a -1'],
    ],
  ],
  [
    'moves about',
    [
      ['cd src', ''],
      ['pwd', '/src'],
      ['ls ../src/./deep', 'b.txt'],
      ['cd ../../..', ''],
      ['pwd', '/'],
      ['cd notes.txt', 'cd: notes.txt: is not a directory'],
      ['cd src/deep', ''],
      ['rm -r /src', ''],
      ['pwd', '/'],
    ],
  ],
  [
    'changes files',
    [
      ['mkdir a/b', 'mkdir: a/b: no such file or directory'],
      ['mkdir -p a/b', ''],
      ['mkdir a', 'mkdir: a: exists already'],
      ['cp notes.txt a', ''],
      ['cp src a', 'cp: src: is a directory'],
      ['cp -r src a', ''],
      ['mv a/notes.txt a/b/n.txt', ''],
      ['mv a a/b', 'mv: a: cannot be put inside itself'],
      ['rm a', 'rm: a: is a directory; rm -r removes it and all it holds'],
      ['rm -r /', 'rm: the root directory has to stay'],
      ['rm none', 'rm: none: no such file or directory'],
      ['rm -f none', ''],
      ['cat a/b/n.txt a/src/a.txt', 'sand stone sand\nmoss sand\na'],
      ['mv notes.txt', 'mv: usage: mv from… to'],
    ],
  ],
  [
    'keeps variables and codes',
    [
      ['export STONE="a stone"', ''],
      ['echo $STONE $PWD $?', 'a stone / 0'],
      ['env', 'HOME=/\nSTONE=a stone\nPWD=/'],
      ['export 1=2', 'export: 1=2: cannot be the name of a variable'],
      ['echo $?', '1'],
      [
        'nothing',
        'no program named nothing; there are: rust-count, rust-hello, go-hello, go-files, wat-spin, zig-life, c-mandelbrot',
      ],
      ['echo $?', '127'],
      ['echo a && echo b', 'this small shell knows no &&'],
      ['echo -n', ''],
    ],
  ],
  [
    'sends streams to files and back',
    [
      ['echo one > n', ''],
      ['echo two >> n', ''],
      ['cat < n', 'one\ntwo'],
      ['cat < none', 'none: no such file or directory'],
      ['echo x > src', 'src: is a directory'],
      ['echo x > no/where', 'no/where: no such file or directory'],
      ['cat n | cat | cat > m', ''],
      ['cat m', 'one\ntwo'],
      ['ls | cat', 'm\nn\nnotes.txt\nsrc/'],
    ],
  ],
];

describe('the shell', () => {
  test.each(scripts)('%s', async (_, lines) => {
    const shell = sit(garden);
    for (const [typed, wanted] of lines)
      expect(`${typed}: ${await shell.line(typed)}`).toBe(
        `${typed}: ${wanted}`,
      );
  });

  test('knows its keys: history, ^C, ^D', async () => {
    const shell = sit(garden);
    expect(await shell.line('echo one')).toBe('one');
    expect(await shell.line('\x1b[A\x7f\x7f\x7ftwo')).toBe('two');
    expect(await shell.line('\x1b[A\x1b[A\x1b[H\x1b[3~\x05!')).toMatch(
      /no program named cho;/,
    );
    shell.keys('half a line\x03');
    expect(await shell.line('echo $?')).toBe('130');
    await shell.prompt();
    shell.keys('x\x04\x7f\x04');
    await expect.poll(shell.at).toBe('exited');
  });

  test('ends with a code', async () => {
    const shell = sit();
    await shell.prompt();
    shell.keys('exit 7\r');
    await expect.poll(() => shell.states.at(-1)).toMatchObject({ code: 7 });
  });
});

describe('programs', () => {
  test('are joined by pipes, files and arguments', async () => {
    const shell = sit(garden);
    const counted = '3 different words\n    3  sand\n    1  moss\n    1  stone';
    expect(await shell.line('rust-count < notes.txt')).toBe(counted);
    expect(await shell.line('cat notes.txt | rust-count')).toBe(counted);
    expect(await shell.line('rust-count < notes.txt > counts')).toBe('');
    expect(await shell.line('cat counts')).toBe(counted);
    expect(await shell.line('WHO=me rust-hello "a b" | cat')).toMatch(
      /a b[\s\S]*WHO = me/,
    );
    const [, words = ''] =
      /(\d+) different/.exec(await shell.line('go-hello | rust-count')) ?? [];
    expect(Number(words)).toBeGreaterThan(1);
    expect(await shell.line('c-mandelbrot | rust-count | cat > m')).toBe('');
    expect(await shell.line('cat m')).toContain('different words');
  });

  test('read the keyboard, and ^D is its end', async () => {
    const shell = sit();
    await shell.prompt();
    shell.keys('rust-count | cat > c\r');
    await expect.poll(shell.session.busy).toBe(true);
    shell.keys('moss and moss\n');
    shell.session.end();
    await shell.prompt();
    expect(await shell.line('cat c')).toContain('    2  moss');
  });

  test('work on one tree of files, whose place Go is told', async () => {
    const shell = sit({ 'letter.txt': 'Dear all,\n', sub: {} });
    expect(await shell.line('go-files')).toContain('Dear all,');
    expect(await shell.line('ls')).toContain('answer.txt');
    expect(await shell.line('cat answer.txt | rust-count')).toContain('words');
    expect(leaves(shell.desk.tree()).map(({ path }) => path)).toContain(
      'journal.txt',
    );
  });

  test('are stopped by ^C, and the shell goes on', async () => {
    const shell = sit();
    await shell.prompt();
    shell.keys('wat-spin | rust-count\r');
    await expect.poll(shell.session.busy).toBe(true);
    shell.session.interrupt();
    expect(await shell.line('echo $?')).toBe('130');
  });

  test('that nobody reads are ended by their next write', async () => {
    const shell = sit({ 'endless.wasm': endless });
    expect(await shell.line('./endless.wasm | rust-hello')).toContain('Hello');
    expect(await shell.line('echo $?')).toBe('0');
  });

  test('from a file run, and what is none says so', async () => {
    const shell = sit({ 'my.wasm': program('rust-hello'), bad: 'text' });
    expect(await shell.line('./my.wasm')).toContain('Hello from Rust');
    expect(await shell.line('./bad')).toMatch(/^\.\/bad: could not be run: /);
    expect(await shell.line('echo $?')).toBe('126');
  });

  test('are timed and traced', async () => {
    const shell = sit(garden);
    const traced = await shell.line('trace rust-count < notes.txt');
    expect(traced).toContain('[rust-count] fd_read(0, ');
    expect(await shell.line('time rust-count < notes.txt')).toMatch(
      /rust-count: [\d,]+ instructions, 1\.\d MiB, \d+\.\d\d s$/,
    );
  });
});

describe('the line at the prompt', () => {
  test('is edited by grapheme, and drawn over itself', () => {
    const editor = createEditor();
    for (const key of keysIn('ab砂👨‍👩‍👧\x7f\x1b[D\x1b[DX')) press(editor, key);
    expect([editor.before, editor.after]).toEqual(['aX', 'b砂']);
    const width = (point: number) => (point > 0x2e80 ? 2 : 1);
    expect(draw(editor, '$ ', 80, width)).toMatch(/aXb砂\r\x1b\[4C$/);
    // Six columns: the line takes two rows, and the cursor is in the first.
    expect(draw(editor, '$ ', 6, width)).toMatch(/aXb砂\x1b\[1A\r\x1b\[4C$/);
    expect(enter(editor)).toBe('aXb砂');
    expect(editor.history).toEqual(['aXb砂']);
  });

  test.each([
    ['ec', 'ho ', ''],
    ['rust-', '', 'rust-count rust-hello'],
    ['rust-c', 'ount ', ''],
    ['time rust-c', 'ount ', ''],
    ['ls | rust-c', 'ount ', ''],
    ['cat n', 'otes.txt ', ''],
    ['cat sr', 'c/', ''],
    ['cat src/d', 'eep/', ''],
    ['cat src/', '', 'a.txt deep/'],
    ['cat < no', 'tes.txt ', ''],
    ['cat with', '\\ blank ', ''],
    ['cat with\\ b', 'lank ', ''],
    ['cat x', '', ''],
  ])('%j is completed by %j', (before, insert, choices) => {
    const tree = { ...garden, 'with blank': '' };
    const commands = ['echo', 'rust-count', 'rust-hello'];
    const found = complete(before, { commands, tree, cwd: '' });
    expect(found).toEqual({
      insert,
      choices: choices === '' ? [] : choices.split(' '),
    });
  });
});

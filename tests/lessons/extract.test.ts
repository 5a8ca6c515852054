/** Selectors: the pieces they find in small sources, and what they say when they find none. */

import { describe, expect, test } from 'vitest';
import {
  declarations,
  dedent,
  extract,
  findBlock,
  NoPiece,
} from '../../site/literate/extract.ts';
import { engine } from '../../site/literate/library.ts';

const small = `/**
 * A file.
 */

import { x } from './x.ts';

/** One. */
export const one = 1;
const table = [
  row(0x6a, 'i32.add'),
  row(0x6b, 'i32.sub'),

  row(0x6c, 'i32.mul'),
];

export function twice(a: string): string;
export function twice(a: number): number;
export function twice(a: unknown): unknown {
  // Check the type
  // of a
  if (typeof a === 'string') {
    return a + a;

    // unreachable
  } else {
    return a;
  }
  done();

  last();
}

// Not a doc comment, but about the type.
type Kind =
  | 'a'
  | 'b';

function run(op: Op, kind: Kind) {
  switch (op) {
    case 0x01: /* i32.add */ a = a + b; break;
    case 0x02: /* i32.add_imm */ a = a + 1; break;
    case 0x03: /* i32.add, then br_if */ a = a + b; break;
  }
  switch (kind) {
    case 'br': {
      go();
      break;
    }
    // Falls through on purpose.
    case 'br_if':
    case 'br_table':
      look();
      break;
    default:
      never(kind);
  }
}
// #region tail
export class Tail {
  // #region inner
  field = 1;
  // #endregion
}
// #endregion
`;

const text = (selector?: string, source = small) =>
  extract(source, selector).lines.join('\n');

describe('a declaration', () => {
  test('comes with its doc comment, and says where it is', () => {
    expect(extract(small, 'one')).toEqual({
      first: 7,
      last: 8,
      lines: ['/** One. */', 'export const one = 1;'],
    });
  });

  test('owns its blank lines and its closing line', () => {
    expect(text('table')).toMatch(/^const table = \[\n[^]*\n\];$/);
    expect(text('Kind')).toBe(
      `// Not a doc comment, but about the type.\ntype Kind =\n  | 'a'\n  | 'b';`,
    );
  });

  test('has all its overloads', () => {
    expect(text('twice').match(/function twice/g)).toHaveLength(3);
    expect(text('twice')).toMatch(/last\(\);\n}$/);
  });

  test('may be Go or Rust', () => {
    const go =
      'type T struct {\n\tx int\n}\n\n// Get gets.\nfunc (t T) Get() int {\n\treturn t.x\n}\n';
    expect(text('T', go)).toBe('type T struct {\n\tx int\n}');
    expect(text('Get', go)).toMatch(/^\/\/ Get gets\.\nfunc[^]*}$/);
    expect(text('main', 'pub fn main() {\n    a();\n}\n')).toMatch(/}$/);
  });

  test('twice in a file is an error that gives the lines', () => {
    const twice = 'type A = 1;\nconst b = 2;\nconst A = 3;\n';
    expect(() => extract(twice, 'A')).toThrow("'A' names 2 pieces, lines 1, 3");
  });

  test('a type and a value of one name side by side are one', () => {
    expect(text('A', 'type A = 1;\nconst A = 3;\nlet b;\n')).toBe(
      'type A = 1;\nconst A = 3;',
    );
  });
});

describe('a block', () => {
  test('is a table row', () => {
    expect(text('table:row(0x6a')).toBe("  row(0x6a, 'i32.add'),");
  });

  test('is an arm with its braces', () => {
    expect(text("run:case 'br'")).toBe(
      "    case 'br': {\n      go();\n      break;\n    }",
    );
  });

  test('is an arm with its other labels and its comment', () => {
    const arm =
      "    // Falls through on purpose.\n    case 'br_if':\n    case 'br_table':\n      look();\n      break;";
    expect(text("run:case 'br_table'")).toBe(arm);
    expect(text("run:case 'br_if'")).toBe(arm);
  });

  test('is an if with its else, and the comment above it', () => {
    const piece = text('twice:if (typeof');
    expect(piece).toMatch(/^ {2}\/\/ Check the type\n[^]*else[^]*\n {2}}$/);
  });

  test('is the line that mentions an instruction, and not a longer name', () => {
    expect(text('run:case i32.add_imm')).toMatch(/0x02/);
    expect(text('run:i32.add_imm')).toMatch(/0x02/);
    expect(text('run:case then br_if')).toMatch(/0x03/);
    expect(() => extract(small, 'run:case i32.add')).toThrow(
      'names 2 pieces, lines 40, 42',
    );
  });

  test('needs no declaration around it', () => {
    expect(text(":case 'br'")).toMatch(/go\(\)/);
  });

  test('can be found in a piece already cut', () => {
    const { lines } = extract(small, 'run');
    const { start, end } = findBlock(lines, "case 'br'");
    expect(dedent(lines.slice(start, end + 1))[0]).toBe("case 'br': {");
  });
});

describe('a paragraph', () => {
  test('is a comment and what follows, to the blank line', () => {
    expect(text('twice/Check the type')).toMatch(
      /^ {2}\/\/ Check the type\n[^]*\/\/ unreachable[^]*\n {2}done\(\);$/,
    );
  });

  test('may stand outside a declaration', () => {
    expect(text('/Not a doc')).toMatch(/'b';$/);
  });

  test('ends with the block around it', () => {
    const source =
      'function f() {\n  if (a) {\n    // Look\n    b();\n  }\n  c();\n}\n';
    expect(text('f/Look', source)).toBe('    // Look\n    b();');
  });
});

describe('a region', () => {
  test('is what stands between its marks', () => {
    expect(text('#inner')).toBe('  field = 1;');
    expect(text('#tail')).toMatch(/^export class Tail[^]*}$/);
  });

  test('must end', () => {
    expect(() => extract('// #region a\nb;\n', '#a')).toThrow('no #endregion');
  });
});

describe('what is not there', () => {
  test.each([
    ['onn', "no piece 'onn' (near: 'one'"],
    ['twice/Check the tpye', "near: 'Check the type'"],
    ['table:row(0x7a', "near: 'row(0x6a, 'i32.add'),'"],
    ['table:row(0x6', "'row(0x6' names 3 pieces, lines 10, 11, 13"],
    ['#tial', "near: 'tail'"],
    ['run:', "'run:' ends in ':'"],
    ['run:   ', "ends in ':'"],
    ['nothing:case', "no piece 'nothing'"],
  ])('%s', (selector, message) => {
    expect(() => extract(small, selector)).toThrow(NoPiece);
    expect(() => extract(small, selector)).toThrow(message);
  });
});

test('no selector is the whole file', () => {
  expect(extract(small).last).toBe(small.trimEnd().split('\n').length);
  expect(text()).toBe(small.trimEnd());
});

describe('the engine', () => {
  const files = [...engine];
  const all = files.flatMap(([file, source]) =>
    declarations(source).map((one) => ({ file, source, ...one })),
  );

  test('is there', () => {
    expect(files.length).toBeGreaterThan(0);
    expect(all.filter((one) => one.exported).length).toBeGreaterThan(0);
  });

  test('has a selector for every top-level declaration', () => {
    for (const { source, name, first, last } of all)
      expect(extract(source, name)).toMatchObject({ first, last });
  });

  test('exports by declaration, or from another file: nothing escapes the extractor', () => {
    const heads = new Set(all.map(({ file, head }) => `${file}:${head}`));
    const exported = files.flatMap(([file, source]) =>
      source.split('\n').flatMap((line, index) => {
        const other =
          !line.startsWith('export ') ||
          /^export (?:type )?(?:\*|\{[^]*)/.test(line);
        return other ? [] : [`${file}:${index + 1}`];
      }),
    );
    expect(exported.length).toBeGreaterThan(0);
    expect(exported.filter((at) => !heads.has(at))).toEqual([]);
    for (const [file, source] of files)
      for (const [list] of source.matchAll(/^export (?:type )?\{[^]*?;/gm))
        expect(list, file).toMatch(/\} from '/);
  });

  test('gives every declaration its lines and no one else’s', () => {
    for (const [file, source] of files) {
      const taken = declarations(source).flatMap(({ first, last }) =>
        Array.from({ length: last - first + 1 }, (_, i) => first + i),
      );
      expect(new Set(taken).size, file).toBe(taken.length);
    }
  });

  test('has a selector for every case of the machine', () => {
    const machine = engine.get('exec/machine.ts') ?? '';
    const lines = machine.split('\n');
    const cases = lines.flatMap((line, index) => {
      const label = /^ +(case 0x[0-9a-f]+):/.exec(line)?.[1];
      return label === undefined ? [] : [{ label, at: index + 1 }];
    });
    expect(cases.length).toBeGreaterThan(0);
    for (const { label, at } of cases) {
      const { first, last } = extract(machine, `steps:${label}`);
      expect(first <= at && at <= last, label).toBe(true);
    }
  });
});

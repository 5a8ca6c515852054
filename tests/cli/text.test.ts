/** The command line's reading and writing of text, run as a person runs it. */

import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const cli = join(import.meta.dirname, '../../engine/cli.ts');
const made = fs.mkdtempSync(join(tmpdir(), 'sunaba-text-'));
afterAll(() => fs.rmSync(made, { recursive: true }));

const files = {
  'add.wat':
    '(func $add (export "add") (param i32 i32) (result i32)\n  (i32.add (local.get 0) (local.get 1)))\n',
  'wrong.wat': '(module\n  (func (result i32)\n    (i64.const 1)))\n',
  'broken.wat': '(module\n  (func (i32.fly)))\n',
  'good.wast':
    '(module (func (export "f") (result i32) (i32.const 1)))\n(assert_return (invoke "f") (i32.const 1))\n',
  'bad.wast':
    '(module (func (export "f") (result i32) (i32.const 1)))\n(assert_return (invoke "f") (i32.const 2))\n(assert_return (invoke "f") (i32.const 1))\n',
  'none.wast': '(module\n',
} as const;

for (const [name, text] of Object.entries(files)) {
  fs.writeFileSync(join(made, name), text);
}

function sunaba(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [cli, ...args],
    { cwd: made, encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

const fine = (stdout: string) => ({ status: 0, stdout, stderr: '' });

describe('wat and print', () => {
  test('a module is made beside its text', () => {
    expect(sunaba('wat', 'add.wat')).toEqual(fine('add.wasm: 56 bytes\n'));
    const bytes = fs.readFileSync(join(made, 'add.wasm'));
    expect(WebAssembly.validate(bytes)).toBe(true);
    expect(sunaba('print', '--fold', 'add.wasm')).toEqual(
      fine(`(module
  (type (;0;) (func (param i32 i32) (result i32)))
  (func $add (;0;) (type 0) (param i32 i32) (result i32)
    (i32.add (local.get 0) (local.get 1)))
  (export "add" (func $add)))
`),
    );
  });

  test('or where it is wanted', () => {
    const { status } = sunaba('wat', '-o', 'here.wasm', 'add.wat');
    expect(status).toBe(0);
    const { stdout } = sunaba('print', '--offsets', 'here.wasm');
    expect(stdout).toContain('    (;0x27;) i32.add)\n');
  });

  test('text is printed as well', () => {
    expect(sunaba('print', 'wrong.wat').stdout).toContain('    i64.const 1)');
  });

  test('nothing is written for what is not valid', () => {
    const { status, stderr } = sunaba('wat', 'wrong.wat');
    expect(status).toBe(65);
    expect(stderr).toBe(
      `sunaba: wrong.wat: invalid: type mismatch: expected i32, found i64 (function 0 at byte 0x1a) (line 3, column 18)
3 |     (i64.const 1)))
                     ^
`,
    );
    expect(fs.existsSync(join(made, 'wrong.wasm'))).toBe(false);
  });
});

describe('validate', () => {
  test('says that a module is valid', () => {
    expect(sunaba('validate', 'add.wat')).toEqual(fine('add.wat: valid\n'));
  });

  test('shows what is malformed where it stands', () => {
    const { status, stderr } = sunaba('validate', 'broken.wat');
    expect(status).toBe(65);
    expect(stderr).toBe(
      `sunaba: broken.wat: malformed: unknown operator i32.fly: expected an instruction (line 2, column 10)
2 |   (func (i32.fly)))
             ^
`,
    );
  });
});

describe('wast', () => {
  test('one line for all files together', () => {
    expect(sunaba('wast', 'good.wast', 'good.wast')).toEqual(
      fine('2 passed, 0 failed\n'),
    );
    expect(sunaba('wast', '--plain', 'good.wast')).toEqual(
      fine('1 passed, 0 failed\n'),
    );
  });

  test('and one for each failure', () => {
    expect(sunaba('wast', 'good.wast', 'bad.wast', 'none.wast')).toEqual({
      status: 1,
      stdout: `bad.wast:2: assert_return wants i32 2; came i32 1
none.wast: unexpected token the end of the text: expected ) (line 2, column 1)
2 | 
    ^
2 passed, 2 failed
`,
      stderr: '',
    });
  });
});

test.each([
  [['wat'], 'wat what? FILE is missing'],
  [['print', 'a', 'b'], 'print takes one FILE'],
  [['wast'], 'wast what? FILE is missing'],
  [['validate', '--fold', 'add.wat'], "Unknown option '--fold'"],
])('%s is a mistake', (args, message) => {
  const { status, stderr } = sunaba(...args);
  expect(status).toBe(64);
  expect(stderr).toContain(message);
});

/**
 * The host of sh-syntax: shfmt, compiled by TinyGo. It has glue like Go's, but
 * TinyGo's own, and exports a function that is called with plain numbers.
 */

import {
  callMethod,
  construct,
  createPage,
  member,
  runScript,
} from '../../../site/console/glue.ts';
import type { ProgramHost } from '../../../site/console/guest.ts';

/** TinyGo's glue, as the package ships it. */
const glue = 'node_modules/sh-syntax/vendors/wasm_exec.cjs';

/** Formats the shell script on standard input. */
export const host: ProgramHost = {
  async run(guest) {
    const page = createPage(guest);
    runScript(page, await guest.script(glue));
    const go = construct(page, 'Go');
    const imports = guest.listed(member(go, 'importObject'));
    const made = await callMethod(
      guest.wasm,
      'instantiate',
      guest.bytes,
      imports,
    );
    const instance = member(made, 'instance');
    const exports = member(instance, 'exports');
    const buffer = () => member(member(exports, 'memory'), 'buffer');
    guest.watch(() => Number(member(buffer(), 'byteLength')));
    // It never comes back: the program stays, to be called.
    void callMethod(go, 'run', instance);
    const source = await guest.input();
    const answer = formatted(exports, buffer, source, guest.args[0] ?? '2');
    if (answer.text !== undefined) {
      guest.print(answer.text.trimEnd());
      return 0;
    }
    guest.print(answer.error);
    return 1;
  },
};

/** bash, of the dialects that it knows. */
const bash = 0;

/** What came of a script: as it should look, or what is wrong with it. */
type Formatted =
  | { readonly text: string; readonly error?: undefined }
  | { readonly text?: undefined; readonly error: string };

/** Calls `process`. A Go slice crosses as three numbers: where, how many, room for how many. */
function formatted(
  exports: unknown,
  buffer: () => unknown,
  source: string,
  indent: string,
): Formatted {
  const memory = (): Uint8Array => Reflect.construct(Uint8Array, [buffer()]);
  const slice = (text: string): number[] => {
    const bytes = new TextEncoder().encode(text);
    const at = Number(callMethod(exports, 'wasmAlloc', bytes.length));
    memory().set(bytes, at);
    return [at, bytes.length, bytes.length];
  };
  const [print, keepComments, stopAt] = [1, 1, slice('')];
  const [recoverErrors, simplify] = [0, 0];
  const [binaryNextLine, switchCaseIndent, spaceRedirects] = [1, 1, 1];
  const [keepPadding, minify, singleLine, functionNextLine] = [0, 0, 0, 0];
  const at = callMethod(
    exports,
    'process',
    ...slice('script.sh'),
    ...slice(source),
    ...[print, keepComments, bash, ...stopAt, recoverErrors, simplify],
    ...[Number(indent), binaryNextLine, switchCaseIndent, spaceRedirects],
    ...[keepPadding, minify, singleLine, functionNextLine],
  );
  // The answer is JSON, and ends with a zero, as texts do in C.
  const rest = memory().subarray(Number(at));
  const json = new TextDecoder().decode(rest.slice(0, rest.indexOf(0)));
  return answerFrom(JSON.parse(json));
}

function answerFrom(answer: unknown): Formatted {
  const problem = member(answer, 'parseError');
  if (problem) {
    const { Line, Col } = Object(member(problem, 'Pos'));
    return { error: `${Line}:${Col}: ${String(member(problem, 'Text'))}` };
  }
  const message = member(answer, 'message');
  if (typeof message === 'string' && message !== '') return { error: message };
  return { text: String(member(answer, 'text')) };
}

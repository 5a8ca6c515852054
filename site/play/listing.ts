/**
 * What is in a module, as rows of text: what the playground shows of it.
 *
 * It takes bytes of a module, or the text of one, and answers what went wrong
 * as a value: a file that somebody drops can be anything.
 */

import {
  assemble,
  decode,
  encode,
  funcTypeName,
  indexSpaces,
  producers,
  sections,
  typeName,
  validate,
} from '../../engine/index.ts';
import type { Module } from '../../engine/index.ts';
import type { FailureKind } from '../console/protocol.ts';
import { adviceFor } from './advice.ts';
import type { Advice } from './advice.ts';

/** One line of a table. */
export type Row = readonly string[];

/** A function that can be called by name. */
export type Entry = {
  readonly name: string;
  /** `(i32, i32) -> (i32)`. */
  readonly type: string;
  /** It takes so many arguments. */
  readonly arity: number;
};

/** What a file turned out to be. */
export type Listing = {
  /** Undefined where the bytes are no module at all. */
  readonly bytes: Uint8Array | undefined;
  /** Kind, place in the file, size, name. */
  readonly sections: readonly Row[];
  /** Kind, module, name, type. */
  readonly imports: readonly Row[];
  /** Kind, name, type. */
  readonly exports: readonly Row[];
  /** Language or tool, and its version. */
  readonly producers: readonly Row[];
  readonly entries: readonly Entry[];
  readonly problem: Problem | undefined;
  readonly advice: Advice | undefined;
};

/** Why a file cannot be run. */
export type Problem = { readonly kind: FailureKind; readonly message: string };

const nothing: Listing = {
  bytes: undefined,
  ...{ sections: [], imports: [], exports: [], producers: [], entries: [] },
  problem: undefined,
  advice: undefined,
};

const magic = [0x00, 0x61, 0x73, 0x6d];

/** Whether bytes begin as every module does; otherwise they are taken for text. */
const isBinary = (bytes: Uint8Array): boolean =>
  bytes.length > 3 && magic.every((byte, i) => bytes[i] === byte);

/** Lists a file: `name` decides only where its bytes do not. */
export function listFile(name: string, file: Uint8Array): Listing {
  if (isBinary(file) || !/\.wa[st]t?$/.test(name)) return listModule(file);
  try {
    return listModule(textToBytes(file));
  } catch (error) {
    return { ...nothing, problem: problemOf('malformed', error) };
  }
}

/** The module that a text describes, as bytes. Throws MalformedText, or a TypeError for bytes that are no text. */
const textToBytes = (file: Uint8Array): Uint8Array =>
  encode(
    assemble(new TextDecoder('utf-8', { fatal: true }).decode(file)).module,
  );

function listModule(bytes: Uint8Array): Listing {
  let listing = { ...nothing, bytes, advice: adviceFor(bytes) };
  try {
    const module = decode(bytes);
    listing = { ...listing, ...rowsOf(module) };
    listing.advice ??= adviceFor(bytes, module);
    return { ...listing, problem: invalid(module) };
  } catch (error) {
    return { ...listing, problem: problemOf('malformed', error) };
  }
}

function invalid(module: Module): Problem | undefined {
  try {
    validate(module);
    return undefined;
  } catch (error) {
    return problemOf('invalid', error);
  }
}

const problemOf = (kind: FailureKind, error: unknown): Problem => ({
  kind: error instanceof RangeError ? 'no-room' : kind,
  message: error instanceof Error ? error.message : String(error),
});

function rowsOf(module: Module) {
  const { funcs } = indexSpaces(module);
  const typeOf = (index: number): string => {
    const type = funcs[index];
    return type ? funcTypeName(type) : '';
  };
  return {
    sections: sections(module.bytes).map(({ kind, name, start, end }) => [
      kind === 'custom' ? `custom “${name}”` : kind,
      `0x${start.toString(16)}`,
      (end - start).toLocaleString('en'),
    ]),
    imports: module.imports.map(({ module: from, name, desc }) => {
      const type = desc.kind === 'func' ? module.types[desc.type] : undefined;
      const shown = type ? funcTypeName(type) : storeName(desc);
      return [desc.kind, from, name, shown];
    }),
    exports: module.exports.map(({ name, kind, index }) => [
      kind,
      name,
      kind === 'func' ? typeOf(index) : String(index),
    ]),
    producers: producers(module).map(({ field, name, version }) => [
      field,
      name,
      version,
    ]),
    entries: module.exports.flatMap(({ name, kind, index }) => {
      const type = kind === 'func' ? funcs[index] : undefined;
      const arity = type?.params.length ?? 0;
      return type ? [{ name, type: funcTypeName(type), arity }] : [];
    }),
  };
}

/** The type of an import that is no function, in a word or two. */
function storeName(desc: Module['imports'][number]['desc']): string {
  if (desc.kind === 'global') return typeName(desc.type.type);
  if (desc.kind === 'table') return typeName(desc.type.element);
  if (desc.kind === 'memory')
    return `${desc.type.limits.min} … ${desc.type.limits.max ?? ''}`;
  return '';
}

/** The function that is called unless the reader says otherwise: a command's start, or the first that wants nothing. */
export const firstEntry = (entries: readonly Entry[]): string | undefined =>
  (
    entries.find(({ name }) => name === '_start') ??
    entries.find(({ name, arity }) => arity === 0 && !name.startsWith('_')) ??
    entries.find(({ name }) => !name.startsWith('_')) ??
    entries[0]
  )?.name;

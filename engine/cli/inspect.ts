/**
 * Inspect: what is in a module, as tables of text.
 *
 * Ours · lesson "What is in the file".
 */

import { decode } from '../binary/decode.ts';
import { producers } from '../binary/names.ts';
import { sections } from '../binary/sections.ts';
import type { SectionKind } from '../binary/sections.ts';
import { hex } from '../syntax/errors.ts';
import { importedFuncs, indexSpaces } from '../syntax/module.ts';
import type { Export, ImportDesc, Module } from '../syntax/module.ts';
import { funcTypeName, typeName } from '../syntax/types.ts';
import { i64 } from '../syntax/types.ts';
import type { Limits, Size } from '../syntax/types.ts';

type Row = readonly string[];

/** The outline of a module. Throws Malformed. */
export function inspect(name: string, bytes: Uint8Array): string {
  const module = decode(bytes);
  const own = module.funcs.length;
  const imported = importedFuncs(module);
  const memories = indexSpaces(module).memories.map(
    ({ limits }) => `memory of ${pages(limits)}`,
  );
  return [
    `${name}: ${plural(bytes.length, 'byte')}`,
    `${plural(own, 'function')} of its own, ${count(imported)} imported`,
    ...(memories.length > 0 ? memories : ['no memory']),
    ...titled('sections', sectionRows(module)),
    ...titled('imports', importRows(module)),
    ...titled('exports', exportRows(module)),
    ...titled(
      'producers',
      producers(module).map(({ field, name, version }) => [
        field,
        name,
        version,
      ]),
    ),
    '',
  ].join('\n');
}

const count = (n: Size): string => n.toLocaleString('en');

const plural = (n: Size, noun: string): string =>
  `${count(n)} ${n === 1 ? noun : `${noun}s`.replace(/ys$/, 'ies')}`;

const pages = ({ address, min, max }: Limits): string =>
  `${plural(min, 'page')} (${count(BigInt(min) * 64n)} KiB), ${address === i64 ? '64-bit addresses, ' : ''}${max === undefined ? 'no limit' : `at most ${count(max)}`}`;

/** A heading over rows in aligned columns; nothing without rows. Figures stand right. */
function titled(title: string, rows: readonly Row[]): string[] {
  if (rows.length === 0) return [];
  const widths = (rows[0] ?? []).map((_, i) =>
    Math.max(...rows.map((row) => [...(row[i] ?? '')].length)),
  );
  const cell = (text: string, i: number): string =>
    /^(0x)?[\d,a-f]+$/.test(text)
      ? text.padStart(widths[i] ?? 0)
      : text.padEnd(widths[i] ?? 0);
  const lines = rows.map((row) => `  ${row.map(cell).join('  ')}`.trimEnd());
  return ['', title, ...lines];
}

/** How many items a section holds, in words. */
const holds: Partial<Record<SectionKind | 'custom', (m: Module) => string>> = {
  type: ({ types }) => plural(types.length, 'type'),
  import: ({ imports }) => plural(imports.length, 'import'),
  function: ({ funcs }) => plural(funcs.length, 'function'),
  table: ({ tables }) => plural(tables.length, 'table'),
  memory: ({ memories }) => plural(memories.length, 'memory'),
  global: ({ globals }) => plural(globals.length, 'global'),
  tag: ({ tags }) => plural(tags.length, 'tag'),
  export: ({ exports }) => plural(exports.length, 'export'),
  start: ({ start }) => `function ${start}`,
  element: ({ elems }) => plural(elems.length, 'segment'),
  code: ({ funcs }) => plural(funcs.length, 'body').replace('bodys', 'bodies'),
  data: ({ datas }) => plural(datas.length, 'segment'),
};

const sectionRows = (module: Module): Row[] =>
  sections(module.bytes).map(({ kind, name, start, end }) => [
    kind,
    hex(start),
    count(end - start),
    kind === 'custom' ? `"${name}"` : (holds[kind]?.(module) ?? ''),
  ]);

const importRows = (module: Module): Row[] =>
  module.imports.map(({ module: from, name, desc }) => [
    desc.kind,
    `${from} ${name}`,
    importType(module, desc),
  ]);

function importType(module: Module, desc: ImportDesc): string {
  switch (desc.kind) {
    case 'func':
    case 'tag': {
      const type = module.types[desc.type];
      return type ? funcTypeName(type) : `type ${desc.type}`;
    }
    case 'memory':
      return pages(desc.type.limits);
    case 'table':
      return typeName(desc.type.element);
    case 'global':
      return `${desc.type.mutable ? 'mutable ' : ''}${typeName(desc.type.type)}`;
  }
}

const exportRows = (module: Module): Row[] =>
  module.exports.map((item) => [
    item.kind,
    item.name,
    exportType(module, item),
  ]);

function exportType(module: Module, { kind, index }: Export): string {
  const type = kind === 'func' ? indexSpaces(module).funcs[index] : undefined;
  return type ? funcTypeName(type) : `${kind} ${index}`;
}

/**
 * The namespace: `Module`, `Instance` and the functions beside them, under the
 * names that every browser gives them, so that glue written for browsers runs
 * on this engine unchanged. What is not offered throws by name.
 * Spec (JavaScript API) "Namespace", "Modules", "Instances" · lesson "The API of
 * every browser".
 */

import { decode } from '../binary/decode.ts';
import { createGlobal, instantiateWith } from '../exec/instantiate.ts';
import type { Extern, Instance as EngineInstance } from '../exec/instance.ts';
import type { Import, Module as EngineModule } from '../syntax/module.ts';
import { i64 } from '../syntax/types.ts';
import { isRef, typeName } from '../syntax/types.ts';
import type { GlobalType } from '../syntax/types.ts';
import { validate as check } from '../valid/module.ts';
import { CompileError, LinkError, RuntimeError } from './errors.ts';
import { translating } from './errors.ts';
import { bytesOf, dress, fail, hidden, isCallable, isObject } from './idl.ts';
import { label, toText } from './idl.ts';
import { behind, Global, Memory, objectOf, Table, Tag } from './objects.ts';
import { Exception, funcBehind, importedFunction, jsTag } from './values.ts';
import { toItsEnd, toWasm } from './values.ts';

const modules = hidden<EngineModule>('Module');
const instances = hidden<{ readonly exports: object }>('Instance');

/** Decodes and validates. Throws CompileError. */
const compiled = (bytes: Uint8Array): EngineModule =>
  translating(() => {
    const module = decode(bytes);
    check(module);
    return module;
  });

/** A `Module` from bytes that nobody else holds. */
function moduleOf(bytes: Uint8Array): Module {
  const module: Module = Object.create(Module.prototype);
  modules.set(module, compiled(bytes));
  return module;
}

/** How the API calls the kinds of imports and exports. */
const kindName = (kind: Extern['kind']): string =>
  kind === 'func' ? 'function' : kind;

/** `WebAssembly.Module`. */
class Module {
  constructor(bytes: unknown) {
    modules.set(this, compiled(bytesOf(bytes)));
  }

  static exports(module: Module): object[] {
    return modules
      .get(module)
      .exports.map(({ name, kind }) => ({ name, kind: kindName(kind) }));
  }

  static imports(module: Module): object[] {
    return modules.get(module).imports.map(({ module: from, name, desc }) => ({
      module: from,
      name,
      kind: kindName(desc.kind),
    }));
  }

  static customSections(module: Module, sectionName: unknown): ArrayBuffer[] {
    const { bytes, customs } = modules.get(module);
    if (sectionName === undefined) throw new TypeError('a name is required');
    const wanted = toText(sectionName);
    return customs
      .filter(({ name }) => name === wanted)
      .map(({ content }) => bytes.slice(content.start, content.end).buffer);
  }
}

/** `WebAssembly.Instance`. */
class Instance {
  constructor(module: unknown, ...imports: readonly unknown[]) {
    const engineModule = modules.get(module);
    const given = readImports(engineModule, imports[0]);
    instantiated(this, engineModule, given);
  }

  get exports(): object {
    return instances.get(this).exports;
  }
}

/** Links a module with what JavaScript gives it, starts it and lets `object` stand for it. */
function instantiated(
  object: Instance,
  module: EngineModule,
  given: readonly Extern[],
): Instance {
  const instance = translating(() => instantiateWith(module, given));
  if (instance.start) toItsEnd(instance.start, []);
  instances.set(object, { exports: exportsOf(instance) });
  return object;
}

/** The exports as an object that nobody can change. */
function exportsOf({ exports }: EngineInstance): object {
  const object: object = Object.create(null);
  for (const [name, extern] of exports) {
    Object.defineProperty(object, name, {
      value: objectOf(extern),
      enumerable: true,
    });
  }
  return Object.freeze(object);
}

/** Reads each import once, in the order of the module. Throws TypeError and LinkError. */
function readImports(module: EngineModule, imports: unknown): Extern[] {
  if (imports === undefined ? module.imports.length > 0 : !isObject(imports))
    throw new TypeError('the imports must be an object');
  let index = 0;
  return module.imports.map((wanted) => {
    const from: unknown = Reflect.get(Object(imports), wanted.module);
    if (!isObject(from))
      throw new TypeError(`import module "${wanted.module}" must be an object`);
    const value: unknown = Reflect.get(from, wanted.name);
    if (wanted.desc.kind === 'func') index++;
    return importOf(module, wanted, value, index - 1);
  });
}

/** A JavaScript value as what an import wants. Throws LinkError. */
function importOf(
  module: EngineModule,
  { module: from, name, desc }: Import,
  value: unknown,
  index: number,
): Extern {
  const unfit = (): never =>
    fail(LinkError, `import "${from}" "${name}" must be a ${wantedFor(desc)}`);
  switch (desc.kind) {
    case 'func': {
      if (!isCallable(value)) return unfit();
      const type = module.types[desc.type];
      return funcBehind(value) ?? importedFunction(value, type, index);
    }
    case 'global':
      return behind.global.find(value) ?? constant(desc.type, value) ?? unfit();
    default:
      return behind[desc.kind].find(value) ?? unfit();
  }
}

const wantedFor = (desc: Import['desc']): string =>
  desc.kind === 'global'
    ? `WebAssembly.Global of type ${typeName(desc.type.type)}, or such a value`
    : kindName(desc.kind);

/** A number, BigInt or reference as an immutable global, where it fits. */
function constant(type: GlobalType, value: unknown): Extern | undefined {
  if (type.mutable) return undefined;
  const wanted = type.type === i64 ? 'bigint' : 'number';
  if (!isRef(type.type) && typeof value !== wanted) return undefined;
  try {
    return createGlobal(type, toWasm(value, type.type));
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Does something in a moment, as a promise: what it throws rejects. */
const soon = <T>(act: () => T): Promise<T> => Promise.resolve().then(act);

/** Says no to options that this engine would otherwise ignore. */
function noOptions(options: unknown): void {
  for (const name of ['builtins', 'importedStringConstants']) {
    if (isObject(options) && Reflect.get(options, name) !== undefined)
      throw new TypeError(`the option "${name}" is not offered here`);
  }
}

/** A response of the Fetch standard, as far as it is looked at. */
type ResponseLike = {
  readonly ok: boolean;
  readonly headers: { readonly get: (name: string) => string | null };
  readonly arrayBuffer: () => Promise<ArrayBuffer>;
};

const isResponse = (value: unknown): value is ResponseLike =>
  isObject(value) && isCallable(Reflect.get(value, 'arrayBuffer'));

/** The bytes of a response that came well and says that it is a module. Throws TypeError. */
async function received(source: unknown): Promise<ArrayBuffer> {
  const response: unknown = await source;
  if (!isResponse(response)) throw new TypeError('a Response is wanted');
  if (!response.ok) throw new TypeError('the download failed');
  const type = response.headers.get('Content-Type')?.trim().toLowerCase();
  if (type !== 'application/wasm')
    throw new TypeError(`the response must be application/wasm, not ${type}`);
  return response.arrayBuffer();
}

/** The functions of the namespace. */
const functions = {
  validate(bytes: unknown): boolean {
    const copy = bytesOf(bytes);
    try {
      compiled(copy);
      return true;
    } catch (error) {
      if (error instanceof CompileError) return false;
      throw error;
    }
  },
  async compile(bytes: unknown, ...[options]: unknown[]): Promise<Module> {
    const copy = bytesOf(bytes);
    noOptions(options);
    return soon(() => moduleOf(copy));
  },
  async instantiate(
    source: unknown,
    ...[imports, options]: unknown[]
  ): Promise<object> {
    const module = modules.find(source);
    if (module) {
      const given = readImports(module, imports);
      const instance: Instance = Object.create(Instance.prototype);
      return soon(() => instantiated(instance, module, given));
    }
    const copy = bytesOf(source);
    noOptions(options);
    if (imports !== undefined && !isObject(imports))
      throw new TypeError('the imports must be an object');
    const made = await soon(() => moduleOf(copy));
    return { module: made, instance: new Instance(made, imports) };
  },
  async compileStreaming(source: unknown): Promise<Module> {
    return functions.compile(await received(source));
  },
  async instantiateStreaming(
    source: unknown,
    ...[imports]: unknown[]
  ): Promise<object> {
    return functions.instantiate(await received(source), imports);
  },
};

const classes = {
  Module: dress(Module),
  Instance: dress(Instance),
  Memory,
  Table,
  Global,
  Tag,
  Exception: dress(Exception),
  JSTag: objectOf(jsTag),
  CompileError,
  LinkError,
  RuntimeError,
};

/** The namespace `WebAssembly`, on this engine. */
export const webAssembly = { ...functions, ...classes };
for (const name of Object.keys(classes))
  Object.defineProperty(webAssembly, name, { enumerable: false });
label(webAssembly, 'WebAssembly');

/**
 * The public surface of the engine: the only file of it that the site imports.
 * Ours · lesson "Run Go here".
 */

export * from './syntax/errors.ts';
export {
  catchKinds,
  groups,
  instructions,
  signature,
} from './syntax/instructions.ts';
export type { Instruction, InstructionName } from './syntax/instructions.ts';
export { importedFuncs, indexSpaces } from './syntax/module.ts';
export type { Expr, Module } from './syntax/module.ts';
export { funcTypeName, heapName, typeName } from './syntax/types.ts';
export { typeNamed, valTypeByByte } from './syntax/types.ts';
export type { ExternType, FuncType, ValType } from './syntax/types.ts';
export { byte, cursor, skip, word32 } from './binary/cursor.ts';
export type { Cursor } from './binary/cursor.ts';
export { s32, s33, s64, u32, u64 } from './binary/leb128.ts';
export { name, utf8 } from './binary/utf8.ts';
export { next, reader } from './binary/expr.ts';
export type { Reader } from './binary/expr.ts';
export { branchHints } from './binary/hints.ts';
export { names, producers } from './binary/names.ts';
export type { Names, Producer } from './binary/names.ts';
export { decode } from './binary/decode.ts';
export { encode } from './binary/encode.ts';
export { sections } from './binary/sections.ts';
export type { Section } from './binary/sections.ts';
export { assemble, parseWat } from './text/parse.ts';
export type { Assembled } from './text/parse.ts';
export { placeOf } from './text/places.ts';
export type { Places } from './text/places.ts';
export { print } from './text/print.ts';
export type { PrintOptions } from './text/print.ts';
export { MalformedText, positionOf } from './text/source.ts';
export { validate } from './valid/module.ts';
export { createException, createTag, Exception } from './exec/exceptions.ts';
export { Uncaught, valuesOf } from './exec/exceptions.ts';
export type { Tag } from './exec/exceptions.ts';
export { Exit } from './exec/host.ts';
export type { Caller, HostAnswer, HostCall } from './exec/host.ts';
export { hostFunc } from './exec/instance.ts';
export type { Extern, Func, Global, Instance } from './exec/instance.ts';
export { createGlobal, instantiate } from './exec/instantiate.ts';
export type { Imports } from './exec/instantiate.ts';
export { resume } from './exec/calls.ts';
export { createMachine, invoke, run } from './exec/machine.ts';
export type { Machine, Stop } from './exec/machine.ts';
export { drive } from './exec/drive.ts';
export type { End } from './exec/drive.ts';
export { dice, takeTurns, thread } from './exec/threads.ts';
export type { Turns } from './exec/threads.ts';
export { where } from './exec/where.ts';
export type { Place } from './exec/where.ts';
export { createMemory } from './exec/memory.ts';
export type { Memory } from './exec/memory.ts';
export { createTable } from './exec/table.ts';
export type { Table } from './exec/table.ts';
export { load, store } from './exec/values.ts';
export type { Ref, Slots, Value } from './exec/values.ts';
export { preview1, wasiImports, nativeImports } from './wasi/preview1.ts';
export type { WasiFunction, WasiProcess } from './wasi/preview1.ts';
export { formatTrace, timed, traceJson } from './wasi/trace.ts';
export type { TraceItem, TraceRecord } from './wasi/trace.ts';
export { limitText, meter, withMemory } from './wasi/limits.ts';
export type { Limits, Meter, Resource } from './wasi/limits.ts';
export { loopback, pipe } from './wasi/pipe.ts';
export type { Loopback, Pipe } from './wasi/pipe.ts';
export { deterministicWorld } from './wasi/deterministic.ts';
export type { DeterministicOptions } from './wasi/deterministic.ts';
export { memoryDirectory } from './wasi/tree.ts';
export type { Tree } from './wasi/tree.ts';
export type { Directory, File, Link, Node } from './wasi/filesystem.ts';
export type { Cancel, Clock, Input, Output, Preopen } from './wasi/world.ts';
export type { Listener, Socket, World, Written } from './wasi/world.ts';
export { webAssembly } from './api/namespace.ts';
export { runScript } from './script.ts';
export type { Result } from './script.ts';

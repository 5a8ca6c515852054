/**
 * The public surface of the engine: the only file of it that the site imports.
 * Ours · lesson "Run Go here".
 */

export * from './syntax/errors.ts';
export { groups, instructions, signature } from './syntax/instructions.ts';
export type { Instruction, InstructionName } from './syntax/instructions.ts';
export { indexSpaces } from './syntax/module.ts';
export type { Expr, Module } from './syntax/module.ts';
export { funcTypeName, typeName, typeNamed } from './syntax/types.ts';
export type { FuncType, ValType } from './syntax/types.ts';
export { decode } from './binary/decode.ts';
export { sections } from './binary/sections.ts';
export { validate } from './valid/module.ts';
export { Exit } from './exec/host.ts';
export type { Caller, HostAnswer, HostCall } from './exec/host.ts';
export { hostFunc } from './exec/instance.ts';
export type { Extern, Func, Instance } from './exec/instance.ts';
export { createGlobal, instantiate } from './exec/instantiate.ts';
export type { Imports } from './exec/instantiate.ts';
export { createMachine, invoke, resume, run } from './exec/machine.ts';
export type { Machine, Stop } from './exec/machine.ts';
export { drive } from './exec/drive.ts';
export type { End } from './exec/drive.ts';
export { where } from './exec/where.ts';
export type { Place } from './exec/where.ts';
export { createMemory } from './exec/memory.ts';
export { createTable } from './exec/table.ts';
export type { Ref, Value } from './exec/values.ts';

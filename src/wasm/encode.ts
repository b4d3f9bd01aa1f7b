/**
 * A module as bytes: the binary format of WebAssembly, sections in their order.
 *
 * Invariant: nothing is written that is not there: empty sections are left out, and names of the tree are
 * for people. Equal modules give equal bytes.
 */
import { createBytes, type Bytes } from "./bytes.ts";
import { encodeBody, encodeConstant, type Numbers } from "./encode-code.ts";
import type { Export, Memory, Module } from "./module.ts";
import { structure } from "./opcodes.ts";
import type { Callee, Function, Global, Local } from "./tree.ts";
import { functionTypeKey, valueTypeBytes, type FunctionType } from "./types.ts";

const sections = {
  type: 1,
  import: 2,
  function: 3,
  memory: 5,
  global: 6,
  export: 7,
  code: 10,
  data: 11,
} as const;

const kinds = { function: 0, memory: 2, global: 3 } as const;

/** @param step of how many bytes instructions begin at a multiple, counted from the start of their function */
export function encodeModule(module: Module, step = 1): Uint8Array {
  const bytes = createBytes();
  const { imports, functions, globals, memory, data } = module;
  const types = listTypes([...imports.map(({ callee }) => callee), ...functions]);
  const typeOf = (type: FunctionType): number => types.get(functionTypeKey(type))!.number;
  const numbers = { ...numberAll(module), step };
  const section = <T>(id: number, items: readonly T[], write: (item: T, into: Bytes) => void) => {
    if (items.length === 0) return;
    bytes.byte(id);
    bytes.sized((inside) => {
      inside.unsigned(items.length);
      for (const item of items) write(item, inside);
    });
  };
  const own = memory === undefined || memory.imported !== undefined ? [] : [memory];
  bytes.append(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
  section(sections.type, [...types.values()], ({ type }, into) => writeType(type, into));
  section(sections.import, importsOf(module), (write, into) => write(into, typeOf));
  section(sections.function, functions, (each, into) => into.unsigned(typeOf(each)));
  section(sections.memory, own, writeMemory);
  section(sections.global, globals, writeGlobal);
  section(sections.export, module.exports, (each, into) => writeExport(each, numbers, into));
  section(sections.code, functions, (each, into) => writeFunction(each, numbers, into));
  section(sections.data, data, ({ offset, bytes: content }, into) => {
    into.byte(0);
    encodeConstant({ kind: "number", type: "i32", value: offset }, into);
    into.byte(structure.end);
    into.unsigned(content.length);
    into.append(content);
  });
  return bytes.take();
}

/** Each type once, in order of first use. */
function listTypes(
  all: readonly FunctionType[],
): ReadonlyMap<string, { readonly type: FunctionType; readonly number: number }> {
  const types = new Map<string, { type: FunctionType; number: number }>();
  for (const type of all) {
    const key = functionTypeKey(type);
    if (!types.has(key)) types.set(key, { type, number: types.size });
  }
  return types;
}

/** Imported functions come before the module's own. */
function numberAll({ imports, functions, globals }: Module): Omit<Numbers, "local" | "step"> {
  const callees = new Map<Callee, number>();
  for (const { callee } of imports) callees.set(callee, callees.size);
  for (const each of functions) callees.set(each, callees.size);
  const globalNumbers = new Map(globals.map((global, at) => [global, at]));
  return {
    callee: (callee) => found(callees.get(callee), callee.name),
    global: (global) => found(globalNumbers.get(global), global.name),
  };
}

function found(number: number | undefined, name: string): number {
  if (number === undefined) throw new Error(`${name} is not in the module`);
  return number;
}

type WriteImport = (into: Bytes, typeOf: (type: FunctionType) => number) => void;

function importsOf({ imports, memory }: Module): readonly WriteImport[] {
  const functions = imports.map(({ module, name, callee }): WriteImport => (into, typeOf) => {
    into.name(module);
    into.name(name);
    into.byte(kinds.function);
    into.unsigned(typeOf(callee));
  });
  if (memory?.imported === undefined) return functions;
  const { module, name } = memory.imported;
  const write: WriteImport = (into) => {
    into.name(module);
    into.name(name);
    into.byte(kinds.memory);
    writeMemory(memory, into);
  };
  return [...functions, write];
}

function writeType({ parameters, result }: FunctionType, into: Bytes): void {
  const results = result === "none" ? [] : [result];
  into.byte(0x60);
  for (const types of [parameters, results]) {
    into.unsigned(types.length);
    for (const type of types) into.byte(valueTypeBytes[type]);
  }
}

function writeMemory({ initial, maximum, shared }: Memory, into: Bytes): void {
  into.byte((maximum === undefined ? 0 : 1) | (shared === true ? 2 : 0));
  into.unsigned(initial);
  if (maximum !== undefined) into.unsigned(maximum);
}

function writeGlobal({ type, mutable, initial }: Global, into: Bytes): void {
  into.byte(valueTypeBytes[type]);
  into.byte(mutable ? 1 : 0);
  if (typeof initial === "bigint") encodeConstant({ kind: "bigint", value: initial }, into);
  else if (type === "i64" || type === "v128") throw new Error(`a global ${type} holds no number`);
  else encodeConstant({ kind: "number", type, value: initial }, into);
  into.byte(structure.end);
}

function writeExport(each: Export, numbers: Omit<Numbers, "local">, into: Bytes): void {
  into.name(each.name);
  into.byte(kinds[each.kind]);
  if (each.kind === "memory") into.unsigned(0);
  else
    into.unsigned(
      each.kind === "function" ? numbers.callee(each.callee) : numbers.global(each.global),
    );
}

function writeFunction(each: Function, numbers: Omit<Numbers, "local">, into: Bytes): void {
  const places = new Map<Local, number>();
  for (const local of [...each.parameterNames, ...each.locals]) places.set(local, places.size);
  const local = (wanted: Local): number =>
    found(places.get(wanted), `the local ${wanted.name} of ${each.name}`);
  const write = (inside: Bytes): void => {
    writeLocals(each.locals, inside);
    encodeBody(each.body, { ...numbers, local }, inside);
  };
  into.sized(write, numbers.step);
}

/** Runs of one type. */
function writeLocals(locals: readonly Local[], into: Bytes): void {
  const runs: { type: Local["type"]; count: number }[] = [];
  for (const { type } of locals) {
    const last = runs.at(-1);
    if (last?.type === type) last.count++;
    else runs.push({ type, count: 1 });
  }
  into.unsigned(runs.length);
  for (const { type, count } of runs) {
    into.unsigned(count);
    into.byte(valueTypeBytes[type]);
  }
}

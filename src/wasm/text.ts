/**
 * A module in the text format, to be read: folded instructions, everything by its name.
 *
 * Invariant: says exactly what `encode.ts` writes; a reference assembler makes the same bytes of it.
 */
import type { Export, Imported, Memory, Module } from "./module.ts";
import { nameAll, printBody, printConstant, type Names } from "./text-code.ts";
import type { Callee, Function, Global } from "./tree.ts";
import type { FunctionType, ValueType } from "./types.ts";

export function printModule(module: Module): string {
  const { imports, functions, globals, memory } = module;
  const callees: readonly Callee[] = [...imports.map(({ callee }) => callee), ...functions];
  const names = { callees: nameAll(callees), globals: nameAll(globals) };
  return [
    "(module",
    ...imports.map(
      (each) =>
        `  (import ${imported(each)} (func ${names.callees.get(each.callee)}${signature(each.callee)}))`,
    ),
    ...(memory === undefined ? [] : [`  ${printMemory(memory)}`]),
    ...globals.map((each) => `  ${printGlobal(each, names.globals.get(each)!)}`),
    ...module.exports.map((each) => `  (export ${quote(each.name)} ${exported(each, names)})`),
    ...functions.flatMap((each) => printFunction(each, names)),
    ...module.data.map(
      ({ offset, bytes }) => `  (data (i32.const ${offset}) ${quoteBytes(bytes)})`,
    ),
    ")",
    "",
  ].join("\n");
}

function imported({ module, name }: Imported): string {
  return `${quote(module)} ${quote(name)}`;
}

function signature({ parameters, result }: FunctionType): string {
  const list = parameters.length === 0 ? "" : ` (param ${parameters.join(" ")})`;
  return list + printResult(result);
}

function printResult(result: FunctionType["result"]): string {
  return result === "none" ? "" : ` (result ${result})`;
}

function printMemory({ initial, maximum, shared, imported: from }: NonNullable<Module["memory"]>) {
  const limits: Memory = { initial, ...(maximum !== undefined && { maximum }) };
  const numbers = Object.values(limits).join(" ");
  const type = shared === true ? `${numbers} shared` : numbers;
  return from === undefined ? `(memory ${type})` : `(import ${imported(from)} (memory ${type}))`;
}

function printGlobal({ type, mutable, initial }: Global, name: string): string {
  const value =
    typeof initial === "bigint"
      ? `(i64.const ${initial})`
      : `(${printConstant(type as "f64", initial)})`;
  return `(global ${name} ${mutable ? `(mut ${type})` : type} ${value})`;
}

function exported(each: Export, { callees, globals }: Omit<Names, "locals">): string {
  if (each.kind === "memory") return "(memory 0)";
  if (each.kind === "function") return `(func ${callees.get(each.callee)})`;
  return `(global ${globals.get(each.global)})`;
}

function printFunction(each: Function, names: Omit<Names, "locals">): readonly string[] {
  const locals = nameAll([...each.parameterNames, ...each.locals]);
  const declare = (word: string, local: { readonly type: ValueType }, name: string): string =>
    ` (${word} ${name} ${local.type})`;
  const parameters = each.parameterNames.map((local) =>
    declare("param", local, locals.get(local)!),
  );
  return [
    `  (func ${names.callees.get(each)}${parameters.join("")}${printResult(each.result)}`,
    ...each.locals.map((local) => `   ${declare("local", local, locals.get(local)!)}`),
    ...printBody(each.body, { ...names, locals }, "    "),
    "  )",
  ];
}

function quote(text: string): string {
  return quoteBytes(new TextEncoder().encode(text));
}

function quoteBytes(bytes: Uint8Array): string {
  const characters = [...bytes].map((byte) => {
    const isPlain = byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c;
    return isPlain ? String.fromCharCode(byte) : `\\${byte.toString(16).padStart(2, "0")}`;
  });
  return `"${characters.join("")}"`;
}

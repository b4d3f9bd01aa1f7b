/**
 * What a module of WebAssembly has of TypeScript around it: its bytes, what it is given, how it is started.
 *
 * Invariant: the rest of the module is that of the TypeScript target, word for word.
 */
import type { CompiledModel } from "../../kernel/module.ts";
import type { Program } from "../../kernel/kernel.ts";
import type { Scalar } from "../../kernel/scalar.ts";
import { typed } from "../kernels.ts";
import type { ModelLayout } from "../layout.ts";
import type { Dialect } from "../members.ts";
import { programName } from "../model-names.ts";
import { runtimeFunctions } from "../scalars.ts";
import { encodeModule } from "../../wasm/encode.ts";
import { checksumOf } from "../runtime/code-file.ts";
import { quote, type Lines } from "../text.ts";
import type { Binary, ImportedFunction } from "./binary.ts";
import type { Code, ThreadsFile } from "./code.ts";
import { parametersOf } from "./programs.ts";
import { controlBytes } from "./team.ts";

const pageBytes = 65536;

/**
 * Of how many bytes base64 makes whole digits. Code that begins at a multiple looks the same wherever it is repeated, so
 * that it compresses as bytes do: to two thirds of what it takes otherwise.
 */
const base64Step = 3;

/** The code, and the functions of JavaScript that it calls. */
export function printCode({ binary, file, threads }: Code, lines: Lines, dialect: Dialect): void {
  const { imports } = binary;
  const bytes = file === undefined ? encodeModule(binary.module, base64Step) : binary.bytes;
  const kilobytes = (bytes.length / 1000).toFixed(1);
  const isTyped = dialect === "typescript";
  const type = !isTyped ? "" : file === undefined ? ": CodeSource" : ": CodeFile";
  if (isTyped && (file !== undefined || threads !== undefined)) {
    lines.add("declare const URL: new (path: string, base: string) => CodeAddress;");
    if (threads !== undefined)
      lines.add("declare const Worker: new (address: CodeAddress) => CodeThread;");
    lines.blank();
  }
  lines.add(`// WebAssembly, ${kilobytes} kB.`);
  lines.block(
    `const wasmCode${type} = {`,
    (inside) => {
      if (file === undefined) printBytes(bytes, inside);
      else {
        inside.add(`name: ${quote(file.name)},`);
        printAddress("address", file.name, inside, isTyped);
        inside.add(`checksum: ${checksumOf(file.bytes)},`);
      }
      inside.add("module: undefined,");
    },
    "};",
  );
  lines.blank();
  printImports(imports, lines, dialect);
  if (threads !== undefined) printThreadsFile(threads, lines, isTyped);
}

/** The functions of JavaScript that the code calls. */
export function printImports(
  imports: readonly ImportedFunction[],
  lines: Lines,
  dialect: Dialect,
): void {
  const members = imports.map((each) => importMember(each, dialect));
  if (members.length === 0) lines.add("const wasmFunctions = {};");
  else
    lines.block(
      "const wasmFunctions = {",
      (inside) => members.forEach((member) => printMember(member, inside)),
      "};",
    );
}

function printThreadsFile(
  { name, text, isInside, most }: ThreadsFile,
  lines: Lines,
  isTyped: boolean,
): void {
  lines.blank();
  lines.block(
    `const wasmThreads${isTyped ? ": ThreadsFile" : ""} = {`,
    (inside) => {
      inside.add(`name: ${quote(name)},`, `most: ${most},`);
      if (isInside) {
        const address = `data:text/javascript;base64,${toBase64(new TextEncoder().encode(text))}`;
        inside.add(`address: () => new URL(${quote(address)}),`);
        return;
      }
      printAddress("address", name, inside, isTyped);
      printAddress("start", name, inside, isTyped);
    },
    "};",
  );
}

function printBytes(bytes: Uint8Array, lines: Lines): void {
  lines.add("base64:");
  lines.inside((inside) => inside.add(`"${toBase64(bytes)}",`));
}

/** In the form by which bundlers know that a file belongs to a module; `start`: as a worker of its own. */
function printAddress(
  key: "address" | "start",
  name: string,
  lines: Lines,
  isTyped: boolean,
): void {
  const meta = isTyped ? "(import.meta as unknown as { url: string }).url" : "import.meta.url";
  const parts = [quote(`./${name}`), meta];
  const address = `new URL(${parts.join(", ")})`;
  const value = key === "start" ? `new Worker(${address})` : address;
  const whole = `${key}: () => ${value},`;
  if (whole.length <= lines.room) return lines.add(whole);
  lines.add(`${key}: () =>`);
  lines.inside((inside) => {
    if (key === "address") return inside.list("new URL", parts, ",");
    if (`${value},`.length <= inside.room) return inside.add(`${value},`);
    inside.block("new Worker(", (within) => within.list("new URL", parts, ","), "),");
  });
}

/** Without any of the platforms: the compiler runs in all of them. */
function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let start = 0; start < bytes.length; start += 8192)
    text += String.fromCharCode(...bytes.subarray(start, start + 8192));
  return btoa(text);
}

interface Member {
  readonly key: string;
  readonly value: string;
  /** Behind an arrow, on a line of its own where it does not fit. */
  readonly body?: string;
}

function importMember(about: ImportedFunction, dialect: Dialect): Member {
  const { name: key } = about;
  if (about.kind === "instruction") return { key, value: javascriptOf(about) };
  const parameters = ["index", "limit"].map((name) =>
    typed(name, "number", { types: dialect === "typescript" }),
  );
  const result = dialect === "typescript" ? ": number" : "";
  const value = `(${parameters.join(", ")})${result} =>`;
  return { key, value, body: `checkIndex(index, limit, ${quote(about.from)})` };
}

function javascriptOf({ instruction }: Extract<ImportedFunction, { kind: "instruction" }>): string {
  return importedPieces[instruction] ?? `Math.${mathNames[instruction] ?? instruction}`;
}

const mathNames: Readonly<Record<string, string>> = { power: "pow" };

/** Run-time pieces that the code calls. */
const importedPieces: Readonly<Record<string, string>> = {
  erf: runtimeFunctions.erf!,
  modulo: runtimeFunctions.modulo!,
  normal: "normalOf",
  truncatedNormal: "truncatedNormalOf",
};

/** The run-time pieces that a module of WebAssembly needs beside those of its face. */
export function piecesOf({ binary, file, threads }: Code): readonly string[] {
  const inside = ["CodeSource", "compileCode", "compileCodeLater"];
  const beside = ["CodeFile", "loadedCode", "loadCode"];
  const shared = [
    "CodeAddress",
    "ThreadsFile",
    "CodeThread",
    "LeadThreads",
    "reserveSharedPages",
    "startThreads",
  ];
  return [
    ...(file === undefined ? inside : beside),
    ...(threads === undefined ? ["reservePages"] : shared),
    "startCode",
    ...importedPiecesOf(binary),
  ];
}

/** The run-time pieces that the code calls. */
export function importedPiecesOf({ imports }: Pick<Binary, "imports">): readonly string[] {
  return imports.flatMap((each) =>
    each.kind === "check" ? ["checkIndex"] : (importedPieces[each.instruction] ?? []),
  );
}

function printMember({ key, value, body }: Member, lines: Lines): void {
  const head = key === value ? key : `${key}: ${value}`;
  if (body === undefined) return lines.add(`${head},`);
  if (`${head} ${body},`.length <= lines.room) return lines.add(`${head} ${body},`);
  lines.add(head);
  lines.inside((inside) => inside.add(`${body},`));
}

/** The memory's pages, and the functions at work in it. */
export function printPages(layout: ModelLayout, lines: Lines, dialect: Dialect): void {
  const { compiled, codeIsBeside } = layout;
  const code = codeIsBeside ? "loadedCode(wasmCode)" : "compileCode(wasmCode)";
  const isShared = compiled.threads > 1;
  const bytes = isShared
    ? controlOf(compiled) + controlBytes(mostOperands(compiled))
    : compiled.memory.bytes;
  const pages = Math.ceil(bytes / pageBytes);
  const type = dialect === "typescript" ? ` as ${compiled.model.name}Programs` : "";
  const reserve = isShared ? "reserveSharedPages" : "reservePages";
  lines.add(`const memory = ${reserve}(${pages});`, "const bytes = memory.buffer;");
  lines.list("const run = startCode", [code, "memory", "wasmFunctions"], `${type};`);
}

/** Behind all buffers, where no thread writes numbers of the model. */
function controlOf({ memory }: CompiledModel): number {
  return Math.ceil(memory.bytes / 64) * 64;
}

function mostOperands({ programs }: CompiledModel): number {
  return Math.max(0, ...[...programs.values()].map((each) => argumentNames(each).length));
}

/** Starts the threads of a model that is made. */
export function printThreadsStart({ compiled }: ModelLayout, lines: Lines): void {
  lines.add("const { memory, run } = net.memory;");
  lines.block(
    "const code = {",
    (inside) =>
      inside.add(
        "module: wasmCode.module,",
        "memory,",
        `control: ${controlOf(compiled)},`,
        "lead: run.lead,",
      ),
    "};",
  );
  lines.add("await startThreads(wasmThreads, net, code, options.threads);");
}

/** The type of the functions. */
export function printProgramTypes(compiled: CompiledModel, lines: Lines): void {
  lines.blank();
  lines.block(`interface ${compiled.model.name}Programs {`, (inside) => {
    for (const program of compiled.programs.values()) {
      const names = argumentNames(program);
      const parameters = names.map(
        (name) => `${name}: ${name === "inputs" ? "boolean" : "number"}`,
      );
      const head = `readonly ${programName(compiled.model.name, program.name)}: `;
      inside.list(head, parameters, " => void;");
    }
    if (compiled.threads > 1) inside.add("readonly lead: LeadThreads;");
  });
  lines.blank();
}

function argumentNames(program: Program): readonly string[] {
  const { samples, key, inputs, scalars } = parametersOf(program);
  return [
    ...(samples ? ["samples"] : []),
    ...(key ? ["key"] : []),
    ...(inputs ? ["inputs"] : []),
    ...scalars.map((_, index) => `scalar${index + 1}`),
  ];
}

/** The call that does what the kernels' calls do in the TypeScript target. */
export function printRun(
  program: Program,
  { model }: CompiledModel,
  lines: Lines,
  expression: (scalar: Scalar) => string,
): void {
  const { scalars } = parametersOf(program);
  const whole = argumentNames(program).slice(0, -scalars.length || undefined);
  const passed = [...whole, ...scalars.map(expression)];
  lines.list(`m.run.${programName(model.name, program.name)}`, passed, ";");
}

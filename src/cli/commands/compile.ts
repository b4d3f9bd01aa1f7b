/**
 * `nnc compile`: one module for each `.nn` file.
 *
 * Invariant: all files are compiled before one is written; a file with errors writes nothing and does
 * not keep the others from being written.
 */
import type { CompileResult } from "../../compile.ts";
import { compile } from "../../compile.ts";
import { diagnosticToJson } from "../../diagnostics/render.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Arguments } from "../arguments.ts";
import type { Run } from "../commands.ts";
import { readCompileOptions } from "../compile-options.ts";
import { shownPath } from "../disk.ts";
import { exitCodes, usageFailure } from "../exit.ts";
import { findInputs, type InputFile } from "../inputs.ts";
import type { Io } from "../io.ts";
import { openProjectFile, shownFrom } from "../project.ts";
import { printJson, reportDiagnostics } from "../report.ts";
import { readTargetOptions } from "../target-options.ts";
import { placeOf, readDestination, replaceableContent, type Destination } from "../written.ts";

interface Compiled {
  readonly input: InputFile;
  readonly result: CompileResult;
  readonly diagnostics: readonly Diagnostic[];
  readonly milliseconds: number;
}

interface Placed {
  readonly file: Written;
  readonly out: string;
  readonly isStale: boolean;
  readonly from: Compiled;
}

/** A module, its declarations, or WebAssembly. */
interface Written {
  readonly path: string;
  readonly content: Uint8Array;
}

export const run: Run = async (given, io) => {
  if (!given.has("watch")) return compileOnce(given, io, []);
  const { watch } = await import("../watch.ts");
  return watch(given, io, (imports) => compileOnce(given, io, imports));
};

/** `imports` is filled with the absolute paths that were read as imports. */
async function compileOnce(given: Arguments, io: Io, imports: string[]): Promise<number> {
  const inputs = findInputs(given.positionals, io);
  const destination = readDestination(given, inputs, io);
  const compiled: Compiled[] = [];
  for (const input of inputs)
    compiled.push(await compileFile(input, given, destination, io, imports));
  const diagnostics = distinct(compiled.flatMap((each) => each.diagnostics));
  reportDiagnostics(diagnostics, given, io);
  const placed = given.has("dump") ? [] : placeAll(compiled, destination, io);
  if (given.has("dump")) for (const { result } of compiled) io.stdout.write(result.dump ?? "");
  else if (!given.has("check")) writeAll(placed, destination, io);
  if (given.has("json")) printJson(jsonOf(placed, diagnostics, given, io), io);
  else if (!given.has("dump") && destination.kind !== "stdout") tell(placed, given, io);
  const isWrong = diagnostics.some((each) => each.severity === "error");
  const isStale = given.has("check") && placed.some((each) => each.isStale);
  return isWrong || isStale ? exitCodes.wrongInput : exitCodes.done;
}

/** What is wrong in a file that several import is told once. */
function distinct(all: readonly Diagnostic[]): readonly Diagnostic[] {
  const byText = new Map(all.map((each) => [JSON.stringify(diagnosticToJson(each)), each]));
  return [...byText.values()];
}

async function compileFile(
  input: InputFile,
  given: Arguments,
  destination: Destination,
  io: Io,
  imports: string[],
): Promise<Compiled> {
  const file = await openProjectFile(input, given, io);
  const options = readCompileOptions(given, file);
  const dump = given.text("dump") as "ast" | undefined;
  const start = io.now();
  const result = compile(file.source, {
    ...options,
    ...readTargetOptions(given, input, destination),
    ...(dump !== undefined && { dump }),
    read: (path) => {
      imports.push(`${file.root}/${path}`);
      return file.read(path);
    },
  });
  return {
    input,
    result,
    diagnostics: shownFrom(result.diagnostics, file.root, io),
    milliseconds: io.now() - start,
  };
}

function placeAll(
  compiled: readonly Compiled[],
  destination: Destination,
  io: Io,
): readonly Placed[] {
  const taken = new Map<string, InputFile>();
  return compiled.flatMap((from) =>
    writtenOf(from.result).map((file) => {
      if (destination.kind === "stdout") return { file, out: "-", isStale: true, from };
      const out = placeOf(file, from.input, destination);
      const other = taken.get(out);
      if (other !== undefined && other !== from.input)
        throw usageFailure(
          "NN7006",
          `\`${other.below}\` of two folders would both be written to \`${shownPath(io.folder, out)}\``,
        );
      taken.set(out, from.input);
      const now = replaceableContent(out, io);
      return { file, out, isStale: now === undefined || !isEqual(now, file.content), from };
    }),
  );
}

function writtenOf({ files, binaries }: CompileResult): readonly Written[] {
  const encoder = new TextEncoder();
  return [
    ...files.map(({ path, text }) => ({ path, content: encoder.encode(text) })),
    ...binaries.map(({ path, bytes }) => ({ path, content: bytes })),
  ];
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

function writeAll(placed: readonly Placed[], destination: Destination, io: Io): void {
  if (destination.kind === "stdout") {
    const module = placed.find(({ file }) => !file.path.endsWith(".d.ts"));
    if (module !== undefined) io.stdout.write(module.file.content);
    return;
  }
  for (const { file, out, isStale } of placed) if (isStale) io.disk.write(out, file.content);
}

function tell(placed: readonly Placed[], given: Arguments, io: Io): void {
  for (const { out, isStale, from } of placed) {
    const name = shownPath(io.folder, out);
    if (!given.has("check"))
      io.stdout.write(`${shownPath(io.folder, from.input.file)} → ${name}\n`);
    else if (isStale) io.stdout.write(`${name} is out of date\n`);
  }
}

function jsonOf(
  placed: readonly Placed[],
  diagnostics: readonly Diagnostic[],
  given: Arguments,
  io: Io,
): unknown {
  const reported = given.has("check") ? placed.filter((each) => each.isStale) : placed;
  return {
    files: reported.flatMap(({ file, out, from }) =>
      from.result.models.map((model) => ({
        source: from.input.isStdin ? "-" : shownPath(io.folder, from.input.file),
        model: model.name,
        out: out === "-" ? out : shownPath(io.folder, out),
        bytes: file.content.length,
        ms: Math.round(from.milliseconds * 10) / 10,
      })),
    ),
    diagnostics: diagnostics.map(diagnosticToJson),
  };
}

/**
 * The targets of `nnc compile`, what they are written in, and whether WebAssembly has a file of its own.
 *
 * Invariant: no two targets are written to one file.
 */
import * as path from "node:path";
import type { CompileOptions, Target } from "../compile.ts";
import type { Arguments } from "./arguments.ts";
import { usageFailure } from "./exit.ts";
import type { InputFile } from "./inputs.ts";
import type { Destination } from "./written.ts";

/** @throws Failure (NN7006) */
export function readTargetOptions(
  given: Arguments,
  input: InputFile,
  destination: Destination,
): Pick<
  CompileOptions,
  "targets" | "wasmLanguage" | "wasmFile" | "relaxedSimd" | "threads" | "threadsFile"
> {
  const isJavaScript = destination.kind === "file" && destination.extension === ".js";
  const asked = [...new Set(given.texts("target") as readonly Target[])];
  const targets: readonly Target[] = asked.length > 0 ? asked : [isJavaScript ? "js" : "ts"];
  const wasmLanguage = isJavaScript ? "js" : "ts";
  checkLanguages(targets, wasmLanguage, destination, given);
  const isRelaxed = given.has("relaxed-simd");
  if (isRelaxed && !targets.includes("wasm"))
    throw usageFailure("NN7006", "`--relaxed-simd` goes with --target wasm only");
  const module = path.basename(destination.kind === "file" ? destination.stem : input.file);
  const options = {
    targets,
    wasmLanguage,
    ...(isRelaxed && { relaxedSimd: true }),
    ...readThreads(given, targets),
  } as const;
  if (options.threads !== undefined && destination.kind === "stdout")
    throw usageFailure("NN7006", "`--threads` writes two files, which standard output is not");
  const threadsFile = options.threads === undefined ? {} : { threadsFile: `${module}.threads.js` };
  if (!given.has("wasm-file")) return { ...options, ...threadsFile };
  if (!targets.includes("wasm"))
    throw usageFailure("NN7006", "`--wasm-file` goes with --target wasm only");
  if (destination.kind === "stdout")
    throw usageFailure("NN7006", "`--wasm-file` writes two files, which standard output is not");
  return { ...options, ...threadsFile, wasmFile: `${module}.wasm` };
}

/** More would meet more often than they work. */
const mostThreads = 64;

/** @throws Failure (NN7003, NN7006) */
export function readThreads(
  given: Arguments,
  targets: readonly Target[],
): Pick<CompileOptions, "threads"> {
  const threads = given.number("threads");
  if (threads === undefined) return {};
  if (threads < 1 || threads > mostThreads)
    throw usageFailure("NN7003", `--threads must be 1 to ${mostThreads}`);
  if (!targets.includes("wasm"))
    throw usageFailure("NN7006", "`--threads` goes with --target wasm only");
  return threads === 1 ? {} : { threads };
}

function checkLanguages(
  targets: readonly Target[],
  wasmLanguage: "ts" | "js",
  destination: Destination,
  given: Arguments,
): void {
  const languageOf = (target: Target): string => (target === "wasm" ? wasmLanguage : target);
  if (destination.kind === "file") {
    const other = targets.find((target) => `.${languageOf(target)}` !== destination.extension);
    if (other !== undefined)
      throw usageFailure(
        "NN7006",
        `\`-o ${given.text("out")}\` does not go with --target ${other}`,
      );
  }
  if (targets.includes("wasm") && targets.includes(wasmLanguage))
    throw usageFailure(
      "NN7006",
      `--target ${wasmLanguage} and --target wasm would be written to the same file`,
      "give each a folder of its own with -o",
    );
  if (destination.kind === "stdout" && targets.length > 1)
    throw usageFailure("NN7006", "standard output takes one target, not several");
}

/**
 * The files of each target.
 *
 * Invariant: of equal modules equal files; those of different targets may have one name.
 */
import type { CompiledModule } from "../kernel/module.ts";
import type { Engine } from "./layout.ts";
import { printDeclarations, printJavaScript, printTypeScript } from "./module.ts";
import { createCode } from "./wasm/code.ts";

export type Target = "ts" | "js" | "wasm";

export interface CompiledFile {
  readonly path: string;
  readonly text: string;
}

export interface CompiledBinary {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface TargetOptions {
  /** What the target `wasm` is written in: `ts` by default, or `js` with declarations. */
  readonly wasmLanguage?: "ts" | "js";
  /** WebAssembly goes to a file of this name, beside the module, instead of into it. */
  readonly wasmFile?: string;
  /** WebAssembly may round sums of products once, where the machine can: relaxed SIMD. */
  readonly relaxedSimd?: boolean;
  /** What threads run goes to a file of this name, beside the module; by default named after the source. */
  readonly threadsFile?: string;
  /** It stands in the module, as a data: URL: for Node, and modules that are loaded without a file. */
  readonly threadsInside?: boolean;
}

export interface TargetFiles {
  readonly files: readonly CompiledFile[];
  readonly binaries: readonly CompiledBinary[];
}

export function engineOf(target: Target): Engine {
  return target === "wasm" ? "wasm" : "script";
}

export function printTarget(
  module: CompiledModule,
  target: Target,
  { wasmLanguage, wasmFile, relaxedSimd, threadsFile, threadsInside }: TargetOptions,
): TargetFiles {
  const engine = engineOf(target);
  const code =
    engine === "wasm"
      ? createCode(module, {
          fileName: wasmFile,
          isRelaxed: relaxedSimd,
          threadsFileName: threadsFile,
          isAlone: threadsInside,
        })
      : undefined;
  const { threads } = code ?? {};
  const beside = threads === undefined ? [] : [{ path: threads.name, text: threads.text }];
  const file = code?.file;
  const binaries = file === undefined ? [] : [{ path: file.name, bytes: file.bytes }];
  const { source } = module;
  if (target === "ts" || (target === "wasm" && wasmLanguage !== "js"))
    return {
      files: [{ path: `${source}.ts`, text: printTypeScript(module, engine, code) }, ...beside],
      binaries,
    };
  const files = [
    { path: `${source}.js`, text: printJavaScript(module, engine, code) },
    { path: `${source.replace(/\.nn$/, "")}.nn.d.ts`, text: printDeclarations(module) },
    ...beside,
  ];
  return { files, binaries };
}

/**
 * The WebAssembly of a module file, and where it stands: in the file itself, or in another beside it.
 *
 * Invariant: a file beside it begins with the same words as the module, by which nnc knows its own.
 */
import type { CompiledModule } from "../../kernel/module.ts";
import { withCustomSection } from "../../wasm/custom.ts";
import { headerLine } from "../header.ts";
import { buildBinary, type Binary } from "./binary.ts";

export interface Code {
  readonly binary: Binary;
  readonly file?: CodeFile;
}

export interface CodeFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface CodeOptions {
  /** Of the file beside the module, if there is to be one. */
  readonly fileName?: string | undefined;
  /** May sums of products be rounded once, where the machine can? */
  readonly isRelaxed?: boolean | undefined;
}

export function createCode(
  module: CompiledModule,
  { fileName, isRelaxed }: CodeOptions = {},
): Code {
  const binary = buildBinary(module.models, isRelaxed);
  if (fileName === undefined) return { binary };
  const words = headerLine(module).replace("// ", "");
  return { binary, file: { name: fileName, bytes: withCustomSection(binary.bytes, "nnc", words) } };
}

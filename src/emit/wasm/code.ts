/**
 * The WebAssembly of a module file, and where it stands: in the file itself, or in another beside it.
 *
 * Invariant: a file beside it begins with the same words as the module, by which nnc knows its own.
 */
import type { CompiledModule } from "../../kernel/module.ts";
import { withCustomSection } from "../../wasm/custom.ts";
import { headerLine } from "../header.ts";
import { buildBinary, type Binary, type BinaryOptions } from "./binary.ts";
import { printThreads } from "./threads.ts";

export interface Code {
  readonly binary: Binary;
  readonly file?: CodeFile;
  /** What its threads run, where several share the work. */
  readonly threads?: ThreadsFile;
}

export interface ThreadsFile {
  readonly name: string;
  readonly text: string;
  /** As a data: URL, for modules that are loaded without a file. */
  readonly isInside: boolean;
  readonly most: number;
}

export interface CodeFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface CodeOptions extends BinaryOptions {
  /** Of the file beside the module, if there is to be one. */
  readonly fileName?: string | undefined;
  /** Of the file that threads run: by default named after the source. */
  readonly threadsFileName?: string | undefined;
  /** The module is loaded from where it has no files beside it. */
  readonly isAlone?: boolean | undefined;
}

export function createCode(module: CompiledModule, options: CodeOptions = {}): Code {
  const { fileName } = options;
  const binary = buildBinary(module.models, options);
  const threads = createThreadsFile(module, binary, options);
  const code = { binary, ...(threads && { threads }) };
  if (fileName === undefined) return code;
  const words = headerLine(module).replace("// ", "");
  return {
    ...code,
    file: { name: fileName, bytes: withCustomSection(binary.bytes, "nnc", words) },
  };
}

function createThreadsFile(
  module: CompiledModule,
  binary: Binary,
  { threadsFileName = `${module.source}.threads.js`, isAlone = false }: CodeOptions,
): ThreadsFile | undefined {
  const most = Math.max(...module.models.map(({ threads }) => threads));
  if (most === 1) return undefined;
  const text = printThreads(headerLine(module), binary);
  return { name: threadsFileName, text, isInside: isAlone, most };
}

/** The networks beside this file and the contract's specs, elaborated from the disk. */
import { readFileSync } from "node:fs";
import { elaborateSource, type CompileOptions } from "../../src/compile.ts";
import { createSource, type Source } from "../../src/diagnostics/source.ts";
import type { Model } from "../../src/model/model.ts";

const root = new URL("../../", import.meta.url);

/** Serves imports; paths are those below the project. */
export function readProjectFile(path: string): string | undefined {
  try {
    return readFileSync(new URL(path, root), "utf8");
  } catch {
    return undefined;
  }
}

/** `networks/vgg` or `specs/bert`. */
export function sourceOf(name: string): Source {
  const path = `test/${name}.nn`;
  return createSource(path, readProjectFile(path)!);
}

/** @throws Error where the file has any diagnostic */
export function elaborateNetwork(name: string, options: CompileOptions = {}): readonly Model[] {
  const { models, diagnostics } = elaborateSource(sourceOf(name), {
    ...options,
    read: readProjectFile,
  });
  if (diagnostics.length > 0) throw new Error(diagnostics.map((each) => each.message).join("; "));
  return models;
}

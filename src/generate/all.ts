/**
 * Everything that is generated, by path from the project's root.
 */
import { readdirSync } from "node:fs";
import { generateCstTypes } from "./cstTypes.ts";
import { generateDiagrams } from "./diagrams.ts";
import { generateErrors } from "./errors.ts";
import { generatePrelude } from "./prelude.ts";
import { generateBuild, generateRegistry } from "./registry.ts";
import { generateReference } from "./reference/pages.ts";
import { generateRuntime } from "./runtime.ts";

export async function generateAll(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ["src/ops/registry.generated.ts", generateRegistry()],
    ["src/graph/build.generated.ts", await generateBuild()],
    ["src/emit/runtime.generated.ts", await generateRuntime()],
    ["src/prelude/sources.generated.ts", await generatePrelude()],
    ...generateCstTypes(),
    ...generateDiagrams(),
    ...generateErrors(),
    ...generateReference(),
  ]);
}

/** Folders in which nothing else stands. */
const folders = ["docs/reference"];

/** Files in such folders that are generated no more. */
export function findLeftOver(generated: ReadonlyMap<string, string>): readonly string[] {
  return folders.flatMap((folder) =>
    readdirSync(new URL(`../../${folder}/`, import.meta.url), { recursive: true })
      .map((path) => `${folder}/${String(path).replaceAll("\\", "/")}`)
      .filter((path) => path.endsWith(".md") && !generated.has(path)),
  );
}

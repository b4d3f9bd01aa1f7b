/**
 * Everything that is generated, by path from the project's root.
 */
import { generateCstTypes } from "./cstTypes.ts";
import { generateDiagrams } from "./diagrams.ts";
import { generateErrors } from "./errors.ts";
import { generatePrelude } from "./prelude.ts";
import { generateBuild, generateRegistry } from "./registry.ts";
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
  ]);
}

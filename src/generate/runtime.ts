/**
 * Embeds the run-time pieces of generated modules as text: TypeScript as written, and JavaScript.
 *
 * Invariant: what a module contains is what the compiler itself type-checks and tests; formatted as
 * prettier does by default, since generated modules are.
 */
import { readFileSync } from "node:fs";
import { transform } from "esbuild";
import { format } from "prettier";

const pieces = {
  numbers: "emit/runtime/numbers.ts",
  draws: "draws.ts",
  drawing: "emit/runtime/drawing.ts",
  inputs: "emit/runtime/inputs.ts",
  tensors: "emit/runtime/tensors.ts",
};

export async function generateRuntime(): Promise<string> {
  const entries: string[] = [];
  for (const [name, path] of Object.entries(pieces)) {
    const source = readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
    const own = source
      .replace(/^import [^;]*;\n/gm, "")
      .replace(/^\/\*\*[\s\S]*?\*\/\n(?=\n)/, "")
      .replace(/^export /gm, "");
    const typescript = await format(own, { parser: "typescript" });
    const stripped = await transform(own, { loader: "ts", target: "es2022" });
    const javascript = await format(stripped.code, { parser: "babel" });
    const texts = { typescript, javascript };
    entries.push(`  ${name}: ${JSON.stringify(texts)},`);
  }
  return [
    "/**",
    " * Run-time pieces as text. Written by `npm run generate` from src/draws.ts and src/emit/runtime.",
    " */",
    "export const runtimePieces = {",
    ...entries,
    "} as const;",
    "",
  ].join("\n");
}

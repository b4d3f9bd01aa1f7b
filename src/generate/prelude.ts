/**
 * Writes the prelude's files into one module, so that the compiler touches no disk.
 *
 * Invariant: texts as they stand, sorted by path; a layer is one `.nn` file of its own name.
 */
import { readdirSync, readFileSync } from "node:fs";
import * as prettier from "prettier";

const folder = new URL("../prelude/", import.meta.url);

export async function generatePrelude(): Promise<string> {
  const paths = readdirSync(folder, { recursive: true })
    .map((path) => String(path).replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".nn"))
    .sort();
  const entries = paths.map((path) => {
    const text = readFileSync(new URL(path, folder), "utf8").replaceAll("\r\n", "\n");
    return `[${JSON.stringify(path)}, ${JSON.stringify(text)}],`;
  });
  const text = [
    "/**",
    " * The prelude's files, by path below src/prelude. Written by `npm run generate`.",
    " */",
    "export function preludeSources(): readonly (readonly [path: string, text: string])[] {",
    `  return [${entries.join("\n")}];`,
    "}",
    "",
  ].join("\n");
  return prettier.format(text, { parser: "typescript", printWidth: 100 });
}

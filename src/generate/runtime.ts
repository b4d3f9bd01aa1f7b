/**
 * Embeds the run-time pieces of generated modules as text: TypeScript as written, and JavaScript.
 *
 * Invariant: what a module contains is what the compiler itself type-checks and tests, function by
 * function, each with what it uses; formatted as prettier does by default, since generated modules are.
 */
import { readFileSync } from "node:fs";
import { transform } from "esbuild";
import { format } from "prettier";

const files = [
  "emit/runtime/numbers.ts",
  "draws.ts",
  "emit/runtime/drawing.ts",
  "emit/runtime/inputs.ts",
  "emit/runtime/tensors.ts",
  "emit/runtime/code.ts",
  "emit/runtime/code-file.ts",
  "emit/runtime/threads.ts",
  "emit/runtime/serve.ts",
];

interface Piece {
  readonly name: string;
  readonly comment: string;
  readonly code: string;
}

export async function generateRuntime(): Promise<string> {
  const pieces = (await Promise.all(files.map(readPieces))).flat();
  const entries = await Promise.all(
    pieces.map(async ({ name, comment, code }) => {
      const others = pieces.map((piece) => piece.name).filter((other) => other !== name);
      const uses = others.filter((other) => new RegExp(`\\b${other}\\b`).test(code));
      const stripped = (await transform(code, { loader: "ts", target: "es2022" })).code.trim();
      const javascript =
        stripped === "" ? "" : await format(comment + stripped, { parser: "babel" });
      return `  ${JSON.stringify({ name, uses, typescript: comment + code, javascript })},`;
    }),
  );
  return [
    "/**",
    " * Run-time pieces as text. Written by `npm run generate` from src/draws.ts and src/emit/runtime.",
    " */",
    "export const runtimePieces: readonly {",
    "  readonly name: string;",
    "  readonly uses: readonly string[];",
    "  readonly typescript: string;",
    "  readonly javascript: string;",
    "}[] = [",
    ...entries,
    "];",
    "",
  ].join("\n");
}

const declaration = /^(?:(?:async )?function|interface|const|type) (\w+)/;

/** The top-level declarations of a file, each with the comment above it. */
async function readPieces(path: string): Promise<readonly Piece[]> {
  const source = readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
  const own = source.replace(/^import [^;]*;\n/gm, "").replace(/^export /gm, "");
  const lines = (await format(own, { parser: "typescript" })).split("\n");
  const pieces: Piece[] = [];
  let comment: string[] = [];
  let code: string[] = [];
  for (const line of lines) {
    const name = declaration.exec(line)?.[1];
    if (code.length === 0 && name === undefined) {
      comment = line === "" ? [] : [...comment, line];
      continue;
    }
    code.push(line);
    if (line !== "}" && !(/^\S/.test(line) && line.endsWith(";"))) continue;
    pieces.push({ name: nameOf(code), comment: joinLines(comment), code: joinLines(code) });
    comment = [];
    code = [];
  }
  return pieces;
}

function nameOf(code: readonly string[]): string {
  return declaration.exec(code[0]!)![1]!;
}

function joinLines(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

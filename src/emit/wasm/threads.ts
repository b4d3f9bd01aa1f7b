/**
 * The file that threads run which share the work of a module's models.
 *
 * Invariant: plain JavaScript that is a script as well as a module, and stands alone: it is sent the code and
 * the memory, and has of the module only the functions that the code calls.
 */
import { runtimePieces } from "../runtime.generated.ts";
import { createLines } from "../text.ts";
import type { Binary } from "./binary.ts";
import { importedPiecesOf, printImports } from "./face.ts";

export function printThreads(header: string, binary: Binary): string {
  const lines = createLines();
  lines.add(header);
  const wanted = new Set(["serveThread", ...importedPiecesOf(binary)]);
  const byName = new Map(runtimePieces.map((piece) => [piece.name, piece]));
  for (const name of wanted) byName.get(name)!.uses.forEach((used) => wanted.add(used));
  for (const { name, javascript } of runtimePieces) {
    if (!wanted.has(name) || javascript === "") continue;
    lines.blank();
    lines.add(...javascript.trimEnd().split("\n"));
  }
  lines.blank();
  printImports(binary.imports, lines, "javascript");
  lines.blank();
  lines.add("serveThread(wasmFunctions);");
  return lines.text();
}

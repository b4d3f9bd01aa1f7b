/**
 * Writes `grammar/cst.generated.ts`: the types of the concrete syntax tree, one per rule of the grammar.
 *
 * Invariant: depends on the grammar alone; `test/generated.test.ts` fails when the file is stale.
 */
import { generateCstDts } from "chevrotain";
import { NnParser } from "../../grammar/parser.ts";

/** Path in the project → text. */
export function generateCstTypes(): Map<string, string> {
  const types = generateCstDts(new NnParser().getGAstProductions(), {
    includeVisitorInterface: false,
  })
    .replace("CstNode, ICstVisitor, IToken", "CstNode, IToken")
    .replaceAll(/\((\w+)\)\[\]/g, "$1[]");
  const header = "// Written by src/generate/cstTypes.ts from grammar/parser.ts. Do not edit.\n";
  return new Map([["grammar/cst.generated.ts", header + types.trimEnd() + "\n"]]);
}

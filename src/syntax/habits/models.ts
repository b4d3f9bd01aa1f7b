/** Imports, heads of models, and tests as other languages write them. */
import * as t from "../../../grammar/tokens.ts";
import type { Failure } from "../failure.ts";
import { isName } from "../starts.ts";
import type { Explanation } from "../syntaxErrors.ts";
import { around, is, said } from "./said.ts";

export function otherImport(failure: Failure): Explanation | undefined {
  const { found } = around(failure);
  const help = 'write `import { stage } from "./layers.nn"`; what is imported keeps its name';
  if (failure.rules.includes("importDeclaration") && found) {
    const isExpected = [t.LeftBrace.name, t.RightBrace.name].includes(failure.expected);
    return isExpected ? said(failure, found, "an import lists names in braces", help) : undefined;
  }
  const isFirst = failure.rules.length === 0 && is(found, t.From);
  return isFirst ? said(failure, found!, "an import starts with `import`", help) : undefined;
}

/** `x = 1` in a test. */
export function valueInTest(failure: Failure): Explanation | undefined {
  const { found, next } = around(failure);
  const inTest = failure.rules.at(-1) === "testDeclaration" && isName(found);
  if (!inTest || !is(next, t.Equals)) return undefined;
  const help = `write \`given ${found!.image} = …\``;
  return said(failure, found!, "a test gives values by `given`", help, `given ${found!.image}`);
}

/** `test "…"` in the body of a model. */
export function testInBody(failure: Failure): Explanation | undefined {
  const { found, next } = around(failure);
  if (!is(found, t.Test) || !is(next, t.StringLiteral) || !failure.rules.includes("body")) {
    return undefined;
  }
  const message = "a test stands beside its model, not in it";
  return said(failure, found!, message, 'move it below the model: `test "…" of M { … }`');
}

/** `model M:`, and a test whose title has no quotes. */
export function otherHead(failure: Failure): Explanation | undefined {
  const { before, found } = around(failure);
  const rule = failure.rules.at(-1);
  const isHead = rule === "modelDeclaration" || rule === "layerDeclaration";
  if (isHead && is(found, t.Colon)) {
    return said(failure, found!, "a body stands in braces", "write `{ … }`");
  }
  if (rule !== "testDeclaration" || !is(before, t.Test) || !isName(found)) return undefined;
  const help = `write \`test "${found!.image}"\``;
  return said(failure, found!, "the title of a test stands in quotes", help, `"${found!.image}"`);
}

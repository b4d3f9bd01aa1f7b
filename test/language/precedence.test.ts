/** How operators group: every pair of them, against the contract's table. */
import { describe, expect, it } from "vitest";
import { collectDiagnostics } from "../../src/diagnostics/diagnostic.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import type { Expression } from "../../src/syntax/ast.ts";
import { parse } from "../../src/syntax/parse.ts";

/** Loosest first; the unary ones stand among them. */
const levels = [
  ["or"],
  ["and"],
  ["not"],
  ["==", "!=", "<", "<=", ">", ">="],
  ["+", "-"],
  ["*", "/"],
  ["%"],
  ["negate"],
  ["@"],
  ["^"],
];
const levelOf = (operator: string): number => levels.findIndex((each) => each.includes(operator));
const binary = levels.flat().filter((operator) => !["not", "negate"].includes(operator));
const comparison = levelOf("==");
const unary = [
  ["not", "not"],
  ["-", "negate"],
] as const;

/** The expression with all its parentheses, or the codes of what is wrong with it. */
function group(text: string): string {
  const diagnostics = collectDiagnostics();
  const file = parse(createSource("main.nn", `const x = ${text}`), diagnostics);
  if (diagnostics.all.length > 0) return diagnostics.all.map(({ code }) => code).join();
  const [declaration] = file.declarations;
  return declaration?.kind === "const" ? write(declaration.value) : "nothing";
}

function write(node: Expression): string {
  switch (node.kind) {
    case "reference":
      return node.name.text;
    case "unary":
      return `(${node.operator} ${write(node.operand)})`;
    case "binary":
      return `(${write(node.left)} ${node.operator} ${write(node.right)})`;
    default:
      return node.kind;
  }
}

function expected(first: string, second: string): string {
  const [one, two] = [levelOf(first), levelOf(second)];
  if (one === comparison && two === comparison) return "NN1012";
  const toLeft = one > two || (one === two && first !== "^");
  return toLeft ? `((a ${first} b) ${second} c)` : `(a ${first} (b ${second} c))`;
}

describe.each(binary)("a %s b", (first) => {
  it.each(binary)("%s c", (second) => {
    expect(group(`a ${first} b ${second} c`)).toBe(expected(first, second));
  });
});

describe.each(binary)("%s and what stands before one side", (operator) => {
  it.each(unary)("%s a", (sign, name) => {
    const tighter = levelOf(name) > levelOf(operator);
    const wanted = tighter ? `((${sign} a) ${operator} b)` : `(${sign} (a ${operator} b))`;
    expect(group(`${sign} a ${operator} b`)).toBe(wanted);
  });

  it("a minus may follow", () => {
    expect(group(`a ${operator} -b`)).toBe(`(a ${operator} (- b))`);
  });

  it("what is looser goes on behind a minus", () => {
    for (const looser of binary.filter((each) => levelOf(each) < levelOf("negate"))) {
      if (levelOf(looser) >= levelOf(operator)) continue;
      const wanted = `((a ${operator} (- b)) ${looser} c)`;
      expect(group(`a ${operator} -b ${looser} c`)).toBe(wanted);
    }
  });

  it("powers and products stay behind a minus", () => {
    expect(group(`a ${operator} -b ^ c`)).toBe(`(a ${operator} (- (b ^ c)))`);
  });
});

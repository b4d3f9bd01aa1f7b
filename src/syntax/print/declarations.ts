/** Tree → text: the declarations of a file. Those with bodies stand apart, an empty line around them. */
import type {
  Claim,
  Declaration,
  File,
  Given,
  ImportDeclaration,
  LayerDeclaration,
  ModelDeclaration,
  OptimizerDeclaration,
  Setting,
  TestDeclaration,
  TestStatement,
  Wire,
} from "../ast.ts";
import { printExpression, printString } from "./expressions.ts";
import { group, hardLine, indent, join, line, type Layout } from "./layout.ts";
import { printSequence, type Item } from "./sequence.ts";
import { parenthesized, printArguments, printStage } from "./stages.ts";
import {
  lastOf,
  printAnnotation,
  printAssignment,
  printBraces,
  printDoc,
  printNames,
  printValue,
  statementItems,
} from "./statements.ts";
import type { Written } from "./written.ts";

export function printFile(written: Written, { declarations, span }: File): Layout {
  const items = declarations.map((declaration): Item => ({
    span: declaration.span,
    print: () => [printDoc(declaration.doc), printDeclaration(written, declaration)],
    apart: hasBody(declaration),
  }));
  const end = Math.max(span.end, written.text.length + 1);
  return printSequence(written, items, { start: 0, end, separator: hardLine });
}

function hasBody(declaration: Declaration): boolean {
  if (declaration.kind === "layer") return declaration.body.kind === "statements";
  return ["model", "optimizer", "test"].includes(declaration.kind);
}

function printDeclaration(written: Written, declaration: Declaration): Layout {
  switch (declaration.kind) {
    case "import":
      return printImport(written, declaration);
    case "const":
      return ["const ", printAssignment(written, [declaration.name], declaration.value)];
    case "layer":
      return printLayer(written, declaration);
    case "model":
      return printModel(written, declaration);
    case "modelAlias": {
      const { name, stage } = declaration;
      const head = ["model ", printNames(written, [name]), " = "];
      return [head, written.before(stage.span), printStage(written, stage)];
    }
    case "optimizer":
      return printOptimizer(written, declaration);
    case "test":
      return printTest(written, declaration);
  }
}

function printImport(written: Written, { names, path }: ImportDeclaration): Layout {
  const each = names.map((name) => printNames(written, [name]));
  const list = group(["import {", indent(line, join(each, [",", line])), line, "}"]);
  return [list, " from ", written.before(path.span), printString(path)];
}

function printLayer(written: Written, declaration: LayerDeclaration): Layout {
  const { name, wires, settings, body, span } = declaration;
  const from = (settings.at(-1) ?? wires.at(-1) ?? name).span.end;
  const head = ["layer ", printNames(written, [name]), printParameters(written, wires, settings)];
  if (body.kind === "expression") return [head, printValue(written, from, body.value)];
  const items = statementItems(written, body.statements);
  return [head, printBraces(written, items, { from, end: lastOf(span) })];
}

function printParameters(
  written: Written,
  wires: readonly Wire[],
  settings: readonly Setting[],
): Layout {
  const first = wires.map((wire) => printWire(written, wire));
  const second = settings.map((setting) => printSetting(written, setting));
  return parenthesized(settings.length > 0 ? [first, second] : [first], "");
}

function printWire(written: Written, { name, variadic, annotation, span }: Wire): Layout {
  const head = [written.before(span), variadic ? "..." : "", printNames(written, [name])];
  return [head, printAnnotation(written, annotation)];
}

function printSetting(written: Written, { name, defaultValue }: Setting): Layout {
  return printAssignment(written, [name], defaultValue);
}

function printModel(written: Written, declaration: ModelDeclaration): Layout {
  const { name, settings, statements, span } = declaration;
  const from = (settings.at(-1) ?? name).span.end;
  const each = settings.map((setting) => printSetting(written, setting));
  const head = ["model ", printNames(written, [name])];
  const items = statementItems(written, statements);
  return [
    head,
    settings.length > 0 ? parenthesized([each], "") : "",
    printBraces(written, items, { from, end: lastOf(span) }),
  ];
}

function printOptimizer(written: Written, declaration: OptimizerDeclaration): Layout {
  const { name, wires, settings, statements, span } = declaration;
  const from = (settings.at(-1) ?? wires.at(-1) ?? name).span.end;
  const head = [
    "optimizer ",
    printNames(written, [name]),
    printParameters(written, wires, settings),
  ];
  const items = statementItems(written, statements);
  return [head, printBraces(written, items, { from, end: lastOf(span) })];
}

function printTest(written: Written, declaration: TestDeclaration): Layout {
  const { title, model, settings, statements, span } = declaration;
  const from = (settings.at(-1) ?? model).span.end;
  const head = ["test ", written.before(title.span), printString(title), " of "];
  const items = statements.map((statement) => ({
    span: statement.span,
    print: () => printTestStatement(written, statement),
  }));
  return [
    head,
    printNames(written, [model]),
    settings.length > 0 ? printArguments(written, [settings], from, " = ") : "",
    printBraces(written, items, { from, end: lastOf(span) }),
  ];
}

function printTestStatement(written: Written, statement: TestStatement): Layout {
  const each =
    statement.kind === "given"
      ? statement.assignments.map((assignment) => printGiven(written, assignment))
      : statement.claims.map((claim) => printClaim(written, claim));
  return group([statement.kind, " ", indent(join(each, [",", line]))]);
}

function printGiven(written: Written, { path, value }: Given["assignments"][number]): Layout {
  return [printExpression(written, path), printValue(written, path.span.end, value)];
}

function printClaim(written: Written, { condition, within }: Claim): Layout {
  const claim = printExpression(written, condition);
  return within ? [claim, " within ", printExpression(written, within, { loosest: 4 })] : claim;
}

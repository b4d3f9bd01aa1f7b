/** Tree → layout: the declarations of a file. Those with bodies stand apart, an empty line around them. */
import type { Source } from "../../diagnostics/source.ts";
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
import { printExpression, printName, printString } from "./expressions.ts";
import { group, indent, join, line, type Layout } from "./layout.ts";
import { printBraces, printWhole } from "./sequence.ts";
import { parenthesized, printArguments, printStage } from "./stages.ts";
import { printAnnotation, printAssignment, printBody, printValue } from "./statements.ts";

export function printFile({ declarations, span }: File): Layout {
  const items = declarations.map((declaration) => ({
    layout: printDeclaration(span.source, declaration),
    apart: hasBody(declaration),
  }));
  return printWhole(items);
}

function hasBody(declaration: Declaration): boolean {
  if (declaration.kind === "layer") return declaration.body.kind === "statements";
  return ["model", "optimizer", "test"].includes(declaration.kind);
}

function printDeclaration(source: Source, declaration: Declaration): Layout {
  switch (declaration.kind) {
    case "import":
      return printImport(declaration);
    case "const":
      return ["const ", printAssignment([declaration.name], declaration.value)];
    case "layer":
      return printLayer(source, declaration);
    case "model":
      return printModel(source, declaration);
    case "modelAlias":
      return ["model ", printName(declaration.name), " = ", printStage(declaration.stage)];
    case "optimizer":
      return printOptimizer(source, declaration);
    case "test":
      return printTest(declaration);
  }
}

function printImport({ names, path }: ImportDeclaration): Layout {
  const each = join(names.map(printName), [",", line]);
  return [
    "import ",
    group("{", indent(line, each), { ...line, closing: true }, "}"),
    " from ",
    printString(path),
  ];
}

function printLayer(source: Source, declaration: LayerDeclaration): Layout {
  const { name, wires, settings, body } = declaration;
  const head = ["layer ", printName(name), printParameters(wires, settings)];
  if (body.kind === "expression") return [head, printValue(body.value)];
  return [head, printBody(source, body.statements)];
}

function printParameters(wires: readonly Wire[], settings: readonly Setting[]): Layout {
  const first = wires.map(printWire);
  return parenthesized(settings.length > 0 ? [first, settings.map(printSetting)] : [first]);
}

function printWire({ name, variadic, annotation }: Wire): Layout {
  return [variadic ? "..." : "", printName(name), printAnnotation(annotation)];
}

function printSetting({ name, defaultValue }: Setting): Layout {
  return printAssignment([name], defaultValue);
}

function printModel(source: Source, { name, settings, statements }: ModelDeclaration): Layout {
  const head = settings.length > 0 ? parenthesized([settings.map(printSetting)]) : "";
  return ["model ", printName(name), head, printBody(source, statements)];
}

function printOptimizer(source: Source, declaration: OptimizerDeclaration): Layout {
  const { name, wires, settings, statements } = declaration;
  const head = ["optimizer ", printName(name), printParameters(wires, settings)];
  return [head, printBody(source, statements)];
}

function printTest({ title, model, settings, statements }: TestDeclaration): Layout {
  return [
    "test ",
    printString(title),
    " of ",
    printName(model),
    settings.length > 0 ? printArguments([settings], " = ") : "",
    printBraces(statements.map((statement) => ({ layout: printTestStatement(statement) }))),
  ];
}

function printTestStatement(statement: TestStatement): Layout {
  const each =
    statement.kind === "given"
      ? statement.assignments.map(printGiven)
      : statement.claims.map(printClaim);
  const list = join(each, [",", line]);
  return group(statement.kind, " ", each.length > 1 ? indent(list) : list);
}

function printGiven({ path, value }: Given["assignments"][number]): Layout {
  return [printExpression(path), printValue(value)];
}

function printClaim({ condition, within }: Claim): Layout {
  const claim = printExpression(condition);
  return within ? [claim, " within ", printExpression(within, { loosest: 4 })] : claim;
}

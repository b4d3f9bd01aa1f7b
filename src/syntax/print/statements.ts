/**
 * Tree → layout: statements and bodies.
 *
 * House style: two spaces; in lines of `input`, `target`, `param`, `buffer` and `state` below one another
 * the names are aligned; `if` and `train` stay on one line if they were written on one and fit.
 */
import type { Source } from "../../diagnostics/source.ts";
import type {
  Annotation,
  Dimension,
  Expression,
  IfStatement,
  Name,
  ParamStatement,
  Port,
  PortStatement,
  Statement,
  TrainEntry,
} from "../ast.ts";
import {
  printConditional,
  printExpression,
  printHead,
  printName,
  printString,
} from "./expressions.ts";
import {
  fixed,
  group,
  indent,
  join,
  line,
  noLine,
  softLine,
  writtenLine,
  type Layout,
  type Line,
} from "./layout.ts";
import { bracketed, printBraces, printFlatBraces, type Item } from "./sequence.ts";
import { printBlock, printStage } from "./stages.ts";

/** Two spaces, or a new line. */
const wideLine: Line = { ...softLine, flat: "  " };

export function printBody(source: Source, statements: readonly Statement[]): Layout {
  return printBraces(statementItems(source, statements));
}

function statementItems(source: Source, statements: readonly Statement[]): Item[] {
  const widths = wordWidths(source, statements);
  return statements.map((statement, index) => ({
    layout: printStatement(source, statement, widths[index]!),
  }));
}

/** For each statement the width of its word: that of the longest among its neighbours. */
function wordWidths({ text }: Source, statements: readonly Statement[]): number[] {
  const widths: number[] = [];
  let run: Statement[] = [];
  const endRun = () => {
    const width = run.reduce((longest, { kind }) => Math.max(longest, kind.length), 0);
    for (const _ of run) widths.push(width);
  };
  for (const statement of statements) {
    const before = run.at(-1);
    const gap = before && text.slice(before.span.end, statement.span.start);
    const continues = gap !== undefined && !/\n[^\S\n]*\n/.test(gap);
    if (continues && isAligned(before!) && isAligned(statement)) run.push(statement);
    else {
      endRun();
      run = [statement];
    }
  }
  endRun();
  return widths;
}

function isAligned({ kind }: Statement): boolean {
  return ["input", "target", "param", "buffer", "state"].includes(kind);
}

function printStatement(source: Source, statement: Statement, wordWidth: number): Layout {
  switch (statement.kind) {
    case "input":
    case "target":
      return printPorts(statement, wordWidth);
    case "param":
    case "buffer":
    case "state":
      return printParam(statement, wordWidth);
    case "value":
      return printAssignment(statement.names, statement.value);
    case "next":
      return printAssignment([statement.name], statement.value);
    case "output":
      return ["output ", printAssignment(statement.names, statement.value)];
    case "emit":
    case "const":
      return [statement.kind, " ", printAssignment([statement.name], statement.value)];
    case "loss":
    case "metric": {
      const { kind, name, value } = statement;
      return [kind, " ", name ? printAssignment([name], value) : printExpression(value)];
    }
    case "return":
      return ["return ", printExpression(statement.value)];
    case "require": {
      const { condition, message } = statement;
      const tail = message ? [",", indent(line, printString(message))] : "";
      return group("require ", printExpression(condition), tail);
    }
    case "shared": {
      const { name, layer } = statement;
      const value = layer.kind === "stage" ? printStage(layer) : printBlock(layer);
      return ["shared ", printName(name), " = ", value];
    }
    case "train": {
      const items = statement.entries.map((entry) => ({ layout: printTrainEntry(entry) }));
      return ["train ", printFlatBraces("", items, wideLine)];
    }
    case "ifStatement":
      return isShort(statement)
        ? group(printShortIf(source, statement))
        : printLongIf(source, statement);
    case "scan": {
      const { names, sources, statements } = statement;
      const over = join(sources.map(printHead), ", ");
      return ["scan ", printNames(names), " over ", over, printBody(source, statements)];
    }
  }
}

function printNames(names: readonly Name[]): Layout {
  return join(names.map(printName), ", ");
}

export function printAssignment(names: readonly Name[], value: Expression | undefined): Layout {
  return [printNames(names), printValue(value)];
}

/** ` = value`, on the next line if it was written there. */
export function printValue(value: Expression | undefined): Layout {
  if (!value) return "";
  if (value.kind !== "conditional") return [" =", fixed(writtenLine, printExpression(value))];
  const noFurther = (...branches: readonly Layout[]) => branches;
  return [" =", indent(writtenLine, printConditional(value, noFurther))];
}

function printPorts({ kind, ports }: PortStatement, wordWidth: number): Layout {
  const list = join(ports.map(printPort), [",", line]);
  return group(kind.padEnd(wordWidth), " ", ports.length > 1 ? indent(list) : list);
}

function printPort({ name, annotation }: Pick<Port, "name" | "annotation">): Layout {
  return [printName(name), printAnnotation(annotation)];
}

/** `: int[t]`. */
export function printAnnotation(annotation: Annotation | undefined): Layout {
  if (!annotation) return "";
  const { type, shape } = annotation;
  const dimensions = shape && join(shape.map(printDimension), [",", line]);
  return [": ", type ? printName(type) : "", dimensions ? bracketed("[", dimensions, "]") : ""];
}

function printDimension(dimension: Dimension): Layout {
  if (dimension.kind !== "rest") return printExpression(dimension);
  return ["...", dimension.name ? printName(dimension.name) : ""];
}

function printParam(param: ParamStatement, wordWidth: number): Layout {
  const { kind, start } = param;
  const head = [kind.padEnd(wordWidth), " ", printPort(param)];
  if (start?.kind !== "drawn") return [head, printValue(start?.value)];
  return [head, " ~ ", printStage(start.stage)];
}

function printTrainEntry(entry: TrainEntry): Layout {
  if (entry.kind !== "optimizer") return [entry.kind, " ", printExpression(entry.value)];
  return ["optimizer ", printStage(entry.stage)];
}

/** Each branch is one statement. */
function isShort({ consequent, alternative = [] }: IfStatement): boolean {
  const [inner] = alternative;
  if (consequent.length !== 1 || alternative.length > 1) return false;
  return inner?.kind === "ifStatement" ? isShort(inner) : true;
}

function printShortIf(source: Source, { condition, consequent, alternative }: IfStatement): Layout {
  const branch = (statements: readonly Statement[]): Layout =>
    printFlatBraces("", statementItems(source, statements), softLine);
  const head = ["if ", printHead(condition), " ", branch(consequent)];
  if (!alternative) return head;
  const [inner] = alternative;
  const isChain = inner?.kind === "ifStatement";
  return [head, noLine, "else ", isChain ? printShortIf(source, inner) : branch(alternative)];
}

function printLongIf(source: Source, statement: IfStatement): Layout {
  const { condition, consequent, alternative } = statement;
  const first = ["if ", printHead(condition), printBody(source, consequent)];
  if (!alternative) return first;
  const [inner] = alternative;
  if (inner?.kind === "ifStatement" && alternative.length === 1 && !inner.doc) {
    return [first, noLine, "else ", printLongIf(source, inner)];
  }
  return [first, noLine, "else", printBody(source, alternative)];
}

/**
 * Tree → text: statements and bodies.
 *
 * House style: two spaces; in lines of `input`, `target`, `param`, `buffer` and `state` below one another
 * the names are aligned; `if` and `train` stay on one line if they were written on one and fit.
 */
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
  TrainStatement,
} from "../ast.ts";
import {
  printConditional,
  printExpression,
  printHead,
  printName,
  printString,
} from "./expressions.ts";
import { group, hardLine, indent, join, line, softLine, wideLine, type Layout } from "./layout.ts";
import { printSequence, type Item } from "./sequence.ts";
import { printBlock, printStage } from "./stages.ts";
import type { Written } from "./written.ts";

/** The lines of `///` above something. */
export function printDoc(doc: string | undefined): Layout {
  if (doc === undefined) return "";
  return doc.split("\n").map((text) => [text === "" ? "///" : `/// ${text}`, hardLine]);
}

/** `{ … }` around things below one another. `from` is an offset before the `{`, `end` that of the `}`. */
export function printBraces(
  written: Written,
  items: readonly Item[],
  { from, end }: { from: number; end: number },
): Layout {
  const start = Math.min(written.find("{", from) + 1, end);
  const before = written.atEnd({ end: start - 1 });
  const opening = written.onLine(start, end);
  const inside = printSequence(written, items, { start, end, separator: hardLine });
  const isEmpty = inside.length === 0;
  return [before, " {", opening, isEmpty ? "" : [indent(hardLine, inside), hardLine], "}"];
}

export function statementItems(written: Written, statements: readonly Statement[]): Item[] {
  const widths = wordWidths(written, statements);
  return statements.map((statement, index) => ({
    span: statement.span,
    print: () => [printDoc(statement.doc), printStatement(written, statement, widths[index]!)],
  }));
}

/** For each statement the width of its word: that of the longest among its neighbours. */
function wordWidths(written: Written, statements: readonly Statement[]): number[] {
  const widths = statements.map(() => 0);
  let first = 0;
  statements.forEach((statement, index) => {
    const before = statements[index - 1];
    const gap = before && written.hasBlankLine(before.span.end, statement.span.start);
    const continues = before && !gap && isAligned(before) && isAligned(statement);
    if (!continues) first = index;
    const width = Math.max(widths[first]!, statement.kind.length);
    widths.fill(width, first, index + 1);
  });
  return widths;
}

function isAligned({ kind }: Statement): boolean {
  return ["input", "target", "param", "buffer", "state"].includes(kind);
}

function printStatement(written: Written, statement: Statement, wordWidth: number): Layout {
  switch (statement.kind) {
    case "input":
    case "target":
      return printPorts(written, statement, wordWidth);
    case "param":
    case "buffer":
    case "state":
      return printParam(written, statement, wordWidth);
    case "value":
      return printAssignment(written, statement.names, statement.value);
    case "next":
      return printAssignment(written, [statement.name], statement.value);
    case "output":
      return ["output ", printAssignment(written, statement.names, statement.value)];
    case "emit":
    case "const":
      return [statement.kind, " ", printAssignment(written, [statement.name], statement.value)];
    case "loss":
    case "metric": {
      const { kind, name, value } = statement;
      if (!name) return [kind, " ", printExpression(written, value)];
      return [kind, " ", printAssignment(written, [name], value)];
    }
    case "return":
      return ["return ", printExpression(written, statement.value)];
    case "require": {
      const { condition, message } = statement;
      const tail = message ? [", ", written.before(message.span), printString(message)] : "";
      return ["require ", printExpression(written, condition), tail];
    }
    case "shared": {
      const { name, layer } = statement;
      const head = ["shared ", printNames(written, [name]), " = ", written.before(layer.span)];
      return [
        head,
        layer.kind === "stage" ? printStage(written, layer) : printBlock(written, layer),
      ];
    }
    case "train":
      return printTrain(written, statement);
    case "ifStatement":
      return printIf(written, statement);
    case "scan": {
      const { names, sources, statements, span } = statement;
      const over = join(
        sources.map((source) => printHead(written, source)),
        ", ",
      );
      const head = ["scan ", printNames(written, names), " over ", over];
      const place = { from: sources.at(-1)!.span.end, end: lastOf(span) };
      return [head, printBraces(written, statementItems(written, statements), place)];
    }
  }
}

/** The offset of the last character. */
export function lastOf({ start, end }: Statement["span"]): number {
  return Math.max(end - 1, start);
}

export function printNames(written: Written, names: readonly Name[]): Layout {
  return join(
    names.map((name) => [written.before(name.span), printName(name)]),
    ", ",
  );
}

export function printAssignment(
  written: Written,
  names: readonly Name[],
  value: Expression | undefined,
): Layout {
  return [printNames(written, names), printValue(written, names.at(-1)!.span.end, value)];
}

/** ` = value`, on the next line if it was written there. What gets the value ends at `from`. */
export function printValue(written: Written, from: number, value: Expression | undefined): Layout {
  if (!value) return "";
  const breaks = written.hasBreak(written.find("=", from), value.span.start);
  if (!breaks) return [" = ", printExpression(written, value)];
  const comments = written.before(value.span);
  const layout =
    value.kind === "conditional"
      ? printConditional(written, value, { onOwnLine: true })
      : printExpression(written, value);
  return [" =", indent(hardLine, comments, layout)];
}

function printPorts(written: Written, { kind, ports }: PortStatement, wordWidth: number): Layout {
  const each = ports.map((port) => printPort(written, port));
  return group([kind.padEnd(wordWidth), " ", indent(join(each, [",", line]))]);
}

function printPort(
  written: Written,
  { name, annotation }: Pick<Port, "name" | "annotation">,
): Layout {
  return [printNames(written, [name]), printAnnotation(written, annotation)];
}

/** `: int[t]`. */
export function printAnnotation(written: Written, annotation: Annotation | undefined): Layout {
  if (!annotation) return "";
  const { type, shape, span } = annotation;
  const head = [": ", written.before(span), type ? printName(type) : ""];
  if (!shape) return head;
  const dimensions = shape.map((dimension) => printDimension(written, dimension));
  const inside = [softLine, join(dimensions, [",", line]), written.atEnd(span)];
  return [head, group(["[", indent(...inside), softLine, "]"])];
}

function printDimension(written: Written, dimension: Dimension): Layout {
  if (dimension.kind !== "rest") return printExpression(written, dimension);
  return [written.before(dimension.span), "...", dimension.name ? printName(dimension.name) : ""];
}

function printParam(written: Written, param: ParamStatement, wordWidth: number): Layout {
  const { kind, start, name, annotation } = param;
  const head = [kind.padEnd(wordWidth), " ", printPort(written, param)];
  const from = (annotation ?? name).span.end;
  if (start?.kind !== "drawn") return [head, printValue(written, from, start?.value)];
  return [head, " ~ ", written.before(start.stage.span), printStage(written, start.stage)];
}

function printTrain(written: Written, { entries, span }: TrainStatement): Layout {
  const items = entries.map((entry) => ({
    span: entry.span,
    print: () => printTrainEntry(written, entry),
  }));
  const inLine = entries.length > 0 && !written.hasBreak(span.start, span.end);
  if (!inLine || written.peek(span.end)) {
    return ["train", printBraces(written, items, { from: span.start, end: lastOf(span) })];
  }
  const inside = join(
    items.map((item) => item.print()),
    wideLine,
  );
  return group(["train {", indent(line, inside), line, "}"]);
}

function printTrainEntry(written: Written, entry: TrainEntry): Layout {
  if (entry.kind !== "optimizer") return [entry.kind, " ", printExpression(written, entry.value)];
  return ["optimizer ", written.before(entry.stage.span), printStage(written, entry.stage)];
}

function printIf(written: Written, statement: IfStatement): Layout {
  const inLine = !written.hasBreak(statement.span.start, statement.span.end) && isShort(statement);
  return inLine && !written.peek(statement.span.end)
    ? group(printShortIf(written, statement))
    : printLongIf(written, statement);
}

/** Each branch is one statement. */
function isShort({ consequent, alternative = [] }: IfStatement): boolean {
  const [inner] = alternative;
  if (consequent.length !== 1 || alternative.length > 1) return false;
  return inner?.kind === "ifStatement" ? isShort(inner) : true;
}

function printShortIf(
  written: Written,
  { condition, consequent, alternative }: IfStatement,
): Layout {
  const branch = (statements: readonly Statement[]): Layout => [
    "{",
    indent(
      line,
      statementItems(written, statements).map((item) => item.print()),
    ),
    line,
    "}",
  ];
  const head = ["if ", printHead(written, condition), " ", branch(consequent)];
  if (!alternative) return head;
  const [inner] = alternative;
  const isChain = inner?.kind === "ifStatement";
  return [head, " else ", isChain ? printShortIf(written, inner) : branch(alternative)];
}

function printLongIf(written: Written, statement: IfStatement): Layout {
  const { condition, consequent, alternative, span } = statement;
  const head = ["if ", printHead(written, condition)];
  const start = consequent.at(-1)?.span.end ?? written.find("{", condition.span.end) + 1;
  const end = alternative ? Math.min(written.find("}", start), lastOf(span)) : lastOf(span);
  const items = statementItems(written, consequent);
  const first = [head, printBraces(written, items, { from: condition.span.end, end })];
  if (!alternative) return first;
  const [inner] = alternative;
  if (inner?.kind === "ifStatement" && alternative.length === 1 && !inner.doc) {
    return [first, " else ", written.before(inner.span), printLongIf(written, inner)];
  }
  const place = { from: end + 1, end: lastOf(span) };
  return [first, " else", printBraces(written, statementItems(written, alternative), place)];
}

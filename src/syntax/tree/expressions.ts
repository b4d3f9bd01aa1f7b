/**
 * Concrete syntax → tree: expressions, from `if then else` down to names.
 *
 * The functions are named after the rules of the grammar. What the grammar lets through and the language
 * does not is reported here, and read as what was probably meant, so that later stages can go on.
 */
import type { CstNode } from "chevrotain";
import type {
  ConditionalCstNode,
  ExpressionCstNode,
  HeadCstNode,
  ItemCstNode,
  OperandCstNode,
  OperationCstNode,
  PipelineCstNode,
  SubscriptCstNode,
  TupleCstNode,
} from "../../../grammar/cst.generated.ts";
import { joinSpans, type Span } from "../../diagnostics/source.ts";
import type { Conditional, Expression, List, Spread, Subscript } from "../ast.ts";
import { readNumber, readString } from "./literals.ts";
import { groupOperators, type SignedOperand } from "./operators.ts";
import { only, readName, spanOf, type Reader } from "./reader.ts";
import { readBlock, readCall, readStage } from "./stages.ts";

export function readExpression(reader: Reader, node: ExpressionCstNode): Expression {
  const { conditional, pipeline } = node.children;
  return conditional
    ? readConditional(reader, only(conditional))
    : readPipeline(reader, only(pipeline));
}

function readConditional(reader: Reader, node: ConditionalCstNode): Conditional {
  const { head, consequent, alternative } = node.children;
  return {
    kind: "conditional",
    span: spanOf(reader, node),
    condition: readHead(reader, only(head)),
    consequent: readExpression(reader, only(consequent)),
    alternative: readExpression(reader, only(alternative)),
  };
}

export function readHead(reader: Reader, node: HeadCstNode): Expression {
  return readOperation(reader, only(node.children.operation));
}

function readPipeline(reader: Reader, node: PipelineCstNode): Expression {
  const source = readOperation(reader, only(node.children.operation));
  const stages = (node.children.stage ?? []).map((stage) => readStage(reader, stage));
  if (stages.length === 0) return source;
  return { kind: "pipeline", span: spanOf(reader, node), source, stages };
}

export function readOperation(reader: Reader, node: OperationCstNode): Expression {
  const operands = node.children.operand.map((operand): SignedOperand => ({
    signs: operand.children.Prefix ?? [],
    expression: readOperand(reader, operand),
    span: spanWithoutSigns(reader, operand),
  }));
  return groupOperators(reader, operands, node.children.Operator ?? []);
}

function spanWithoutSigns(reader: Reader, node: OperandCstNode): Span {
  const signs = node.children.Prefix;
  if (!signs) return spanOf(reader, node);
  const { Name, NumberLiteral, StringLiteral, True, False, None, tuple, list } = node.children;
  const token = Name ?? NumberLiteral ?? StringLiteral ?? True ?? False ?? None;
  return spanOf(
    reader,
    token ? only(token) : only<CstNode>(tuple ?? list ?? node.children.block),
    node,
  );
}

/** The operand without its signs: an atom, and what is applied to it from left to right. */
function readOperand(reader: Reader, node: OperandCstNode): Expression {
  let value = readAtom(reader, node);
  const { start } = spanWithoutSigns(reader, node);
  for (const suffix of node.children.suffix ?? []) {
    const span = { ...spanOf(reader, suffix), start };
    const { callArguments, block, subscripts, Name } = suffix.children;
    if (callArguments) value = readCall(reader, value, span, only(callArguments), block?.[0]);
    else if (Name) value = { kind: "member", span, value, name: readName(reader, only(Name)) };
    else {
      const each = only(subscripts).children.subscript;
      value = { kind: "index", span, value, subscripts: each.map((s) => readSubscript(reader, s)) };
    }
  }
  return value;
}

function readAtom(reader: Reader, { children }: OperandCstNode): Expression {
  const { Name, NumberLiteral, StringLiteral, True, False, None, tuple, list } = children;
  if (Name) {
    const name = readName(reader, only(Name));
    return { kind: "reference", span: name.span, name };
  }
  if (NumberLiteral) return readNumber(reader, only(NumberLiteral));
  if (StringLiteral) return readString(reader, only(StringLiteral));
  const truth = True ?? False;
  if (truth) return { kind: "boolean", span: spanOf(reader, only(truth)), value: Boolean(True) };
  if (None) return { kind: "none", span: spanOf(reader, only(None)) };
  if (tuple) return readTuple(reader, only(tuple));
  if (list) return readList(reader, spanOf(reader, only(list)), only(list).children.item ?? []);
  return readBlock(reader, only(children.block));
}

/** A single value in parentheses is the value itself; with a comma behind it, a tuple of one. */
function readTuple(reader: Reader, node: TupleCstNode): Expression {
  const { item, Comma } = node.children;
  if (item.length === 1 && Comma !== undefined) {
    return {
      kind: "tuple",
      span: spanOf(reader, node),
      items: [readItem(reader, item[0]!)],
      bare: false,
    };
  }
  return readItems(reader, node.children.item, spanOf(reader, node), false);
}

function readList(reader: Reader, span: Span, items: readonly ItemCstNode[]): List {
  return { kind: "list", span, items: items.map((item) => readItem(reader, item)) };
}

function readItem(reader: Reader, node: ItemCstNode): Expression | Spread {
  const value = readExpression(reader, only(node.children.expression));
  return node.children.Ellipsis ? { kind: "spread", span: spanOf(reader, node), value } : value;
}

function readSubscript(reader: Reader, node: SubscriptCstNode): Subscript {
  const span = spanOf(reader, node);
  const { Ellipsis, from, sliceRest } = node.children;
  if (Ellipsis) return { kind: "ellipsis", span };
  const first = from && readExpression(reader, only(from));
  const rest = sliceRest?.[0]?.children;
  if (rest === undefined) return { kind: "at", span, value: only(first && [first]) };
  return {
    kind: "slice",
    span,
    from: first,
    to: rest.to && readExpression(reader, only(rest.to)),
    step: rest.step && readExpression(reader, only(rest.step)),
  };
}

/** One value, or several without parentheses. */
export function readValues(reader: Reader, items: readonly ItemCstNode[]): Expression {
  const span = joinSpans(spanOf(reader, items[0]!), spanOf(reader, items.at(-1)!));
  return readItems(reader, items, span, true);
}

function readItems(
  reader: Reader,
  nodes: readonly ItemCstNode[],
  span: Span,
  bare: boolean,
): Expression {
  const items = nodes.map((each) => readItem(reader, each));
  const [first] = items;
  if (items.length === 1 && first!.kind !== "spread") return first!;
  return { kind: "tuple", span, items, bare };
}

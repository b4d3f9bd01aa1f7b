/**
 * Concrete syntax → tree: the statements of a body.
 *
 * Which statements may stand in which body (an `input` only in a model) is not syntax; the stage that
 * resolves names says so.
 */
import type { CstNode } from "chevrotain";
import type {
  BodyCstNode,
  ConstDeclarationCstNode,
  EmitStatementCstNode,
  IfStatementCstNode,
  NamesCstNode,
  ObjectiveStatementCstNode,
  OutputStatementCstNode,
  ParamStatementCstNode,
  PortCstNode,
  PortStatementCstNode,
  RequireStatementCstNode,
  ScanStatementCstNode,
  SharedStatementCstNode,
  StatementCstNode,
  TrainEntryCstNode,
  TrainStatementCstNode,
  ValuesCstNode,
  ValueStatementCstNode,
} from "../../../grammar/cst.generated.ts";
import type { Span } from "../../diagnostics/source.ts";
import type {
  ConstDeclaration,
  EmitStatement,
  Expression,
  IfStatement,
  Name,
  NextStatement,
  ObjectiveStatement,
  OutputStatement,
  ParamStatement,
  Port,
  PortStatement,
  RequireStatement,
  ScanStatement,
  SharedStatement,
  Statement,
  TrainEntry,
  TrainStatement,
  ValueStatement,
} from "../ast.ts";
import { readExpression, readHead, readValues } from "./expressions.ts";
import { readString } from "./literals.ts";
import { readAnnotation } from "./parameters.ts";
import { only, readDeclaredName, readName, spanOf, startOf, type Reader } from "./reader.ts";
import { readBlock, readStage } from "./stages.ts";

export function readBody(reader: Reader, node: BodyCstNode): readonly Statement[] {
  return (node.children.statement ?? []).map((statement) => readStatement(reader, statement));
}

function readStatement(reader: Reader, { children: is }: StatementCstNode): Statement {
  if (is.portStatement) return readPortStatement(reader, only(is.portStatement));
  if (is.paramStatement) return readParamStatement(reader, only(is.paramStatement));
  if (is.outputStatement) return readOutputStatement(reader, only(is.outputStatement));
  if (is.objectiveStatement) return readObjectiveStatement(reader, only(is.objectiveStatement));
  if (is.trainStatement) return readTrainStatement(reader, only(is.trainStatement));
  if (is.constDeclaration) return readConstDeclaration(reader, only(is.constDeclaration));
  if (is.requireStatement) return readRequireStatement(reader, only(is.requireStatement));
  if (is.ifStatement) {
    const node = only(is.ifStatement);
    return { ...readIfStatement(reader, node), doc: reader.docAbove(startOf(node)) };
  }
  if (is.sharedStatement) return readSharedStatement(reader, only(is.sharedStatement));
  if (is.scanStatement) return readScanStatement(reader, only(is.scanStatement));
  if (is.emitStatement) return readEmitStatement(reader, only(is.emitStatement));
  if (is.returnStatement) {
    const node = only(is.returnStatement);
    const value = readSeveral(reader, only(node.children.values));
    return { kind: "return", ...place(reader, node), value };
  }
  return readValueStatement(reader, only(is.valueStatement));
}

/** Where a statement stands, and what is said above it. */
export function place(reader: Reader, node: CstNode): { span: Span; doc: string | undefined } {
  return { span: spanOf(reader, node), doc: reader.docAbove(startOf(node)) };
}

function readPortStatement(reader: Reader, node: PortStatementCstNode): PortStatement {
  const { Input, port } = node.children;
  return {
    kind: Input ? "input" : "target",
    ...place(reader, node),
    ports: port.map((each) => readPort(reader, each)),
  };
}

function readPort(reader: Reader, node: PortCstNode): Port {
  const { Name, annotation } = node.children;
  return {
    span: spanOf(reader, node),
    name: readDeclaredName(reader, only(Name)),
    annotation: annotation && readAnnotation(reader, only(annotation)),
  };
}

function readParamStatement(reader: Reader, node: ParamStatementCstNode): ParamStatement {
  const { Param, Buffer, port, stage, expression } = node.children;
  const { name, annotation } = readPort(reader, only(port));
  return {
    kind: Param ? "param" : Buffer ? "buffer" : "state",
    ...place(reader, node),
    name,
    annotation,
    start: stage
      ? { kind: "drawn", stage: readStage(reader, only(stage)) }
      : expression && { kind: "value", value: readExpression(reader, only(expression)) },
  };
}

function readOutputStatement(reader: Reader, node: OutputStatementCstNode): OutputStatement {
  const names = readDeclaredNames(reader, only(node.children.names));
  const values = node.children.values?.[0];
  const value = values && readValueOf(reader, names, values);
  return { kind: "output", ...place(reader, node), names, value };
}

function readObjectiveStatement(
  reader: Reader,
  node: ObjectiveStatementCstNode,
): ObjectiveStatement {
  const { Loss, Metric, Name, expression } = node.children;
  if (Metric && !Name) {
    const message = "a metric needs a name to be reported under";
    const fix = { message: "write `metric name = …`" };
    reader.report("NN1021", message, spanOf(reader, only(Metric)), { fix });
  }
  return {
    kind: Loss ? "loss" : "metric",
    ...place(reader, node),
    name: Name && readDeclaredName(reader, only(Name)),
    value: readExpression(reader, only(expression)),
  };
}

function readTrainStatement(reader: Reader, node: TrainStatementCstNode): TrainStatement {
  const entries = (node.children.trainEntry ?? []).map((entry) => readTrainEntry(reader, entry));
  return { kind: "train", ...place(reader, node), entries };
}

function readTrainEntry(reader: Reader, node: TrainEntryCstNode): TrainEntry {
  const { stage, Batch, expression } = node.children;
  const span = spanOf(reader, node);
  if (stage) return { kind: "optimizer", span, stage: readStage(reader, only(stage)) };
  const value = readExpression(reader, only(expression));
  return { kind: Batch ? "batch" : "epochs", span, value };
}

export function readConstDeclaration(
  reader: Reader,
  node: ConstDeclarationCstNode,
): ConstDeclaration {
  const { Name, expression } = node.children;
  return {
    kind: "const",
    ...place(reader, node),
    name: readDeclaredName(reader, only(Name)),
    value: readExpression(reader, only(expression)),
  };
}

function readRequireStatement(reader: Reader, node: RequireStatementCstNode): RequireStatement {
  const { expression, StringLiteral } = node.children;
  return {
    kind: "require",
    ...place(reader, node),
    condition: readExpression(reader, only(expression)),
    message: StringLiteral && readString(reader, only(StringLiteral)),
  };
}

/** The `if` of an `else if` has no `doc` of its own. */
function readIfStatement(reader: Reader, node: IfStatementCstNode): IfStatement {
  const { head, body, Else, ifStatement } = node.children;
  const elseBody = body[1];
  const alternative = ifStatement
    ? [readIfStatement(reader, only(ifStatement))]
    : elseBody && readBody(reader, elseBody);
  return {
    kind: "ifStatement",
    span: spanOf(reader, node),
    doc: undefined,
    condition: readHead(reader, only(head)),
    consequent: readBody(reader, only(body)),
    alternative: Else && alternative,
  };
}

function readSharedStatement(reader: Reader, node: SharedStatementCstNode): SharedStatement {
  const { Name, stage, block } = node.children;
  return {
    kind: "shared",
    ...place(reader, node),
    name: readDeclaredName(reader, only(Name)),
    layer: stage ? readStage(reader, only(stage)) : readBlock(reader, only(block)),
  };
}

function readScanStatement(reader: Reader, node: ScanStatementCstNode): ScanStatement {
  const { names, head, body } = node.children;
  return {
    kind: "scan",
    ...place(reader, node),
    names: readDeclaredNames(reader, only(names)),
    sources: head.map((each) => readHead(reader, each)),
    statements: readBody(reader, only(body)),
  };
}

function readEmitStatement(reader: Reader, node: EmitStatementCstNode): EmitStatement {
  const { Name, expression } = node.children;
  return {
    kind: "emit",
    ...place(reader, node),
    name: readDeclaredName(reader, only(Name)),
    value: expression && readExpression(reader, only(expression)),
  };
}

function readValueStatement(
  reader: Reader,
  node: ValueStatementCstNode,
): ValueStatement | NextStatement {
  const names = only(node.children.names).children.Name.map((token) => readName(reader, token));
  const value = readValueOf(reader, names, only(node.children.values));
  const name = names[0]!;
  if (names.length === 1 && name.primed) {
    return { kind: "next", ...place(reader, node), name, value };
  }
  return { kind: "value", ...place(reader, node), names, value };
}

function readDeclaredNames(reader: Reader, node: NamesCstNode): readonly Name[] {
  return node.children.Name.map((token) => readDeclaredName(reader, token));
}

function readSeveral(reader: Reader, node: ValuesCstNode): Expression {
  return readValues(reader, node.children.item);
}

/** What several names get may be several values; one name gets one. */
function readValueOf(reader: Reader, names: readonly Name[], node: ValuesCstNode): Expression {
  const value = readSeveral(reader, node);
  if (names.length > 1 || value.kind !== "tuple" || !value.bare) return value;
  const message = `several values for the one name \`${names[0]!.text}\``;
  const fix = { message: "give a name to each, or put them in parentheses for a constant tensor" };
  reader.report("NN1023", message, value.span, { fix });
  return value;
}

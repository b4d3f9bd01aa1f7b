/** Concrete syntax → tree: the declarations of a file, and what tests claim. */
import type {
  AssignmentCstNode,
  ClaimCstNode,
  DeclarationCstNode,
  ImportDeclarationCstNode,
  LayerDeclarationCstNode,
  ModelDeclarationCstNode,
  OptimizerDeclarationCstNode,
  TestDeclarationCstNode,
  TestStatementCstNode,
} from "../../../grammar/cst.generated.ts";
import { joinSpans } from "../../diagnostics/source.ts";
import type {
  Claim,
  Declaration,
  Expression,
  Given,
  ImportDeclaration,
  LayerDeclaration,
  ModelAlias,
  ModelDeclaration,
  OptimizerDeclaration,
  TestDeclaration,
  TestStatement,
} from "../ast.ts";
import { readExpression, readOperation } from "./expressions.ts";
import { readString } from "./literals.ts";
import { readModelSettings, readParameters } from "./parameters.ts";
import { only, readDeclaredName, readName, spanOf, type Reader } from "./reader.ts";
import { place, readBody, readConstDeclaration } from "./statements.ts";
import { readPath, readStage, readTestSettings } from "./stages.ts";

export function readDeclaration(reader: Reader, { children: is }: DeclarationCstNode): Declaration {
  if (is.importDeclaration) return readImport(reader, only(is.importDeclaration));
  if (is.constDeclaration) return readConstDeclaration(reader, only(is.constDeclaration));
  if (is.layerDeclaration) return readLayer(reader, only(is.layerDeclaration));
  if (is.modelDeclaration) return readModel(reader, only(is.modelDeclaration));
  if (is.optimizerDeclaration) return readOptimizer(reader, only(is.optimizerDeclaration));
  return readTest(reader, only(is.testDeclaration));
}

function readImport(reader: Reader, node: ImportDeclarationCstNode): ImportDeclaration {
  const { Name, StringLiteral } = node.children;
  return {
    kind: "import",
    ...place(reader, node),
    names: Name.map((name) => readDeclaredName(reader, name)),
    path: readString(reader, only(StringLiteral)),
  };
}

function readLayer(reader: Reader, node: LayerDeclarationCstNode): LayerDeclaration {
  const { Name, parameters, expression, body } = node.children;
  return {
    kind: "layer",
    ...place(reader, node),
    name: readDeclaredName(reader, only(Name)),
    ...readParameters(reader, only(parameters)),
    body: expression
      ? { kind: "expression", value: readExpression(reader, only(expression)) }
      : { kind: "statements", statements: readBody(reader, only(body)) },
  };
}

function readModel(reader: Reader, node: ModelDeclarationCstNode): ModelDeclaration | ModelAlias {
  const { Name, stage, parameters, body } = node.children;
  const placed = place(reader, node);
  const name = readDeclaredName(reader, only(Name));
  if (stage) return { kind: "modelAlias", ...placed, name, stage: readStage(reader, only(stage)) };
  return {
    kind: "model",
    ...placed,
    name,
    settings: parameters ? readModelSettings(reader, only(parameters)) : [],
    statements: readBody(reader, only(body)),
  };
}

function readOptimizer(reader: Reader, node: OptimizerDeclarationCstNode): OptimizerDeclaration {
  const { Name, parameters, body } = node.children;
  return {
    kind: "optimizer",
    ...place(reader, node),
    name: readDeclaredName(reader, only(Name)),
    ...readParameters(reader, only(parameters)),
    statements: readBody(reader, only(body)),
  };
}

function readTest(reader: Reader, node: TestDeclarationCstNode): TestDeclaration {
  const { StringLiteral, Name, callArguments, testStatement = [] } = node.children;
  return {
    kind: "test",
    ...place(reader, node),
    title: readString(reader, only(StringLiteral)),
    model: readName(reader, only(Name)),
    settings: callArguments ? readTestSettings(reader, only(callArguments)) : [],
    statements: testStatement.map((statement) => readTestStatement(reader, statement)),
  };
}

function readTestStatement(reader: Reader, node: TestStatementCstNode): TestStatement {
  const span = spanOf(reader, node);
  const given = node.children.given?.[0]?.children;
  if (given) {
    const assignments = given.assignment.map((each) => readAssignment(reader, each));
    return { kind: "given", span, assignments };
  }
  const { claim } = only(node.children.expect).children;
  return { kind: "expect", span, claims: claim.flatMap((each) => readClaims(reader, each)) };
}

function readAssignment(reader: Reader, node: AssignmentCstNode): Given["assignments"][number] {
  const { path, expression } = node.children;
  return {
    path: readPath(reader, only(path)),
    value: readExpression(reader, only(expression)),
  };
}

/**
 * `a == 1 within 0.1 and b == 2` reads `0.1 and b == 2` after `within`; but `within` belongs to its own
 * comparison, so that the conditions that `and` joins are claims of their own.
 */
function readClaims(reader: Reader, node: ClaimCstNode): Claim[] {
  const { expression, operation = [] } = node.children;
  const condition = readExpression(reader, only(expression));
  if (operation.length === 0) return [{ span: spanOf(reader, node), condition, within: undefined }];
  const claims: Claim[] = [];
  let open = conjuncts(condition);
  for (const each of operation) {
    const [within, ...next] = conjuncts(readOperation(reader, each));
    const judged = open.pop()!;
    claims.push(...open.map(withoutTolerance), claimWithin(judged, within!));
    open = next;
  }
  return [...claims, ...open.map(withoutTolerance)];
}

function withoutTolerance(condition: Expression): Claim {
  return { span: condition.span, condition, within: undefined };
}

function claimWithin(condition: Expression, within: Expression): Claim {
  return { span: joinSpans(condition.span, within.span), condition, within };
}

/** What is joined by `and`, in order. */
function conjuncts(expression: Expression): Expression[] {
  if (expression.kind !== "binary" || expression.operator !== "and") return [expression];
  return [...conjuncts(expression.left), ...conjuncts(expression.right)];
}

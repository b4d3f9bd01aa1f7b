/**
 * One graph of a model: its body elaborated for inference or for training.
 *
 * Invariant: names are still tokens; `assemble.ts` finishes them when both sections and the tests exist.
 */
import type { Span } from "../diagnostics/source.ts";
import type { Value } from "../graph/graph.ts";
import { isBatched, sampleShape, tensorType, type TensorType } from "../graph/type.ts";
import type * as ast from "../syntax/ast.ts";
import { runBody, type StatementResult } from "./body.ts";
import type { Elaboration } from "./elaboration.ts";
import { createInstance, type Instance } from "./instance.ts";
import { averageOf, meanOverSamples } from "./internal.ts";
import {
  describe,
  formatSample,
  itemsOf,
  poison,
  tensor,
  type Meaning,
  type SingleMeaning,
} from "./meaning.ts";
import type { Named, Port } from "./model.ts";
import { annotatedType } from "./annotations.ts";
import { applyOperator } from "./operators.ts";
import type { Place } from "./place.ts";
import type { Scope } from "./scope.ts";
import { toTensor } from "./tensors.ts";

export interface RawSection {
  readonly e: Elaboration;
  /** Of the model's name. */
  readonly span: Span;
  /** The model's own instance: the root of all paths. */
  readonly root: Instance;
  /** Where the body's names are seen. */
  readonly place: Place;
  readonly inputs: readonly Port[];
  readonly targets: readonly Port[];
  readonly outputs: readonly Named[];
  readonly losses: readonly Named[];
  readonly loss: Value | undefined;
  readonly metrics: readonly Named[];
  readonly train: ast.TrainStatement | undefined;
}

/** `settings` are the model's, already chosen. */
export function elaborateSection(
  e: Elaboration,
  declaration: ast.ModelDeclaration,
  scope: Scope,
): RawSection {
  const root = createInstance(e.tokens(), { layer: declaration.name.text });
  const around: Place = { scope, instance: root, key: [], frame: undefined, label: undefined };
  let opened: Scope = scope;
  const ports = new Map<Span, Port>();
  const results = runBody(e, declaration.statements, around, "model", {
    port: (statement, port, place) => declarePort(e, statement, port, place, ports),
    opened: (inner) => void (opened = inner),
  });
  const place: Place = { ...around, scope: opened };
  const portsOf = (kind: "input" | "target"): readonly Port[] =>
    results.flatMap(({ statement, port }) =>
      statement.kind === kind && port ? (ports.get(port.name.span) ?? []) : [],
    );
  const outputs = outputsOf(e, results, place);
  const losses = lossesOf(e, results, place);
  const metrics = metricsOf(e, results, place);
  const loss = totalLoss(e, losses, place);
  const perSample = losses.map((each) => ({
    ...each,
    value: averageOf(e, each.value, place, each.span),
  }));
  return {
    e,
    span: declaration.name.span,
    root,
    place,
    inputs: portsOf("input"),
    targets: portsOf("target"),
    outputs,
    losses,
    loss,
    metrics: [...perSample, ...metrics],
    train: trainOf(e, results),
  };
}

function declarePort(
  e: Elaboration,
  statement: ast.PortStatement,
  { name, annotation, span }: ast.Port,
  place: Place,
  ports: Map<Span, Port>,
): SingleMeaning {
  const sample = annotatedType(e, annotation, place);
  if ("kind" in sample) return poison;
  const type: TensorType = tensorType(sample.element, ["batch", ...sample.shape]);
  ports.set(name.span, { name: name.text, type, doc: statement.doc, span: name.span });
  return tensor(e.buildAt(place, span).source(statement.kind, name.text, type));
}

function outputsOf(
  e: Elaboration,
  results: readonly StatementResult[],
  place: Place,
): readonly Named[] {
  return results.flatMap(({ statement, meaning }) => {
    if (statement.kind !== "output") return [];
    const items = itemsOf(meaning);
    return statement.names.flatMap((name, index) => {
      const written = statement.names.length === 1 ? statement.value?.span : undefined;
      const value = valueOf(e, items[index], place, written ?? name.span);
      return value === undefined ? [] : [{ name: name.text, value, span: name.span }];
    });
  });
}

function valueOf(
  e: Elaboration,
  meaning: SingleMeaning | undefined,
  place: Place,
  span: Span,
): Value | undefined {
  if (meaning === undefined || meaning.kind === "poison") return undefined;
  const value = toTensor(e, meaning, place, span);
  return "kind" in value ? undefined : value;
}

function lossesOf(
  e: Elaboration,
  results: readonly StatementResult[],
  place: Place,
): readonly Named[] {
  const found = results.filter(({ statement }) => statement.kind === "loss");
  const unnamed = found.find(({ statement }) => statement.kind === "loss" && !statement.name);
  if (unnamed !== undefined && found.length > 1) {
    const message = "one of several losses needs a name: `loss name = …`";
    e.problems.report("NN5021", message, { span: unnamed.statement.span });
  }
  if (found.length > 1) for (const { statement } of found) checkObjectiveName(e, statement);
  return found.flatMap(({ statement, meaning }) => {
    const { name, value: expression } = statement as ast.ObjectiveStatement;
    const value = objectiveValue(e, meaning, expression, place);
    if (value === undefined) return [];
    if (sampleShape(value.type).length > 0) {
      const shown = formatSample(value.type);
      const message = `a loss is one number for each sample, but this is ${shown}`;
      const fix = { message: "write `mean(…)` or `sum(…)` around it" };
      e.problems.report("NN5002", message, { span: expression.span }, { fix });
      return [];
    }
    const { span } = expression;
    const build = e.buildAt(place, span);
    const float = value.type.element === "float" ? value : build.multiply(build.constant(1), value);
    return [{ name: name?.text ?? "loss", value: float, span }];
  });
}

function objectiveValue(
  e: Elaboration,
  meaning: Meaning,
  { span }: ast.Expression,
  place: Place,
): Value | undefined {
  if (meaning.kind === "several") {
    const message = `this is ${describe(meaning)}, where one is wanted`;
    e.problems.report("NN2111", message, { span });
    return undefined;
  }
  return valueOf(e, meaning, place, span);
}

/** `metrics.loss` is the total, whatever else there is. */
function checkObjectiveName(e: Elaboration, statement: StatementResult["statement"]): void {
  if (statement.kind !== "loss" && statement.kind !== "metric") return;
  if (statement.name?.text !== "loss") return;
  const message = `no ${statement.kind} can be called \`loss\` here: that is the total of the losses`;
  e.problems.report("NN5029", message, { span: statement.name.span });
}

function metricsOf(
  e: Elaboration,
  results: readonly StatementResult[],
  place: Place,
): readonly Named[] {
  return results.flatMap(({ statement, meaning }) => {
    if (statement.kind !== "metric" || statement.name === undefined) return [];
    checkObjectiveName(e, statement);
    const value = objectiveValue(e, meaning, statement.value, place);
    if (value === undefined) return [];
    const span = statement.name.span;
    return [{ name: statement.name.text, value: averageOf(e, value, place, span), span }];
  });
}

/** The mean over the samples of the sum of the losses. */
function totalLoss(e: Elaboration, losses: readonly Named[], place: Place): Value | undefined {
  const [first, ...rest] = losses;
  if (first === undefined) return undefined;
  let total: SingleMeaning = tensor(first.value);
  for (const { value, span } of rest) {
    const wires = [
      { meaning: total, span: first.span },
      { meaning: tensor(value), span },
    ];
    total = applyOperator(e, "+", wires, place, span, "+");
  }
  if (total.kind !== "tensor") return undefined;
  const { value } = total;
  return isBatched(value.type) ? meanOverSamples(e, value, place, first.span) : value;
}

function trainOf(
  e: Elaboration,
  results: readonly StatementResult[],
): ast.TrainStatement | undefined {
  const [first, second] = results.flatMap(({ statement }) =>
    statement.kind === "train" ? [statement] : [],
  );
  if (first && second) {
    const message = "a model has one `train` block";
    const related = [{ span: first.span, message: "the first" }];
    e.problems.report("NN5016", message, { span: second.span }, { related });
  }
  return first;
}

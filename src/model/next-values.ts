/**
 * Next values: `w' = …` on a param or buffer of a model or layer.
 *
 * Invariant: a rule has its name's own shape and does not vary over the batch.
 */
import type { Value } from "../graph/graph.ts";
import { isBatched, type TensorType } from "../graph/type.ts";
import type * as ast from "../syntax/ast.ts";
import type { Elaboration } from "./elaboration.ts";
import { poison, tensor, type Poison, type SingleMeaning } from "./meaning.ts";
import { toShape } from "./owned.ts";
import type { Place } from "./place.ts";
import { findName } from "./scope.ts";
import { toTensor } from "./tensors.ts";
import { reportUnknownName, withArticle } from "./unknown.ts";

export function declareNext(
  e: Elaboration,
  statement: ast.NextStatement,
  place: Place,
): SingleMeaning {
  const { name } = statement;
  const current = { ...name, primed: false };
  const binding = findName(place.scope, name.text);
  if (binding === undefined) return reportUnknownName(e, current, place);
  if (binding.meaning().kind === "poison") {
    e.evaluate(statement.value, place);
    return poison;
  }
  if (place.loop !== undefined) {
    const message = `\`${name.text}\` would move inside a \`scan\`: only its states do`;
    const fix = { message: "move it outside, by what the scan emits" };
    const at = { span: place.frame?.user ?? name.span };
    return e.problems.report("NN5023", message, at, { fix });
  }
  const owned = place.instance.owned.get(name.text);
  if (owned === undefined || (binding.what !== "param" && binding.what !== "buffer")) {
    const message = `\`${name.text}\` is ${withArticle(binding.what)}: only a param, a buffer or a state has a next value`;
    const related = binding.span && [{ span: binding.span, message: "it is declared here" }];
    const at = { span: name.span, frame: place.frame };
    return e.problems.report("NN2010", message, at, { related: related ?? [] });
  }
  const value = ruleValue(e, statement, owned.type, place);
  if ("kind" in value) return poison;
  place.instance.next.push({ owned, value, span: statement.span });
  return tensor(value);
}

/** The value of a rule, in the shape of what it moves. */
export function ruleValue(
  e: Elaboration,
  { name, value: expression }: ast.NextStatement,
  type: TensorType,
  place: Place,
): Value | Poison {
  const meaning = e.evaluate(expression, place);
  const value = toTensor(e, meaning, place, expression.span, type.element);
  if ("kind" in value) return poison;
  if (isBatched(value.type)) {
    const message = `the next value of \`${name.text}\` varies over the batch, but all samples share \`${name.text}\``;
    const fix = { message: "take a mean: `mean(…; axis: batch)`" };
    const at = { span: expression.span, frame: place.frame };
    return e.problems.report("NN5003", message, at, { fix });
  }
  return toShape(e, value, type, { span: expression.span, place, what: `\`${name.text}\`` });
}

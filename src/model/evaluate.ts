/**
 * Expressions → what they mean at a place.
 *
 * Invariant: only the branch of an `if` that is taken is evaluated; one mistake makes one message and
 * poison.
 */
import type * as ast from "../syntax/ast.ts";
import { evaluateCall, evaluateMember, evaluatePipeline, evaluateValues } from "./calls.ts";
import type { Elaboration } from "./elaboration.ts";
import { evaluateIndex } from "./indexing.ts";
import {
  describe,
  isList,
  known,
  poison,
  several,
  type Meaning,
  type SingleMeaning,
  type StaticValue,
} from "./meaning.ts";
import { evaluateBinary, evaluateUnary } from "./operators.ts";
import type { Place } from "./place.ts";
import { evaluateCondition } from "./statics.ts";
import { reportUnknownName } from "./unknown.ts";
import { findName } from "./scope.ts";

/** One value, or several where a tuple means that. */
export function evaluateAll(e: Elaboration, node: ast.Expression, place: Place): Meaning {
  if (node.kind === "conditional") {
    const branch = chooseBranch(e, node, place);
    return branch ? e.evaluateAll(branch, place) : poison;
  }
  if (node.kind === "tuple") {
    return several(evaluateValues(e, node.items, place).map(({ meaning }) => meaning));
  }
  return evaluateKind(e, node, place);
}

/** One value; a tuple is a constant here. */
export function evaluate(e: Elaboration, node: ast.Expression, place: Place): SingleMeaning {
  if (node.kind === "conditional") {
    const branch = chooseBranch(e, node, place);
    return branch ? e.evaluate(branch, place) : poison;
  }
  const meaning =
    node.kind === "tuple" ? evaluateItems(e, node, place) : evaluateKind(e, node, place);
  if (meaning.kind !== "several") return meaning;
  const what =
    meaning.items.length < 2 ? "this is any number of values" : `these are ${describe(meaning)}`;
  const message = `${what}, where one is wanted`;
  const fix = { message: "give each a name (`a, b = …`), or send them on through a pipeline" };
  return e.problems.report("NN2111", message, { span: node.span, frame: place.frame }, { fix });
}

function chooseBranch(
  e: Elaboration,
  node: ast.Conditional,
  place: Place,
): ast.Expression | undefined {
  const truth = evaluateCondition(e, node.condition, place);
  if (truth === undefined) return undefined;
  return truth ? node.consequent : node.alternative;
}

function evaluateKind(
  e: Elaboration,
  node: Exclude<ast.Expression, ast.Conditional | ast.Tuple>,
  place: Place,
): Meaning {
  switch (node.kind) {
    case "number":
    case "string":
    case "boolean":
      return known(node.value);
    case "none":
      return known(undefined);
    case "unreadable":
      return poison;
    case "reference":
      return evaluateReference(e, node, place);
    case "list":
      return evaluateItems(e, node, place);
    case "unary":
      return evaluateUnary(e, node, place);
    case "binary":
      return evaluateBinary(e, node, place);
    case "pipeline":
      return evaluatePipeline(e, node, place);
    case "call":
      return evaluateCall(e, node, place);
    case "index":
      return evaluateIndex(e, node, place);
    case "member":
      return evaluateMember(e, node, place);
    case "block":
      return evaluateBlock(e, node, place);
  }
}

function evaluateReference(e: Elaboration, { name }: ast.Reference, place: Place): Meaning {
  const binding = findName(place.scope, name.primed ? `${name.text}'` : name.text);
  return binding ? binding.meaning() : reportUnknownName(e, name, place);
}

/** A list, or a tuple that stands for a constant: its members are static. */
function evaluateItems(e: Elaboration, node: ast.List | ast.Tuple, place: Place): SingleMeaning {
  if (node.kind === "tuple" && node.bare) return evaluateMisread(e, node, place);
  const values: StaticValue[] = [];
  let sound = true;
  for (const item of node.items) {
    const isSpread = item.kind === "spread";
    const meaning = e.evaluate(isSpread ? item.value : item, place);
    if (meaning.kind === "static") {
      for (const name of meaning.runtime?.settings ?? []) e.fixed.add(name);
      const items = isSpread && isList(meaning.value) ? meaning.value : [meaning.value];
      for (const each of items) values.push(each);
      continue;
    }
    const isFirst = sound;
    sound = false;
    if (meaning.kind === "poison" || !isFirst) continue;
    const message = `a ${node.kind} holds what is known to the compiler, but this is ${describe(meaning)}`;
    const fix = { message: "`stack(a, b)` and `concat(a, b)` join tensors" };
    e.problems.report("NN3006", message, { span: item.span, frame: place.frame }, { fix });
  }
  return sound ? known(values) : poison;
}

/** `y = a, b`, which the parser has refused: nothing but the names in it is looked at. */
function evaluateMisread(e: Elaboration, node: ast.Tuple, place: Place): SingleMeaning {
  evaluateValues(e, node.items, place);
  return poison;
}

function evaluateBlock(e: Elaboration, node: ast.Block, place: Place): Meaning {
  const [stages, ...others] = node.pipelines;
  if (stages === undefined) return poison;
  if (others.length > 0) {
    const message = `this block holds ${node.pipelines.length} layers, where one is wanted`;
    const fix = { message: "put them in a row with `->`, or behind a stage: `fork { a; b }`" };
    return e.problems.report("NN2115", message, { span: node.span, frame: place.frame }, { fix });
  }
  return known({
    kind: "block",
    name: undefined,
    stages,
    index: node.index,
    scope: place.scope,
    span: node.span,
  });
}

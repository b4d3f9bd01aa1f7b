/**
 * Statements that name tensors: `h = …`, `output y`, `loss fit = …`, the states and emits of a scan.
 *
 * Invariant: what they name can be asked for by the path of the instance around it: by tests, by
 * `--expose`.
 */
import type * as ast from "../syntax/ast.ts";
import type { Elaboration } from "./elaboration.ts";
import { addNamed } from "./instance.ts";
import { itemsOf, several, type Meaning, type SingleMeaning } from "./meaning.ts";
import { declaredBy } from "./plan.ts";
import type { Place } from "./place.ts";
import { quote } from "./wording.ts";

/** `h = …`, `i, f = …`: tensors among them are named values of the instance. */
export function evaluateNamed(
  e: Elaboration,
  names: readonly ast.Name[],
  value: ast.Expression,
  place: Place,
): Meaning {
  const meaning = names.length === 1 ? e.evaluate(value, place) : e.evaluateAll(value, place);
  const items = itemsOf(meaning);
  if (items.length !== names.length && meaning.kind !== "poison") {
    const count = items.length === 1 ? "is one value" : `are ${items.length} values`;
    const message = `${names.length} names are given, but ${quote(value.span)} ${count}`;
    return e.problems.report("NN2112", message, { span: value.span, frame: place.frame });
  }
  names.forEach((name, index) => nameValue(e, place, name, items[index]));
  return meaning;
}

/** Values inside a scan are those of a step; they are kept only where somebody may ask for them. */
function nameValue(
  e: Elaboration,
  { instance, loop }: Place,
  { text, span }: ast.Name,
  meaning: SingleMeaning | undefined,
): void {
  if (meaning?.kind !== "tensor" || instance.transparent) return;
  const named = { name: text, value: meaning.value, span };
  if (loop === undefined) addNamed(instance, named);
  else if (e.keepsSteps) loop.values.push({ ...named, instance });
}

/** `output y` without a value names one that is given elsewhere in the body. */
export function evaluateOutput(
  e: Elaboration,
  statement: ast.OutputStatement,
  place: Place,
): Meaning {
  const { names, value } = statement;
  if (value !== undefined) return evaluateNamed(e, names, value, place);
  const items = names.map((name) =>
    e.evaluate({ kind: "reference", span: name.span, name }, place),
  );
  return several(items);
}

/** The states and emits of a scan are named values of the body around it. */
export function evaluateScan(e: Elaboration, statement: ast.ScanStatement, place: Place): Meaning {
  const meaning = e.scan(statement, place);
  const items = itemsOf(meaning);
  declaredBy(statement).forEach((name, index) => nameValue(e, place, name, items[index]));
  return meaning;
}

export function evaluateObjective(
  e: Elaboration,
  { name, value }: ast.ObjectiveStatement,
  place: Place,
): Meaning {
  const meaning = e.evaluate(value, place);
  if (name) nameValue(e, place, name, meaning);
  return meaning;
}

/**
 * Scalars of a step (`1 - beta2^step`, rates): computed once a call in float64, in every target.
 *
 * Invariant: a scalar is a constant, a counter or setting by name, or the local of an earlier scalar.
 */
import type { Value } from "../graph/graph.ts";
import type { ScalarStep } from "../kernel/kernel.ts";
import { constant, local, type Scalar } from "../kernel/scalar.ts";
import type { Fusion } from "./fusion.ts";

export interface ScalarNames {
  readonly scalarOf: (value: Value) => Scalar;
}

/** The local of a counter or setting: `step`, `samples`, `rate`. */
export function scalarSourceName(value: Value): string {
  return value.node.attributes["name"] as string;
}

/** Appends to the scalars of the program, so that their names stay apart. */
export function lowerScalars(fusion: Fusion, steps: ScalarStep[]): ScalarNames {
  const known = new Map<Value, Scalar>();
  for (const value of fusion.scalars) known.set(value, lowerScalar(value, fusion, known, steps));
  return { scalarOf: (value) => known.get(value)! };
}

function lowerScalar(
  value: Value,
  fusion: Fusion,
  known: ReadonlyMap<Value, Scalar>,
  steps: ScalarStep[],
): Scalar {
  const lowering = fusion.lowerings.get(value.node)!;
  if (lowering.kind !== "element") return local(scalarSourceName(value));
  const scalar = lowering.element({
    attributes: value.node.attributes,
    inputs: value.node.inputs.map((input) => input.type),
    result: value.type,
    at: [],
    read: (input) => known.get(value.node.inputs[input]!)!,
    bind: () => {
      throw new Error("a scalar of a step has no places");
    },
    element: constantPlace,
    sample: constantPlace,
    given: [],
  });
  if (scalar.kind === "constant" || scalar.kind === "local") return scalar;
  const name = `scalar${steps.length + 1}`;
  steps.push({ name, value: scalar });
  return local(name);
}

const constantPlace = { constant: 0, terms: [] };

/** A graph of constants and counters as one scalar expression (defaults of settings). */
export function scalarExpression(value: Value): Scalar {
  const inputs = value.node.inputs.map(scalarExpression);
  const types = value.node.inputs.map((input) => input.type);
  const lowering = value.node.op.lower(value.node.attributes, types, [value.type]);
  if (lowering.kind === "source") return local(scalarSourceName(value));
  if (lowering.kind !== "element") throw new Error(`${value.node.op.name} is not a scalar`);
  return lowering.element({
    attributes: value.node.attributes,
    inputs: types,
    result: value.type,
    at: [],
    read: (input) => inputs[input] ?? constant(0),
    bind: () => {
      throw new Error("a setting has no places");
    },
    element: constantPlace,
    sample: constantPlace,
    given: [],
  });
}

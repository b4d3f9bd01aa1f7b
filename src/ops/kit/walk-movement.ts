/**
 * Where the elements of something that is only moved come from.
 *
 * Invariant: through ops that ask nothing: each place of what lies behind them is affine in the places asked
 * for.
 */
import type { Value } from "../../graph/graph.ts";
import { constant, variable, zero, type Affine } from "../../kernel/scalar.ts";

export interface MovedFrom {
  readonly base: Value;
  /** Of each axis of the base, the place of the first element. */
  readonly start: readonly number[];
  /** Of each axis of the moved value, how far one step leads along each axis of the base. */
  readonly steps: readonly (readonly number[])[];
}

export function walkMovement(value: Value): MovedFrom {
  const names = value.type.shape.map((_, axis) => `axis${axis}`);
  let base = value;
  let places: readonly Affine[] = names.map(variable);
  for (;;) {
    const behind = stepBack(base, places);
    if (behind === undefined) break;
    [base, places] = [base.node.inputs[0]!, behind];
  }
  return {
    base,
    start: places.map((place) => place.constant),
    steps: names.map((name) =>
      places.map(({ terms }) => terms.find((term) => term.variable === name)?.factor ?? 0),
    ),
  };
}

/** The places in its input; undefined: it is no plain movement of one. */
function stepBack({ node, type }: Value, at: readonly Affine[]): readonly Affine[] | undefined {
  const { op, inputs, attributes } = node;
  if (op.family !== "movement" || inputs.length !== 1) return undefined;
  const types = inputs.map((each) => each.type);
  const lowering = op.lower(attributes, types, [type]);
  if (lowering.kind !== "element" || lowering.asks === true) return undefined;
  let places: readonly Affine[] | undefined;
  lowering.element({
    attributes,
    inputs: types,
    result: type,
    at,
    read: (_, place) => {
      places = place;
      return constant(0);
    },
    bind: () => zero,
    element: zero,
    sample: zero,
    given: [],
  });
  return places;
}

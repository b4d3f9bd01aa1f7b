/**
 * Values over numbers, for tests of single ops.
 *
 * Invariant: numbers are bound to sources, so that ops cannot see them while they build.
 */
import { differentiate } from "../../src/autodiff.ts";
import { createBuild } from "../../src/graph/build.ts";
import type { Value } from "../../src/graph/graph.ts";
import type { Tensor } from "../../src/graph/op.ts";
import type { ElementType, Shape } from "../../src/graph/type.ts";
import { interpret } from "../../src/interpret.ts";
import { runPasses } from "../../src/passes/pipeline.ts";

export const build = createBuild();

export interface Given {
  readonly numbers: readonly number[];
  readonly shape?: readonly number[];
  readonly element?: ElementType;
}

/** A source of a type; its binding is `input:name`. */
export function source(name: string, shape: Shape, element: ElementType = "float"): Value {
  return build.source("input", name, { element, shape });
}

export interface Computed {
  readonly numbers: readonly number[];
  readonly shape: readonly number[];
  /** ∂Σ result / ∂ each given; undefined where none flows. */
  readonly gradients: readonly (readonly number[] | undefined)[];
}

/** Applies a formula to numbers: what it gives, and the gradient of its sum by each. */
export function compute(
  formula: (...values: Value[]) => Value,
  given: readonly Given[],
  { simplified = false } = {},
): Computed {
  const shapes = given.map(({ numbers, shape }) => shape ?? [numbers.length]);
  const sources = given.map(({ element }, index) => source(`x${index}`, shapes[index]!, element));
  const raw = formula(...sources);
  const result = simplified ? simplify(raw) : raw;
  const bindings = new Map(
    given.map(({ numbers }, index): [string, Tensor] => [
      `input:x${index}`,
      { shape: shapes[index]!, data: Float64Array.from(numbers) },
    ]),
  );
  const run = (value: Value): Tensor => interpret([value], bindings, { samples: 1 })[0]!;
  const gradients = differentiate(result, sources, build).map(
    (each) => each && toNumbers(run(simplified ? simplify(each) : each)),
  );
  const { shape } = run(result);
  return { numbers: toNumbers(run(result)), shape, gradients };
}

/** Without the sign of zeros, which no contract mentions. */
function toNumbers({ data }: Tensor): readonly number[] {
  return [...data].map((each) => (each === 0 ? 0 : each));
}

/** The value that all passes make of it; over the same sources. */
function simplify(value: Value): Value {
  return runPasses({ name: "g", outputs: [{ name: "y", value }] }).outputs[0]!.value;
}

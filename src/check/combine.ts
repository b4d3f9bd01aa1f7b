/**
 * A random combination of outputs: what is differentiated where a model has no loss.
 *
 * Invariant: the weights are the `outputGradient` sources that the gradient graph has, bound to the same
 * seeded numbers everywhere.
 */
import { createBuild } from "../graph/build.ts";
import type { Value } from "../graph/graph.ts";
import type { Tensor } from "../graph/op.ts";
import { interpret, resolveShape } from "../interpret.ts";
import { checkedSamples } from "./inputs.ts";

export interface NamedValue {
  readonly name: string;
  readonly value: Value;
}

/** Weights of an output, exact in float32. */
export function outputWeights({ name, value }: NamedValue): Tensor {
  const build = createBuild();
  const shape = resolveShape(value.type.shape, checkedSamples);
  const drawn = build.draw("normal", `check:gradient:${name}`, shape);
  const [tensor] = interpret([drawn], new Map(), { samples: checkedSamples });
  return { shape, data: tensor!.data.map(Math.fround) };
}

/** Σ weights · outputs; the weights join the bindings. */
export function combine(outputs: readonly NamedValue[], bindings: Map<string, Tensor>): Value {
  const build = createBuild();
  const terms = outputs.map((output) => {
    bindings.set(`outputGradient:${output.name}`, outputWeights(output));
    const weights = build.source("outputGradient", output.name, output.value.type);
    const product = build.multiply(output.value, weights);
    return build.sum(
      product,
      product.type.shape.map((_, axis) => axis),
    );
  });
  return terms.reduce((sum, term) => build.add(sum, term));
}

/**
 * The interpreter's side of the campaign: a graph for one sample, exactly and with noise.
 *
 * Invariant: tells how far it is at least every ten seconds.
 */
import type { Graph, Node } from "../../src/graph/graph.ts";
import { topologicalOrder } from "../../src/graph/graph.ts";
import type { Tensor } from "../../src/graph/op.ts";
import { interpret, type Bindings, type InterpretOptions } from "../../src/interpret.ts";
import { createNoise } from "../../src/check/noise.ts";
import { unit } from "./compare.ts";
import { progress, secondsSince } from "./progress.ts";

export interface BothRuns {
  readonly exact: ReadonlyMap<string, Tensor>;
  readonly noisy: ReadonlyMap<string, Tensor>;
  readonly seconds: number;
  readonly noisySeconds: number;
}

export function interpretTwice(
  what: string,
  graph: Graph,
  bindings: Bindings,
  key: number,
): BothRuns {
  const start = performance.now();
  const exact = run(`interpreting ${what}`, graph, bindings, { samples: 1, key });
  const seconds = secondsSince(start);
  const second = performance.now();
  const options = { samples: 1, key, after: createNoise(unit, 1) };
  const noisy = run(`interpreting ${what} with noise`, graph, bindings, options);
  return { exact, noisy, seconds, noisySeconds: secondsSince(second) };
}

function run(
  what: string,
  graph: Graph,
  bindings: Bindings,
  options: InterpretOptions,
): ReadonlyMap<string, Tensor> {
  const values = graph.outputs.map(({ value }) => value);
  const total = topologicalOrder(values).reduce((sum, node) => sum + workOf(node), 0);
  const tell = progress(what);
  let done = 0;
  const results = interpret(values, bindings, {
    ...options,
    after: (node, inputs, tensors, evaluate) => {
      const seen = options.after?.(node, inputs, tensors, evaluate) ?? tensors;
      done += workOf(node);
      tell(done / total);
      return seen;
    },
  });
  return new Map(graph.outputs.map(({ name }, index) => [name, results[index]!]));
}

/** Products are what takes time; anything else counts a little. */
function workOf({ op, values }: Node): number {
  return 1 + (op.multiplyAdds?.(values[0]!) ?? 0);
}

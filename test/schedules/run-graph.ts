/**
 * A graph as loops, in lanes where those are floats of 32 bits, beside the interpreter.
 *
 * Invariant: bounds are those that the interpreter computes for the precision.
 */
import { compareTensors } from "../../src/check/compare.ts";
import { createComparison, type Agreement } from "../../src/check/result.ts";
import type { Graph } from "../../src/graph/graph.ts";
import type { Tensor } from "../../src/graph/op.ts";
import { interpretWithErrors } from "../../src/interpret.ts";
import type { Kernel } from "../../src/kernel/kernel.ts";
import { createKernelPool } from "../../src/kernel/share.ts";
import { lowerProgram } from "../../src/lower/program.ts";
import type { Precision } from "../../src/kernel/module.ts";
import { lanesOf } from "../../src/emit/layout.ts";
import { key, startProgram } from "./run-program.ts";

const units: Readonly<Record<Precision, number>> = { f32: 2 ** -24, f64: 2 ** -53 };

export interface RunnableGraph {
  readonly kernels: readonly Kernel[];
  /** Names of all functions of the module. */
  readonly functions: readonly string[];
  /** What the program makes of these numbers, beside what the interpreter makes of them. */
  readonly compare: (bindings: ReadonlyMap<string, Tensor>, samples: number) => Agreement;
}

interface GraphOptions {
  readonly precision?: Precision;
  /** Multiply-adds that kernels are said to have: of many, tiles are functions of their own. */
  readonly work?: number;
}

/** @param graph too large for straight lines */
export function startGraph(
  graph: Graph,
  { precision = "f32", work }: GraphOptions = {},
): RunnableGraph {
  const pool = createKernelPool();
  const { program, pinned } = lowerProgram("forward", graph, pool, lanesOf("wasm", precision));
  const { kernels } = pool;
  if (work !== undefined) for (const kernel of kernels) Object.assign(kernel, { work });
  const { run, functions } = startProgram({ program, kernels, pinned, precision });
  const values = graph.outputs.map(({ value }) => value);
  return {
    kernels,
    functions,
    compare(bindings, samples) {
      const given = new Map([...bindings].map(([id, { data }]) => [id, data]));
      const got = run(given, samples);
      const { results } = interpretWithErrors(values, bindings, { samples, key }, units[precision]);
      const comparison = createComparison();
      graph.outputs.forEach(({ name }, at) =>
        comparison.note(compareTensors(results[at]!, { value: name, data: got.get(name)! })),
      );
      return comparison.result();
    },
  };
}

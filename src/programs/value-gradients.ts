/**
 * Gradients by named values: `net.valueGrads["encoder1.attention1.a"]`.
 *
 * Invariant: the gradient by a value is that of everything computed from it by name. A rewriting that
 * looks through the value (log of a softmax becomes a form of its logits) or that shares it with an equal
 * one would hide a part; so it stands behind a barrier while it is differentiated, and is otherwise
 * rewritten like anything else. Values whose barriers are in nobody's way go together.
 */
import { vectorJacobian } from "../autodiff.ts";
import { createBuild } from "../graph/build.ts";
import type { Graph, Output, Value } from "../graph/graph.ts";
import type { Seed } from "../graph/op.ts";
import { rewriteGraph, rewriteValues } from "../graph/rewrite.ts";
import { keepForGradients } from "../passes/keep-for-gradients.ts";
import { runPasses } from "../passes/pipeline.ts";

export interface Differentiated {
  /** What is differentiated, before any rewriting, with the weight of each. */
  readonly seeds: readonly Seed[];
  /** Named values as they stand in the same graph. */
  readonly values: readonly { readonly name: string; readonly value: Value }[];
}

export function valueGradients({ seeds, values }: Differentiated): readonly Output[] {
  if (seeds.length === 0) return [];
  const gradients = new Map<Value, Value>();
  const distinct = [...new Set(values.map(({ value }) => value))];
  differentiateTogether(seeds, distinct, gradients);
  const build = createBuild();
  return values.map(({ name, value }) => {
    const gradient = gradients.get(value) ?? build.constant(0, value.type.shape);
    return { name: `valueGrad:${name}`, value: gradient };
  });
}

/** In halves, as long as a barrier keeps a rewriting from happening. */
function differentiateTogether(
  seeds: readonly Seed[],
  values: readonly Value[],
  gradients: Map<Value, Value>,
): void {
  if (values.length === 0) return;
  const roots = runPasses(standApart(seeds, values));
  if (values.length > 1 && !isSimple(withoutBarriers(roots))) {
    const half = values.length >> 1;
    differentiateTogether(seeds, values.slice(0, half), gradients);
    differentiateTogether(seeds, values.slice(half), gradients);
    return;
  }
  const kept = keepForGradients(roots, vectorJacobian).outputs.map((output) => output.value);
  const [targets, wanted] = [kept.slice(0, seeds.length), kept.slice(seeds.length)];
  const weighed = targets.map((value, at) => ({ value, gradient: seeds[at]!.gradient }));
  const found = vectorJacobian(weighed, wanted, createBuild());
  const outputs = found.flatMap((value, at) =>
    value === undefined ? [] : [{ name: String(at), value }],
  );
  for (const { name, value } of withoutBarriers({ name: roots.name, outputs }).outputs)
    gradients.set(values[Number(name)]!, value);
}

/** The seeds' values, then the values by which they are differentiated, each behind a barrier. */
function standApart(seeds: readonly Seed[], values: readonly Value[]): Graph {
  const numbers = new Map(values.map((value, at) => [value, at]));
  const all = rewriteValues([...seeds.map(({ value }) => value), ...values], (node, original) => {
    if (!original.values.some((value) => numbers.has(value))) return undefined;
    const build = createBuild(node.origin);
    return node.values.map((value, at) => {
      const number = numbers.get(original.values[at]!);
      return number === undefined ? value : build.opaque(value, String(number));
    });
  });
  return { name: "values", outputs: all.map((value, at) => ({ name: String(at), value })) };
}

function withoutBarriers(graph: Graph): Graph {
  return rewriteGraph(graph, (node) => (node.op.isBarrier === true ? node.inputs : undefined));
}

/** Is there nothing left to rewrite? An idle pass returns the very graph. */
function isSimple(graph: Graph): boolean {
  const { outputs } = runPasses(graph);
  return outputs.every(({ value }, at) => value === graph.outputs[at]!.value);
}

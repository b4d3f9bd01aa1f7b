/**
 * Products that can be had with fewer multiplications are had so: convolutions by Winograd's transforms.
 *
 * Establishes nothing but speed; rounding grows (`withFewerProducts`), so that it is asked for by programs
 * that only infer, and can be refused (`--exact`).
 */
import { createBuild } from "../graph/build.ts";
import type { Graph } from "../graph/graph.ts";
import { rewriteGraph } from "../graph/rewrite.ts";

export function fewerProducts(graph: Graph): Graph {
  const build = createBuild();
  return rewriteGraph(graph, (node) => {
    const found = node.op.withFewerProducts?.(node.values[0]!, build.at(node.origin));
    return found === undefined ? undefined : [found];
  });
}

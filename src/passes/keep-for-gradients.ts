/**
 * Scans emit what their gradients will read of each step.
 *
 * Establishes: differentiating the graph makes no forward scan anew, so that forward and backward share
 * one loop; what no gradient reads after all is pruned later.
 */
import { createBuild } from "../graph/build.ts";
import type { Graph } from "../graph/graph.ts";
import type { VectorJacobian } from "../graph/op.ts";
import { rewriteGraph } from "../graph/rewrite.ts";
import { hasScans, isScan, partsOfScan } from "../graph/scan.ts";
import { emitAlso, missingResiduals } from "../ops/kit/scan-gradient.ts";
import { everywhere } from "./bodies.ts";

export function keepForGradients(graph: Graph, vectorJacobian: VectorJacobian): Graph {
  if (!hasScans(graph)) return graph;
  return everywhere((each) =>
    rewriteGraph(each, (node) => {
      if (!isScan(node)) return undefined;
      const scan = partsOfScan(node);
      const build = createBuild(node.origin);
      const missing = missingResiduals(scan, build, vectorJacobian);
      return missing.length === 0 ? undefined : emitAlso(scan, missing, build);
    }),
  )(graph);
}

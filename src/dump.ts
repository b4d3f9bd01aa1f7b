/**
 * The stages between source and output as text, for `--dump`.
 *
 * Invariant: reads only; what is shown is what the next stage gets.
 */
import { collectDiagnostics } from "./diagnostics/diagnostic.ts";
import type { Source } from "./diagnostics/source.ts";
import type { Graph } from "./graph/graph.ts";
import { printGraph } from "./graph/text.ts";
import type { CompiledModule } from "./kernel/module.ts";
import { printKernels } from "./kernel/text.ts";
import type { Model } from "./model/model.ts";
import { buildPrograms } from "./programs.ts";
import { parse } from "./syntax/parse.ts";

export function dumpStage(
  stage: "ast" | "graph" | "passes" | "kernels",
  source: Source,
  module: CompiledModule,
): string {
  switch (stage) {
    case "ast":
      return dumpTree(source);
    case "graph":
      return module.models.map(({ model }) => dumpSections(model)).join("\n");
    case "passes":
      return module.models
        .flatMap((each) => [...buildPrograms(each.model, each.inferenceOnly, each).graphs])
        .map(([name, graph]) => printGraph({ ...graph, name: `${graph.name}_${name}` }))
        .join("\n");
    case "kernels":
      return module.models.map(printKernels).join("\n");
  }
}

function dumpTree(source: Source): string {
  const file = parse(source, collectDiagnostics());
  const withoutSpans = (key: string, value: unknown): unknown =>
    /span$/i.test(key) ? undefined : value;
  return `${JSON.stringify(file, withoutSpans, 2)}\n`;
}

/** What elaboration made, before any pass. */
function dumpSections(model: Model): string {
  const graphOf = (section: Model["inference"], name: string): Graph => ({
    name: `${model.name}_${name}`,
    outputs: [
      ...section.outputs.map((each) => ({ name: `output:${each.name}`, value: each.value })),
      ...section.metrics.map((each) => ({ name: `metric:${each.name}`, value: each.value })),
      ...section.next.map((each) => ({ name: `${each.role}:${each.name}`, value: each.value })),
    ],
  });
  return [graphOf(model.inference, "inference"), graphOf(model.training, "training")]
    .map((graph) => printGraph(graph))
    .join("\n");
}

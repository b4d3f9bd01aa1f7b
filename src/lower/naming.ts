/**
 * What kernels, their parameters and their calls are called.
 *
 * Invariant: names follow the source and the shapes, never the order of compilation, so that a change
 * in one layer renames nothing elsewhere.
 */
import type { Span } from "../diagnostics/source.ts";
import type { Value } from "../graph/graph.ts";
import { formatType, type Shape } from "../graph/type.ts";
import type { Buffer } from "../kernel/kernel.ts";
import type { Cluster } from "./cluster.ts";
import type { Fusion } from "./fusion.ts";

/** `W` for `dense1.W`, `dW` for its gradient, `x` for what is read, `y` for what is written. */
export function parameterName(buffer: Buffer, access: "read" | "write"): string {
  const last = lastSegment(buffer.name);
  switch (buffer.role) {
    case "param":
    case "buffer":
    case "carried":
      return last;
    case "grad":
      return `d${last}`;
    case "state":
      return lastSegment(buffer.name.split(":")[0]!);
    case "metric":
      return "mean";
    case "table":
      return "table";
    default:
      return access === "write" ? "y" : "x";
  }
}

/** Letters only, so that a number put behind keeps names apart. */
function lastSegment(path: string): string {
  const letters = path
    .split(".")
    .at(-1)!
    .replace(/[^A-Za-z]/g, "");
  return letters === "" ? "p" : letters;
}

export interface UnitDescription {
  readonly name: string;
  readonly comment: string;
  readonly label: string;
  readonly span: Span | undefined;
}

export function describeUnit(
  cluster: Cluster | undefined,
  members: readonly Value[],
  fusion: Fusion,
): UnitDescription {
  const last = members.at(-1)!;
  const named = unique(members.flatMap((member) => member.node.origin?.name ?? []));
  const layers = unique(named.map(layerWord));
  const words = layers.length > 0 ? layers.slice(0, 3) : [last.node.op.name];
  const reduced = cluster?.anchor === undefined ? "" : `_${reducedExtent(cluster.anchor, fusion)}`;
  const name = `${words.join("_")}_${formatExtents(last.type.shape)}${reduced}`;
  const operations = unique(members.map((member) => member.node.op.name)).join(", ");
  return {
    name,
    comment: `${formatType(last.type)}: ${operations}`,
    label: named.join(", "),
    span: (members.find((member) => member.node.origin !== undefined) ?? last).node.origin?.span,
  };
}

function unique(words: readonly string[]): readonly string[] {
  return [...new Set(words)];
}

/** `dense` of `stage1.dense2`. */
function layerWord(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1).replace(/[^A-Za-z]+/g, "") || "value";
}

function formatExtents(shape: Shape): string {
  const fixed = shape.filter((dimension) => dimension !== "batch");
  return fixed.length === 0 ? "1" : fixed.join("x");
}

/** How many terms go into an element of the anchor: `256`, `batch`. */
function reducedExtent(anchor: Value, fusion: Fusion): string {
  const lowering = fusion.lowerings.get(anchor.node)!;
  const first = anchor.node.inputs[0]!.type.shape;
  if (lowering.kind === "reduce") return lowering.axes.map((axis) => first[axis]).join("x");
  if (lowering.kind === "contract") {
    const reduced = lowering.left.flatMap((label, axis) =>
      lowering.result.includes(label) ? [] : [first[axis]],
    );
    return reduced.join("x") || "1";
  }
  return "all";
}

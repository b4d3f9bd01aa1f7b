/**
 * What a forward keeps for the programs that follow it: backward, objectives.
 *
 * Invariant: the same value is kept once, whoever asks for it; what only the loss needs is not kept but
 * computed by backward itself, since a forward may be called without targets.
 */
import { createBuild } from "../graph/build.ts";
import { topologicalOrder, type Node, type Output, type Value } from "../graph/graph.ts";
import { substitute } from "../graph/substitute.ts";
import type { Training } from "./training.ts";

export interface Residuals {
  /** Replaces what a forward has computed by `residual` sources. */
  readonly cut: (outputs: readonly Output[]) => readonly Output[];
  /** What the forward must keep. */
  readonly outputs: () => readonly Output[];
}

/** What a forward computes anyway, and the buffers and states that it moves. */
type Kept = Pick<Training, "outputs" | "exposed" | "moved">;

/**
 * Values of the outputs' graph that gradients read. Sources and what is only moved or constant are read
 * as they are, but for what the forward itself moves: that is kept as it was. What only the
 * loss needs is computed by backward itself.
 *
 * @param prefix of the names of residuals
 */
export function createResiduals(
  { outputs, exposed, moved: leaving }: Kept,
  prefix: string,
): Residuals {
  const moved = new Set(leaving.map((output) => output.name));
  const isMoved = ({ attributes: { role, name } }: Node): boolean =>
    moved.has(`${String(role)}:${String(name)}`);
  const nodes = topologicalOrder([...outputs, ...exposed].map((output) => output.value));
  const computed = new Set<Node>();
  for (const node of nodes) if (isComputed(node, computed)) computed.add(node);
  const kept = new Map<Value, Value>();
  const build = createBuild();
  return {
    cut: (outputs) => {
      const roots = outputs.map((output) => output.value);
      for (const value of frontier(roots, (node) => computed.has(node) || isMoved(node))) {
        if (kept.has(value)) continue;
        kept.set(value, build.source("residual", `${prefix}${kept.size + 1}`, value.type));
      }
      const values = substitute(roots, kept);
      return outputs.map((output, index) => ({ ...output, value: values[index]! }));
    },
    outputs: () =>
      [...kept].map(([value, source]) => ({
        name: `residual:${source.node.attributes["name"] as string}`,
        value,
      })),
  };
}

/** Not a source, a constant, or the movement of one. Inputs come first. */
function isComputed(node: Node, computed: ReadonlySet<Node>): boolean {
  if (node.op.family === "source") return false;
  return node.op.family !== "movement" || node.inputs.some((input) => computed.has(input.node));
}

/** Where walking back from the roots first meets values that a forward keeps. */
function frontier(roots: readonly Value[], isKept: (node: Node) => boolean): ReadonlySet<Value> {
  const found = new Set<Value>();
  const seen = new Set<Node>();
  const visit = (value: Value): void => {
    if (isKept(value.node) && value.node.op.family !== "movement") {
      found.add(value);
      return;
    }
    if (seen.has(value.node)) return;
    seen.add(value.node);
    waiting.push(...value.node.inputs);
  };
  const waiting = [...roots];
  while (waiting.length > 0) visit(waiting.pop()!);
  return found;
}

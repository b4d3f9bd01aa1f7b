/**
 * `a @ b` by NumPy's rules, the batch apart.
 *
 * Invariant: a vector on the left is a row, on the right a column, and its axis is gone from the result;
 * axes before the last two are aligned and shared.
 */
import type { Build } from "../../graph/build.generated.ts";
import type { Value } from "../../graph/graph.ts";
import { ShapeProblem } from "../../graph/op.ts";
import { formatType, isBatched, sampleShape } from "../../graph/type.ts";

export function matrixProduct(a: Value, b: Value, build: Build): Value {
  const [left, right] = [labelSide(a, "i", "k"), labelSide(b, "k", "j")];
  const inner = [sampleShape(a.type).at(-1), sampleShape(b.type).at(right.includes("j") ? -2 : -1)];
  if (inner[0] === undefined || inner[1] === undefined) {
    throw new ShapeProblem("`@` wants vectors or matrices, not a scalar: write `*`", {
      inputs: [0, 1],
    });
  }
  if (inner[0] !== inner[1]) {
    throw new ShapeProblem(
      `\`@\` sums over the last axis of ${formatSample(a)} and the ${right.includes("j") ? "last but one" : "last"} of ${formatSample(b)}: ${inner[0]} is not ${inner[1]}`,
      { inputs: [0, 1], axes: [-1, right.includes("j") ? -2 : -1] },
    );
  }
  const shared = [...new Set([...left, ...right])].filter((name) => !"ijk".includes(name));
  const order = shared.sort((p, q) =>
    p === "batch" ? -1 : q === "batch" ? 1 : Number(q) - Number(p),
  );
  const result = [
    ...order,
    ...(left.includes("i") ? ["i"] : []),
    ...(right.includes("j") ? ["j"] : []),
  ];
  return build.contract(a, b, left, right, result);
}

function formatSample(value: Value): string {
  return formatType({ element: value.type.element, shape: sampleShape(value.type) });
}

/** Labels of one side: the batch, shared axes numbered from the right, then its matrix axes. */
function labelSide(value: Value, first: string, second: string): string[] {
  const rank = sampleShape(value.type).length;
  const batch = isBatched(value.type) ? ["batch"] : [];
  if (rank === 0) return batch;
  if (rank === 1) return [...batch, "k"];
  const shared = Array.from({ length: rank - 2 }, (_, axis) => String(rank - 2 - axis));
  return [...batch, ...shared, first, second];
}

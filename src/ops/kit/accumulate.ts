/**
 * How contributions to one value are put together: what differentiation asks for by role, not by name.
 */
import type { Build } from "../../graph/build.generated.ts";
import type { Value } from "../../graph/graph.ts";

/** The sum of two gradients of one value; they have its type. */
export function accumulate(build: Build, known: Value, more: Value): Value {
  return build.at(more.node.origin).add(known, more);
}

/**
 * Seeing through reshapes: elementwise work on reshaped values is the reshaped work.
 *
 * Invariant: what only differs by axes of length 1 (a mean with `keep` and one without) comes to one form.
 */
import type { Build } from "../../graph/build.generated.ts";
import type { Value } from "../../graph/graph.ts";
import { sameShape, type Shape } from "../../graph/type.ts";
import { constantOf } from "./constants.ts";

function beforeReshape({ node }: Value): Value | undefined {
  return node.op.name === "reshape" ? node.inputs[0] : undefined;
}

/** An elementwise value whose operands are all reshaped in the same way, or the same number everywhere. */
export function underOneReshape({ node, type }: Value, build: Build): Value | undefined {
  const inner = node.inputs.map(beforeReshape).find((each) => each !== undefined);
  if (inner === undefined) return undefined;
  const operands: Value[] = [];
  for (const input of node.inputs) {
    const before = beforeReshape(input) ?? repeatedNumber(input, inner.type.shape, build);
    if (before === undefined || !sameShape(before.type.shape, inner.type.shape)) return undefined;
    operands.push(before);
  }
  return build.reshape(build.node(node.op, operands, node.attributes)[0]!, type.shape);
}

/** A number, known or not, that stands at every place, under another shape. */
function repeatedNumber(value: Value, shape: Shape, build: Build): Value | undefined {
  const number = constantOf(value);
  if (number !== undefined) return build.constant(number, shape, value.type.element);
  const { op, inputs } = value.node;
  const isNumber = op.name === "broadcast" && inputs[0]!.type.shape.length === 0;
  return isNumber ? build.broadcast(inputs[0]!, shape, []) : undefined;
}

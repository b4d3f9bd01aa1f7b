/**
 * Parts of a whole: quotients that lie between 0 and 1 because of what they are computed from.
 *
 * Invariant: whatever goes in, `a / b` is a part only if 0 ≤ a ≤ b follows from signs: b is a sum that
 * a is a member of, and its other members are not negative.
 */
import type { Value } from "../../graph/graph.ts";
import type { LogarithmContext, Proportion } from "../../graph/op.ts";
import { sameShape, type Shape } from "../../graph/type.ts";
import { cancel, equalValues } from "./logarithm.ts";
import { axesOf } from "./reduction.ts";
import { isNonnegative } from "./signs.ts";

export function proportionOfQuotient(
  a: Value,
  b: Value,
  { signOf, build }: Pick<LogarithmContext, "signOf" | "build">,
): Proportion | undefined {
  if (!isNonnegative(signOf(a)) || signOf(b) !== "positive") return undefined;
  if (isSumOf(b, a)) return "of all";
  const rest = cancel(b, a, build);
  return rest !== undefined && isNonnegative(signOf(rest)) ? "of two" : undefined;
}

/** Is every element the sum of those that stand at its own place but for the axes summed over? */
function isSumOf(repeated: Value, member: Value): boolean {
  const { op, inputs, attributes } = repeated.node;
  if (op.name !== "broadcast") return false;
  const [once] = inputs as readonly [Value];
  const total = once.node.op.name === "reshape" ? once.node.inputs[0]! : once;
  if (total.node.op.name !== "sum" || !equalValues(total.node.inputs[0]!, member)) return false;
  const { shape } = member.type;
  const summed = axesOf(total.node.attributes);
  const isKept = (axis: number): boolean => !summed.includes(axis);
  const withOnes: Shape = shape.map((each, axis) => (isKept(axis) ? each : 1));
  const axes = [...shape.keys()];
  const places = sameShape(once.type.shape, withOnes) ? axes : axes.filter(isKept);
  return places.join() === (attributes["axes"] as readonly number[]).join();
}

/**
 * Logarithms that see through what they are taken of: log(softmax(z)), log(sigmoid(z)), log(1 - sigmoid(z)).
 *
 * Invariant: a rewritten logarithm equals the plain one wherever that is finite, and is finite wherever
 * mathematics is. Division is split only where both sides are known to be positive.
 */
import type { Build } from "../../graph/build.generated.ts";
import type { Value } from "../../graph/graph.ts";
import type { LogarithmContext, Sign } from "../../graph/op.ts";
import { isConstant } from "./constants.ts";
import { isNonnegative } from "./signs.ts";

/** How deep an expression is looked into: patterns are shallow, and networks are not. */
const deepest = 64;

/** The sign of a value as far as its op tells; remembers, so that it is linear. */
export function createSignOf(): (value: Value) => Sign {
  const known = new Map<Value, Sign>();
  let depth = 0;
  const signOf = (value: Value): Sign => {
    const found = known.get(value);
    if (found !== undefined) return found;
    if (depth === deepest) return "any";
    depth++;
    const sign = value.node.op.sign?.(value, signOf) ?? "any";
    depth--;
    known.set(value, sign);
    return sign;
  };
  return signOf;
}

/** The best form of log(x), or undefined where `log(x)` itself is as good. */
export function logarithmOf(x: Value, build: Build): Value | undefined {
  const known = new Map<Value, Value | undefined>();
  let depth = 0;
  const context: LogarithmContext = {
    build,
    signOf: createSignOf(),
    logarithm: (value) => {
      if (known.has(value)) return known.get(value);
      if (depth === deepest) return undefined;
      depth++;
      const logarithm = value.node.op.logarithm?.(value, context);
      depth--;
      known.set(value, logarithm);
      return logarithm;
    },
  };
  return context.logarithm(x);
}

/** The best logarithm there is. */
export function bestOrPlain(value: Value, context: LogarithmContext): Value {
  if (isConstant(value, 1)) return context.build.constant(0, value.type.shape);
  return context.logarithm(value) ?? context.build.log(value);
}

/** log(a / b) = log a - log b. */
export function logarithmOfQuotient(
  a: Value,
  b: Value,
  context: LogarithmContext,
): Value | undefined {
  if (context.signOf(a) !== "positive" || context.signOf(b) !== "positive") return undefined;
  return context.build.subtract(bestOrPlain(a, context), bestOrPlain(b, context));
}

/**
 * log(1 - a / b) = log(b - a) - log b, where b - a cancels to something positive. What only moves a
 * quotient (`1 - p[0]`) moves this logarithm as well.
 */
export function logarithmOfComplement(
  one: Value,
  quotient: Value,
  context: LogarithmContext,
): Value | undefined {
  const { build, signOf } = context;
  if (!isConstant(one, 1)) return undefined;
  const { op } = quotient.node;
  if (op.family === "movement" || op.isIdentity === true) {
    const complement = (inside: Value): Value | undefined =>
      context.logarithm(build.subtract(1, inside));
    return op.logarithm?.(quotient, { ...context, logarithm: complement });
  }
  if (op.name !== "divide") return undefined;
  const [a, b] = quotient.node.inputs as readonly [Value, Value];
  if (signOf(a) !== "positive" || signOf(b) !== "positive") return undefined;
  const rest = cancel(b, a, build);
  if (rest === undefined || !isNonnegative(signOf(rest))) return undefined;
  return build.subtract(bestOrPlain(rest, context), bestOrPlain(b, context));
}

/** `(p + q) - a` where a is p or q, or a choice between them. */
export function cancel(sum: Value, a: Value, build: Build): Value | undefined {
  const { inputs, op } = sum.node;
  if (op.name !== "add") return undefined;
  const [p, q] = inputs as readonly [Value, Value];
  if (equalValues(a, p)) return q;
  if (equalValues(a, q)) return p;
  if (a.node.op.name !== "where") return undefined;
  const [condition, chosen, other] = a.node.inputs as readonly [Value, Value, Value];
  const left = cancel(sum, chosen, build);
  const right = cancel(sum, other, build);
  if (left === undefined || right === undefined) return undefined;
  return build.where(condition, left, right);
}

/** The same expression, as far as one looks? Constants are compared by number. */
export function equalValues(a: Value, b: Value, depth = 0): boolean {
  if (a === b) return true;
  if (depth === deepestComparison) return false;
  const [left, right] = [constantNumber(a), constantNumber(b)];
  if (left !== undefined || right !== undefined) return left === right;
  const [m, n] = [a.node, b.node];
  return (
    m.op === n.op &&
    m.inputs.length === n.inputs.length &&
    m.inputs.length > 0 &&
    JSON.stringify(m.attributes) === JSON.stringify(n.attributes) &&
    m.inputs.every((input, index) => equalValues(input, n.inputs[index]!, depth + 1))
  );
}

/** Equal parts are one value after the first pass; before it they are a few steps apart. */
const deepestComparison = 6;

function constantNumber(value: Value): number | undefined {
  return [0, 1].find((number) => isConstant(value, number));
}

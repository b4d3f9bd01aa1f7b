/**
 * Builds graphs: a typed method for each op, over three general ones.
 *
 * Invariant: every node is made here, so every node's types come from its op's shape rule. A build has
 * an origin, which all its nodes carry.
 */
import { ops } from "../ops/registry.generated.ts";
import type { Build } from "./build.generated.ts";
import { createNode } from "./create-node.ts";
import type { Attributes, Origin, Value } from "./graph.ts";
import { ShapeProblem, type BuildCore, type Op, type Operand } from "./op.ts";
import { formatType, isBatched, sampleShape, type Dimension, type Shape } from "./type.ts";

/** The general methods; those of the ops are added to its prototype, so that a builder is cheap to make. */
class GraphBuild implements BuildCore {
  private readonly origin: Origin | undefined;

  constructor(origin: Origin | undefined) {
    this.origin = origin;
  }

  node(op: Op, inputs: readonly Value[], attributes: Attributes = {}): readonly Value[] {
    return createNode(op, inputs, attributes, this.origin);
  }

  align(operands: readonly Operand[]): readonly Value[] {
    return align(operands, asBuild(this));
  }

  perSample(value: Value): Value {
    return spread(value, ["batch", ...sampleShape(value.type)], asBuild(this));
  }

  at(origin: Origin | undefined): Build {
    return createBuild(origin);
  }
}

for (const op of ops) {
  const make = op.build.make as (build: BuildCore, ...rest: readonly unknown[]) => unknown;
  const method = function (this: BuildCore, ...rest: readonly unknown[]): unknown {
    return make(this, ...rest);
  };
  Object.defineProperty(GraphBuild.prototype, op.name, { value: method });
}

/** Passes and gradients make one for each node's origin. */
export function createBuild(origin?: Origin): Build {
  return asBuild(new GraphBuild(origin));
}

function asBuild(build: BuildCore): Build {
  return build as Build;
}

/** Brings operands to one shape: trailing axes aligned as in NumPy, the batch apart. */
function align(operands: readonly Operand[], build: Build): readonly Value[] {
  const values = operands.filter((operand) => typeof operand !== "number");
  const shape = commonShape(values);
  const element = values.some((value) => value.type.element === "float") ? "float" : "int";
  return operands.map((operand) => {
    if (typeof operand !== "number") return spread(operand, shape, build);
    const whole = element === "int" && Number.isInteger(operand);
    return build.constant(operand, shape, whole ? "int" : "float");
  });
}

function commonShape(values: readonly Value[]): Shape {
  const shapes = values.map((value) => sampleShape(value.type));
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const common: number[] = [];
  for (let fromEnd = 1; fromEnd <= rank; fromEnd++) {
    let dimension = 1;
    for (const shape of shapes) {
      const each = shape.at(-fromEnd);
      if (shape.length < fromEnd || each === undefined || each === 1 || each === dimension)
        continue;
      if (dimension !== 1) throw mismatch(values, fromEnd, dimension, each);
      dimension = each;
    }
    common.unshift(dimension);
  }
  return values.some((value) => isBatched(value.type)) ? ["batch", ...common] : common;
}

function mismatch(values: readonly Value[], fromEnd: number, a: number, b: number): ShapeProblem {
  const names = values.map((value) =>
    formatType({ element: value.type.element, shape: sampleShape(value.type) }),
  );
  return new ShapeProblem(
    `${names.join(" and ")} do not fit: in the ${ordinal(fromEnd)} dimension ${a} is not ${b}`,
    { axis: -fromEnd, inputs: values.map((_, index) => index) },
  );
}

function ordinal(fromEnd: number): string {
  return ["last", "last but one", "third last"][fromEnd - 1] ?? `${fromEnd}th last`;
}

/** Repeats a value to a shape that its own aligns with at the end. */
function spread(value: Value, shape: Shape, build: Build): Value {
  const own = value.type.shape;
  const batched = isBatched(value.type);
  const axes = own.map((_: Dimension, axis) =>
    batched && axis === 0 ? 0 : shape.length - own.length + axis,
  );
  return build.broadcast(value, shape, axes);
}

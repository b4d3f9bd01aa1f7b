/**
 * Builds graphs: a typed method for each op, over three general ones.
 *
 * Invariant: every node is made here, so every node's types come from its op's shape rule. A build has
 * an origin, which all its nodes carry.
 */
import { ops } from "../ops/registry.generated.ts";
import type { Build } from "./build.generated.ts";
import { createNode } from "./create-node.ts";
import type { Origin, Value } from "./graph.ts";
import { ShapeProblem, type BuildCore, type Operand } from "./op.ts";
import { formatType, isBatched, sampleShape, type Dimension, type Shape } from "./type.ts";

/** A method for each op, on the builder that it is called on. */
const methods: object = Object.freeze(
  Object.fromEntries(
    ops.map((op) => {
      const make = op.build.make as (build: BuildCore, ...rest: readonly unknown[]) => unknown;
      return [
        op.name,
        function (this: Build, ...rest: readonly unknown[]) {
          return make(this, ...rest);
        },
      ];
    }),
  ),
);

/** Cheap: passes and gradients make one for each node's origin. The ops' methods are inherited. */
export function createBuild(origin?: Origin): Build {
  const build = Object.create(methods) as { -readonly [Method in keyof Build]: Build[Method] };
  build.node = (op, inputs, attributes = {}) => createNode(op, inputs, attributes, origin);
  build.align = (operands) => align(operands, build);
  build.perSample = (value) => spread(value, ["batch", ...sampleShape(value.type)], build);
  build.at = (place) => createBuild(place);
  return build;
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

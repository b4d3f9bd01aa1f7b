/**
 * `unslice`: the adjoint of `slice`: elements put where a slice would read them, zeros elsewhere.
 */
import type { Value } from "../graph/graph.ts";
import type { BuildCore } from "../graph/op.ts";
import type { Shape } from "../graph/type.ts";
import {
  addAffine,
  affine,
  affineScalar,
  call,
  constant,
  scaleAffine,
  type Affine,
  type Scalar,
} from "../kernel/scalar.ts";
import { movement } from "./kit/movement.ts";

interface UnsliceAttributes {
  readonly shape: Shape;
  readonly from: readonly number[];
  readonly step: readonly number[];
}

const read = (attributes: unknown): UnsliceAttributes => attributes as UnsliceAttributes;

export const unslice = movement({
  name: "unslice",
  doc: "Zeros of `shape`, but the input's element `i` at `from + i * step` along each axis; pads, too.",
  build: {
    signature: "(x: Value, shape: Shape, from: readonly number[], step: readonly number[]): Value",
    make: (
      build: BuildCore,
      x: Value,
      shape: Shape,
      from: readonly number[],
      step: readonly number[],
    ): Value => build.node(unslice, [x], { shape, from, step })[0]!,
  },
  results: ([x], attributes) => [{ element: x!.element, shape: read(attributes).shape }],
  place: (at, { attributes, inputs }) => {
    const { from, step } = read(attributes);
    const place = at.map((each, axis) => (each - from[axis]!) / step[axis]!);
    const inside = place.every(
      (each, axis) => Number.isInteger(each) && each >= 0 && each < inputs[0]!.shape[axis]!,
    );
    return inside ? { input: 0, at: place.map((each) => each + 0) } : 0;
  },
  element: ({ attributes, inputs, result, at, read: readInput, bind }) => {
    const { from, step } = read(attributes);
    const conditions: Scalar[] = [];
    const place: Affine[] = [];
    for (const [axis, each] of at.entries()) {
      const length = inputs[0]!.shape[axis]!;
      if (length === "batch" || length === result.shape[axis]) {
        place.push(each);
        continue;
      }
      const found = findPlace(each, { length, from: from[axis]!, step: step[axis]!, bind });
      if (found === undefined) return constant(0);
      place.push(found.place);
      conditions.push(...found.conditions);
    }
    const value = readInput(0, place);
    if (conditions.length === 0) return value;
    const inside = conditions.reduce((a, b) => call("and", a, b));
    return call("select", inside, value, constant(0));
  },
  fills: 0,
  gradient: ({ inputs: [x], gradients: [g], attributes, build }) => [
    build.slice(g!, read(attributes).from, x!.type.shape, read(attributes).step),
  ],
  samples: [
    {
      name: "padding",
      inputs: [{ type: { element: "float", shape: [2, 2] }, range: [-2, 2] }],
      attributes: { shape: [3, 4], from: [1, 0], step: [1, 1] },
    },
    {
      name: "every second, backwards, for each sample",
      inputs: [{ type: { element: "float", shape: ["batch", 3] }, range: [-2, 2] }],
      attributes: { shape: ["batch", 6], from: [0, 5], step: [1, -2] },
    },
  ],
});

interface Line {
  readonly length: number;
  readonly from: number;
  readonly step: number;
  readonly bind: (index: Scalar) => Affine;
}

/**
 * The place along one axis that a slice would read into `at`, and when there is one; undefined where it is
 * known that there is none. With steps of either sign, places are counted from the lowest.
 */
function findPlace(
  at: Affine,
  { length, from, step, bind }: Line,
): { readonly place: Affine; readonly conditions: readonly Scalar[] } | undefined {
  const stride = Math.abs(step);
  const end = (length - 1) * stride;
  const distance = addAffine(at, affine(-(step > 0 ? from : from - end)));
  const turn = (forward: Affine): Affine =>
    step > 0 ? forward : addAffine(affine(length - 1), scaleAffine(forward, -1));
  if (distance.terms.length === 0) {
    const forward = distance.constant / stride;
    const isThere = Number.isInteger(forward) && forward >= 0 && forward < length;
    return isThere ? { place: turn(affine(forward)), conditions: [] } : undefined;
  }
  const conditions = [
    call("lessEqual", constant(0), affineScalar(distance)),
    call("lessEqual", affineScalar(distance), constant(end)),
  ];
  if (stride === 1) return { place: turn(distance), conditions };
  const forward = bind(call("floor", call("divide", affineScalar(distance), constant(stride))));
  const isWhole = call("equal", affineScalar(scaleAffine(forward, stride)), affineScalar(distance));
  return { place: turn(forward), conditions: [...conditions, isWhole] };
}

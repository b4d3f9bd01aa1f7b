// The same numbers in the order of libraries that keep an image as [channels, height, width].

import { drawWeights } from "./draw.mjs";

/** Samples as [n, channels, height, width]; other samples as they are. */
export function samplesOf({ samples, inputs, shape }, count) {
  const values = samples.slice(0, count * inputs);
  if (shape.length < 3) return { values, shape: [count, ...shape] };
  return transpose({ values, shape: [count, ...shape] }, [0, 3, 1, 2]);
}

/** Filters as [filters, channels, height, width]; the rows of a dense layer as its flattened image lies. */
export function weightsOf(workload) {
  const weights = drawWeights(workload);
  for (const { kind, weight, image } of workload.layers) {
    if (kind === "conv") weights[weight] = transpose(weights[weight], [3, 2, 0, 1]);
    if (kind === "dense" && image) weights[weight] = withRows(weights[weight], image);
  }
  return weights;
}

function withRows({ values, shape }, image) {
  const moved = transpose({ values, shape: [...image, shape[1]] }, [2, 0, 1, 3]);
  return { values: moved.values, shape };
}

/** The axes in another order. */
export function transpose({ values, shape }, order) {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const to = order.map((axis) => shape[axis]);
  const moved = new Float32Array(values.length);
  const index = new Array(to.length).fill(0);
  for (let i = 0, from = 0; i < moved.length; i++) {
    moved[i] = values[from];
    for (let axis = to.length - 1; axis >= 0; axis--) {
      from += strides[order[axis]];
      if (++index[axis] < to[axis]) break;
      from -= strides[order[axis]] * to[axis];
      index[axis] = 0;
    }
  }
  return { values: moved, shape: to };
}

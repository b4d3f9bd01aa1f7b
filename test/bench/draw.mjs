// Numbers for weights and samples: the same in every process, so that peers can be compared.

import { randomSource } from "./random.mjs";

/** Name ▸ { shape, values }, in the order in which the workload lists them. Made anew at every call: they are large. */
export function drawWeights({ seed, weights }) {
  const random = randomSource(seed);
  const draw = ({ shape, from, to }) => {
    const values = new Float32Array(shape.reduce((a, b) => a * b));
    for (let i = 0; i < values.length; i++) values[i] = from + (to - from) * random();
    return { shape, values };
  };
  return Object.fromEntries(Object.entries(weights).map(([name, spec]) => [name, draw(spec)]));
}

/** A quarter of the pixels carry ink, as in a scanned character. */
export function drawInk(seed, count) {
  const random = randomSource(seed);
  return Float32Array.from({ length: count }, () => (random() < 0.25 ? random() : 0));
}

/** Even in ±√3: variance one. */
export function drawSignal(seed, count) {
  const random = randomSource(seed);
  return Float32Array.from({ length: count }, () => Math.sqrt(3) * (2 * random() - 1));
}

export function drawLabels(seed, count, classes) {
  const random = randomSource(seed);
  return Int32Array.from({ length: count }, () => Math.floor(random() * classes));
}

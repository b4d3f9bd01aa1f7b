/** Draws are the same on every target, bit for bit: of the weights at the start, and of each call. */
import { expect, it } from "vitest";
import { engines } from "../../src/check/classes.ts";
import { loadModel } from "../emit/generate.ts";

const text = `model Drawn {
  input x: [5]
  param a: [300] ~ normal(0, 1)
  param b: [300] ~ uniform(-1, 1)
  param c: [300] ~ truncatedNormal
  output y = x + normal(; shape: [5])
  output z = uniform(; shape: [7])
}`;

it.each(["f32", "f64"] as const)("in %s", async (dtype) => {
  const drawn: (readonly number[])[] = [];
  for (const engine of engines) {
    const net = (await loadModel(text, "Drawn", { engine, dtype })).create({ seed: 3 });
    const numbers = [...net.flat.params];
    for (const training of [false, true, true]) {
      const { y, z } = net.forward({ x: new Float32Array(15) }, { training });
      numbers.push(...y!, ...z!);
    }
    drawn.push(numbers);
  }
  expect(new Set(drawn[0]).size).toBeGreaterThan(900);
  expect(drawn[1]).toEqual(drawn[0]);
});

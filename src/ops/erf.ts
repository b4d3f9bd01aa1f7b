/**
 * `erf(x)` = 2/√π ∫₀ˣ exp(-t²) dt: the error function.
 */
import { elementwise, floatElement, unarySamples } from "./kit/elementwise.ts";
import { erfSeries } from "./kit/erf.ts";

export const erf = elementwise({
  name: "erf",
  doc: "`erf(x)` = 2/√π ∫₀ˣ exp(-t²) dt: the error function.",
  wires: ["x"],
  element: floatElement,
  compute: erfSeries,
  lower: "erf",
  gradient: ({ inputs: [x], gradients: [g], build }) => [
    build.multiply(
      g!,
      build.multiply(2 / Math.sqrt(Math.PI), build.exp(build.negate(build.multiply(x!, x!)))),
    ),
  ],
  called: "erf",
  example: "output y = erf([-1, 0, 2])",
  // The series adds up to 40 terms; both it and the rational form are good to a few units of a double.
  roundings: 10,
  // In lanes it is off by up to one and a fifth units of the last place.
  roundingsOfFloats: 3,
  isSlow: true,
  samples: unarySamples(-2.5, 2.5, [0, 1, -2, 4]),
});

// How far an answer in float32 may be off. A sum of n terms, added one after the other, is off by about u √n of
// its size (u = 2⁻²⁴, the roundings being as good as independent), and layer adds to layer as term to term. So:
//   4 u √(terms on the way), relative to the largest output; four, for the worst of many
// In training the way is walked three times a step (forward, and for both gradients); losses are compared
// relative to their own size.

import { termsOnTheWay } from "../operations.mjs";
import { comparedSteps } from "./answer.mjs";

const roundoff = 2 ** -24;

export function boundOf(workload, { pass }) {
  const ways = pass === "forward" ? 1 : 3 * comparedSteps;
  return 4 * roundoff * Math.sqrt(ways * termsOnTheWay(workload));
}

/** How far an answer is off, as the bound counts it; infinite where the lengths differ or NaN occurs. */
export function difference(answer, expected, { pass }) {
  if (answer.length !== expected.length) return Infinity;
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let worst = 0;
  for (const [i, value] of expected.entries()) {
    const error = Math.abs(answer[i] - value) / (pass === "forward" ? largest : value);
    if (!(error <= worst)) worst = Number.isNaN(error) ? Infinity : error;
  }
  return worst;
}

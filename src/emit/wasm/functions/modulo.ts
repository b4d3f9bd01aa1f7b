/**
 * a % b with the sign of b, in four lanes, by doubles: in floats, what is left of two near numbers would be noise.
 *
 * Invariant: what JavaScript's doubles make of it, rounded once.
 */
import { createFunction, createLocal, f64x2, get } from "../../../wasm/build.ts";
import { inHalves } from "./halves.ts";

const a = createLocal("v128", "a");
const b = createLocal("v128", "b");

const whole = f64x2.floor(f64x2.div(get(a), get(b)));

export const moduloHalf = createFunction(
  "moduloHalf",
  [a, b],
  "v128",
  [],
  [f64x2.sub(get(a), f64x2.mul(get(b), whole))],
);

export const modulo = inHalves("moduloLanes", ["a", "b"], moduloHalf);

/**
 * What the functions in lanes are held to: the reference in doubles, and the greatest error.
 *
 * Invariant: bounds are those of `docs/performance.md`, in units of the last place of the right result;
 * `worst` are the arguments of the greatest errors that `function-errors.ts` found.
 */
import { vectorFunctions, type VectorFunction } from "../../src/emit/wasm/functions/functions.ts";
import { erf } from "../../src/emit/runtime/numbers.ts";

export interface FunctionCase {
  readonly called: VectorFunction;
  readonly reference: (x: number, y: number) => number;
  readonly bound: number;
  readonly worst: readonly (readonly number[])[];
}

/** Large floats that come nearest to multiples of π/2. */
const nearQuarters = [
  43998769152, 21999384576, 7.729178919452902e28, 1.5458357838905804e29, 4.3865578967101227e33,
  -8.773115793420245e33, 1.2614587862244266e38, 2.5229175724488532e38,
].map((each) => [each]);

export const cases: Readonly<Record<keyof typeof vectorFunctions, FunctionCase>> = {
  exp: {
    called: vectorFunctions.exp,
    reference: Math.exp,
    bound: 1,
    worst: [[70.4030990600586], [-5.8533711433410645], [-81.39479064941406], [26.71933364868164]],
  },
  log: {
    called: vectorFunctions.log,
    reference: Math.log,
    bound: 0.9,
    worst: [[1.271626353263855], [1.3335307836532593], [0.6668601036071777], [1.3662033081054688]],
  },
  tanh: {
    called: vectorFunctions.tanh,
    reference: Math.tanh,
    bound: 1.5,
    worst: [[3.8123860359191895], [-3.8123860359191895], [3.465285539627075], [-3.465285539627075]],
  },
  erf: {
    called: vectorFunctions.erf,
    reference: erf,
    bound: 1.2,
    worst: [
      [0.8359287977218628],
      [-0.8359287977218628],
      [0.8127896785736084],
      [-0.8127896785736084],
    ],
  },
  sin: {
    called: vectorFunctions.sin,
    reference: Math.sin,
    bound: 0.51,
    worst: [
      [8.670783945072466e29],
      [-8.670783945072466e29],
      [3414861283328],
      [-3414861283328],
      ...nearQuarters,
    ],
  },
  cos: {
    called: vectorFunctions.cos,
    reference: Math.cos,
    bound: 0.51,
    worst: [
      [6.403900961424451e34],
      [-6.403900961424451e34],
      [185.13885498046875],
      [-185.13885498046875],
      ...nearQuarters,
    ],
  },
  atan: {
    called: vectorFunctions.atan,
    reference: Math.atan,
    bound: 0.51,
    worst: [
      [0.12560074031352997],
      [-0.12560074031352997],
      [0.1247536689043045],
      [-0.1247536689043045],
    ],
  },
  power: {
    called: vectorFunctions.power,
    reference: Math.pow,
    bound: 0.6,
    worst: [
      [-0.9103440046310425, -796],
      [0.7437411546707153, -289.9999084472656],
      [-0.8931520581245422, -490],
      [1.3257853984832764, 196.3560791015625],
    ],
  },
};

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/** The distance of floats around a number. */
function unitOfLastPlace(x: number): number {
  double[0] = x;
  const exponent = ((words[1]! >>> 20) & 0x7ff) - 1023;
  return 2 ** (Math.min(Math.max(exponent, -126), 127) - 23);
}

/** Infinity for a NaN too many or too few, for a wrong sign of 0, and for a number where there is none. */
export function errorOf(got: number, wanted: number): number {
  if (Number.isNaN(wanted) || Number.isNaN(got)) return Object.is(got, wanted) ? 0 : Infinity;
  if (got === 0 && Object.is(got, 0) !== (wanted > 0 || Object.is(wanted, 0))) return Infinity;
  if (Math.abs(wanted) >= 2 ** 128) return got === Math.sign(wanted) * Infinity ? 0 : Infinity;
  // What is rounded up to Infinity is the float that would come after the greatest.
  const rounded = Math.min(Math.max(got, -(2 ** 128)), 2 ** 128);
  return Math.abs(rounded - wanted) / unitOfLastPlace(wanted);
}

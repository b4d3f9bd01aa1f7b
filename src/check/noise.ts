/**
 * How far rounding takes a whole network, found by rounding.
 *
 * Bounds that are carried from node to node take every rounding at its worst: through twenty layers they
 * grow beyond any number, and say nothing. Here the interpreter runs again, and each node's result is moved
 * by a random amount within the bound of its own rounding; how far that takes a tensor is how far a right
 * target may be. Roundings of a sum of k terms add up like a random walk, to √k in place of k (Higham and
 * Mary 2019), and so does what is put in.
 *
 * Invariant: what is put in comes from the ops' own error analysis; the same every time.
 */
import type { Node, Value } from "../graph/graph.ts";
import type { Tensor } from "../graph/op.ts";
import { isScan } from "../graph/scan.ts";
import { elementCount, sampleShape } from "../graph/type.ts";
import {
  interpret,
  roundingOf,
  type Bindings,
  type InterpretOptions,
  type Observer,
} from "../interpret.ts";

/** A right target may be off by this many times what was seen. */
const safety = 8;

export interface NoisyOptions extends InterpretOptions {
  /** Unit roundoff of the target. */
  readonly unit: number;
  /** How often to try. */
  readonly runs: number;
}

/** For each value, exactly computed, how far a target may be from any of its elements. */
export function spreadsOf(
  values: readonly Value[],
  exact: readonly Tensor[],
  bindings: Bindings,
  { unit, runs, ...options }: NoisyOptions,
): readonly number[] {
  const furthest = exact.map(() => 0);
  for (let seed = 1; seed <= runs; seed++) {
    const after = createNoise(unit, seed, options.arithmetic);
    interpret(values, bindings, { ...options, after }).forEach((noisy, at) => {
      furthest[at] = Math.max(furthest[at]!, spreadBetween(exact[at]!, noisy, unit));
    });
  }
  return furthest;
}

/** How far a target may be from any element, by one run with noise. */
export function spreadBetween(exact: Tensor, noisy: Tensor, unit: number): number {
  let furthest = 0;
  exact.data.forEach((each, index) => {
    const moved = noisy.data[index]!;
    if (!Object.is(moved, each)) furthest = Math.max(furthest, Math.abs(moved - each));
  });
  return Math.max(unit * largest(exact.data), safety * furthest);
}

/** For `interpret`: moves each result within the rounding of its node. */
export function createNoise(unit: number, seed: number, arithmetic = unit): Observer {
  const random = createRandom(seed);
  return (node, inputs, results, evaluate) => {
    if (isExact(node)) return results;
    const bounds = roundingOf(node, inputs, results, { unit, arithmetic, evaluate });
    const share = 1 / Math.sqrt(termsOf(node, inputs, results));
    return results.map(({ shape, data }, at) => {
      const bound = bounds[at]!.data;
      const moved = data.map((each, index) =>
        bound[index] === 0 ? each : each + bound[index]! * share * random(),
      );
      return { shape, data: moved };
    });
  };
}

/**
 * Ints are whole, movement copies, choices hold or do not, what is given is the same on both sides, and in a
 * scan it is the nodes of its body that round.
 */
function isExact(node: Node): boolean {
  const { op, values } = node;
  return (
    values.every(({ type }) => type.element !== "float") ||
    op.isGiven === true ||
    op.isChoice === true ||
    op.family === "movement" ||
    isScan(node)
  );
}

/** How many numbers are summed up for one of the result. */
function termsOf(node: Node, inputs: readonly Tensor[], [result]: readonly Tensor[]): number {
  const products = node.op.multiplyAdds?.(node.values[0]!);
  if (products !== undefined) return products / elementCount(sampleShape(node.values[0]!.type));
  if (node.op.family !== "reduction") return 1;
  return inputs[0]!.data.length / result!.data.length;
}

function largest(data: Float64Array): number {
  return data.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
}

/** Evenly between -1 and 1: a generator of Lehmer's, good enough for noise. */
function createRandom(seed: number): () => number {
  const modulus = 2 ** 31 - 1;
  let state = seed;
  return () => {
    state = (state * 48271) % modulus;
    return (2 * state) / modulus - 1;
  };
}

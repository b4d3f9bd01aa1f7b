/**
 * The numbers that a network and its twin in PyTorch share: weights and inputs from a hash of names.
 *
 * Invariant: README.md says the same in words, twins/generator.py in Python, vectors.json in examples;
 * every number is exact in float32.
 */

/** Of an input or target: what its numbers may be. Twins say it; it is stored with their results. */
export type Range =
  /** Evenly from low to high. */
  | { readonly kind: "even"; readonly low: number; readonly high: number }
  /** low, low + step, …, `count` of them: what ties are made of. */
  | { readonly kind: "grid"; readonly low: number; readonly step: number; readonly count: number };

/** FNV-1a, 32 bits, over the bytes of an ASCII name. */
function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (const letter of name) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  return hash >>> 0;
}

/** The element of a tensor: 24 bits, as a number in [0, 1). */
function fraction(hash: number, index: number): number {
  let bits = (hash + Math.imul(index, 0x9e3779b9)) >>> 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x7feb352d);
  bits = Math.imul(bits ^ (bits >>> 15), 0x846ca68b);
  return ((bits ^ (bits >>> 16)) >>> 8) * 2 ** -24;
}

export function fractions(name: string, count: number): Float64Array {
  const hash = hashName(name);
  return Float64Array.from({ length: count }, (_, index) => fraction(hash, index));
}

/** A weight matrix keeps the size of what goes through it: ± 2^-⌊bits / 2⌋, bits of its fan-in. */
export function weights(name: string, shape: readonly number[]): Float64Array {
  const fanIn = shape.slice(0, -1).reduce((product, each) => product * each, 1);
  const bits = Math.floor(Math.log2(fanIn)) + 1;
  const scale = 2 ** -Math.floor(bits / 2);
  const count = shape.reduce((product, each) => product * each, 1);
  return fractions(name, count).map((each) => (2 * each - 1) * scale);
}

export function inRange(name: string, count: number, range: Range): Float64Array {
  return fractions(name, count).map((each) =>
    range.kind === "even"
      ? Math.fround(range.low + (range.high - range.low) * each)
      : range.low + range.step * Math.floor(each * range.count),
  );
}

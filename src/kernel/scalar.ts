/**
 * Scalar expressions and places in buffers: what the bodies of kernels are made of.
 *
 * Invariant: the list of instructions is closed; every target implements exactly these, and each means
 * what JavaScript's double arithmetic means by it. Places are affine in loop variables, so that
 * schedules can reason about them; a place that depends on data goes through a local of type int.
 */

/** constant + Σ factor · variable. Terms are sorted by variable and have no zero factor. */
export interface Affine {
  readonly constant: number;
  readonly terms: readonly AffineTerm[];
}

export interface AffineTerm {
  readonly variable: string;
  readonly factor: number;
}

export type Instruction =
  // arithmetic
  | "add" | "subtract" | "multiply" | "divide" | "modulo" | "negate" | "power"
  | "minimum" | "maximum"
  // functions
  | "exp" | "log" | "sqrt" | "abs" | "sign" | "floor" | "round" | "sin" | "cos" | "atan" | "erf" | "tanh"
  // comparisons and logic: 1 or 0
  | "equal" | "less" | "lessEqual" | "and" | "or" | "not"
  /** select(c, a, b): a where c is not 0, else b; only the one taken is evaluated. */
  | "select"
  // of all lanes, in each of them: only where there are lanes
  | "sumLanes" | "maximumLanes" | "minimumLanes"
  // draws from an integer hash: (place, sample, element) → number; see draws.ts
  | "uniform" | "normal" | "truncatedNormal"
  /** checkIndex(i, limit, from): i, or an error that names `from` where it is not in [0, limit). */
  | "checkIndex"; // prettier-ignore

export type Scalar =
  | { readonly kind: "constant"; readonly value: number }
  /** For what an error says. */
  | { readonly kind: "text"; readonly value: string }
  /** A local, a loop variable, or a scalar argument of the kernel. */
  | { readonly kind: "local"; readonly name: string }
  | { readonly kind: "load"; readonly buffer: string; readonly offset: Affine }
  /** The value of an affine expression, e.g. an element number. */
  | { readonly kind: "affine"; readonly value: Affine }
  | {
      readonly kind: "call";
      readonly instruction: Instruction;
      readonly arguments: readonly Scalar[];
    };

export function constant(value: number): Scalar {
  return { kind: "constant", value };
}

export function text(value: string): Scalar {
  return { kind: "text", value };
}

export function local(name: string): Scalar {
  return { kind: "local", name };
}

export function load(buffer: string, offset: Affine): Scalar {
  return { kind: "load", buffer, offset };
}

/** A call; a condition that is decided already is what it comes to. */
export function call(instruction: Instruction, ...parts: readonly Scalar[]): Scalar {
  return decide(instruction, parts) ?? { kind: "call", instruction, arguments: parts };
}

function decide(instruction: Instruction, parts: readonly Scalar[]): Scalar | undefined {
  const [a, b] = parts.map((part) => (part.kind === "constant" ? part.value : undefined));
  if (instruction === "select") return a === undefined ? undefined : parts[a !== 0 ? 1 : 2];
  const truth = a === undefined ? undefined : truthOf(instruction, a, b);
  return truth === undefined ? undefined : constant(truth ? 1 : 0);
}

function truthOf(instruction: Instruction, a: number, b: number | undefined): boolean | undefined {
  if (instruction === "not") return a === 0;
  if (b === undefined) return undefined;
  switch (instruction) {
    case "equal":
      return a === b;
    case "less":
      return a < b;
    case "lessEqual":
      return a <= b;
    case "and":
      return a !== 0 && b !== 0;
    case "or":
      return a !== 0 || b !== 0;
    default:
      return undefined;
  }
}

export function affineScalar(value: Affine): Scalar {
  if (value.terms.length === 0) return constant(value.constant);
  return { kind: "affine", value };
}

export const zero: Affine = { constant: 0, terms: [] };

export function affine(constantPart: number): Affine {
  return { constant: constantPart, terms: [] };
}

export function variable(name: string): Affine {
  return { constant: 0, terms: [{ variable: name, factor: 1 }] };
}

/** Terms are in the order of their variables: two lists are merged. */
export function addAffine(a: Affine, b: Affine): Affine {
  if (b.terms.length === 0) return shiftAffine(a, b.constant);
  if (a.terms.length === 0) return shiftAffine(b, a.constant);
  const terms: Affine["terms"][number][] = [];
  let inA = 0;
  let inB = 0;
  while (inA < a.terms.length && inB < b.terms.length) {
    const left = a.terms[inA]!;
    const right = b.terms[inB]!;
    if (left.variable === right.variable) {
      const factor = left.factor + right.factor;
      if (factor !== 0) terms.push({ variable: left.variable, factor });
      inA++;
      inB++;
    } else if (left.variable < right.variable) {
      terms.push(left);
      inA++;
    } else {
      terms.push(right);
      inB++;
    }
  }
  for (; inA < a.terms.length; inA++) terms.push(a.terms[inA]!);
  for (; inB < b.terms.length; inB++) terms.push(b.terms[inB]!);
  return { constant: a.constant + b.constant, terms };
}

export function scaleAffine(a: Affine, factor: number): Affine {
  if (factor === 0) return zero;
  if (factor === 1) return a;
  return {
    constant: a.constant * factor,
    terms: a.terms.map((term) => ({ variable: term.variable, factor: term.factor * factor })),
  };
}

export function shiftAffine(a: Affine, by: number): Affine {
  if (by === 0) return a;
  return { constant: a.constant + by, terms: a.terms };
}

/** Puts expressions in the place of variables. */
export function substituteAffine(a: Affine, by: ReadonlyMap<string, Affine>): Affine {
  return a.terms.reduce<Affine>(
    (sum, term) =>
      addAffine(sum, scaleAffine(by.get(term.variable) ?? variable(term.variable), term.factor)),
    affine(a.constant),
  );
}

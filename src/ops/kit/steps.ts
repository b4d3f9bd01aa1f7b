/**
 * Where steps lead: the way back from a place to the number of the step that reaches it, for kernels.
 *
 * Invariant: what is known while compiling is decided there; only what depends on a loop is asked at run
 * time. Shares nothing with the interpreter's plain numbers.
 */
import {
  addAffine,
  affine,
  affineScalar,
  call,
  constant,
  scaleAffine,
  type Affine,
  type Scalar,
} from "../../kernel/scalar.ts";

export interface Steps {
  /** How many steps there are. */
  readonly count: number;
  /** Places from one to the next; above 0. */
  readonly stride: number;
  readonly bind: (index: Scalar) => Affine;
}

export interface FoundStep {
  readonly step: Affine;
  /** All hold where there is such a step. */
  readonly conditions: readonly Scalar[];
}

/** The number of the step that ends at `distance` from the start; undefined where there is none. */
export function findStep(distance: Affine, { count, stride, bind }: Steps): FoundStep | undefined {
  if (distance.terms.length === 0) {
    const step = distance.constant / stride;
    const isThere = Number.isInteger(step) && step >= 0 && step < count;
    return isThere ? { step: affine(step), conditions: [] } : undefined;
  }
  const conditions = [
    call("lessEqual", constant(0), affineScalar(distance)),
    call("lessEqual", affineScalar(distance), constant((count - 1) * stride)),
  ];
  if (stride === 1) return { step: distance, conditions };
  const step = bind(call("floor", call("divide", affineScalar(distance), constant(stride))));
  const isWhole = call("equal", affineScalar(scaleAffine(step, stride)), affineScalar(distance));
  return { step, conditions: [...conditions, isWhole] };
}

/** The value where all conditions hold, else what fills. */
export function whereAll(conditions: readonly Scalar[], value: Scalar, fill = 0): Scalar {
  if (conditions.length === 0) return value;
  const all = conditions.reduce((a, b) => call("and", a, b));
  return call("select", all, value, constant(fill));
}

/** The step counted from the other end. */
export function fromEnd(step: Affine, count: number): Affine {
  return addAffine(affine(count - 1), scaleAffine(step, -1));
}

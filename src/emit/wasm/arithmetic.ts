/**
 * What the statements of a kernel need of the numbers that they compute with.
 *
 * Invariant: two kinds: doubles one at a time (`doubles.ts`), which mean to the bit what the TypeScript
 * target means, and floats four at a time (`lanes.ts`). Whole numbers that stand in places are i32 in both.
 */
import type { ElementType } from "../../graph/type.ts";
import type { Affine, Instruction, Scalar } from "../../kernel/scalar.ts";
import type { Callee, Expression, Function, Statement } from "../../wasm/tree.ts";
import type { Place } from "./scope.ts";

export type NumberType = "f64" | "v128";

export interface Arithmetic {
  /** What locals of numbers are. */
  readonly type: NumberType;
  readonly value: (scalar: Scalar) => Expression<NumberType>;
  /** Not 0 where it holds. */
  readonly condition: (scalar: Scalar) => Expression<"i32">;
  /** A whole number that stands in places. */
  readonly integer: (scalar: Scalar) => Expression<"i32">;
  readonly store: (
    element: ElementType,
    place: Place,
    value: Expression<NumberType>,
    offset: Affine,
  ) => Statement;
}

/** Functions beside the kernels: those the module has of its own, and those it is given. */
export interface Library {
  /** A function of JavaScript, of doubles. */
  readonly imported: (instruction: Instruction) => Callee;
  /** A function of the module itself, made when it is first asked for. */
  readonly own: <T extends Function>(name: string, make: () => T) => T;
  /** A function under a name of its own that starts like this. */
  readonly add: <T extends Function>(name: string, made: T) => T;
  /** `checkIndex` for what an error names. */
  readonly check: (from: string) => Callee;
}

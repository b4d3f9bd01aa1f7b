/**
 * The elementary functions that WebAssembly has no instruction for, in four float lanes.
 *
 * Invariant: each takes and leaves f32x4, imports nothing and touches no memory; a function that several need
 * is one object. Their errors are stated in `docs/performance.md` and held by `test/wasm/`.
 */
import type { Instruction } from "../../../kernel/scalar.ts";
import type { Function } from "../../../wasm/tree.ts";
import { atan, atanHalf } from "./atan.ts";
import { erf } from "./erf.ts";
import { exp } from "./exp.ts";
import type { LaneFunction } from "./halves.ts";
import { log } from "./log.ts";
import { power, powerHalf } from "./power.ts";
import { quarterTurns } from "./quarter-turns.ts";
import { cos, sin, sineHalf } from "./sine.ts";
import { tanh } from "./tanh.ts";

export interface VectorFunction {
  /** To be called, or inlined (`src/wasm/inline.ts`): that takes a fifth to a third off `exp`, `log` and `tanh`. */
  readonly callee: LaneFunction;
  /** What has to be in the module with it. */
  readonly needs: readonly Function[];
}

export const vectorFunctions = {
  exp: { callee: exp, needs: [] },
  log: { callee: log, needs: [] },
  tanh: { callee: tanh, needs: [] },
  erf: { callee: erf, needs: [] },
  sin: { callee: sin, needs: [quarterTurns, sineHalf] },
  cos: { callee: cos, needs: [quarterTurns, sineHalf] },
  atan: { callee: atan, needs: [atanHalf] },
  power: { callee: power, needs: [powerHalf] },
} as const satisfies Readonly<Partial<Record<Instruction, VectorFunction>>>;

/** Undefined for what is an instruction of WebAssembly, or a few. */
export function functionsFor(instruction: Instruction): VectorFunction | undefined {
  const all: Readonly<Partial<Record<Instruction, VectorFunction>>> = vectorFunctions;
  return all[instruction];
}

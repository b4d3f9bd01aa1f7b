/**
 * Visits everything in the body of a kernel, and every call of a program.
 */
import type { KernelCall, ProgramStep, Statement } from "./kernel.ts";
import type { Instruction, Scalar } from "./scalar.ts";

/** Calls `visit` with every scalar expression, outer ones before their parts. */
export function forEachScalar(block: readonly Statement[], visit: (scalar: Scalar) => void): void {
  const enter = (scalar: Scalar): void => {
    visit(scalar);
    if (scalar.kind === "call") scalar.arguments.forEach(enter);
  };
  for (const statement of block) {
    if (statement.kind === "loop") forEachScalar(statement.body, visit);
    else if (statement.kind === "if") {
      enter(statement.condition);
      forEachScalar(statement.consequent, visit);
      forEachScalar(statement.alternative, visit);
    } else if (statement.kind !== "comment") enter(statement.value);
  }
}

export function instructionsOf(block: readonly Statement[]): ReadonlySet<Instruction> {
  const found = new Set<Instruction>();
  forEachScalar(block, (scalar) => {
    if (scalar.kind === "call") found.add(scalar.instruction);
  });
  return found;
}

/** Is there a number that JSON does not have: an infinity, NaN, minus zero? */
export function holdsSpecialNumber(block: readonly Statement[]): boolean {
  let special = false;
  forEachScalar(block, (scalar) => {
    if (scalar.kind === "constant") special ||= isSpecial(scalar.value);
  });
  return special;
}

export function isSpecial(value: number): boolean {
  return !Number.isFinite(value) || Object.is(value, -0);
}

/** Is a step needed only for gradients of inputs? */
export function isForInputGrads(step: ProgramStep): boolean {
  return step.kind === "call" ? step.onlyForInputGrads : step.body.every(isForInputGrads);
}

/** All calls, those in loops too, in the order in which they first run. */
export function callsOf(steps: readonly ProgramStep[]): readonly KernelCall[] {
  return steps.flatMap((step) => (step.kind === "call" ? [step] : callsOf(step.body)));
}

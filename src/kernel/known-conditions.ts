/**
 * What a branch knows of its own condition: inside `c ? a : b`, c holds in a and does not in b.
 *
 * Invariant: only locals are remembered, which do not change; a branch that cannot be taken is gone, and
 * TypeScript, which narrows a local of 1 or 0, finds no comparison that is always true.
 */
import type { Statement } from "./kernel.ts";
import { call, constant, type Instruction, type Scalar } from "./scalar.ts";

interface Known {
  readonly truths: ReadonlyMap<string, boolean>;
  /** Locals that are assigned to: of them nothing is remembered. */
  readonly assigned: ReadonlySet<string>;
}

/** The same block where nothing was known. */
export function applyKnownConditions(block: readonly Statement[]): readonly Statement[] {
  return applyToBlock(block, { truths: new Map(), assigned: new Set(assignedIn(block)) });
}

function assignedIn(block: readonly Statement[]): readonly string[] {
  return block.flatMap((statement): readonly string[] => {
    if (statement.kind === "assign") return [statement.name];
    if (statement.kind === "loop") return assignedIn(statement.body);
    if (statement.kind !== "if") return [];
    return [...assignedIn(statement.consequent), ...assignedIn(statement.alternative)];
  });
}

function applyToBlock(block: readonly Statement[], known: Known): readonly Statement[] {
  const changed = block.map((statement) => applyTo(statement, known));
  return changed.every((statement, at) => statement === block[at]) ? block : changed;
}

function applyTo(statement: Statement, known: Known): Statement {
  switch (statement.kind) {
    case "comment":
      return statement;
    case "loop": {
      const body = applyToBlock(statement.body, known);
      return body === statement.body ? statement : { ...statement, body };
    }
    case "if": {
      const condition = simplify(statement.condition, known);
      const [yes, no] = [assume(condition, true, known), assume(condition, false, known)];
      const consequent = applyToBlock(statement.consequent, yes);
      const alternative = applyToBlock(statement.alternative, no);
      const isSame =
        condition === statement.condition &&
        consequent === statement.consequent &&
        alternative === statement.alternative;
      return isSame ? statement : { ...statement, condition, consequent, alternative };
    }
    default: {
      const value = simplify(statement.value, known);
      return value === statement.value ? statement : { ...statement, value };
    }
  }
}

function simplify(scalar: Scalar, known: Known): Scalar {
  if (scalar.kind !== "call") return scalar;
  const { instruction, arguments: parts } = scalar;
  if (instruction === "and" || instruction === "or") {
    const left = simplify(parts[0]!, known);
    // The right side is asked where the left one has not decided.
    const further = assume(left, instruction === "and", known);
    const right = decide(simplify(parts[1]!, further), further);
    return right.kind === "constant"
      ? join(instruction, left, right.value !== 0)
      : rebuilt(scalar, (_, at) => (at === 0 ? left : right));
  }
  if (instruction !== "select") return rebuilt(scalar, (part) => simplify(part, known));
  const condition = decide(simplify(parts[0]!, known), known);
  const [, a, b] = parts as readonly [Scalar, Scalar, Scalar];
  if (condition.kind === "constant") return simplify(condition.value !== 0 ? a : b, known);
  const [yes, no] = [assume(condition, true, known), assume(condition, false, known)];
  const branches = [condition, simplify(a, yes), simplify(b, no)];
  return rebuilt(scalar, (_, at) => branches[at]!);
}

/** `left and right`, `left or right`, where the right side is known: 1 or 0, whatever number left is. */
function join(instruction: "and" | "or", left: Scalar, right: boolean): Scalar {
  if (right !== (instruction === "and")) return constant(right ? 1 : 0);
  const isTruth = left.kind === "call" && truths.has(left.instruction);
  return isTruth ? left : call("not", call("equal", left, constant(0)));
}

const truths: ReadonlySet<Instruction> = new Set([
  ...(["equal", "less", "lessEqual", "and", "or", "not"] as const),
]);

function rebuilt(
  scalar: Extract<Scalar, { kind: "call" }>,
  change: (part: Scalar, at: number) => Scalar,
): Scalar {
  const parts = scalar.arguments.map(change);
  const isSame = parts.every((part, at) => part === scalar.arguments[at]);
  return isSame ? scalar : call(scalar.instruction, ...parts);
}

/** A condition as the constant that it is known to be. */
function decide(condition: Scalar, known: Known): Scalar {
  if (known.truths.size === 0) return condition;
  if (condition.kind === "local") {
    const truth = known.truths.get(condition.name);
    return truth === undefined ? condition : constant(truth ? 1 : 0);
  }
  if (condition.kind !== "call") return condition;
  const { instruction } = condition;
  if (instruction !== "not" && instruction !== "and" && instruction !== "or") return condition;
  const whole = rebuilt(condition, (part) => decide(part, known));
  if (whole.kind !== "call" || whole === condition) return whole;
  const [a, b] = whole.arguments.map((part) => (part.kind === "constant" ? part.value : undefined));
  // One side that is known leaves the other, or decides.
  if (instruction === "and") {
    if (a === 0 || b === 0) return constant(0);
    return a !== undefined ? whole.arguments[1]! : b !== undefined ? whole.arguments[0]! : whole;
  }
  if (instruction === "or") {
    if (a === 1 || b === 1) return constant(1);
    return a !== undefined ? whole.arguments[1]! : b !== undefined ? whole.arguments[0]! : whole;
  }
  return whole;
}

/** What is known where a condition holds, or does not. */
function assume(condition: Scalar, truth: boolean, known: Known): Known {
  if (condition.kind === "local") {
    if (known.assigned.has(condition.name)) return known;
    return { ...known, truths: new Map(known.truths).set(condition.name, truth) };
  }
  if (condition.kind !== "call") return known;
  const { instruction, arguments: parts } = condition;
  if (instruction === "not") return assume(parts[0]!, !truth, known);
  if (instruction === (truth ? "and" : "or")) {
    return parts.reduce((all, part) => assume(part, truth, all), known);
  }
  return known;
}

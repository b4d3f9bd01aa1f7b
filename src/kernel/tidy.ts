/**
 * Puts locals that are used once into the place of their use, and drops those never used, and branches that
 * cannot be taken. So do locals that are used more often, if only where a condition allows what they read: a
 * place that may not be there is not read before it has been asked for.
 *
 * Requires locals to be defined before use. Invariant: no load moves over a store to its own buffer, no
 * read over an assignment to its variable, and nothing moves into a loop, where it would run more often.
 * Expressions do not nest deeper than people and engines can read.
 */
import type { Statement } from "./kernel.ts";
import { applyKnownConditions } from "./known-conditions.ts";
import type { Affine, Scalar } from "./scalar.ts";

/** A longer chain is cut by a local; no sum in straight lines is longer. */
const deepest = 100;

/** What is read only under conditions is written again at most so often, counted in parts of expressions. */
const mostRepeated = 200;

export function tidy(statements: readonly Statement[]): readonly Statement[] {
  let current = statements;
  for (;;) {
    const uses = new Map<string, Uses>();
    countBlock(current, uses, 0);
    const placed = tidyBlock(current, uses);
    // Brought together, conditions may decide others, and leave locals that nothing uses any more.
    current = applyKnownConditions(placed);
    if (current === placed) return placed;
  }
}

interface Uses {
  count: number;
  /** Used inside an affine place, which holds names only. */
  inPlace: boolean;
  /** Used in no other place than sides of choices among places. */
  isGuarded: boolean;
  /** Loop depth at which it was defined, and deepest at which it is used. */
  definedAt: number;
  usedAt: number;
}

function usesOf(name: string, uses: Map<string, Uses>): Uses {
  let found = uses.get(name);
  if (found === undefined) {
    found = { count: 0, inPlace: false, isGuarded: true, definedAt: 0, usedAt: 0 };
    uses.set(name, found);
  }
  return found;
}

function countBlock(block: readonly Statement[], uses: Map<string, Uses>, depth: number): void {
  const place = (affine: Affine): void => {
    for (const term of affine.terms) {
      const use = usesOf(term.variable, uses);
      use.count++;
      use.inPlace = true;
    }
  };
  const scalar = (value: Scalar, isGuarded = false): void => {
    if (value.kind === "local") {
      const use = usesOf(value.name, uses);
      use.count++;
      if (!isGuarded) use.isGuarded = false;
      use.usedAt = Math.max(use.usedAt, depth);
    }
    if (value.kind === "load") place(value.offset);
    if (value.kind === "affine") place(value.value);
    if (value.kind !== "call") return;
    const asks = value.instruction === "select" && asksForPlace(value.arguments[0]!);
    value.arguments.forEach((each, at) => scalar(each, isGuarded || (asks && at > 0)));
  };
  // Backwards, so that what only a local uses that is never used itself is not counted.
  for (const statement of [...block].reverse()) {
    if (statement.kind === "let") {
      const use = usesOf(statement.name, uses);
      use.definedAt = depth;
      if (use.count === 0) continue;
      scalar(statement.value, use.isGuarded);
      continue;
    }
    if (statement.kind === "store") place(statement.offset);
    if ("value" in statement) scalar(statement.value);
    if (statement.kind === "loop") countBlock(statement.body, uses, depth + 1);
    if (statement.kind === "if") {
      scalar(statement.condition);
      countBlock(statement.consequent, uses, depth + 1);
      countBlock(statement.alternative, uses, depth + 1);
    }
  }
}

interface Pending {
  readonly statement: Extract<Statement, { kind: "let" }>;
  readonly loads: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
  /** There may be more uses than one. */
  readonly isGuarded: boolean;
}

function tidyBlock(block: readonly Statement[], uses: ReadonlyMap<string, Uses>): Statement[] {
  const result: Statement[] = [];
  const pending = new Map<string, Pending>();
  const place = (scalar: Scalar): Scalar => substitute(scalar, pending);
  for (const statement of block) {
    // What nothing uses goes before it takes the only use of another.
    if (statement.kind === "let" && (uses.get(statement.name)?.count ?? 0) === 0) continue;
    const placed = placeInto(statement, place, uses);
    if (placed.kind === "let") {
      const use = uses.get(placed.name)!;
      const isUsedHere = !use.inPlace && use.usedAt === use.definedAt;
      const reads = readsOf(placed.value);
      const isGuarded = use.isGuarded && reads.loads.size > 0;
      const isFit =
        use.count === 1
          ? depthOf(placed.value) < deepest
          : isGuarded && use.count * sizeOf(placed.value) <= mostRepeated;
      if (isUsedHere && isFit) {
        pending.set(placed.name, { statement: placed, isGuarded: use.count > 1, ...reads });
        continue;
      }
    }
    for (const [name, each] of pending) {
      if (!disturbs(placed, each)) continue;
      result.push(each.statement);
      pending.delete(name);
    }
    result.push(placed);
  }
  return result;
}

function placeInto(
  statement: Statement,
  place: (scalar: Scalar) => Scalar,
  uses: ReadonlyMap<string, Uses>,
): Statement {
  switch (statement.kind) {
    case "loop":
      return { ...statement, body: tidyBlock(statement.body, uses) };
    case "if":
      return {
        ...statement,
        condition: place(statement.condition),
        consequent: tidyBlock(statement.consequent, uses),
        alternative: tidyBlock(statement.alternative, uses),
      };
    case "comment":
      return statement;
    default:
      return { ...statement, value: place(statement.value) };
  }
}

/** Replaces pending locals by their values; one that is used once is pending no longer. */
function substitute(scalar: Scalar, pending: Map<string, Pending>): Scalar {
  if (scalar.kind === "local") {
    const found = pending.get(scalar.name);
    if (found === undefined) return scalar;
    if (!found.isGuarded) pending.delete(scalar.name);
    return found.statement.value;
  }
  if (scalar.kind !== "call") return scalar;
  const parts = scalar.arguments.map((each) => substitute(each, pending));
  return { ...scalar, arguments: parts };
}

function asksForPlace(test: Scalar): boolean {
  return test.kind === "affine" || (test.kind === "call" && test.arguments.some(asksForPlace));
}

function sizeOf(scalar: Scalar): number {
  if (scalar.kind !== "call") return 1;
  return scalar.arguments.reduce((sum, each) => sum + sizeOf(each), 1);
}

function depthOf(scalar: Scalar): number {
  if (scalar.kind !== "call") return 0;
  return 1 + Math.max(...scalar.arguments.map(depthOf));
}

function readsOf(scalar: Scalar): { loads: Set<string>; names: Set<string> } {
  const loads = new Set<string>();
  const names = new Set<string>();
  const visit = (each: Scalar): void => {
    if (each.kind === "load") loads.add(each.buffer);
    if (each.kind === "local") names.add(each.name);
    if (each.kind === "call") each.arguments.forEach(visit);
  };
  visit(scalar);
  return { loads, names };
}

function disturbs(statement: Statement, pending: Pending): boolean {
  switch (statement.kind) {
    case "store":
      return pending.loads.has(statement.buffer);
    case "assign":
      return pending.names.has(statement.name);
    case "loop":
      return statement.body.some((each) => disturbs(each, pending));
    case "if":
      return [...statement.consequent, ...statement.alternative].some((each) =>
        disturbs(each, pending),
      );
    default:
      return false;
  }
}

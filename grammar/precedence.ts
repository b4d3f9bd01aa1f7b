/**
 * How tightly operators bind. The grammar reads a row of operands and operators; who needs the tree of it
 * (`src/syntax/tree/operators.ts`) or must know where parentheses belong (`src/syntax/print/`) looks here.
 */

/** The loosest first. `if then else` and `->` are looser still; call, index and `.` are tighter. */
export const precedence = [
  ["or"],
  ["and"],
  ["not"],
  ["==", "!=", "<", "<=", ">", ">="],
  ["+", "-"],
  ["*", "/"],
  ["%"],
  ["unary -"],
  ["@"],
  ["^"],
] as const;

export type Operator = (typeof precedence)[number][number];

const levels: ReadonlyMap<string, number> = new Map(
  precedence.flatMap((row, level) => row.map((operator) => [operator, level])),
);

/** The row of an operator; higher binds tighter. */
export function levelOf(operator: Operator): number {
  return levels.get(operator)!;
}

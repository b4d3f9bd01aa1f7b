/**
 * Tiles of large kernels as functions of their own.
 *
 * Why: an engine replaces a function by its optimised form when it is called the next time. A kernel that is
 * one function runs its first, long call in the slow form; one that calls a function for each tile does not.
 * Invariant: a tile's function takes what the tile uses and does not define, and assigns nothing of it.
 */
import type { Kernel, Statement } from "../../kernel/kernel.ts";
import type { Affine, Scalar } from "../../kernel/scalar.ts";

/** Multiply-adds of a sample from which a first call in slow form would be felt. */
const largeWork = 1e6;

type Loop = Extract<Statement, { kind: "loop" }>;

/** Is what this loop does a tile: sums, and a loop over their terms? */
export function holdsTile({ body, lanes }: Loop, kernel: Kernel): boolean {
  if (kernel.lanes === 1 || kernel.work < largeWork || lanes !== undefined) return false;
  return body.some(
    (each) =>
      each.kind === "variable" ||
      (each.kind === "loop" && each.lanes !== undefined && hasSums(each.body)),
  );
}

function hasSums(body: readonly Statement[]): boolean {
  return body.some(({ kind }) => kind === "variable");
}

/**
 * What statements use without defining it, in the order of its first use; undefined: they assign to some of
 * it.
 */
export function freeNames(body: readonly Statement[]): readonly string[] | undefined {
  const own = new Set<string>();
  const free = new Set<string>();
  let assigns = false;
  const use = (name: string): void => {
    if (!own.has(name)) free.add(name);
  };
  const place = ({ terms }: Affine): void => terms.forEach(({ variable }) => use(variable));
  const scalar = (each: Scalar): void => {
    if (each.kind === "local") use(each.name);
    if (each.kind === "affine") place(each.value);
    if (each.kind === "load") {
      use(each.buffer);
      place(each.offset);
    }
    if (each.kind !== "call") return;
    if (each.instruction === "uniform") use("key");
    each.arguments.forEach(scalar);
  };
  const visit = (statement: Statement): void => {
    switch (statement.kind) {
      case "comment":
        return;
      case "loop":
        if (statement.from.kind === "samples" || statement.to.kind === "samples") use("n");
        own.add(statement.variable);
        return statement.body.forEach(visit);
      case "if":
        scalar(statement.condition);
        statement.consequent.forEach(visit);
        return statement.alternative.forEach(visit);
      case "store":
        use(statement.buffer);
        place(statement.offset);
        return scalar(statement.value);
      default:
        scalar(statement.value);
        if (statement.kind !== "assign") own.add(statement.name);
        else if (!own.has(statement.name)) assigns = true;
    }
  };
  body.forEach(visit);
  return assigns ? undefined : [...free];
}

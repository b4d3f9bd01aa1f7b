/**
 * Two axes of rows as one: a tile then has rows enough where each axis by itself leaves some over.
 *
 * Invariant: only where every place moves with the outer axis by as much as with the whole inner one, so that
 * a row of all is told by its number: it stands for itself on the inner axis, which goes on past its end, and the
 * outer one has a single place. Sums, and the order of their terms, are the same.
 */
import type { Dimension } from "../graph/type.ts";
import type { Statement } from "../kernel/kernel.ts";
import type { Affine, Scalar } from "../kernel/scalar.ts";
import { forEachScalar } from "../kernel/visit.ts";
import type { Cluster } from "./cluster.ts";
import type { Fusion } from "./fusion.ts";

/** Rows of a tile: axes that are multiples of it leave nothing over. */
const rows = 4;

/** @param probe the cluster in loops over single elements */
export function withMergedRows(
  cluster: Cluster,
  fusion: Fusion,
  probe: () => readonly Statement[],
): Cluster {
  const axis = findAxes(cluster, fusion);
  if (axis === undefined) return cluster;
  const { domain } = cluster;
  const [outer, inner] = [domain[axis] as number, domain[axis + 1] as number];
  const statements = probe();
  const variables = variablesOf(domain, statements);
  const isOne = ({ terms }: Affine): boolean => {
    const [far, near] = [axis, axis + 1].map(
      (each) => terms.find(({ variable }) => variable === variables[each])?.factor ?? 0,
    );
    return far === inner * near!;
  };
  if (!placesOf(statements).every(isOne)) return cluster;
  return { ...cluster, domain: domain.with(axis, 1).with(axis + 1, outer * inner) };
}

/** The outer one of two neighbouring axes of rows that would rather be one. */
function findAxes({ anchor, domain }: Cluster, fusion: Fusion): number | undefined {
  const lowering = anchor && fusion.lowerings.get(anchor.node)!;
  if (lowering?.kind !== "contract") return undefined;
  const { left, right, result } = lowering;
  const sideOf = (axis: number): "left" | "right" | "both" => {
    const [isLeft, isRight] = [left, right].map((labels) => labels.includes(result[axis]!));
    return isLeft && isRight ? "both" : isLeft ? "left" : "right";
  };
  const axes = domain.slice(0, -2).map((_, axis) => axis);
  return axes.findLast((axis) => {
    const [outer, inner] = [domain[axis]!, domain[axis + 1]!];
    const areFixed = outer !== "batch" && inner !== "batch" && outer > 1 && inner > 1;
    const areRows = sideOf(axis) === sideOf(axis + 1) && sideOf(axis) !== "both";
    const areOfTheOther = sideOf(axis) !== sideOf(domain.length - 1);
    return areFixed && areRows && areOfTheOther && inner % rows !== 0;
  });
}

/** What the loops around all count with, by axis; an axis of a single place has none. */
function variablesOf(
  domain: readonly Dimension[],
  statements: readonly Statement[],
): readonly (string | undefined)[] {
  let inside = statements;
  return domain.map((dimension) => {
    if (dimension === 1) return undefined;
    const loop = inside.find((each) => each.kind === "loop")!;
    inside = loop.body;
    return loop.variable;
  });
}

function placesOf(statements: readonly Statement[]): readonly Affine[] {
  const places: Affine[] = [];
  const note = (scalar: Scalar): void => {
    if (scalar.kind === "load") places.push(scalar.offset);
    if (scalar.kind === "affine") places.push(scalar.value);
  };
  forEachScalar(statements, note);
  const visit = (block: readonly Statement[]): void => {
    for (const statement of block) {
      if (statement.kind === "store") places.push(statement.offset);
      if (statement.kind === "loop") visit(statement.body);
      if (statement.kind !== "if") continue;
      visit(statement.consequent);
      visit(statement.alternative);
    }
  };
  visit(statements);
  return places;
}

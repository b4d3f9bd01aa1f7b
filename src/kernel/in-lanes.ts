/**
 * Puts loops in lanes: whole vectors first, and then what is left, one by one.
 *
 * Invariant: only innermost loops, none of whose passes needs what another one has left.
 */
import type { Extent, Statement } from "./kernel.ts";
import type { Affine } from "./scalar.ts";
import { forEachScalar } from "./visit.ts";

type Loop = Extract<Statement, { kind: "loop" }>;

/**
 * Innermost loops over single elements go in lanes, and over what is left one by one.
 *
 * @param overlaps what is left is a vector that lies over others, which computes some elements twice
 */
export function inLanes(
  body: readonly Statement[],
  lanes: number,
  overlaps = false,
): readonly Statement[] {
  return body.flatMap((statement): readonly Statement[] => {
    if (statement.kind !== "loop") return [statement];
    if (hasLoops(statement.body)) {
      return [{ ...statement, body: inLanes(statement.body, lanes, overlaps) }];
    }
    const isSplit = statement.step === 1 && isIndependent(statement.body);
    return isSplit ? splitLoop(statement, lanes, overlaps) : [statement];
  });
}

/** Does no pass of a loop need or overwrite what another one has left: in a variable, or in a buffer? */
function isIndependent(body: readonly Statement[]): boolean {
  const own = new Set(body.flatMap((each) => (each.kind === "variable" ? [each.name] : [])));
  const stores = body.filter((each) => each.kind === "store");
  const isElsewhere = (buffer: string, offset: Affine): boolean =>
    stores.some((each) => each.buffer === buffer && !samePlace(each.offset, offset));
  const isOwn = (each: Statement): boolean =>
    each.kind === "assign" ? own.has(each.name) : each.kind !== "if";
  let isApart = !stores.some(({ buffer, offset }) => isElsewhere(buffer, offset));
  forEachScalar(body, (scalar) => {
    if (scalar.kind === "load" && isElsewhere(scalar.buffer, scalar.offset)) isApart = false;
  });
  return isApart && body.every(isOwn);
}

function samePlace(a: Affine, b: Affine): boolean {
  return (
    a.constant === b.constant &&
    a.terms.length === b.terms.length &&
    a.terms.every(
      ({ variable, factor }, at) =>
        variable === b.terms[at]!.variable && factor === b.terms[at]!.factor,
    )
  );
}

function hasLoops(block: readonly Statement[]): boolean {
  return block.some(
    (each) =>
      each.kind === "loop" ||
      (each.kind === "if" && (hasLoops(each.consequent) || hasLoops(each.alternative))),
  );
}

function splitLoop(loop: Loop, lanes: number, overlaps: boolean): readonly Statement[] {
  const { from, to } = loop;
  if (from.kind !== "fixed" || from.count !== 0) return [loop];
  const middle = wholeLanes(to, lanes);
  const parts: Statement[] = [{ ...loop, to: middle, step: lanes, lanes }];
  if (!isMultiple(to, lanes))
    parts.push(
      overlaps && to.kind === "fixed" && isRepeatable(loop.body)
        ? lastVector(loop, to.count, lanes)
        : { ...loop, from: middle },
    );
  const isShort = to.kind === "fixed" && to.count < lanes;
  return isShort ? [loop] : parts;
}

/** Does a pass leave the same when it is done again? What is updated in its place does not. */
function isRepeatable(body: readonly Statement[]): boolean {
  const stored = new Set(body.flatMap((each) => (each.kind === "store" ? [each.buffer] : [])));
  let isRead = false;
  forEachScalar(body, (scalar) => {
    if (scalar.kind === "load" && stored.has(scalar.buffer)) isRead = true;
  });
  return !isRead;
}

function lastVector(loop: Loop, end: number, lanes: number): Statement {
  return { ...loop, from: { kind: "fixed", count: end - lanes }, step: lanes, lanes };
}

/** As far as whole vectors go. */
export function wholeLanes(extent: Extent, lanes: number): Extent {
  if (extent.kind === "fixed")
    return { kind: "fixed", count: extent.count - (extent.count % lanes) };
  return isMultiple(extent, lanes) ? extent : { ...extent, floorTo: lanes };
}

function isMultiple(extent: Extent, lanes: number): boolean {
  if (extent.kind === "fixed") return extent.count % lanes === 0;
  return (extent.times ?? 1) % lanes === 0;
}

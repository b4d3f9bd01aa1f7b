/**
 * Where the first largest or smallest element of a row stands.
 *
 * Invariant: NaN is beyond every number, as it is to maxima and minima; of equals, and of several NaN, the
 * first wins.
 */
import type { Value } from "../graph/graph.ts";
import type { Statement } from "../kernel/kernel.ts";
import type { Lowering } from "../kernel/lowering.ts";
import { affineScalar, call, constant, local, type Scalar } from "../kernel/scalar.ts";
import type { Body } from "./body.ts";
import type { LoopContext, Point } from "./loops.ts";
import { overTerms } from "./nest.ts";
import { neutral, placeInside } from "./terms.ts";

type Choose = Extract<Lowering, { kind: "choose" }>;

export function choose(
  anchor: Value,
  lowering: Choose,
  points: readonly Point[],
  body: Body,
  context: LoopContext,
): void {
  const input = anchor.node.inputs[0]!;
  const { axis, combine } = lowering;
  for (const point of points) {
    const best = context.names.fresh("best");
    const place = context.names.fresh("place");
    const start = constant(neutral[combine]);
    body.statements.push({ kind: "variable", name: best, value: start });
    body.statements.push({ kind: "variable", name: place, value: constant(0) });
    const loop = overTerms([input.type.shape[axis]!], body, context, (inner, steps) => {
      const value = inner.read(input, placeInside(input, [axis], point, steps));
      const isBetter = wins(combine, value, local(best));
      const inLanes = context.tile.lanes !== undefined;
      const step = inLanes ? changeInLanes : change;
      inner.statements.push(...step(isBetter, { best, value, place, at: affineScalar(steps[0]!) }));
    });
    body.statements.push(...loop);
    body.define(anchor, point, local(place));
  }
}

/** Written with what is not so, which NaN fulfils; once there is one, nothing wins any more. */
export function wins(combine: Choose["combine"], next: Scalar, best: Scalar): Scalar {
  const [low, high] = combine === "maximum" ? [next, best] : [best, next];
  return call("and", call("not", call("lessEqual", low, high)), call("equal", best, best));
}

interface Change {
  readonly best: string;
  readonly value: Scalar;
  readonly place: string;
  readonly at: Scalar;
}

function change(isBetter: Scalar, { best, value, place, at }: Change): readonly Statement[] {
  return [
    {
      kind: "if",
      condition: isBetter,
      consequent: [
        { kind: "assign", name: best, value },
        { kind: "assign", name: place, value: at },
      ],
      alternative: [],
    },
  ];
}

/** In lanes nothing is left out: the place first, since the best decides. */
function changeInLanes(isBetter: Scalar, { best, value, place, at }: Change): readonly Statement[] {
  return [
    { kind: "assign", name: place, value: call("select", isBetter, at, local(place)) },
    { kind: "assign", name: best, value: call("select", isBetter, value, local(best)) },
  ];
}

/**
 * Loops over whole axes: the plain ones, without tiles.
 */
import { elementCount, type Dimension } from "../graph/type.ts";
import type { Extent, Statement } from "../kernel/kernel.ts";
import { affine, variable, zero, type Affine } from "../kernel/scalar.ts";
import type { Body, Names } from "./body.ts";

/**
 * Nested loops over axes; an axis of length 1 needs none. `write` fills the innermost.
 *
 * @param marks `domain`: of each pass are elements of its own
 */
export function loopOver(
  extents: readonly Dimension[],
  body: Body,
  context: { readonly names: Names },
  write: (inner: Body, steps: readonly Affine[]) => void,
  marks: { readonly domain?: true } = {},
): readonly Statement[] {
  const inner = body.nested();
  const variables = extents.map(() => context.names.fresh("k"));
  write(
    inner,
    extents.map((extent, index) => (extent === 1 ? zero : variable(variables[index]!))),
  );
  return extents.reduceRight<readonly Statement[]>((inside, extent, index) => {
    if (extent === 1) return inside;
    return [{ ...fullLoop(variables[index]!, extent, inside), ...marks }];
  }, inner.statements);
}

/** Fewer terms than this, all of them fixed, are written out. */
const fewTerms = 10;

/** The same for the terms of one sum: a few are written out, one after another. */
export function overTerms(
  extents: readonly Dimension[],
  body: Body,
  context: { readonly names: Names },
  write: (inner: Body, steps: readonly Affine[]) => void,
): readonly Statement[] {
  const isShort = !extents.includes("batch") && elementCount(extents) < fewTerms;
  if (!isShort) return loopOver(extents, body, context, write);
  const inner = body.nested();
  const steps = extents.reduce<readonly (readonly Affine[])[]>(
    (before, extent) =>
      before.flatMap((each) =>
        Array.from({ length: extent as number }, (_, at) => [...each, affine(at)]),
      ),
    [[]],
  );
  for (const each of steps) write(inner, each);
  return inner.statements;
}

export function fullLoop(name: string, extent: Dimension, body: readonly Statement[]): Statement {
  const to: Extent =
    extent === "batch" ? { kind: "samples", floorTo: 1 } : { kind: "fixed", count: extent };
  return { kind: "loop", variable: name, from: { kind: "fixed", count: 0 }, to, step: 1, body };
}

/**
 * Is a model too large for the interpreter, which holds every value of every sample in float64?
 *
 * Invariant: the large networks of the lecture pass; what does not would need more memory than machines have.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { tell } from "../diagnostics/tell.ts";
import { topologicalOrder } from "../graph/graph.ts";
import { elementCount, isBatched, type TensorType } from "../graph/type.ts";
import type { Model, Section } from "../model/model.ts";

const mostNumbers = 4e9;

/** What to tell of a section for that many samples, where it is too large. */
export function findOversize(
  { name, nameSpan, params }: Model,
  { outputs, losses, metrics }: Section,
  samples: number,
): Diagnostic | undefined {
  const numbersOf = (type: TensorType): number =>
    elementCount(type.shape) * (isBatched(type) ? samples : 1);
  const roots = [...outputs, ...losses, ...metrics].map(({ value }) => value);
  const values = topologicalOrder(roots).flatMap((node) => node.values);
  const numbers = [...params, ...values].reduce((sum, { type }) => sum + numbersOf(type), 0);
  if (numbers <= mostNumbers) return undefined;
  const message = `\`${name}\` is too large for the interpreter: it would hold ${count(numbers)} numbers, at most are ${count(mostNumbers)}`;
  return tell("NN6034", message, { span: nameSpan });
}

function count(numbers: number): string {
  return numbers.toLocaleString("en");
}

/**
 * The prelude's own layers, called by the elaborator: means over samples, clipping, weight decay.
 *
 * Invariant: what is computed stands in `.nn`; here is only which file is asked.
 */
import type { Span } from "../diagnostics/source.ts";
import type { Value } from "../graph/graph.ts";
import { isBatched } from "../graph/type.ts";
import type { Elaboration, GivenSetting } from "./elaboration.ts";
import { createInstance } from "./instance.ts";
import { tensor, type SingleMeaning } from "./meaning.ts";
import type { Place } from "./place.ts";
import { findLayer } from "./scope.ts";

export interface InternalCall {
  readonly wires: readonly Value[];
  readonly settings?: Readonly<Record<string, SingleMeaning>>;
  readonly place: Place;
  readonly span: Span;
}

/** Applies a layer of the prelude, also of `prelude/internal`, outside of all counting. */
export function callPrelude(e: Elaboration, name: string, call: InternalCall): Value {
  const layer = findLayer(e.preludeScope(), name);
  if (layer === undefined || layer === "poison") throw new Error(`the prelude has no \`${name}\``);
  const { span } = call;
  const instance = createInstance(call.place.instance.token, { transparent: true });
  const settings = Object.entries(call.settings ?? {}).map(([text, meaning]): GivenSetting => ({
    name: { text, primed: false, span },
    meaning,
    span,
    trailing: false,
  }));
  const result = e.apply({
    layer,
    wires: call.wires.map((value) => ({ meaning: tensor(value), span })),
    settings,
    place: { ...call.place, instance },
    name: span,
    span,
  });
  if (result.kind !== "tensor") throw new Error(`\`${name}\` of the prelude makes no tensor`);
  return result.value;
}

export function meanOverSamples(e: Elaboration, value: Value, place: Place, span: Span): Value {
  return callPrelude(e, "meanOverSamples", { wires: [value], place, span });
}

/** Over all axes, and the samples where the value varies over them. */
export function averageOf(e: Elaboration, value: Value, place: Place, span: Span): Value {
  const mean = callPrelude(e, "mean", { wires: [value], place, span });
  return isBatched(mean.type) ? meanOverSamples(e, mean, place, span) : mean;
}

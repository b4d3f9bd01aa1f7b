/**
 * `step` as a name: in `train` and in optimisers.
 */
import type { Span } from "../diagnostics/source.ts";
import type { Elaboration } from "./elaboration.ts";
import { tensor } from "./meaning.ts";
import type { Place } from "./place.ts";
import type { Binding } from "./scope.ts";

/** `step`, the count of updates from 1. */
export function stepBinding(e: Elaboration, place: Place, span: Span): Binding {
  const value = e.buildAt(place, span).source("counter", "step", { element: "int", shape: [] });
  const meaning = tensor(value);
  return {
    name: "step",
    what: "counter",
    span: undefined,
    mayBeLayer: false,
    meaning: () => meaning,
  };
}

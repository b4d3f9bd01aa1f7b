/**
 * A declared layer where it is applied: expanded, or copied from where it was applied alike.
 *
 * Invariant: which of the two cannot be seen in what comes out.
 */
import { copyExpansion } from "./copy-expansion.ts";
import type { Application, Elaboration } from "./elaboration.ts";
import { enterInstance, expandLayer, isWithinLimits, userOf } from "./expand-layer.ts";
import { findChild } from "./instance.ts";
import type { DeclaredLayer } from "./layer-value.ts";
import { poison, type Meaning } from "./meaning.ts";
import { keyAt } from "./place.ts";
import type { Template } from "./templates.ts";

export function applyDeclared(
  e: Elaboration,
  layer: DeclaredLayer,
  application: Application,
): Meaning {
  const key = e.templates?.keyOf(layer, application);
  const template = key === undefined ? undefined : e.templates!.find(key, e.training);
  if (template && mayCopy(e, template, application)) return copy(e, template, application);
  const expansion = expandLayer(e, layer, application);
  if (expansion === undefined) return poison;
  if (key !== undefined) e.templates!.keep(key, e.training, expansion);
  return expansion.result;
}

/** Not where it would go deeper, make the network too large, or add to what is there already. */
function mayCopy(
  { count }: Elaboration,
  { expansion, plan }: Template,
  application: Application,
): boolean {
  const { place } = application;
  const { frame, counts, layer } = expansion;
  if ((place.frame?.depth ?? 0) >= frame.depth) return false;
  const applications = count.applications + counts.applications;
  const instances = count.instances + counts.instances;
  if (!isWithinLimits({ applications, instances })) return false;
  if (plan === undefined) return true;
  const key = keyAt(place, application.name);
  const there = application.instance ?? findChild(place.instance, key, layer.name);
  return there === undefined || there.entered === 0;
}

function copy(e: Elaboration, { expansion, plan }: Template, application: Application): Meaning {
  const { counts, layer, result } = expansion;
  e.count.applications += counts.applications;
  e.count.instances += counts.instances;
  e.count.asks += counts.asks;
  if (plan === undefined) return result;
  const { instance } = enterInstance(e, layer, application);
  return copyExpansion(expansion, plan, {
    application,
    instance,
    tokens: e.tokens,
    isPrelude: e.problems.isPrelude,
    ...userOf(e, application, instance),
  });
}

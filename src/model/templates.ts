/**
 * Layers that are applied alike are expanded once: the first expansion is a template, those after it are
 * copies of it (`copy-expansion.ts`). Both sections of a model share what does not ask for `training`.
 *
 * Invariant: a copy is what its expansion would have been, with names and places of its own. What goes wrong
 * is no template, so that it is told wherever it is met; nor is what holds a scan, since what leaves a loop
 * depends on what its wires are made of. There are no copies when names have been written into nodes.
 */
import { planExpansion, type ExpansionPlan } from "./copy-expansion.ts";
import type { Application } from "./elaboration.ts";
import type { Expansion } from "./expand-layer.ts";
import type { DeclaredLayer, LayerValue } from "./layer-value.ts";
import { itemsOf } from "./meaning.ts";
import { isPlain, keyOfApplication } from "./template-key.ts";

export interface Template {
  readonly expansion: Expansion;
  /** How it is copied; undefined where only its result is taken again, which is static. */
  readonly plan: ExpansionPlan | undefined;
}

export interface Templates {
  /** What an expansion depends on, beside `training`; undefined where that is too much. */
  readonly keyOf: (layer: DeclaredLayer, application: Application) => string | undefined;
  readonly find: (key: string, training: boolean) => Template | undefined;
  /** Makes a template of an expansion, if it can be one. */
  readonly keep: (key: string, training: boolean, expansion: Expansion) => void;
  /** From now on only static results are taken again. */
  readonly endCopies: () => void;
}

export function createTemplates(): Templates {
  const numberOf = numberLayers();
  const expansions = new Map<string, Expansion>();
  /** Made with the first copy; undefined where there can be none. */
  const plans = new Map<Expansion, ExpansionPlan | undefined>();
  const refused = new Set<string>();
  let hasEnded = false;
  const planOf = (expansion: Expansion): ExpansionPlan | undefined => {
    if (!plans.has(expansion)) plans.set(expansion, planExpansion(expansion));
    return plans.get(expansion);
  };
  const inSection = (key: string, training: boolean): string => `${key} ${training}`;
  return {
    keyOf: (layer, application) => {
      const key = keyOfApplication(layer, application, numberOf);
      return key === undefined || isInNetwork(layer, application) ? key : `${key} static`;
    },
    find: (key, training) => {
      const expansion = expansions.get(key) ?? expansions.get(inSection(key, training));
      if (expansion === undefined) return undefined;
      const { layer, application, instance } = expansion;
      if (!isInNetwork(layer, application)) return { expansion, plan: undefined };
      // A shared layer that was applied again has added to what is below it.
      if (hasEnded || instance.entered > 1) return undefined;
      const plan = planOf(expansion);
      if (plan === undefined) refused.add(key);
      return plan && { expansion, plan };
    },
    keep: (key, training, expansion) => {
      if (refused.has(key) || !isRepeatable(expansion)) return;
      expansions.set(expansion.counts.asks === 0 ? key : inSection(key, training), expansion);
    },
    endCopies: () => void (hasEnded = true),
  };
}

/** Tells layers apart, those of both sections of a model alike. */
function numberLayers(): (layer: LayerValue) => number {
  const numbers = new Map<unknown, number>();
  return (layer) => {
    const { kind, name } = layer;
    const self = kind === "declared" ? layer.declaration : kind === "builtin" ? name : layer;
    const number = numbers.get(self) ?? numbers.size;
    numbers.set(self, number);
    return number;
  };
}

/** Not in initialisers and static arithmetic; and not in a scan, where it matters what draws. */
function isInNetwork({ isInternal }: DeclaredLayer, { place }: Application): boolean {
  return !isInternal && !place.instance.transparent && place.loop === undefined;
}

function isRepeatable({ layer, application, instance, result, counts }: Expansion): boolean {
  if (counts.reports > 0 || counts.scans > 0) return false;
  const items = itemsOf(result);
  if (!isInNetwork(layer, application)) return counts.tokens === 0 && items.every(isPlain);
  return instance.entered === 1 && items.every((item) => item.kind === "tensor" || isPlain(item));
}

/**
 * Applies layers, whatever they are: declared ones, blocks, primitives, shared ones.
 *
 * Invariant: every application of a declared layer makes an instance; blocks and primitives make none.
 */
import { applyStage, applyStages } from "./calls.ts";
import type { Surface } from "../graph/op.ts";
import type { Application, Elaboration, GivenSetting } from "./elaboration.ts";
import { applyDeclared } from "./declared-layer.ts";
import {
  layerTitle,
  type BlockLayer,
  type PrimitiveLayer,
  type SharedLayer,
} from "./layer-value.ts";
import { applyPrimitive, primitiveSettings } from "./primitives.ts";
import { poison, staticOf, type Meaning, type StaticValue } from "./meaning.ts";
import { keyAt, type Place } from "./place.ts";
import { createScope } from "./scope.ts";
import { bindSettings, bindWires, isPoisoned, type Signature } from "./settings.ts";
import { demandStatic } from "./statics.ts";
import { appliedLayer } from "./trace.ts";

/** Of one layer: each is an argument of a function in the generated code. */
const mostWires = 10_000;

export function applyLayer(e: Elaboration, application: Application): Meaning {
  const { layer } = application;
  if (isPoisoned(application)) {
    if (layer.kind === "shared") layer.instance.incomplete = true;
    return poison;
  }
  if (application.wires.length > mostWires) {
    const { wires, span, place } = application;
    const message = `${wires.length} wires go into ${layerTitle(layer)}: a layer may have ${mostWires}`;
    const fix = { message: "join them in several steps, or make one tensor of them" };
    return e.problems.report("NN2114", message, { span, frame: place.frame }, { fix });
  }
  switch (layer.kind) {
    case "declared":
      return applyDeclared(e, layer, application);
    case "block":
      return applyBlock(e, layer, application);
    case "primitive":
      return applyPrimitiveLayer(e, layer, application);
    case "builtin":
      return layer.apply(application);
    case "shared":
      return applyShared(e, layer, application);
    case "optimizer": {
      const message = `\`${layer.name}\` is an optimizer: it stands after \`optimizer\` in \`train\``;
      const at = { span: application.span, frame: application.place.frame };
      return e.problems.report("NN2102", message, at);
    }
  }
}

function applyBlock(e: Elaboration, block: BlockLayer, application: Application): Meaning {
  const { place, wires, settings, name, span } = application;
  const wrong = settings.find((setting) => setting.name === undefined);
  if (wrong !== undefined) {
    const message = "a block takes no settings: they stand in its own stages";
    return e.problems.report("NN2108", message, { span: wrong.span, frame: place.frame });
  }
  const inside = { ...place, scope: block.scope, key: keyAt(place, name) };
  return applyStages(e, block.stages, wires, inside, { settings, start: wires[0]?.span ?? span });
}

/** The index of `repeat(4) { i => … }`. */
export function withIndex(block: BlockLayer, index: number): BlockLayer {
  const { index: name } = block;
  if (name === undefined) return block;
  const value = { kind: "static", value: index, runtime: undefined } as const;
  const binding = {
    name: name.text,
    what: "index",
    span: name.span,
    mayBeLayer: false,
    meaning: () => value,
  };
  return { ...block, scope: createScope(block.scope, [binding]) };
}

function applyShared(e: Elaboration, shared: SharedLayer, application: Application): Meaning {
  const { instance, layer, scope } = shared;
  const { wires, settings, place } = application;
  if (settings.length > 0) {
    const message = `\`${shared.name}\` has its settings already, where it is declared`;
    return e.problems.report("NN2108", message, { span: settings[0]!.span, frame: place.frame });
  }
  const inside: Place = { ...place, scope, instance, key: [] };
  if (layer.kind === "stage") return applyStage(e, layer, wires, inside, { outside: [], instance });
  const [stages, ...others] = layer.pipelines;
  if (stages === undefined) return poison;
  if (others.length > 0) {
    const message = `\`${shared.name}\` is one layer, but this block holds ${layer.pipelines.length}`;
    const fix = { message: "put them in a row with `->`" };
    return e.problems.report("NN2115", message, { span: layer.span, frame: place.frame }, { fix });
  }
  const start = wires[0]?.span ?? application.span;
  return applyStages(e, stages, wires, inside, { settings: [], start });
}

function applyPrimitiveLayer(
  e: Elaboration,
  layer: PrimitiveLayer,
  application: Application,
): Meaning {
  const { wires, place, name, span } = application;
  const takes = ({ signature: { wires: declared } }: PrimitiveLayer["forms"][number]): boolean =>
    declared.at(-1)?.variadic === true ? wires.length > 0 : declared.length === wires.length;
  const form = layer.forms.find(takes) ?? layer.forms[0]!;
  const { surface, signature: own } = form;
  const sizesHere = surface.takesSizes === true ? sizesAmong(application.settings, surface) : [];
  const signature =
    sizesHere.length === 0 ? own : { ...own, settings: [...own.settings, ...sizesHere] };
  if (bindWires(e, signature, application) === undefined) return poison;
  const bound = bindSettings(e, signature, application);
  if (bound === undefined) return poison;
  const given = new Map<string, StaticValue>();
  for (const [each, { meaning }] of bound) {
    demandStatic(e, meaning, place, span, `\`${each}\``);
    given.set(each, staticOf(meaning));
  }
  const { settings, sizes, unfit } = primitiveSettings(surface, given);
  if (unfit !== undefined) {
    const at = { span: bound.get(unfit.name)?.span ?? span, frame: place.frame };
    const name = appliedLayer(at, e.problems) ?? layer.name;
    return e.problems.report("NN3005", `\`${name}\`: ${unfit.message}`, at);
  }
  const about = { settings, sizes, bound, place, name, span };
  return applyPrimitive(e, { form, title: layer.name, wires, ...about });
}

/** Settings by names that the surface does not know: lengths of axes. */
function sizesAmong(given: readonly GivenSetting[], { settings }: Surface): Signature["settings"] {
  const names = given.flatMap(({ name }) => name?.text ?? []);
  const others = names.filter((name) => !settings.some((each) => each.name === name));
  return [...new Set(others)].map((name) => ({ name, required: false }));
}

/**
 * A model as the warnings see it: what its parts are made of, and where its loss leads.
 *
 * Invariant: what is computed is looked at as in inference, where dropout is nothing; where gradients go is
 * looked at as in training.
 */
import type { Value } from "../graph/graph.ts";
import { isScan, partsOfScan } from "../graph/scan.ts";
import type { Model, Section } from "../model/model.ts";
import { waysFrom, type Way, type Ways } from "./gradient-flow.ts";
import { regionOf, type Region } from "./regions.ts";

export interface Subject {
  readonly model: Model;
  /** Params that the loss should move: not frozen, and without a rule of their own. */
  readonly trained: ReadonlySet<string>;
  /** All that the model computes. */
  readonly inference: Region;
  /** What the loss is computed from; undefined without one. */
  readonly loss: Region | undefined;
  /** How the gradient of the loss gets to params, by their names. */
  readonly wayTo: ReadonlyMap<string, Way>;
}

export function createSubject(model: Model): Subject {
  const ruled = new Set(model.training.next.map(({ name }) => name));
  const trained = new Set(
    model.params.filter(({ name, frozen }) => !frozen && !ruled.has(name)).map(({ name }) => name),
  );
  const isTrained = (name: string): boolean => trained.has(name);
  const { loss } = model.training;
  const inference = regionOf(resultsOf(model.inference), isTrained);
  return {
    model,
    trained,
    inference,
    loss: model.inference.loss && regionOf([model.inference.loss], isTrained, inference),
    wayTo: loss === undefined ? new Map() : waysToParams(waysFrom(loss)),
  };
}

function waysToParams(ways: Ways): ReadonlyMap<string, Way> {
  const byName = new Map<string, Way>();
  for (const [{ node }, way] of ways) {
    const { role, name } = node.attributes;
    if (node.op.isGiven === true && role === "param") byName.set(String(name), way);
  }
  return byName;
}

function resultsOf({ outputs, losses, metrics, next }: Section): readonly Value[] {
  return [...outputs, ...losses, ...metrics, ...next].map(({ value }) => value);
}

/** A region and all inside it. */
export function withBodies(region: Region): readonly Region[] {
  return [region, ...[...region.bodies.values()].flatMap(withBodies)];
}

/** A value, and the region that it is computed in. */
export interface Placed {
  readonly value: Value;
  readonly region: Region;
}

/** What a scan emits is computed in its body. */
export function whereComputed({ value, region }: Placed): Placed {
  const { node, result } = value;
  if (!isScan(node)) return { value, region };
  const { states, emits } = partsOfScan(node);
  const emit = emits[result - states];
  return emit
    ? whereComputed({ value: emit, region: region.bodies.get(node)! })
    : { value, region };
}

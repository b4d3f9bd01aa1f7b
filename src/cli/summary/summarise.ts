/**
 * The numbers of `nnc summary`: what each layer yields, owns and costs.
 *
 * Invariant: every param and every multiply-add is counted once, at the innermost layer that it belongs
 * to, so that the column sums to the total; tied weights are one param. As in the literature, multiply-adds
 * are those with weights, of convolutions and dense layers, a padded place like any other; products of
 * activations (attention's) are counted apart.
 */
import { topologicalOrder, type Node, type Value } from "../../graph/graph.ts";
import { isScan, partsOfScan } from "../../graph/scan.ts";
import { elementCount, isBatched, sampleShape, type TensorType } from "../../graph/type.ts";
import type { LayerInstance, Model, Param, Port } from "../../model/model.ts";

export interface PortSummary {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
}

export interface ParamSummary {
  readonly name: string;
  readonly shape: readonly number[];
  readonly count: number;
  /** Only where it is. */
  readonly frozen?: true;
}

export interface LayerSummary {
  readonly path: string;
  readonly layer: string;
  readonly shape: readonly number[] | null;
  readonly params: number;
  readonly macs: number;
}

export interface ModelSummary {
  readonly name: string;
  readonly inputs: readonly PortSummary[];
  readonly targets: readonly PortSummary[];
  readonly outputs: readonly PortSummary[];
  readonly params: readonly ParamSummary[];
  readonly buffers: readonly ParamSummary[];
  readonly layers: readonly LayerSummary[];
  readonly totals: {
    readonly params: number;
    /** Of those params; only where some are. */
    readonly frozen?: number;
    /** Multiply-adds with weights of one inference of one sample. */
    readonly macs: number;
    /** Those of activations with activations. */
    readonly activationMacs: number;
    readonly bytes: MemorySummary;
  };
}

/** Bytes: of the params, and of all memory of a module for inference alone and for training. */
export interface MemorySummary {
  readonly params: number;
  readonly forward: number;
  readonly training: number;
}

export function summarise(model: Model, bytes: MemorySummary): ModelSummary {
  const costs = costsOf(
    model.inference.outputs.map((each) => each.value),
    1,
  );
  const weighted = costs.filter((each) => each.hasWeights);
  const macs = sumOf(weighted);
  const params = model.params.map(paramSummary);
  return {
    name: model.name,
    inputs: model.inputs.map(portSummary),
    targets: model.targets.map(portSummary),
    outputs: model.inference.outputs.map(({ name, value }) =>
      portSummary({ name, type: value.type }),
    ),
    params,
    buffers: model.buffers.map(paramSummary),
    layers: layerSummaries(model, weighted),
    totals: {
      params: totalOf(params),
      ...(params.some(isFrozen) && { frozen: totalOf(params.filter(isFrozen)) }),
      macs,
      activationMacs: sumOf(costs) - macs,
      bytes,
    },
  };
}

function portSummary({ name, type }: Pick<Port, "name" | "type">): PortSummary {
  return { name, shape: sampleShape(type), dtype: type.element };
}

function paramSummary({ name, type, frozen }: Param): ParamSummary {
  const count = countOf(type);
  return { name, shape: sampleShape(type), count, ...(frozen && { frozen }) };
}

function isFrozen({ frozen }: ParamSummary): boolean {
  return frozen === true;
}

function totalOf(params: readonly ParamSummary[]): number {
  return params.reduce((sum, { count }) => sum + count, 0);
}

function countOf({ shape }: TensorType): number {
  return elementCount(shape);
}

interface Cost {
  readonly origin: Node["origin"];
  readonly macs: number;
  /** One side is the same for all samples: a param, or made of params. */
  readonly hasWeights: boolean;
}

function sumOf(costs: readonly Cost[]): number {
  return costs.reduce((sum, each) => sum + each.macs, 0);
}

/** Multiply-adds node by node; those in the body of a scan once for each step. */
function costsOf(roots: readonly Value[], times: number): readonly Cost[] {
  return topologicalOrder(roots).flatMap((node): readonly Cost[] => {
    if (isScan(node)) {
      const { next, emits, length } = partsOfScan(node);
      return costsOf([...next, ...emits], times * length);
    }
    const macs = times * (node.op.multiplyAdds?.(node.values[0]!) ?? 0);
    const hasWeights = node.inputs.some((input) => !isBatched(input.type));
    return macs === 0 ? [] : [{ origin: node.origin, macs, hasWeights }];
  });
}

function layerSummaries(model: Model, costs: readonly Cost[]): readonly LayerSummary[] {
  const paths = new Set(model.layers.map((each) => each.path));
  const params = new Map<string, number>();
  const macs = new Map<string, number>();
  const add = (sums: Map<string, number>, name: string | undefined, count: number): void => {
    const path = name === undefined ? undefined : innermostLayer(name, paths);
    if (path !== undefined) sums.set(path, (sums.get(path) ?? 0) + count);
  };
  for (const { name, type } of model.params) add(params, name, countOf(type));
  for (const cost of costs) add(macs, cost.origin?.name, cost.macs);
  return model.layers.map(({ path, layer, result }: LayerInstance) => ({
    path,
    layer,
    shape: result === undefined ? null : sampleShape(result.type),
    params: params.get(path) ?? 0,
    macs: macs.get(path) ?? 0,
  }));
}

/** `encoder1.attention1` for `encoder1.attention1.Wq`. */
function innermostLayer(name: string, paths: ReadonlySet<string>): string | undefined {
  for (let path = name; path !== ""; path = path.slice(0, Math.max(0, path.lastIndexOf("."))))
    if (paths.has(path)) return path;
  return undefined;
}

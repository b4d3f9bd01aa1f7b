/**
 * The networks of `networks/` and what their twins in PyTorch computed (`results/`).
 *
 * Invariant: a network's params, inputs and targets are what `generator.ts` makes of their names; buffers
 * start as declared.
 */
import { readdirSync, readFileSync } from "node:fs";
import { loadClasses } from "../../src/check/classes.ts";
import type { GeneratedClass, GeneratedModel } from "../../src/check/load.ts";
import { elaborateSource } from "../../src/compile.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import type { Tensor } from "../../src/graph/op.ts";
import { sampleShape } from "../../src/graph/type.ts";
import { interpret, resolveShape } from "../../src/interpret.ts";
import type { Precision } from "../../src/kernel/module.ts";
import type { Model } from "../../src/model/model.ts";
import { readSafetensors, writeSafetensors } from "../../src/train/safetensors.ts";
import { inRange, weights, type Range } from "./generator.ts";

const folder = "test/oracle/";
const fromRoot = (path: string): URL => new URL(`../../${path}`, import.meta.url);

export const families: readonly string[] = readdirSync(fromRoot(`${folder}networks`))
  .filter((file) => file.endsWith(".nn"))
  .map((file) => file.slice(0, -".nn".length));

/** A model and what PyTorch computed of its twin, by `stage/role:name`. */
export interface Network {
  readonly model: Model;
  readonly samples: number;
  readonly steps: number;
  readonly ranges: Readonly<Record<string, Range>>;
  /** So deep that the worst case of rounding in float32 exceeds the numbers: bounds would say nothing. */
  readonly onlyF64?: true;
  readonly stored: ReadonlyMap<string, Tensor>;
}

export function readFamily(family: string): readonly Network[] {
  const read = (file: string): string => readFileSync(fromRoot(file), "utf8");
  const file = `${folder}networks/${family}.nn`;
  const { models, diagnostics } = elaborateSource(createSource(file, read(file)), { read });
  const errors = diagnostics.filter((each) => each.severity === "error");
  if (errors.length > 0) throw new Error(errors.map((each) => each.message).join("; "));
  const path = `${folder}results/${family}.safetensors`;
  const { tensors, metadata } = readSafetensors(readFileSync(fromRoot(path)), path);
  return Object.entries(metadata).map(([name, text]) => {
    const model = models.find((each) => each.name === name);
    if (model === undefined) throw new Error(`${family}.nn has no model ${name}`);
    const prefix = `${name}|`;
    const own = [...tensors].filter(([key]) => key.startsWith(prefix));
    const stored = own.map(([key, { shape, data }]): [string, Tensor] => [
      key.slice(prefix.length),
      { shape, data: data as Float64Array },
    ]);
    const facts = JSON.parse(text) as Pick<Network, "samples" | "steps" | "ranges" | "onlyF64">;
    return { model, ...facts, stored: new Map(stored) };
  });
}

/** The generated classes of a network, one for each engine, with room for a sample more than it gets. */
export async function generate(
  { model, samples }: Network,
  precision: Precision,
): Promise<readonly GeneratedClass[]> {
  const options = { precision, capacity: samples + 1, inferenceOnly: false };
  return loadClasses(model, options);
}

/** Params and buffers at the start, as bindings. */
export function startState({ model }: Network): Map<string, Tensor> {
  const state = new Map<string, Tensor>();
  for (const { name, type } of model.params) {
    const shape = resolveShape(type.shape, 1);
    state.set(`param:${name}`, { shape, data: weights(`${model.name} param:${name}`, shape) });
  }
  for (const [role, all] of [
    ["buffer", model.buffers],
    ["state", model.optimizer?.states ?? []],
  ] as const) {
    for (const { name, initial } of all) {
      state.set(`${role}:${name}`, interpret([initial], new Map(), { samples: 1 })[0]!);
    }
  }
  return state;
}

/** Inputs and targets of a step; 0 is before the first. */
export function makePorts({ model, samples, ranges }: Network, step: number): Map<string, Tensor> {
  const ports = new Map<string, Tensor>();
  for (const [role, all] of [
    ["input", model.inputs],
    ["target", model.targets],
  ] as const) {
    for (const { name, type } of all) {
      const shape = [samples, ...sampleShape(type)];
      const count = shape.reduce((product, each) => product * each, 1);
      const data = inRange(`${model.name} ${role}:${name} ${step}`, count, ranges[name]!);
      ports.set(`${role}:${name}`, { shape, data });
    }
  }
  return ports;
}

/** What is differentiated by where a model has no loss: weights of its float outputs. */
export function outputGradients({ model, samples }: Network): Map<string, Tensor> {
  const range = { kind: "even", low: -1, high: 1 } as const;
  const floats = model.training.outputs.filter(({ value }) => value.type.element === "float");
  return new Map(
    floats.map(({ name, value }) => {
      const shape = resolveShape(value.type.shape, samples);
      const count = shape.reduce((product, each) => product * each, 1);
      const data = inRange(`${model.name} outputGradient:${name}`, count, range);
      return [name, { shape, data }];
    }),
  );
}

/** A module with the network's weights. */
export function createNet(
  network: Network,
  generated: GeneratedClass,
  precision: Precision,
): GeneratedModel {
  const kept = [...startState(network)].filter(([id]) => !id.startsWith("state:"));
  const entries = kept.map(
    ([id, tensor]) => [id.slice(id.indexOf(":") + 1), { ...tensor, type: precision }] as const,
  );
  return generated.create({ seed: 1, weights: writeSafetensors(new Map(entries)) });
}

/**
 * Random inputs and targets for the calls that are timed.
 *
 * Invariant: seeded, so that every run computes with the same numbers.
 */
import { makeInputs } from "../check/inputs.ts";
import type { Inputs } from "../check/load.ts";
import type { Tensor } from "../graph/op.ts";
import type { CompiledModel } from "../kernel/module.ts";
import type { Port } from "../model/model.ts";

/** What calls are given: the number of samples where there is nothing to give. */
export interface Given {
  readonly inputs: Inputs | number;
  readonly withTargets: Inputs | number;
}

/** By the ids of their buffers. */
export function drawInputs({ model }: CompiledModel, samples: number): ReadonlyMap<string, Tensor> {
  return makeInputs(model, { limits: model.portLimits.likely }, 0, samples);
}

/** By name, in arrays as callers have them. */
export function givenFor(compiled: CompiledModel, samples: number): Given {
  const { inputs, targets } = compiled.model;
  const numbers = drawInputs(compiled, samples);
  const given = (role: "input" | "target", ports: readonly Port[]): Inputs =>
    Object.fromEntries(
      ports.map(({ name, type }) => {
        const { data } = numbers.get(`${role}:${name}`)!;
        const isFloat = type.element === "float";
        return [name, isFloat ? Float32Array.from(data) : Int32Array.from(data)];
      }),
    );
  const own = given("input", inputs);
  return {
    inputs: inputs.length === 0 ? samples : own,
    withTargets: numbers.size === 0 ? samples : { ...own, ...given("target", targets) },
  };
}

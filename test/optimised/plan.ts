/**
 * Generated classes for the process that runs them hot: as files, with what to call them with.
 *
 * Invariant: every kernel and program that a call of the class runs is among the functions that are looked at.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { fitRanges } from "../../src/check/fitting.ts";
import { makeInputs } from "../../src/check/inputs.ts";
import { compileModels, type CompileOptions } from "../../src/compile.ts";
import type { Source } from "../../src/diagnostics/source.ts";
import { printJavaScript } from "../../src/emit/module.ts";
import { programName } from "../../src/emit/model-names.ts";
import { elementCount, sampleShape } from "../../src/graph/type.ts";
import type { CompiledModel } from "../../src/kernel/module.ts";
import { callsOf } from "../../src/kernel/visit.ts";
import type { Model } from "../../src/model/model.ts";

export interface Plan {
  readonly title: string;
  readonly url: string;
  readonly model: string;
  readonly methods: readonly string[];
  /** What is not optimised by then will not be. */
  readonly mostCalls: number;
  readonly hasLoss: boolean;
  readonly inputs: Arrays;
  /** Inputs and targets. */
  readonly given: Arrays;
  /** A gradient for each output. */
  readonly outputs: Arrays;
}

type Arrays = Readonly<Record<string, readonly number[]>>;

/** More than go into one tile. */
const samples = 3;
const mostCalls = 5000;

export function createPlan(
  title: string,
  source: Source,
  model: Model,
  options: CompileOptions,
  folder: string,
): Plan {
  const module = compileModels(source, [model], { batch: samples, ...options });
  const compiled = module.models[0]!;
  const text = printJavaScript(module);
  const names = hotFunctions(compiled);
  const file = join(folder, `${title.replaceAll(/\W+/g, "-")}.mjs`);
  writeFileSync(file, `${text}\nexport const functions = { ${names.join(", ")} };\n`);
  const has = (name: string): boolean => new RegExp(`^  ${name}\\(`, "m").test(text);
  const methods = ["forward", "loss", "backward", "update", "step"].filter(has);
  const given = [...makeInputs(model, fitRanges(model), 0, samples)];
  const arrays = given.map(([id, { data }]) => [id.replace(/^\w+:/, ""), [...data]] as const);
  const inputs = new Set(model.inputs.map(({ name }) => name));
  return {
    title,
    url: pathToFileURL(file).href,
    model: model.name,
    methods,
    mostCalls,
    hasLoss: model.training.loss !== undefined,
    inputs: Object.fromEntries(arrays.filter(([name]) => inputs.has(name))),
    given: Object.fromEntries(arrays),
    outputs: Object.fromEntries(outputGradients(compiled)),
  };
}

/** All but what runs once, when a model is made or starts anew. */
function hotFunctions({ model, programs }: CompiledModel): readonly string[] {
  const once = ["initialize", "prepare", "reset"];
  const hot = [...programs.values()].filter(({ name }) => !once.includes(name));
  const kernels = hot.flatMap(({ steps }) => callsOf(steps).map(({ kernel }) => kernel.name));
  return [...new Set(kernels), ...hot.map(({ name }) => programName(model.name, name))];
}

function outputGradients({ model }: CompiledModel): readonly (readonly [string, number[]])[] {
  return model.training.outputs
    .filter(({ value }) => value.type.element === "float")
    .map(({ name, value }) => {
      const count = samples * elementCount(sampleShape(value.type));
      return [name, Array.from({ length: count }, (_, at) => Math.cos(at))];
    });
}

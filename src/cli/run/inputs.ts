/**
 * `--inputs`: the values of inputs and targets for `nnc run`, one sample or a batch of them.
 *
 * Invariant: what it returns fits the model: every input is there, targets are there all or not at all,
 * all values have the same number of samples, and ints and bools are such.
 */
import * as path from "node:path";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { Problem } from "../../diagnostics/problem.ts";
import { didYouMean } from "../../diagnostics/suggest.ts";
import { sampleShape } from "../../graph/type.ts";
import type { Model, Port } from "../../model/model.ts";
import { listNames } from "../../diagnostics/listing.ts";
import { dataError, dataProblem, wholeFile } from "../../train/data/problem.ts";
import { flattenJson, type FlatTensor } from "../../train/json-values.ts";
import { isSafetensors, readSafetensors } from "../../train/safetensors.ts";
import { usageFailure } from "../exit.ts";
import type { Io } from "../io.ts";
import type { OpenedModel } from "../loaded-model.ts";
import { parseJson } from "../json-file.ts";

export interface RunInputs {
  readonly samples: number;
  /** A sample axis was given, so the results have one, too. */
  readonly isBatch: boolean;
  /** Numbers of inputs and, if `hasTargets`, of targets: sample after sample. */
  readonly values: ReadonlyMap<string, Float64Array>;
  /** Every target is there, so that the loss can be computed. */
  readonly hasTargets: boolean;
}

/** @throws Problem (NN6031, NN6032), Failure (NN7004, NN7005) */
export async function readRunInputs(
  name: string | undefined,
  { model, limits }: Pick<OpenedModel, "model" | "limits">,
  io: Io,
): Promise<RunInputs> {
  const tensors = await readTensors(name, model, io);
  const shown = name === "-" ? "standard input" : (name ?? "the inputs");
  const ports = [...model.inputs, ...model.targets];
  const wanted = ports.filter((port) => tensors.has(port.name));
  const missing = [
    ...model.inputs.filter((port) => !tensors.has(port.name)),
    ...missingTargets(model, tensors),
  ].map((port) => port.name);
  const complaints: Diagnostic[] = [];
  const place = wholeFile(shown);
  const complain = (message: string, help?: string): void =>
    void complaints.push(dataError("NN6031", message, place, help));
  if (missing.length > 0)
    complain(`\`${model.name}\` needs ${listNames(missing)}, which ${shown} does not have`);
  const names = ports.map((port) => port.name);
  for (const key of tensors.keys()) {
    if (!names.includes(key))
      complain(`\`${model.name}\` has no input \`${key}\``, didYouMean(key, names));
  }
  const counts = wanted.map((port) =>
    samplesOf(port, tensors.get(port.name)!, limits.get(port.name), complain),
  );
  const odd = counts.findIndex((count) => count !== counts[0]);
  if (complaints.length === 0 && odd !== -1)
    complain(
      `${listNames([wanted[0]!.name])} has ${samplesText(counts[0])}, but ${listNames([wanted[odd]!.name])} has ${samplesText(counts[odd])}`,
    );
  if (complaints.length > 0) throw new Problem(complaints);
  return {
    samples: counts[0] ?? 1,
    isBatch: counts[0] !== undefined,
    values: new Map(
      wanted.map((port) => [port.name, Float64Array.from(tensors.get(port.name)!.data)]),
    ),
    hasTargets: model.targets.every((port) => tensors.has(port.name)),
  };
}

function missingTargets(model: Model, tensors: ReadonlyMap<string, FlatTensor>): readonly Port[] {
  const missing = model.targets.filter((port) => !tensors.has(port.name));
  return missing.length === model.targets.length ? [] : missing;
}

function samplesText(count: number | undefined): string {
  return count === undefined ? "no sample axis" : `${count} sample${count === 1 ? "" : "s"}`;
}

/** Number of samples, undefined for one without a sample axis. */
function samplesOf(
  port: Port,
  { shape, data }: FlatTensor,
  limit: number | undefined,
  complain: (message: string) => void,
): number | undefined {
  const right = sampleShape(port.type);
  const isOne = shape.join() === right.join();
  if (!isOne && (shape.length !== right.length + 1 || shape.slice(1).join() !== right.join())) {
    const wanted = `[${right.join(", ")}]`;
    complain(`\`${port.name}\` should be ${wanted}, but is [${shape.join(", ")}]`);
    return undefined;
  }
  const { element } = port.type;
  for (let at = 0; at < data.length; at++) {
    const value = data[at]!;
    const fits =
      element === "float" ||
      (element === "int" ? value === (value | 0) : value === 0 || value === 1);
    const inside = limit === undefined || (value >= 0 && value < limit);
    if (fits && inside) continue;
    complain(
      fits
        ? `\`${port.name}\` holds ${value}, but it indexes ${limit}: whole numbers from 0 to ${limit! - 1}`
        : `\`${port.name}\` is ${element}, but holds ${value}`,
    );
    break;
  }
  return isOne ? undefined : shape[0]!;
}

async function readTensors(
  name: string | undefined,
  model: Model,
  io: Io,
): Promise<ReadonlyMap<string, FlatTensor>> {
  if (name === undefined) {
    if (model.inputs.length === 0) return new Map();
    const names = listNames(model.inputs.map((port) => port.name));
    throw usageFailure("NN7004", `--inputs is missing: values of ${names}`, "--inputs in.json");
  }
  const content = name === "-" ? await io.stdin() : io.disk.read(path.resolve(io.folder, name));
  if (content === undefined) throw usageFailure("NN7005", `there is no file \`${name}\``);
  const shown = name === "-" ? "standard input" : name;
  return isSafetensors(content)
    ? readSafetensors(content, shown).tensors
    : readJsonTensors(content, shown);
}

function readJsonTensors(content: Uint8Array, shown: string): ReadonlyMap<string, FlatTensor> {
  const json = parseJson(content, shown);
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw dataProblem(
      "NN6031",
      `\`${shown}\` is not a JSON object`,
      wholeFile(shown),
      '{"x": [1, 2]}',
    );
  return new Map(
    Object.entries(json).map(([name, value]) => {
      const flat = flattenJson(value);
      if ("problem" in flat)
        throw dataProblem("NN6006", `\`${name}\` ${flat.problem}`, wholeFile(shown));
      return [name, flat];
    }),
  );
}

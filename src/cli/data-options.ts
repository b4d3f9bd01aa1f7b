/**
 * `--data`, `--map`, `--split`, `--normalise` and `--seed`: from the command line to fitted samples.
 *
 * Invariant: `train` and `eval` with the same options see the same samples, the same split and, given
 * the weights that `train` wrote, the same scaling.
 */
import * as path from "node:path";
import { sampleShape } from "../graph/type.ts";
import type { Model, Port } from "../model/model.ts";
import type { DataSet, Files } from "../train/data/data-set.ts";
import { readMapping, type Mapping } from "../train/data/mapping.ts";
import { dataProblem } from "../train/data/problem.ts";
import { readDataSet } from "../train/data/read.ts";
import { fitToPorts, type FittedPort, type Samples } from "../train/fit.ts";
import {
  applyScalings,
  measureScalings,
  type Normalisation,
  type Scalings,
} from "../train/normalise.ts";
import { splitSamples, type Split } from "../train/order.ts";
import type { Arguments } from "./arguments.ts";
import { usageFailure } from "./exit.ts";
import type { Io } from "./io.ts";

export interface PreparedData {
  readonly samples: Samples;
  readonly split: Split;
  readonly scalings: Scalings;
}

/** `known`: scalings that weights were trained with; they hold unless others are asked for. */
export async function prepareData(
  model: Model,
  limits: ReadonlyMap<string, number>,
  given: Arguments,
  io: Io,
  known: Scalings = {},
): Promise<PreparedData> {
  const ports = [...model.inputs, ...model.targets];
  const set = await readGivenData(model, given, io);
  const samples = fitToPorts(
    set,
    ports.map((port) => fittedPort(port, limits)),
  );
  const split = splitSamples(set.count, readSplit(given), given.number("seed") ?? 1);
  const isEmpty = split.training.length === 0 || (given.has("split") && split.heldOut.length === 0);
  if (isEmpty)
    throw dataProblem(
      "NN6004",
      `--split ${given.text("split")} leaves nothing of ${set.count} samples on one side`,
      set.place,
    );
  const measured = measureScalings(samples, split.training, readNormalise(given), set.place);
  const scalings = { ...known, ...measured };
  return { samples: applyScalings(samples, scalings), split, scalings };
}

function fittedPort({ name, type }: Port, limits: ReadonlyMap<string, number>): FittedPort {
  return { name, element: type.element, shape: sampleShape(type), limit: limits.get(name) };
}

function readGivenData(model: Model, given: Arguments, io: Io): Promise<DataSet> {
  const mapping = readMap(given);
  const data = given.text("data") ?? (mapping.size > 0 ? "." : undefined);
  if (data === undefined)
    throw usageFailure(
      "NN7004",
      "--data is missing: which samples?",
      "for instance --data digits.npz",
    );
  if (io.disk.kind(path.resolve(io.folder, data)) === undefined)
    throw usageFailure("NN7005", `there is no file or folder \`${data}\``);
  const wanted = ({ name, type }: Port) => ({ name, shape: sampleShape(type) });
  const [inputs, targets] = [model.inputs.map(wanted), model.targets.map(wanted)];
  return readDataSet({ path: data, mapping, inputs, targets }, filesFrom(io));
}

function filesFrom(io: Io): Files {
  const absolute = (name: string): string => path.resolve(io.folder, name);
  return {
    read: (name) => io.disk.read(absolute(name)),
    kind: (name) => io.disk.kind(absolute(name)),
    list: (name) => io.disk.list(absolute(name)),
  };
}

function readMap(given: Arguments): Mapping {
  const mapping = readMapping(given.texts("map"));
  if (!("unreadable" in mapping)) return mapping;
  throw usageFailure(
    "NN7003",
    `--map cannot be read at \`${mapping.unreadable}\``,
    "for instance --map x=0:256,label=256",
  );
}

function readSplit(given: Arguments): number | undefined {
  const fraction = given.number("split");
  if (fraction === undefined || (fraction > 0 && fraction < 1)) return fraction;
  throw usageFailure("NN7003", `--split must lie between 0 and 1, but was given \`${fraction}\``);
}

function readNormalise(given: Arguments): ReadonlyMap<string, Normalisation> {
  const pieces = given.texts("normalise").flatMap((each) => each.split(","));
  return new Map(
    pieces.map((piece): [string, Normalisation] => {
      const match = /^\s*([^=\s]+)\s*=\s*(0\.\.1|standard)\s*$/.exec(piece);
      if (match !== null) return [match[1]!, match[2] as Normalisation];
      throw usageFailure(
        "NN7003",
        `--normalise cannot be read at \`${piece}\``,
        "for instance --normalise x=0..1 or --normalise x=standard",
      );
    }),
  );
}

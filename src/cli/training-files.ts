/**
 * The files that training leaves: weights, checkpoint, loss curve.
 *
 * Invariant: all are named after the `.nn` file (and the model, where the file has several), beside it
 * or where `--out` says: a folder, or the weights' own name.
 */
import * as path from "node:path";
import type { Arguments } from "./arguments.ts";
import type { Io } from "./io.ts";
import type { OpenedModel } from "./loaded-model.ts";

export interface TrainingFiles {
  readonly weights: string;
  readonly checkpoint: string;
  readonly curve: string;
}

export function trainingFiles(opened: OpenedModel, given: Arguments, io: Io): TrainingFiles {
  const stem = stemOf(opened, given, io);
  return {
    weights: `${stem}.safetensors`,
    checkpoint: `${stem}.checkpoint.safetensors`,
    curve: `${stem}.loss.svg`,
  };
}

function stemOf({ input, model, isOnly }: OpenedModel, given: Arguments, io: Io): string {
  const out = given.text("out");
  const ending = ".safetensors";
  if (out?.endsWith(ending)) return path.resolve(io.folder, out.slice(0, -ending.length));
  const name = path.basename(input.file, ".nn") + (isOnly ? "" : `.${model.name}`);
  return path.join(
    out === undefined ? path.dirname(input.file) : path.resolve(io.folder, out),
    name,
  );
}

/**
 * Checkpoints and weights files: the module's own safetensors with notes of the run in their metadata.
 *
 * Invariant: a checkpoint is resumed only by the run that it belongs to; what could change the result
 * (model, data, split, seed, batch) is compared first.
 */
import { createHash } from "node:crypto";
import type { Problem } from "../diagnostics/problem.ts";
import { dataProblem, wholeFile } from "./data/problem.ts";
import type { Samples } from "./fit.ts";
import type { TrainingState } from "./loop.ts";
import type { Scalings } from "./normalise.ts";
import { readSafetensors, withMetadata } from "./safetensors.ts";

/** What must be equal for a run to go on where another stopped. */
export interface RunIdentity {
  readonly model: string;
  /** Digest of the samples as they are fed. */
  readonly data: string;
  readonly split: number | null;
  readonly seed: number;
  readonly batch: number;
}

const runKey = "nnc.run";
const scalingKey = "nnc.normalise";

/** SHA-256 of all columns: names, sizes, numbers. */
export function digestSamples(samples: Samples): string {
  const hash = createHash("sha256");
  for (const { port, size, data } of samples.columns) {
    hash.update(`${port.name} ${size} ${data.constructor.name}\n`);
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest("hex");
}

export function weightsFile(bytes: Uint8Array, scalings: Scalings): Uint8Array {
  const isScaled = Object.keys(scalings).length > 0;
  return isScaled ? withMetadata(bytes, { [scalingKey]: JSON.stringify(scalings) }) : bytes;
}

export function checkpointFile(
  bytes: Uint8Array,
  identity: RunIdentity,
  state: TrainingState,
  scalings: Scalings,
): Uint8Array {
  const notes = {
    [runKey]: JSON.stringify({ identity, state }),
    [scalingKey]: JSON.stringify(scalings),
  };
  return withMetadata(bytes, notes);
}

/** The scalings that a weights file was trained with. */
export function readScalings(bytes: Uint8Array, path: string): Scalings {
  const text = readSafetensors(bytes, path).metadata[scalingKey];
  return text === undefined ? {} : (parseNotes(text, path) as Scalings);
}

/** How far the run had come. @throws Problem (NN6041) when the checkpoint is of another run */
export function readCheckpoint(
  bytes: Uint8Array,
  path: string,
  identity: RunIdentity,
): TrainingState {
  const text = readSafetensors(bytes, path).metadata[runKey];
  if (text === undefined) throw foreign(path, "it is no checkpoint");
  const notes = parseNotes(text, path) as { identity: RunIdentity; state: TrainingState };
  for (const key of ["model", "data", "split", "seed", "batch"] as const) {
    const [then, now] = [notes.identity[key], identity[key]];
    if (then === now) continue;
    const what =
      key === "data" ? "other data" : `${key} ${then ?? "none"} instead of ${now ?? "none"}`;
    throw foreign(path, `it was trained with ${what}`);
  }
  return notes.state;
}

function parseNotes(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw dataProblem("NN6002", `the notes of \`${path}\` are damaged`, wholeFile(path));
  }
}

function foreign(path: string, why: string): Problem {
  return dataProblem(
    "NN6041",
    `\`${path}\` cannot be resumed: ${why}`,
    wholeFile(path),
    "use the same options, or begin anew without --resume",
  );
}

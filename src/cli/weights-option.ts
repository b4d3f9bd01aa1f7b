/**
 * `--weights`: a safetensors or JSON file, `const=0.01`, or `seed=7`.
 *
 * Invariant: a file is compared with the model before anything is loaded, and told all that does not
 * fit: missing, unknown and misshapen tensors.
 */
import * as path from "node:path";
import type { GeneratedModel } from "../check/load.ts";
import { Problem } from "../diagnostics/problem.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { listNames } from "../diagnostics/listing.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import { sampleShape } from "../graph/type.ts";
import type { Model } from "../model/model.ts";
import { readScalings } from "../train/checkpoint.ts";
import { dataError, dataProblem, wholeFile } from "../train/data/problem.ts";
import { flattenJson, type FlatTensor } from "../train/json-values.ts";
import type { Scalings } from "../train/normalise.ts";
import {
  isSafetensors,
  readSafetensors,
  writeSafetensors,
  type FileTensor,
  type WrittenTensor,
} from "../train/safetensors.ts";
import { usageFailure } from "./exit.ts";
import type { Io } from "./io.ts";
import { parseJson } from "./json-file.ts";

export interface GivenWeights {
  readonly kind: "file" | "constant" | "seed";
  /** Of "file": tensors by name, in row-major float64. */
  readonly tensors: ReadonlyMap<string, FlatTensor>;
  /** Of "file": what the module loads. */
  readonly bytes: Uint8Array | undefined;
  /** Of "constant" and "seed". */
  readonly value: number;
  readonly scalings: Scalings;
}

/** @throws Problem (NN6030), Failure (NN7003, NN7005) */
export function readWeights(text: string, model: Model, io: Io): GivenWeights {
  const made = /^(const|seed)=(.*)$/.exec(text);
  if (made !== null) return madeWeights(made[1] as "const" | "seed", made[2]!);
  const content = io.disk.read(path.resolve(io.folder, text));
  if (content === undefined) throw usageFailure("NN7005", `there is no file \`${text}\``);
  const isBinary = isSafetensors(content) || text.endsWith(".safetensors");
  const file = isBinary ? readSafetensors(content, text) : undefined;
  const tensors = file?.tensors ?? readJsonWeights(content, text);
  checkWeights(tensors, model, text);
  return {
    kind: "file",
    tensors,
    bytes: isBinary ? content : encode(tensors),
    value: 0,
    scalings: isBinary ? readScalings(content, text) : {},
  };
}

function madeWeights(kind: "const" | "seed", text: string): GivenWeights {
  const value = Number(text);
  const fits = kind === "const" ? Number.isFinite(value) : /^\d{1,9}$/.test(text);
  if (text === "" || !fits)
    throw usageFailure("NN7003", `--weights ${kind}=${text} needs a number, as in ${kind}=7`);
  const empty = { tensors: new Map(), bytes: undefined, scalings: {} };
  return { ...empty, kind: kind === "const" ? "constant" : "seed", value };
}

/** Names may nest: `{"dense1": {"W": …}}` is `{"dense1.W": …}`. */
function readJsonWeights(content: Uint8Array, shown: string): ReadonlyMap<string, FlatTensor> {
  const tensors = new Map<string, FlatTensor>();
  const collect = (value: unknown, name: string): void => {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value))
        collect(inner, name === "" ? key : `${name}.${key}`);
      return;
    }
    const flat = flattenJson(value);
    if ("problem" in flat)
      throw dataProblem("NN6006", `\`${name}\` ${flat.problem}`, wholeFile(shown));
    tensors.set(name, flat);
  };
  collect(parseJson(content, shown), "");
  return tensors;
}

function encode(tensors: ReadonlyMap<string, FlatTensor>): Uint8Array {
  const written = [...tensors].map(([name, tensor]): [string, WrittenTensor] => [
    name,
    { ...tensor, type: "f64" },
  ]);
  return writeSafetensors(new Map(written));
}

const floatTypes: readonly string[] = ["f16", "bf16", "f32", "f64"];

/** What a module loads. Names that begin with `@` belong to training and may be there. */
function checkWeights(
  tensors: ReadonlyMap<string, FlatTensor | FileTensor>,
  model: Model,
  shown: string,
): void {
  const place = wholeFile(shown);
  const wanted = new Map([...model.params, ...model.buffers].map((each) => [each.name, each]));
  const complaints: Diagnostic[] = [];
  for (const [name, { type }] of wanted) {
    const found = tensors.get(name);
    const right = sampleShape(type);
    const kinds = type.element === "float" ? floatTypes : [...floatTypes, "i32", "u8"];
    if (found === undefined)
      complaints.push(dataError("NN6030", `\`${shown}\` lacks \`${name}\``, place));
    else if (found.shape.join() !== right.join()) {
      const message = `\`${name}\` should be [${right.join(", ")}], but is [${found.shape.join(", ")}]`;
      complaints.push(dataError("NN6030", message, place));
    } else if ("type" in found && !kinds.includes(found.type)) {
      const message = `\`${name}\` holds numbers of the type ${found.type}, which is none of ${listNames(kinds)}`;
      complaints.push(dataError("NN6030", message, place));
    }
  }
  for (const name of tensors.keys()) {
    if (name.startsWith("@") || wanted.has(name)) continue;
    const message = `\`${model.name}\` has no param \`${name}\``;
    complaints.push(dataError("NN6030", message, place, didYouMean(name, wanted.keys())));
  }
  if (complaints.length > 0) throw new Problem(complaints);
}

/** Puts them into a module; one made by `seed` was created with it. */
export function loadWeights(net: GeneratedModel, weights: GivenWeights): void {
  if (weights.bytes !== undefined) net.load(weights.bytes);
  if (weights.kind === "constant") net.flat.params.fill(weights.value);
}
